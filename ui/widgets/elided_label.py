"""ElidedLabel: a line of text that gives way, and shows all of itself to whoever points at it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

_LEAST = 12
"""Characters' worth of room it asks for."""
_BETWEEN, _MORE = " · ", " · …"


class ElidedLabel(QWidget):
    """Takes the room that is left. Its being empty or full moves nothing around it."""

    def __init__(self, *, quiet: bool = False) -> None:
        super().__init__()
        self._ink = QPalette.ColorRole.PlaceholderText if quiet else QPalette.ColorRole.WindowText
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """All of the text."""
        return self._text

    def setText(self, text: str) -> None:
        """Show a text."""
        self._text = text
        self.setToolTip(text)
        self.setAccessibleDescription(text)
        self.update()

    def sizeHint(self) -> QSize:
        """A few characters."""
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * _LEAST, metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as there is room for."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self._ink))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.drawn_text())

    def drawn_text(self) -> str:
        """As much of the text as there is room for: whole parts, where it has parts that stand beside each other."""
        letters, room = self.fontMetrics(), self.width()
        if letters.horizontalAdvance(self._text) <= room:
            return self._text
        parts = self._text.split(_BETWEEN)
        while len(parts) > 1:
            parts.pop()
            shown = _BETWEEN.join(parts) + _MORE
            if letters.horizontalAdvance(shown) <= room:
                return shown
        return letters.elidedText(self._text, Qt.TextElideMode.ElideRight, room)
