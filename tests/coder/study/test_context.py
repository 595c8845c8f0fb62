"""What stands beside the codes: three states of a card kept apart, undo, erasure, windows of the day, no other data."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.study.edits.caregiver_context import (
    BringSeries,
    DescribeMeeting,
    FillCard,
    RatherNot,
    RemoveCard,
    RemoveSeries,
)
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.context import Beside, CardState, Point
from coder.vocabulary.errors import StudyError
from coder.vocabulary.time import Interval
from coder.vocabulary.wall_clock import DayWindow, began_of, placed, window_of
from tests.coder.media.clipmaker import make_clip

S = 1_000_000
NIGHTS = (Point("2026-03-01", 5.5), Point("2026-02-28", 6.0))


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_clip(tmp_path_factory.mktemp("context") / "visit.mp4", frames=25, fps=25)


@pytest.fixture
def study(tmp_path, clip):
    with Project.create(tmp_path / "study") as project:
        for _ in range(2):
            project.add_recording(clip)
        yield project


def test_not_collected_rather_not_and_filled_are_three_things(study):
    assert study.beside("r1").state is CardState.NOT_COLLECTED
    study.apply(RatherNot("r1", "caregiver"), coder="kim")
    assert study.beside("r1").state is CardState.RATHER_NOT
    study.apply(FillCard("r1", "caregiver", restores="an hour alone"), coder="kim")
    found = study.beside("r1")
    assert found.state is CardState.FILLED
    assert (found.cards[0].rest, found.cards[0].restores) == ("", "an hour alone")
    study.apply(RemoveCard("r1", "caregiver"), coder="kim")
    assert study.beside("r1") == Beside()
    assert study.beside("r2") == Beside()
    for wanted in (CardState.FILLED, CardState.RATHER_NOT, CardState.NOT_COLLECTED):
        study.undo()
        assert study.beside("r1").state is wanted
    study.redo()
    assert study.beside("r1").state is CardState.RATHER_NOT


def test_each_caregiver_has_a_card_of_their_own_and_an_empty_one_is_refused(study):
    study.apply(FillCard("r1", "caregiver:Kim", rest="slept well"), coder="kim")
    study.apply(RatherNot("r1", "caregiver:Ada"), coder="kim")
    assert [card.caregiver for card in study.beside("r1").cards] == ["caregiver:Ada", "caregiver:Kim"]
    for edit, said in (
        (FillCard("r1", "caregiver", rest="  \n"), "The card is empty"),
        (FillCard("r1", "child", rest="x"), "'child' is no caregiver"),
        (FillCard("r1", "caregiver:", rest="x"), "no caregiver"),
        (FillCard("r9", "caregiver", rest="x"), "no recording 'r9'"),
        (FillCard("r1", "caregiver", rest="x" * 5000), "5000 characters"),
    ):
        with pytest.raises(StudyError, match=said):
            study.apply(edit, coder="kim")


def test_a_series_is_kept_in_order_replaced_under_its_name_and_undone(study):
    study.apply(BringSeries("r1", "caregiver", "sleep", "h", NIGHTS), coder="kim")
    (one,) = study.beside("r1").series
    assert [point.at for point in one.points] == ["2026-02-28", "2026-03-01"]
    study.apply(BringSeries("r1", "caregiver", "sleep", "h", NIGHTS[:1]), coder="kim")
    (again,) = study.beside("r1").series
    assert (again.id, len(again.points)) == (one.id, 1)
    study.apply(BringSeries("r1", "caregiver", "RMSSD", "ms", NIGHTS), coder="kim")
    study.apply(RemoveSeries(one.id), coder="kim")
    assert [kept.name for kept in study.beside("r1").series] == ["RMSSD"]
    study.undo()
    assert len(study.beside("r1").series) == 2


def test_a_meeting_keeps_what_was_not_spoken_of_and_takes_answers_back(study):
    study.apply(DescribeMeeting("r1", family="Birch", setting="home"), coder="kim")
    study.apply(DescribeMeeting("r1", began_at="2026-03-01 18:20", windows=[window_of("bed 18:30-19:30")]), coder="kim")
    meeting = study.beside("r1").meeting
    assert (meeting.family, meeting.setting, meeting.began_at) == ("Birch", "home", "2026-03-01T18:20:00")
    assert meeting.windows == (DayWindow(1110, 1170, "bed"),)
    before = study.undo_label
    study.apply(DescribeMeeting("r1", family="Birch"), coder="kim")  # the same again is no edit
    assert study.undo_label == before
    study.apply(DescribeMeeting("r1", family="", setting="", began_at="", windows=[]), coder="kim")
    assert study.beside("r1").meeting is None


def test_what_the_window_holds_follows_each_edit_without_reading_anew(study):
    state = study.state("r1")
    for edit in (
        FillCard("r1", "caregiver", rest="tired"),
        RatherNot("r1", "caregiver:Kim"),
        BringSeries("r1", "caregiver", "sleep", "h", NIGHTS),
        DescribeMeeting("r1", family="Birch"),
        DescribeMeeting("r1", family=""),
        RemoveCard("r1", "caregiver"),
    ):
        state = study.state_after(state, study.apply(edit, coder="kim"))
        assert state.beside == study.beside("r1")
        assert state == replace(study.state("r1"), index=state.index)
    while (changes := study.undo()) is not None:
        state = study.state_after(state, changes)
        assert state.beside == study.beside("r1")


def test_erasing_a_recording_takes_cards_and_series_and_their_history_with_it(study):
    study.apply(FillCard("r1", "caregiver", rest="CANARY-rest"), coder="kim")
    study.apply(BringSeries("r1", "caregiver", "sleep", "h", NIGHTS), coder="kim")
    study.apply(DescribeMeeting("r1", family="CANARY-family"), coder="kim")
    study.apply(AddEvent("r2", "child", "smile", 0, S), coder="kim")
    study.guard.erase("r1", at_once=True)
    for table in ("cards", "series", "meetings"):
        assert study._db.where(table) == []
    assert "CANARY" not in json.dumps([list(map(str, row)) for row in study._db.execute("SELECT * FROM journal")])


def test_windows_are_read_as_people_write_them():
    assert window_of("bedtime 18:30-19:30") == DayWindow(1110, 1170, "bedtime")
    assert window_of("7.15 – 7.45") == DayWindow(435, 465)
    assert window_of("night feed, 22:00 to 06:00").words == "night feed 22:00–06:00"
    for odd in ("bedtime", "25:00-26:00", "12:00-12:00", "12:60-13:00", ""):
        with pytest.raises(StudyError):
            window_of(odd)


@pytest.mark.parametrize("odd", ["", "tomorrow", "2026-03-01", "2026-13-01T10:00", "2026-03-01T18:20+01:00", "1020"])
def test_an_odd_time_of_beginning_is_refused_in_a_sentence(odd):
    with pytest.raises(StudyError, match=r"2026-03-01T18:20|wall clock"):
        began_of(odd)


def test_windows_are_placed_by_the_wall_clock_also_across_midnight():
    bed = [DayWindow(1110, 1170)]
    assert placed(bed, "2026-03-01T18:20:00", 30 * 60 * S) == (Interval(10 * 60 * S, 30 * 60 * S),)
    assert placed(bed, "2026-03-01T18:40:00", 60 * S) == (Interval(0, 60 * S),)
    assert placed(bed, "2026-03-01T20:00:00", 60 * S) == ()
    assert placed(bed, "", 60 * S) == ()
    night = [DayWindow(22 * 60, 6 * 60)]
    assert placed(night, "2026-03-01T01:00:00", 60 * S) == (Interval(0, 60 * S),)
    assert placed(night, "2026-03-01T21:59:30", 60 * S) == (Interval(30 * S, 60 * S),)


@given(st.integers(0, 1439), st.integers(1, 1439), st.integers(0, 2879), st.integers(1, 48 * 60))
def test_a_moment_is_in_a_placed_window_just_when_its_time_of_day_is(begins, length, start, minutes):
    window = DayWindow(begins, (begins + length) % 1440)
    began = f"2026-03-{1 + start // 1440:02d}T{start % 1440 // 60:02d}:{start % 60:02d}:00"
    found = placed([window], began, minutes * 60 * S)
    for minute in {0, minutes // 3, minutes // 2, minutes - 1}:
        inside = any(one.contains(minute * 60 * S) for one in found)
        assert inside == ((start + minute - begins) % 1440 < length)
