"""The editor of a scheme: its codes in a list, each in a form; its subjects in a table; what is wrong in a sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from coder.vocabulary.errors import SchemeError
from coder.vocabulary.language import named, tr
from coder.vocabulary.scheme import Role, SchemeSubject
from ui.schemes.code_form import CodeForm, begin_cell
from ui.schemes.scheme_draft import DraftCode, SchemeDraft
from ui.widgets.asking_dialog import AskingDialog
from ui.widgets.cell_table import CellTable
from ui.widgets.measure import open_at

_SUBJECT = (tr("name"), tr("role"), tr("key"), tr("description"))


class SchemeEditor(AskingDialog):
    """Signals: ``written(str, dict, dict)`` with the scheme as TOML, what codes are called otherwise, and the files
    that were chosen as examples, by ``role/id`` of the code (None: the example goes).
    """

    written = Signal(object, object, object)

    def __init__(self, draft: SchemeDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draft = draft
        self.setWindowTitle(tr("{title}, version {version}", title=draft.title, version=draft.version))
        self.title = QLineEdit(draft.title)
        self.list, self.form = QListWidget(), CodeForm()
        self.list.setAccessibleName(tr("codes of the scheme"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # what is cut ends in dots
        self.subjects = CellTable(tr("subjects of the scheme"), _SUBJECT, wide=(0, 3), typed=True)
        self._place = -1
        tabs = QTabWidget()
        tabs.addTab(self._codes_page(), tr("Codes"))
        tabs.addTab(self._subjects_page(), tr("Subjects"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.save)
        buttons.rejected.connect(self.reject)
        top = QFormLayout()
        top.addRow(tr("Title"), self.title)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(tabs, 1)
        column.addWidget(self.wrong)
        column.addWidget(buttons)
        open_at(self, chars=120, lines=44)
        self._fill(0)
        self.list.currentRowChanged.connect(self._go)
        for line in (self.form.label, self.form.key):
            line.textEdited.connect(lambda _: self._follow())
        self.form.role.activated.connect(lambda _: self._follow())
        self.list.setFocus()  # up and down choose a code, Tab goes on to what is said of it

    def save(self) -> None:
        """Give the scheme away, or say what is wrong with it."""
        if not self._keep():
            return
        self.draft.title = self.title.text().strip() or self.draft.title
        try:
            self.draft.subjects = [self._subject(row) for row in range(self.subjects.rowCount())]
            text = self.draft.text
        except SchemeError as error:
            self.say_wrong(str(error))
            return
        if self.ask():
            self.written.emit(text, self.draft.renames, self._examples)

    @property
    def _examples(self) -> dict[str, Path | None]:
        found: dict[str, Path | None] = {}
        for one in self.draft.codes:
            if one.into is None:
                name = f"{one.code.role}/{one.code.id}"
                if one.code.example in self.form.chosen:
                    found[name] = self.form.chosen[one.code.example]
                elif not one.code.example:
                    found[name] = None
        return found

    def add(self) -> None:
        """Add a code."""
        if self._keep():
            role = self.draft.codes[self._place].code.role if self._place >= 0 else Role.CHILD
            self._fill(self.draft.add(role))
            self.form.label.setFocus()
            self.form.label.selectAll()

    def remove(self) -> None:
        """Take the code out that is shown."""
        if self._place >= 0:
            self.draft.remove(self._place)
            self._fill(min(self._place, len(self.draft.codes) - 1))

    def merge(self) -> None:
        """Ask with which other code of its subject the one that is shown becomes one."""
        if not self._keep() or self._place < 0:
            return
        mine = self.draft.codes[self._place].code
        fitting = [
            (n, one.code)
            for n, one in enumerate(self.draft.codes)
            if n != self._place and one.into is None and (one.code.role, one.code.kind) == (mine.role, mine.kind)
        ]
        alike = Counter(code.label for _, code in fitting)
        others = {f"{code.label} ({code.id})" if alike[code.label] > 1 else code.label: n for n, code in fitting}
        dialog = QInputDialog(self)
        dialog.setWindowTitle(tr("Make two codes one"))
        dialog.setComboBoxItems(list(others))
        dialog.setLabelText(tr("“{mine}” becomes one with", mine=mine.label))
        dialog.textValueSelected.connect(lambda label: self.merge_with(others[label]))
        if others:
            dialog.open()

    def merge_with(self, place: int) -> None:
        """Let the code that is shown become one with another."""
        self.draft.merge(self._place, place)
        self._fill(place)

    # Internals

    def _codes_page(self) -> QWidget:
        page = QWidget()
        row, left, buttons = QHBoxLayout(page), QVBoxLayout(), QHBoxLayout()
        for words, act in ((tr("Add"), self.add), (tr("Take out"), self.remove), (tr("Merge…"), self.merge)):
            button = QPushButton(words)
            button.clicked.connect(lambda _=False, act=act: act())
            buttons.addWidget(button)
        left.addLayout(buttons)  # above the list: on a low screen what is below is scrolled to
        left.addWidget(self.list, 1)
        row.addLayout(left, 1)
        row.addWidget(self.form, 2)
        return page

    def _subjects_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        words = tr("A caregiver answers, a child is answered, an other does neither; a key chooses them as one codes.")
        column.addWidget(QLabel(words, wordWrap=True))
        column.addWidget(self.subjects, 1)
        add, out = QPushButton(tr("Add a subject")), QPushButton(tr("Take it out"))
        add.clicked.connect(lambda _=False: self._begin_subject())
        out.clicked.connect(lambda _=False: self.subjects.removeRow(self.subjects.currentRow()))
        column.addWidget(add)
        column.addWidget(out)
        for one in self.draft.subjects:
            self.add_subject(one)
        return page

    def _begin_subject(self) -> None:
        self.add_subject(SchemeSubject(Role.OTHER))
        begin_cell(self.subjects, self.subjects.rowCount() - 1)

    def add_subject(self, one: SchemeSubject) -> None:
        """Add a row for a subject."""
        row = self.subjects.rowCount()
        self.subjects.insertRow(row)
        for column, text in enumerate((one.name, one.role.value, one.key, one.description)):
            self.subjects.setItem(row, column, QTableWidgetItem(text))

    def _subject(self, row: int) -> SchemeSubject:
        cells = (self.subjects.item(row, column) for column in range(len(_SUBJECT)))
        name, role, key, description = (cell.text().strip() if cell is not None else "" for cell in cells)
        try:
            return SchemeSubject(Role(role.lower()), name, key.lower(), description)
        except ValueError as error:
            roles = ", ".join(one.value for one in Role)
            raise SchemeError(
                tr(
                    "{value} has no role {role!r}; give one of: {roles}.",
                    value=name or tr("A subject"),
                    role=role,
                    roles=roles,
                )
            ) from error

    def _fill(self, place: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for one in self.draft.codes:
            self.list.addItem(self._line(one))
        self.list.setCurrentRow(place)
        self.list.blockSignals(False)
        self._show(place)

    def _follow(self) -> None:
        """Let the list say at once whose the code in hand is, what it is called and by which key."""
        item, one, form = self.list.item(self._place), self.draft.codes[self._place], self.form
        said = replace(one.code, label=form.label.text(), key=form.key.text(), role=Role(form.role.currentData()))
        item.setText(self._line(replace(one, code=said)))

    def _show(self, place: int) -> None:
        self._place = place
        groups = list(dict.fromkeys(one.code.group for one in self.draft.codes))
        one = self.draft.codes[place] if 0 <= place < len(self.draft.codes) else None
        if one is None:
            self.form.show_code(None, groups)
        else:
            self.form.show_code(one.code, groups, id_follows=one.id_follows)

    def _go(self, place: int) -> None:
        if place != self._place:
            self._fill(place if self._keep() else self._place)

    def _keep(self) -> bool:
        """Take what stands in the form into the draft; say what is wrong where that is not possible."""
        self.say_wrong("")
        if self._place < 0:
            return True
        try:
            self.draft.rename(self._place, self.form.code())
        except SchemeError as error:
            self.say_wrong(str(error))
            return False
        return True

    def _line(self, one: DraftCode) -> str:
        """What the list says of a code: whose it is, its name and key, and which other one it becomes."""
        labels = {(other.code.role, other.code.id): other.code.label for other in self.draft.codes}
        into = f" → {labels.get(one.into, one.into[1])}" if one.into is not None else ""
        key = f"  [{one.code.key.upper()}]" if one.code.key else ""
        return f"{named(one.code.role)}: {one.code.label}{key}{into}"
