"""Buttons of one width: in two columns where it is narrow, in one row where it is wide, and as high as that needs."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.widgets.even_grid import EvenGrid


@pytest.mark.parametrize(("times", "columns"), [(2.2, 2), (3.3, 3), (4.5, 3), (7, 6)])
def test_as_many_columns_as_leave_no_row_half_empty(qtbot, times, columns):
    widget = QWidget()
    qtbot.addWidget(widget)
    grid = EvenGrid(widget)
    buttons = [QPushButton(f"Button {n}") for n in range(6)]
    for button in buttons:
        grid.addWidget(button)
    cell = buttons[0].sizeHint()
    widget.resize(round(times * (cell.width() + grid.spacing())), 300)
    widget.show()
    assert len({button.x() for button in buttons}) == columns
    assert len({button.width() for button in buttons}) == 1
    assert all(button.width() >= cell.width() for button in buttons)


def test_what_is_below_moves_up_when_it_is_wide(qtbot):
    widget, below = QWidget(), QWidget()
    qtbot.addWidget(widget)
    column = QVBoxLayout(widget)
    grid = EvenGrid()
    for n in range(4):
        grid.addWidget(QPushButton(f"Button {n}"))
    column.addLayout(grid)
    column.addWidget(below, 1)
    widget.resize(200, 300)
    widget.show()
    narrow = below.y()
    widget.resize(900, 300)
    qtbot.waitUntil(lambda: below.y() < narrow)
