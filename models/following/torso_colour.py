"""The colour below a face: what a person wears, in this clip, so that two who cross are not taken for one another.

It is compared from look to look and let go with the analysis. It never says who somebody is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from coder.vocabulary.progress import Progress, silent
from models.seeing.detections import Sights
from models.seeing.person_assembly import Unit

Colours = npt.NDArray[np.float64]

TORSO = (0.5, 0.8, 1.7)
"""Half the width of a trunk, and where it begins and ends below the centre of the face, in heights of the face."""
CHECKED_EVERY = 500
"""Looks between two words of progress, here and where people are followed and joined."""
LIGHTNESS = 0.5
"""How much a difference in lightness counts: a shadow falls on cloth, and it stays the same cloth."""


def torso_colours(looks: Sequence[int], units: Sequence[Unit], sights: Sights, progress: Progress = silent) -> Colours:
    """Mean colour below each face (units, 3): lightness (weighed down) and the two colour axes of CIE Lab, 0 to 255.

    NaN where there is no sure face, or where what lies below it is outside the picture. ``progress`` is told the share
    done; what it raises stops the run: somebody may be in view for hours.
    """
    rows, columns = sights.colours.shape[1:3]
    found = np.full((len(units), 3), np.nan)
    for at, (look, unit) in enumerate(zip(looks, units, strict=True)):
        if at % CHECKED_EVERY == 0:
            progress(at / len(units))
        if not rows or not unit.sure or not np.isfinite(unit.size):
            continue
        aside, above, below = (part * unit.size for part in TORSO)
        left, right = _cells((unit.x - aside, unit.x + aside), sights.width, columns)
        top, bottom = _cells((unit.y + above, unit.y + below), sights.height, rows)
        cells = sights.colours[look, top:bottom, left:right].reshape(-1, 3)
        if len(cells):
            found[at] = cells.mean(0) * (LIGHTNESS, 1.0, 1.0)
    return found


def usual_colour(colours: Colours) -> Colours:
    """The median (3,) of the colours that are known; NaN where none is."""
    known = colours[np.isfinite(colours[:, 0])]
    return np.median(known, axis=0) if len(known) else np.full(3, np.nan)


def _cells(span: tuple[float, float], length: int, count: int) -> tuple[int, int]:
    """First and last-but-one cell whose middle lies within a span of pixels."""
    first, last = (int(np.ceil(edge * count / length - 0.5)) for edge in span)
    return max(first, 0), min(last, count)
