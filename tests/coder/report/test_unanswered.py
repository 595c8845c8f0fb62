"""From the child's side: signals over all contexts together, no person and no cell, nothing from too little."""

import json
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.exchanges.pairing import RULES, Outcome
from coder.report.figures.bid_answers import answers_of
from coder.report.figures.signals_across_contexts import Said, Told, unanswered_of
from coder.stats import StatsError
from coder.vocabulary.context import Beside, Meeting
from coder.vocabulary.scheme import builtin_scheme
from coder.vocabulary.time import Interval
from tests.coder.report.known import S, event
from ui.cli.family_commands import _unanswered_json

SCHEME = builtin_scheme()
SPAN = Interval(0, 3600 * S)


def told(recording, setting, *, family="Birch", code="smile", bids=6, answered=(), caregiver="caregiver", settled=None):
    rows = []
    for i in range(bids):
        rows.append(event(f"{recording}b{i}", "child", code, 100 * i + 10, 100 * i + 11))
        if i in answered:
            rows.append(event(f"{recording}a{i}", caregiver, "smile", 100 * i + 11, 100 * i + 12))
    answers = answers_of(
        rows,
        scheme=SCHEME,
        rule=RULES["prompt-3s"],
        span=SPAN,
        recording=recording,
        settled={f"{recording}b{i}": word for i, word in (settled or {}).items()},
    )
    return Told(answers=answers, beside=Beside(Meeting(recording, family=family, setting=setting)))


def said(*recordings):
    (one,) = unanswered_of(recordings, scheme=SCHEME).signals
    return one


def test_a_signal_that_no_context_is_seen_to_answer():
    one = said(told("r1", "home"), told("r2", "nursery", bids=5))
    assert (one.code, one.said, one.bids, one.too_little) == ("smile", Said.IN_NONE, 11, ())
    assert one.bids_per_hour.estimate == pytest.approx(5.5)  # eleven in two hours


def test_one_answer_anywhere_is_enough_also_in_a_small_context():
    assert said(told("r1", "home"), told("r2", "nursery", answered=[3])).said is Said.AT_TIMES
    one = said(told("r1", "home"), told("r2", "nursery", bids=2, answered=[0]))
    assert (one.said, one.too_little) == (Said.AT_TIMES, ("nursery",))


def test_too_little_is_said_and_one_context_is_not_every_context():
    one = said(told("r1", "home"), told("r2", "nursery", bids=4))
    assert (one.said, one.too_little) == (Said.TOO_LITTLE, ("nursery",))
    three = said(told("r1", "home"), told("r2", "nursery"), told("r3", "clinic", bids=1))
    assert (three.said, three.too_little) == (Said.IN_NONE, ("clinic",))
    alone = unanswered_of([told("r1", "home"), told("r2", "home")], scheme=SCHEME)
    assert (alone.signals, alone.reason) == ((), "there are recordings of 1 setting; two are needed")


def test_near_and_available_is_no_miss_and_acknowledged_is_no_silence():
    nearby = dict.fromkeys(range(3), Outcome.AVAILABLE_NEARBY)
    one = said(told("r1", "home", settled=nearby), told("r2", "nursery"))
    assert (one.said, one.bids, one.nearby, one.too_little) == (Said.TOO_LITTLE, 9, 3, ("home",))
    word = {0: Outcome.ACKNOWLEDGED}
    assert said(told("r1", "home", settled=word), told("r2", "nursery")).said is Said.AT_TIMES


def test_families_are_never_mixed_and_an_unsaid_one_is_undefined():
    with pytest.raises(StatsError, match="several families"):
        unanswered_of([told("r1", "home"), told("r2", "home", family="Rowan")], scheme=SCHEME)
    unsaid = unanswered_of([told("r1", "home", family=""), told("r2", "nursery", family="")], scheme=SCHEME)
    assert (unsaid.signals, unsaid.reason) == ((), "nobody said of which family these recordings are")
    no_setting = unanswered_of([told("r1", ""), told("r2", "home"), told("r3", "clinic")], scheme=SCHEME)
    assert no_setting.notes == ("recording r1 is left out: nobody said in which setting it was made",)


def test_no_caregiver_and_no_cell_is_in_what_comes_out():
    found = unanswered_of(
        [
            told("r1", "home", caregiver="caregiver:Kim", answered=[1, 2]),
            told("r2", "nursery", caregiver="caregiver:Ada"),
            told("r3", "nursery", code="reach", bids=2),
        ],
        scheme=SCHEME,
    )
    text = json.dumps(_unanswered_json(found))
    assert "Kim" not in text
    assert "Ada" not in text
    assert "caregiver" not in text
    for signal in found.signals:
        fields = set(signal.__slots__)
        assert fields == {"code", "label", "said", "bids", "nearby", "already_there", "bids_per_hour", "too_little"}


def test_the_order_of_recordings_and_caregivers_does_not_matter():
    every = [
        told("r1", "home", answered=[1]),
        told("r2", "nursery", code="reach"),
        told("r3", "clinic", code="reach", bids=3),
    ]
    first = unanswered_of(every, scheme=SCHEME)
    assert all(unanswered_of(order, scheme=SCHEME) == first for order in permutations(every))
    swapped = [told("r1", "home", answered=[1], caregiver="caregiver:Z"), *every[1:]]
    assert [one.said for one in unanswered_of(swapped, scheme=SCHEME).signals] == [one.said for one in first.signals]


@given(st.lists(st.tuples(st.sampled_from(["home", "nursery", "clinic"]), st.integers(1, 7)), min_size=2, max_size=4))
def test_in_none_is_said_only_of_two_contexts_with_enough_each(cells):
    recordings = [told(f"r{i}", setting, bids=bids) for i, (setting, bids) in enumerate(cells)]
    found = unanswered_of(recordings, scheme=SCHEME)
    totals: dict[str, int] = {}
    for setting, bids in cells:
        totals[setting] = totals.get(setting, 0) + bids
    for one in found.signals:
        assert (one.said is Said.IN_NONE) == (sum(n >= 5 for n in totals.values()) >= 2)
        assert set(one.too_little) == {name for name, n in totals.items() if n < 5}


def heard(rows, setting="home"):
    answers = answers_of(
        [event(*row) for row in rows], scheme=SCHEME, rule=RULES["prompt-3s"], span=SPAN, recording=f"r-{setting}"
    )
    return Told(answers=answers, beside=Beside(Meeting("r1", family="Birch", setting=setting)))


def test_no_more_often_than_by_coincidence_is_a_word_of_the_overview():
    # Somebody smiles every six seconds all hour long; of ten smiles of the child two are followed by one in time.
    rows = [(f"s{n}", "caregiver", "smile", 6 * n, 6 * n + 0.1) for n in range(600)]
    rows += [(f"b{n}", "child", "smile", 60 * n + (4 if n < 2 else 0.5), 60 * n + 5) for n in range(10)]
    one = said(heard(rows), told("r2", "nursery", bids=1))
    assert one.said is Said.BY_COINCIDENCE
    prompt = [(f"b{n}", "child", "smile", 300 * n + 4, 300 * n + 5) for n in range(10)]
    prompt += [(f"s{n}", "caregiver", "smile", 300 * n + 5, 300 * n + 6) for n in range(4)]
    assert said(heard(prompt), told("r2", "nursery", bids=1)).said is Said.AT_TIMES


def test_a_look_that_was_meant_for_another_bid_is_no_answer_to_this_one():
    rows = []
    for n in range(6):
        at = 100 * n
        rows += [(f"a{n}", "child", "reach", at, at + 0.2), (f"b{n}", "child", "smile", at + 1, at + 1.5)]
        rows += [(f"x{n}", "caregiver", "smile", at + 1.2, at + 1.4), (f"y{n}", "caregiver", "touch", at + 2, at + 2.5)]
    found = unanswered_of([heard(rows), heard(rows, "nursery")], scheme=SCHEME)
    assert {one.code: one.said for one in found.signals} == {"reach": Said.IN_NONE, "smile": Said.AT_TIMES}


def test_already_there_in_every_context_is_said_and_never_not_seen_answered():
    rows = [("l", "caregiver", "look_to_child", 0, 1000)]
    rows += [(f"b{n}", "child", "smile", 100 * n + 10, 100 * n + 11) for n in range(6)]
    one = said(heard(rows), heard(rows, "nursery"))
    assert (one.said, one.bids, one.already_there) == (Said.ALREADY_THERE, 0, 12)
