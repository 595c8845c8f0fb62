"""What bars of a row are drawn in, and the columns of what was summed of items too small to be seen singly."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from ui.timeline.bar_painter import BarColours, Codes, Looks
from ui.timeline.crowd_tiles import HATCHED_KINDS, PAINTED_KINDS
from ui.timeline.paint_state import PaintState, Visible, crowd_step
from ui.timeline.row_layout import Row
from ui.timeline.timeline_model import ItemKind, TierIndex


def lay_crowds(codes: Codes, scene: PaintState, seen: Visible) -> None:
    """Lay what was summed below the bars that are drawn one by one."""
    step = crowd_step(scene)
    us_per_px = scene.scale.us_per_px / scene.device_ratio
    edges = np.floor((scene.scale.left_us + us_per_px * np.arange(codes.shape[1] + 1)) / (1 << step)).astype(np.intp)
    start = int(edges[0])
    # A column holds one or two bins.
    first, last = edges[:-1] - start, np.maximum(edges[:-1], edges[1:] - 1) - start
    top = 0
    for row, tiles in zip(seen.rows, seen.crowds, strict=True):
        if tiles is not None:
            summed = tiles.codes(step, start, start + int(last[-1]) + 1, scene.budget)
            here = codes[top : top + row.lanes]
            for column in (first, last):
                np.maximum(here, summed.take(column, axis=1, mode="clip"), out=here)
        top += row.lanes


def palette_of(scene: PaintState, row: Row, index: TierIndex) -> BarColours:
    """What the bars of a row are drawn in, worked out when it is first drawn."""
    look = row.subject, row.colour, index.colours
    found = scene.colours.palettes.get(look)
    if found is None:
        found = scene.colours.palettes[look] = BarColours.of(_looks(scene, row, index))
    return found


def _looks(scene: PaintState, row: Row, index: TierIndex) -> Looks:
    kinds = [(kind, row.colour or colour) for kind in PAINTED_KINDS for colour in index.colours]
    fill, rim, edge, crowd = np.array(
        [[colour.rgba() for colour in _kind_colours(scene, row, kind, colour)] for kind, colour in kinds],
        dtype=np.uint32,
    ).T
    return Looks(
        fill=fill,
        rim=rim,
        edge=edge,
        crowd=crowd,
        unseen=np.array([kind in HATCHED_KINDS for kind, _ in kinds]),
        ground=scene.colours.ground.rgba(),
        hatch=scene.colours.hatch.rgba(),
    )


def _kind_colours(scene: PaintState, row: Row, kind: ItemKind, colour: str) -> tuple[QColor, QColor, QColor, QColor]:
    """Fill, rim, edge and crowd: solid for a human's word, hollow for a model's, grey where refused or not seen."""
    hatch, quiet = scene.colours.hatch, scene.colours.quiet
    if kind in HATCHED_KINDS:
        return hatch, quiet, quiet, hatch
    painted = scene.colours.painted(row.subject, colour)
    if kind is ItemKind.EVENT:
        return painted.fill, painted.fill, painted.edge, painted.fill
    return painted.tint, painted.fill, painted.fill, painted.crowd
