"""The truth: it holds together, fits the scheme, and its exchanges are what the rule makes of its events."""

from __future__ import annotations

from itertools import pairwise

import pytest

from coder.exchanges.pairing import RULES, Outcome, exchanges
from coder.vocabulary.events import Event, Origin
from coder.vocabulary.scheme import CodeKind, builtin_scheme, role_of
from tests.sample_clips.samples import Sample, load

SCHEME = builtin_scheme()


def as_events(sample: Sample) -> list[Event]:
    return [
        Event(
            id=event["id"],
            recording="r",
            subject=event["subject"],
            code=event["code"],
            onset_us=event["onset_us"],
            offset_us=event["offset_us"],
            coder="script",
            origin=Origin.HUMAN,
            proposal=None,
            timing_bound_us=0,
        )
        for event in sample.events()
    ]


def test_every_event_is_a_code_of_its_subject_with_edges_on_frames(sample):
    edges = {*sample.pts_us, sample.truth["duration_us"]}
    assert sample.events()
    for event in sample.events():
        code = SCHEME.code(role_of(event["subject"]), event["code"])
        assert event["code"] in sample.truth["rules"]
        assert event["subject"] == "together" or event["subject"] in sample.truth["people"]
        assert event["onset_us"] in sample.pts_us
        assert event["offset_us"] in edges
        assert (event["onset_us"] == event["offset_us"]) == (code.kind is CodeKind.POINT)


def test_an_onset_lies_within_the_movement_behind_it(sample):
    for event in sample.events():
        # Who leaves or comes back crosses the picture's edge somewhere on the way, half seen.
        if "movement" in event:
            movement = event["movement"]
            assert movement["start_us"] <= movement["half_us"] <= movement["arrival_us"]
            assert movement["start_us"] <= event["onset_us"] <= movement["arrival_us"]


def test_states_of_one_group_do_not_overlap(sample):
    for subject in {event["subject"] for event in sample.events()}:
        role = role_of(subject)
        for group in SCHEME.groups(role):
            codes = [code.id for code in SCHEME.codes if code.role is role and code.group == group]
            spans = sorted((e["onset_us"], e["offset_us"]) for e in sample.events(*codes) if e["subject"] == subject)
            assert all(before[1] <= after[0] for before, after in pairwise(spans)), (subject, group)


def test_every_person_has_one_value_for_each_frame(sample):
    for who, person in sample.truth["people"].items():
        assert person["role"] == role_of(who)
        for name, values in person["values"].items():
            assert len(values) == len(sample.pts_us), (who, name)


def test_looks_and_smiles_are_where_the_values_say(sample):
    """The events can be found again from the values beside them, by the rules that the file states."""
    for event in sample.events("look_to_caregiver", "look_to_child", "smile"):
        onset = sample.pts_us.index(event["onset_us"])
        if event["code"] == "smile":
            values = sample.value(event["subject"], "smile")
            assert values[onset] >= 0.5 > values[onset - 1]
        else:
            others = [who for who in sample.truth["people"] if who != event["subject"]]
            assert min(sample.value(event["subject"], f"facing:{who}")[onset] for who in others) <= 55.05


def test_who_is_out_of_the_picture_is_out_of_it_between_leaving_and_return(sample):
    for gone in sample.events("leave_view"):
        back = [e["onset_us"] for e in sample.events("return") if e["subject"] == gone["subject"]]
        until = min((t for t in back if t > gone["onset_us"]), default=sample.truth["duration_us"])
        seen = sample.value(gone["subject"], "in_picture")
        away = [seen[i] for i, t in enumerate(sample.pts_us) if gone["onset_us"] <= t < until]
        assert away
        assert max(away) <= 0.02


def test_the_exchanges_are_what_the_rule_makes_of_the_events(sample):
    found = exchanges(as_events(sample), scheme=SCHEME, rule=RULES["prompt-3s"], end_us=sample.truth["duration_us"])
    stated = {item["bid"]: item for item in sample.truth["exchanges"]}
    assert {item.bid for item in found} == set(stated)
    for item in found:
        says = stated[item.bid]
        assert (item.response, item.latency_us, item.censored_at_us) == (
            says["response"],
            says["latency_us"],
            says["censored_at_us"],
        )


def test_play_has_the_latencies_that_its_readme_promises():
    assert [e["latency_us"] for e in load("play").truth["exchanges"]] == [800_000, 800_000, 2_600_000, 800_000]


@pytest.mark.parametrize("name", ["apart", "own_work"])
def test_a_bid_that_nobody_could_or_did_answer_stays_unanswered(name):
    sample = load(name)
    found = exchanges(as_events(sample), scheme=SCHEME, rule=RULES["prompt-3s"], end_us=sample.truth["duration_us"])
    assert any(item.outcome is Outcome.UNSETTLED for item in found)
    if name == "apart":
        apart = sample.events("separation")[0]
        lonely = [event for event in sample.events() if event.get("caregiver_in_view") is False]
        assert {event["code"] for event in lonely} == {"look_to_caregiver", "reach"}
        assert all(apart["onset_us"] < event["onset_us"] < apart["offset_us"] for event in lonely)
