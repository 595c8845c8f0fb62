"""What is cut in any list, table or heading is said whole when it is pointed at; what is whole needs no tip."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QListWidget, QTableWidget, QTableWidgetItem, QToolTip, QWidget

from ui.widgets.whole_tips import WholeTips

LONG = "the caregiver looks to the child, and the child looks back at once"


def tip_at(widget: QWidget, place: QPoint) -> str:
    """What is said at a place beside what Qt itself says there."""
    event = QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place))
    return QToolTip.text() if WholeTips().eventFilter(widget, event) else ""


@pytest.fixture
def table(qtbot):
    table = QTableWidget(1, 2)
    qtbot.addWidget(table)
    table.setHorizontalHeaderLabels([LONG, "n"])
    table.setItem(0, 0, QTableWidgetItem(LONG))
    table.setItem(0, 1, QTableWidgetItem("7"))
    table.resize(400, 200)
    table.show()
    qtbot.waitExposed(table)
    return table


def test_a_cell_and_a_heading_that_are_cut_say_themselves(table):
    places = [table.visualItemRect(table.item(0, column)).center() for column in range(2)]
    assert tip_at(table.viewport(), places[0]) == LONG
    assert tip_at(table.viewport(), places[1]) == ""
    heading = table.horizontalHeader()
    assert tip_at(heading.viewport(), QPoint(places[0].x(), heading.height() // 2)) == LONG
    assert tip_at(heading.viewport(), QPoint(places[1].x(), heading.height() // 2)) == ""


def test_a_tip_of_its_own_stands_before(table):
    table.item(0, 0).setToolTip("why")
    assert tip_at(table.viewport(), table.visualItemRect(table.item(0, 0)).center()) == ""


def test_a_row_of_a_list_that_runs_beyond_its_edge_says_itself(qtbot):
    listed = QListWidget()
    qtbot.addWidget(listed)
    listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    listed.addItems([LONG, "short"])
    listed.resize(120, 100)
    listed.show()
    qtbot.waitExposed(listed)
    assert tip_at(listed.viewport(), QPoint(9, listed.visualItemRect(listed.item(0)).center().y())) == LONG
    assert tip_at(listed.viewport(), QPoint(9, listed.visualItemRect(listed.item(1)).center().y())) == ""
