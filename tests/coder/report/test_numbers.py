"""Numbers of a recording: worked out by hand, and undefined with a sentence where there is nothing to say."""

import json
from dataclasses import replace

import pytest

from coder.exchanges.pairing import RULES, Outcome
from coder.report.figures.bid_answers import OUT_ASKED, OUT_NOT_A_BID, OUT_NOT_OBSERVABLE, OUT_UNSEEN
from coder.report.figures.match_repair import FACING
from coder.report.figures.recording_figures import Numbers, numbers_of
from coder.report.figures.time_budget import time_budget_of
from coder.report.pages.json_record import numbers_json
from coder.report.pages.research_page import research_page
from coder.stats import StatsError
from coder.vocabulary.scheme import builtin_scheme
from coder.vocabulary.time import Interval
from tests.coder.report.known import END, S, event, known

NOT_A_BID = {"e6": Outcome.NOT_A_BID}


def under(rule, events, *, end=END, settled=None) -> Numbers:
    return numbers_of(
        events,
        scheme=builtin_scheme(),
        rule=RULES[rule],
        span=Interval(0, end),
        recording="r1",
        settled=settled,
    )


@pytest.fixture(scope="module")
def numbers() -> Numbers:
    return under("prompt-3s", known(), settled=NOT_A_BID)


def test_the_time_budget_is_what_boris_counts():
    """Worked out by hand: looks of 2, 4 and 3 s; 3 s and 5 s lie between them."""
    rows = [("a", "child", "look_to_caregiver", 5, 7), ("b", "child", "look_to_caregiver", 10, 14)]
    looks = [event(*row) for row in (*rows, ("c", "child", "look_to_caregiver", 19, 22))]
    looks[1] = replace(looks[1], modifiers=(("toward", "mother"),))
    points = [event(f"p{n}", "child", "reach", 30 + n) for n in (0, 1)]
    told = numbers_of(
        [*looks, *points], scheme=builtin_scheme(), rule=RULES["prompt-3s"], span=Interval(0, END), recording="r1"
    )
    whole, part, *_ = (line for line in time_budget_of(told) if line.code == "look_to_caregiver")
    assert (whole.number, whole.total, whole.mean, whole.spread) == (3, 9, 3, 1)
    assert (whole.gap, whole.gap_spread) == (4, pytest.approx(2**0.5))
    assert (part.modifier, part.value, part.number, part.total, part.gap) == ("toward", "mother", 1, 4, None)
    page = research_page([told], scheme=builtin_scheme())
    assert "Time budget" in page
    assert "9.00" in page


def test_every_bid_is_in_an_outcome_and_those_that_nobody_could_answer_are_left_out_with_the_reason(numbers):
    assert len(numbers.exchanges) == 6
    assert {o.value: n for o, n in numbers.outcomes.items() if n} == {"answered": 2, "unsettled": 3, "not a bid": 1}
    assert dict(numbers.left_out) == {OUT_NOT_A_BID: 1, OUT_UNSEEN: 1}
    assert numbers.counted == 4
    # "Not observable" is no state of any scheme: it says that nothing can be said.
    assert [one.states for one in numbers.matchings] == [FACING]


def test_latency_keeps_the_censored(numbers):
    # 1 s answered and 1 s censored of 4 at risk: 3/4; 2 s answered of 2: 3/8; 3 s censored.
    latency = numbers.latency
    assert latency.times == (1, 2, 3)
    assert latency.survival == pytest.approx((0.75, 0.375, 0.375))
    assert (latency.estimate, latency.n_events, latency.n_censored) == (2, 2, 2)
    assert latency.restricted_mean.estimate == pytest.approx(1 + 0.75 + 0.375)
    assert latency.restricted_mean.parameters["tau"] == 3


def test_time_that_could_not_be_observed_is_in_no_denominator(numbers):
    assert numbers.observable_us == 54 * S
    assert numbers.bids.estimate == pytest.approx(4 / 54 * 3600)
    assert numbers.contingency.table == ((2, 8), (1, 43))
    assert numbers.contingency.estimate == pytest.approx(2 * 43 / 8)
    smile = next(a for a in numbers.acts if (a.subject, a.code) == ("caregiver", "smile"))
    assert smile.often.estimate == pytest.approx(2 / 54 * 60)
    assert smile.lasting.estimate == pytest.approx(2 / 54)
    # The child could be seen all along.
    mine = next(a for a in numbers.acts if a.subject == "child")
    assert mine.often.estimate == pytest.approx(6)


def test_what_was_seen_stands_beside_chance(numbers):
    assert numbers.chance.estimate == 0.5
    # Windows of 4 bids cover 10 of 54 s; three responses reach each bid's window by accident about 3 × 3 / 54 times.
    assert 0.05 < numbers.chance.null_mean < 0.2
    assert numbers.chance.draws == 10_000


def test_the_timing_bound_is_that_of_the_least_certain_latency(numbers):
    assert numbers.timing_bound_us == 80_000


def test_the_same_events_give_the_same_bytes_in_any_order(numbers):
    again = under("prompt-3s", known()[::-1], settled=NOT_A_BID)
    assert json.dumps(numbers_json(again)) == json.dumps(numbers_json(numbers))


def test_facing_by_hand():
    events = [
        event("a", "child", "look_to_caregiver", 10, 20),
        event("b", "caregiver", "look_to_child", 12, 22),
    ]
    (one,) = under("prompt-3s", events, end=30 * S).matchings
    result = one.result
    assert one.states == FACING
    assert (result.mismatches, result.repairs, result.mismatched_time) == (2, 2, 4)
    assert result.estimate == pytest.approx(26 / 30)
    assert result.time_to_repair.estimate == 2
    assert result.time_between_mismatches == 15


def test_a_scheme_that_says_what_fits_is_used_and_a_state_that_fits_with_nothing_counts():
    events = [
        event("a", "child", "cries_or_fusses", 0, 10),
        event("b", "caregiver", "watches_child", 0, 4),
        event("c", "caregiver", "comforts", 4, 10),
    ]
    engagement, facing = under("prompt-3s", events, end=10 * S).matchings
    assert engagement.result.estimate == pytest.approx(0.6)
    assert engagement.result.repairs == 1
    assert "cries or fusses with comforts" in engagement.definition
    assert facing.result.estimate is None
    assert "not the same as not looking" in facing.result.reason


def test_nobody_is_counted_as_silent_where_they_were_asked_to_be():
    events = [
        event("s", "together", "still_face", 20, 40),
        event("a", "child", "smile", 5, 6),
        event("b", "caregiver", "smile", 6, 7),
        event("c", "child", "smile", 25, 26),
    ]
    numbers = under("prompt-3s", events)
    assert dict(numbers.left_out) == {OUT_ASKED: 1}
    assert numbers.latency.n_censored == 0
    assert numbers.contingency.n == 40


def test_a_human_says_that_a_bid_could_not_be_observed():
    numbers = under("prompt-3s", known(), settled={"e5": Outcome.NOT_OBSERVABLE})
    assert numbers.left_out[OUT_NOT_OBSERVABLE] == 1


def undefined(numbers: Numbers) -> list[str]:
    """The reasons of everything that is undefined."""
    named = [numbers.bids, numbers.latency, numbers.contingency, numbers.chance, *(m.result for m in numbers.matchings)]
    return [result.reason for result in named if result.estimate is None]


@pytest.mark.parametrize("rule", RULES)
def test_nothing_coded_is_undefined_and_says_why(rule):
    numbers = under(rule, [])
    assert numbers.bids.estimate == 0
    assert len(undefined(numbers)) == 4
    assert numbers.notes[0] == "nothing is confirmed in this recording yet"
    json.dumps(numbers_json(numbers), allow_nan=False)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    "events",
    [
        pytest.param([event("a", "child", "smile", 5, 6), event("b", "child", "reach", 9, 9.5)], id="all censored"),
        pytest.param([event("a", "child", "smile", 60, 60)], id="a bid at the very end"),
        pytest.param([event("a", "child", "smile", 70, 71)], id="a bid past the end"),
        pytest.param([event("a", "caregiver", "smile", 5, 6)], id="no bid"),
        pytest.param([event("a", "child", "not_observable", 0, 60), event("b", "child", "smile", 5, 6)], id="unseen"),
        pytest.param([event("a", "child", "smile", 0, 60), event("b", "caregiver", "smile", 0, 60)], id="all the time"),
    ],
)
def test_what_cannot_be_said_says_why_and_never_nan(rule, events):
    numbers = under(rule, events)
    assert all(undefined(numbers))
    assert numbers.latency.estimate is None or numbers.latency.n_events
    json.dumps(numbers_json(numbers), allow_nan=False)


def test_a_recording_without_time_is_no_crash():
    json.dumps(numbers_json(under("prompt-2s", [], end=0)), allow_nan=False)


def test_the_words_of_two_coders_are_never_poured_together():
    with pytest.raises(StatsError, match="kim, lee"):
        under("prompt-3s", [*known(), event("x", "child", "smile", 50, 51, coder="lee")])


def test_leaving_and_coming_back_are_counted():
    events = [event("a", "caregiver", "leave_view", 10), event("b", "caregiver", "return", 20)]
    numbers = under("prompt-3s", events)
    assert [(act.code, act.often.n, act.lasting) for act in numbers.acts] == [
        ("leave_view", 1, None),
        ("return", 1, None),
    ]
    assert numbers.observable_us == 50 * S
