"""Proposed exchanges: from the scripts' truth, from the models' own proposals of rendered clips, and case by case."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.exchanges.human_pairing import Pairings
from coder.exchanges.pairing import RULES, Outcome
from coder.proposals.exchange import ExchangeKind, ExchangeProposal
from coder.proposals.exchange_queue import ExchangeQueue, ExchangeWord, exchange_queue
from coder.vocabulary.events import Draft, Event, Origin, Proposal, Status
from coder.vocabulary.people import Person
from coder.vocabulary.scheme import builtin_scheme, builtin_text, combined, load_scheme
from coder.vocabulary.time import Interval
from tests.coder.proposals.analysed import ROOT, analysed
from tests.coder.proposals.test_rules_on_sample_clips import LONGER_US, QUICK, goes_on, named, truth_of

S = 1_000_000
SCHEME = builtin_scheme()
VOICED = combined([SCHEME, builtin_scheme("voices")])
CLIPS = sorted((ROOT / "sample_clips").glob("*.mp4"))
BOUND_US = 40_000
BOTH = (
    Person("A", "caregiver", None, (10, 10, 40, 50), (Interval(0, 60 * S),)),
    Person("B", "child", None, (90, 30, 25, 30), (Interval(0, 60 * S),)),
)


def act(id_: str, subject: str, code: str, onset: float, offset: float, status: Status = Status.OPEN) -> Proposal:
    times = round(onset * S), round(offset * S)
    return Proposal(id_, "r1", Draft(subject, code, *times, BOUND_US, "", (), 1.0, ""), status)


def event(id_: str, subject: str, code: str, onset: float, offset: float, proposal: str | None = None) -> Event:
    times = round(onset * S), round(offset * S)
    return Event(id_, "r1", subject, code, *times, "kim", Origin.ACCEPTED, proposal, BOUND_US)


def queue(*acts: Proposal | Event, rule: str = "prompt-3s", end: float = 60, **said: object) -> ExchangeQueue:
    return exchange_queue(
        [one for one in acts if isinstance(one, Event)],
        [one for one in acts if isinstance(one, Proposal)],
        scheme=said.pop("scheme", SCHEME),
        rule=RULES[rule],
        end_us=round(end * S),
        people=said.pop("people", BOTH),
        **said,
    )


def answers(*acts: Proposal | Event, **more: object) -> list[ExchangeProposal]:
    return [item for item in queue(*acts, **more).items if item.kind is ExchangeKind.ANSWER]


# The rendered clips


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.stem)
def test_every_scripted_exchange_follows_from_perfect_acts_and_none_without_cause(clip):
    truth = json.loads(clip.with_suffix(".truth.json").read_text("utf-8"))
    acts = [act(e["id"], e["subject"], e["code"], e["onset_us"] / S, e["offset_us"] / S) for e in truth["events"]]
    code = {e["id"]: e["code"] for e in truth["events"]}
    found = queue(*acts, end=truth["duration_us"] / S).items
    paired = {(i.bid, i.response, i.latency_us) for i in found if i.kind is ExchangeKind.ANSWER}
    assert paired == {(x["bid"], x["response"], x["latency_us"]) for x in truth["exchanges"]}
    # Contact is one act of both, and stands in the truth as an event.
    together = [i for i in found if i.kind is not ExchangeKind.ANSWER and i.response is not None]
    assert {(i.kind.value, i.bid, i.response, i.latency_us) for i in together} == {
        (x["kind"], x["bid"], x["response"], x["latency_us"]) for x in truth["together"]
    }
    alone = [i for i in found if i.kind is not ExchangeKind.ANSWER and i.response is None]
    assert [code[i.bid] for i in alone] == ["touch"] * sum(c == "contact" for c in code.values())


@pytest.mark.parametrize(
    "clip",
    [pytest.param(c, id=c.stem, marks=() if c.stem in QUICK else pytest.mark.slow) for c in CLIPS],
)
def test_what_the_models_propose_gives_the_scripted_exchanges_within_their_bounds(clip, pytestconfig):
    seen = analysed(clip, pytestconfig.cache)
    truth = json.loads(clip.with_suffix(".truth.json").read_text("utf-8"))
    several = sum(who.startswith("caregiver") for who in truth["people"]) > 1
    drafts = seen.propose(named(seen.people, truth) if several else None)
    proposals = [Proposal(f"p{n}", "r1", draft, Status.OPEN) for n, draft in enumerate(drafts)]
    found = exchange_queue([], proposals, scheme=SCHEME, rule=RULES["prompt-3s"], end_us=seen.end_us)
    script = {e["id"]: e for e in truth["events"]}
    wanted = [{"kind": "answer", **x} for x in truth["exchanges"]] + truth["together"]
    left = [i for i in found.items if i.kind is ExchangeKind.ANSWER or i.response is not None]
    for one in wanted:
        match = next((i for i in left if _same(i, one, script, found, seen.longest_sampling_us)), None)
        assert match is not None, (one, [(i.id, i.evidence) for i in left])
        left.remove(match)
        if one["latency_us"] is not None:
            slack = 2 * max(LONGER_US.get(script[one[k]]["code"], 0) for k in ("bid", "response"))
            assert abs(match.latency_us - one["latency_us"]) <= max(match.latency_bound_us, slack)
    # A smile that goes on after its mouth could not be read for a while is proposed anew, and what it is part of too.
    told = truth_of(truth)
    again = {
        act.id
        for act, draft in ((found.acts.by_id.get(f"p{n}"), d) for n, d in enumerate(drafts))
        if act and goes_on(draft, told)
    }
    assert [item for item in left if not {item.bid, item.response} & again] == []


def _same(item: ExchangeProposal, one: dict, script: dict, found: ExchangeQueue, sampling_us: int) -> bool:
    def alike(act_id: str | None, event_id: str | None) -> bool:
        if act_id is None or event_id is None:
            return act_id is event_id
        seen, true = found.acts.by_id[act_id], script[event_id]
        # An act may come late by its own bound, as where it could not be read before.
        near = max(2 * max(sampling_us, LONGER_US.get(true["code"], 0)), seen.timing_bound_us)
        return (seen.subject, seen.code) == (true["subject"], true["code"]) and (
            abs(seen.onset_us - true["onset_us"]) <= near
        )

    return item.kind == one["kind"] and alike(item.bid, one["bid"]) and alike(item.response, one["response"])


# What a card says


def test_an_answer_says_how_soon_how_exactly_and_why():
    (one,) = answers(act("p1", "child", "smile", 1, 3), act("p2", "caregiver", "touch", 1.8, 2.5))
    assert (one.bid, one.response, one.latency_us, one.latency_bound_us) == ("p1", "p2", 800_000, 2 * BOUND_US)
    assert (one.id, one.watched_until_us, one.offered_outcome) == ("x-p1-p2", None, None)
    assert "0.80 s ± 0.08 s" in one.evidence
    assert one.waiting == ("p1", "p2")


def test_acts_in_between_are_named():
    (first, _) = answers(
        act("p1", "child", "smile", 1, 3),
        act("p2", "child", "reach", 1.5, 2),
        act("p3", "caregiver", "lean_in", 1.9, 3),
        act("p4", "caregiver", "touch", 2.4, 3),
    )
    assert (first.response, first.between) == ("p4", ("p2", "p3"))
    assert "answers no other bid" in first.evidence


def test_a_voice_of_which_nobody_knows_whose_it_is_has_no_article():
    (item,) = answers(
        act("p1", "child", "smile", 1, 3),
        act("p2", "someone", "speaks", 1.2, 1.4),
        act("p3", "several", "speaks", 1.4, 1.6),
        act("p4", "caregiver", "smile", 1.9, 3),
        scheme=combined([SCHEME, builtin_scheme("voices")]),
    )
    assert "In between: someone speaks (0:01.200); several at once: speaks (0:01.400)." in item.evidence


def test_an_act_that_was_seen_until_just_before_may_have_gone_on():
    before = act("p2", "caregiver", "touch", 0.5, 1.8)
    (one,) = answers(act("p1", "child", "smile", 2, 3), before, act("p3", "caregiver", "touch", 2.4, 3))
    assert one.response == "p3"
    assert "The same was seen until 0:01.800: it may not have ended in between." in one.evidence
    (one,) = answers(act("p1", "child", "smile", 3, 4), before, act("p3", "caregiver", "touch", 3.4, 4))
    assert "The same was seen" not in one.evidence


def test_a_caregiver_who_reads_is_available_nearby_and_no_word_shames():
    (one,) = answers(act("p1", "child", "look_to_caregiver", 5, 6))
    assert (one.response, one.offered_outcome, one.watched_until_us) == (None, "available nearby", 8 * S)
    assert "turned to something else" in one.evidence
    for word in ("miss", "ignor", "fail", "unanswered", "should"):
        assert word not in one.evidence


def test_nobody_who_was_never_there_is_available_nearby():
    bid = act("p1", "child", "look_to_caregiver", 5, 6)
    nobody = (), BOTH[1:], (replace(BOTH[0], confirmed_role="nobody"), BOTH[1])
    for people in nobody:
        (one,) = answers(bid, people=people)
        assert (one.response, one.offered_outcome, one.watched_until_us) == (None, None, 8 * S)
        assert one.evidence.endswith("No caregiver was found in the picture, so nothing can be said of what came back.")
        # Who is marked as out of the picture and as nothing else was not there either; who did something once was.
        (one,) = answers(bid, act("p2", "caregiver", "not_observable", 20, 60), people=people)
        assert one.offered_outcome is None
        (one,) = answers(bid, event("e2", "caregiver", "smile", 20, 22), people=people)
        assert one.offered_outcome == "available nearby"
        # Of whom only the voice was heard, nobody knows what they were turned to.
        (one,) = answers(bid, event("e2", "caregiver", "speaks", 20, 22), people=people, scheme=VOICED)
        assert (one.offered_outcome, "turned to" in one.evidence) == (None, False)
    named = (replace(BOTH[0], confirmed_role="caregiver:Kim"), BOTH[1])
    assert answers(bid, people=named)[0].offered_outcome == "available nearby"


def test_what_was_seen_an_hour_later_says_nothing_of_now():
    bid = act("p1", "child", "look_to_caregiver", 20, 21)
    (one,) = answers(bid, event("e2", "caregiver", "smile", 3_000, 3_002), people=(), end=3_600)
    assert (one.offered_outcome, "turned to" in one.evidence) == (None, False)
    later = (replace(BOTH[0], in_view=(Interval(100 * S, 160 * S),)), BOTH[1])
    assert answers(bid, people=later, end=3_600)[0].offered_outcome is None
    there = (replace(BOTH[0], in_view=(Interval(0, 22 * S),)), BOTH[1])
    assert answers(bid, people=there, end=3_600)[0].offered_outcome == "available nearby"


def test_a_response_under_way_is_already_there():
    (one,) = answers(act("p1", "child", "smile", 5, 6), act("p2", "caregiver", "look_to_child", 2, 9))
    assert (one.response, one.latency_us, one.offered_outcome) == (None, None, "already there")
    assert one.waiting == ("p1", "p2")


def test_out_of_view_and_near_the_end_no_more_is_said_than_can_be():
    away = act("p9", "caregiver", "not_observable", 4, 20)
    (hidden,) = answers(act("p1", "child", "smile", 5, 6), away)
    assert (hidden.offered_outcome, hidden.observable, hidden.watched_until_us) == ("not observable", False, 5 * S)
    (leaving,) = answers(act("p1", "child", "smile", 2, 3), away)
    assert (leaving.offered_outcome, leaving.watched_until_us) == (None, 4 * S)
    (ending,) = answers(act("p1", "child", "smile", 58.5, 59))
    assert (ending.offered_outcome, ending.watched_until_us) == (None, 60 * S)


def test_while_apart_a_card_says_so_and_none_says_that_both_could_be_seen_throughout():
    apart = act("p8", "together", "separation", 10, 20), act("p9", "caregiver", "not_observable", 10, 20)
    back = act("p10", "together", "reunion", 20, 25), act("p11", "caregiver", "smile", 21, 23)
    found = queue(*apart, *back, act("p1", "child", "reach", 15, 16), act("p2", "child", "smile", 20.5, 22))
    by_kind = {item.kind.value: item for item in found.items if item.bid != "p1"}
    assert {kind: item.observable for kind, item in by_kind.items()} == {
        "answer": True,
        "shared": True,
        "reunion": False,
    }
    (called,) = (item for item in found.items if item.bid == "p1")
    assert called.offered_outcome == "not observable"
    assert "The two were apart just then" in called.evidence


def test_what_the_two_do_has_a_name_in_every_language():
    smiles = act("p1", "child", "smile", 1, 4), act("p2", "caregiver", "smile", 2, 5)
    looks = act("p3", "child", "look_to_caregiver", 1, 4), act("p4", "caregiver", "look_to_child", 2, 5)
    found = queue(*smiles, *looks, act("p5", "caregiver", "touch", 7, 8)).items
    assert {item.called for item in found} == {"", "both smile", "face to face", "in contact"}
    assert all(bool(item.called) is not (item.kind is ExchangeKind.ANSWER) for item in found)


def test_a_shared_smile_says_who_began_and_who_ended():
    (one,) = [i for i in queue(act("p1", "caregiver", "smile", 1, 3), act("p2", "child", "smile", 1.5, 4)).items
              if i.kind is ExchangeKind.SHARED]  # fmt: skip
    assert (one.bid, one.response, one.latency_us) == ("p1", "p2", 500_000)
    assert one.evidence == (
        "Both smile from 0:01.500 to 0:03.000: the caregiver began, the child 0.50 s ± 0.08 s later; "
        "the caregiver ended first."
    )


def test_a_card_stands_where_both_meet_not_where_one_began_long_before():
    found = queue(
        act("p1", "caregiver", "look_to_child", 1, 30),
        act("p2", "child", "look_to_caregiver", 12, 15),
        act("p3", "child", "smile", 5, 6),
    ).items
    (one,) = [i for i in found if i.kind is ExchangeKind.SHARED]
    assert (one.interval.onset_us, one.latency_us) == (12 * S, 11 * S)
    assert "the caregiver since 0:01.000, the child 11.00 s ± 0.08 s later" in one.evidence
    assert [i.interval.onset_us for i in found] == sorted(i.interval.onset_us for i in found)


def test_two_who_both_turn_to_other_things_have_ended_and_mended_nothing():
    gone = (
        act("p1", "child", "look_to_caregiver", 1, 3),
        act("p2", "caregiver", "look_to_child", 1, 5),
        act("p3", "child", "turn_away", 3.5, 6),
        act("p4", "child", "look_to_caregiver", 9, 11),
    )
    assert not [i for i in queue(*gone, act("p5", "caregiver", "look_to_child", 9.5, 12)).items
                if i.kind is ExchangeKind.REPAIR]  # fmt: skip
    (one,) = [i for i in queue(*gone, act("p5", "caregiver", "look_to_child", 5, 12)).items
              if i.kind is ExchangeKind.REPAIR]  # fmt: skip
    assert (one.bid, one.response, one.latency_us) == ("p3", "p4", 5_500_000)


def test_a_studys_own_definition_of_what_fits_is_used():
    scheme = combined([SCHEME, load_scheme(builtin_text("engagement"))])
    (child, caregiver) = next(pair for pair in scheme.fits if pair[0] == "plays_together")
    found = queue(
        event("e1", "child", child, 1, 5),
        event("e2", "caregiver", caregiver, 1, 5),
        event("e3", "caregiver", "busy_elsewhere", 5, 8),
        event("e4", "child", "turned_in", 5, 8),
        event("e5", "child", child, 8, 20),
        event("e6", "caregiver", caregiver, 9, 20),
        event("e7", "caregiver", "turned_in", 8, 9),
        scheme=scheme,
    ).items
    repairs = [i for i in found if i.kind is ExchangeKind.REPAIR]
    assert [(i.response, i.latency_us) for i in repairs] == [("e6", 4 * S)]


def test_voices_in_turn_are_proposed_where_they_are_coded_and_crying_is_no_turn():
    scheme = combined([SCHEME, load_scheme(builtin_text("separation_reunion"))])
    found = queue(
        event("e1", "child", "calls", 1, 2),
        event("e2", "caregiver", "names_it", 2.5, 4),
        event("e3", "child", "calls", 3.5, 5),
        event("e4", "child", "cries", 20, 22),
        event("e5", "caregiver", "names_it", 22.5, 24),
        event("e6", "caregiver", "names_it", 30, 31),
        scheme=scheme,
    ).items
    turns = [(i.bid, i.response, i.latency_us) for i in found if i.kind is ExchangeKind.SHARED]
    assert turns == [("e1", "e2", 500_000), ("e2", "e3", -500_000)]


# Where a card stands


def test_what_was_confirmed_act_by_act_is_not_asked_again():
    both = (event("e1", "child", "smile", 1, 3, "p1"), event("e2", "caregiver", "touch", 1.8, 2.5, "p2"))
    (one,) = answers(*both)
    assert (one.id, one.status, one.bid, one.response) == ("x-p1-p2", Status.ACCEPTED, "e1", "e2")
    half = answers(both[0], act("p2", "caregiver", "touch", 1.8, 2.5))[0]
    assert (half.id, half.status, half.waiting) == ("x-p1-p2", Status.OPEN, ("p2",))


def test_a_confirmed_bid_beside_a_caregiver_turned_elsewhere_asks_once_what_became_of_it():
    bid = event("e1", "child", "smile", 1, 3, "p1")
    assert answers(bid)[0].status is Status.OPEN
    (said,) = answers(bid, settled={"e1": Outcome.AVAILABLE_NEARBY})
    assert (said.status, said.offered_outcome) == (Status.ACCEPTED, None)
    assert said.evidence.endswith("What became of it is said: available nearby.")
    word = ExchangeWord("x-p1", "p1", None, Status.ACCEPTED, "kim")
    assert answers(bid, words={"x-p1": word})[0].status is Status.ACCEPTED


def test_what_was_said_not_to_belong_together_stays_said_and_the_next_act_is_proposed():
    acts = (
        act("p1", "child", "smile", 1, 3),
        act("p2", "caregiver", "touch", 1.8, 2.5),
        act("p3", "caregiver", "lean_in", 2.4, 3),
    )
    word = ExchangeWord("x-p1-p2", "p1", "p2", Status.REJECTED, "kim")
    found = answers(*acts, words={"x-p1-p2": word}, pairings=Pairings(apart=frozenset({("p1", "p2")})))
    assert [(i.id, i.status) for i in found] == [("x-p1-p2", Status.REJECTED), ("x-p1-p3", Status.OPEN)]


def test_a_proposal_of_what_was_coded_by_hand_is_no_second_act():
    found = answers(event("e1", "child", "smile", 1, 3), act("p1", "child", "smile", 1.1, 3))
    assert [i.bid for i in found] == ["e1"]


def test_another_rule_keeps_what_was_decided():
    acts = (event("e1", "child", "smile", 1, 2, "p1"), event("e2", "caregiver", "touch", 5.5, 6, "p2"))
    word = ExchangeWord("x-p1", "p1", None, Status.ACCEPTED, "kim")
    for rule in RULES:
        (one,) = answers(*acts, rule=rule, words={"x-p1": word})
        assert one.status is Status.ACCEPTED, rule


_ACTS = st.lists(
    st.tuples(
        st.sampled_from([("child", "smile"), ("child", "look_to_caregiver"), ("child", "turn_away"),
                         ("caregiver", "smile"), ("caregiver", "look_to_child"), ("caregiver", "not_observable"),
                         ("together", "separation"), ("together", "reunion"), ("caregiver", "touch")]),
        st.integers(0, 50),
        st.integers(1, 20),
    ),
    max_size=12,
)  # fmt: skip


@given(_ACTS, st.sampled_from(sorted(RULES)))
def test_every_bid_has_one_card_ids_are_unique_and_confirming_all_leaves_nothing_but_words(acts, rule):
    waiting = [act(f"p{n}", who, code, on, on + long) for n, ((who, code), on, long) in enumerate(acts)]
    found = queue(*waiting, rule=rule)
    assert len({i.id for i in found.items}) == len(found.items)
    bids = [p.id for p in waiting if (p.draft.subject, p.draft.code) in
            (("child", "smile"), ("child", "look_to_caregiver"))]  # fmt: skip
    assert sorted(i.bid for i in found.items if i.kind is ExchangeKind.ANSWER) == sorted(bids)
    done = [event(f"e{n}", p.draft.subject, p.draft.code, p.draft.onset_us / S, p.draft.offset_us / S, p.id)
            for n, p in enumerate(waiting)]  # fmt: skip
    after = queue(*done, rule=rule)
    assert [i.id for i in after.items] == [i.id for i in found.items]
    assert all(i.offered_outcome in ("available nearby", "not observable") for i in after.waiting)
    assert [replace(i, bid="", response="", parts=(), waiting=(), between=(), status=Status.OPEN, evidence="")
            for i in after.items] == [
        replace(i, bid="", response="", parts=(), waiting=(), between=(), status=Status.OPEN, evidence="")
        for i in found.items
    ]  # fmt: skip
