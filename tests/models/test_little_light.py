"""A picture taken with little light is made brighter before it is looked at; how dark it was is told all the same."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from coder.vocabulary.analysis_settings import Settings, VisionSettings
from models.following.camera_motion import small_picture
from models.measuring.head_signals import picture_quality
from models.seeing.detections import FACE
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


def quality(*, light, contrast):
    row = np.zeros(1, FACE)
    row["light"], row["contrast"], row["sharpness"], row["height"] = light, contrast, 0.2, 100.0
    return float(picture_quality(row, VisionSettings())[0])


@pytest.mark.parametrize(("light", "contrast"), [(32.0, 9.0), (24.0, 7.0), (20.0, 6.0)])
def test_a_dark_face_in_little_light_is_no_fog(light, contrast):
    """What little light leaves of the contrast of dark skin: its turn and its mouth are read."""
    assert quality(light=light, contrast=contrast) == 1.0
    assert quality(light=120.0, contrast=contrast) < 0.7, "on a light face it is fog"


def test_of_a_face_in_light_enough_as_much_contrast_is_asked_as_ever():
    for contrast, before in ((4.0, 0.0), (6.0, 0.25), (8.0, 0.5), (12.0, 1.0)):
        assert quality(light=60.0, contrast=contrast) == quality(light=200.0, contrast=contrast) == before


def test_a_dark_stain_without_any_contrast_is_no_face_that_is_seen():
    assert quality(light=20.0, contrast=2.0) == 0.0
