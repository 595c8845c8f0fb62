"""A channel of stored sound, ready to be measured: without what stands still in it, and at 16 kHz.

Two linear filters over numpy: those of scipy.signal, which is half as long in loading as all other packages of an
analysis together, and cannot be asked meanwhile whether to go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from coder.media import audio
from models.hearing.frames import RATE

_STANDING_HZ = 20
"""What is slower is not heard."""
_STEP = audio.RATE // RATE
_HALF = 10 * _STEP
"""Samples to either side that a sample at 16 kHz is made of."""
_KAISER = 5.0
_BLOCK = 64
"""Samples that follow one another in one block of many."""
_PIECE = RATE
"""Samples at 16 kHz that are made at once: a second."""

Doubles: TypeAlias = npt.NDArray[np.float64]


def without_standing(channel: npt.NDArray[np.float32]) -> Iterator[Doubles]:
    """Take the zero line out of a channel (n,) at 48 kHz: a high-pass of first order, at rest at the first sample.

    Seconds follow one another: the whole of it in doubles would be several times as large as what becomes of it.
    """
    kept = float(np.exp(-2 * np.pi * _STANDING_HZ / audio.RATE))
    before, last = channel[:1].astype(np.float64), 0.0
    for first in range(0, len(channel), _STEP * _PIECE):
        piece = channel[first : first + _STEP * _PIECE].astype(np.float64)
        steps = np.diff(piece, prepend=before)
        steps[0] += kept * last
        out = _decaying(steps, kept)
        yield out
        before, last = piece[-1:], float(out[-1])


def _decaying(steps: Doubles, kept: float) -> Doubles:
    """``out[k] = kept * out[k - 1] + steps[k]``, from rest.

    All blocks at once, a sample of each after another; then the ends of the blocks follow one another by the same rule,
    with ``kept`` to the power of a block's length.
    """
    n = len(steps)
    blocks = np.concatenate([steps, np.zeros(-n % _BLOCK)]).reshape(-1, _BLOCK).T.copy()
    for before, now in pairwise(blocks):
        now += kept * before
    if blocks.shape[1] > 1:
        ends = _decaying(blocks[-1, :-1], kept**_BLOCK)
        blocks[:, 1:] += kept ** np.arange(1, _BLOCK + 1)[:, None] * ends
    return blocks.T.ravel()[:n]


def at_16_khz(pieces: Iterable[Doubles]) -> npt.NDArray[np.float32]:
    """Bring a channel of 48 kHz, whose pieces follow one another, to a third of its samples, rounded up: a sinc under a
    Kaiser window.

    Source: ``scipy.signal.resample_poly``.
    """
    out: list[npt.NDArray[np.float32]] = []
    waiting, taken = np.zeros(_HALF), 0
    for piece in pieces:
        taken += len(piece)
        waiting = np.concatenate([waiting, piece])
        whole = (len(waiting) - 2 * _HALF - 1) // _STEP + 1
        if whole > 0:
            out.append(_filtered(waiting, whole))
            waiting = waiting[_STEP * whole :]
    rest = -(-taken // _STEP) - sum(map(len, out))
    out.append(_filtered(np.concatenate([waiting, np.zeros(_HALF + _STEP)]), rest))
    return np.concatenate(out)


def _filtered(samples: Doubles, n: int) -> npt.NDArray[np.float32]:
    """The first ``n`` of every third sample, each from those about it."""
    windows = np.lib.stride_tricks.sliding_window_view(samples, 2 * _HALF + 1)[::_STEP]
    return np.asarray(windows[:n] @ _low_pass(), np.float32)


@cache
def _low_pass() -> Doubles:
    """A sinc that ends at the new rate's half, under a Kaiser window, letting a standing sound through as it is."""
    at = np.arange(-_HALF, _HALF + 1)
    taps = np.sinc(at / _STEP) * np.kaiser(len(at), _KAISER)
    return np.asarray(taps / taps.sum(), np.float64)
