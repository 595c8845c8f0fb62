"""A second or two of a rendered clip, cut out so that making it again is quick."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np

from coder.media import Clip
from tests.coder.media.clipmaker import Picture, make_clip
from tests.sample_clips.samples import Sample, load


def cut(
    target: Path, name: str, first: int, count: int, *, change: Callable[[int, Picture], Picture] | None = None
) -> tuple[Path, Sample]:
    """Write ``count`` frames of a sample clip from ``first`` on, with a tone; return it and the sample's truth."""
    sample = load(name)
    with Clip.open(sample.path) as clip:
        pictures = [frame.rgb for frame in clip.frames(first, first + count)]
    if change is not None:
        pictures = [change(n, picture) for n, picture in enumerate(pictures)]
    stamps = [(pts - sample.pts_us[first]) // 1000 for pts in sample.pts_us[first : first + count]]
    tone = (0.3 * np.sin(np.arange(48 * stamps[-1]) / 20)).astype(np.float32)
    make_clip(
        target,
        stamps=stamps,
        time_base=Fraction(1, 1000),
        picture=lambda n: pictures[n],
        sound=tone,
        options={"preset": "ultrafast"},
    )
    return target, sample
