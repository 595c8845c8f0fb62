"""Pictures of rendered people for the tests of the estimators: no real person is in them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import av
import numpy as np

from models.seeing.estimator import Picture

SAMPLE_CLIPS = Path(__file__).resolve().parents[2] / "sample_clips"


@cache
def frames_of(clip: Path, every: int, most: int = 10_000) -> tuple[Picture, ...]:
    """Every ``every``-th picture of a clip, in order."""
    found = []
    with av.open(str(clip)) as container:
        for index, frame in enumerate(container.decode(video=0)):
            if index % every == 0:
                found.append(frame.to_ndarray(format="rgb24"))
            if len(found) == most:
                break
    return tuple(found)


def pair() -> Picture:
    """An adult, left, and a child, right, both seen from the front or nearly so."""
    return frames_of(SAMPLE_CLIPS / "play.mp4", 1, 1)[0]


def hostile_pictures() -> dict[str, Picture]:
    """Pictures that nobody would call one, and pictures with nobody in them."""
    noise = np.random.default_rng(3).integers(0, 256, (97, 131, 3)).astype(np.uint8)
    return {
        "no pixel": np.zeros((0, 0, 3), np.uint8),
        "no row": np.zeros((0, 40, 3), np.uint8),
        "no column": np.zeros((40, 0, 3), np.uint8),
        "one pixel": np.full((1, 1, 3), 128, np.uint8),
        "a row": np.full((1, 3000, 3), 200, np.uint8),
        "a column": np.full((3000, 1, 3), 200, np.uint8),
        "black": np.zeros((120, 160, 3), np.uint8),
        "white": np.full((33, 31, 3), 255, np.uint8),
        "noise": noise,
        "backwards": noise[::-1, ::-2],
        "read-only": np.frombuffer(noise.tobytes(), np.uint8).reshape(noise.shape),
    }
