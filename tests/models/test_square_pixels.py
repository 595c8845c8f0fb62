"""Clips whose pixels are no squares: looked at as they are shown, measured in the pixels that are stored."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from coder.media import Clip
from coder.vocabulary.analysis_settings import SamplingSettings, Settings
from models.analysis import Analysis, analyze
from models.seeing.look import load_models
from models.square_pixels import SquarePixels
from tests.coder.media.clipmaker import make_clip

PLAY = Path(__file__).resolve().parents[2] / "sample_clips" / "play.mp4"
REACH = range(258, 288)
"""Frames of the sample clip in which the child reaches for the caregiver."""
OFTEN = Settings(sampling=SamplingSettings(rate_hz=8.0))


def stored(target: Path, aspect: Fraction) -> Path:
    """The reach as a camera stores it whose pixels are ``aspect`` times as wide as high."""
    with Clip.open(PLAY) as clip:
        pictures = [frame.rgb for frame in clip.frames(REACH.start, REACH.stop)]
    size = (round(640 / aspect), 480)
    return make_clip(
        target,
        frames=len(pictures),
        picture=lambda n: cv2.resize(pictures[n], size, interpolation=cv2.INTER_AREA),
        aspect=aspect,
        options={"preset": "ultrafast", "crf": "18"},
    )


def analysed(path: Path) -> Analysis:
    with Clip.open(path) as clip:
        return analyze(clip, OFTEN, models=load_models(OFTEN))


def signal(found: Analysis, person: str, name: str) -> np.ndarray:
    return next(track for track in found.tracks if (track.person, track.name) == (person, name)).value


@pytest.fixture(scope="module")
def square(tmp_path_factory) -> Analysis:
    return analysed(stored(tmp_path_factory.mktemp("square") / "clip.mp4", Fraction(1)))


@pytest.mark.parametrize("aspect", [Fraction(2), Fraction(64, 45), Fraction(8, 9)])
def test_people_are_measured_as_they_are_shown(tmp_path, square, aspect):
    found = analysed(stored(tmp_path / "clip.mp4", aspect))

    assert [one.suggested_role for one in found.people] == [one.suggested_role for one in square.people]
    reached = [np.nanmax(signal(one, "B+A", "reach")) for one in (found, square)]
    assert reached[0] == pytest.approx(reached[1], abs=0.08)
    apart = [np.nanmedian(signal(one, "A+B", "distance")) for one in (found, square)]
    assert apart[0] == pytest.approx(apart[1], rel=0.04)


def test_places_are_said_in_the_pixels_that_are_stored(tmp_path, square):
    found = analysed(stored(tmp_path / "clip.mp4", Fraction(2)))

    for person in "AB":
        for name, share in (("head_x", 0.5), ("head_width", 0.5), ("head_y", 1.0), ("head_yaw", 1.0)):
            ours, theirs = (np.nanmedian(signal(one, person, name)) for one in (found, square))
            assert ours == pytest.approx(share * theirs, rel=0.05, abs=4.0), (person, name)
    for ours, theirs in zip(found.people, square.people, strict=True):
        assert ours.median_box == pytest.approx(np.array(theirs.median_box) * (0.5, 1, 0.5, 1), rel=0.08)


@pytest.mark.parametrize(
    ("aspect", "width"),
    [
        *((Fraction(4, 3), 1920), (Fraction(8, 9), 1280), (Fraction(1), 1440), (Fraction(1216, 1215), 1440)),
        *((Fraction(1000), 1440), (Fraction(1, 1000), 1440)),  # an error in the file costs no memory
    ],
)
def test_how_large_a_clip_is_looked_at(tmp_path, aspect, width):
    with Clip.open(make_clip(tmp_path / "clip.mp4", frames=2)) as clip:
        info = replace(clip.info, width=1440, height=1080, sample_aspect=aspect)

    shown = SquarePixels.of(info)

    assert (shown.width, shown.height) == (width, 1080)
    assert shown.stretch == pytest.approx(width / 1440)
