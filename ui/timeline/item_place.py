"""Where an item of the timeline lies, in pixels of the widget."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from coder.vocabulary.time import Interval
from ui.timeline.paint_state import PaintState
from ui.timeline.timeline_model import BAND_LANE, Item


def item_rect(scene: PaintState, item: Item, interval: Interval | None = None) -> QRectF:
    """Where an item (or, over ``interval``, what would become of it) lies in widget pixels; empty when on no row."""
    row = scene.rows.tier(item.tier)
    if row is None:
        return QRectF()
    index = scene.model.index(item.tier)
    place = index.place(item)
    lane = 0 if place is None else int(index.lane[place])
    onset, offset = (interval.onset_us, interval.offset_us) if interval else (item.onset_us, item.offset_us)
    x0, x1 = scene.x_of(onset), scene.x_of(offset)
    if lane == BAND_LANE:
        return QRectF(x0, scene.y_of(row.top), max(x1 - x0, 2), row.height)
    top, height = scene.bar_top(row, lane), scene.bar_height(row)
    if item.point:
        size = scene.metrics.glyph
        return QRectF(x0 - size / 2, top + (height - size) / 2, size, size)
    left = int(x0 + 0.5)
    return QRectF(left, top, max(int(x1 + 0.5) - left, 2), height)
