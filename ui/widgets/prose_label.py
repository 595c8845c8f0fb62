"""ProseLabel: words in lines that an eye can follow back, however wide their page is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

_MOST_CHARS = 100
"""Longer lines are read twice or skipped; tables and charts beside them use the whole width."""


class ProseLabel(QLabel):
    """A label whose words wrap at its width or at a readable one, whichever is less."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent, wordWrap=True)

    def heightForWidth(self, width: int) -> int:
        """How high it is at a width, of which it may leave some empty."""
        return super().heightForWidth(
            min(width, self._most()) + self.contentsMargins().left() + self.contentsMargins().right()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave empty what is too wide."""
        super().resizeEvent(event)
        self._leave_empty()

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters make longer lines."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._leave_empty()

    def _most(self) -> int:
        return _MOST_CHARS * self.fontMetrics().averageCharWidth()

    def _leave_empty(self) -> None:
        beyond = max(0, self.width() - self._most())
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left, right = (beyond, 0) if mirrored else (0, beyond)
        if (left, right) != (self.contentsMargins().left(), self.contentsMargins().right()):
            self.setContentsMargins(left, 0, right, 0)
