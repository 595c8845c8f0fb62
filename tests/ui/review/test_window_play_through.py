"""Many of a kind at once: what was played is decided on by one key, and one undo takes it back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from coder.proposals.played_stretch import (
    MOST_APART_US,
    PlayedItem,
    edges_of,
    looked_at_again,
    spans_of,
    stretch_from,
)
from coder.study.project import Project
from coder.vocabulary.events import Origin, Status
from coder.vocabulary.time import Interval
from tests.studies import REPORT, two_people_smiling
from tests.ui.window_kit import edited, press, state
from ui.review.play_through import PlayedKind, PlayedWhole
from ui.review.played_kinds import all_acts
from ui.review.played_pace import PlayedPace
from ui.review.queue_control import Queue
from ui.timeline.timeline_model import ItemKind

S = 1_000_000
SMILES = ((0.2, 0.9), (1.6, 2.3), (3.0, 3.7))


@pytest.fixture(scope="module")
def made_study(tmp_path_factory, small_clip):
    """The child smiles three times on a clip of four seconds."""
    folder = tmp_path_factory.mktemp("made") / "study"
    people, tracks = two_people_smiling()
    pts = tracks[0].pts_us / 1e6
    often = np.zeros(len(pts), np.float32)
    for begin, end in SMILES:
        often[(pts >= begin) & (pts < end)] = 1
    tracks = tuple(
        replace(one, value=often if one.person == "B" else one.value * 0) if one.name == "smile" else one
        for one in tracks
    )
    with Project.create(folder) as project:
        project.add_recording(small_clip)
        project.store_analysis("r1", REPORT, people, tracks)
    return folder


def smiles(window):
    return [p for p in state(window).proposals if (p.draft.subject, p.draft.code) == ("child", "smile")]


@pytest.fixture
def playing(window, qtbot):
    """The window with the first smile in hand, and all of its kind played through."""
    assert len(smiles(window)) == 3
    window.review_panel.choose(smiles(window)[0].id)
    window.engine.set_speed(4.0)
    press(qtbot, window, "Shift+A")
    assert window.review.through.active
    assert window.queue.line.isVisible()
    begun = window.exchange_review.marks.begun(window.review.through.kind.items[0].interval.onset_us)
    assert [one.words for one in begun] == ["The child smiles"]
    return window


def played(qtbot, window, count: int) -> None:
    qtbot.waitUntil(lambda: len(window.review.through.played) >= count, timeout=10_000)


def test_one_key_takes_those_that_were_played_and_one_undo_gives_them_back(playing, qtbot):
    played(qtbot, playing, 3)
    with edited(qtbot, playing):
        press(qtbot, playing, "F")
    assert {p.status for p in smiles(playing)} == {Status.ACCEPTED}
    assert not playing.queue.line.isVisible()
    with edited(qtbot, playing):
        press(qtbot, playing, "Ctrl+Z")
    assert {p.status for p in smiles(playing)} == {Status.OPEN}


def test_the_time_is_kept_and_shared(playing, qtbot):
    played(qtbot, playing, 3)
    with edited(qtbot, playing):
        press(qtbot, playing, "F")
    found = []
    playing.session.call(lambda project: project.decisions("r1"), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=5_000)
    times = [one.took_ms for one in found[0]]
    assert len(times) == 3
    assert min(times) > 0
    assert max(times) - min(times) <= 2


def test_what_was_not_played_waits_on(playing, qtbot):
    played(qtbot, playing, 1)
    playing.engine.pause()
    seen = playing.review.through.played
    with edited(qtbot, playing):
        press(qtbot, playing, "F")
    assert {p.id for p in smiles(playing) if p.status is Status.ACCEPTED} == set(seen)


def test_a_leap_is_not_a_look(playing, qtbot):
    playing.engine.pause()
    before = playing.review.through.played
    with qtbot.waitSignal(playing.engine.frame_shown, timeout=5_000):
        playing.engine.seek_time(3_900_000)
    assert playing.review.through.played == before


def test_a_rule_s_stretch_is_rejected_in_one_go(playing, qtbot):
    played(qtbot, playing, 3)
    with edited(qtbot, playing):
        press(qtbot, playing, "D")
    assert {p.status for p in smiles(playing)} == {Status.REJECTED}


def test_one_is_left_out_and_goes_on_waiting(playing, qtbot):
    played(qtbot, playing, 3)
    press(qtbot, playing, "S")
    assert "1 left out" in playing.queue.line.text.text()
    with edited(qtbot, playing):
        press(qtbot, playing, "F")
    assert [p.status for p in smiles(playing)] == [Status.ACCEPTED, Status.ACCEPTED, Status.OPEN]


def test_esc_ends_it_and_decides_nothing(playing, qtbot):
    played(qtbot, playing, 1)
    qtbot.keyClick(playing, Qt.Key.Key_Escape)
    assert not playing.review.through.active
    assert playing.exchange_review.marks.begun(smiles(playing)[0].draft.onset_us) == []
    assert {p.status for p in smiles(playing)} == {Status.OPEN}
    assert playing.review_panel.current is not None


def test_a_selected_part_of_the_clip_says_which(window, qtbot):
    window.review_panel.choose(smiles(window)[0].id)
    window.timeline.range_selected.emit(1_500_000, 4_000_000)
    press(qtbot, window, "Shift+A")
    assert [one.id for one in window.review.through.kind.items] == [p.id for p in smiles(window)[1:]]
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    window.timeline.range_selected.emit(1_000_000, 1_200_000)
    told: list[str] = []
    window.review.told.connect(told.append)
    press(qtbot, window, "Shift+A")
    assert not window.review.through.active
    assert "selected part" in told[0]


def test_hiding_proposals_or_locking_the_study_ends_it(playing, qtbot):
    press(qtbot, playing, "P")
    assert not playing.review.through.active
    assert not playing.queue.line.isVisible()
    press(qtbot, playing, "P")
    press(qtbot, playing, "Shift+A")
    assert playing.review.through.active
    playing.locking.lock_now()
    qtbot.waitUntil(lambda: not playing.review.through.active, timeout=5_000)


def test_cards_of_a_kind_are_confirmed_together(window, qtbot):
    window.queue.choose(Queue.EXCHANGE)
    qtbot.waitUntil(lambda: window.exchange_panel.current is not None and window.queue.by_exchange, timeout=5_000)
    alike = {c.id for c in window.exchange_panel.queue.items if c.offered_outcome is None}
    assert len(alike) >= 2
    window.exchange_panel.choose(min(alike))
    window.engine.set_speed(4.0)
    press(qtbot, window, "Shift+A")
    items = window.review.through.kind.items
    played(qtbot, window, len(items))
    with edited(qtbot, window):
        press(qtbot, window, "F")
    qtbot.waitUntil(
        lambda: (
            {c.id for c in window.exchange_panel.queue.items if c.status is Status.ACCEPTED} >= {i.id for i in items}
        ),
        timeout=5_000,
    )


def test_all_of_a_person_are_played_and_taken_together(window, qtbot):
    window.review_panel.choose(smiles(window)[0].id)
    window.engine.set_speed(4.0)
    press(qtbot, window, "Alt+Shift+A")
    items = window.review.through.kind.items
    mine = [p.id for p in state(window).proposals if p.draft.subject == "child" and p.status is Status.OPEN]
    assert [one.id for one in items] == mine
    played(qtbot, window, len(items))
    with edited(qtbot, window):
        press(qtbot, window, "F")
    assert not [p for p in state(window).proposals if p.draft.subject == "child" and p.status is Status.OPEN]


def test_all_that_the_two_do_leaves_what_became_of_a_bid_to_its_own_card(window, qtbot):
    window.queue.choose(Queue.EXCHANGE)
    qtbot.waitUntil(lambda: window.exchange_panel.current is not None and window.queue.by_exchange, timeout=5_000)
    cards = window.exchange_panel.queue.items
    said = {c.id for c in cards if c.offered_outcome == "available nearby"}
    window.exchange_panel.choose(next(c.id for c in cards if c.id not in said))
    press(qtbot, window, "Alt+Shift+A")
    through = {one.id for one in window.review.through.kind.items}
    assert through == {c.id for c in cards} - said
    qtbot.keyClick(window, Qt.Key.Key_Escape)


def waiting(window):
    return [p for p in state(window).proposals if p.status is Status.OPEN]


@pytest.fixture
def whole(window, qtbot):
    """The whole clip is played, with everything that waits."""
    window.engine.set_speed(4.0)
    press(qtbot, window, "Ctrl+Alt+A")
    assert window.review.through.whole
    assert [one.id for one in window.review.through.kind.items] == [p.id for p in waiting(window)]
    return window


def test_the_whole_clip_is_played_once_and_all_that_waits_is_taken(whole, qtbot):
    played(qtbot, whole, len(waiting(whole)))
    qtbot.waitUntil(lambda: not whole.engine.playing, timeout=10_000)
    whole.engine.set_speed(0.5)
    with edited(qtbot, whole):
        press(qtbot, whole, "F")
    assert not waiting(whole)
    # Then once more: somebody may see what nobody proposed, and the letters code it.
    qtbot.waitUntil(lambda: whole.review.through.again, timeout=5_000)
    assert whole.coding.coding
    assert whole.engine.playing
    qtbot.waitUntil(lambda: whole.engine.pts_us < 2 * S, timeout=5_000)
    with edited(qtbot, whole):
        whole.coding.code_key("R")
    assert whole.review.through.again
    qtbot.waitUntil(lambda: not whole.review.through.active, timeout=15_000)
    assert not whole.coding.coding
    assert whole.engine.speed == 0.5


def test_one_that_is_not_so_is_said_while_the_clip_plays_on_and_rejected_with_the_rest(whole, qtbot):
    whole.engine.set_speed(0.5)
    played(qtbot, whole, 1)
    whole.engine.pause()
    begun = [one.id for one in whole.review.through.kind.items if one.interval.onset_us <= whole.engine.pts_us]
    press(qtbot, whole, "D")
    assert "1 not so" in whole.queue.line.text.text()
    assert whole.review.through.active
    drawn = lambda: whole.timeline.model.item(begun[-1]).kind  # noqa: E731
    assert drawn() is ItemKind.REFUSED  # at once, and not only when it is kept
    assert whole.timeline.model.item(begun[-1]).label.startswith("✗ ")
    press(qtbot, whole, "Ctrl+Z")  # takes back what was said last, and no edit before it
    assert (drawn(), whole.review.through.not_so) == (ItemKind.PROPOSAL, frozenset())
    press(qtbot, whole, "D")
    press(qtbot, whole, "S")  # a second thought: it is left for later instead
    assert "1 left out" in whole.queue.line.text.text()
    assert "not so" not in whole.queue.line.text.text()
    press(qtbot, whole, "D")
    whole.engine.set_speed(4.0)
    whole.engine.play()
    ids = {p.id for p in waiting(whole)}
    played(qtbot, whole, len(ids) - 1)
    with edited(qtbot, whole):
        press(qtbot, whole, "F")
    found = {p.id: p.status for p in state(whole).proposals if p.id in ids}
    assert {one for one, status in found.items() if status is Status.REJECTED} == {begun[-1]}
    assert set(found.values()) == {Status.ACCEPTED, Status.REJECTED}
    with edited(qtbot, whole):
        press(qtbot, whole, "Ctrl+Z")
    assert {p.id for p in waiting(whole)} == ids


def test_an_edge_is_set_by_one_key_while_the_clip_plays_and_kept_with_the_rest(whole, qtbot):
    whole.engine.pause()
    acts = sorted(waiting(whole), key=lambda p: p.draft.onset_us)
    last = acts[-1]
    whole.engine.seek_time(last.draft.onset_us + 200_000)
    qtbot.waitUntil(lambda: whole.engine.pts_us >= last.draft.onset_us + 160_000, timeout=5_000)
    here = whole.engine.pts_us
    press(qtbot, whole, "Shift+Q")
    (moved,) = whole.review.through.times
    assert whole.timeline.model.item(moved).onset_us == here, "it is seen at once"
    press(qtbot, whole, "Ctrl+Z")
    assert not whole.review.through.times
    assert whole.timeline.model.item(moved).onset_us != here
    press(qtbot, whole, "Shift+Q")
    whole.engine.seek_frame(0)
    whole.engine.play()
    played(qtbot, whole, len(acts))
    with edited(qtbot, whole):
        press(qtbot, whole, "F")
    event = next(e for e in state(whole).events if e.proposal == moved)
    assert (event.onset_us, event.origin) == (here, Origin.ADJUSTED)


def test_a_picture_that_fell_behind_leaves_out_only_what_it_leapt_over(whole, monkeypatch):
    whole.engine.pause()
    whole.engine.set_speed(1.0)
    through, acts = whole.review.through, waiting(whole)
    monkeypatch.setattr(type(whole.engine), "playing", property(lambda _: True))
    through._leapt(0)
    for us in (0, 40_000, *range(1_200_000, 4_000_000, 40_000)):
        through._frame(us)
    assert set(through.played) == {p.id for p in acts if p.draft.onset_us >= 1_200_000}


def test_the_second_look_is_twice_as_fast_throughout_and_esc_ends_it(whole, qtbot):
    speeds: set[float] = set()
    played(qtbot, whole, len(waiting(whole)))
    qtbot.waitUntil(lambda: not whole.engine.playing, timeout=10_000)
    whole.engine.set_speed(0.5)
    with edited(qtbot, whole):
        press(qtbot, whole, "F")
    qtbot.waitUntil(lambda: whole.review.through.again, timeout=5_000)
    whole.engine.frame_shown.connect(lambda _n, _us, _i: speeds.add(whole.engine.speed))
    qtbot.waitUntil(lambda: bool(speeds), timeout=5_000)
    qtbot.keyClick(whole, Qt.Key.Key_Escape)
    assert not whole.review.through.active
    assert speeds == {1.0}  # something begins or ends all through this clip
    assert whole.engine.speed == 0.5
    assert not whole.coding.coding


def test_the_second_look_leaps_over_what_was_seen_with_nothing_to_judge_in_it(window, qtbot, monkeypatch):
    window.engine.set_speed(0.5)
    first = smiles(window)[0]
    kind = all_acts([first], window.session.study.scheme, None, window.engine.end_us)
    through = window.review.through
    through.begin(replace(kind, items=(replace(kind.items[0], interval=Interval(200_000, 300_000)),)))
    with monkeypatch.context() as at_once:
        at_once.setattr(type(window.engine), "playing", property(lambda _: True))
        through._leapt(0)
        for us in (*range(0, 4 * S, 40_000), window.engine.end_us):
            through._frame(us)
    with edited(qtbot, window):
        through.accept()
    assert through.again
    assert through._spans == [Interval(0, 720_000)], "from the first frame after which nothing begins or ends"
    through._leapt(3 * S)  # a hand may look at what is leapt over, and the second look ends as ever
    qtbot.waitUntil(lambda: not through.active, timeout=15_000)


def test_what_the_first_look_did_not_see_is_played_in_the_second_whatever_begins_there():
    whole = Interval(0, 20 * S)
    assert looked_at_again(whole, []) == [whole]
    seen = [Interval(9 * S, 13 * S), Interval(1 * S, 2 * S)]  # the second is too short to be leapt over
    assert looked_at_again(whole, seen) == [Interval(0, 9 * S), Interval(13 * S, 20 * S)]
    assert looked_at_again(whole, [whole]) == []


def test_playing_all_of_it_is_offered_beside_the_queues_while_there_is_something_to_play(window, qtbot):
    offer = window.queue.head.all
    qtbot.waitUntil(offer.isVisible, timeout=5_000)
    window.engine.set_speed(4.0)
    qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)
    assert window.review.through.whole
    assert not offer.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(offer.isVisible, timeout=5_000)
    press(qtbot, window, "P")
    qtbot.waitUntil(lambda: not offer.isVisible(), timeout=5_000)


def test_a_key_takes_what_was_played_while_it_plays_on(whole, qtbot):
    whole.engine.set_speed(0.5)
    played(qtbot, whole, 1)
    before = whole.engine.pts_us
    with edited(qtbot, whole):
        press(qtbot, whole, "Ctrl+Alt+A")
    assert whole.review.through.whole
    assert whole.engine.playing
    left = waiting(whole)
    assert left
    assert whole.engine.pts_us >= before
    whole.engine.set_speed(4.0)
    played(qtbot, whole, len(left))
    assert {one.id for one in whole.review.through.kind.items} == {p.id for p in left}
    with edited(qtbot, whole):
        press(qtbot, whole, "F")
    assert not waiting(whole)
    for _ in range(2):
        with edited(qtbot, whole):
            press(qtbot, whole, "Ctrl+Z")
    assert waiting(whole)
    assert not state(whole).events


def test_where_nothing_begins_or_ends_it_is_played_twice_as_fast_and_the_chosen_speed_comes_back(window, qtbot):
    assert window.actions_set.qt["faster_between"].isChecked()
    item = PlayedItem("p1", Interval(1_000_000, 3_000_000), "p1")
    no = lambda *_: None  # noqa: E731
    kind = PlayedKind(
        "all", (item,), lambda ids, ms: None, lambda ids, ms: None, whole=PlayedWhole(Interval(0, 4_000_000), no)
    )
    edges = edges_of([item], window.engine.end_us)
    assert edges == [Interval(500_000, 1_400_000), Interval(2_500_000, 3_400_000)]
    end_us = window.engine.end_us
    begun, lasting = replace(item, interval=Interval(0, 2 * S)), replace(item, interval=Interval(0, end_us))
    assert edges_of([begun], end_us) == [Interval(1_500_000, 2_400_000)], "it is not seen to begin with the clip"
    assert edges_of([lasting], end_us) == [Interval(0, 400_000), Interval(end_us - 500_000, end_us)]
    speeds: dict[bool, set[float]] = {True: set(), False: set()}
    window.engine.set_speed(1.5)

    def is_near(us: int) -> bool:
        return any(edge.contains(us) for edge in edges)

    window.engine.frame_shown.connect(lambda _n, us, _i: speeds[is_near(us)].add(window.engine.speed))
    window.review.through.begin(kind)
    played(qtbot, window, 1)
    assert (speeds[False], speeds[True]) == ({3.0}, {1.5})
    window.review.through.end()
    assert window.engine.speed == 1.5


def test_a_second_look_doubles_both_speeds_and_one_that_is_chosen_meanwhile_counts_from_then_on(window):
    engine, edges = window.engine, [Interval(0, S)]
    pace = PlayedPace(engine)
    engine.set_speed(1.5)
    for at_us, again, speed in ((0, False, 1.5), (2 * S, False, 3.0), (0, True, 3.0), (2 * S, True, 6.0)):
        pace.keep(at_us, edges, again=again)
        assert engine.speed == speed
    engine.set_speed(1.0)
    pace.keep(2 * S, edges, again=True)
    assert engine.speed == 4.0
    pace.rest()
    assert engine.speed == 1.0


def test_what_nobody_proposed_is_coded_while_the_clip_plays_on(whole, qtbot):
    whole.engine.set_speed(0.5)
    press(qtbot, whole, "Ctrl+D")
    assert whole.coding.coding
    assert whole.review.through.whole
    with edited(qtbot, whole):
        whole.coding.code_key("R")
    assert whole.review.through.whole
    assert whole.engine.playing
    press(qtbot, whole, "Ctrl+D")
    assert whole.review.through.whole
    assert whole.engine.playing


def test_what_was_leapt_over_in_the_whole_clip_waits_on(window, qtbot):
    window.engine.set_speed(0.25)
    press(qtbot, window, "Ctrl+Alt+A")
    whole, first = window, window.review.through.kind.items[0]
    whole.engine.pause()
    assert whole.engine.pts_us < first.interval.offset_us
    whole.engine.seek_time(1_400_000)
    whole.engine.set_speed(4.0)
    whole.engine.play()
    late = [one.id for one in whole.review.through.kind.items if one.interval.onset_us > 1_500_000]
    played(qtbot, whole, len(late))
    assert first.id not in whole.review.through.played
    with edited(qtbot, whole):
        press(qtbot, whole, "F")
    assert first.id in {p.id for p in waiting(whole)}


def test_hidden_proposals_are_not_played_with_the_whole_clip(window, qtbot):
    press(qtbot, window, "P")
    press(qtbot, window, "Ctrl+Alt+A")
    assert not window.review.through.active


def item(name: str, onset: float, offset: float) -> PlayedItem:
    return PlayedItem(name, Interval(round(onset * S), round(offset * S)), name)


def test_a_stretch_ends_where_the_kind_is_not_seen_for_long():
    near, far = item("a", 1, 2), item("c", 4 + MOST_APART_US / S, 99)
    assert [one.id for one in stretch_from([far, item("b", 3, 3.9), near], "a", None)] == ["a", "b"]
    assert [one.id for one in stretch_from([far, near], "a", Interval(0, 100 * S))] == ["a", "c"]


def test_what_lies_far_between_is_skipped():
    spans = spans_of([item("a", 1, 2), item("b", 2.5, 3), item("c", 20, 21)], 30 * S)
    assert [(span.onset_us, span.offset_us) for span in spans] == [(300_000, 3_400_000), (19_300_000, 21_400_000)]
