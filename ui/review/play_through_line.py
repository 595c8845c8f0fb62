"""What is played through, how far it is, and the three things one can say of it: a line above the queue."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from coder.vocabulary.language import tr
from ui.review.play_through import PlayThrough
from ui.widgets.filled_button import FirstButton
from ui.widgets.keys_now import key_button
from ui.widgets.measure import PANEL, SNUG


class PlayThroughLine(QWidget):
    """There only while something is played through."""

    def __init__(self, through: PlayThrough, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._through = through
        self.text = QLabel(wordWrap=True)
        self.buttons = (
            key_button(tr("Accept those played  (F)"), through.accept, FirstButton),
            key_button(tr("Reject those played  (D)"), through.reject),
            key_button(tr("Leave this one out  (S)"), through.leave_out),
            key_button(tr("End it  (Esc)"), through.end),
        )
        layout = QGridLayout(self)
        layout.setContentsMargins(*PANEL)
        layout.setSpacing(SNUG)
        layout.addWidget(self.text, 0, 0, 1, 2)
        for place, button in enumerate(self.buttons):
            layout.addWidget(button, 1 + place // 2, place % 2)
        through.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.text.setText(self._through.words)
        for button in self.buttons[:2]:
            button.setEnabled(bool(self._through.played))
        self.setVisible(self._through.active)
