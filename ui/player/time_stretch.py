"""Sound made longer or shorter at its own pitch: WSOLA, overlap-add where the wave looks most alike.

Verhelst & Roelands (1993), An overlap-add technique based on waveform similarity (WSOLA) for high quality time-scale
modification of speech, ICASSP.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from coder.media.audio import RATE, Samples

HOP = RATE // 50
"""Samples put out at once: 20 ms, longer than one turn of the lowest voice."""
SEARCH = RATE // 100
"""So far to either side of its own moment a piece is looked for; never is it heard farther off than this."""
_RISE = (0.5 - 0.5 * np.cos(np.pi * (np.arange(HOP) + 0.5) / HOP)).astype(np.float32)[:, None]


class TimeStretch:
    """Gives out pieces of at most :data:`HOP` samples, each about a moment that the caller says.

    Parameters
    ----------
    read : callable
        ``read(first, count)``: samples from there on, float32 (count, channels); silence outside the sound.
    """

    def __init__(self, read: Callable[[int, int], Samples]) -> None:
        self._read = read
        self._going_on: Samples | None = None
        """What would follow the last piece in the sound as it is."""

    def jump(self) -> None:
        """What comes next does not follow what came last: a loop begins again."""
        self._going_on = None

    def piece(self, first: int, count: int) -> Samples:
        """The next ``count`` samples (n, channels), about sample ``first`` of the sound."""
        near = self._read(first - SEARCH, 2 * SEARCH + 2 * HOP)
        if self._going_on is None:
            at, heard = SEARCH, near[SEARCH : SEARCH + HOP]
        else:
            at = _most_alike(self._going_on, near)
            heard = self._going_on * (1 - _RISE) + near[at : at + HOP] * _RISE
        self._going_on = near[at + HOP : at + 2 * HOP]
        return np.asarray(heard[:count], np.float32)


def _most_alike(wanted: Samples, near: Samples) -> int:
    """Where in ``near`` a piece begins that looks most like ``wanted`` (cosine of the two, channels averaged)."""
    shape, within = wanted.mean(axis=1), near[: 2 * SEARCH + HOP].mean(axis=1)
    alike = np.correlate(within, shape, "valid")
    power = np.concatenate([[0.0], np.cumsum(within.astype(np.float64) ** 2)])
    strength: npt.NDArray[np.float64] = np.sqrt(np.maximum(power[HOP:] - power[:-HOP], 1e-9))
    return int(np.argmax(alike / strength))
