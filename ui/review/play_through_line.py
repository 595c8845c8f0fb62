"""What is played through, how far it is, and the three things one can say of it: a line above the queue."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from coder.vocabulary.language import tr
from ui.review.play_through import PlayThrough
from ui.widgets.filled_button import FirstButton
from ui.widgets.keys_now import KEYS, key_button
from ui.widgets.measure import PANEL, SNUG

HOW_THE_WHOLE_IS_PLAYED = tr(
    "The clip is played once with all that waits, at your speed where something begins or ends and twice as fast "
    "between. F accepts what you saw, D says that the one playing is not so, S leaves it for later, Shift+Q says that "
    "the nearest begins here; it plays on. "
    "Between, your eyes are free for what nobody proposed: Ctrl+D lets the letters code it. Then it is played once "
    "more, twice as fast, where something waited, and the letters code."
)
_OF_A_KIND = (tr("Accept those played  (F)"), tr("Reject those played  (D)"))
_OF_THE_WHOLE = (tr("Accept those played  (F)"), tr("This one is not so  (D)"))


class PlayThroughLine(QWidget):
    """There only while something is played through."""

    def __init__(self, through: PlayThrough, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._through = through
        self.text = QLabel(wordWrap=True)
        self.buttons = (
            key_button(_OF_A_KIND[0], through.accept, FirstButton),
            key_button(_OF_A_KIND[1], through.reject),
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
        through = self._through
        self.text.setText(through.words)
        self.text.setToolTip(KEYS.said(HOW_THE_WHOLE_IS_PLAYED) if through.whole else "")
        for button, words in zip(self.buttons[:2], _OF_THE_WHOLE if through.whole else _OF_A_KIND, strict=True):
            button.setText(words)
        for button in self.buttons[:3]:
            button.setVisible(not through.again)
        self.buttons[0].setEnabled(bool(through.played) or through.whole)
        self.buttons[1].setEnabled(bool(through.played) or through.whole)
        self.setVisible(through.active)
