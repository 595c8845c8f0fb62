"""Paint the ruler: times above, below them small ticks or, zoomed in, every frame with its number; where files meet."""

from __future__ import annotations

from PySide6.QtCore import QLine, QPointF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygonF

from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us
from ui.timeline.edge_move import length
from ui.timeline.paint_state import PaintState
from ui.timeline.picture_cache import PictureCache
from ui.timeline.ruler import Ticks, ticks
from ui.widgets.measure import Type

FRAME_TICKS_PX = 5
"""From this width of a frame on, the ruler marks frames instead of fractions of a second."""

LABEL_SPACE = 16


def ruler_ticks(scene: PaintState) -> Ticks:
    """The ticks of a scene, with room for its longest label."""
    longest = scene.font.horizontalAdvance(format_us(max(scene.scale.end_us, 0)))
    return ticks(scene.scale, label_px=longest + LABEL_SPACE)


def paint_ruler(painter: QPainter, scene: PaintState, marks: Ticks, pictures: PictureCache) -> None:
    """Paint the ruler with ``marks``."""
    area, colours, line = scene.areas.ruler, scene.colours, scene.metrics.line
    painter.save()
    painter.fillRect(area, colours.panel)
    painter.setClipRect(area)
    floor = area.bottom()
    frames = scene.frame_px() >= FRAME_TICKS_PX
    painter.setPen(colours.rule)
    # Frames have the lower line to themselves, or the two would be taken for each other.
    top, stop = (3, line + 2) if frames else (line // 2, floor)
    painter.drawLines([QLine(int(x), top, int(x), stop) for x in map(scene.x_of, marks.labelled)])
    for us in marks.labelled:
        text, x = marks.label(us), int(scene.x_of(us)) + 4
        picture = pictures.label(text, colours.text, 1e6)
        if picture is not None and x + pictures.width(text) <= area.right():
            painter.drawPixmap(QPointF(x, 2), picture)
    if frames:
        _frames(painter, scene, pictures)
    else:
        small = floor - line // 3
        painter.drawLines([QLine(int(x), small, int(x), floor) for x in map(scene.x_of, marks.minor)])
    painter.setPen(QPen(colours.accent, 2, Qt.PenStyle.DotLine))
    painter.drawLines([QLine(int(x), area.top(), int(x), floor) for x in map(scene.x_of, scene.joints_us)])
    painter.setPen(colours.rule)
    painter.drawLine(area.left(), floor, area.right(), floor)
    painter.restore()


def _frames(painter: QPainter, scene: PaintState, pictures: PictureCache) -> None:
    """Every frame boundary at its true time, and as many frame numbers as fit."""
    area, grid, line = scene.areas.ruler, scene.grid, scene.metrics.line
    bounds = grid.between(scene.scale.left_us, scene.scale.right_us)
    painter.setPen(scene.colours.rule)
    short = area.bottom() - line // 3
    painter.drawLines(
        [QLine(int(x), short, int(x), area.bottom()) for x in (scene.x_of(grid.bounds[i]) for i in bounds)]
    )
    room = pictures.width(f"#{grid.count}") + LABEL_SPACE // 2
    every = next((n for n in (1, 2, 5, 10, 20, 50) if n * scene.frame_px() >= room), 100)
    for frame in range(bounds.start // every * every, min(bounds.stop, grid.count), every):
        picture = pictures.label(f"#{frame}", scene.colours.quiet, 1e6)
        if picture is not None:
            painter.drawPixmap(QPointF(int(scene.x_of(grid.pts(frame))) + 2, line + 3), picture)


def paint_corner(painter: QPainter, scene: PaintState, playhead_us: int) -> None:
    """Say where the playhead is, above the labels: time, and the number of the frame on screen."""
    area, line = scene.areas.corner, scene.metrics.line
    painter.fillRect(area, scene.colours.panel)
    inner = area.adjusted(8, 2, -8, -2)
    painter.setPen(scene.colours.text)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
    usual, time = painter.font(), format_us(playhead_us)
    large = Type.TITLE.font(usual)
    fits = QFontMetrics(large).horizontalAdvance(time) <= inner.width()
    painter.setFont(large if fits else usual)
    painter.drawText(inner, int(flags | Qt.AlignmentFlag.AlignTop), time)
    painter.setFont(usual)
    if scene.grid.count:
        painter.setPen(scene.colours.quiet)
        text = tr("frame #{frame_at}", frame_at=scene.grid.frame_at(playhead_us)) + (
            tr(" · no sound") if scene.silent else ""
        )
        shown = scene.font.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner.adjusted(0, inner.height() - line, 0, 0), int(flags | Qt.AlignmentFlag.AlignTop), shown)


def paint_span(painter: QPainter, scene: PaintState) -> None:
    """Say beside the overview how much time is in view."""
    painter.fillRect(scene.areas.span, scene.colours.panel)
    painter.setPen(scene.colours.quiet)
    shown = tr("shows {length}", length=length(round(scene.scale.width_px * scene.scale.us_per_px)))
    middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(scene.areas.span.adjusted(8, 0, -4, 0), int(middle), shown)


def playhead_handle(x: float, scene: PaintState) -> QPolygonF:
    """The triangle that stands on the playhead in the ruler."""
    half, floor = scene.metrics.line * 0.45, scene.areas.ruler.bottom() + 1
    return QPolygonF([QPointF(x - half, floor - 1.6 * half), QPointF(x + half, floor - 1.6 * half), QPointF(x, floor)])
