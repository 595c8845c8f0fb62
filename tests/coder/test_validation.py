"""Proposals against blind coding: counts, onset errors, F1 and kappa that were worked out by hand, and intervals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from coder.proposals import PROPOSED_CODES
from coder.proposals.voices import CODES
from coder.report.figures.proposal_validation import CodedBlind, methods_sentence, validate
from coder.report.figures.validity_strata import fixed_parts, part_words
from coder.vocabulary.events import Draft, Event, Origin
from coder.vocabulary.people import Person
from coder.vocabulary.scheme import Role, builtin_scheme
from coder.vocabulary.signals import SignalTrack
from coder.vocabulary.time import Interval

S = 1_000_000


def event(onset: float, offset: float, code: str = "smile", subject: str = "child", coder: str = "kim") -> Event:
    return Event(
        id=f"e{onset}",
        recording="r1",
        subject=subject,
        code=code,
        onset_us=round(onset * S),
        offset_us=round(offset * S),
        coder=coder,
        origin=Origin.HUMAN,
        proposal=None,
        timing_bound_us=0,
    )


def draft(onset: float, offset: float, code: str = "smile", subject: str = "child") -> Draft:
    return Draft(
        subject=subject,
        code=code,
        onset_us=round(onset * S),
        offset_us=round(offset * S),
        timing_bound_us=0,
        evidence="",
        models=("m@1",),
        confidence=0.5,
        rule="smile@2",
    )


def coded(drafts: list[Draft], *, family: str = "", recording: str = "r1", **more: Any) -> CodedBlind:
    said = more.pop("said")
    return CodedBlind(recording=recording, family=family, span=Interval(0, 20 * S), said=said, drafts=drafts, **more)


def test_counts_errors_and_kappa_by_hand():
    one = coded(
        [draft(2.1, 4), draft(9, 10), draft(15, 16)],
        said={"kim": [event(2, 4), event(9.6, 11), event(18, 19)]},
    )
    (found,) = validate([one])
    assert (found.role, found.code, found.rules) == (Role.CHILD, "smile", ("smile@2",))
    counts = found.models.counts
    assert (counts.found, counts.missed, counts.false) == (2, 1, 1)
    assert found.models.f1.value == pytest.approx(4 / 6)
    assert found.onset_errors_us == (-600_000, 100_000)
    assert found.median_error_us.value == -250_000
    assert found.near_share.value == 0.5
    # Of 200 units both say smile in 23, only the human in 21, only the models in 16.
    both, human, models = 23, 21, 16
    agreed = (both + 200 - both - human - models) / 200
    chance = ((both + human) * (both + models) + (200 - both - human) * (200 - both - models)) / 200**2
    assert found.models.kappa.value == pytest.approx((agreed - chance) / (1 - chance))
    assert found.models.kappa.low is None
    assert "one family" in found.models.kappa.why
    assert found.humans is None


def test_a_tolerance_decides_what_meets():
    one = coded([draft(2.4, 4)], said={"kim": [event(2, 4)]})
    assert validate([one], tolerance_us=300_000)[0].models.counts.found == 0
    assert validate([one], tolerance_us=500_000)[0].models.counts.found == 1


def test_what_a_human_could_not_observe_counts_for_nobody():
    one = coded([draft(5, 6)], said={"kim": [event(4, 8, "not_observable")]})
    hidden, found = validate([one])
    assert (hidden.code, hidden.models.counts.missed) == ("not_observable", 1)
    assert (found.models.counts.found, found.models.counts.missed, found.models.counts.false) == (0, 0, 0)
    assert found.models.f1.value is None
    assert found.models.kappa.value is None


def test_time_that_models_wrongly_call_not_observable_is_told():
    """It would leave every denominator once confirmed; a human who watched on did not code it."""
    proposed = [draft(4, 10, "not_observable"), draft(14, 16, "not_observable")]
    (hidden,) = validate([coded(proposed, said={"kim": [event(14.2, 16, "not_observable")]})])
    counts = hidden.models.counts
    assert (counts.found, counts.missed, counts.false) == (1, 0, 1)
    both, human, models = 18, 18, 80
    agreed = (200 - models + both) / 200
    chance = (human * models + (200 - human) * (200 - models)) / 200**2
    assert hidden.models.kappa.value == pytest.approx((agreed - chance) / (1 - chance))


def test_two_humans_stand_beside_the_models():
    said = {"kim": [event(2, 4)], "lee": [event(2.2, 4, coder="lee"), event(10, 11, coder="lee")]}
    (found,) = validate([coded([draft(2, 4)], said=said)])
    assert found.models.recordings == 2
    assert found.humans is not None
    assert (found.humans.counts.found, found.humans.counts.missed, found.humans.counts.false) == (1, 0, 1)


def test_intervals_are_of_families_not_of_recordings():
    good, none = [draft(2, 4)], [draft(12, 14)]
    said = {"kim": [event(2, 4)]}
    same = [coded(good, family="a", recording=f"r{i}", said=said) for i in range(4)]
    (found,) = validate(same)
    assert found.models.f1.low is None
    (found,) = validate([*same, coded(none, family="b", recording="r9", said=said)])
    assert found.models.f1.low == 0
    assert found.models.f1.high == 1
    assert validate([*same])[0] == validate([*same])[0]


def test_an_interval_does_not_hang_on_what_a_family_is_called():
    """The first of three families by name was drawn alone too seldom to reach the end of an interval."""
    said = {"kim": [event(2, 4)]}
    found = {
        validate(
            [
                coded([draft(2 if family != odd else 12, 4 if family != odd else 14)], family=family, said=said)
                for family in "abc"
            ]
        )[0].models.f1
        for odd in "abc"
    }
    assert [(one.low, one.high) for one in found] == [(0, 1)]


def test_levels_come_from_what_was_measured_at_the_onset():
    pts = np.arange(0, 200, dtype=np.int64) * 100_000
    ones = np.ones(200, np.float32)
    tracks = [
        SignalTrack(
            "head_yaw",
            "deg",
            "A",
            pts_us=pts,
            value=np.where(pts < 9 * S, -10, 50).astype(np.float32),
            validity=ones,
            model="m@1",
        ),
        SignalTrack(
            "smile_read", "bool", "A", pts_us=pts, value=(pts < 9 * S).astype(np.float32), validity=ones, model="m@1"
        ),
    ]
    person = Person("A", "child", None, (0, 0, 1, 1), ())
    one = coded([draft(2, 4)], family="a", said={"kim": [event(2, 4), event(12, 13)]}, people=[person], tracks=tracks)
    (found,) = validate([one])
    assert found.by["face direction", "to the camera"].counts.found == 1
    assert found.by["face direction", "40–60°"].counts.missed == 1
    assert found.by["mouth", "not to be read"].counts.missed == 1
    assert found.by["light", "not measured"].counts.found == 1
    assert found.by["family", "a"].f1.value == pytest.approx(2 / 3)


def test_smiles_at_the_other_are_told_apart_from_those_at_the_camera():
    """A caregiver smiles at the child, at the camera, and into the room; only the second is proposed."""
    pts = np.arange(0, 200, dtype=np.int64) * 100_000
    ones = np.ones(200, np.float32)
    yaw = np.where(pts < 5 * S, 60, np.where(pts < 10 * S, 5, -60)).astype(np.float32)
    facing = np.where(pts < 5 * S, 0, np.where(pts < 10 * S, 40, 105)).astype(np.float32)
    tracks = [
        SignalTrack("head_yaw", "deg", "B", pts_us=pts, value=yaw, validity=ones, model="m@1"),
        SignalTrack("facing", "deg", "B+A", pts_us=pts, value=facing, validity=ones, model="m@1"),
        SignalTrack("facing", "deg", "A+B", pts_us=pts, value=np.zeros(200, np.float32), validity=ones, model="m@1"),
    ]
    people = [Person("A", "child", None, (0, 0, 1, 1), ()), Person("B", "caregiver", None, (0, 0, 1, 1), ())]
    smiles = [event(a, a + 2, subject="caregiver") for a in (2, 7, 12)]
    one = coded([draft(7, 9, subject="caregiver")], said={"kim": smiles}, people=people, tracks=tracks)
    (found,) = validate([one])
    counts = {level: part.counts for (name, level), part in found.by.items() if name == "turned to"}
    assert {level: (one.found, one.missed) for level, one in counts.items()} == {
        "the other": (0, 1),
        "the camera": (1, 0),
        "elsewhere": (0, 1),
    }
    assert found.by["turned to", "the camera"].kappa.value == pytest.approx(1)


def test_the_sentence_for_the_methods_says_what_was_compared():
    found = validate([coded([draft(2, 4)], said={"kim": [event(2, 4)]})])
    told = methods_sentence(found, recordings=1, families=1, tolerance_us=S)
    assert told.startswith("Proposals were compared with blind coding of 1 recording (1 family;")
    assert "child smile F1 1.00, kappa 1.00" in told
    assert methods_sentence([], recordings=0, families=0, tolerance_us=S) == ""
    nobodys = methods_sentence(found, recordings=3, families=1, tolerance_us=S, of_nobody=2)
    assert "3 recordings (1 family; nobody said whose 2 of them are; onsets" in nobodys


def test_families_that_are_all_alike_say_nothing_of_others():
    """All found in every family: drawing them anew shows no spread, which is not certainty."""
    found = {"kim": [event(2, 4)]}
    alike = [replace(coded([draft(2, 4)], said=found), recording=name, family=name) for name in ("r1", "r2", "r3")]
    (smiles,) = validate(alike)
    assert smiles.models.f1.value == 1
    assert (smiles.models.f1.low, smiles.models.f1.high) == (None, None)
    assert "same figure" in smiles.models.f1.why
    (mixed,) = validate([*alike, replace(coded([], said=found), recording="r4", family="r4")])
    assert mixed.models.f1.low is not None


def test_figures_by_what_was_measured_are_over_the_time_in_which_it_was():
    """The head is turned from 9 s on: of 110 units of that time the human says smile in 10, the models in none."""
    pts = np.arange(0, 200, dtype=np.int64) * 100_000
    ones = np.ones(200, np.float32)
    yaw = np.where(pts < 9 * S, -10, 50).astype(np.float32)
    person = Person("A", "child", None, (0, 0, 1, 1), ())
    one = coded(
        [draft(2, 4)],
        said={"kim": [event(2, 4), event(12, 13)]},
        people=[person],
        tracks=[SignalTrack("head_yaw", "deg", "A", pts_us=pts, value=yaw, validity=ones, model="m@1")],
        age_months=8,
    )
    (found,) = validate([one])
    assert found.by["face direction", "to the camera"].kappa.value == pytest.approx(1)
    assert found.by["face direction", "40–60°"].kappa.value == pytest.approx(0)
    assert found.by["age", "6–11 months"].kappa.value == found.models.kappa.value


def test_voices_are_compared_whosever_they_were():
    said = {"kim": [event(2, 4, "cries"), event(6, 7, "cries", subject="caregiver"), event(9, 10, "speaks")]}
    heard = [draft(2, 4, "cries", "someone"), draft(9, 10, "vocalises", "someone")]
    found = {one.code: one for one in validate([coded(heard, said=said)])}
    assert {one.role for one in found.values()} == {Role.SOMEONE}
    counts = found["cries"].models.counts
    assert (counts.found, counts.missed, counts.false) == (1, 1, 0)
    assert found["cries"].by["voice of", "caregiver"].counts.missed == 1
    assert found["vocalises"].by["voice of", "nobody who was coded"].counts.false == 1
    assert "; speaks F1" in methods_sentence(tuple(found.values()), recordings=1, families=1, tolerance_us=S)


def test_people_of_whom_nobody_said_who_they_are_count_for_nothing():
    found = validate([coded([draft(2, 4), draft(5, 6, subject="other:A")], said={"kim": [event(2, 4)]})])
    assert [(one.role, one.models.counts.false) for one in found] == [(Role.CHILD, 0)]


def test_every_event_and_proposal_can_be_looked_at():
    one = coded([draft(2.1, 4), draft(15, 16)], said={"kim": [event(2, 4), event(18, 19)]})
    (found,) = validate([one])
    seen = [(moment.onset_us // S, moment.coded, moment.proposed, moment.error_us) for moment in found.moments]
    assert seen == [(2, True, True, 100_000), (15, False, True, None), (18, True, False, None)]


def test_onset_errors_have_intervals_of_families():
    near = coded([draft(2.1, 4)], family="a", said={"kim": [event(2, 4)]})
    far = coded([draft(2.5, 4)], family="b", recording="r2", said={"kim": [event(2, 4)]})
    (found,) = validate([near, far])
    assert (found.median_error_us.low, found.median_error_us.high) == (100_000, 500_000)
    assert (found.near_share.low, found.near_share.high) == (0, 1)


def test_leaving_is_seen_though_nobody_is_there_and_edges_make_nothing_false():
    said = {"kim": [event(4, 4, "leave_view", "caregiver"), event(4, 8, "not_observable", "caregiver")]}
    said["kim"].append(event(4.1, 5, "smile", "caregiver"))
    drafts = [draft(3.9, 3.9, "leave_view", "caregiver"), draft(3.9, 5, "smile", "caregiver")]
    found = {one.code: one.models.counts for one in validate([coded(drafts, said=said)])}
    assert (found["leave_view"].found, found["leave_view"].false) == (1, 0)
    assert (found["smile"].found, found["smile"].missed, found["smile"].false) == (0, 0, 0)


def test_what_nobody_coded_blind_has_no_figures_and_parts_rise():
    said = {"kim": [event(2, 4)]}
    young, old = (
        coded([draft(2, 4), draft(6, 8, "reach")], said=said, recording=name, age_months=months)
        for name, months in (("r1", 8), ("r2", 30))
    )
    reach, smiles = validate([old, young])
    assert (reach.models.counts.false, reach.models.f1.value, reach.models.kappa.value) == (2, None, None)
    assert reach.models.f1.why == "nobody coded it blind"
    assert [level for by, level in smiles.by if by == "age"] == ["6–11 months", "24–35 months"]


def test_a_code_that_no_rule_proposes_has_no_figures_and_one_that_a_rule_was_silent_about_has():
    assert {one.id for one in builtin_scheme().codes} | set(CODES) == PROPOSED_CODES
    (toy, reach) = validate([coded([], said={"kim": [event(2, 4, "holds_toy"), event(6, 8, "reach")]}, age_months=8)])
    assert (toy.models.counts.missed, toy.models.f1.value, toy.models.kappa.value) == (1, None, None)
    assert (toy.models.f1.why, toy.by) == ("no rule proposes it", {})
    assert toy.count_words == ("-", "-", "-"), "what no rule can propose, none has missed"
    assert (reach.models.counts.missed, reach.models.f1.value) == (1, 0)
    assert reach.by


def test_a_family_called_like_a_part_keeps_its_name():
    assert part_words("family", "not to be read") == ("family", "not to be read")
    assert part_words("light", "dim") == ("light", "dim")
    assert {level for _, level in fixed_parts("", None)} == {"not said"}
