"""Sound for tests of what is heard: rendered, never recorded, put before the models as a clip's sound would be."""

from __future__ import annotations

import numpy as np
from scipy.signal import resample_poly

from coder.media.audio import RATE

SEED = 4711


class Heard:
    """Stands for :class:`coder.media.audio.AudioReader` over samples at 48 kHz, (n, channels)."""

    def __init__(self, samples: np.ndarray) -> None:
        self.samples = samples.astype(np.float32).reshape(len(samples), samples.shape[1] if samples.ndim > 1 else 1)
        self.channels = self.samples.shape[1]
        self.has_sound = bool(len(samples))

    def read(self, start_us: int, n_samples: int) -> np.ndarray:
        first = start_us * RATE // 1_000_000
        out = np.zeros((n_samples, self.samples.shape[1]), np.float32)
        begin, end = max(first, 0), min(first + n_samples, len(self.samples))
        if end > begin:
            out[begin - first : end - first] = self.samples[begin:end]
        return out

    @property
    def end_us(self) -> int:
        return len(self.samples) * 1_000_000 // RATE


def room(seconds: float, seed: int = SEED) -> np.ndarray:
    """A quiet room at 16 kHz: noise at -62 dB."""
    return 10 ** (-62 / 20) * np.random.default_rng(seed).standard_normal(int(seconds * 16_000))


def at_48k(samples: np.ndarray) -> np.ndarray:
    return resample_poly(samples, 3, 1)
