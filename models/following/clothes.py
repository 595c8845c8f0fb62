"""Somebody whose face and body no model finds, but whose clothes are still there: turned round, bent down, carried.

The colour of what is worn below a face is learned while the face is seen, for this clip and this person, and let go
with the analysis. It says that somebody is still in the picture, never who they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.vocabulary.analysis_settings import VisionSettings
from models.following.tracklet_joining import PersonTrack
from models.seeing.detections import Sights

Flags = npt.NDArray[np.bool_]

TORSO = (0.6, 0.75, 1.9)
"""Half the width of a trunk, and where it begins and ends below the centre of the face, in heights of the face."""
NEAR_HEADS = 3.0
"""Cells nearer than this to the face may be the person's own; colours farther off are somebody else's or the room's."""
SHADES = (4, 8, 8)
"""Parts into which lightness and the two colour axes (CIE Lab) are divided; the colour axes from 88 to 168 of 255."""
OWN = 8.0
"""How many times likelier a shade is on the trunk than in the rest of the picture to be one of the person's own."""
LEAST_OWN = 0.25
"""Share of the trunk that shades of the person's own must cover: black before a black door says nothing."""
LEAST_LOOKS = 15
"""Looks at sure faces from which clothes are learned."""
MOST_ELSEWHERE = 0.02
"""Share of the room that may have such shades."""
LEAST_CELLS = 2
LEAST_SHARE = 0.2
"""Cells, and share of what the clothes usually fill, that must be seen."""
PORTION = 1000
"""Looks whose cells are measured at once."""
CALM_LOOKS = 5
"""Clothes are there where they are in most of so many looks."""


@dataclass(frozen=True, slots=True, eq=False)
class Clothes:
    """In which looks somebody's clothes are seen (looks,), and in which cells their shades are (looks, rows, columns).

    A few cells may have the shade without the person.
    """

    seen: Flags
    cells: Flags


def clothes(track: PersonTrack, sights: Sights, vision: VisionSettings) -> Clothes | None:
    """Look for the clothes of one person; None where their colour is not known or not their own."""
    rows, columns = sights.colours.shape[1:3]
    sure = np.flatnonzero(track.face >= 0)
    sure = sure[sights.faces["confidence"][track.face[sure]] >= vision.face_sure]
    if not rows or len(sure) < LEAST_LOOKS:
        return None
    shades = _shades(sights.colours)
    x = (np.arange(columns) + 0.5) * sights.width / columns
    y = (np.arange(rows) + 0.5) * sights.height / rows
    head_x, head_y, size = (track.head[sure, k, None, None] for k in range(3))
    aside, below = (x[None, None] - head_x) / size, (y[None, :, None] - head_y) / size
    on_trunk = (np.abs(aside) <= TORSO[0]) & (below >= TORSO[1]) & (below <= TORSO[2])
    if on_trunk.sum() < LEAST_LOOKS * LEAST_CELLS:
        return None
    # In portions: the numbers of a long recording would be many times its colours.
    far = np.zeros(on_trunk.shape, np.bool_)
    worn, rest = np.zeros(np.prod(SHADES), np.intp), np.zeros(np.prod(SHADES), np.intp)
    for first in range(0, len(sure), PORTION):
        here = slice(first, first + PORTION)
        far[here] = np.hypot(aside[here], below[here]) > NEAR_HEADS
        worn += np.bincount(shades[sure[here]][on_trunk[here]], minlength=len(worn))
        rest += np.bincount(shades[sure[here]][far[here]], minlength=len(rest))
    on_it, off_it = worn / max(worn.sum(), 1), rest / max(rest.sum(), 1)
    own = on_it > OWN * np.maximum(off_it, 1e-3)
    alike = own[shades]
    if on_it[own].sum() < LEAST_OWN or not far.any() or alike[sure][far].mean() > MOST_ELSEWHERE:
        return None
    # Cells that have the colour without the person (a cushion, a poster) say nothing.
    elsewhere = (alike[sure] & far).sum(0) / np.maximum(far.sum(0), 1)
    alike &= elsewhere <= 0.5
    alike &= _beside_another(alike)
    filled = float(np.median(alike[sure].sum((1, 2))))
    there = alike.sum((1, 2)) >= max(LEAST_CELLS, LEAST_SHARE * filled)
    kernel = np.ones(CALM_LOOKS)
    calm = np.convolve(there, kernel, "same") > CALM_LOOKS / 2
    return Clothes(calm, alike)


def _beside_another(cells: Flags) -> Flags:
    """Which cells have a set one beside, above or below them: cloth is of one piece, chance colours are not."""
    wide = np.pad(cells, ((0, 0), (1, 1), (1, 1)))
    beside: Flags = wide[:, 1:-1, :-2] | wide[:, 1:-1, 2:] | wide[:, :-2, 1:-1] | wide[:, 2:, 1:-1]
    return beside


def _shades(colours: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Number of the shade of each cell."""
    byte = np.arange(256)
    light = byte * SHADES[0] // 256 * SHADES[1] * SHADES[2]
    red, yellow = (np.clip((byte - 88) * parts // 80, 0, parts - 1) for parts in SHADES[1:])
    # Looked up and added as bytes: there are 256 shades.
    tables = (table.astype(np.uint8) for table in (light, red * SHADES[2], yellow))
    numbers = np.zeros(colours.shape[:-1], np.uint8)
    for axis, table in enumerate(tables):
        numbers += table[colours[..., axis]]
    return numbers
