"""A clip's sound as it is looked at: the outline of its wave and its spectrogram, worked out once and small."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from coder.media.audio import RATE, Samples
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS

WAVE_US = 2_000
"""One step of the outline: 96 samples, so that half a second fills a screen without a stair."""

BAND_US = 20_000
"""One step of the spectrogram."""

BANDS = 64
LOWEST_HZ, HIGHEST_HZ = 60.0, 10_000.0
"""Bands are spaced evenly in octaves: a child's cry and a father's voice take as much room each."""

FLOOR_DB, CEILING_DB = -96.0, -16.0
"""A band's level in dB of a full sine, mapped to 0 ... 255."""

_WINDOW = 2048
_BLOCK_S = 4
_MAGIC = b"DMSP1"


class SoundSource(Protocol):
    """Whatever gives a clip's samples on its clock; see :class:`coder.media.audio.AudioReader`."""

    @property
    def has_sound(self) -> bool:
        """Whether there is anything to hear."""

    def read(self, start_us: int, n_samples: int) -> Samples:
        """Return samples, float32 (n, channels) at 48 kHz, silence where the clip has none."""


@dataclass(frozen=True, slots=True, eq=False)
class SoundPicture:
    """What is drawn of a clip's sound.

    Attributes
    ----------
    low, high : int8 arrays (n,)
        Least and greatest sample of each :data:`WAVE_US`, -127 to 127 for -1 to 1, channels mixed.
    bands : uint8 array (m, BANDS)
        Level of each band in each :data:`BAND_US`, lowest band first, 0 at :data:`FLOOR_DB`.
    """

    low: npt.NDArray[np.int8]
    high: npt.NDArray[np.int8]
    bands: npt.NDArray[np.uint8]

    def to_bytes(self) -> bytes:
        """Return it packed: a head, then the three arrays, deflated."""
        head = np.array([len(self.low), len(self.bands)], dtype="<i8").tobytes()
        body = self.low.tobytes() + self.high.tobytes() + self.bands.tobytes()
        return _MAGIC + head + zlib.compress(body, 1)

    @classmethod
    def from_bytes(cls, packed: bytes) -> SoundPicture:
        """Return what :meth:`to_bytes` packed; StudyError where it is something else, or damaged."""
        try:
            if not packed.startswith(_MAGIC):
                raise ValueError(tr("not a picture of sound"))
            waves, looks = np.frombuffer(packed, dtype="<i8", count=2, offset=len(_MAGIC)).tolist()
            body = zlib.decompress(packed[len(_MAGIC) + 16 :])
            if min(waves, looks) < 0 or len(body) != 2 * waves + looks * BANDS:
                raise ValueError(tr("of another length"))
            low, high = np.frombuffer(body, np.int8, 2 * waves).reshape(2, waves)
            bands = np.frombuffer(body, np.uint8, looks * BANDS, 2 * waves).reshape(looks, BANDS)
            return cls(low, high, bands)
        except (ValueError, zlib.error) as error:
            raise StudyError(
                tr("The kept picture of a sound is damaged ({error}); it is made anew.", error=error)
            ) from error


def band_edges_hz() -> npt.NDArray[np.float64]:
    """Return the edges of the bands, (BANDS + 1,) in Hz."""
    return np.geomspace(LOWEST_HZ, HIGHEST_HZ, BANDS + 1)


def sound_picture(
    sound: SoundSource, duration_us: int, *, told: Callable[[float], None] = lambda share: None
) -> SoundPicture | None:
    """Work out the picture of a clip's sound, second by second; None where the clip has none.

    ``told`` hears the share that is done, 0 to 1, and may raise to stop it. Memory does not grow with the clip but
    for the result: a megabyte for each five minutes.
    """
    if not sound.has_sound:
        return None
    step, hop = RATE * WAVE_US // MICROS, RATE * BAND_US // MICROS
    size = _BLOCK_S * RATE
    total = -(-duration_us * RATE // MICROS)
    lows, highs, bands = [], [], []
    margin = (_WINDOW - hop) // 2
    weights, window = _band_weights(), np.hanning(_WINDOW).astype(np.float32)
    for first in range(0, total, size):
        count = min(size, -(-(total - first) // hop) * hop)
        # A look stands in the middle of its window, so a little is heard before and after the block.
        at = first - margin
        heard = sound.read(at * MICROS // RATE, count + _WINDOW - hop).mean(axis=1)
        inner = heard[margin : margin + count].reshape(-1, step)
        lows.append(_whole(inner.min(axis=1)))
        highs.append(_whole(inner.max(axis=1)))
        looks = np.lib.stride_tricks.sliding_window_view(heard, _WINDOW)[::hop] * window
        power = np.abs(np.fft.rfft(looks, axis=1)) ** 2
        bands.append(_levels(power @ weights, window))
        told(min((first + count) / total, 1.0))
    if not lows:
        return None
    return SoundPicture(np.concatenate(lows), np.concatenate(highs), np.concatenate(bands))


def _whole(values: npt.NDArray[np.float32]) -> npt.NDArray[np.int8]:
    return np.rint(np.clip(values, -1, 1) * 127).astype(np.int8)


def _band_weights() -> npt.NDArray[np.float32]:
    """Which share of each frequency of the transform falls into each band, (frequencies, BANDS)."""
    edges = band_edges_hz()
    width = RATE / _WINDOW
    centres = np.arange(_WINDOW // 2 + 1) * width
    low, high = np.maximum.outer(centres - width / 2, edges[:-1]), np.minimum.outer(centres + width / 2, edges[1:])
    weights: npt.NDArray[np.float32] = (np.clip(high - low, 0, None) / width).astype(np.float32)
    return weights


def _levels(power: npt.NDArray[np.float32], window: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    full = float(np.square(window).sum()) * _WINDOW / 4  # the power of a full sine, by Parseval
    db = 10 * np.log10(np.maximum(power / full, 1e-12))
    share = np.clip((db - FLOOR_DB) / (CEILING_DB - FLOOR_DB), 0, 1)
    levels: npt.NDArray[np.uint8] = np.rint(share * 255).astype(np.uint8)
    return levels
