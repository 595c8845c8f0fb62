"""A dialog that asks something of the study: it closes once that is done, and says in itself why it was refused."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLabel, QWidget
from shiboken6 import isValid


class AskingDialog(QDialog):
    """Whoever does what it asks for calls ``end`` when it is done; what was typed stays until then.

    Whoever makes one puts ``wrong`` where its sentence shall stand, and calls :meth:`ask` before the signal that asks.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.wrong = QLabel(wordWrap=True)
        self.wrong.hide()
        self.waiting = False
        """Whether something was asked for that nobody has answered yet."""

    def ask(self) -> bool:
        """Begin to wait for an answer; False where one is waited for already, so that nothing is asked twice."""
        if self.waiting:
            return False
        self.waiting = True
        self.say_wrong("")
        return True

    def end(self) -> None:
        """Close, since it is done; one that a person has left meanwhile is closed already."""
        if isValid(self):
            self.accept()

    def say_refused(self, sentence: str) -> None:
        """Say why what was asked for is not done, and let it be asked anew."""
        if isValid(self):
            self.waiting = False
            self.say_wrong(sentence)

    def say_wrong(self, sentence: str) -> None:
        """Say what is wrong with what was typed; "" where nothing is."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
