"""Being there: apart by any scheme's word, accompanied, near by, each at their own thing, and one act coded twice."""

import pytest

from coder.exchanges.caregiver_presence import own_pursuits
from coder.exchanges.pairing import RULES, Outcome, exchanges, unobservable
from coder.exchanges.time_apart import ABOUT_PRESENCE, APART, reunions
from coder.report.figures.bid_answers import OUT_APART, OUT_SAID_AGAIN, answers_of
from coder.report.figures.day_rhythm import RhythmKind, rhythm_of
from coder.vocabulary.scheme import builtin_names, builtin_scheme, combined
from coder.vocabulary.time import Interval
from tests.coder.report.known import END, S, event

SCHEME = combined([builtin_scheme(name) for name in ("first_path", *builtin_names())])
SPAN = Interval(0, END)


def became(*rows, settled=None):
    events = [event(*row) for row in rows]
    found = exchanges(events, scheme=SCHEME, rule=RULES["prompt-3s"], end_us=END, settled=settled)
    return [item.outcome for item in found]


def answers(*rows):
    return answers_of([event(*row) for row in rows], scheme=SCHEME, rule=RULES["prompt-3s"], span=SPAN)


@pytest.mark.parametrize(
    "gone",
    [
        *([("x", "together", code, 10, 40)] for code in sorted(APART)),
        [("x", "caregiver", "out_of_the_room", 10, 40)],
        *(
            [("x", "caregiver", leaves, 10, 10), ("y", "caregiver", comes, 40, 40)]
            for leaves in ("leave_view", "leaves", "leaves_unseen")
            for comes in ("return", "returns")
        ),
    ],
)
def test_time_apart_is_one_list_for_all_schemes(gone):
    rows = [*gone, ("c", "child", "smile", 20, 21), ("n", "caregiver", "not_observable", 10, 40)]
    found = answers(*rows)
    assert (found.left_open, found.signals, found.left_out) == (0, (), {OUT_APART: 1})
    rhythm = rhythm_of([event(*row) for row in rows], recording="r1", span=SPAN)
    assert [(one.kind, one.interval.duration_us) for one in rhythm.stretches][1] == (RhythmKind.APART, 30 * S)


def test_every_word_for_it_is_a_code_of_a_shipped_scheme():
    assert {code.id for name in builtin_names() for code in builtin_scheme(name).codes} >= ABOUT_PRESENCE


def test_with_one_caregiver_there_nobody_is_apart():
    rows = [event("x", "caregiver:Kim", "leaves", 10), event("y", "caregiver:Lee", "touch", 0, 1)]
    assert unobservable(rows, END)["caregiver"] == ()


@pytest.mark.parametrize("code", ["cries", "cries_or_fusses", "protests", "gives_way"])
@pytest.mark.parametrize(
    "company",
    [("together", "accompanied"), ("caregiver", "stays_near"), ("caregiver", "holds"), ("caregiver", "comforts")],
)
def test_crying_with_somebody_there_is_accompanied_whenever_they_came(code, company):
    assert became(("c", "child", code, 5, 30), ("a", *company, 15, 40)) == [Outcome.ALREADY_THERE]
    assert became(("c", "child", code, 5, 30), ("a", *company, 31, 40)) == [Outcome.UNSETTLED]


def test_a_humans_word_stands_and_an_answer_stays_an_answer():
    there, bid = ("a", "caregiver", "with_child", 0, 50), ("b", "child", "signals", 5, 6)
    assert became(there, bid, settled={"b": Outcome.NO_ANSWER_SEEN}) == [Outcome.NO_ANSWER_SEEN]
    assert became(there, bid, ("s", "caregiver", "smile", 6, 7)) == [Outcome.ANSWERED]
    near = ("a", "caregiver", "nearby_and_taken_up", 0, 50)
    assert became(near, bid) == [Outcome.AVAILABLE_NEARBY]
    assert became(near, bid, ("k", "caregiver", "acknowledges", 6)) == [Outcome.ACKNOWLEDGED]


def test_open_is_only_what_was_watched_to_the_end():
    assert answers(("b", "child", "smile", 5, 6)).left_open == 1
    late = answers(("b", "child", "smile", 58, 59))
    assert (late.left_open, late.cut_short) == (0, 1)
    leaving = answers(("b", "child", "smile", 5, 6), ("x", "caregiver", "leaves", 7))
    assert (leaving.left_open, leaving.cut_short) == (0, 1)


def test_an_act_that_two_schemes_code_is_one_bid():
    rows = [("a", "child", "reach", 5, 7), ("b", "child", "signals", 5.2, 7), ("r", "caregiver", "touch", 6, 8)]
    found = answers(*rows)
    assert len(found.signals) == 1
    assert found.left_out == {OUT_SAID_AGAIN: 1}
    assert [(item.same_act_as, item.outcome) for item in found.exchanges] == [
        (None, Outcome.ANSWERED),
        ("a", Outcome.ANSWERED),
    ]
    two = answers(("a", "child", "reach", 5, 7), ("b", "child", "smile", 5.2, 7))
    assert len(two.signals) == 2, "within one scheme two codes are two acts on purpose"


def test_each_at_their_own_thing_needs_nobody_to_join_in():
    alone = event("p", "child", "plays_alone", 5, 30)
    assert own_pursuits([alone, event("n", "caregiver", "nearby_and_open", 0, 60)]) == (Interval(5 * S, 30 * S),)
    assert own_pursuits([alone, event("w", "caregiver", "with_child", 10, 20)]) == (
        Interval(5 * S, 10 * S),
        Interval(20 * S, 30 * S),
    )
    busy = event("p", "child", "busy_with_things", 5, 30)
    assert own_pursuits([busy]) == ()
    assert own_pursuits([busy, event("e", "caregiver", "busy_elsewhere", 10, 60)]) == (Interval(10 * S, 30 * S),)


def test_adjoining_reunions_are_one_and_the_still_faces_reunion_is_none():
    apart = event("s", "together", "first_separation", 5, 10)
    both = [event("a", "together", "first_reunion", 10, 20), event("b", "together", "reunion", 20, 25)]
    assert reunions([apart, *both], END) == (Interval(10 * S, 25 * S),)
    still = [event("f", "together", "still_face", 5, 10), event("r", "together", "reunion", 10, 20)]
    assert reunions(still, END) == ()
