"""WordsArea: words that scroll rather than clip, and give way before the buttons below them do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.widgets.measure import SNUG, USUAL


class WordsArea(QScrollArea):
    """A column as high as its words need in this width, up to ``most_lines``; never less than ``least_lines`` of it."""

    def __init__(self, *, most_lines: int, least_lines: int = 4, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most_lines, self._least_lines = most_lines, least_lines
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._inside = QWidget()
        self.column = QVBoxLayout(self._inside)
        self.column.setContentsMargins(USUAL, SNUG, USUAL, SNUG)
        self.column.setSpacing(SNUG)
        self.setWidget(self._inside)
        for ground in (self.viewport(), self._inside):  # a card: what is in hand lies on a ground of its own
            ground.setBackgroundRole(QPalette.ColorRole.Base)

    def words_changed(self) -> None:
        """Begin at the top again, and ask for the room that the new words need."""
        self.verticalScrollBar().setValue(0)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as the words need in this width, up to a limit; beyond it, one scrolls."""
        width = max(self.viewport().width(), 80)
        high = self.column.heightForWidth(width) if self.column.hasHeightForWidth() else self.column.sizeHint().height()
        return QSize(240, min(high + 2, self._most_lines * self.fontMetrics().lineSpacing()))

    def minimumSizeHint(self) -> QSize:
        """A few lines, or less where less is said."""
        return QSize(120, min(self.sizeHint().height(), self._least_lines * self.fontMetrics().lineSpacing()))

    def event(self, event: QEvent) -> bool:
        """Give way or take room when the width or the text's size changes."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange):
            self.updateGeometry()
        return super().event(event)
