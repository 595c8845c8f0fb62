"""A thin bar that says how much is done. Qt's own paints at once, in the middle of a change: that is a flicker."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from coder.vocabulary.language import tr
from ui.widgets.measure import HAIR

THICK_PX = 6


class ShareBar(QWidget):
    """Part of a whole."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.share = 0.0
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, part: int, whole: int) -> None:
        """Show so many of so many, and say it to whoever points or listens."""
        self.share = part / whole if whole else 0.0
        words = tr("{part} of {whole} decided", part=part, whole=whole)
        self.setToolTip(words)
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Thin."""
        return QSize(80, THICK_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw an open bar, and what is done of it in full: told apart in every theme, also where nothing is done."""
        painter = QPainter(self)
        bounds = QRectF(self.rect())
        painter.fillRect(bounds, self.palette().color(QPalette.ColorRole.Dark))
        painter.fillRect(bounds.adjusted(HAIR, HAIR, -HAIR, -HAIR), self.palette().color(QPalette.ColorRole.Base))
        bounds.setWidth(bounds.width() * self.share)
        painter.fillRect(bounds, self.palette().color(QPalette.ColorRole.Link))
