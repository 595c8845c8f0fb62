"""Where words are read from the right, rows of controls begin there, and a number with its unit is still one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QStyleOptionViewItem, QWidget

from ui.widgets.even_grid import EvenGrid
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.row_table import RowsTable, Words

RIGHT = Qt.LayoutDirection.RightToLeft


@pytest.mark.parametrize("kind", [FlowLayout, EvenGrid])
def test_the_first_of_a_row_stands_at_the_right(qtbot, kind):
    widget = QWidget()
    widget.setLayoutDirection(RIGHT)
    qtbot.addWidget(widget)
    row = kind(widget)
    first, second = QPushButton("first"), QPushButton("second")
    for button in (first, second):
        row.addWidget(button)
    widget.resize(400, 60)
    widget.show()
    assert first.x() > second.x() >= 0
    assert first.geometry().right() <= widget.width()


@pytest.mark.parametrize(("direction", "isolated"), [(RIGHT, True), (Qt.LayoutDirection.LeftToRight, False)])
def test_a_number_in_a_table_is_not_turned_round(qtbot, direction, isolated):
    table = RowsTable("latencies", ("bid", "latency"))
    table.setLayoutDirection(direction)
    qtbot.addWidget(table)
    table.show()
    table.fill(["a"], lambda _: Words(("smiles", "0.76 s ± 0.16 s")))
    option = QStyleOptionViewItem()
    option.direction = direction
    table.itemDelegate().initStyleOption(option, table.rows_model.index(0, 1))
    assert option.text.startswith("\u2066") is isolated
    assert "0.76 s ± 0.16 s" in option.text
