"""Twenty thousand proposals and events: what an edit costs in the window does not grow with them.

Counted, not timed: how many rows are put into words and how many bars are made. A machine's mood changes neither.
"""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import pytest

import ui.coding.events_panel
import ui.review.exchange_review_control
import ui.review.review_panel
import ui.timeline.timeline_feed
from tests.ui.many import make_study
from tests.ui.window_kit import edited, press

MADE = {
    "words": ((ui.review.review_panel, "_words"), (ui.coding.events_panel, "_words")),
    "bars": ((ui.timeline.timeline_feed, "event_item"), (ui.timeline.timeline_feed, "proposal_item")),
}


@pytest.fixture
def made(monkeypatch) -> Counter[str]:
    """How often a row was put into words, and a bar of the timeline was made."""
    counts: Counter[str] = Counter()

    def counted(kind: str, real):
        def make(*args, **named):
            counts[kind] += 1
            return real(*args, **named)

        return make

    for kind, places in MADE.items():
        for module, name in places:
            monkeypatch.setattr(module, name, counted(kind, getattr(module, name)))
    return counts


def work_on(folder: Path, window, qtbot, made: Counter[str]) -> tuple[Counter[str], Counter[str]]:
    """Open a study; accept, reject and undo with the keyboard. Return what opening and what each edit made at most."""
    with qtbot.waitSignal(window.engine.frame_shown, timeout=60_000):
        window.study.open_folder(folder)
    window.engine.pause()
    opening = made.copy()
    worst: Counter[str] = Counter()
    for key in ("F", "D", "Ctrl+Z", "Ctrl+Z"):
        made.clear()
        with qtbot.waitSignal(window.session.edited, timeout=60_000):
            press(qtbot, window, key)
        window.grab()
        worst |= made
    return opening, worst


def test_an_edit_costs_no_more_among_twenty_thousand(empty_window, qtbot, made, tmp_path, small_clip):
    folder = make_study(tmp_path / "many", small_clip, proposals=10_000, events=10_000)
    opening, edit = work_on(folder, empty_window, qtbot, made)
    assert opening["bars"] <= 20_100  # each once
    assert opening["words"] <= 6_000  # those in view and those that columns are measured by, a few times over
    assert edit["bars"] <= 10
    assert edit["words"] <= 2_500
    assert len(empty_window.events_panel.table.rows_model.keys) == 10_000


def test_among_a_few_it_costs_about_the_same(empty_window, qtbot, made, tmp_path, small_clip):
    """So the limits above are not idle: they are near what the work needs."""
    folder = make_study(tmp_path / "few", small_clip, proposals=200, events=200)
    opening, edit = work_on(folder, empty_window, qtbot, made)
    assert 100 <= opening["words"] <= 6_000
    assert 1 <= edit["bars"] <= 10
    assert 10 <= edit["words"] <= 2_500


def test_what_is_in_hand_and_in_view_stays_while_others_change(empty_window, qtbot, tmp_path, small_clip):
    folder = make_study(tmp_path / "scroll", small_clip, proposals=600, events=0)
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=60_000):
        empty_window.study.open_folder(folder)
    panel = empty_window.review_panel
    for _ in range(300):
        panel.go(1)
    held = panel.current.id
    below = panel.list.rows_model.keys[301]
    scrolled = panel.list.verticalScrollBar().value()
    with edited(qtbot, empty_window):
        press(qtbot, empty_window, "F")
    assert held not in panel.list.rows_model.keys
    assert panel.current.id == below  # the next in the list, not the first
    assert abs(panel.list.verticalScrollBar().value() - scrolled) <= panel.list.verticalScrollBar().pageStep()


def test_a_window_that_closes_waits_for_no_cards(window, qtbot, monkeypatch):
    """Cards of a crowd take minutes; here they take for ever."""
    begun = threading.Event()

    def for_ever(*_args, go_on, **_named):
        while True:
            begun.set()
            go_on()

    monkeypatch.setattr(ui.review.exchange_review_control, "exchange_queue", for_ever)
    window.exchange_review.panel.rule_chosen.emit("")
    assert begun.wait(60)
    assert window.close()
    assert not window.session.runs


def test_cards_come_although_something_else_is_asked_all_the_time(window, qtbot, monkeypatch):
    """An analysis that runs has parts kept again and again; cards step back before it a few times only."""
    begun = []
    real = ui.review.exchange_review_control.exchange_queue

    def interrupted(*args, go_on, **named):
        begun.append(None)
        window.session.call(lambda _: None, lambda _: None)
        go_on()
        return real(*args, go_on=go_on, **named)

    monkeypatch.setattr(ui.review.exchange_review_control, "exchange_queue", interrupted)
    with qtbot.waitSignal(window.exchange_review.changed, timeout=60_000):
        window.exchange_review.panel.rule_chosen.emit("")
    qtbot.waitUntil(lambda: len(begun) == 6 and window.exchange_review.panel.queue is not None, timeout=60_000)
