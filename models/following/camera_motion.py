"""Whether the camera itself moved between two looks: held in a hand, tilted with its lid, bumped."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from models.seeing.estimator import Picture
from models.seeing.picture_geometry import averaged

Grey = npt.NDArray[np.uint8]

SIDE = 160
"""Longer side, in pixels, of the pictures that are compared."""
POINTS = 60
"""Corners that are followed at most, ..."""
LEAST_POINTS = 12
"""... and at least: a bare wall says nothing."""
STILL = 0.008
"""Shift, in widths of the picture, below which the picture stands still: half a pixel here is noise."""
AGREE = 0.5
"""Corners whose shift differs from the common one by less than this share of it, but for noise, move with the room."""
ROOM = 0.6
"""Share of the corners that must move alike: people fill less of a picture than that, or hold still."""


def small_picture(picture: Picture) -> Picture:
    """The picture, small enough to be compared with others quickly."""
    height, width = picture.shape[:2]
    scale = min(1.0, SIDE / max(height, width, 1))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    if picture.size == 0:
        return np.zeros((size[1], size[0], 3), np.uint8)
    return averaged(picture, *size)


def camera_moved(before: Grey, after: Grey) -> bool:
    """Whether most of the picture moved alike from one look to the next.

    Corners are followed by sparse optical flow (Bouguet 2001, Pyramidal Implementation of the Lucas Kanade Feature
    Tracker), which OpenCV provides. A picture that turns or comes nearer moves alike in no single direction; a hand
    that holds a camera does not only do that.
    """
    if before.shape != after.shape:
        return False
    corners = cv2.goodFeaturesToTrack(before, POINTS, 0.02, 5)
    if corners is None or len(corners) < LEAST_POINTS:
        return False
    moved, found, _ = cv2.calcOpticalFlowPyrLK(before, after, corners, np.empty_like(corners))
    shift = (moved - corners)[found.ravel() == 1].reshape(-1, 2)
    if len(shift) < LEAST_POINTS:
        return False
    common = np.median(shift, axis=0)
    length, noise = float(np.hypot(*common)), STILL * before.shape[1]
    alike = np.hypot(*(shift - common).T) <= max(noise, AGREE * length)
    return length > noise and float(alike.mean()) >= ROOM
