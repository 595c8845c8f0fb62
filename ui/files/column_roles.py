"""One line for each column of a table: its name, what stands in it first, and what it means."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QScrollArea, QSizePolicy, QWidget

from coder.interchange.formats.tables.column_mapping import CodeColumn, Mapping
from coder.interchange.formats.tables.delimited_text import Sheet
from coder.vocabulary.language import tr
from ui.widgets.choice_box import ChoiceBox

MODIFIER, CLASS = "modifier", "class"
ROLES = {
    "": "nothing",
    "onset": "onset",
    "offset": "offset",
    "duration": "duration",
    "code": "code",
    "subject": tr("whose act it is"),
    "group": tr("group of the code"),
    MODIFIER: "modifier",
    CLASS: tr("codes of its own"),
    "comment": "comment",
    "coder": tr("who coded it"),
    "recording": "recording",
    "level": "level",
    "status": tr("start or stop"),
}
ONCE = tuple(role for role in ROLES if role not in ("", MODIFIER, CLASS))
MOST = 100
"""Columns that are shown; a table of events has a dozen."""


class ColumnRoles(QScrollArea):
    """Signals: ``changed()``."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.boxes: dict[str, QComboBox] = {}
        self.whose: dict[str, QLineEdit] = {}

    def show_columns(self, sheet: Sheet, mapping: Mapping) -> None:
        """Show the columns of a table with the meaning that a mapping gives them."""
        inner = QWidget()
        grid = QGridLayout(inner)
        self.boxes, self.whose = {}, {}
        classes = {one.column: one for one in mapping.code_columns}
        for at, column in enumerate(name for name in sheet.columns[:MOST] if name):
            name = QLabel(column)
            name.setTextFormat(Qt.TextFormat.PlainText)
            first = QLabel(_first(sheet, column))
            first.setTextFormat(Qt.TextFormat.PlainText)
            first.setEnabled(False)
            # With large text what a column means is seen before all that stands in it.
            first.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            box = ChoiceBox()
            box.setAccessibleName(tr("what the column {column} means", column=column))
            for role, words in ROLES.items():
                box.addItem(words, role)
            box.setCurrentIndex(box.findData(_role(column, mapping)))
            whose = QLineEdit(classes[column].subject if column in classes else "")
            whose.setAccessibleName(tr("whose acts the codes in {column} are", column=column))
            whose.setPlaceholderText(tr("whose"))
            whose.setVisible(box.currentData() == CLASS)
            box.currentIndexChanged.connect(self._choose)
            whose.textChanged.connect(self.changed)
            for place, widget in enumerate((name, box, whose, first)):
                grid.addWidget(widget, at, place)
            self.boxes[column], self.whose[column] = box, whose
        grid.setColumnStretch(3, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        self.setWidget(inner)

    def applied_to(self, mapping: Mapping) -> Mapping:
        """Return the mapping with the meanings that are chosen now."""
        roles = {column: str(box.currentData()) for column, box in self.boxes.items()}
        once = {role: column for column, role in roles.items() if role in ONCE}
        groups = {one.column: one.group for one in mapping.code_columns}
        return replace(
            mapping,
            onset=once.get("onset", ""),
            offset=once.get("offset", ""),
            duration=once.get("duration", ""),
            code=once.get("code", ""),
            subject=once.get("subject", ""),
            group=once.get("group", ""),
            recording=once.get("recording", ""),
            comment=once.get("comment", ""),
            coder=once.get("coder", ""),
            level=once.get("level", ""),
            status=once.get("status", ""),
            modifiers=tuple(column for column, role in roles.items() if role == MODIFIER),
            code_columns=tuple(
                CodeColumn(column, self.whose[column].text().strip(), groups.get(column) or column)
                for column, role in roles.items()
                if role == CLASS
            ),
        )

    @property
    def doubled(self) -> str:
        """What two columns are said to mean although only one can, in words; "" where all is well."""
        for role in ONCE:
            columns = [column for column, box in self.boxes.items() if box.currentData() == role]
            if len(columns) > 1:
                return tr(
                    "Two columns mean {roles} ({columns} and {columns_2}): choose one.",
                    roles=ROLES[role],
                    columns=columns[0],
                    columns_2=columns[1],
                )
        return ""

    def _choose(self) -> None:
        # Nothing is taken from another column here: the arrow keys come by every meaning on their way.
        for column, box in self.boxes.items():
            self.whose[column].setVisible(box.currentData() == CLASS)
        self.changed.emit()


def _role(column: str, mapping: Mapping) -> str:
    if column in mapping.modifiers:
        return MODIFIER
    if any(one.column == column for one in mapping.code_columns):
        return CLASS
    return next((role for role in ONCE if getattr(mapping, role) == column), "")


def _first(sheet: Sheet, column: str) -> str:
    """The first cells of a column, for telling what stands in it."""
    at = sheet.columns.index(column)
    cells = (cells[at].strip() for _, cells in sheet.rows[:50] if at < len(cells))
    found = list(dict.fromkeys(cell for cell in cells if cell))[:3]
    return ", ".join(cell if len(cell) <= 24 else f"{cell[:23]}…" for cell in found)
