"""Words that have to be read stand whole, however little room there is; what comes after them is scrolled to."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QListWidget, QVBoxLayout, QWidget

from ui.widgets.words_area import WordsArea


def test_what_is_needed_stands_whole_where_there_is_little_room(qtbot):
    page, area = QWidget(), WordsArea(most_lines=12)
    sentence, rest = (QLabel("several words that wrap " * 8, wordWrap=True) for _ in range(2))
    for label in (sentence, rest):
        area.column.addWidget(label)
    area.needed = (sentence,)
    column = QVBoxLayout(page)
    column.addWidget(area)
    column.addWidget(QListWidget(), 1)
    qtbot.addWidget(page)
    page.resize(260, 240)
    page.show()
    area.words_changed()
    qtbot.waitUntil(lambda: sentence.visibleRegion().boundingRect().height() == sentence.height(), timeout=5_000)
    assert rest.visibleRegion().boundingRect().height() < rest.height()
