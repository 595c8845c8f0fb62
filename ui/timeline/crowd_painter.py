"""Paint what was summed of items too small to be seen singly."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from ui.timeline import bar_painter
from ui.timeline.code_colours import CrowdColours
from ui.timeline.crowd_tiles import HATCHED_KINDS, PAINTED_KINDS, CrowdTiles
from ui.timeline.paint_state import PaintState, Visible, crowd_step
from ui.timeline.row_layout import Row
from ui.timeline.timeline_model import ItemKind


def kind_colours(scene: PaintState, row: Row, kind: ItemKind, colour: str) -> tuple[QColor, QColor, QColor, QColor]:
    """Fill, rim, edge and crowd: solid for a human's word, hollow for a model's, grey where refused or not seen."""
    hatch, quiet = scene.colours.hatch, scene.colours.quiet
    if kind in HATCHED_KINDS:
        return hatch, quiet, quiet, hatch
    painted = scene.colours.painted(row.subject, colour)
    if kind is ItemKind.EVENT:
        return painted.fill, painted.fill, painted.edge, painted.fill
    return painted.tint, painted.fill, painted.fill, painted.crowd


def crowd_strips(scene: PaintState, seen: Visible, width: int) -> bar_painter.Strips:
    """The rows of pixels of every lane in view, ``width`` device pixels wide: nothing where all is drawn singly."""
    lanes = len(seen.lane_row)
    rim, inner = np.zeros((2, lanes, width), dtype=np.uint32)
    hatch = np.zeros((lanes, width), dtype=np.bool_)
    step = crowd_step(scene)
    us_per_px = scene.scale.us_per_px / scene.device_ratio
    edges = np.floor((scene.scale.left_us + us_per_px * np.arange(width + 1)) / (1 << step)).astype(np.intp)
    # A column holds one or two bins.
    first, last = edges[:-1] - edges[0], np.maximum(edges[:-1], edges[1:] - 1) - edges[0]
    top = 0
    for row, tiles in zip(seen.rows, seen.crowds, strict=True):
        if tiles is not None:
            start = int(edges[0])
            codes = tiles.codes(step, start, start + int(last[-1]) + 1, scene.budget)
            here, shown = slice(top, top + row.lanes), np.maximum(codes[:, first], codes[:, last])
            look = row.subject, row.colour, tiles.index.colours
            colours = scene.colours.crowds.get(look)
            if colours is None:
                colours = scene.colours.crowds[look] = _table(scene, row, tiles)
            inner[here], rim[here], hatch[here] = colours[0][shown], colours[1][shown], colours[2][shown]
        top += row.lanes
    return bar_painter.Strips(rim, inner, hatch)


def _table(scene: PaintState, row: Row, tiles: CrowdTiles) -> CrowdColours:
    """Inner colour, rim and hatching of each code of a row's tiles; 0 is free."""
    kinds = [(kind, row.colour or colour) for kind in PAINTED_KINDS for colour in tiles.index.colours]
    fill, rim, edge, crowd = np.array(
        [[colour.rgba() for colour in kind_colours(scene, row, kind, colour)] for kind, colour in kinds],
        dtype=np.uint32,
    ).T
    ground = np.full(len(kinds), scene.colours.ground.rgba(), dtype=np.uint32)
    paint = bar_painter.Paint(fill=fill, rim=rim, edge=edge, crowd=crowd, ground=ground, edge_px=1)
    none = np.zeros(1, dtype=np.uint32)
    inner = np.concatenate([none, bar_painter.shades(paint)[:, 1:].ravel()])
    rims = np.concatenate([none, np.repeat(rim, bar_painter.LEVELS)])
    unseen = np.repeat([kind in HATCHED_KINDS for kind, _ in kinds], bar_painter.LEVELS)
    hatch = np.concatenate([[False], unseen]) & (inner == scene.colours.hatch.rgba())
    return np.where(hatch, np.uint32(0), inner), rims, hatch
