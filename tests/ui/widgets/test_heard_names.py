"""What a table and a box that is typed into are heard as."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.widgets.choice_box import ChoiceBox
from ui.widgets.row_table import RowsTable, Words


def test_a_box_that_is_typed_into_has_a_line_of_its_name(qtbot):
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.setEditable(True)
    box.setAccessibleName("subject")
    line = box.lineEdit()
    assert line is not None
    assert line.accessibleName() == "subject"


def test_rows_and_columns_without_words_are_heard_by_number_and_name(qtbot):
    table = RowsTable("rules", ("rule", ""))
    qtbot.addWidget(table)
    table.fill(["a", "b"], lambda row: Words((f"rule {row}", "")))
    model = table.model()
    assert model.headerData(1, Qt.Orientation.Vertical) == 2
    assert model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole) == "remarks"
    assert model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole) == "rule"
