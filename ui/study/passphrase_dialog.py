"""Asks for what opens a study, its passphrase or recovery key, and where that is changed for a new passphrase."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from coder.privacy.guessed_passphrase import guessed_words
from coder.vocabulary.language import tr
from ui.widgets.asking_dialog import AskingDialog
from ui.widgets.secret_line import SecretLine, ShowTyped


class PassphraseDialog(AskingDialog):
    """Signals: ``asked(str, str)``, what opens the study now and the new passphrase ("" where none is asked for)."""

    asked = Signal(str, str)

    def __init__(self, title: str, words: str, do: str, *, new: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.present, self.first, self.second = lines = [SecretLine() for _ in "123"]
        self._new = new
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.do = buttons.addButton(do, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._ask)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        present = tr("Passphrase of now, or the recovery key") if new else tr("Passphrase, or the recovery key")
        names = (present, tr("New passphrase"), tr("Once more"))
        for name, line in zip(names[: 3 if new else 1], lines, strict=False):
            line.setAccessibleName(name)
            line.textChanged.connect(self._check)
            form.addRow(name, line)
        self.shown = ShowTyped(*lines)
        form.addRow("", self.shown)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(words, wordWrap=True))
        column.addLayout(form)
        column.addWidget(self.wrong)
        column.addWidget(buttons)
        self.setMinimumWidth(60 * self.fontMetrics().averageCharWidth())
        self.do.setDefault(True)
        self._check()

    def say_refused(self, sentence: str) -> None:
        """Say why it does not open; what is typed next takes the place of what was typed, of which only dots show."""
        super().say_refused(sentence)
        if isValid(self) and sentence:
            self.present.ask_again()

    def _ask(self) -> None:
        if self.ask():
            self.asked.emit(self.present.text(), self.first.text() if self._new else "")

    def _check(self) -> None:
        differ = self._new and self.first.text() != self.second.text()
        wrong = tr("The two differ.") if differ and self.second.text() else ""
        self.say_wrong(wrong or guessed_words(self.first.text()))
        self.do.setEnabled(bool(self.present.text()) and not differ and (not self._new or bool(self.first.text())))
