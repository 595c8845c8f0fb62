"""A quiet line that offers something once, and goes when it is not wanted."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from coder.vocabulary.language import tr
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.measure import SNUG, USUAL

_LEAST_CHARS = 20


class Offer(QWidget):
    """Signals: ``taken`` and ``declined``; either way it goes."""

    taken = Signal()
    declined = Signal()

    def __init__(self, words: str, yes: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = words
        self.yes, self.no = QPushButton(yes), QPushButton(tr("Not now"))
        self.yes.clicked.connect(self._take)
        self.no.clicked.connect(self._decline)
        label = QLabel(words, wordWrap=True)
        label.setMinimumWidth(_LEAST_CHARS * self.fontMetrics().averageCharWidth())
        row = FlowLayout(self)  # beside a narrow picture the buttons lie below the words
        row.setContentsMargins(USUAL, SNUG, USUAL, SNUG)
        row.addWidget(label)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        self.hide()

    def _take(self) -> None:
        self.hide()
        self.taken.emit()

    def _decline(self) -> None:
        self.hide()
        self.declined.emit()
