"""Asks where the protected copy of a study shall be, and for its passphrase."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from coder.privacy.guessed_passphrase import guessed_words
from coder.vocabulary.language import tr
from ui.study.study_place import StudyPlace
from ui.widgets.asking_dialog import AskingDialog
from ui.widgets.secret_line import SecretLine, ShowTyped

_WORDS = tr(
    "This study has no passphrase: whoever can read this disk can read it. Everything in it, every code, every step "
    "back and every clip, is copied into a study that has one, and the copy opens. The study of now stays where it is "
    "until you delete its folder."
)


class ProtectedCopyDialog(AskingDialog):
    """Signals: ``asked(Path, str)``, the folder of the copy and its passphrase."""

    asked = Signal(object, str)

    def __init__(self, start: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("A copy with a passphrase"))
        self.place = StudyPlace(start)
        self.first, self.second = (SecretLine() for _ in "12")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.do = buttons.addButton(tr("Make the copy"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._ask)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(tr("Folder"), self.place)
        for name, line in ((tr("Passphrase"), self.first), (tr("Once more"), self.second)):
            line.setAccessibleName(name)
            form.addRow(name, line)
        self.shown = ShowTyped(self.first, self.second)
        form.addRow("", self.shown)
        for typed in (self.place.line, self.first, self.second):
            typed.textChanged.connect(self._check)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(_WORDS, wordWrap=True))
        column.addLayout(form)
        column.addWidget(self.wrong)
        column.addWidget(buttons)
        self.setMinimumWidth(60 * self.fontMetrics().averageCharWidth())
        self.do.setDefault(True)
        self.first.setFocus()
        self._check()

    def _ask(self) -> None:
        if self.ask():
            self.asked.emit(self.place.path, self.first.text())

    def _check(self) -> None:
        differ = self.first.text() != self.second.text()
        wrong = self.place.problem or (tr("The two differ.") if differ and self.second.text() else "")
        self.say_wrong(wrong or guessed_words(self.first.text()))
        self.do.setEnabled(bool(self.first.text()) and not differ and not self.place.problem)
