"""Every entry of a menu has a letter of its own, in any language, and a name with an ampersand stays as it is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from ui.widgets.lettered_menu import LetteredMenu, letter_places, letters_of, words_of
from ui.window.menus import MENUS, letter_menu_bar

UI = Path(__file__).parents[3] / "ui"
PLAIN = ["transport_bar.py"]
"""What makes a menu without words: it holds the slider of loudness."""


@pytest.mark.parametrize(
    ("words", "letters"),
    [
        (("Undo", "Redo", "Find"), ["U", "R", "F"]),
        (("Split", "Copy", "Copy all"), ["S", "C", "a"]),
        (("ab", "a"), ["b", "a"]),  # the first gives its letter up to one that has no other
        (("Öffnen", "Über", "Ähnlich"), ["Ö", "Ü", "Ä"]),
        (("…", "a", "a"), ["", "a", ""]),  # there are no more letters than there are
    ],
)
def test_no_letter_is_given_twice_and_beginnings_of_words_come_first(words, letters):
    assert ["" if at is None else said[at] for said, at in zip(words, letter_places(words), strict=True)] == letters


def test_a_name_keeps_its_ampersand_and_a_letter_chooses_its_entry(qtbot):
    menu = LetteredMenu()
    qtbot.addWidget(menu)
    chosen: list[str] = []
    for words in ("Ann & Bo", "Anna"):
        menu.addAction(words).triggered.connect(lambda _=False, said=words: chosen.append(said))
    menu.popup(menu.pos())
    assert [words_of(entry) for entry in menu.actions()] == ["Ann & Bo", "Anna"]
    assert [entry.text() for entry in menu.actions()] == ["&Ann && Bo", "A&nna"]
    qtbot.keyClick(menu, Qt.Key.Key_A)
    assert chosen == ["Ann & Bo"]


def test_words_that_change_have_a_letter_when_the_menu_is_shown_again(qtbot):
    menu = LetteredMenu()
    qtbot.addWidget(menu)
    menu.addAction("Undo")
    menu.give_letters()
    menu.actions()[0].setText("Undo: accept “looks”")
    menu.aboutToShow.emit()
    assert letters_of(menu) == {"Undo: accept “looks”": "u"}


def test_every_menu_and_every_entry_of_the_window_has_a_letter_of_its_own(window):
    menus = window.findChildren(LetteredMenu)
    assert len(menus) > len(MENUS)
    for menu in menus:
        menu.aboutToShow.emit()
    for menu in (window.menuBar(), *menus):
        letters = list(letters_of(menu).values())
        assert all(letters), letters_of(menu)
        assert len(letters) == len(set(letters)), letters_of(menu)


def test_no_menu_is_longer_than_a_small_screen_is_high(window):
    for menu in window.actions_set.menus.values():
        assert menu.sizeHint().height() < 720, menu.title()


def test_a_key_with_alt_that_does_something_opens_no_menu(window):
    taken = QAction()
    taken.setShortcut(QKeySequence("Alt+F"))
    letter_menu_bar(window.menuBar(), [taken])
    assert letters_of(window.menuBar())["File"] != "f"


def test_menus_are_made_with_letters_everywhere():
    plain = []
    for path in (one for one in UI.rglob("*.py") if re.search("QMenu|addMenu", one.read_text("utf-8"))):
        for call in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)):
            made = isinstance(call.func, ast.Name) and call.func.id == "QMenu"
            added = isinstance(call.func, ast.Attribute) and call.func.attr == "addMenu"
            if made or (added and not isinstance(call.args[0], ast.Name)):
                plain.append(path.name)
    assert plain == PLAIN
