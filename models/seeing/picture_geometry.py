"""Picture geometry shared by the estimators: shrink and pad for a network, and cut a rotated square out and back."""

from __future__ import annotations

import math
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from coder.vocabulary.language import tr
from models.seeing.estimator import Picture, Points, Roi

STRIDE = 32
"""Sides of a fully convolutional network's input are multiples of this."""


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
    if (new_width, new_height) != (width, height):
        # AREA averages every source pixel when shrinking, so far faces do not flicker with aliasing.
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        picture = cast(Picture, cv2.resize(picture, (new_width, new_height), interpolation=method))
    padded = np.zeros((-(-new_height // STRIDE) * STRIDE, -(-new_width // STRIDE) * STRIDE, 3), np.uint8)
    padded[:new_height, :new_width] = picture
    return padded, new_width / width, new_height / height


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
    cut = cv2.warpAffine(
        picture,
        to_picture(roi, side, mirrored=mirrored),
        (side, side),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.multiply(cut, np.float32(1 / 255), dtype=np.float32)


def place(points: Points, roi: Roi, side: int, *, mirrored: bool = False) -> Points:
    """Points (n, 2) of a crop, in pixels of the picture it was cut from."""
    matrix = to_picture(roi, side, mirrored=mirrored)
    placed: Points = (points.astype(np.float64) @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)
    return placed
