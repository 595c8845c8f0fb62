"""What humans paired beside what the rule pairs, and two coders' exchanges compared."""

from __future__ import annotations

import pytest

from coder.exchanges.human_pairing import Pairings
from coder.exchanges.pairing import RULES, Outcome, exchanges
from coder.report.figures.bid_answers import answers_of
from coder.report.figures.exchange_agreement import ExchangesTwice, exchange_agreement
from coder.report.figures.human_pairing_figures import by_hand_words
from coder.vocabulary.events import Event, Origin
from coder.vocabulary.scheme import builtin_scheme
from coder.vocabulary.time import Interval

S = 1_000_000
RULE = RULES["prompt-3s"]
SCHEME = builtin_scheme()


def event(id_: str, subject: str, onset: float, code: str = "smile", coder: str = "kim") -> Event:
    onset_us = round(onset * S)
    return Event(
        id_,
        "r1",
        subject,
        code=code,
        onset_us=onset_us,
        offset_us=onset_us + S,
        coder=coder,
        origin=Origin.HUMAN,
        proposal=None,
        timing_bound_us=0,
    )


EVENTS = (
    event("b1", "child", 1),
    event("a1", "caregiver", 2),
    event("t1", "caregiver", 2.5, "touch"),
    event("b2", "child", 10),
    event("a2", "caregiver", 16),
    event("b3", "child", 20),
    event("a3", "caregiver", 21),
    event("b4", "child", 30),
    event("a4", "caregiver", 31),
)


def by_hand(paired: dict[str, str | None], apart: set[tuple[str, str]] | None = None):
    return answers_of(
        EVENTS, scheme=SCHEME, rule=RULE, span=Interval(0, 60 * S), pairings=Pairings(paired, frozenset(apart or ()))
    )


def test_the_difference_is_a_figure_of_its_own():
    answers = by_hand({"b1": "t1", "b2": "a2", "b3": None}, {("b4", "a4")})
    figure = answers.by_hand
    assert (figure.bids, figure.as_the_rule, figure.another, figure.only_human, figure.only_rule) == (3, 0, 1, 1, 1)
    assert (figure.taken_apart, figure.differences_us) == (1, (500_000,))
    found = {item.bid: (item.response, item.latency_us, item.paired_by_hand) for item in answers.exchanges}
    assert found == {
        "b1": ("t1", 1_500_000, True),
        "b2": ("a2", 6_000_000, True),
        "b3": (None, None, True),
        "b4": (None, None, False),
    }
    assert by_hand_words(figure) == (
        "3 paired by hand: 1 with another act than the rule's, 1 answered where the rule sees no answer, "
        "1 left without an answer where the rule sees one; 1 of the rule's pairs taken apart."
    )


def test_without_a_humans_pairing_nothing_is_said_and_the_rule_is_as_it_was():
    assert by_hand_words(by_hand({}).by_hand) == ""
    plain = exchanges(EVENTS, scheme=SCHEME, rule=RULE, end_us=60 * S)
    assert by_hand({}).exchanges == plain
    # A pairing whose act has gone is the rule's again.
    assert by_hand({"b1": "gone", "lost": "a1"}).exchanges == plain


def test_one_act_answers_one_bid_by_hand_too():
    answers = by_hand({"b2": "a1"})
    assert {item.bid: item.response for item in answers.exchanges} == {"b1": "t1", "b2": "a1", "b3": "a3", "b4": "a4"}


def said(*events: Event, pairings: Pairings = Pairings()):  # noqa: B008 - frozen
    return exchanges(events, scheme=SCHEME, rule=RULE, end_us=60 * S, pairings=pairings)


def test_two_coders_agree_on_bid_answer_and_latency_within_a_tolerance():
    first = said(
        event("b1", "child", 1), event("a1", "caregiver", 2),
        event("b2", "child", 10), event("b3", "child", 20), event("a3", "caregiver", 21), event("b4", "child", 40),
    )  # fmt: skip
    second = said(
        event("c1", "child", 1.2), event("d1", "caregiver", 2.3),
        event("c2", "child", 10.1), event("d2", "caregiver", 11), event("c3", "child", 20.2),
        event("d3", "caregiver", 21.1, "touch"), event("c5", "child", 50),
    )  # fmt: skip
    (one,) = exchange_agreement(
        [ExchangesTwice(recording="r1", condition="blind", first=first, second=second)], tolerance_us=500_000
    )
    assert (one.first, one.second, one.same_bid) == (4, 4, 3)
    assert (one.same_answer, one.both_open, one.one_answer, one.other_answer) == (1, 0, 1, 1)
    assert (one.latency_within, one.latency_differences_us) == (1, (100_000,))
    assert one.agreed == pytest.approx(1 / 5)


def test_blind_stands_apart_and_no_bid_is_undefined():
    both = said(event("b1", "child", 1))
    found = exchange_agreement(
        [
            ExchangesTwice(recording="r1", condition=how, first=them, second=them)
            for how, them in (("blind", both), ("assisted", ()))
        ],
        tolerance_us=500_000,
    )
    assert [(one.condition, one.same_bid, one.both_open, one.agreed) for one in found] == [
        ("assisted", 0, 0, None),
        ("blind", 1, 1, 1.0),
    ]


def test_what_one_calls_no_bid_is_in_neither_count():
    settled = exchanges(
        [event("b1", "child", 1)], scheme=SCHEME, rule=RULE, end_us=60 * S, settled={"b1": Outcome.NOT_A_BID}
    )
    (one,) = exchange_agreement(
        [ExchangesTwice(recording="r1", condition="blind", first=settled, second=settled)], tolerance_us=0
    )
    assert (one.first, one.second, one.agreed) == (0, 0, None)
