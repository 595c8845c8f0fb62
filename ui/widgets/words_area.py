"""WordsArea: words that scroll rather than clip, and give way before the buttons below them do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.widgets.measure import SNUG, USUAL


class WordsArea(QScrollArea):
    """A column as high as its words need in this width, up to ``most_lines``; never less than ``least_lines`` of it.

    What is ``needed`` of it is seen whole, up to ``most_lines``: only what comes after is scrolled to.
    """

    def __init__(self, *, most_lines: int, least_lines: int = 4, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most_lines, self._least_lines = most_lines, least_lines
        self.needed: Sequence[QLabel] = ()
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
        """What is needed, or a few lines; less where less is said."""
        least = max(self._least_lines * self.fontMetrics().lineSpacing(), self._needed_px())
        return QSize(120, min(self.sizeHint().height(), least))

    def _needed_px(self) -> int:
        around = self.column.contentsMargins()
        width = max(self.viewport().width(), 80) - around.left() - around.right()
        said = [label.heightForWidth(width) for label in self.needed if label.text() and not label.isHidden()]
        return sum(said) + max(len(said) - 1, 0) * self.column.spacing() + around.top() + around.bottom() + 2

    def event(self, event: QEvent) -> bool:
        """Give way or take room when the width or the text's size changes."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange):
            self.updateGeometry()
        return super().event(event)
