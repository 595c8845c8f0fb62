"""The form of one code: name, subject, kind, group, key, colour, bid or response, description, modifiers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from coder.vocabulary.errors import SchemeError
from coder.vocabulary.language import named, tr
from coder.vocabulary.modifiers import Ask, Modifier, ModifierKind, modifier_of, raw_modifier
from coder.vocabulary.scheme import Code, CodeKind, Role
from ui.schemes.code_patch import CodePatch
from ui.schemes.scheme_draft import id_for
from ui.widgets.cell_table import CellTable
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.choice_delegate import ChoiceDelegate
from ui.widgets.file_question import FilePlace, open_file
from ui.widgets.flow_layout import FlowLayout

COLUMNS = (
    tr("name"),
    tr("kind"),
    tr("values"),
    tr("keys"),
    tr("unit"),
    tr("min"),
    tr("max"),
    tr("required"),
    tr("ask"),
    tr("description"),
)
_RAW = ("name", "kind", "values", "keys", "unit", "min", "max", "required", "ask", "description")
"""The same as a scheme's text calls them."""
_MODIFIERS = tr(
    "Modifiers: details that are asked for with each event, such as a hand. One or several of a list need values, with "
    "semicolons between: left; right. Keys of your own for them are written the same way. A number or text has no "
    "values."
)
_CHOICES = {
    "kind": tuple(kind.value for kind in ModifierKind),
    "required": ("", "yes"),
    "ask": ("", *(ask.value for ask in Ask)),
}
"""What can be chosen in a column; the others are typed."""
_WIDE = ("name", "values", "description")
"""What is typed in the other columns is short."""
_LEAST_LINES = 6


class CodeForm(QWidget):
    """Shows a code and gives back what became of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.id, self.label, self.key, self.colour, self.example = (QLineEdit() for _ in range(5))
        self.role, self.kind, self.group = ChoiceBox(), ChoiceBox(), ChoiceBox(editable=True)
        for role in Role:
            self.role.addItem(named(role), role)
        for kind in CodeKind:
            self.kind.addItem(named(kind), kind)
        self.bid = QCheckBox(tr("can be answered (a bid)"))
        self.response = QCheckBox(tr("can be an answer (a response)"))
        self.marker = QCheckBox(tr("marks trials"))
        self.description = QPlainTextEdit()
        self.description.setTabChangesFocus(True)
        self.description.setMaximumHeight(4 * self.fontMetrics().height())
        self.modifiers = CellTable(
            tr("modifiers of this code"), COLUMNS, wide=[_RAW.index(name) for name in _WIDE], typed=True
        )
        for column, choices in ((_RAW.index(name), choices) for name, choices in _CHOICES.items()):
            self.modifiers.setItemDelegateForColumn(column, ChoiceDelegate(choices, self.modifiers))
        # Values are read whole: what is longer than its column goes on below.
        self.modifiers.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.modifiers.setMinimumHeight(_LEAST_LINES * self.fontMetrics().height())
        self.patch = CodePatch()
        self.colour.textChanged.connect(lambda _: self._show_patch())
        for chosen in (self.role, self.kind):
            chosen.currentIndexChanged.connect(lambda _: self._show_patch())
        self.label.textEdited.connect(self._follow)
        self.id.textEdited.connect(lambda _: self._let_id_be())
        self._id_follows = False
        self._code: Code | None = None
        self.chosen: dict[str, Path] = {}
        """Files that were chosen as examples and are not in the study yet, by their names."""
        self.example.setPlaceholderText(tr("none; a few seconds of a clip, or a picture, kept in this study alone"))
        self.group.setToolTip(tr("Its codes exclude each other: one begins where another ends"))
        form = QFormLayout(self)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)  # large text scrolls down, never sideways
        for words, widget in (
            (tr("Is called"), self.label),
            (tr("Id in results"), self.id),
            (tr("Who"), self.role),
            (tr("Kind"), self.kind),
            (tr("Group"), self.group),
            (tr("Key"), self.key),
            (tr("Colour"), _with_button(self.colour, tr("Choose…"), self._choose_colour, before=self.patch)),
            ("", _flowing(self.bid, self.response, self.marker)),
            (tr("Description"), self.description),
            (tr("Example of your own"), _with_button(self.example, tr("Find…"), self._choose_example)),
        ):
            form.addRow(words, widget)
            (widget.findChild(QLineEdit) or widget).setAccessibleName(words)
        add, out = QPushButton(tr("Add a modifier")), QPushButton(tr("Take it out"))
        add.clicked.connect(lambda _=False: self._begin_row())
        out.clicked.connect(lambda _=False: self.modifiers.removeRow(self.modifiers.currentRow()))
        below = QWidget()
        lines = QVBoxLayout(below)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.modifiers)
        lines.addWidget(_beside(add, out))
        form.addRow(QLabel(_MODIFIERS, wordWrap=True))
        form.addRow(below)  # across the form: it has more columns than a field has room for

    def show_code(self, code: Code | None, groups: Sequence[str], *, id_follows: bool = False) -> None:
        """Show a code; None shows that there is none. ``id_follows`` lets its id go on being made of its name."""
        self._code = code
        self.setEnabled(code is not None)
        if code is None:
            return
        self._id_follows = id_follows
        for line, text in (
            (self.id, code.id),
            (self.label, code.label),
            (self.key, code.key),
            (self.colour, code.colour),
            (self.example, code.example),
        ):
            line.setText(text)
        self.role.setCurrentIndex(self.role.findData(code.role))
        self.kind.setCurrentIndex(self.kind.findData(code.kind))
        self.group.clear()
        self.group.addItems(list(groups))
        self.group.setCurrentText(code.group)
        for box, on in ((self.bid, code.bid), (self.response, code.response), (self.marker, code.marker)):
            box.setChecked(on)
        self.description.setPlainText(code.description)
        self.modifiers.setRowCount(0)
        for one in code.modifiers:
            self._add_row(raw_modifier(one))

    def _follow(self, label: str) -> None:
        """Let the id be made of the name, until somebody types one: results then say what was meant."""
        if self._id_follows and id_for(label):
            self.id.setText(id_for(label))

    def _show_patch(self) -> None:
        if self.role.currentData() is not None and self.kind.currentData() is not None:
            self.patch.show_code(self.colour.text(), Role(self.role.currentData()), CodeKind(self.kind.currentData()))

    def _let_id_be(self) -> None:
        self._id_follows = False

    def code(self) -> Code:
        """The code as it stands in the form; raise SchemeError where a modifier or its example does not hold."""
        assert self._code is not None
        return replace(
            self._code,
            id=self.id.text().strip(),
            label=self.label.text().strip(),
            role=Role(self.role.currentData()),
            kind=CodeKind(self.kind.currentData()),
            group=self.group.currentText().strip() or "acts",
            key=self.key.text().strip().lower(),
            colour=self.colour.text().strip(),
            example=self._example(),
            bid=self.bid.isChecked(),
            response=self.response.isChecked(),
            marker=self.marker.isChecked(),
            description=self.description.toPlainText().strip(),
            modifiers=tuple(self._modifier(row) for row in range(self.modifiers.rowCount()) if self._is_filled(row)),
        )

    def _example(self) -> str:
        """The name of the example; a path that was typed is a file that was chosen, or said to be none."""
        assert self._code is not None
        said = self.example.text().strip()
        if said and said != self._code.example and said not in self.chosen:
            path = Path(said).expanduser()
            if not path.is_file():
                raise SchemeError(
                    tr("There is no file {said} to be an example; find one, or leave that line empty.", said=said)
                )
            self.take_example(path)
            return path.name
        return said

    def _is_filled(self, row: int) -> bool:
        """Whether anything was said in a row: one that was begun and left empty is none."""
        return any(self._cell(row, column) for column, name in enumerate(_RAW) if name not in _CHOICES)

    def _modifier(self, row: int) -> Modifier:
        said = {name: self._cell(row, column) for column, name in enumerate(_RAW)}
        raw: dict[str, object] = {name: text for name, text in said.items() if text and name != "values"}
        if said["values"]:
            raw["values"] = [part.strip() for part in said["values"].split(";") if part.strip()]
        raw["required"] = said["required"].lower() in ("yes", "true", "1")
        try:
            return modifier_of({"name": "", **raw}, self.label.text())
        except ValueError as error:
            if isinstance(error, SchemeError):
                raise
            raise SchemeError(
                tr("The range of {said!r} is no number ({error}); mend it.", said=said["name"], error=error)
            ) from error

    def _cell(self, row: int, column: int) -> str:
        item = self.modifiers.item(row, column)
        return item.text().strip() if item is not None else ""

    def _begin_row(self) -> None:
        self._add_row({"name": "", "kind": ModifierKind.ONE.value})
        begin_cell(self.modifiers, self.modifiers.rowCount() - 1)

    def _add_row(self, raw: dict[str, object]) -> None:
        row = self.modifiers.rowCount()
        self.modifiers.insertRow(row)
        for column, name in enumerate(_RAW):
            value = raw.get(name, "")
            text = "; ".join(value) if isinstance(value, list) else "yes" if value is True else str(value)
            self.modifiers.setItem(row, column, QTableWidgetItem(text))
        self.modifiers.setCurrentCell(row, 0)

    def _choose_colour(self) -> None:
        dialog = QColorDialog(QColor(self.colour.text() or "#3366aa"), self)
        dialog.colorSelected.connect(lambda colour: self.colour.setText(colour.name()))
        dialog.open()

    def _choose_example(self) -> None:
        name = open_file(self, tr("A clip or picture of your own"), FilePlace.CLIPS)
        if name:
            self.take_example(Path(name))

    def take_example(self, path: Path) -> None:
        """Let a file be the code's example, once the scheme is saved."""
        self.chosen[path.name] = path
        self.example.setText(path.name)


def begin_cell(table: QTableWidget, row: int) -> None:
    """Let what is typed next stand in the first cell of a row."""
    table.setCurrentCell(row, 0)
    table.setFocus()
    table.edit(table.currentIndex())


def _with_button(line: QLineEdit, words: str, act: Callable[[], None], *, before: QWidget | None = None) -> QWidget:
    button = QPushButton(words)
    button.clicked.connect(lambda _=False: act())
    return _beside(*([before] if before is not None else []), line, button)


def _flowing(*widgets: QWidget) -> QWidget:
    whole = QWidget()
    row = FlowLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget)
    return whole


def _beside(*widgets: QWidget) -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget)
    return whole
