"""What the study codes: the schemes it was given, those that come with the app, and a file of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Scheme, builtin_names, builtin_scheme
from ui.widgets.file_question import FilePlace, open_file
from ui.widgets.flow_layout import FlowLayout

_WORDS = tr(
    "A scheme says what is coded. Tick what this study codes besides; a scheme stays once it is in, because events may "
    "have been coded with it. Cues that a caregiver may be running low are for a human alone: no model proposes them, "
    "and no figure is made of them."
)
_FILES = tr("Schemes, other programs, studies (*.toml *.boris *.eaf *.opf *.gz study.db);;All files (*)")


class SchemesDialog(QDialog):
    """Signals: ``wanted(list of str)`` with names of built-in schemes, ``wanted_file(Path)`` with one's own,
    ``edit_asked(str)`` with the id of the one to change, or to begin one's own from; ``new_asked()`` to begin from
    nothing.
    """

    wanted = Signal(object)
    wanted_file = Signal(object)
    edit_asked = Signal(str)
    new_asked = Signal()

    def __init__(self, given: Sequence[Scheme], parent: QWidget | None = None, *, twice: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("What is coded"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("coding schemes"))
        self.list.setWordWrap(True)
        present = {scheme.id: scheme for scheme in given}
        for name in (*present, *(name for name in builtin_names() if name not in present)):
            self._add(present.get(name) or builtin_scheme(name), fixed=name in present)
        self.new_button = QPushButton(tr("New scheme…"))
        self.new_button.clicked.connect(self._ask_new)
        file = QPushButton(tr("From a file…"))
        file.clicked.connect(self._choose_file)
        edit = QPushButton(tr("Change, or begin from it…"))
        edit.clicked.connect(self._ask_edit)
        under_list = FlowLayout()  # not among the buttons of the foot: these would stand between OK and Cancel
        for button in (self.new_button, file, edit):
            button.setAutoDefault(False)
            under_list.addWidget(button)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(lambda: self.wanted.emit(self.ticked))
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(_WORDS, wordWrap=True))
        layout.addWidget(self.list, 1)
        self.twice = QLabel(twice, wordWrap=True)
        self.twice.setVisible(bool(twice))
        layout.addWidget(self.twice)
        layout.addLayout(under_list)
        layout.addWidget(buttons)
        wide = max(70 * self.fontMetrics().averageCharWidth(), layout.totalMinimumSize().width())
        self.setMinimumSize(wide, 20 * self.fontMetrics().height())
        self.list.setCurrentRow(0)  # what the study codes; what it lacks is chosen by a person

    @property
    def ticked(self) -> list[str]:
        """Built-in schemes that are to come in."""
        items = (self.list.item(row) for row in range(self.list.count()))
        wanted = (item for item in items if item.flags() & Qt.ItemFlag.ItemIsUserCheckable)
        return [item.data(Qt.ItemDataRole.UserRole) for item in wanted if item.checkState() is Qt.CheckState.Checked]

    def _add(self, scheme: Scheme, *, fixed: bool) -> None:
        about = tr("timing template") if scheme.episodes else _codes(len(scheme.codes))
        item = QListWidgetItem(f"{scheme.title} ({about}{tr(', in this study') if fixed else ''})")
        item.setData(Qt.ItemDataRole.UserRole, scheme.id)
        item.setToolTip(", ".join(code.label for code in scheme.codes))
        item.setCheckState(Qt.CheckState.Checked if fixed else Qt.CheckState.Unchecked)
        if fixed:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)  # not taken out, but chosen to be changed
        self.list.addItem(item)

    def _ask_new(self) -> None:
        self.reject()
        self.new_asked.emit()

    def _ask_edit(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.reject()
            self.edit_asked.emit(item.data(Qt.ItemDataRole.UserRole))

    def _choose_file(self) -> None:
        name = open_file(self, tr("A scheme of your own"), FilePlace.CODES, _FILES)
        if name:
            self.reject()
            self.wanted_file.emit(Path(name))


def _codes(number: int) -> str:
    return plural(number, "{number} code", "{number} codes", number=number)
