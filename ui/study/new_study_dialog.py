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
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from coder.privacy.purpose import Purpose
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import builtin_names, builtin_scheme
from ui.operations.scheme_source import NOTHING
from ui.widgets.asking_dialog import AskingDialog
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.date_line import DayLine
from ui.widgets.file_question import FilePlace, choose_folder, open_file
from ui.widgets.purpose_picker import UNTIL_WORDS, PurposePicker, make_room

SCHEME_FILES = tr("Schemes, other programs, studies (*.toml *.boris *.eaf *.opf *.gz study.db);;All files (*)")

_WORDS = tr(
    "A study is a folder of its own that holds clips and codes. With a passphrase both are encrypted: nobody can open "
    "them without it or the recovery key, which is shown once. A passphrase cannot be added later."
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
        self.folder = QLineEdit(str(_unused(start)))
        self.folder.setAccessibleName(tr("folder of the study"))
        self.browse = QPushButton(tr("Choose…"))
        self.browse.setAccessibleName(tr("choose a folder"))
        self.browse.clicked.connect(self._browse)
        self.first = QLineEdit(echoMode=QLineEdit.EchoMode.Password, placeholderText=tr("empty: not encrypted"))
        self.first.setAccessibleName(tr("passphrase"))
        self.second = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
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
        where = QHBoxLayout()
        where.addWidget(self.folder, 1)
        where.addWidget(self.browse)
        coded = QHBoxLayout()
        coded.addWidget(self.scheme, 1)
        coded.addWidget(self.scheme_file)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(tr("Folder"), where)
        form.addRow(tr("Passphrase"), self.first)
        form.addRow(tr("Once more"), self.second)
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
        folder, passphrase = Path(self.folder.text().strip()), self.first.text() or None
        return NewStudy(folder, passphrase, self.picker.purpose, self.until.day, str(self.scheme.currentData()))

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

    def _browse(self) -> None:
        name = choose_folder(self, tr("Where shall the new study be?"), FilePlace.STUDIES, self.folder.text())
        if name:
            chosen = Path(name)
            self.folder.setText(str(_unused(chosen / "study") if any(chosen.iterdir()) else chosen))

    def _check(self) -> None:
        folder = Path(self.folder.text().strip())
        missing = ""
        if not self.folder.text().strip():
            missing = tr("Say where the study shall be.")
        elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            missing = tr("There is something at that place already; choose another.")
        elif self.first.text() != self.second.text():
            missing = tr("The two passphrases differ.")
        else:
            missing = self.picker.problem or self.until.problem
        self.reason.setText(missing)
        self.make.setEnabled(not missing)
        make_room(self)


def _unused(wanted: Path) -> Path:
    """Return a place like the wanted one at which nothing is yet."""
    place, n = wanted, 2
    while place.exists():
        place, n = wanted.with_name(f"{wanted.name} {n}"), n + 1
    return place
