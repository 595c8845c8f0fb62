"""A picture taken with little light is made brighter before it is looked at; how dark it was is told all the same."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from coder.vocabulary.analysis_settings import Settings
from models.following.camera_motion import small_picture
from models.seeing.look import BRIGHTER_BY, LIT, brighter, load_models, look_at

PAIR = Path(__file__).parent / "golden" / "pair.png"


@pytest.fixture(scope="module")
def daylight():
    return cv2.cvtColor(cv2.imread(str(PAIR)), cv2.COLOR_BGR2RGB)


def looked(picture):
    settings = Settings()
    return look_at(picture, 0, models=load_models(settings), vision=settings.vision, with_bodies=False, with_eyes=False)


def test_a_picture_with_light_enough_is_looked_at_as_it_is(daylight):
    assert brighter(daylight, small_picture(daylight)) == (daylight, 1.0)


@pytest.mark.parametrize("share", [0.2, 0.1])
def test_a_dark_picture_is_made_brighter_but_not_by_more_than_its_noise_allows(daylight, share):
    dark = (daylight * share).astype(np.uint8)
    made, gain = brighter(dark, small_picture(dark))
    assert gain == pytest.approx(min(BRIGHTER_BY, LIT / dark.mean()), rel=0.05)
    assert made.mean() == pytest.approx(gain * dark.mean(), rel=0.05)
    assert made.dtype == np.uint8


def test_a_picture_without_pixels_or_light_stays_what_it_is():
    for picture in (np.zeros((0, 0, 3), np.uint8), np.zeros((48, 64, 3), np.uint8)):
        made, _ = brighter(picture, small_picture(picture))
        assert made.shape == picture.shape
        assert not made.any()


def test_faces_are_found_as_in_daylight_and_their_light_is_the_pictures_own(daylight):
    dark = np.rint(daylight * 0.2).astype(np.uint8)
    bright, dim = looked(daylight).faces, looked(dark).faces
    assert len(dim) == len(bright)
    np.testing.assert_allclose(dim["mesh_pose"], bright["mesh_pose"], atol=4)
    np.testing.assert_allclose(dim["light"], 0.2 * bright["light"], rtol=0.05)
