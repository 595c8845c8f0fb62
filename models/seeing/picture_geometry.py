"""Picture geometry shared by the estimators: shrink and pad for a network, and cut a rotated square out and back."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from coder.vocabulary.language import tr
from models.seeing.estimator import Picture, Points, Roi

STRIDE = 32
"""Sides of a fully convolutional network's input are multiples of this."""
MOST_AT_ONCE = 16
"""Pixels of a side that become whole ones together (five of 640 become three of 384) up to which averaging them as one
small product of matrices is the faster way."""
MOST_WHOLE = 32
"""Pixels of a side that become one up to which the same holds of adding them up, in sixteen bits."""
MOST_SHRUNK = 2.5
"""Pixels of a square that become one up to which it is worth its while to give them a fourth channel first."""


def check(picture: Picture) -> None:
    """Raise ValueError unless ``picture`` is RGB uint8 (height, width, 3)."""
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:
        raise ValueError(
            tr(
                "a picture is RGB uint8 (height, width, 3), not {dtype} {shape}",
                dtype=picture.dtype,
                shape=picture.shape,
            )
        )


def fit(picture: Picture, scale: float) -> tuple[Picture, float, float]:
    """Resize by about ``scale`` and pad right and below with black to multiples of :data:`STRIDE`.

    Returns
    -------
    picture : uint8 array (height, width, 3)
        Resized and padded.
    scale_x, scale_y : float
        What was really applied, after rounding to whole pixels: divide by it to come back.
    """
    height, width = picture.shape[:2]
    new_width, new_height = max(1, round(width * scale)), max(1, round(height * scale))
    if scale < 1:
        picture = averaged(picture, new_width, new_height)
    elif (new_width, new_height) != (width, height):
        picture = cast(Picture, cv2.resize(picture, (new_width, new_height), interpolation=cv2.INTER_LINEAR))
    padded = np.zeros((-(-new_height // STRIDE) * STRIDE, -(-new_width // STRIDE) * STRIDE, 3), np.uint8)
    padded[:new_height, :new_width] = picture
    return padded, new_width / width, new_height / height


def planes(picture: Picture) -> Points:
    """A picture as most networks want it, colour by colour: float32 (1, 3, height, width), 0 to 255."""
    parted: Points = np.empty((1, 3, *picture.shape[:2]), np.float32)
    for plane, colour in zip(parted[0], cv2.split(picture), strict=True):
        plane[:] = colour
    return parted


def averaged(picture: Picture, width: int, height: int) -> Picture:
    """Shrink to ``width`` and ``height`` so that every pixel is the mean of the area it stands for.

    Nothing is skipped, so far faces do not flicker with aliasing. It is what OpenCV calls INTER_AREA; where the sides
    shrink by a simple ratio, as those of most cameras do, it takes half of OpenCV's time or less, and gives the same
    numbers but for halves, which may be rounded to the other side. Where several whole pixels become one, every number
    is OpenCV's.
    """
    (down, rows), (across, columns) = _together(picture.shape[0], height), _together(picture.shape[1], width)
    if rows == columns == 1 and min(down, across) > 2 and max(down, across) <= MOST_WHOLE:
        return _averaged_whole(picture, down, across)
    if max(down, across) > MOST_AT_ONCE or rows == columns == 1 or rows == down or columns == across:
        return cast(Picture, cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA))
    of_rows, of_columns = _shares(down, rows), _shares_of_colours(across, columns)
    # Many small products instead of one large one: those are not parted among threads, which others need.
    lines = of_rows @ picture.astype(np.float32).reshape(-1, down, picture.shape[1] * 3)
    means = lines.reshape(height, -1, across * 3) @ of_columns
    return cast(Picture, np.rint(means, out=means).astype(np.uint8).reshape(height, width, 3))


def _averaged_whole(picture: Picture, down: int, across: int) -> Picture:
    """Every pixel is the mean of ``down`` by ``across`` of them: whole sums until the last step, so that nothing is
    rounded twice."""
    height, width = picture.shape[0] // down, picture.shape[1] // across
    lines = picture.reshape(height, down, -1).sum(1, dtype=np.uint16)
    sums = lines.astype(np.float32).reshape(height, width, across * 3) @ _sums_of_colours(across)
    means = np.rint(sums * np.float32(1 / (down * across)), out=sums)
    return cast(Picture, means.astype(np.uint8).reshape(height, width, 3))


def _together(side: int, wanted: int) -> tuple[int, int]:
    """How many pixels of a side become how many whole ones."""
    common = math.gcd(side, wanted)
    return side // common, wanted // common


@lru_cache(maxsize=8)
def _shares(many: int, few: int) -> Points:
    """What each of ``many`` pixels gives to each of the ``few`` that they become: float32 (few, many)."""
    edges = np.arange(few + 1) * many / few
    first, last = np.arange(many), np.arange(1, many + 1)
    overlap = np.minimum(last, edges[1:, None]) - np.maximum(first, edges[:-1, None])
    shares: Points = (np.maximum(overlap, 0.0) * few / many).astype(np.float32)
    return shares


@lru_cache(maxsize=8)
def _shares_of_colours(many: int, few: int) -> Points:
    """The same for pixels of three colours side by side, from left to right: float32 (3 * many, 3 * few)."""
    shares: Points = np.kron(_shares(many, few).T, np.eye(3, dtype=np.float32))
    return shares


@lru_cache(maxsize=8)
def _sums_of_colours(many: int) -> Points:
    """What adds up ``many`` pixels of three colours side by side: float32 (3 * many, 3)."""
    sums: Points = np.tile(np.eye(3, dtype=np.float32), (many, 1))
    return sums


def to_picture(roi: Roi, side: int, *, mirrored: bool = False) -> npt.NDArray[np.float64]:
    """The (2, 3) matrix that takes a point of a crop of ``side`` pixels to the picture.

    ``mirrored`` crops run from right to left.
    """
    scale = roi.side / side
    cos, sin = math.cos(roi.angle) * scale, math.sin(roi.angle) * scale
    half = side / 2
    matrix = np.array(
        [[cos, -sin, roi.x - (cos - sin) * half], [sin, cos, roi.y - (sin + cos) * half]],
        np.float64,
    )
    return matrix @ np.array([[-1.0, 0, side], [0, 1, 0], [0, 0, 1]]) if mirrored else matrix


def crop(picture: Picture, roi: Roi, side: int, *, mirrored: bool = False) -> Points:
    """Cut the square out, upright and ``side`` pixels wide: float32 (side, side, 3) in 0 to 1.

    Outside the picture its edge is repeated, as MediaPipe does it.
    """
    small = roi.side <= MOST_SHRUNK * side
    cut = cv2.warpAffine(
        _in_four_channels(picture, roi) if small else picture,
        to_picture(roi, side, mirrored=mirrored),
        (side, side),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    cut = cv2.cvtColor(cut, cv2.COLOR_RGBA2RGB) if small else cut
    return np.multiply(cut, np.float32(1 / 255), dtype=np.float32)


def _in_four_channels(picture: Picture, roi: Roi) -> Picture:
    """The picture with a fourth channel, which OpenCV warps in less than half the time, to the same numbers.

    Only around the square, and where the edge that is repeated outside the picture lies nearest to it; elsewhere it is
    whatever was in memory, and no memory is taken for it. Cutting a piece out would move the square by a rounding.
    """
    height, width = picture.shape[:2]
    reach = roi.side * (abs(math.cos(roi.angle)) + abs(math.sin(roi.angle))) / 2 + 2
    left, right = (min(max(int(roi.x + away), 0), width - 1) for away in (-reach, reach))
    top, bottom = (min(max(int(roi.y + away), 0), height - 1) for away in (-reach, reach))
    around = slice(top, bottom + 1), slice(left, right + 1)
    four = np.empty((height, width, 4), np.uint8)
    cv2.cvtColor(picture[around], cv2.COLOR_RGB2RGBA, dst=four[around])
    return four


def place(points: Points, roi: Roi, side: int, *, mirrored: bool = False) -> Points:
    """Points (n, 2) of a crop, in pixels of the picture it was cut from."""
    matrix = to_picture(roi, side, mirrored=mirrored)
    placed: Points = (points.astype(np.float64) @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)
    return placed
