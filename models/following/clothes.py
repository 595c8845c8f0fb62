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
    # In portions here and below: the numbers of a long recording would be many times its colours.
    portions = [sure[first : first + PORTION] for first in range(0, len(sure), PORTION)]
    worn, rest = np.zeros(np.prod(SHADES), np.intp), np.zeros(np.prod(SHADES), np.intp)
    for looks in portions:
        on_trunk, far = _about_the_head(track, looks, x, y)
        worn += np.bincount(shades[looks][on_trunk], minlength=len(worn))
        rest += np.bincount(shades[looks][far], minlength=len(rest))
    if worn.sum() < LEAST_LOOKS * LEAST_CELLS:
        return None
    on_it, off_it = worn / worn.sum(), rest / max(rest.sum(), 1)
    own = on_it > OWN * np.maximum(off_it, 1e-3)
    alike = own[shades]
    del shades
    # Cells that have the colour without the person (a cushion, a poster) say nothing.
    chance, cells = np.zeros((rows, columns)), np.zeros((rows, columns))
    for looks in portions:
        _, far = _about_the_head(track, looks, x, y)
        chance += (alike[looks] & far).sum(0)
        cells += far.sum(0)
    if on_it[own].sum() < LEAST_OWN or not cells.any() or chance.sum() / cells.sum() > MOST_ELSEWHERE:
        return None
    own_cells = chance / np.maximum(cells, 1) <= 0.5
    for first in range(0, len(alike), PORTION):
        here = alike[first : first + PORTION]
        here &= own_cells
        here &= _beside_another(here)
    shown = alike.sum((1, 2))
    filled = float(np.median(shown[sure]))
    there = shown >= max(LEAST_CELLS, LEAST_SHARE * filled)
    kernel = np.ones(CALM_LOOKS)
    calm = np.convolve(there, kernel, "same") > CALM_LOOKS / 2
    return Clothes(calm, alike)


def _about_the_head(
    track: PersonTrack, looks: npt.NDArray[np.intp], x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
) -> tuple[Flags, Flags]:
    """Which cells lie on somebody's trunk in some looks, and which far from them: each (looks, rows, columns)."""
    head_x, head_y, size = (track.head[looks, k, None, None] for k in range(3))
    aside, below = (x[None, None] - head_x) / size, (y[None, :, None] - head_y) / size
    on_trunk: Flags = (np.abs(aside) <= TORSO[0]) & (below >= TORSO[1]) & (below <= TORSO[2])
    far: Flags = np.hypot(aside, below) > NEAR_HEADS
    return on_trunk, far


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
