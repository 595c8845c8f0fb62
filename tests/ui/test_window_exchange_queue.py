"""The queue by exchange: a card plays, one key confirms acts and pairing, and each part can be changed."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from coder.exchanges.pairing import RULES, SETTLED_BY_HUMAN, Outcome
from coder.study.edits.coding import AddEvent, NoteEvent, SetRole
from coder.study.edits.role_changes import Fate
from coder.study.project import Project
from coder.vocabulary.events import Origin, Status
from coder.vocabulary.time import format_us
from tests.ui.window_kit import choose_in_menu, edited, press, state
from ui.review import exchange_review_control
from ui.review.queue_control import Queue
from ui.timeline.bracket import BracketEnd, ends
from ui.timeline.item_place import item_rect

MARGIN_US = 1_000_000


@pytest.fixture(scope="module")
def opened(shared_empty_window, made_study, tmp_path_factory, request):
    """A window with its study for the whole file: all that a test decides is undone before the next."""
    study = shutil.copytree(made_study, tmp_path_factory.mktemp("cards") / "study")
    with QtBot(request).waitSignal(shared_empty_window.engine.frame_shown, timeout=10_000):
        shared_empty_window.study.open_folder(study)
    return shared_empty_window


@pytest.fixture
def cards(opened, qtbot):
    """The window at the first card, with nothing decided."""
    opened.activateWindow()  # another test may have had a window of its own before it
    qtbot.waitUntil(opened.isActiveWindow, timeout=5_000)
    if opened.session.coder != "kim":
        with qtbot.waitSignal(opened.session.recording_changed, timeout=5_000):
            opened.session.become("kim")
    qtbot.waitUntil(lambda: opened.edits.all_answered, timeout=5_000)
    press(qtbot, opened, "Esc")  # what was moved and not kept
    while opened.actions_set.qt["undo"].isEnabled():
        with edited(qtbot, opened):
            opened.undo()
    if opened.letter_mode.coding:
        press(qtbot, opened, "Ctrl+D")
    press(qtbot, opened, "Alt+1")
    press(qtbot, opened, "Ctrl+1")
    panel = opened.exchange_panel
    panel.rule_box.choose("prompt-3s")
    opened.timeline.show_range(0, state(opened).recording.duration_us)
    exchanges_of(opened, qtbot)  # asked of the study after the cards are: they have answered
    qtbot.waitUntil(lambda: panel.current is not None and opened.queue.by_exchange, timeout=5_000)
    qtbot.waitUntil(lambda: {item.status for item in panel.queue.items} == {Status.OPEN}, timeout=5_000)
    for place in (-1, 0):  # away and back: the card comes anew
        panel.choose(panel.queue.items[place].id)
    return opened


def queue_after(qtbot, window, act) -> None:
    """Do something that changes the study, and wait for the cards that follow from it."""
    before = window.exchange_panel.queue
    with edited(qtbot, window):
        act()
    qtbot.waitUntil(lambda: window.exchange_panel.queue is not before, timeout=5_000)


def exchanges_of(window, qtbot):
    found = []
    window.session.call(lambda project: project.exchanges("r1", RULES["prompt-3s"]), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=5_000)
    return found[0]


def statuses(window) -> dict[str, Status]:
    return {item.id: item.status for item in window.exchange_panel.queue.items}


def test_a_card_plays_from_a_second_before_the_bid_to_a_second_after_the_answer(cards, qtbot):
    item = cards.exchange_panel.current
    assert (item.kind, cards.exchange_panel.isVisible(), cards.review_panel.isVisible()) == ("answer", True, False)
    loop = cards.engine.loop
    assert loop.onset_us == max(item.anchor_us - MARGIN_US, 0)
    assert loop.offset_us == item.anchor_us + item.latency_us + MARGIN_US
    texts = " ".join(label.text() for label in cards.exchange_panel.findChildren(QLabel) if label.isVisible())
    assert f"{item.latency_us / 1e6:.2f} s ± {item.latency_bound_us / 1e6:.2f} s" in texts
    assert item.evidence in texts
    bracket = cards.timeline.bracket
    assert (bracket.from_us, bracket.to_us) == (item.anchor_us, item.anchor_us + item.latency_us)
    assert [one.words for one in cards.exchange_review.marks.begun(item.anchor_us)] == ["the child smiles"]
    assert cards.exchange_review.marks.begun(item.anchor_us - 1) == []


def test_where_there_is_no_room_for_two_rows_the_card_has_all_of_it(cards, qtbot):
    panel = cards.exchange_panel
    cards.resize(1280, 640)
    cards.steps_bar.setVisible(True)
    qtbot.waitUntil(panel.list.isHidden, timeout=5_000)
    assert panel.accept_button.isVisible()
    cards.resize(1280, 1000)
    qtbot.waitUntil(panel.list.isVisible, timeout=5_000)
    assert panel.list.viewport().height() >= 2 * panel.list.minimumHeight() - 2 * panel.list.frameWidth()


def test_one_key_confirms_acts_and_pairing_and_one_undo_takes_the_card_back(cards, qtbot):
    item = cards.exchange_panel.current
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "F"))
    assert [e.origin for e in state(cards).events] == [Origin.ACCEPTED] * 2
    assert exchanges_of(cards, qtbot)[0].latency_us == item.latency_us
    assert cards.exchange_panel.current is None or cards.exchange_panel.current.id != item.id
    said = cards.actions_set.qt["undo"].text()
    assert said.startswith("Undo: confirm what came back after “child smiles” at ")
    assert item.id not in said
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "Ctrl+Z"))
    assert state(cards).events == ()
    assert (cards.exchange_panel.current.id, cards.exchange_panel.waits) == (item.id, True)


def test_a_bid_that_was_moved_is_called_by_where_it_was_put(cards, qtbot):
    panel = cards.exchange_panel
    bid = panel.current.bid
    press(qtbot, cards, "W")
    moved = panel.times_of(bid).onset_us
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "F"))
    assert moved in [event.onset_us for event in state(cards).events]
    assert f" at {format_us(moved)}" in cards.actions_set.qt["undo"].text()


@pytest.mark.parametrize("quick", ["F", "D", "S"])
def test_a_key_before_the_next_card_is_seen_decides_nothing_and_the_next_card_listens(cards, qtbot, quick):
    first = cards.exchange_panel.current
    with edited(qtbot, cards):
        press(qtbot, cards, "D")
    assert cards.exchange_panel.current.id == first.id, "the next card is worked out, and not there yet"
    press(qtbot, cards, quick)
    qtbot.waitUntil(lambda: cards.exchange_panel.current.id != first.id, timeout=5_000)
    exchanges_of(cards, qtbot)  # asked of the study after the key: it has answered
    assert (statuses(cards)[first.id], cards.exchange_panel.waits) == (Status.REJECTED, True)
    cards.exchange_panel.choose(first.id)
    assert cards.exchange_panel.what.text().startswith("Rejected: the child smiles → "), "it asks no more"
    cards.exchange_panel.go(1)
    second = cards.exchange_panel.current.id
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "S"))
    while cards.exchange_panel.current.id != second:
        queue_after(qtbot, cards, lambda: press(qtbot, cards, "S"))
    press(qtbot, cards, "S")  # it was left for later already: nothing changes, and nothing is in the way
    qtbot.waitUntil(lambda: cards.edits.all_answered, timeout=5_000)
    exchanges_of(cards, qtbot)
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "F"))
    assert statuses(cards)[second] is Status.ACCEPTED


def test_an_edit_that_changes_nothing_is_answered_and_stands_in_nobodys_way(cards, qtbot):
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "F"))
    (first, *_) = state(cards).events
    told, done = [], []
    cards.edits.told.connect(told.append)
    cards.edits.edit(NoteEvent(first.id, first.note), done=lambda: done.append(True))
    qtbot.waitUntil(lambda: cards.edits.all_answered, timeout=5_000)
    assert (done, told) == ([True], []), "nothing was done, so nothing is said to have been"


def test_what_was_confirmed_by_exchange_is_not_asked_by_act_nor_the_other_way_round(cards, qtbot):
    item = cards.exchange_panel.current
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "F"))
    assert not {p.id for p in state(cards).queue} & set(item.parts)
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "Ctrl+Z"))
    press(qtbot, cards, "Ctrl+2")
    assert cards.review_panel.isVisible()
    for act in item.parts:
        cards.review_panel.choose(act)
        queue_after(qtbot, cards, lambda: press(qtbot, cards, "F"))
    assert statuses(cards)[item.id] is Status.ACCEPTED


def test_the_first_half_is_confirmed_and_the_other_goes_on_waiting(cards, qtbot):
    item = cards.exchange_panel.current
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "Shift+F"))
    assert [e.subject for e in state(cards).events] == ["child"]
    half = cards.exchange_panel.current
    assert (half.id, half.waiting) == (item.id, (item.response,))


def test_d_takes_apart_and_asks_again_without_the_pairing(cards, qtbot):
    item = cards.exchange_panel.current
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "D"))
    assert state(cards).events == ()
    assert statuses(cards)[item.id] is Status.REJECTED
    assert cards.exchange_panel.current.id == f"x-{item.bid}"
    assert not cards.exchange_panel.half_button.isEnabled(), "nothing would be left to ask"
    press(qtbot, cards, "Shift+F")
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "D"))
    assert state(cards).events == (), "the key does what its button says"
    assert {p.id: p.status for p in state(cards).proposals}[item.bid] is Status.REJECTED


@pytest.mark.parametrize(("key", "part"), [("Shift+D", "bid"), ("Shift+S", "response")])
def test_a_part_is_rejected_by_the_same_key_twice(cards, qtbot, key, part):
    item = cards.exchange_panel.current
    press(qtbot, cards, key)  # a slip of Shift
    assert "The same key again says" in cards.statusBar().currentMessage()
    assert cards.exchange_panel.current is item
    queue_after(qtbot, cards, lambda: press(qtbot, cards, key))
    gone, left = (item.bid, item.response) if part == "bid" else (item.response, item.bid)
    status = {p.id: p.status for p in state(cards).proposals}
    assert (status[gone], status[left]) == (Status.REJECTED, Status.OPEN)


def test_keys_move_both_onsets_and_the_latency_follows(cards, qtbot):
    item = cards.exchange_panel.current
    press(qtbot, cards, "R")
    press(qtbot, cards, "R")
    press(qtbot, cards, "Q")
    assert cards.exchange_panel.latency_us() == item.latency_us + 120_000
    assert cards.timeline.bracket.to_us - cards.timeline.bracket.from_us == item.latency_us + 120_000
    assert state(cards).events == ()
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "F"))
    assert {e.origin for e in state(cards).events} == {Origin.ADJUSTED}
    assert exchanges_of(cards, qtbot)[0].latency_us == item.latency_us + 120_000
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "Ctrl+Z"))
    assert state(cards).events == ()


def test_esc_puts_back_what_was_moved(cards, qtbot):
    item = cards.exchange_panel.current
    press(qtbot, cards, "R")
    qtbot.keyClick(cards, Qt.Key.Key_Escape)
    assert cards.exchange_panel.latency_us() == item.latency_us
    assert cards.timeline.model.item(item.response).onset_us == item.anchor_us + item.latency_us


def drag(qtbot, timeline, start: QPoint, stop: QPoint) -> None:
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.5, 1.0):
        between = start + (stop - start) * share
        qtbot.mouseMove(timeline, between)
        QApplication.processEvents()
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=stop)


def test_the_bracket_is_dragged_to_another_frame(cards, qtbot):
    item, timeline = cards.exchange_panel.current, cards.timeline
    scene = timeline.scene()
    start = ends(scene, timeline.bracket)[BracketEnd.RESPONSE].toPoint()
    at_us = item.anchor_us + item.latency_us + 400_000
    drag(qtbot, timeline, start, QPoint(round(scene.x_of(at_us)), start.y()))
    assert abs(cards.exchange_panel.latency_us() - item.latency_us - 400_000) <= 40_000
    start = ends(timeline.scene(), timeline.bracket)[BracketEnd.BID].toPoint()
    before = cards.exchange_panel.latency_us()
    drag(qtbot, timeline, start, QPoint(round(scene.x_of(item.anchor_us - 200_000)), start.y()))
    assert abs(cards.exchange_panel.latency_us() - before - 200_000) <= 40_000
    assert state(cards).events == ()


def test_the_bracket_is_dragged_to_another_act_which_is_a_pairing_by_hand(cards, qtbot):
    queue_after(
        qtbot,
        cards,
        lambda: cards.edits.edit(AddEvent("r1", "caregiver", "touch", 3_400_000, 3_800_000)),
    )
    (other,) = state(cards).events
    item, timeline = cards.exchange_panel.current, cards.timeline
    scene = timeline.scene()
    place = item_rect(scene, timeline.model.item(other.id)).center().toPoint()
    drag(qtbot, timeline, ends(scene, timeline.bracket)[BracketEnd.RESPONSE].toPoint(), place)
    assert cards.exchange_panel.response == other.id
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "F"))
    (exchange,) = exchanges_of(cards, qtbot)
    assert (exchange.response, exchange.paired_by_hand) == (other.id, True)
    assert statuses(cards)[item.id] is Status.ADJUSTED


def test_the_brackets_beginning_dragged_to_another_bid_takes_the_answer_along(cards, qtbot):
    answer = cards.exchange_panel.current.response
    reach = AddEvent("r1", "child", "reach", 600_000, 900_000)
    queue_after(qtbot, cards, lambda: cards.edits.edit(reach))
    (other,) = state(cards).events
    cards.exchange_panel.choose_act(answer)
    timeline = cards.timeline
    timeline.show_range(0, 4_000_000)
    place = item_rect(timeline.scene(), timeline.model.item(other.id)).center().toPoint()
    drag(qtbot, timeline, ends(timeline.scene(), timeline.bracket)[BracketEnd.BID].toPoint(), place)
    assert (cards.exchange_panel.current.bid, cards.exchange_panel.response) == (other.id, answer)
    bound_us = sum(cards.exchange_panel.queue.acts.by_id[act].timing_bound_us for act in (other.id, answer))
    assert bound_us > cards.exchange_panel.current.latency_bound_us
    assert cards.exchange_panel.soon.text().endswith(f"± {bound_us / 1e6:.2f} s"), (
        "the bounds of the two that stand there"
    )
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "F"))
    (exchange,) = exchanges_of(cards, qtbot)
    assert (exchange.bid, exchange.paired_by_hand) == (other.id, True)


@pytest.mark.parametrize("decided_before", [False, True])
def test_what_is_moved_so_far_that_the_rule_would_pair_otherwise_stays_as_the_card_shows_it(
    cards, qtbot, decided_before
):
    item = cards.exchange_panel.current
    if decided_before:
        queue_after(qtbot, cards, lambda: press(qtbot, cards, "F"))
        cards.exchange_panel.choose(item.id)
        assert not cards.actions_set.qt["accept"].isEnabled(), "there is nothing to keep"
    shown = cards.exchange_panel.current
    bid = cards.exchange_panel.times_of(shown.bid)
    cards.exchange_panel.set_times(shown.bid, 0, bid.offset_us)
    answer = cards.exchange_panel.times_of(shown.response)
    cards.exchange_panel.set_times(shown.response, 3_200_000, max(answer.offset_us, 3_400_000))
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "F"))
    (exchange,) = exchanges_of(cards, qtbot)
    assert (exchange.latency_us, exchange.paired_by_hand) == (3_200_000, True), "prompt-3s would see no answer"


def test_nothing_answers_it_and_what_became_of_it(cards, qtbot):
    press(qtbot, cards, "Shift+T")
    assert cards.exchange_panel.response is None
    qtbot.keyClick(cards, Qt.Key.Key_Escape)
    before = cards.exchange_panel.queue
    press(qtbot, cards, "H")
    with edited(qtbot, cards):
        choose_in_menu(qtbot, "available nearby: there, and busy with something else; not a miss")
    qtbot.waitUntil(lambda: cards.exchange_panel.queue is not before, timeout=5_000)
    (exchange,) = exchanges_of(cards, qtbot)
    assert (exchange.outcome, exchange.response) == (Outcome.AVAILABLE_NEARBY, None)
    told = cards.statusBar().currentMessage()
    assert told.startswith("Your last step: confirm what came back after ")
    assert ": available nearby." in told


def test_each_outcome_that_a_human_may_choose_says_what_it_means():
    assert {one for one in Outcome if one.meaning} == set(SETTLED_BY_HUMAN)


def test_another_rule_proposes_anew_and_loses_no_decision(cards, qtbot):
    item = cards.exchange_panel.current
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "F"))
    before = cards.exchange_panel.queue
    cards.exchange_panel.rule_box.choose("turn-5s")
    qtbot.waitUntil(lambda: cards.exchange_panel.queue is not before, timeout=5_000)
    assert all(s is Status.ACCEPTED for name, s in statuses(cards).items() if name.startswith(f"x-{item.bid}"))


def test_who_codes_blind_or_without_proposals_sees_no_card(cards, qtbot):
    press(qtbot, cards, "P")
    qtbot.waitUntil(lambda: cards.exchange_panel.queue is None, timeout=5_000)
    assert not cards.queue.by_exchange
    assert cards.timeline.bracket is None
    assert cards.review_panel.isVisible()
    press(qtbot, cards, "P")
    qtbot.waitUntil(lambda: cards.queue.by_exchange, timeout=5_000)


def test_coding_by_hand_and_coming_back(cards, qtbot):
    item = cards.exchange_panel.current
    press(qtbot, cards, "Ctrl+D")
    assert cards.coding_panel.isVisible()
    assert not cards.queue.by_exchange
    press(qtbot, cards, "Ctrl+D")
    assert cards.queue.by_exchange
    assert cards.exchange_panel.current.id == item.id
    assert cards.exchange_panel.isVisible()


def test_by_code_asks_one_code_after_the_other(cards, qtbot):
    press(qtbot, cards, "Ctrl+3")
    assert cards.review_panel.isVisible()
    listed = cards.review_panel.list.rows_model.keys
    by_id = {p.id: (p.draft.subject, p.draft.code) for p in state(cards).proposals}
    kinds = [by_id[key] for key in listed if key in by_id]
    assert kinds == sorted(kinds)
    assert cards.queue.chosen is Queue.CODE


def test_the_window_begins_with_what_came_back(empty_window, study, qtbot):
    empty_window.queue.choose(Queue.EXCHANGE)
    empty_window.study.open_folder(study)
    qtbot.waitUntil(lambda: empty_window.queue.by_exchange, timeout=10_000)
    assert empty_window.exchange_panel.isVisible()


def test_where_all_was_coded_by_hand_the_models_are_still_offered(empty_window, tmp_path, small_clip, qtbot):
    with Project.create(tmp_path / "by hand") as project:
        project.add_recording(small_clip)
        for subject, onset_us in (("child", 400_000), ("caregiver", 1_200_000)):
            project.apply(AddEvent("r1", subject, "smile", onset_us, onset_us + 400_000), coder="kim")
    empty_window.queue.choose(Queue.EXCHANGE)
    empty_window.study.open_folder(tmp_path / "by hand")
    qtbot.waitUntil(lambda: "Ctrl+R" in empty_window.exchange_panel.why.text(), timeout=10_000)


def test_cards_do_not_wait_for_other_eyes(cards, qtbot):
    item = cards.exchange_panel.current
    with qtbot.waitSignal(cards.session.recording_changed, timeout=5_000):
        cards.session.call(
            lambda project: project.blinding.choose_blind("r1", "lee"), lambda _: cards.session.become("lee")
        )
    assert cards.exchange_panel.queue is None
    words = " ".join(label.text() for label in cards.exchange_panel.findChildren(QLabel))
    assert item.evidence not in words
    assert cards.exchange_panel.list.rows_model.keys == ()
    assert cards.timeline.bracket is None
    assert cards.exchange_review.marks.begun(item.anchor_us) == []


def test_the_table_of_exchanges_shows_what_was_paired_by_hand_and_takes_it_back(cards, qtbot):
    press(qtbot, cards, "Shift+T")
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "F"))
    press(qtbot, cards, "Alt+4")
    panel = cards.exchanges_panel
    qtbot.waitUntil(lambda: bool(panel.table.rows_model.keys), timeout=5_000)
    assert panel.table.rows_model.words(0).cells[2].endswith(", by hand")
    assert "1 paired by hand" in panel._summary.text()
    panel.table.choose(panel.table.rows_model.keys[0])
    qtbot.mouseClick(panel.settle_button, Qt.MouseButton.LeftButton)
    with edited(qtbot, cards):
        choose_in_menu(qtbot, "leave the pairing to the rule")
    assert state(cards).paired == {}


def test_another_role_in_the_middle_makes_the_cards_anew_and_back(cards, qtbot):
    item = cards.exchange_panel.current
    queue_after(qtbot, cards, lambda: cards.edits.edit(SetRole("r1", "B", "other")))
    assert not [i for i in cards.exchange_panel.queue.items if i.kind == "answer"]
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "Ctrl+Z"))
    found = [i for i in cards.exchange_panel.queue.items if i.kind == "answer"]
    assert [(i.latency_us, i.status) for i in found] == [(item.latency_us, Status.OPEN)]
    qtbot.waitUntil(lambda: cards.queue.by_exchange, timeout=5_000)


def test_an_event_clicked_in_the_timeline_is_its_card_and_another_persons_act_may_be_the_answer(cards, qtbot):
    item = cards.exchange_panel.current
    cards.queue.item_selected(item.response)
    assert cards.exchange_panel.current.id == item.id
    edit = AddEvent("r1", "caregiver", "touch", 3_400_000, 3_800_000)
    queue_after(qtbot, cards, lambda: cards.edits.edit(edit))
    (touch,) = state(cards).events
    cards.queue.item_selected(touch.id)
    assert cards.exchange_panel.current.id == item.id
    press(qtbot, cards, "T")
    assert cards.exchange_panel.response == touch.id
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "Ctrl+Z"))
    assert cards.exchange_panel.current.id == item.id
    assert cards.exchange_panel.response == item.response, "what was taken back answers nothing"


def test_a_note_is_an_acts_and_never_written_where_nobody_sees_it(cards, qtbot):
    assert not cards.actions_set.qt["note"].isEnabled()
    assert not cards.actions_set.qt["confidence"].isEnabled()
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "F"))
    cards.review.item_selected(state(cards).events[0].id)
    qtbot.waitUntil(lambda: cards.actions_set.qt["note"].isEnabled(), timeout=5_000)
    press(qtbot, cards, "N")
    assert cards.tabs.currentWidget() is cards.events_panel


def test_what_was_moved_on_a_card_and_not_kept_is_drawn_as_it_is_once_another_is_in_hand(cards, qtbot):
    queue_after(qtbot, cards, lambda: cards.session.apply(AddEvent("r1", "child", "reach", 3_000_000, 3_400_000)))
    item = cards.exchange_panel.current
    act = cards.exchange_panel.queue.acts.by_id[item.bid]

    def drawn() -> int:
        return cards.timeline.model.item(item.bid).onset_us

    press(qtbot, cards, "W")
    moved = cards.exchange_panel.times_of(item.bid).onset_us
    assert drawn() == moved > act.onset_us
    press(qtbot, cards, "A")
    assert drawn() == moved, "playing it again forgets nothing"
    press(qtbot, cards, "C")
    assert cards.exchange_panel.current.id != item.id
    assert drawn() == act.onset_us
    press(qtbot, cards, "Ctrl+2")
    qtbot.waitUntil(lambda: cards.review_panel.current is not None, timeout=5_000)
    first = cards.review_panel.current
    press(qtbot, cards, "W")
    assert cards.timeline.model.item(first.id).onset_us > first.draft.onset_us
    press(qtbot, cards, "C")
    assert cards.review_panel.current.id != first.id
    assert cards.timeline.model.item(first.id).onset_us == first.draft.onset_us


def pair_by_hand(cards, qtbot) -> str:
    """Confirm the card with a touch in the answer's place; return the touch's id."""
    edit = AddEvent("r1", "caregiver", "touch", 3_400_000, 3_800_000)
    queue_after(qtbot, cards, lambda: cards.edits.edit(edit))
    (touch,) = state(cards).events
    cards.queue.item_selected(touch.id)
    press(qtbot, cards, "T")
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "F"))
    return touch.id


def what_was_decided(window, qtbot) -> tuple[object, ...]:
    """Everything that a human has said so far, and what is not asked again."""
    held = state(window)
    decided = {name for name, status in statuses(window).items() if status in (Status.ACCEPTED, Status.ADJUSTED)}
    paired = [(one.bid, one.response, one.paired_by_hand) for one in exchanges_of(window, qtbot)]
    return held.events, dict(held.paired), dict(held.own_words), decided, paired


def test_a_pairing_by_hand_stays_under_every_rule_and_is_asked_once(cards, qtbot):
    touch = pair_by_hand(cards, qtbot)
    decided = what_was_decided(cards, qtbot)
    (bid,) = {event.id for event in state(cards).events if event.subject == "child"}
    for rule in [*RULES, "prompt-3s"]:
        if rule != cards.exchange_panel.rule:
            before = cards.exchange_panel.queue
            cards.exchange_panel.rule_box.choose(rule)
            qtbot.waitUntil(lambda before=before: cards.exchange_panel.queue is not before, timeout=5_000)
        (card,) = (one for one in cards.exchange_panel.queue.items if one.kind == "answer")
        assert (card.bid, card.response, card.paired_by_hand) == (bid, touch, True), rule
        assert card.status is Status.ADJUSTED, rule
    assert what_was_decided(cards, qtbot) == decided


def test_an_edge_of_an_accepted_act_moves_the_latency_and_asks_nothing_again(cards, qtbot):
    item = cards.exchange_panel.current
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "F"))
    decided, (before,) = what_was_decided(cards, qtbot), exchanges_of(cards, qtbot)
    press(qtbot, cards, "Ctrl+2")
    cards.review.item_selected(before.bid)
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "W"))
    (after,) = exchanges_of(cards, qtbot)
    assert after.latency_us == before.latency_us - 40_000, "the bid begins a frame later"
    (card,) = (one for one in cards.exchange_panel.queue.items if one.id == item.id)
    assert (card.status, card.latency_us, card.waiting) == (Status.ACCEPTED, after.latency_us, ())
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "Ctrl+Z"))
    assert what_was_decided(cards, qtbot) == decided


@pytest.mark.parametrize("fate", list(Fate))
def test_another_role_under_a_pairing_by_hand_is_one_step_and_undo_brings_all_back(cards, qtbot, fate):
    pair_by_hand(cards, qtbot)
    decided = what_was_decided(cards, qtbot)
    queue_after(qtbot, cards, lambda: cards.edits.edit(SetRole("r1", "A", "caregiver:Kim", fate)))
    waiting = {act for card in cards.exchange_panel.queue.waiting for act in card.waiting}
    assert not waiting & {event.proposal for event in state(cards).events}, "what was decided is not asked again"
    (card,) = (one for one in cards.exchange_panel.queue.items if one.kind == "answer")
    assert (card.paired_by_hand, card.status) == (True, Status.ADJUSTED)
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "Ctrl+Z"))
    assert what_was_decided(cards, qtbot) == decided


def test_what_no_card_asks_about_is_coded_by_its_keys_and_paired_by_the_rule(cards, qtbot):
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "F"))
    asked = [card.id for card in cards.exchange_panel.queue.waiting]
    keys = {f"{code.role}/{code.id}": code.key for code in cards.session.study.scheme.codes}
    press(qtbot, cards, "Ctrl+D")
    for code, begins_us, ends_us in (
        ("child/reach", 3_200_000, 3_400_000),
        ("caregiver/touch", 3_520_000, 3_800_000),
    ):
        cards.engine.seek_time(begins_us)
        qtbot.waitUntil(lambda us=begins_us: cards.engine.frame == us // 40_000, timeout=5_000)
        press(qtbot, cards, keys[code])
        cards.engine.seek_time(ends_us)
        qtbot.waitUntil(lambda us=ends_us: cards.engine.frame == us // 40_000, timeout=5_000)
        queue_after(qtbot, cards, lambda code=code: press(qtbot, cards, keys[code]))
    press(qtbot, cards, "Ctrl+D")
    found = exchanges_of(cards, qtbot)
    assert [(one.bid_code, one.latency_us, one.paired_by_hand) for one in found][-1] == ("reach", 320_000, False)
    assert [card.id for card in cards.exchange_panel.queue.waiting] == asked, "six keys, and nothing more is asked"


def test_nothing_is_decided_while_another_panel_covers_the_card(cards, qtbot):
    before = statuses(cards)
    press(qtbot, cards, "Alt+5")
    for key in ("F", "D", "Shift+F"):
        cards.view.tab_patterns()
        press(qtbot, cards, key)
        assert cards.tabs.currentIndex() == 0  # the first press shows what waits
        assert "press the key again" in cards.statusBar().currentMessage()
    assert statuses(cards) == before
    queue_after(qtbot, cards, lambda: press(qtbot, cards, "F"))
    assert statuses(cards) != before


def test_keys_move_the_event_that_was_pointed_at_in_the_list_and_not_the_card_behind_it(cards, qtbot):
    item = cards.exchange_panel.current
    queue_after(qtbot, cards, lambda: cards.session.apply(AddEvent("r1", "child", "reach", 200_000, 400_000)))
    event = next(e for e in state(cards).events if e.code == "reach")
    cards.view.tab_events()
    cards.events_panel.selected.emit(event.id)
    with edited(qtbot, cards):
        press(qtbot, cards, "R")
    assert next(e for e in state(cards).events if e.id == event.id).offset_us == 440_000
    assert cards.exchange_panel.latency_us() == item.latency_us


def test_that_there_are_too_many_acts_to_pair_is_said_once_and_not_after_every_edit(cards, qtbot, monkeypatch):
    monkeypatch.setattr(exchange_review_control, "MOST_ACTS", 0)
    said = []
    cards.exchange_review.told.connect(said.append)
    for n in range(3):
        with edited(qtbot, cards):
            cards.session.apply(AddEvent("r1", "child", "reach", 400_000 * n, 400_000 * n + 200_000))
        exchanges_of(cards, qtbot)  # asked of the study after the cards are: they have answered
        assert said == [exchange_review_control.TOO_MANY]
        assert cards.exchange_panel.current is None
