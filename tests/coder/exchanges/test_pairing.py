"""Exchanges: windows, anchors, pairing, censoring and the human's word, case by case and as properties."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.exchanges.pairing import NAMED_RULES, RULES, Direction, Exchange, Outcome, exchanges
from coder.vocabulary.events import Event, Origin
from coder.vocabulary.scheme import builtin_scheme

S = 1_000_000
SCHEME = builtin_scheme()


def event(id_: str, subject: str, code: str, onset: float, offset: float | None = None, bound: int = 0) -> Event:
    return Event(
        id=id_,
        recording="r1",
        subject=subject,
        code=code,
        onset_us=round(onset * S),
        offset_us=round((onset if offset is None else offset) * S),
        coder="kim",
        origin=Origin.HUMAN,
        proposal=None,
        timing_bound_us=bound,
    )


def child(id_: str, onset: float, offset: float, code: str = "smile") -> Event:
    return event(id_, "child", code, onset, offset)


def caregiver(id_: str, onset: float, offset: float, code: str = "smile", name: str = "caregiver") -> Event:
    return event(id_, name, code, onset, offset)


def under(rule: str, *events: Event, end: float = 60, settled: dict[str, Outcome] | None = None) -> list[Exchange]:
    return list(exchanges(events, scheme=SCHEME, rule=RULES[rule], end_us=round(end * S), settled=settled))


def test_a_response_within_three_seconds_of_the_onset_answers():
    (one,) = under("prompt-3s", child("b", 1, 5), caregiver("a", 3.2, 4))
    assert (one.outcome, one.latency_us, one.response, one.censored_at_us) == (Outcome.ANSWERED, 2_200_000, "a", None)


def test_the_window_includes_its_end_and_nothing_later():
    (at_end,) = under("prompt-3s", child("b", 1, 2), caregiver("a", 4, 5))
    (late,) = under("prompt-3s", child("b", 1, 2), caregiver("a", 4.000001, 5))
    assert at_end.latency_us == 3 * S
    assert (late.outcome, late.latency_us, late.censored_at_us) == (Outcome.UNSETTLED, None, 4 * S)
    assert late.reason == "no response began within the window"


def test_latency_from_the_offset_is_negative_for_an_overlap_and_kept():
    (one,) = under("prompt-2s", child("b", 1, 5), caregiver("a", 3, 6))
    assert one.latency_us == -2 * S
    assert one.reason == "the response began before the bid ended"


def test_overlap_is_limited_or_excluded_where_the_rule_says_so():
    bid, early, slight = child("b", 1, 5), caregiver("a", 3.9, 6), caregiver("a", 4.5, 6)
    assert under("turn-2s-1s", bid, early)[0].latency_us is None
    assert under("turn-2s-1s", bid, slight)[0].latency_us == -S // 2
    assert under("turn-5s", bid, slight)[0].latency_us is None


def test_a_turn_needs_nothing_else_in_between():
    bid, between, answer = child("b", 1, 2), event("x", "other", "smile", 3, 4), caregiver("a", 5, 6)
    assert under("turn-5s", bid, answer)[0].latency_us == 3 * S
    assert under("turn-5s", bid, between, answer)[0].latency_us is None


def test_a_response_already_under_way_is_marked_and_not_counted():
    (one,) = under("prompt-3s", child("b", 2, 3), caregiver("a", 1, 6))
    assert (one.outcome, one.under_way, one.latency_us) == (Outcome.ALREADY_THERE, "a", None)
    assert (one.left_open, one.is_answer) == (False, False)
    assert "under way" in one.reason


def test_one_response_answers_one_bid_the_nearest_first():
    early, late = under("prompt-3s", child("b1", 1, 1.5), child("b2", 2, 2.5, "reach"), caregiver("a", 3, 4))
    assert (early.outcome, late.outcome, late.latency_us) == (Outcome.UNSETTLED, Outcome.ANSWERED, S)
    assert (early.censored_at_us, early.reason) == (4 * S, "no response began within the window")


def test_a_second_response_goes_to_the_earlier_bid():
    early, late = under(
        "prompt-3s",
        child("b1", 1, 1.5),
        child("b2", 2, 2.5, "reach"),
        caregiver("a1", 3, 4),
        caregiver("a2", 3.5, 4, "touch"),
    )
    assert (early.response, late.response) == ("a2", "a1")


@pytest.mark.parametrize(
    ("gone", "at"),
    [
        (event("x", "caregiver", "leave_view", 2), 2),
        (event("x", "caregiver", "not_observable", 1.5, 9), 1.5),
        (event("x", "child", "not_observable", 0.5, 9), 1),
        (event("x", "together", "separation", 2.5, 9), 2.5),
    ],
)
def test_watching_ends_when_either_leaves_view(gone, at):
    (one,) = under("prompt-3s", child("b", 1, 2), gone, caregiver("a", 3, 4))
    assert one.outcome is Outcome.UNSETTLED
    assert one.censored_at_us == round(at * S)
    assert "observed" in one.reason


@pytest.mark.parametrize(
    "gone",
    [
        event("x", "caregiver", "leave_view", 3),
        event("x", "child", "not_observable", 3, 9),
        event("x", "together", "still_face", 3, 9),
    ],
)
def test_what_begins_at_the_moment_of_losing_view_was_not_seen(gone):
    """Stretches are half-open: the frame at which view is lost is the first that nobody saw."""
    (one,) = under("prompt-3s", child("b", 1, 2), gone, caregiver("a", 3, 4))
    assert (one.outcome, one.censored_at_us) == (Outcome.UNSETTLED, 3 * S)
    (just_before,) = under("prompt-3s", child("b", 1, 2), gone, caregiver("a", 2.999999, 4))
    assert just_before.latency_us == 1_999_999


def test_what_cuts_an_unanswered_bid_cuts_an_answered_one_alike():
    still_face = event("s", "together", "still_face", 3, 30)
    (before,) = under("prompt-3s", child("b", 1, 2), still_face, caregiver("a", 3.5, 4))
    assert (before.outcome, before.censored_at_us) == (Outcome.UNSETTLED, 3 * S)
    (late,) = under("prompt-3s", child("b", 1, 2), caregiver("a", 2.5, 4), end=2)
    assert (late.outcome, late.censored_at_us) == (Outcome.UNSETTLED, 2 * S)


def test_the_next_bid_ends_no_watch_unless_nothing_may_come_between():
    first, second = child("b1", 1, 1.5), child("b2", 2, 2.5, "reach")
    assert under("prompt-3s", first, second)[0].censored_at_us == 4 * S
    adjacent = under("turn-5s", first, second)[0]
    assert (adjacent.censored_at_us, adjacent.reason) == (2 * S, "another act came between")
    # An act within the bid lies before the anchor, and comes between nothing.
    assert under("turn-5s", child("b1", 1, 3), child("b2", 2, 2.5, "reach"))[0].censored_at_us == 8 * S


def test_one_of_two_caregivers_can_still_answer_after_the_other_did_something():
    rocks = event("x", "caregiver:Kim", "leave_view", 3)
    lee = caregiver("a", 20, 21, name="caregiver:Lee")
    kim = caregiver("k", 40, 41, name="caregiver:Kim")
    one = under("turn-5s", child("b", 1, 2), rocks, lee, kim)[0]
    assert one.censored_at_us == 7 * S
    both = under("turn-5s", child("b", 1, 2), rocks, event("y", "caregiver:Lee", "leave_view", 4), lee, kim)[0]
    assert both.censored_at_us == 4 * S


def test_the_old_way_has_a_name_that_says_so():
    bids = child("b1", 1, 1.5), child("b2", 2, 2.5, "reach")
    (old, _) = exchanges(bids, scheme=SCHEME, rule=NAMED_RULES["prompt-3s+cut-at-next-bid"], end_us=60 * S)
    assert (old.censored_at_us, old.reason, old.rule) == (2 * S, "the next bid began", "prompt-3s+cut-at-next-bid")
    assert "look short" in NAMED_RULES[old.rule].censoring
    assert "next bid" not in RULES["prompt-3s"].censoring


def test_watching_goes_on_while_another_caregiver_is_in_view():
    one = under(
        "prompt-3s",
        child("b", 1, 2),
        event("x", "caregiver:Kim", "not_observable", 0, 9),
        caregiver("a", 3, 4, name="caregiver:Lee"),
    )[0]
    assert one.latency_us == 2 * S


def test_watching_resumes_after_a_return():
    one = under(
        "prompt-3s",
        event("l", "caregiver", "leave_view", 1),
        event("r", "caregiver", "return", 5),
        child("b", 6, 7),
        caregiver("a", 8, 9),
    )[0]
    assert one.latency_us == 2 * S


def test_a_bid_at_the_very_end_is_censored_there():
    (one,) = under("prompt-3s", child("b", 59, 60), end=60)
    assert (one.censored_at_us, one.reason) == (60 * S, "the recording ended")


def test_a_human_settles_what_the_rule_cannot():
    (one,) = under("prompt-3s", child("b", 1, 2), settled={"b": Outcome.AVAILABLE_NEARBY})
    assert (one.outcome, one.censored_at_us) == (Outcome.AVAILABLE_NEARBY, 4 * S)
    assert one.reason.startswith("a human said")


def test_what_is_not_a_bid_gives_its_answer_free():
    first, second = under(
        "prompt-3s",
        child("b1", 1, 1.5),
        child("b2", 2, 2.5, "reach"),
        caregiver("a", 3, 4),
        settled={"b2": Outcome.NOT_A_BID},
    )
    assert (first.outcome, first.latency_us) == (Outcome.ANSWERED, 2 * S)
    assert second.outcome is Outcome.NOT_A_BID


def test_the_bound_is_that_of_both_onsets():
    bid, answer = child("b", 1, 2), caregiver("a", 2, 3)
    one = under("prompt-3s", replace(bid, timing_bound_us=100_000), replace(answer, timing_bound_us=40_000))[0]
    assert one.timing_bound_us == 140_000


def test_the_other_direction_asks_how_the_child_answers():
    rule = replace(RULES["prompt-3s"], direction=Direction.CAREGIVER_TO_CHILD)
    (one,) = exchanges((caregiver("c", 1, 2), child("b", 2, 3)), scheme=SCHEME, rule=rule, end_us=60 * S)
    assert (one.bid, one.response, one.latency_us) == ("c", "b", S)


ACTS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 30_000), st.integers(1, 4_000), st.sampled_from(["smile", "look"])),
    max_size=12,
)


def acts_of(raw: list[tuple[bool, int, int, str]]) -> list[Event]:
    look = {True: "look_to_caregiver", False: "look_to_child"}
    return [
        event(
            f"e{i}", "child" if is_child else "caregiver", look[is_child] if code == "look" else code, on, on + length
        )
        for i, (is_child, on_ms, length_ms, code) in enumerate(raw)
        for on, length in [(on_ms / 1000, length_ms / 1000)]
    ]


@given(ACTS, st.sampled_from(list(RULES)))
def test_every_bid_has_one_exchange_and_no_response_answers_twice(raw, rule):
    events = acts_of(raw)
    found = under(rule, *events)
    assert sorted(x.bid for x in found) == sorted(e.id for e in events if e.subject == "child")
    used = [x.response for x in found if x.response]
    assert len(used) == len(set(used))
    for one in found:
        assert (one.latency_us is None) == (one.censored_at_us is not None)
        if one.latency_us is not None:
            assert one.latency_us <= RULES[rule].window_us
        else:
            assert one.bid_interval.onset_us <= one.censored_at_us


@given(ACTS, st.sampled_from(list(RULES)), st.integers(0, 10**9))
def test_shifting_time_shifts_nothing_else(raw, rule, shift):
    events = acts_of(raw)
    moved = [replace(e, onset_us=e.onset_us + shift, offset_us=e.offset_us + shift) for e in events]
    before = exchanges(events, scheme=SCHEME, rule=RULES[rule], end_us=60 * S)
    after = exchanges(moved, scheme=SCHEME, rule=RULES[rule], end_us=60 * S + shift)
    assert [(x.bid, x.response, x.latency_us, x.outcome) for x in before] == [
        (x.bid, x.response, x.latency_us, x.outcome) for x in after
    ]
