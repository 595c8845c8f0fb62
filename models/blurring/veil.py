"""Hiding: every head under one even colour with a soft edge, or the whole frame in a handful of smooth patches.

What is hidden cannot be brought back by sharpening, nor by putting many frames together: of a head nothing remains but
its mean colour, in steps so coarse that neighbouring frames say the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from models.blurring.head_detection import HeadEllipse
from models.blurring.head_tracks import Hidden
from models.seeing.estimator import Picture, Points

EDGE = 1.25
"""The soft edge lies outside of what is hidden: it ends at this many times the half axes."""
STEP = 8
"""Colours are told in steps of this."""
_ALL = 256
"""A whole, in shares of it."""
PATCHES = 6
"""Patches along the longer side of a frame that is hidden as a whole: a face that fills it is five patches high."""


def veil(picture: Picture, hidden: Hidden) -> Picture:
    """Return the picture, uint8 ``(height, width, 3)``, with everything hidden that shall be; it stays as it was."""
    if hidden.whole:
        return whole(picture)
    out = picture.copy()
    for head in _outermost(hidden.heads):
        # The colour is that of the picture as it was, so that no order of veils lets anything through.
        _cover(out, picture, head)
    return out


def whole(picture: Picture) -> Picture:
    """Return the frame in a few patches that flow into each other."""
    height, width = picture.shape[:2]
    patch = max(height, width) / PATCHES
    few = cv2.resize(
        picture, (max(1, round(width / patch)), max(1, round(height / patch))), interpolation=cv2.INTER_AREA
    )
    steps = _in_steps(few.astype(np.float32)).astype(np.uint8)
    smooth: Picture = cv2.resize(steps, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.uint8)
    return smooth


def _cover(out: Picture, picture: Picture, head: HeadEllipse) -> None:
    height, width = picture.shape[:2]
    left, right = _within(head.x - head.half_width * EDGE, head.x + head.half_width * EDGE, width)
    upper, lower = _within(head.y - head.half_height * EDGE, head.y + head.half_height * EDGE, height)
    if right <= left or lower <= upper:
        return
    across = (np.arange(left, right, dtype=np.float32) - head.x) / head.half_width
    down = (np.arange(upper, lower, dtype=np.float32) - head.y) / head.half_height
    far = cv2.sqrt(np.add.outer(down * down, across * across))
    # In whole numbers, at a third of the cost of fractions. What is added may be below 0: bytes go round, sums do not.
    share = np.clip((EDGE - far) * (_ALL / (EDGE - 1)), 0, _ALL).astype(np.int32)[:, :, None]
    inside = picture[upper:lower, left:right]
    colour = _in_steps(np.array(cv2.mean(inside)[:3], np.float32)).astype(np.int32)
    here = out[upper:lower, left:right]
    here += (((colour - here) * share + _ALL // 2) // _ALL).astype(np.uint8)


def _outermost(heads: Sequence[HeadEllipse]) -> list[HeadEllipse]:
    """The heads that lie in no other: sightings of one head at several sizes are many, and mostly in one another."""
    kept: list[HeadEllipse] = []
    for head in sorted(heads, key=lambda head: -head.half_width * head.half_height):
        if not any(_holds(one, head) for one in kept):
            kept.append(head)
    return kept


def _holds(outer: HeadEllipse, inner: HeadEllipse) -> bool:
    """Whether all of one ellipse surely lies in another: the box around it does."""
    across = (abs(inner.x - outer.x) + inner.half_width) / outer.half_width
    down = (abs(inner.y - outer.y) + inner.half_height) / outer.half_height
    return across * across + down * down <= 1


def _in_steps(colour: Points) -> Points:
    steps: Points = np.clip(np.round(colour / STEP) * STEP, 0, 255)
    return steps


def _within(start: float, stop: float, most: int) -> tuple[int, int]:
    return max(0, int(np.floor(start))), min(most, int(np.ceil(stop)))
