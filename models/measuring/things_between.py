"""What is held up between two heads, by its colour: neither what the room shows there nor the people's own.

A body model loses a caregiver whose trunk is out of the picture, and with it the hand that holds a toy before their own
face. The toy itself is seen all the same: cells of the coarse grid of colours that is kept of every look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from models.measuring.head_signals import HeadSignals
from models.measuring.measurement import Flags, Measured, Values
from models.seeing.detections import Sights

PORTION = 600
"""Looks over which a room is taken to look the same: longer, people move chairs and the light changes."""
FREE = 0.75
"""Farther than this from every head, in its widths, a cell shows the room, or what is before it, ..."""
LEAST_FREE = 0.05
"""... and in so large a share of the looks it must, or nothing is known of the room there. Before a face that is seldom
elsewhere the room is seen seldom, and there toys are held."""
LIGHTNESS_HALVED = np.array([0.5, 1.0, 1.0], np.float32)
UNLIKE_ROOM = 15.0
"""Difference from the room (CIE Lab as OpenCV has it, lightness halved) of a cell that shows something else."""
NEARBY, UNLIKE_NEARBY = 3, 12.0
"""So many cells around, no room may look so much alike: where somebody sat all the time and gets up, the wall behind
them shows, which is the room's and was never learned there."""
STILL_S, STILL = 2.0, 6.0
"""What stays the same to within so much for so long is no thing in a hand, likewise."""
UNLIKE_PEOPLE = 12.0
"""Difference of its hue (a and b) from every face and jumper: a bare hand, an arm or a shoulder is no thing."""
FACE, TRUNK = 0.3, ((0.6, 0.9), (0.6, 2.0))
"""Cells whose colours are somebody's own: within so many head widths of the middle of the head, and from so far below
it to so far, no farther aside."""
HAIR, UNLIKE_HAIR = (0.35, 0.65), 20.0
"""So far from the middle of a head, and above it, is hair; hair has no hue, so light tells it from a white sheet."""
AT_REST_S, AT_REST = 0.3, 0.35
"""Heads that move by more of their width within so long before or after trail hair and sleeves: nothing is said."""
LEARNED = 500
"""Looks from which these are learned, at most."""
NEAR, FAR = 0.6, 0.35
"""The way between begins so many widths of the first head from its middle, at its face, and ends so many of the
second's before its own: a toy at the mouth lies there."""
ABOVE, BELOW = 0.25, 0.5
"""How far above and below the line between the heads, in widths of the second: what is held up is seen over hands."""


Colour: TypeAlias = npt.NDArray[np.float32]
Cells: TypeAlias = tuple[npt.NDArray[np.intp], ...]
"""Looks, rows and columns of some cells."""


def strange_cells(heads: Sequence[HeadSignals], sights: Sights) -> Flags:
    """In which cells of the grid of colours neither the room nor anybody's face or clothes are seen.

    Returns
    -------
    bool array (looks, rows, columns)
    """
    strange = np.zeros(sights.colours.shape[:3], np.bool_)
    if not sights.colours.size:
        return strange
    own = [_own_colours(head, sights) for head in heads]
    for looks in _portions(sights):
        colours = sights.colours[looks].astype(np.float32)
        room = _room(colours, _free(heads, looks, sights))
        found = _apart(colours, room) > UNLIKE_ROOM
        for worn, hair in own:
            for colour in worn:
                found &= np.linalg.norm(colours[..., 1:] - colour[1:], axis=-1) > UNLIKE_PEOPLE
            for colour in hair:
                found &= _apart(colours, colour) > UNLIKE_HAIR
        cells = np.nonzero(found)
        found[cells] = ~(_like_nearby(colours, room, cells) | _stays(colours, cells, sights.pts_us[looks]))
        strange[looks] = found
    return strange


def _apart(first: npt.NDArray[np.float32], second: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """How different colours are (…, 3); light matters half, because a shadow is no other thing."""
    different: npt.NDArray[np.float32] = np.linalg.norm((first - second) * LIGHTNESS_HALVED, axis=-1)
    return different


def _like_nearby(colours: npt.NDArray[np.float32], room: npt.NDArray[np.float32], cells: Cells) -> Flags:
    """Whether some cells of some looks look like the room a little beside them."""
    look, row, column = cells
    like = np.zeros(len(look), np.bool_)
    around = np.pad(room, ((NEARBY, NEARBY), (NEARBY, NEARBY), (0, 0)), constant_values=np.nan)
    for down in range(2 * NEARBY + 1):
        for across in range(2 * NEARBY + 1):
            like |= _apart(colours[cells], around[row + down, column + across]) < UNLIKE_NEARBY
    return like


def _stays(colours: npt.NDArray[np.float32], cells: Cells, pts_us: npt.NDArray[np.int64]) -> Flags:
    """Whether some cells of some looks are for long as they are then."""
    look, row, column = cells
    lasting = int(np.searchsorted(pts_us - pts_us[0], round(STILL_S * 1e6)))
    alike = np.zeros(len(look), np.intp)
    for way in (1, -1):
        still = np.ones(len(look), np.bool_)
        for step in range(1, lasting + 1):
            at = look + way * step
            still &= (at >= 0) & (at < len(pts_us))
            still[still] = _apart(colours[at[still], row[still], column[still]], colours[cells][still]) < STILL
            alike += still
    return alike >= lasting


def thing_between(first: HeadSignals, second: HeadSignals, strange: Flags, sights: Sights, both: Flags) -> Measured:
    """How much of something strange lies between two heads, in squares of the second's width.

    Parameters
    ----------
    both : bool array (looks,)
        The looks that are asked about; values are those alone.
    """
    x, y = _places(sights)
    there = np.flatnonzero(both)
    area = np.full(len(there), np.nan)
    sure = np.minimum(*(head.measured["head_x"].validity[both] for head in (first, second)))
    if not strange.size:
        return Measured(area, sure, ("faces",))
    at_rest = _at_rest(first, sights) & _at_rest(second, sights)
    cell = sights.width / len(x) * sights.height / len(y)
    for start in range(0, len(there), PORTION):
        looks = there[start : start + PORTION]
        own, other = first.width[looks], second.width[looks]
        across, down = second.x[looks] - first.x[looks], second.y[looks] - first.y[looks]
        length = np.hypot(across, down)
        with np.errstate(divide="ignore", invalid="ignore"):
            ahead, aside = across / length, down / length
            dx, dy = x - first.x[looks, None], y - first.y[looks, None]
            along = dx[:, None, :] * ahead[:, None, None] + dy[:, :, None] * aside[:, None, None]
            # Below the line is below in the picture, whichever of the two sits left.
            off = dy[:, :, None] * ahead[:, None, None] - dx[:, None, :] * aside[:, None, None]
            off *= np.sign(ahead)[:, None, None]
            way = (along > NEAR * own[:, None, None]) & (along < (length - FAR * other)[:, None, None])
            way &= (off > -ABOVE * other[:, None, None]) & (off < BELOW * other[:, None, None])
            area[start : start + PORTION] = np.where(
                np.isfinite(length * other) & at_rest[looks],
                (way & strange[looks]).sum((1, 2)) * cell / other**2,
                np.nan,
            )
    return Measured(area, sure, ("faces",))


def _portions(sights: Sights) -> Iterator[slice]:
    """Stretches of looks in which the camera stood still, none of them too long."""
    cuts = [0, *np.flatnonzero(sights.camera_moved).tolist(), len(sights.pts_us)]
    for start, stop in pairwise(cuts):
        for at in range(start, stop, PORTION):
            yield slice(at, min(at + PORTION, stop))


def _room(colours: npt.NDArray[np.float32], free: Flags) -> npt.NDArray[np.float32]:
    """The usual colour of each cell where no head is (rows, columns, 3); NaN where too little is known."""
    known = free.mean(0) >= LEAST_FREE
    room = np.full(colours.shape[1:], np.nan, np.float32)
    if known.any():
        cells = np.where(free[:, known, None], colours[:, known], np.nan)
        room[known] = np.nanmedian(cells, axis=0)
    return room


def _free(heads: Sequence[HeadSignals], looks: slice, sights: Sights) -> Flags:
    """Which cells lie far from every head (looks, rows, columns)."""
    x, y = _places(sights)
    free = np.ones((looks.stop - looks.start, len(y), len(x)), np.bool_)
    for head in heads:
        aside, below = _about(head, np.arange(looks.start, looks.stop), x, y)
        free &= ~(np.hypot(aside, below) <= FREE)
    return free


def _own_colours(head: HeadSignals, sights: Sights) -> tuple[list[Colour], list[Colour]]:
    """The usual colours of somebody's face and of what they wear, and of their hair, as far as they are seen."""
    x, y = _places(sights)
    seen = np.flatnonzero(np.isfinite(head.x) & np.isfinite(head.width))
    looks = seen[:: max(len(seen) // LEARNED, 1)]
    aside, below = _about(head, looks, x, y)
    away = np.hypot(aside, below)
    (half, begin), (_, end) = TRUNK
    parts = (
        (away <= FACE, (np.abs(aside) <= half) & (below >= begin) & (below <= end)),
        ((away >= HAIR[0]) & (away <= HAIR[1]) & (below < 0),),
    )
    colours = sights.colours[looks]
    worn, hair = (
        [np.median(colours[part], axis=0).astype(np.float32) for part in kind if part.any()] for kind in parts
    )
    return worn, hair


def _at_rest(head: HeadSignals, sights: Sights) -> Flags:
    """In which looks a head hardly moves."""
    around = [np.searchsorted(sights.pts_us, sights.pts_us + round(way * AT_REST_S * 1e6)) for way in (-1, 1)]
    moved = np.zeros(len(sights.pts_us))
    for other in around:
        at = np.clip(other, 0, len(moved) - 1)
        moved = np.fmax(moved, np.hypot(head.x[at] - head.x, head.y[at] - head.y) / head.width)
    return np.asarray(moved <= AT_REST)


def _about(head: HeadSignals, looks: npt.NDArray[np.intp], x: Values, y: Values) -> tuple[Values, Values]:
    """How far columns lie aside of a head, and rows below it, in its widths: (looks, 1, columns), (looks, rows, 1)."""
    wide = head.width[looks, None, None]
    return (x[None, None] - head.x[looks, None, None]) / wide, (y[None, :, None] - head.y[looks, None, None]) / wide


def _places(sights: Sights) -> tuple[Values, Values]:
    """Middles of the columns and of the rows of the grid, in pixels."""
    rows, columns = sights.colours.shape[1:3]
    x, y = ((np.arange(parts) + 0.5) / max(parts, 1) for parts in (columns, rows))
    return x * sights.width, y * sights.height
