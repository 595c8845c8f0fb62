"""What was heard in a block of sound as bytes, and back: so that a stop or a crash costs no listening again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.vocabulary.signals import SOUND_SIGNALS
from models.hearing.frames import HOP, RATE

BLOCK_S = 32
"""Seconds measured at once: a whole number of frames and of whole microseconds."""

Samples = npt.NDArray[np.float32]

_NAMES = list(SOUND_SIGNALS)
_HEARD = "heard"


@dataclass(frozen=True, slots=True, eq=False)
class HeardBlock:
    """What was measured in one block of a clip's sound: all that is needed of it again.

    Attributes
    ----------
    begin_s : int
        Where it begins, in seconds from the clip's first frame.
    signals : dict of str to (values, validities)
        Those of :data:`coder.vocabulary.signals.SOUND_SIGNALS`, float32, one number for each frame.
    channels : tuple of tuple of int
        What :class:`ChannelTally` was told of it.
    """

    begin_s: int
    signals: Mapping[str, tuple[Samples, Samples]]
    channels: tuple[tuple[int, ...], ...] = ()

    def __len__(self) -> int:
        return len(self.signals["sound_level"][0])


def is_heard(said: Mapping[str, Any]) -> bool:
    """Whether a part tells of sound, by what stands in words in it."""
    return _HEARD in said


def as_arrays(block: HeardBlock) -> tuple[dict[str, Any], dict[str, npt.NDArray[np.float32]]]:
    """Return a block as what stands in words and what stands in arrays."""
    values, validities = (np.stack([block.signals[name][which] for name in _NAMES]) for which in (0, 1))
    said = {_HEARD: _NAMES, "begin_s": block.begin_s, "channels": [list(signs) for signs in block.channels]}
    return said, {"values": values, "validities": validities}


def from_arrays(said: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> HeardBlock:
    """Return the block; raise ValueError, TypeError or KeyError where it is another version's or damaged."""
    values, validities = arrays["values"], arrays["validities"]
    begin_s, channels = said["begin_s"], tuple(tuple(signs) for signs in said["channels"])
    fits = (
        *(some.dtype == np.float32 and some.ndim == 2 for some in (values, validities)),
        values.shape == validities.shape,
        len(values) == len(_NAMES) == len(said[_HEARD]) and said[_HEARD] == _NAMES,
        0 < values.shape[-1] <= BLOCK_S * RATE // HOP,
        type(begin_s) is int and begin_s >= 0 and begin_s % BLOCK_S == 0,
        all(type(sign) is int and abs(sign) <= 1 for signs in channels for sign in signs),
        len(channels) <= 1,
    )
    if not all(fits):
        raise ValueError
    signals = {name: (values[row].copy(), validities[row].copy()) for row, name in enumerate(_NAMES)}
    return HeardBlock(begin_s, signals, channels)
