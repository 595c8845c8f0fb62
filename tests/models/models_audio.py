"""A sound file as samples at 48 kHz, for tests on recordings."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from coder.media.audio import RATE


def loaded(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
        parts = [heard.to_ndarray()[0] for frame in container.decode(audio=0) for heard in resampler.resample(frame)]
        parts += [heard.to_ndarray()[0] for heard in resampler.resample(None)]
    return np.concatenate(parts)
