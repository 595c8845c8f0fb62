"""Parting: a thin upright line between groups of a toolbar."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from ui.widgets.measure import HAIR, SNUG, TIGHT


class Parting(QWidget):
    """A hairline as high as a line of words, with room on both sides."""

    def sizeHint(self) -> QSize:
        """As high as words."""
        return QSize(2 * TIGHT + HAIR, self.fontMetrics().height() + SNUG)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        painter.fillRect(QRect(TIGHT, 0, HAIR, self.height()), self.palette().color(QPalette.ColorRole.Mid))
        painter.end()
