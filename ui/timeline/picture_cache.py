"""Labels and diamonds drawn once and kept: drawing text is the dearest thing a timeline does."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap, QPolygonF

from ui.timeline.code_colours import SubjectColours

MOST_KEPT = 4000
ROOM_STEP_PX = 4
"""Shortened labels are kept for room in steps of this, so that zooming does not draw each anew."""


class PictureCache:
    """Small pictures, for one font on one screen; make it anew for another."""

    def __init__(self, font: QFont, device_ratio: float) -> None:
        self._font = font
        self._metrics = QFontMetrics(font)
        self.ratio = device_ratio
        self._widths: dict[str, int] = {}
        self._labels: dict[tuple[str, int, int], QPixmap] = {}
        self._diamonds: dict[tuple[int, int, bool, bool], QPixmap] = {}
        self.least_px = self._metrics.horizontalAdvance("mi…")

    def width(self, text: str) -> int:
        """Width of the whole text in pixels."""
        width = self._widths.get(text)
        if width is None:
            width = self._widths[text] = self._metrics.horizontalAdvance(text)
        return width

    def label(self, text: str, ink: QColor, room_px: float) -> QPixmap | None:
        """The text in ``ink``, shortened to ``room_px``; None where not even a few letters fit."""
        whole = self.width(text)
        room = whole if whole <= room_px else int(room_px) // ROOM_STEP_PX * ROOM_STEP_PX
        if not text or (room < whole and room < self.least_px):
            return None
        key = (text, ink.rgba(), room)
        kept = self._labels.get(key)
        if kept is None:
            if len(self._labels) >= MOST_KEPT:
                self._labels.clear()
            kept = self._labels[key] = self._label(text, ink, room)
        return kept

    def _label(self, text: str, ink: QColor, room: int) -> QPixmap:
        # Asked to fit its own whole width, Qt would still shorten: it measures in fractions of a pixel.
        whole = room >= self.width(text)
        shown = text if whole else self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        picture = self._blank(room + 2, self._metrics.height())
        painter = QPainter(picture)
        painter.setFont(self._font)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # as its words run, not as the app does
        painter.setPen(ink)
        painter.drawText(QPointF(0, self._metrics.ascent()), shown)
        painter.end()
        return picture

    def diamond(self, size: int, colours: SubjectColours, *, hollow: bool, crossed: bool = False) -> QPixmap:
        """A point: solid where a human said it, hollow while it waits, crossed out where it is not so."""
        key = (size, colours.fill.rgba(), hollow, crossed)
        kept = self._diamonds.get(key)
        if kept is None:
            kept = self._diamonds[key] = self._diamond(size, colours, hollow=hollow, crossed=crossed)
        return kept

    def _diamond(self, size: int, colours: SubjectColours, *, hollow: bool, crossed: bool) -> QPixmap:
        picture = self._blank(size, size)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.fill if hollow else colours.edge, 2 if hollow else 1))
        painter.setBrush(colours.tint if hollow else colours.fill)
        half, inset = size / 2, 1.2
        corners = [(half, inset), (size - inset, half), (half, size - inset), (inset, half)]
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        if crossed:
            painter.drawLine(QPointF(inset, inset), QPointF(size - inset, size - inset))
            painter.drawLine(QPointF(inset, size - inset), QPointF(size - inset, inset))
        painter.end()
        return picture

    def _blank(self, width: int, height: int) -> QPixmap:
        picture = QPixmap(ceil(width * self.ratio), ceil(height * self.ratio))
        picture.setDevicePixelRatio(self.ratio)
        picture.fill(Qt.GlobalColor.transparent)
        return picture
