"""The signs on the player's buttons, drawn in the palette's own colour so that they can be seen in the dark."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPalette, QPen, QPixmap, QPolygonF

_MARKS = {"mark in": (3.0, 1), "mark out": (13.0, -1)}
"""Where the bar of a mark stands, and to which side its hooks and its arrow lie."""
_FRAMES = {
    "side by side": ((1.0, 4.0, 6.5, 8.0), (8.5, 4.0, 6.5, 8.0)),
    "one large": ((1.0, 3.0, 10.0, 10.0), (12.0, 3.0, 3.0, 4.5), (12.0, 8.5, 3.0, 4.5)),
    "picture in picture": (
        *((1.0, 2.0, 14.0, 1.5), (1.0, 12.5, 14.0, 1.5), (1.0, 3.5, 1.5, 9.0), (13.5, 3.5, 1.5, 9.0)),
        (7.5, 7.5, 4.5, 3.5),
    ),
}
"""The rectangles that stand for pictures of cameras."""

_DENSITY = 3.0
"""Drawn this much larger than shown, for screens with many dots."""


def glyph(name: str, size: int, palette: QPalette) -> QIcon:
    """Draw a sign: play, pause, back, on, loop, mark in, mark out, side by side, one large, inset, sound or silent."""
    icon = QIcon()
    for mode, group in (
        (QIcon.Mode.Normal, QPalette.ColorGroup.Active),
        (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled),
    ):
        icon.addPixmap(_drawn(name, size, palette.color(group, QPalette.ColorRole.ButtonText)), mode)
    return icon


def _drawn(name: str, size: int, colour: QColor) -> QPixmap:
    pixmap = QPixmap(QSize(size, size) * _DENSITY)
    pixmap.setDevicePixelRatio(_DENSITY)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 16, size / 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if name == "play":
        _triangle(painter, (4, 2), (14, 8), (4, 14))
    elif name == "pause":
        painter.drawRect(QRectF(3.5, 2.5, 3.2, 11))
        painter.drawRect(QRectF(9.3, 2.5, 3.2, 11))
    elif name == "back":
        _triangle(painter, (11, 3), (4.5, 8), (11, 13))
        painter.drawRect(QRectF(12.2, 3, 1.8, 10))
    elif name == "on":
        _triangle(painter, (5, 3), (11.5, 8), (5, 13))
        painter.drawRect(QRectF(2, 3, 1.8, 10))
    elif name == "loop":
        _loop(painter, colour)
    elif name in _MARKS:
        _mark(painter, colour, *_MARKS[name])
    elif name in _FRAMES:
        for x, y, width, height in _FRAMES[name]:
            painter.drawRect(QRectF(x, y, width, height))
    else:
        _speaker(painter, colour, silent=name == "silent")
    painter.end()
    return pixmap


def _triangle(painter: QPainter, *corners: tuple[float, float]) -> None:
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))


def _mark(painter: QPainter, colour: QColor, bar: float, side: int) -> None:
    """A bracket, and an arrow that points at it: here the selection begins, or ends."""
    _triangle(painter, (bar + side * 4.0, 8), (bar + side * 9.5, 4.2), (bar + side * 9.5, 11.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.8))
    painter.drawPolyline(
        QPolygonF([QPointF(x, y) for x, y in ((bar + side * 3, 2), (bar, 2), (bar, 14), (bar + side * 3, 14))])
    )


def _loop(painter: QPainter, colour: QColor) -> None:
    _triangle(painter, (9, 0.5), (13, 3.6), (9, 6.7))
    _triangle(painter, (7, 9.3), (3, 12.4), (7, 15.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.7))
    path = QPainterPath(QPointF(9, 3.6))
    path.lineTo(5.5, 3.6)
    path.quadTo(2, 3.6, 2, 7)
    path.lineTo(2, 8.2)
    painter.drawPath(path)
    path = QPainterPath(QPointF(7, 12.4))
    path.lineTo(10.5, 12.4)
    path.quadTo(14, 12.4, 14, 9)
    path.lineTo(14, 7.8)
    painter.drawPath(path)


def _speaker(painter: QPainter, colour: QColor, *, silent: bool) -> None:
    painter.drawPolygon(
        QPolygonF([QPointF(x, y) for x, y in ((1.5, 6), (4, 6), (8, 2.5), (8, 13.5), (4, 10), (1.5, 10))])
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.5))
    if silent:
        painter.drawLine(QPointF(10.3, 5.8), QPointF(14.7, 10.2))
        painter.drawLine(QPointF(14.7, 5.8), QPointF(10.3, 10.2))
    else:
        painter.drawArc(QRectF(6.5, 5, 5, 6), -55 * 16, 110 * 16)
        painter.drawArc(QRectF(5.5, 2.5, 9, 11), -55 * 16, 110 * 16)
