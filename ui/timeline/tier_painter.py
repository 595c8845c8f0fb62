"""Paint the tiers: ground, time lines, bars, hatching and diamonds."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLine, QRect, Qt
from PySide6.QtGui import QBrush, QImage, QPainter

from ui.timeline import bar_painter
from ui.timeline.code_colours import SubjectColours
from ui.timeline.crowd_painter import lay_crowds, palette_of
from ui.timeline.crowd_tiles import PAINTED_KINDS
from ui.timeline.label_painter import paint_labels
from ui.timeline.paint_state import CROWDED_SHARE, FRAME_LINES_PX, PaintState, Visible, gather
from ui.timeline.picture_cache import PictureCache
from ui.timeline.timeline_model import KIND_CODES, ItemKind

RIM_PX = 2
HATCH_PX = 7

_PAINTED = np.array([kind in PAINTED_KINDS for kind in KIND_CODES])


def paint_tiers(painter: QPainter, scene: PaintState, *, ticks_us: tuple[int, ...], pictures: PictureCache) -> None:
    """Paint the track area of the tiers, with lines at ``ticks_us`` or, when they are wide enough, at every frame."""
    painter.save()
    painter.setClipRect(scene.areas.tracks)
    _ground(painter, scene, ticks_us)
    seen = gather(scene)
    crowded = _crowded_points(scene, seen)
    _gaps(painter, scene, seen)
    _bars(painter, scene, seen, crowded)
    _episodes(painter, scene, seen)
    _diamonds(painter, scene, seen, crowded, pictures)
    paint_labels(painter, scene, seen, crowded=crowded, pictures=pictures)
    painter.restore()


def _ground(painter: QPainter, scene: PaintState, ticks_us: tuple[int, ...]) -> None:
    tracks, colours = scene.areas.tracks, scene.colours
    painter.fillRect(tracks, colours.ground)
    for number, row in enumerate(scene.rows.tiers):
        if number % 2 and scene.in_view(row):
            painter.fillRect(QRect(tracks.left(), int(scene.y_of(row.top)), tracks.width(), row.height), colours.stripe)
    painter.setPen(colours.grid)
    if scene.frame_px() >= FRAME_LINES_PX:
        ticks_us = tuple(scene.grid.bounds[i] for i in scene.grid.between(scene.scale.left_us, scene.scale.right_us))
    painter.drawLines([QLine(int(x), tracks.top(), int(x), tracks.bottom()) for x in map(scene.x_of, ticks_us)])
    painter.setPen(colours.rule)
    for _, top, _ in scene.rows.subject_runs()[1:]:
        y = int(scene.y_of(top)) - 1
        painter.drawLine(tracks.left(), y, tracks.right(), y)
    # Where there is no clip there is nothing to code.
    left, right = int(scene.x_of(scene.grid.start_us)), int(scene.x_of(scene.grid.end_us))
    for outside in (
        QRect(tracks.left(), tracks.top(), left - tracks.left(), tracks.height()),
        QRect(right + 1, tracks.top(), tracks.right() - right, tracks.height()),
    ):
        if outside.width() > 0:
            painter.fillRect(outside, colours.panel)


def _gaps(painter: QPainter, scene: PaintState, seen: Visible) -> None:
    gaps = seen.of_kind(ItemKind.GAP)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(scene.colours.hatch, Qt.BrushStyle.DiagCrossPattern))
    for number in np.flatnonzero(np.bincount(seen.row[gaps])).tolist():
        row, here = seen.rows[number], gaps & (seen.row == number)
        runs = bar_painter.column_runs(seen.x0[here], seen.x1[here], scene.areas.tracks.width())
        y = int(scene.y_of(row.top))
        painter.drawRects([QRect(scene.areas.tracks.left() + a, y, b - a, row.height) for a, b in runs])


def _crowded_points(scene: PaintState, seen: Visible) -> npt.NDArray[np.bool_]:
    """Points so near to another of their lane that diamonds would cover each other."""
    crowded = np.zeros(len(seen.x0), dtype=np.bool_)
    points = np.flatnonzero(seen.point)
    order = points[np.argsort(seen.lane[points], kind="stable")]
    apart_px = CROWDED_SHARE * scene.metrics.glyph
    close = (np.diff(seen.lane[order]) == 0) & (np.diff(seen.x0[order]) < apart_px)
    crowded[order[1:][close]] = True
    crowded[order[:-1][close]] = True
    for number, tiles in enumerate(seen.crowds):
        if tiles is not None:
            here = points[seen.row[points] == number]
            crowded[here] = tiles.apart[seen.place[here]] < apart_px * scene.scale.us_per_px
    return crowded


def _bars(painter: QPainter, scene: PaintState, seen: Visible, crowded: npt.NDArray[np.bool_]) -> None:
    """Events, proposals and what was not observable: all at once, as one picture."""
    ratio = scene.device_ratio
    width = int(np.ceil(scene.areas.tracks.width() * ratio))
    which = np.flatnonzero(_PAINTED[seen.kind] & (~seen.point | crowded))
    if not len(which) and not any(seen.crowds):
        return
    waits = seen.kind[which] == KIND_CODES[ItemKind.PROPOSAL]
    bars = bar_painter.Bars(
        lane=seen.lane[which],
        x0=seen.x0[which] * ratio,
        x1=seen.x1[which] * ratio,
        look=seen.look[which],
        edge_px=np.maximum(np.rint(np.where(waits, 2, 1) * ratio), 1).astype(np.intp),
    )
    codes = bar_painter.codes_of(bars, shared=seen.shared(), width=width)
    if any(seen.crowds):
        lay_crowds(codes, scene, seen)
    palettes = [palette_of(scene, row, index) for row, index in zip(seen.rows, seen.indices, strict=True)]
    spans: list[bar_painter.Span] = []
    for lane, (row, lane_top) in enumerate(zip(seen.lane_row, seen.lane_top, strict=True)):
        top = lane_top - scene.areas.tracks.top()
        spans.append((lane, round(top * ratio), round((top + scene.bar_height(seen.rows[row])) * ratio)))
    pixels = bar_painter.stretched(
        bar_painter.Strips.of(codes, palettes, np.array(seen.lane_row)),
        spans,
        height=int(np.ceil(scene.areas.tracks.height() * ratio)),
        rim_px=max(round(RIM_PX * ratio), 1),
        hatch=_hatch(scene),
    )
    image = QImage(pixels.data, width, len(pixels), 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    painter.drawImage(scene.areas.tracks.topLeft(), image)


def _hatch(scene: PaintState) -> bar_painter.Hatch:
    ratio, scale = scene.device_ratio, scene.scale
    period = max(round(HATCH_PX * ratio), 2)
    # The lines move along with time when the view is scrolled.
    origin = round(scale.left_us / scale.us_per_px * ratio) % period
    return bar_painter.Hatch(scene.colours.hatch.rgba(), period, max(round(1.5 * ratio), 1), origin)


def _episodes(painter: QPainter, scene: PaintState, seen: Visible) -> None:
    """A bracket over the whole length of each."""
    episodes = seen.of_kind(ItemKind.EPISODE)
    for lane in np.flatnonzero(np.bincount(seen.lane[episodes])).tolist():
        row, here = seen.rows[seen.lane_row[lane]], episodes & (seen.lane == lane)
        runs = _drawable_runs(seen.x0[here], seen.x1[here], scene.areas.tracks.width())
        top, height = seen.lane_top[lane], scene.bar_height(row)
        rects = [QRect(scene.areas.tracks.left() + a, top, b - a - 1, height - 1) for a, b in runs]
        _brackets(painter, rects, scene.colours.painted(row.subject, row.colour))


def _drawable_runs(x0: npt.NDArray[np.float64], x1: npt.NDArray[np.float64], width: int) -> list[tuple[int, int]]:
    """One run for each stretch wide enough to be seen, and one for each crowd of those that are not."""
    wide = x1 - x0 >= bar_painter.THIN_PX
    start = np.clip(np.floor(x0[wide] + 0.5), -4, width + 4).astype(np.intp)
    stop = np.clip(np.floor(x1[wide] + 0.5), -4, width + 4).astype(np.intp)
    return [*zip(start.tolist(), stop.tolist(), strict=True), *bar_painter.column_runs(x0[~wide], x1[~wide], width)]


def _brackets(painter: QPainter, rects: list[QRect], colours: SubjectColours) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.tint)
    painter.drawRects(rects)
    painter.setBrush(colours.fill)
    painter.drawRects([QRect(r.left(), r.top(), r.width() + 1, 3) for r in rects])
    painter.drawRects([QRect(x, r.top(), 3, r.height() + 1) for r in rects for x in (r.left(), r.right() - 1)])


def _diamonds(
    painter: QPainter, scene: PaintState, seen: Visible, crowded: npt.NDArray[np.bool_], pictures: PictureCache
) -> None:
    size, left = scene.metrics.glyph, scene.areas.tracks.left()
    shown = np.flatnonzero(seen.point & ~crowded & (seen.lane >= 0))
    refused = seen.of_kind(ItemKind.REFUSED)
    waits = seen.of_kind(ItemKind.PROPOSAL) | refused
    # What waits first: a human's word lies over it. Then lane by lane, in order of onset: as good as any other order,
    # for lanes never cover each other, and those of one look follow each other.
    shown = shown[np.lexsort((seen.lane[shown], ~waits[shown]))]
    x = np.rint(seen.x0[shown] + (left - size / 2)).astype(int)
    looks = np.stack([seen.lane[shown], seen.colour[shown], waits[shown], refused[shown]])
    runs = np.flatnonzero(np.diff(looks, axis=1, prepend=-1).any(axis=0))
    draw = painter.drawPixmap
    for begin, stop in pairwise([*runs.tolist(), len(shown)]):
        lane, colour, hollow, crossed = looks[:, begin].tolist()
        row = seen.rows[seen.lane_row[lane]]
        colours = scene.colours.painted(row.subject, seen.colours[colour])
        y = seen.lane_top[lane] + (scene.bar_height(row) - size) // 2
        picture = pictures.diamond(size, colours, hollow=bool(hollow), crossed=bool(crossed))
        for at in x[begin:stop].tolist():
            draw(at, y, picture)
