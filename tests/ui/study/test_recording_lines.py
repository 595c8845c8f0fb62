"""How recordings look in the list: long names get a second line, states are signs, and all of it can be heard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QStyleOptionViewItem, QTreeWidgetItem

from ui.study.recording_lines import SHOWN, RecordingLines, RecordingList, RecordingLook, broken
from ui.widgets.icons import NAMES

SHORT = RecordingLook("play", "0:15 · 3 wait", "", ("waiting",), 0.5)
LONG = RecordingLook("family seven, the second visit, at the table", "0:15 · analysed", "kim 3", (), None)


@pytest.fixture
def listed(qtbot):
    made = RecordingList()
    qtbot.addWidget(made)
    made.setHeaderHidden(True)
    made.setRootIsDecorated(False)
    made.setItemDelegate(RecordingLines(made))
    for look in (SHORT, LONG):
        item = QTreeWidgetItem([look.name])
        item.setData(0, SHOWN, look)
        made.addTopLevelItem(item)
    made.resize(220, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


def high(listed, row):
    return listed.visualItemRect(listed.topLevelItem(row)).height()


def test_a_long_name_gets_a_second_line_only_where_it_needs_one(listed, qtbot):
    line = listed.fontMetrics().lineSpacing()
    narrow = high(listed, 1)
    listed.resize(700, 300)
    qtbot.waitUntil(lambda: high(listed, 1) <= narrow - line // 2 or listed.iconSize().height() > 2 * line)
    assert listed.iconSize().height() == 3 * listed.fontMetrics().height(), "pictures grow into the width"


def test_a_row_is_never_wider_than_the_list(listed):
    option = QStyleOptionViewItem()
    option.decorationSize = QSize(40, 30)
    assert listed.itemDelegate().sizeHint(option, listed.model().index(1, 0)).width() == 1


@pytest.mark.parametrize("mirrored", [False, True])
def test_how_far_decisions_are_is_drawn_as_a_bar(listed, mirrored):
    direction = Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
    listed.setLayoutDirection(direction)
    image = listed.viewport().grab(listed.visualItemRect(listed.topLevelItem(0))).toImage()
    link = listed.palette().color(QPalette.ColorRole.Link)
    row = [image.pixelColor(x, image.height() - 6) == link for x in range(image.width())]
    assert 0.2 * len(row) < sum(row) < 0.6 * len(row)


def test_every_sign_that_the_list_shows_is_drawn():
    assert {"waiting", "done", "camera", "blind", "models"} <= set(NAMES)


def test_a_line_without_room_for_all_its_parts_says_whole_ones():
    letters = QFontMetrics(QFont())
    stands = "0:15 · not analysed"
    wide = letters.horizontalAdvance(stands)
    assert broken(stands, letters, wide, letters.lineSpacing()) == [stands]
    assert broken(stands, letters, wide - 2, letters.lineSpacing()) == ["0:15"]
    assert broken("analysed", letters, 20, letters.lineSpacing())[0].endswith("…"), "one word alone is cut"
