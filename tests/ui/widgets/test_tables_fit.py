"""Tables keep inside their place at any width: what gives way is still said on hovering and to a screen reader."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidgetItem

from tests.ui.window_kit import edited, press
from ui.widgets.cell_table import CellTable
from ui.widgets.row_table import RowsTable, Words

CELLS = ("the child looks to the caregiver", "0:12.345", "answered", "1234 ms", "80 ms", "3.00 s", "no response began")


@pytest.mark.parametrize("width", [180, 320, 480, 900, 1600])
def test_no_width_makes_a_table_scroll_sideways(qtbot, width):
    table = RowsTable("t", ("bid", "at", "outcome", "latency", "±", "watched", "why"), give_way=("±", "watched", "why"))
    qtbot.addWidget(table)
    table.resize(width, 300)
    table.show()
    qtbot.waitExposed(table)
    table.fill([str(n) for n in range(40)], lambda row: Words(CELLS, tip="a longer reason"))
    header = table.horizontalHeader()
    assert table.horizontalScrollBar().maximum() == 0
    assert sum(header.sectionSize(c) for c in range(7) if not header.isSectionHidden(c)) <= table.viewport().width() + 1
    assert not any(header.isSectionHidden(column) for column in range(4))
    index = table.rows_model.index(0, 0)
    hidden = [column for column in range(7) if header.isSectionHidden(column)]
    assert bool(hidden) == (width < 700)
    tip = str(table.rows_model.data(index, Qt.ItemDataRole.ToolTipRole))
    spoken = str(table.rows_model.data(index, Qt.ItemDataRole.AccessibleTextRole))
    assert all(CELLS[column] in tip and CELLS[column] in spoken for column in hidden)


def test_what_has_nothing_in_it_gives_way_before_what_has(qtbot):
    table = RowsTable("t", ("at", "what", "lasts", "details"), give_way=("lasts", "details"))
    qtbot.addWidget(table)
    letter = table.fontMetrics().averageCharWidth()
    table.resize(letter * 45, 300)
    table.show()
    qtbot.waitExposed(table)
    table.fill(["a"], lambda row: Words(("0:12.345", "looks to the caregiver", "3.60 s", "")))
    assert [table.isColumnHidden(column) for column in range(4)] == [False, False, False, True]


def test_what_is_added_row_by_row_is_read_whole_while_other_columns_can_give_way(qtbot):
    table = RowsTable("t", ("at", "what", "lasts", "from"), give_way=("from",))
    qtbot.addWidget(table)
    table.resize(table.fontMetrics().averageCharWidth() * 60, 300)
    table.show()
    qtbot.waitExposed(table)
    rows = [Words(("0:01.000", "smiles", "1.00 s", "coded by hand")), Words(("0:02.000", "s" * 36, "point", "by hand"))]
    table.fill(["a"], lambda row: rows[row])
    assert not table.isColumnHidden(3)
    table.fill(["a", "b"], lambda row: rows[row])
    assert table.isColumnHidden(3)
    assert table.columnWidth(1) >= table.sizeHintForColumn(1)


def test_a_word_that_grows_longer_in_a_table_of_as_many_rows_is_read_whole(qtbot):
    table = RowsTable("t", ("calibration", "what"))
    qtbot.addWidget(table)
    table.resize(table.fontMetrics().averageCharWidth() * 60, 300)
    table.show()
    qtbot.waitExposed(table)
    table.fill(["", "1"], lambda row: Words((("built in", "1 (in use)")[row], "child smile")))
    table.fill(["", "1"], lambda row: Words((("built in (in use)", "1")[row], "child smile")))
    assert table.columnWidth(0) >= table.sizeHintForColumn(0)


def test_numbers_are_whole_while_words_are_cut_and_what_is_cut_is_in_the_tip(qtbot):
    table = RowsTable("t", ("what", "latency", "what came back"))
    qtbot.addWidget(table)
    cells = ("child looks to the caregiver", "0.96 s ± 0.12 s", "caregiver looks to the child")
    table.resize(table.fontMetrics().averageCharWidth() * 50, 300)
    table.show()
    qtbot.waitExposed(table)
    table.fill(["a"], lambda row: Words(cells, tip="why it is so"))
    wide = [table.columnWidth(column) for column in range(3)]
    assert wide[1] >= table.sizeHintForColumn(1)
    assert wide[0] < table.sizeHintForColumn(0)
    for column, cell in enumerate(cells):
        tip = table.rows_model.data(table.rows_model.index(0, column), Qt.ItemDataRole.ToolTipRole)
        assert tip == f"{cell}\nwhy it is so"
        heading = table.rows_model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        assert heading == ("what", "latency", "what came back")[column]


def test_events_and_exchanges_fit_at_1280(window, qtbot):
    for _ in range(2):
        with edited(qtbot, window):
            press(qtbot, window, "F")
    window.resize(1280, 800)
    for key, panel in (("Alt+3", window.events_panel), ("Alt+4", window.exchanges_panel)):
        press(qtbot, window, key)
        qtbot.waitUntil(panel.table.isVisible, timeout=5_000)
        assert panel.table.rows_model.keys
        assert panel.table.horizontalScrollBar().maximum() == 0


def test_a_row_is_told_of_when_the_button_is_let_go_and_stays_the_one_that_is_marked(qtbot):
    """What the telling shows takes room: the table slid under a button that was still down, and marked another row."""
    table = RowsTable("t", ("at", "what"))
    qtbot.addWidget(table)
    table.resize(300, 240)
    table.show()
    qtbot.waitExposed(table)
    table.fill([f"e{n}" for n in range(40)], lambda row: Words((str(row), "smile")))
    told: list[str] = []
    table.moved.connect(told.append)
    table.moved.connect(lambda _: (table.resize(300, 120), table.scrollToBottom()))
    place = table.visualRect(table.rows_model.index(5, 0)).center()
    qtbot.mousePress(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told == []
    qtbot.mouseMove(table.viewport(), place)
    qtbot.mouseRelease(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told == ["e5"]
    assert table.chosen_keys == ("e5",)
    press(qtbot, table, "Down")
    assert told == ["e5", "e6"]


def test_numbers_and_their_headings_are_set_right_and_words_left(qtbot):
    table = RowsTable("t", ("what", "kappa", "interval", "visit", "two humans", "n"))
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.show()
    qtbot.waitExposed(table)
    rows = (
        ("smile", "0.71", "0.52 to 0.90", "3 weeks later", "-", "12"),
        ("look", "undefined", "none", "r2", "0.62", "3 of 8"),
        ("reach", "0.40", "0.11 to 0.69", "2nd", "-", "0:01.680"),
    )
    table.fill(["a", "b", "c"], lambda row: Words(rows[row]))
    role, right = Qt.ItemDataRole.TextAlignmentRole, Qt.AlignmentFlag.AlignRight
    model, header = table.rows_model, table.horizontalHeader()
    set_right = [bool((model.data(model.index(1, column), role) or right & 0) & right) for column in range(6)]
    headed = [bool((model.headerData(c, header.orientation(), role) or right & 0) & right) for c in range(6)]
    assert set_right == headed == [False, True, True, False, True, True]
    assert model.data(model.index(0, 1)) == "0.71"  # room beside it is drawn, never said
    assert header.sectionSize(5) < table.width() // 3  # numbers do not stand far from their row


def test_a_column_that_gave_way_comes_back_whole_or_not_at_all(qtbot):
    """Of a hidden column Qt says that its heading is 0 wide: it came back as three dots."""
    table = RowsTable("t", ("code", "two humans", "kappa"), give_way=("two humans",))
    qtbot.addWidget(table)
    table.show()
    qtbot.waitExposed(table)
    letter = table.fontMetrics().averageCharWidth()
    table.fill(["a"], lambda row: Words(("looks to the caregiver", "-", "0.71 [0.52, 0.90]")))
    for chars in (*range(80, 40, -2), *range(40, 80, 2)):
        table.resize(letter * chars, 300)
        for _ in range(2):
            table._fit_columns()
            heading = table.horizontalHeader().fontMetrics().horizontalAdvance("two humans")
            assert table.isColumnHidden(1) or table.columnWidth(1) > heading


def test_what_may_be_cut_first_leaves_the_room_to_what_is_read_first(qtbot):
    table = RowsTable("t", ("what", "kappa", "n", "how"), cut_first=("n", "how"))
    qtbot.addWidget(table)
    letter = table.fontMetrics().averageCharWidth()
    table.resize(letter * 70, 300)
    table.show()
    qtbot.waitExposed(table)
    cells = ("caregiver gaze, moment by moment", "0.72", "3 pairs and unpaired acts of both", "in view of proposals")
    table.fill(["a"], lambda row: Words(cells))
    assert all(table.columnWidth(column) >= table.sizeHintForColumn(column) for column in (0, 1))
    header = table.horizontalHeader()
    assert table.columnWidth(2) < table.sizeHintForColumn(2)
    assert all(table.columnWidth(column) >= header.wide(column) for column in range(4))


def test_what_is_in_hand_is_seen_in_a_list_that_was_empty_and_in_one_that_grows_lower(qtbot):
    table = RowsTable("t", ("what",))
    qtbot.addWidget(table)
    table.resize(200, 300)
    table.show()
    qtbot.waitExposed(table)

    def seen() -> bool:
        return table.viewport().rect().contains(table.visualRect(table.currentIndex()).center())

    for keys, held in (([], None), ([str(row) for row in range(100)], "80")):
        table.fill(keys, lambda row: Words((str(row),)))
        table.choose(held)
    assert seen()
    table.scrollTo(table.currentIndex(), table.ScrollHint.PositionAtBottom)
    table.resize(200, 200)
    assert seen()
    table.verticalScrollBar().setValue(0)
    table.resize(200, 100)
    assert table.verticalScrollBar().value() == 0, "who looks elsewhere is not taken back"


def test_a_table_that_is_filled_anew_is_measured_once_and_not_at_every_cell(qtbot):
    measured = []

    class Measured(CellTable):
        def sizeHintForColumn(self, column):
            measured.append(column)
            return super().sizeHintForColumn(column)

    def fill(table, rows):
        for row in range(rows):
            for column in range(3):
                table.setItem(row, column, QTableWidgetItem(f"{row} " + "wide " * column))

    table, one_by_one = (Measured("t", ("action", "menu", "keys"), wide=(0,), rows=200) for _ in range(2))
    for each in (table, one_by_one):
        qtbot.addWidget(each)
        each.resize(600, 400)
        each.show()
        qtbot.waitExposed(each)
    measured.clear()
    before = table.columnWidth(2)
    with table.filled():
        fill(table, 200)
    qtbot.waitUntil(lambda: sum(map(table.columnWidth, range(3))) == table.viewport().width())
    assert len(measured) < 20
    fill(one_by_one, 200)
    qtbot.waitUntil(lambda: sum(map(one_by_one.columnWidth, range(3))) == table.viewport().width())
    assert [*map(table.columnWidth, range(3))] == [*map(one_by_one.columnWidth, range(3))]
    assert table.columnWidth(2) > before
