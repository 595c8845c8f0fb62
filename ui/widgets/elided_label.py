"""ElidedLabel: words that give way, and show all of themselves to whoever points at them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_LEAST = 12
"""Characters' worth of room it asks for."""
_MOST_LINES = 2
_BETWEEN, _MORE = " · ", " · …"


class ElidedLabel(QWidget):
    """Takes the room that is left, and a second line where one is not enough; only in the width does it give way."""

    def __init__(self, *, quiet: bool = False) -> None:
        super().__init__()
        self._ink = QPalette.ColorRole.PlaceholderText if quiet else QPalette.ColorRole.WindowText
        self._text = ""
        # Not by heightForWidth: beside one that has it, a panel gives everything its whole height, and scrolls.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """All of the text."""
        return self._text

    def setText(self, text: str) -> None:
        """Show a text."""
        self._text = text
        self.setToolTip(text)
        self.setAccessibleDescription(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A few characters, in the lines that the words take where they are."""
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * _LEAST, len(self._lines(self.width())) * metrics.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may ask for another line."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as there is room for."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self._ink))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.drawn_text())

    def drawn_text(self) -> str:
        """As much of the text as there is room for: whole parts, where it has parts that stand beside each other."""
        return "\n".join(self._lines(self.width()))

    def _lines(self, room: int) -> list[str]:
        """The text in lines of no more than so many pixels, broken between its parts."""
        lines: list[str] = []
        left = self._text.split(_BETWEEN)
        while left and len(lines) < _MOST_LINES:
            taken = len(left)
            while taken > 1 and not self._fits(_BETWEEN.join(left[:taken]), room):
                taken -= 1
            lines.append(_BETWEEN.join(left[:taken]))
            left = left[taken:]
        while left and _BETWEEN in lines[-1] and not self._fits(lines[-1] + _MORE, room):
            lines[-1] = lines[-1].rpartition(_BETWEEN)[0]
        if left:
            lines[-1] += _MORE
        return [self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, room) for line in lines]

    def _fits(self, text: str, room: int) -> bool:
        return self.fontMetrics().horizontalAdvance(text) <= room
