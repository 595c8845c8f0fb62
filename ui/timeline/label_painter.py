"""Write the names of items into their bars."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.timeline.crowd_tiles import HATCHED_KINDS
from ui.timeline.paint_state import PaintState, Visible
from ui.timeline.picture_cache import PictureCache
from ui.timeline.timeline_model import KINDS, ItemKind

LABEL_GAP = 8
"""More than a handle of the latency reaches into a bar."""


def paint_labels(
    painter: QPainter, scene: PaintState, seen: Visible, *, crowded: npt.NDArray[np.bool_], pictures: PictureCache
) -> None:
    """Names within bars, and beside diamonds as far as the next item of their lane."""
    width, left, glyph = scene.areas.tracks.width(), scene.areas.tracks.left(), scene.metrics.glyph
    text_h = scene.font.height()
    high = np.array([scene.bar_height(row) >= text_h for row in seen.rows], dtype=np.bool_)
    if not high.any():
        return  # in rows this low nothing is written
    start = np.where(seen.point, seen.x0 + glyph / 2, np.maximum(seen.x0, 0)) + LABEL_GAP
    following = _next_in_lane(scene, seen) if (seen.point & ~crowded).any() else seen.x1
    stop = np.where(seen.point, following, np.minimum(seen.x1, width)) - LABEL_GAP
    wanted = (stop - start >= pictures.least_px / 2) & (start < width) & ~crowded & high[seen.row]
    for n in np.flatnonzero(wanted).tolist():
        row = seen.rows[seen.row[n]]
        height = scene.bar_height(row)
        kind = KINDS[int(seen.kind[n])]
        solid = kind is ItemKind.EVENT and not seen.point[n]
        ink = scene.colours.painted(row.subject, seen.colours[int(seen.colour[n])]).ink if solid else scene.colours.text
        text, hatched = seen.item(n).label, kind in (*HATCHED_KINDS, ItemKind.GAP) and not seen.point[n]
        if hatched and pictures.width(text) > stop[n] - start[n]:
            # A cut label would hide the hatching, which says more.
            continue
        picture = pictures.label(text, ink, stop[n] - start[n])
        if picture is None:
            continue
        top = seen.lane_top[lane] if (lane := int(seen.lane[n])) >= 0 else scene.bar_top(row, 0)
        at = QPointF(int(left + start[n]), top + (height - text_h) // 2)
        if hatched:
            # Hatching behind letters makes both hard to read.
            plate = QRectF(at.x() - 2, at.y(), picture.width() / scene.device_ratio + 3, text_h)
            painter.fillRect(plate, scene.colours.ground)
        painter.drawPixmap(at, picture)


def _next_in_lane(scene: PaintState, seen: Visible) -> npt.NDArray[np.float64]:
    """For each item where the next one of its lane begins, in pixels; far away for the last."""
    # In order of onset within each tier already, so sorting by lane alone, and stably, is enough.
    few = len(seen.lane_row) < np.iinfo(np.int16).max
    order = np.argsort(seen.lane.astype(np.int16) if few else seen.lane, kind="stable")
    half = scene.metrics.glyph / 2
    begins = seen.x0 - np.where(seen.point, half, 0)
    following = np.full(len(order), 1e6)
    same = np.diff(seen.lane[order]) == 0
    following[order[:-1][same]] = begins[order[1:][same]]
    for number, tiles in enumerate(seen.crowds):
        if tiles is not None:
            # The next may be one that is not drawn singly.
            here = np.flatnonzero(seen.row == number)
            onset = tiles.next_onset[seen.place[here]]
            following[here] = np.minimum((onset - scene.scale.left_us) / scene.scale.us_per_px - half, 1e6)
    return following
