"""A quiet line that offers something once, and goes when it is not wanted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from coder.vocabulary.language import tr
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.measure import SNUG, USUAL

_LEAST_CHARS = 20
"""Where there is room for less beside the buttons, the words go: a button says what it does, and its tip the rest."""


class Offer(QWidget):
    """One row, for the picture needs the room: what is cut of the words is its tip, and heard whole.

    Signals: ``taken`` and ``declined``; either way it goes.
    """

    taken = Signal()
    declined = Signal()

    def __init__(self, words: str, yes: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = words
        self.yes, self.no = QPushButton(yes), QPushButton(tr("Not now"))
        self.yes.clicked.connect(self._take)
        self.no.clicked.connect(self._decline)
        self._label = _OneLine()
        self._label.setText(words)
        self._label.setAccessibleName(words)
        self.yes.setToolTip(words)
        self.yes.setAccessibleDescription(words)
        row = FlowLayout(self)  # beside a narrow picture the buttons lie below the words
        row.setContentsMargins(USUAL, SNUG, USUAL, SNUG)
        row.addWidget(self._label)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the words what the buttons leave of the row."""
        super().resizeEvent(event)
        self._share()

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters leave less."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._share()

    def _share(self) -> None:
        letters = self.fontMetrics()
        buttons = sum(button.sizeHint().width() + USUAL for button in (self.yes, self.no))
        room = self.width() - 2 * USUAL - buttons
        self._label.setVisible(room >= _LEAST_CHARS * letters.averageCharWidth())
        self._label.use(min(room, letters.horizontalAdvance(self.words) + USUAL))

    def _take(self) -> None:
        self.hide()
        self.taken.emit()

    def _decline(self) -> None:
        self.hide()
        self.declined.emit()


class _OneLine(ElidedLabel):
    """Words that ask for the width they are given, and could do with less: they keep no window wide."""

    _room = 0

    def use(self, room: int) -> None:
        """Take so many pixels."""
        if room != self._room:
            self._room = room
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """One line in the room."""
        return QSize(max(self._room, 0), self.fontMetrics().height())


class FittedWords(QLabel):
    """Words that ask for the width they are given, and for the lines they need in it."""

    _room = 0

    def use(self, room: int) -> None:
        """Take so many pixels, where they are enough for a line that can be read."""
        if room != self._room:
            self._room = room
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as the words, within the room."""
        letters = self.fontMetrics()
        wide = max(self._room, _LEAST_CHARS * letters.averageCharWidth())
        wide = min(wide, letters.horizontalAdvance(self.text()) + USUAL)
        return QSize(wide, self.heightForWidth(wide))
