"""One form for a new study: where it shall be, its passphrase, what is coded, what it is for and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from coder.privacy.guessed_passphrase import guessed_words
from coder.privacy.purpose import Purpose
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import builtin_names, builtin_scheme
from ui.operations.scheme_source import NOTHING
from ui.study.study_place import StudyPlace
from ui.widgets.asking_dialog import AskingDialog
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.date_line import DayLine
from ui.widgets.file_question import FilePlace, open_file
from ui.widgets.purpose_picker import UNTIL_WORDS, PurposePicker, make_room
from ui.widgets.secret_line import SecretLine, ShowTyped

SCHEME_FILES = tr("Schemes, other programs, studies (*.toml *.boris *.eaf *.opf *.gz study.db);;All files (*)")

_WORDS = tr(
    "A study is a folder of its own that holds clips and codes. With a passphrase both are encrypted: nobody can open "
    "them without it or the recovery key, which is shown once. Later a passphrase can only be given to a copy of it."
)


@dataclass(frozen=True, slots=True)
class NewStudy:
    """What somebody wants a study to be; a passphrase that is None is none, a purpose that is None comes later.

    ``scheme`` is the name of one that comes with the app, or a file's; "" for those that models propose for, "none"
    for codes of one's own that are not written yet.
    """

    folder: Path
    passphrase: str | None
    purpose: Purpose | None
    retention: date | None
    scheme: str = ""


class NewStudyDialog(AskingDialog):
    """Signals: ``chosen(NewStudy)``."""

    chosen = Signal(object)

    def __init__(self, start: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("New study"))
        self.place = StudyPlace(start)
        self.folder = self.place.line
        self.first = SecretLine(tr("empty: not encrypted"))
        self.first.setAccessibleName(tr("passphrase"))
        self.second = SecretLine()
        self.second.setAccessibleName(tr("the same passphrase once more"))
        self.scheme = ChoiceBox()
        self.scheme.setAccessibleName(tr("coding scheme"))
        self.scheme.addItem(tr("What the models can propose"), "")
        self.scheme.addItem(tr("Codes of my own: the editor opens with the study"), NOTHING)
        for name in builtin_names():
            self.scheme.addItem(builtin_scheme(name).title, name)
        self.scheme_file = QPushButton(tr("From a file…"))
        self.scheme_file.clicked.connect(self._browse_scheme)
        self.picker = PurposePicker()
        self.until = DayLine(UNTIL_WORDS)
        self.reason = QLabel(wordWrap=True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.make = buttons.addButton(tr("Make the study"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._make)
        buttons.rejected.connect(self.reject)
        coded = QHBoxLayout()
        coded.addWidget(self.scheme, 1)
        coded.addWidget(self.scheme_file)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(tr("Folder"), self.place)
        form.addRow(tr("Passphrase"), self.first)
        form.addRow(tr("Once more"), self.second)
        self.shown = ShowTyped(self.first, self.second)
        form.addRow("", self.shown)
        form.addRow(tr("What is coded"), coded)
        form.addRow(tr("It is for"), self.picker)
        form.addRow(UNTIL_WORDS, self.until)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(_WORDS, wordWrap=True))
        layout.addLayout(form)
        layout.addWidget(self.reason)
        layout.addWidget(self.wrong)
        layout.addWidget(buttons)
        self.make.setDefault(True)  # only now does it belong to this dialog
        for line in (self.folder, self.first, self.second, self.until):
            line.textChanged.connect(self._check)
        self.picker.changed.connect(self._check)
        self.setMinimumWidth(60 * self.fontMetrics().averageCharWidth())
        self._check()
        self.first.setFocus()

    @property
    def wanted(self) -> NewStudy:
        """What is asked for."""
        passphrase = self.first.text() or None
        return NewStudy(
            self.place.path, passphrase, self.picker.purpose, self.until.day, str(self.scheme.currentData())
        )

    def _make(self) -> None:
        if self.ask():
            self.chosen.emit(self.wanted)

    def take_scheme(self, path: Path) -> None:
        """Let a file say what is coded: a scheme, what another program planned, or another study."""
        self.scheme.addItem(path.name, str(path))
        self.scheme.setCurrentIndex(self.scheme.count() - 1)

    def _browse_scheme(self) -> None:
        name = open_file(self, tr("A scheme of your own"), FilePlace.CODES, SCHEME_FILES)
        if name:
            self.take_scheme(Path(name))

    def _check(self) -> None:
        differ = "" if self.first.text() == self.second.text() else tr("The two passphrases differ.")
        past = tr("That day has passed: every clip would be locked as it is added.") if self.until.past else ""
        missing = self.place.problem or differ or self.picker.problem or self.until.problem or past
        self.reason.setText(missing or guessed_words(self.first.text()))
        self.make.setEnabled(not missing)
        make_room(self)
