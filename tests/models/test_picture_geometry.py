"""Pictures are shrunk as OpenCV averages areas and squares cut out as it warps them, to the same numbers, faster."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.seeing.estimator import Roi
from models.seeing.picture_geometry import averaged, crop, planes, to_picture


def random_picture(height: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8)


def by_opencv(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)


@pytest.mark.parametrize("size", [(384, 288), (256, 192)])
def test_a_web_cameras_picture_is_shrunk_to_the_very_numbers(size: tuple[int, int]) -> None:
    picture = random_picture(480, 640)
    assert np.array_equal(averaged(picture, *size), by_opencv(picture, *size))


@given(
    groups=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    ratios=st.tuples(st.integers(2, 20), st.integers(2, 20)),
    kept=st.tuples(st.floats(0.05, 0.95), st.floats(0.05, 0.95)),
    seed=st.integers(0, 9),
)
@settings(max_examples=60, deadline=None)
def test_every_size_is_the_mean_of_its_areas(
    groups: tuple[int, int], ratios: tuple[int, int], kept: tuple[float, float], seed: int
) -> None:
    height, width = (many * count for many, count in zip(ratios, groups, strict=True))
    new_height, new_width = (max(1, int(ratios[i] * kept[i])) * groups[i] for i in range(2))
    picture = random_picture(height, width, seed)
    shrunk = averaged(picture, new_width, new_height)
    assert (shrunk.dtype, shrunk.shape) == (np.uint8, (new_height, new_width, 3))
    assert np.abs(shrunk.astype(int) - by_opencv(picture, new_width, new_height)).max() <= 1


def test_a_picture_of_one_colour_keeps_it() -> None:
    assert (averaged(np.full((720, 1280, 3), 201, np.uint8), 384, 216) == 201).all()


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (1920, 1080), (1080, 1920)])
def test_whole_pixels_that_become_one_are_opencvs_numbers(size: tuple[int, int]) -> None:
    width, height = size
    picture = random_picture(height, width)
    shrunk = width * 160 // max(size), height * 160 // max(size)
    assert np.array_equal(averaged(picture, *shrunk), by_opencv(picture, *shrunk))


@given(
    place=st.tuples(st.floats(-200, 500), st.floats(-200, 400)),
    reach=st.floats(0.1, 900),
    angle=st.floats(-4, 4),
    side=st.sampled_from((64, 192)),
    mirrored=st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_a_square_is_cut_out_to_the_very_numbers_wherever_it_lies(
    place: tuple[float, float], reach: float, angle: float, side: int, mirrored: bool
) -> None:
    """Only what is around the square is copied, so that one too narrow would show what was in memory before."""
    picture, roi = random_picture(240, 320), Roi(*place, reach, angle)
    warped = cv2.warpAffine(
        picture,
        to_picture(roi, side, mirrored=mirrored),
        (side, side),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    assert np.array_equal(crop(picture, roi, side, mirrored=mirrored), warped * np.float32(1 / 255))


def test_a_picture_is_parted_into_its_colours() -> None:
    picture = random_picture(32, 64)
    parted = planes(picture)
    assert (parted.dtype, parted.flags["C_CONTIGUOUS"]) == (np.float32, True)
    assert np.array_equal(parted[0].transpose(1, 2, 0), picture)
