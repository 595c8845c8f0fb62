"""Pictures are shrunk as OpenCV averages areas, faster."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.seeing.picture_geometry import averaged


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
