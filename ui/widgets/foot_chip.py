"""A quiet chip at the foot of the window: a word or two in a thin frame, that a click explains or changes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QPushButton, QWidget

_BESIDE_PX = 8
_ROUND_PX = 4.0


class FootChip(QPushButton):
    """Shows as much of its text as there is room for; all of it is in its tip."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFlat(True)
        self.setAccessibleName(name)

    def say(self, text: str, tip: str) -> None:
        """Show a text, and what a click does."""
        self.setText(text)
        self.setToolTip(tip)
        self.setAccessibleDescription(f"{text}. {tip}")
        self.updateGeometry()

    @property
    def room_px(self) -> int:
        """How wide words can be."""
        return self.width() - 2 * _BESIDE_PX

    def sizeHint(self) -> QSize:
        """All its words."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2 * _BESIDE_PX + 2, self._high)

    def minimumSizeHint(self) -> QSize:
        """A few letters: large text must not make the window wider than the screen."""
        few = min(self.fontMetrics().horizontalAdvance(self.text()), 6 * self.fontMetrics().averageCharWidth())
        return QSize(few + 2 * _BESIDE_PX + 2, self._high)

    @property
    def _high(self) -> int:
        return self.fontMetrics().height() + 6

    def words_shown(self) -> str:
        """Return what there is room for."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.room_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a frame, stronger under the mouse and where the keys are, and the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        if self.hasFocus():
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 2))
        else:
            line = QPalette.ColorRole.Dark if self.underMouse() else QPalette.ColorRole.Mid
            painter.setPen(QPen(palette.color(line), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _ROUND_PX, _ROUND_PX)
        painter.setPen(palette.color(QPalette.ColorRole.ButtonText))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.words_shown())
