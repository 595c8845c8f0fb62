"""Changing one's mind: looking back, deciding again, moving edges, notes. All with the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from coder.vocabulary.events import Status
from tests.studies import REPORT, two_people_smiling
from tests.ui.window_kit import edited, press, state


def status(window, proposal_id: str) -> Status:
    return {p.id: p.status for p in state(window).proposals}[proposal_id]


def decide(window, qtbot, keys: str) -> list[str]:
    """Press deciding keys; return the proposals they were about."""
    about = []
    for key in keys:
        about.append(window.review_panel.current.id)
        with edited(qtbot, window):
            press(qtbot, window, key)
    return about


def test_b_looks_back_newest_first_and_g_decides_again(window, qtbot):
    accepted, rejected = decide(window, qtbot, "FD")
    panel = window.review_panel
    press(qtbot, window, "B")
    assert panel.decided_proposal.id == rejected
    assert panel.current is None  # F would decide nothing here
    press(qtbot, window, "B")
    assert panel.event_in_hand.proposal == accepted
    with edited(qtbot, window):
        press(qtbot, window, "G")
    assert status(window, accepted) is Status.OPEN
    assert state(window).events == ()
    assert panel.current.id == accepted
    press(qtbot, window, "B")
    with edited(qtbot, window):
        press(qtbot, window, "G")
    assert status(window, rejected) is Status.OPEN
    assert panel.current.id == rejected
    with edited(qtbot, window):
        press(qtbot, window, "F")
    assert [event.proposal for event in state(window).events] == [rejected]


def test_a_card_says_what_was_decided_and_that_nothing_leads_to_it_any_more(window, qtbot):
    why = window.review_panel.card.why.text()
    (rejected,) = decide(window, qtbot, "D")
    press(qtbot, window, "B")
    card = window.review_panel.card
    assert card.what.text().startswith("Rejected: the child ")
    assert card.why.text() == why, "it is proposed still"
    people, _ = two_people_smiling()
    with qtbot.waitSignal(window.session.recording_changed, timeout=5_000):
        window.session.store_analysis("r1", REPORT, people, ())
    window.review_panel.choose(rejected)
    assert window.review_panel.decided_proposal.id == rejected
    assert card.what.text().startswith("Rejected: the child ")
    assert card.why.text().startswith("What is known now no longer leads to this proposal")
    assert card.why.text().endswith(why)
    with qtbot.waitSignal(window.session.recording_changed, timeout=5_000):
        window.session.store_analysis("r1", REPORT, *two_people_smiling())
    window.review_panel.choose(rejected)
    assert card.why.text() == why, "it is proposed again"


def test_what_was_decided_again_can_be_undone_like_everything(window, qtbot):
    (rejected,) = decide(window, qtbot, "D")
    press(qtbot, window, "B")
    with edited(qtbot, window):
        press(qtbot, window, "G")
    with edited(qtbot, window):
        press(qtbot, window, "Ctrl+Z")
    assert status(window, rejected) is Status.REJECTED


def test_undo_takes_in_hand_what_it_brought_back(window, qtbot):
    first, _ = decide(window, qtbot, "FF")
    for _ in range(2):
        with edited(qtbot, window):
            press(qtbot, window, "Ctrl+Z")
    assert window.review_panel.current.id == first


def test_a_card_says_what_becomes_of_a_decision_while_who_is_who_is_not_settled(window, qtbot):
    assert "is not settled yet: what you decide is kept" in window.review_panel.unsettled.words
    for letter, role in (("A", "caregiver"), ("B", "child")):
        with edited(qtbot, window):
            window.roles.choose(letter, role)
    assert not window.review_panel.unsettled.isVisibleTo(window.review_panel)
    press(qtbot, window, "Ctrl+1")
    qtbot.waitUntil(lambda: not window.exchange_panel.unsettled.words, timeout=5_000)


@pytest.mark.parametrize("queue", ["Ctrl+1", "Ctrl+2"])
def test_a_card_leads_to_where_it_is_said_who_is_who(window, qtbot, queue):
    press(qtbot, window, queue)
    panel = window.exchange_panel if queue == "Ctrl+1" else window.review_panel
    qtbot.waitUntil(lambda: panel.unsettled.isVisible(), timeout=5_000)
    assert panel.unsettled.focusPolicy() & Qt.FocusPolicy.TabFocus
    panel.unsettled.setFocus()
    qtbot.keyClick(panel.unsettled, Qt.Key.Key_Space)
    qtbot.waitUntil(window.people_panel.isVisible, timeout=5_000)


def test_esc_goes_back_to_the_queue(window, qtbot):
    decide(window, qtbot, "F")
    waiting = window.review_panel.current.id
    press(qtbot, window, "B")
    assert window.review_panel.event_in_hand is not None
    press(qtbot, window, "Esc")
    assert window.review_panel.current.id == waiting


def test_the_end_of_the_queue_says_what_to_do_next(window, qtbot):
    decide(window, qtbot, "F" * len(state(window).queue))
    empty = window.review_panel.empty
    assert empty.isVisible()
    assert "What next?" in empty.text
    assert not window.engine.playing
    qtbot.mouseClick(empty.buttons["tab_exchanges"], Qt.MouseButton.LeftButton)
    assert window.tabs.currentWidget() is window.exchanges_panel


def test_times_that_were_moved_show_on_the_timeline_before_they_are_kept(window, qtbot):
    held = window.review_panel.current
    press(qtbot, window, "W")
    press(qtbot, window, "R")
    item = window.timeline.model.item(held.id)
    assert (item.onset_us, item.offset_us) == (held.draft.onset_us + 40_000, held.draft.offset_us + 40_000)
    window.timeline.edge_dragged.emit(held.id, item.onset_us + 40_000, item.offset_us)
    assert window.review_panel.pending == (held.draft.onset_us + 80_000, held.draft.offset_us + 40_000)
    press(qtbot, window, "Esc")
    item = window.timeline.model.item(held.id)
    assert (item.onset_us, item.offset_us) == (held.draft.onset_us, held.draft.offset_us)


def test_the_player_shows_the_frame_under_a_dragged_or_nudged_edge(window, qtbot):
    held = window.review_panel.current
    window.timeline.edge_previewed.emit(held.draft.onset_us + 120_000)
    qtbot.waitUntil(lambda: window.engine.pts_us == held.draft.onset_us + 120_000, timeout=5_000)
    assert not window.engine.playing
    window.timeline.edge_previewed.emit(None)
    press(qtbot, window, "E")  # an offset is the first frame in which it is over
    qtbot.waitUntil(lambda: window.engine.pts_us == held.draft.offset_us - 40_000, timeout=5_000)


def test_q_and_w_move_the_event_that_is_in_hand_not_the_proposal(window, qtbot):
    decide(window, qtbot, "F")
    (event,) = state(window).events
    pending = window.review_panel.pending
    window.timeline.pick(event.id)
    with edited(qtbot, window):
        press(qtbot, window, "W")
    (moved,) = state(window).events
    assert moved.onset_us == event.onset_us + 40_000
    assert window.review_panel.pending == pending


def write(qtbot, window, text: str) -> None:
    press(qtbot, window, "N")
    assert QApplication.focusWidget().accessibleName() == "note"
    qtbot.keyClicks(QApplication.focusWidget(), text)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def test_n_writes_a_note_that_goes_with_the_decision(window, qtbot):
    write(qtbot, window, "fades at once")  # f, d and s are letters here
    assert state(window).events == ()
    decide(window, qtbot, "F")
    (event,) = state(window).events
    assert event.note == "fades at once"
    assert window.review_panel.note.text() == ""  # and not on the next one


def test_n_writes_a_note_on_the_event_in_hand(window, qtbot):
    decide(window, qtbot, "F")
    press(qtbot, window, "B")
    with edited(qtbot, window):
        write(qtbot, window, "hand before the mouth")
    (event,) = state(window).events
    assert event.note == "hand before the mouth"
    with edited(qtbot, window):
        press(qtbot, window, "Ctrl+Z")
    assert state(window).events[0].note == ""


def test_esc_leaves_a_note_as_it_was(window, qtbot):
    press(qtbot, window, "N")
    qtbot.keyClicks(QApplication.focusWidget(), "no")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    decide(window, qtbot, "F")
    assert state(window).events[0].note == ""
