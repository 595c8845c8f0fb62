"""Full-presence windows change what counts as an answer: inside the rule as it is, outside an acknowledgement too."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.exchanges.full_presence import NOT_PLACED, full_presence_of
from coder.exchanges.pairing import RULES, Outcome, acknowledged_outside, exchanges
from coder.report.figures.recording_figures import numbers_of
from coder.vocabulary.context import Beside, Meeting
from coder.vocabulary.scheme import Role, builtin_scheme
from coder.vocabulary.time import Interval
from coder.vocabulary.wall_clock import DayWindow
from tests.coder.exchanges.test_pairing import ACTS, acts_of
from tests.coder.report.known import END, S, event

SCHEME = builtin_scheme()
RULE = RULES["prompt-3s"]
VARIANT = acknowledged_outside(RULE)
WINDOW = (Interval(20 * S, 40 * S),)
NOD = "acknowledges"


def under(rule, *rows, settled=None, windows=WINDOW):
    events = [event(*row) for row in rows]
    return exchanges(events, scheme=SCHEME, rule=rule, end_us=END, settled=settled, full_presence=windows)


@pytest.mark.parametrize(("at", "answered"), [(5, True), (25, False), (19.9, True), (20, False), (40, True)])
def test_a_nod_is_an_answer_outside_the_window_and_not_inside(at, answered):
    (one,) = under(VARIANT, ("b", "child", "smile", at, at + 0.5), ("n", "caregiver", NOD, at + 1))
    assert one.is_answer is answered
    assert (one.outcome, one.latency_us) == (Outcome.ACKNOWLEDGED, S if answered else None)
    assert not one.left_open, "the family's own promise is no bar"
    assert one.rule == "prompt-3s+acknowledged-outside"
    (plain,) = under(RULE, ("b", "child", "smile", at, at + 0.5), ("n", "caregiver", NOD, at + 1))
    assert (plain.outcome, plain.is_answer, plain.rule) == (Outcome.ACKNOWLEDGED, False, "prompt-3s")


def test_a_nod_answers_one_bid_and_an_answer_stays_an_answer():
    found = under(
        VARIANT,
        ("b1", "child", "smile", 1, 1.2),
        ("b2", "child", "reach", 2, 2.2),
        ("n", "caregiver", NOD, 3),
        ("a", "caregiver", "smile", 3.5, 4),
    )
    assert [(x.bid, x.response, x.outcome) for x in found] == [
        ("b1", "a", Outcome.ANSWERED),
        ("b2", "n", Outcome.ACKNOWLEDGED),
    ]


def test_a_humans_word_is_an_answer_outside_and_its_time_is_not_made_up():
    rows = (("out", "child", "smile", 5, 6), ("in", "child", "smile", 25, 26), ("near", "child", "smile", 50, 51))
    settled = {"out": Outcome.ACKNOWLEDGED, "in": Outcome.ACKNOWLEDGED, "near": Outcome.AVAILABLE_NEARBY}
    out, inside, near = under(VARIANT, *rows, settled=settled)
    assert (out.is_answer, out.latency_us, out.censored_at_us) == (True, None, out.anchor_us)
    assert (inside.is_answer, inside.censored_at_us) == (False, 28 * S)
    assert near.is_answer is False
    assert not any(x.is_answer for x in under(RULE, *rows, settled=settled))


def test_the_numbers_carry_the_variant_and_say_so():
    rows = [("b1", "child", "smile", 5, 6), ("b2", "child", "smile", 50, 51), ("b3", "child", "smile", 25, 26)]
    events = [event(*row) for row in rows]
    presence = full_presence_of(Beside(), [*events, event("w", "together", "full_presence", 20, 40)], END)
    assert (presence.windows, presence.chosen) == (WINDOW, True)
    told = numbers_of(
        events,
        scheme=SCHEME,
        rule=presence.rule(RULE),
        span=Interval(0, END),
        settled={"b1": Outcome.ACKNOWLEDGED},
        full_presence=presence,
    )
    assert (told.rule, told.counted, told.left_open) == (VARIANT, 3, 2)
    assert "a variant of the rule" in " ".join(told.notes)
    assert "1 bid was acknowledged at a time that nobody marked" in " ".join(told.notes)
    aside = numbers_of(events, scheme=SCHEME, rule=RULE, span=Interval(0, END), full_presence=presence)
    assert "left aside, as was asked" in " ".join(aside.notes)


def test_windows_of_the_day_need_to_know_when_it_began():
    bed = (DayWindow(1110, 1170, "bedtime"),)
    unknown = full_presence_of(Beside(Meeting("r1", windows=bed)), [], END)
    assert (unknown.chosen, unknown.note) == (False, NOT_PLACED)
    assert unknown.rule(RULE) is RULE
    noon = full_presence_of(Beside(Meeting("r1", began_at="2026-03-01T12:00:00", windows=bed)), [], END)
    assert (noon.windows, noon.chosen) == ((), True)  # all of it lies outside
    dusk = full_presence_of(Beside(Meeting("r1", began_at="2026-03-01T18:29:30", windows=bed)), [], END)
    assert dusk.windows == (Interval(30 * S, END),)


def test_in_the_scheme_a_nod_is_no_response_by_itself():
    assert builtin_scheme("presence").code(Role.CAREGIVER, NOD).response is False


@given(ACTS, st.lists(st.integers(0, 30_000), max_size=6), st.sampled_from(list(RULES)), st.booleans())
def test_within_windows_that_hold_everything_nothing_changes_and_no_bid_loses_an_answer(raw, nods, rule, all_in):
    events = [*acts_of(raw), *(event(f"n{i}", "caregiver", NOD, ms / 1000) for i, ms in enumerate(nods))]
    windows = (Interval(0, END),) if all_in else ()

    def found(chosen):
        return exchanges(events, scheme=SCHEME, rule=chosen, end_us=END, full_presence=windows)

    plain, variant = found(RULES[rule]), found(acknowledged_outside(RULES[rule]))
    if all_in:
        assert [replace(x, rule="") for x in plain] == [replace(x, rule="") for x in variant]
    assert sum(x.is_answer for x in variant) >= sum(x.is_answer for x in plain)
    used = [x.response for x in variant if x.response]
    assert len(used) == len(set(used))
    for one in variant:
        assert (one.latency_us is None) == (one.censored_at_us is not None)
        assert not (one.latency_us is not None and not one.is_answer)
