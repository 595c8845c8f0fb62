"""The signs of the window: one set on one grid of sixteen, drawn here in the palette's own colours."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPalette, QPen, QPixmap, QPixmapCache, QPolygonF

STROKE = 1.5
"""Width of every line, of the sixteen that a sign is wide: one that is seen at 16 pixels and not heavy at 64."""
_DENSITY = 3.0
"""Drawn this much larger than shown, for screens with many dots."""
_Point = tuple[float, float]


def glyph(name: str, size: int, palette: QPalette, role: QPalette.ColorRole = QPalette.ColorRole.ButtonText) -> QIcon:
    """Draw a sign of :data:`NAMES` in a colour of the palette, quieter where it can do nothing.

    ``size`` is in pixels; KeyError for a name that nothing was drawn for.
    """
    icon = QIcon()
    for mode, group in (
        (QIcon.Mode.Normal, QPalette.ColorGroup.Active),
        (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled),
    ):
        icon.addPixmap(_pixmap(name, size, palette.color(group, role)), mode)
    return icon


def paint_sign(painter: QPainter, name: str, place: QRectF, colour: QColor) -> None:
    """Draw a sign into a square of a painting."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(place.topLeft())
    painter.scale(place.width() / 16, place.height() / 16)
    _SIGNS[name](_Pen(painter, colour))
    painter.restore()


def _pixmap(name: str, size: int, colour: QColor) -> QPixmap:
    drawn = f"sign {name} {size} {colour.rgba()}"  # once for all buttons, tables and windows that show it
    pixmap = QPixmap()
    if QPixmapCache.find(drawn, pixmap):
        return pixmap
    pixmap = QPixmap(QSize(size, size) * _DENSITY)
    pixmap.setDevicePixelRatio(_DENSITY)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_sign(painter, name, QRectF(0, 0, size, size), colour)
    painter.end()
    QPixmapCache.insert(drawn, pixmap)
    return pixmap


class _Pen:
    """Lines, and shapes that are filled, in one colour and one width."""

    def __init__(self, painter: QPainter, colour: QColor) -> None:
        self._painter, self._colour = painter, colour
        self._line = QPen(colour, STROKE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)

    def line(self, *points: _Point, closed: bool = False) -> None:
        """Draw a line through points."""
        self._outline()
        shape = QPolygonF([QPointF(x, y) for x, y in points])
        if closed:
            self._painter.drawPolygon(shape)
        else:
            self._painter.drawPolyline(shape)

    def fill(self, *points: _Point) -> None:
        """Fill the shape between points."""
        self._filled()
        self._painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))

    def box(self, x: float, y: float, wide: float, high: float, *, filled: bool = False, round_: float = 1.2) -> None:
        """Draw a box with round corners."""
        self._filled() if filled else self._outline()
        self._painter.drawRoundedRect(QRectF(x, y, wide, high), round_, round_)

    def circle(self, x: float, y: float, radius: float, *, filled: bool = False) -> None:
        """Draw a circle around a point."""
        self._filled() if filled else self._outline()
        self._painter.drawEllipse(QPointF(x, y), radius, radius)

    def arc(self, x: float, y: float, radius: float, start: float, span: float) -> None:
        """Draw a part of a circle; degrees, against the clock from three."""
        self._outline()
        box = QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
        self._painter.drawArc(box, round(start * 16), round(span * 16))

    def curve(self, start: _Point, *steps: tuple[_Point, _Point]) -> None:
        """Draw bends: each step is the point that pulls, and where it ends."""
        self._outline()
        path = QPainterPath(QPointF(*start))
        for pull, end in steps:
            path.quadTo(QPointF(*pull), QPointF(*end))
        self._painter.drawPath(path)

    def _outline(self) -> None:
        self._painter.setPen(self._line)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)

    def _filled(self) -> None:
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._colour)


# Playing


def _play(pen: _Pen) -> None:
    pen.fill((4, 2), (14, 8), (4, 14))


def _pause(pen: _Pen) -> None:
    pen.box(3.5, 2.5, 3.2, 11, filled=True, round_=0.6)
    pen.box(9.3, 2.5, 3.2, 11, filled=True, round_=0.6)


def _back(pen: _Pen) -> None:
    pen.fill((11, 3), (4.5, 8), (11, 13))
    pen.box(12.2, 3, 1.8, 10, filled=True, round_=0.4)


def _on(pen: _Pen) -> None:
    pen.fill((5, 3), (11.5, 8), (5, 13))
    pen.box(2, 3, 1.8, 10, filled=True, round_=0.4)


def _loop(pen: _Pen) -> None:
    pen.fill((9, 0.5), (13, 3.6), (9, 6.7))
    pen.fill((7, 9.3), (3, 12.4), (7, 15.5))
    pen.curve((9, 3.6), ((9, 3.6), (5.5, 3.6)), ((2, 3.6), (2, 7)), ((2, 7), (2, 8.2)))
    pen.curve((7, 12.4), ((7, 12.4), (10.5, 12.4)), ((14, 12.4), (14, 9)), ((14, 9), (14, 7.8)))


def _mark(bar: float, side: int) -> Callable[[_Pen], None]:
    """A bracket, and an arrow that points at it: here the selection begins, or ends."""

    def draw(pen: _Pen) -> None:
        pen.fill((bar + side * 4.0, 8), (bar + side * 9.5, 4.2), (bar + side * 9.5, 11.8))
        pen.line((bar + side * 3, 2), (bar, 2), (bar, 14), (bar + side * 3, 14))

    return draw


def _speaker(pen: _Pen) -> None:
    pen.fill((1.5, 6), (4, 6), (8, 2.5), (8, 13.5), (4, 10), (1.5, 10))


def _sound(pen: _Pen) -> None:
    _speaker(pen)
    pen.arc(7.5, 8, 3.2, -55, 110)
    pen.arc(7.5, 8, 6, -55, 110)


def _silent(pen: _Pen) -> None:
    _speaker(pen)
    pen.line((10.3, 5.8), (14.7, 10.2))
    pen.line((14.7, 5.8), (10.3, 10.2))


# How pictures of cameras lie


def _side_by_side(pen: _Pen) -> None:
    pen.box(1, 4, 6.5, 8, filled=True, round_=0.5)
    pen.box(8.5, 4, 6.5, 8, filled=True, round_=0.5)


def _one_large(pen: _Pen) -> None:
    pen.box(1, 3, 9.5, 10, filled=True, round_=0.5)
    pen.box(11.7, 3, 3.3, 4.5, filled=True, round_=0.5)
    pen.box(11.7, 8.5, 3.3, 4.5, filled=True, round_=0.5)


def _inset(pen: _Pen) -> None:
    pen.box(1.2, 2.7, 13.6, 10.6)
    pen.box(7.8, 7.6, 4.8, 3.8, filled=True, round_=0.5)


# Windows, files and steps back


def _apart(pen: _Pen) -> None:
    pen.line((9, 3), (3, 3), (3, 13), (13, 13), (13, 9))
    pen.line((8, 8), (13.4, 2.6))
    pen.line((10.2, 2.5), (13.5, 2.5), (13.5, 5.8))


def _earlier(pen: _Pen) -> None:
    pen.line((8, 13.5), (8, 3))
    pen.line((3.5, 7.5), (8, 3), (12.5, 7.5))


def _later(pen: _Pen) -> None:
    pen.line((8, 2.5), (8, 13))
    pen.line((3.5, 8.5), (8, 13), (12.5, 8.5))


def _close(pen: _Pen) -> None:
    pen.line((4, 4), (12, 12))
    pen.line((12, 4), (4, 12))


def _add(pen: _Pen) -> None:
    pen.line((8, 3), (8, 13))
    pen.line((3, 8), (13, 8))


def _search(pen: _Pen) -> None:
    pen.circle(6.8, 6.8, 4.3)
    pen.line((10, 10), (13.8, 13.8))


def _folder(pen: _Pen) -> None:
    pen.line((1.5, 12.8), (1.5, 3.4), (6, 3.4), (7.6, 5.4), (14.5, 5.4), (14.5, 12.8), closed=True)


def _undo(pen: _Pen) -> None:
    pen.line((5.6, 2.8), (2.4, 6), (5.6, 9.2))
    pen.curve(
        (2.6, 6), ((2.6, 6), (9.5, 6)), ((13.5, 6), (13.5, 9.6)), ((13.5, 13.2), (9.5, 13.2)), ((9, 13.2), (7, 13.2))
    )


def _redo(pen: _Pen) -> None:
    pen.line((10.4, 2.8), (13.6, 6), (10.4, 9.2))
    pen.curve(
        (13.4, 6), ((13.4, 6), (6.5, 6)), ((2.5, 6), (2.5, 9.6)), ((2.5, 13.2), (6.5, 13.2)), ((7, 13.2), (9, 13.2))
    )


def _bring_in(pen: _Pen) -> None:
    pen.line((8, 2), (8, 9.5))
    pen.line((4.8, 6.6), (8, 9.8), (11.2, 6.6))
    pen.line((2.2, 10.5), (2.2, 13.6), (13.8, 13.6), (13.8, 10.5))


def _send_out(pen: _Pen) -> None:
    pen.line((8, 10), (8, 2.4))
    pen.line((4.8, 5.4), (8, 2.2), (11.2, 5.4))
    pen.line((2.2, 10.5), (2.2, 13.6), (13.8, 13.6), (13.8, 10.5))


def _page(pen: _Pen) -> None:
    pen.line((3, 1.8), (9.8, 1.8), (13, 5), (13, 14.2), (3, 14.2), closed=True)
    pen.line((5.6, 7.4), (10.4, 7.4))
    pen.line((5.6, 10.4), (10.4, 10.4))


# What is looked at, and how it stands


def _review(pen: _Pen) -> None:
    pen.line((2.6, 8.6), (6.2, 12.2), (13.4, 4))


def _code(pen: _Pen) -> None:
    pen.line((3, 13), (3.6, 9.8), (10.6, 2.8), (13.2, 5.4), (6.2, 12.4), closed=True)


def _cross_out(pen: _Pen) -> None:
    pen.circle(8, 8, 5.8)
    pen.line((5.9, 5.9), (10.1, 10.1))
    pen.line((10.1, 5.9), (5.9, 10.1))


def _waiting(pen: _Pen) -> None:
    pen.circle(8, 8, 5.6)
    pen.line((8, 4.8), (8, 8), (10.4, 9.6))


def _done(pen: _Pen) -> None:
    pen.circle(8, 8, 5.8)
    pen.line((5.2, 8.2), (7.2, 10.2), (10.9, 5.9))


def _eye(pen: _Pen) -> None:
    pen.curve((1.4, 8), ((8, 0.4), (14.6, 8)), ((8, 15.6), (1.4, 8)))
    pen.circle(8, 8, 1.9, filled=True)


def _blind(pen: _Pen) -> None:
    _eye(pen)
    pen.line((3, 13.4), (13, 2.6))


def _person(pen: _Pen) -> None:
    pen.circle(8, 5, 2.8)
    pen.curve((2.6, 14), ((3, 9.6), (8, 9.6)), ((13, 9.6), (13.4, 14)))


def _people(pen: _Pen) -> None:
    pen.circle(5.6, 4.6, 2.5)
    pen.curve((1, 13.6), ((1.4, 9), (5.6, 9)), ((9.8, 9), (10.2, 13.6)))
    pen.circle(12, 7, 1.8)
    pen.curve((11.4, 10.6), ((14.6, 10.4), (15, 13.6)))


def _events(pen: _Pen) -> None:
    pen.box(1.6, 3, 6.4, 3.4, filled=True, round_=0.8)
    pen.box(5, 9.6, 9.4, 3.4, round_=0.8)


def _exchanges(pen: _Pen) -> None:
    pen.circle(3.4, 4.2, 1.9, filled=True)
    pen.circle(12.6, 11.8, 1.9, filled=True)
    pen.curve((3.4, 6.4), ((3.4, 11.8), (9.6, 11.8)))
    pen.line((7.8, 9.6), (10, 11.8), (7.8, 14))


def _patterns(pen: _Pen) -> None:
    pen.line((1.8, 1.8), (1.8, 14.2), (14.4, 14.2))
    pen.line((4.4, 10.6), (7.4, 6.8), (10, 8.8), (13.8, 3.2))


def _context(pen: _Pen) -> None:
    pen.line((1.8, 2.6), (14.2, 2.6), (14.2, 11), (8.4, 11), (5, 14), (5, 11), (1.8, 11), closed=True)


def _models(pen: _Pen) -> None:
    pen.line((8, 1.4), (9.6, 6.4), (14.6, 8), (9.6, 9.6), (8, 14.6), (6.4, 9.6), (1.4, 8), (6.4, 6.4), closed=True)


def _camera(pen: _Pen) -> None:
    pen.box(1.4, 4.2, 9, 7.6)
    pen.fill((11.6, 7), (14.8, 4.8), (14.8, 11.2), (11.6, 9))


def _locked(pen: _Pen) -> None:
    pen.box(3, 7, 10, 7)
    pen.curve((5.2, 7), ((5.2, 7), (5.2, 5)), ((5.2, 2), (8, 2)), ((10.8, 2), (10.8, 5)), ((10.8, 5), (10.8, 7)))


def _unlocked(pen: _Pen) -> None:
    pen.box(3, 7, 10, 7)
    pen.curve((5.2, 7), ((5.2, 7), (5.2, 4.6)), ((5.2, 1.6), (8, 1.6)), ((10.4, 1.6), (10.8, 3.8)))


def _shield(pen: _Pen) -> None:
    pen.curve(
        (8, 1.6), ((10.4, 3.4), (13.6, 3.4)), ((14, 11), (8, 14.4)), ((2, 11), (2.4, 3.4)), ((5.6, 3.4), (8, 1.6))
    )


def _keyboard(pen: _Pen) -> None:
    pen.box(1.2, 3.8, 13.6, 8.4)
    for x in (4.2, 8, 11.8):
        pen.circle(x, 6.6, 0.8, filled=True)
    pen.line((4.6, 9.6), (11.4, 9.6))


_SIGNS: dict[str, Callable[[_Pen], None]] = {
    "play": _play,
    "pause": _pause,
    "back": _back,
    "on": _on,
    "loop": _loop,
    "mark in": _mark(3.0, 1),
    "mark out": _mark(13.0, -1),
    "sound": _sound,
    "silent": _silent,
    "side by side": _side_by_side,
    "one large": _one_large,
    "picture in picture": _inset,
    "apart": _apart,
    "close": _close,
    "earlier": _earlier,
    "later": _later,
    "add": _add,
    "search": _search,
    "folder": _folder,
    "undo": _undo,
    "redo": _redo,
    "bring in": _bring_in,
    "send out": _send_out,
    "page": _page,
    "review": _review,
    "code": _code,
    "cross out": _cross_out,
    "waiting": _waiting,
    "done": _done,
    "eye": _eye,
    "blind": _blind,
    "person": _person,
    "people": _people,
    "events": _events,
    "exchanges": _exchanges,
    "patterns": _patterns,
    "context": _context,
    "models": _models,
    "camera": _camera,
    "locked": _locked,
    "unlocked": _unlocked,
    "shield": _shield,
    "keyboard": _keyboard,
}
NAMES = tuple(_SIGNS)
"""Every sign that is drawn."""
