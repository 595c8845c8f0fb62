"""One word for one action: what a button is called that does what a menu's entry does.

Each method that an action names is replaced by one that only notes that it was asked for; then every button of every
panel is pressed, and whatever it asked for must be called by the button's own words in the menus.
"""

from __future__ import annotations

from operator import attrgetter

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QWidget

from tests.ui.window_kit import edited, press
from ui.review.queue_control import Queue
from ui.widgets.foot_chip import FootChip
from ui.widgets.lettered_menu import words_of
from ui.window.actions import ACTIONS
from ui.window.main_window import MainWindow
from ui.window.mode_switch import ModeSwitch
from ui.window.session import Session

OTHERWISE_CALLED = {
    "code_mode": "a switch is called by what it leads to: to the proposals, or out of coding",
    "for_family": "the family's own view says how one leaves it",
    "tab_people": "a sentence beside the card that says why, and leads there",
}
PAGES = range(6)


class Asked:
    """Notes which actions were asked for."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def noting(self, name: str):
        def note(*_args: object, **_named: object) -> None:
            self.ids.append(name)

        return note


@pytest.fixture
def asked(empty_window, monkeypatch):
    """The classes whose methods actions name are those of a window; the next window is made of the noting ones."""
    noted = Asked()
    for action in ACTIONS:
        owner, _, method = action.do.rpartition(".")
        held = attrgetter(owner)(empty_window) if owner else empty_window
        kind = next(one for one in type(held).__mro__ if method in vars(one))
        if method != "close" and not action.id.startswith(("tab_", "by_")):
            monkeypatch.setattr(kind, method, noted.noting(action.id))
    return noted


@pytest.fixture
def noting_window(asked, qtbot, study):
    session = Session()
    session.coder, session.begins_blind = "kim", False
    window = MainWindow(session)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()


def said(button: QAbstractButton) -> str:
    """A button's words without its key and without the mark of its letter."""
    return button.text().partition("  (")[0].replace("&&", "\0").replace("&", "").replace("\0", "&")


def left_out(button: QWidget) -> bool:
    """What shows a state rather than an action: chips at the foot, the switch of two modes, boxes that are ticked."""
    return isinstance(button, FootChip | QCheckBox) or isinstance(button.parent(), ModeSwitch)


def pressed(window: MainWindow, asked: Asked, found: dict[str, set[str]]) -> list[str]:
    """Press every button that is shown and possible; return those that are called otherwise than their entry."""
    wrong = []
    for button in window.findChildren(QAbstractButton):
        if not (button.isVisible() and button.isEnabled() and said(button).strip(" ▶")) or left_out(button):
            continue
        words = said(button)
        asked.ids.clear()
        button.click()
        QApplication.processEvents()
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        for name in asked.ids:
            entry = words_of(window.actions_set.qt[name])
            found.setdefault(name, set()).add(words)
            if words != entry and name not in OTHERWISE_CALLED:
                wrong.append(f"“{words}” does what the menus call “{entry}”")
    return wrong


def test_a_button_is_called_as_the_menus_call_what_it_does(noting_window, asked, study, qtbot):
    window, found = noting_window, {}
    wrong = pressed(window, asked, found)  # the welcome
    window.session.open(study)
    qtbot.waitUntil(lambda: window.session.study is not None, timeout=5_000)
    window.go_to_recording("r1")
    qtbot.waitUntil(lambda: window.session.state is not None, timeout=10_000)
    for queue in (Queue.EXCHANGE, Queue.ACT):
        window.queue.choose(queue)
        for page in PAGES:
            window.tabs.setCurrentIndex(page)
            QApplication.processEvents()
            wrong += pressed(window, asked, found)
    assert not wrong
    assert found.keys() >= {"new", "sample", "add", "card", "own_words", "meeting", "bring"}


def test_the_entries_are_called_as_the_buttons_of_what_is_in_hand(window, study, qtbot):
    entries = window.actions_set.qt

    def alike() -> bool:
        panel = window.exchange_panel if window.queue.by_exchange else window.review_panel
        buttons = (panel.accept_button, panel.reject_button, panel.skip_button, panel.again_button)
        return [said(button) for button in buttons] == [
            words_of(entries[name]) for name in ("accept", "reject", "skip", "again")
        ]

    assert alike()
    window.queue.choose(Queue.EXCHANGE)
    QApplication.processEvents()
    assert window.queue.by_exchange
    assert alike()
    panel = window.exchange_panel
    assert (said(panel.became_button), said(panel.half_button)) == (
        words_of(entries["became"]),
        words_of(entries["accept_first"]),
    )
    window.queue.choose(Queue.ACT)
    with edited(qtbot, window):
        press(qtbot, window, "F")
    assert alike()
    assert [said(b) for b in (window.review_panel.reopen_button, window.review_panel.remove_button)] == [
        words_of(entries[name]) for name in ("reopen", "remove")
    ]
    offers = window.review_panel.empty.buttons
    assert {name: said(button) for name, button in offers.items()} == {name: words_of(entries[name]) for name in offers}
    assert said(window.queue.head.all) in (words_of(entries["play_whole"]), "▶")
