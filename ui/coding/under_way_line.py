"""Says, where letters do not code, what a coder has under way; there it is ended, or forgotten."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Code
from coder.vocabulary.time import format_us
from ui.operations.wording import subject_words
from ui.widgets.keys_now import key_button
from ui.widgets.measure import PANEL, SNUG


class UnderWayLine(QWidget):
    """There only while something is under way.

    Signals: ``asked(str)`` with an action's id.
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QLabel(wordWrap=True)
        self.end = key_button(tr("End it here"), lambda: self.asked.emit("end_under_way"))
        self.forget = key_button(tr("Forget it"), lambda: self.asked.emit("forget_under_way"))
        buttons = QHBoxLayout()
        buttons.setSpacing(SNUG)
        for button in (self.end, self.forget):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*PANEL)
        column.setSpacing(SNUG)
        column.addWidget(self.text)
        column.addLayout(buttons)
        self.hide()

    def show_running(self, running: Sequence[tuple[str, Code, int]]) -> None:
        """Take subject, code and onset of what is under way; the buttons are about the one that was begun last."""
        words = [running_words(*one) for one in reversed(running)]
        self.setVisible(bool(words))
        if not words:
            return
        self.text.setText(tr("Still under way: {what}", what="; ".join(words)))
        for button, tip in (
            (self.end, tr("End “{what}” at the frame that is shown", what=words[0])),
            (self.forget, tr("Forget that “{what}” had begun; Ctrl+Z has it under way again", what=words[0])),
        ):
            button.setToolTip(tip)
            button.setAccessibleDescription(tip)


def running_words(subject: str, code: Code, onset_us: int) -> str:
    """Say of a state that is under way whose it is, which, and since when."""
    return tr(
        "{subject} {code}, since {time}", subject=subject_words(subject), code=code.label, time=format_us(onset_us)
    )
