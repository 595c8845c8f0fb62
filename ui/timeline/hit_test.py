"""What lies under the pointer."""

from __future__ import annotations

from dataclasses import dataclass

from ui.timeline.edge_move import MovedEdge
from ui.timeline.row_layout import Metrics, Row
from ui.timeline.time_scale import TimeScale
from ui.timeline.timeline_model import BAND_LANE, Item, TierIndex

OUTSIDE_PX = 4
INSIDE_PX = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """An item, and the edge of it that a drag from here would move; None on its body."""

    item: Item
    edge: MovedEdge | None


def hit(
    index: TierIndex, row: Row, scale: TimeScale, *, x: float, y: float, metrics: Metrics, selected: str | None
) -> Hit | None:
    """The item of a tier at ``x`` (pixels of the track area) and ``y`` (pixels from the top of all rows).

    The selected item's edges are taken hold of first, then whatever lies under the pointer, then an edge
    just beside it; a gap only where nothing lies over it.
    """
    reach = max(OUTSIDE_PX, metrics.glyph / 2) + 1
    near = index.between(scale.us_at(x - reach), scale.us_at(x + reach) + 1)
    lane = row.lane_at(y, metrics.pad)
    best: tuple[float, Hit] | None = None
    for i in near.tolist():
        if int(index.lane[i]) not in (lane, BAND_LANE):
            continue
        found = _reach_of(index.items[i], scale, x, glyph=metrics.glyph, in_lane=int(index.lane[i]) == lane)
        if found is None:
            continue
        rank, edge = found
        if edge is not None and index.items[i].id == selected:
            rank -= 100
        if best is None or rank < best[0]:
            best = rank, Hit(index.items[i], edge)
    return best[1] if best else None


def _reach_of(
    item: Item, scale: TimeScale, x: float, *, glyph: int, in_lane: bool
) -> tuple[float, MovedEdge | None] | None:
    """How near the pointer is (less is nearer; below 1 is inside) and which edge it would take hold of."""
    x0 = scale.x_of(item.onset_us)
    if item.point:
        away = abs(x - x0)
        return (away / glyph, MovedEdge.BOTH) if away <= glyph / 2 + 1 else None
    x1 = max(scale.x_of(item.offset_us), x0 + 2)
    if not in_lane:
        return (50.0, None) if x0 <= x < x1 else None
    inside = min(INSIDE_PX, (x1 - x0) / 4)
    onset_px, offset_px = x - x0, x1 - x
    if onset_px >= 0 and offset_px > 0:
        edge = MovedEdge.ONSET if onset_px < inside else MovedEdge.OFFSET if offset_px <= inside else None
        # Of several under one pixel, the one whose middle is nearest.
        return min(abs(onset_px - offset_px) / 1e6, 0.99), edge
    if -OUTSIDE_PX <= onset_px < 0:
        return 1 - onset_px, MovedEdge.ONSET
    if -OUTSIDE_PX <= offset_px <= 0:
        return 1 - offset_px, MovedEdge.OFFSET
    return None
