"""Agreement of two coders: worked out by hand, assisted coding apart, and undefined with a sentence."""

import json
from dataclasses import replace

import pytest

from coder.report.figures.coded_stretch import (
    coded_stretch,
    counted_stretch,
    in_common,
    marked_stretch,
    stretches_words,
)
from coder.report.figures.coder_agreement import CodedTwice, CoderAgreement, agreement_of
from coder.report.figures.event_origins import event_origins_of
from coder.report.pages.json_record import agreement_json
from coder.vocabulary.coding_condition import CodingMode, Conduct, Why
from coder.vocabulary.events import Origin
from coder.vocabulary.scheme import builtin_scheme
from coder.vocabulary.time import Interval
from tests.coder.report.known import S, event


def coded(first, second, *, recording="r1", end=20.0, origin=Origin.HUMAN) -> CodedTwice:
    return CodedTwice(
        recording=recording,
        span=Interval(0, round(end * S)),
        whole=Interval(0, round(end * S)),
        first=tuple(event(f"a{i}", *row, coder="kim", origin=origin) for i, row in enumerate(first)),
        second=tuple(event(f"b{i}", *row, coder="lee") for i, row in enumerate(second)),
    )


def compared(*pairs: CodedTwice, tolerance=0.0) -> CoderAgreement:
    return agreement_of(pairs, scheme=builtin_scheme(), coders=("kim", "lee"), tolerance_s=tolerance)


KIM = [("child", "look_to_caregiver", 0, 10), ("child", "turn_away", 10, 20)]
LEE = [("child", "look_to_caregiver", 0, 8), ("child", "turn_away", 8, 20)]


def test_kappa_by_hand():
    # 80 units look/look, 20 look/away, 100 away/away: 0.9 seen; by chance .5 × .4 + .5 × .6 = 0.5.
    (one,) = compared(coded(KIM, LEE)).groups
    assert (one.subject, one.result.group, one.result.condition) == ("child", "gaze", "by hand")
    assert one.result.time_unit.estimate == pytest.approx(0.8)
    assert one.result.time_unit.n == 200
    (place,) = one.result.time_unit.disagreements
    assert (place.onset, place.offset, place.first, place.second) == (8, 10, "look_to_caregiver", "turn_away")


def test_the_tolerance_says_what_is_one_act():
    near = compared(coded(KIM, LEE), tolerance=2.0).groups[0].result
    far = compared(coded(KIM, LEE), tolerance=1.0).groups[0].result
    assert (near.alignment.agreed, near.alignment.estimate) == (2, 1)
    assert (far.alignment.agreed, far.alignment.only_first, far.alignment.only_second) == (1, 1, 1)


def test_the_coders_can_change_places():
    one, other = compared(coded(KIM, LEE), tolerance=0.5), compared(coded(LEE, KIM), tolerance=0.5)
    assert one.groups[0].result.time_unit.estimate == other.groups[0].result.time_unit.estimate
    assert one.groups[0].result.alignment.estimate == other.groups[0].result.alignment.estimate


def test_assisted_coding_is_never_pooled_with_coding_by_hand():
    found = compared(coded(KIM, LEE), coded(KIM, LEE, recording="r2", origin=Origin.ACCEPTED))
    assert [(g.result.condition, g.result.recordings) for g in found.groups] == [
        ("assisted", ("r2",)),
        ("by hand", ("r1",)),
    ]


def test_time_that_either_could_not_observe_is_in_no_tally():
    unseen = ("child", "not_observable", 8, 10)
    gaze, observable = compared(coded(KIM, [*LEE, unseen])).groups
    assert gaze.result.time_unit.n == 180
    assert gaze.result.time_unit.estimate == 1
    # Whether it could be observed is compared over all of it.
    assert (observable.result.group, observable.result.time_unit.n) == ("observable", 200)


def test_a_recording_that_one_alone_coded_is_left_out_and_said():
    found = compared(coded(KIM, []), coded(KIM, LEE, recording="r2"))
    assert found.recordings == ("r2",)
    assert found.notes == ("recording r1 is left out: lee coded nothing in it",)


def test_one_coder_only_is_undefined():
    found = compared(coded(KIM, []))
    assert (found.groups, found.reason) == ((), "no recording was coded by both kim and lee")
    json.dumps(agreement_json(found), allow_nan=False)


def test_no_variance_is_undefined_and_says_why():
    all_the_time = [("child", "smile", 0, 20)]
    (one,) = compared(coded(all_the_time, all_the_time)).groups
    assert one.result.time_unit.estimate is None
    assert one.result.time_unit.reason
    json.dumps(agreement_json(compared(coded(all_the_time, all_the_time))), allow_nan=False)


def test_different_names_for_a_caregiver_are_said():
    found = compared(coded([("caregiver", "smile", 1, 2)], [("caregiver:Ada", "smile", 1, 2)]))
    assert "only acts of one subject are compared" in found.notes[0]


def test_a_group_with_two_states_at_once_is_left_out_and_said():
    """Files of other programs bring them; the other groups, and the report, stand."""
    overlapping = [("child", "look_to_caregiver", 0, 10), ("child", "turn_away", 5, 20), ("child", "smile", 2, 3)]
    found = compared(coded(overlapping, [*LEE, ("child", "smile", 2, 3)]))
    assert [one.result.group for one in found.groups] == ["mouth"]
    (note,) = found.notes
    assert note.startswith(
        "child gaze is not compared: first coder: 'look_to_caregiver' and 'turn_away' overlap at 0:05"
    )


def test_recordings_that_are_left_out_for_one_reason_are_named_in_one_note():
    alone = [coded(KIM, [], recording=name) for name in ("r1", "r3")]
    found = compared(*alone, coded(KIM, LEE, recording="r2"))
    assert found.notes == ("recordings r1, r3 are left out: lee coded nothing in them",)


def test_groups_that_one_alone_marked_are_named_in_one_note():
    mouth = [("child", "smile", 1, 2), ("caregiver", "smile", 3, 4)]
    (note,) = compared(coded([*KIM, *mouth], LEE)).notes
    assert note.startswith("caregiver mouth, child mouth: lee marked nothing of these;")


# What both went through


def spans(*seconds: float, lasting: float = 1) -> list[Interval]:
    return [Interval(round(at * S), round((at + lasting) * S)) for at in seconds]


@pytest.mark.parametrize(
    ("marks", "reached", "went"),
    [
        (spans(10, 20, 22), 0, (1, 32)),  # at most 9 s of silence between marks, so 9 s on either side
        (spans(1, 40, 99), 0, (0, 100)),
        (spans(1, 2, 3), 0, (0, 6)),  # three marks at the beginning say nothing of a minute later
        (spans(10, 20), 0, (0, 100)),  # too few to know how long somebody is silent
        ([], 0, (0, 100)),
        (spans(10, 20), 60, (0, 60)),
        (spans(10, 55, 70), 60, (0, 71)),  # as far as rates are counted, not on by a silence: it was said
        ([], 30, (0, 30)),
        (spans(10, 11, 12, lasting=60), 0, (8, 74)),  # states at once: no silence at all
        (spans(-50, 10, 12, 14, 150), 0, (8, 17)),  # what lies outside the recording says nothing of it
    ],
)
def test_a_stretch_is_as_far_as_marks_and_passes_reach(marks, reached, went):
    found = coded_stretch(marks, Interval(0, 100 * S), reached_us=reached * S)
    assert (found.onset_us / S, found.offset_us / S) == went


def test_kappa_is_of_what_both_coded_and_says_so():
    whole = coded(KIM, LEE, end=60)
    part = replace(whole, span=Interval(0, 20 * S))
    assert compared(whole).groups[0].result.time_unit.n == 600
    found = compared(part)
    assert found.groups[0].result.time_unit.n == 200
    assert found.groups[0].result.time_unit.estimate == pytest.approx(0.8)
    assert stretches_words(found.stretches).startswith("Agreement is over r1 from 0:00 to 0:20 of 1:00. ")
    assert agreement_json(found)["stretches"] == [
        {"recording": "r1", "onset_us": 0, "offset_us": 20 * S, "whole": False}
    ]
    assert stretches_words(compared(whole).stretches) == "Agreement is over all of r1."
    outside = replace(part, first=(*part.first, event("late", "child", "smile", 50, 52, coder="kim")))
    assert [one.result.group for one in compared(outside).groups] == ["gaze"], "what lies outside is no disagreement"


def test_where_each_coded_another_part_nothing_is_compared():
    nothing = replace(coded(KIM, LEE, end=60), span=in_common([Interval(0, 20 * S), Interval(40 * S, 60 * S)]))
    found = compared(nothing)
    assert found.groups == ()
    assert found.stretches == ()
    assert "no part of it was coded by all" in found.notes[0]


def test_three_imported_events_do_not_make_all_of_it_imported():
    some = coded(KIM, LEE)
    mixed = replace(some, first=(replace(some.first[0], origin=Origin.IMPORTED), *some.first[1:]))
    found = compared(mixed)
    assert [one.result.condition for one in found.groups] == ["partly imported"]
    assert "in r1 1 of 4 events were imported" in found.notes
    of_files = coded(KIM, [], origin=Origin.IMPORTED)
    every = replace(of_files, second=tuple(replace(one, coder="lee") for one in of_files.first))
    assert [one.result.condition for one in compared(every).groups] == ["imported"]


@pytest.mark.parametrize(
    ("marks", "reached", "went", "told"),
    [
        (spans(*range(2, 81, 6)), 0, (0, 100), True),  # nothing after 1:20 may be a child who sleeps: it is said
        (spans(*range(2, 93, 6)), 0, (0, 100), False),  # nearer to the end than twice the longest silence
        (spans(10, 20, 95), 0, (0, 100), False),
        (spans(10, 20, 30), 100, (0, 100), True),  # a pass that is done says that all was gone through
        (spans(10, 20, 30), 60, (0, 60), True),
        (spans(10, 20, 70), 60, (0, 70.5), False),  # and what was marked beyond it was, too
        ([], 0, (0, 100), False),
    ],
)
def test_rates_are_of_the_part_that_was_said_to_be_gone_through(marks, reached, went, told):
    span = Interval(0, 100 * S)
    found = counted_stretch(marks, span, reached_us=reached * S)
    assert (found.onset_us / S, found.offset_us / S) == pytest.approx(went, abs=0.5)
    assert (marked_stretch(marks, span) is not None) is told


def test_for_each_coder_it_is_said_what_they_saw_of_the_other():
    def conduct(coder: str, mode: CodingMode) -> Conduct:
        return Conduct("r1", coder, mode, Why.CHOSEN, "2026-03-01T20:00:00+00:00")

    first = conduct("kim", CodingMode.ASSISTED)
    told = replace(coded(KIM, LEE), conducts=(first, conduct("lee", CodingMode.OPENED)))
    assert compared(told).notes[-2:] == (
        "kim could see what others had coded in r1",
        "lee coded r1 blind first, and could see the other's once it was opened",
    )
    half = replace(told, conducts=(None, conduct("lee", CodingMode.BLIND)))
    assert compared(half).notes[-2:] == (
        "whether kim saw the other's in r1 is not known",
        "lee coded r1 blind, and saw nothing of the other's",
    )
    assert not any("saw" in note for note in compared(coded(KIM, LEE)).notes)


def test_opened_where_nothing_was_proposed_had_no_proposals_in_view():
    opened = Conduct("r1", "kim", CodingMode.OPENED, Why.CHOSEN, "2026-03-01T20:00:00+00:00")
    found = event_origins_of("r1", [], [], conduct=opened, weights={}, analysis="")
    assert found.coded == "blind first, then opened; nothing was proposed"
