"""Paint signal strips: a thin line for what was measured, nothing where nothing was."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen

from ui.timeline.paint_state import PaintState
from ui.timeline.signal_strip import SignalStrip, lines

MARGIN = 4


def paint_strips(painter: QPainter, scene: PaintState) -> None:
    """Paint every strip in view."""
    tracks = scene.areas.tracks
    painter.save()
    painter.setClipRect(tracks)
    for strip, row in zip(scene.strips, scene.rows.strips, strict=True):
        if not scene.in_view(row):
            continue
        top, floor = scene.y_of(row.top) + MARGIN, scene.y_of(row.bottom) - MARGIN
        painter.setPen(scene.colours.grid)
        painter.drawLine(tracks.left(), int(scene.y_of(row.top)), tracks.right(), int(scene.y_of(row.top)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(scene.colours.quiet, 1))
        for line in lines(strip, scene.scale):
            xs = (line.x + tracks.left()).tolist()
            ys = (floor - line.height * (floor - top)).tolist()
            if len(xs) == 1:
                # One look between two gaps is still a measurement.
                xs, ys = [xs[0] - 1, xs[0] + 1], ys * 2
            painter.drawPolyline([QPointF(x, y) for x, y in zip(xs, ys, strict=True)])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        _axis(painter, scene, strip, top=int(top), floor=int(floor))
    painter.restore()


def _axis(painter: QPainter, scene: PaintState, strip: SignalStrip, *, top: int, floor: int) -> None:
    """The values at the top and the bottom, at the right of the strip, on a plate that keeps them readable."""
    span, right, line = strip.range(), scene.areas.tracks.right(), scene.metrics.line
    if span is None or floor - top < 2 * line - 4:
        return
    painter.setPen(scene.colours.quiet)
    for value, y in ((span[1], top), (span[0], floor - line + 2)):
        text = f"{value:.3g} {strip.unit_text}".rstrip()
        wide = scene.font.horizontalAdvance(text) + 8
        plate = QRect(right - wide, y, wide, line - 2)
        painter.fillRect(plate, scene.colours.ground)
        painter.drawText(plate.adjusted(3, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), text)
    painter.drawLine(right, top, right, floor)
