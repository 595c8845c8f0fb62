"""What Qt puts inside of controls is heard by a name."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QLineEdit, QMessageBox, QToolButton, QVBoxLayout, QWidget

from ui.widgets.choice_box import ChoiceBox
from ui.widgets.row_table import RowsTable, Words
from ui.window.heard_parts import name_parts


def heard(widget: QWidget) -> tuple[QAccessible.Role, str]:
    found = QAccessible.queryAccessibleInterface(widget)
    return found.role(), found.text(QAccessible.Text.Name)


@pytest.fixture
def listened_to():
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def test_lists_of_boxes_lines_in_them_and_clear_buttons_have_names(qtbot, listened_to):
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    box, line = ChoiceBox(), QLineEdit()
    box.setEditable(True)
    box.setAccessibleName("subject")
    line.setClearButtonEnabled(True)
    for widget in (box, line):
        column.addWidget(widget)
    name_parts(page)
    assert heard(box.view())[1] == "subject"
    assert box.lineEdit().accessibleName() == "subject"
    assert [button.accessibleName() for button in line.findChildren(QToolButton)] == ["clear"]


def test_the_sign_of_a_message_has_a_name(qtbot):
    message = QMessageBox(QMessageBox.Icon.Information, "What this is", "A mirror.")
    qtbot.addWidget(message)
    name_parts(message)
    (sign,) = [label for label in message.findChildren(QLabel) if not label.pixmap().isNull()]
    assert sign.accessibleName() == "sign of this message"


def test_rows_and_columns_without_words_are_heard_by_number_and_name(qtbot):
    table = RowsTable("rules", ("rule", ""))
    qtbot.addWidget(table)
    table.fill(["a", "b"], lambda row: Words((f"rule {row}", "")))
    model = table.model()
    assert model.headerData(1, Qt.Orientation.Vertical) == 2
    assert model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole) == "remarks"
    assert model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole) == "rule"
