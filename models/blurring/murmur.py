"""A murmur: sound that keeps the rhythm and the loudness of voices, and neither their words nor whose they are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coder.media.audio import RATE

KEPT_HZ = 4.0
"""What is kept of the loudness: movements up to this many times a second, the pace of syllables. Formants and pitch are
tens to thousands of times faster; nothing of them is in it."""
_CARRIER_HZ = (300.0, 900.0)
_SEED = 2001
"""The noise is the same for every clip: nothing can be told from it."""

Samples = npt.NDArray[np.float32]


class Murmur:
    """Turns sound into a murmur, piece by piece; how it is cut into pieces makes no difference.

    Loudness is followed with a low-pass of second order at 4 Hz over the square of the sound, all channels together,
    and given to a band of noise: eight numbers a second say all that is left, so that speech cannot be rebuilt.
    """

    def __init__(self) -> None:
        from scipy.signal import butter, lfilter  # half a second that a window has not to wait for

        self._slow = butter(2, KEPT_HZ, fs=RATE)
        self._band = butter(2, _CARRIER_HZ, btype="bandpass", fs=RATE)
        self._followed = np.zeros(max(len(part) for part in self._slow) - 1)
        self._coloured = np.zeros(max(len(part) for part in self._band) - 1)
        self._filter = lfilter
        self._noise = np.random.default_rng(_SEED)
        # What brings the band of noise to the loudness of the sound it stands for.
        level = lfilter(*self._band, np.random.default_rng(1).standard_normal(RATE))
        self._levelled = float(1 / np.std(level))

    def of(self, samples: Samples) -> Samples:
        """Return the murmur of the next samples (n, channels at 48 kHz), the same in every channel."""
        power = np.mean(samples.astype(np.float64) ** 2, axis=1)
        calm, self._followed = self._filter(*self._slow, power, zi=self._followed)
        noise, self._coloured = self._filter(*self._band, self._noise.standard_normal(len(samples)), zi=self._coloured)
        loud = np.sqrt(np.maximum(calm, 0))
        out = np.clip(loud * noise * self._levelled, -1, 1)
        return np.repeat(out[:, None], samples.shape[1], axis=1).astype(np.float32)
