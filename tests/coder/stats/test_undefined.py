"""Undefined is undefined, with its reason: never NaN, never 1, never a crash. And bad input is one clear sentence."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import coder.stats as stats
from coder.stats import Result, StatsError
from coder.vocabulary.errors import MendableError

NOTHING = ([], [], [])
SPAN = (0, 60)
S = {"unit": "s"}

# name: (call, part of the reason)
UNDEFINED = {
    "no bids": (lambda: stats.kaplan_meier([], []), "no bids"),
    "all censored": (lambda: stats.kaplan_meier([2, 3], [False, False]), "censored"),
    "fewer than half": (lambda: stats.kaplan_meier([1, 3, 3, 3], [1, 0, 0, 0]), "fewer than half"),
    "one group": (lambda: stats.log_rank([1, 2], [1, 1], ["a", "a"]), "two groups"),
    "log-rank, all censored": (lambda: stats.log_rank([1, 2], [0, 0], ["a", "b"]), "censored"),
    "groups never together": (lambda: stats.log_rank([1, 1, 5, 5], [0, 0, 1, 1], ["a", "a", "b", "b"]), "under watch"),
    "cox, nothing": (lambda: stats.cox_recurrent([], [], np.zeros((0, 1)), []), "no bids"),
    "cox, all censored": (lambda: stats.cox_recurrent([1, 2], [0, 0], [0, 1], ["a", "b"]), "censored"),
    "cox, one dyad": (lambda: stats.cox_recurrent([1, 2], [1, 1], [0, 1], ["a", "a"]), "two dyads"),
    "cox, constant": (
        lambda: stats.cox_recurrent([1, 2], [1, 1], [1, 1], ["a", "b"], names=["home"]),
        "home is the same",
    ),
    "cox, separated": (
        lambda: stats.cox_recurrent([1, 2, 3, 9, 9, 9], [1, 1, 1, 0, 0, 0], [1, 1, 1, 0, 0, 0], "abcabc"),
        "no maximum",
    ),
    "cox, repeated covariate": (
        lambda: stats.cox_recurrent([1, 2, 3, 4], [1, 1, 0, 1], [[0, 0], [1, 1], [0, 0], [1, 1]], "abab"),
        "no maximum",
    ),
    "empty table": (lambda: stats.two_by_two([[0, 0], [0, 0]]), "empty"),
    "no response": (lambda: stats.contingency_table([5], [], window=2, span=SPAN, step=1, **S), "no response"),
    "no bid": (lambda: stats.contingency_table([], [5], window=2, span=SPAN, step=1, **S), "inside the window"),
    "window is everything": (
        lambda: stats.contingency_table([0], [5], window=99, span=SPAN, step=1, **S),
        "outside the window",
    ),
    "no observable time": (
        lambda: stats.contingency_table([5], [6], window=2, span=SPAN, step=1, hidden=([0], [60]), **S),
        "nothing was observed",
    ),
    "shift, no bid": (lambda: stats.circular_shift_test([], [5], window=2, span=SPAN, **S), "no bid"),
    "shift, no response": (lambda: stats.circular_shift_test([5], [], window=2, span=SPAN, **S), "no response"),
    "shift, empty recording": (lambda: stats.circular_shift_test([5], [5], window=2, span=(0, 0), **S), "observable"),
    "shift, bid outside": (lambda: stats.circular_shift_test([99], [5], window=2, span=SPAN, **S), "no bid"),
    "shuffle, no response": (lambda: stats.gap_shuffle_test([5], [], window=2, span=SPAN, **S), "no response"),
    "overlap, no states": (lambda: stats.overlap_shift_test(([], []), ([1], [2]), span=SPAN, **S), "no states"),
    "sweep, no bid": (lambda: stats.window_sweep([], [5], span=SPAN, windows=[1], draws=5, **S), "no bid"),
    "lag, nothing": (lambda: stats.lag_sequential([]), "no code"),
    "lag, too short": (lambda: stats.lag_sequential(["a", "b"], lag=2), "no code"),
    "lag, one code": (lambda: stats.lag_sequential("aaaa"), "only one code"),
    "lag, saturated": (lambda: stats.lag_sequential("ababab", repeats=False), "nothing left to test"),
    "never both coded": (
        lambda: stats.mismatch_repair(([0], [5], ["a"]), ([5], [9], ["a"]), span=SPAN, **S),
        "both coded",
    ),
    "rate, nothing seen": (lambda: stats.rate([5], span=SPAN, hidden=([0], [60]), **S), "observable"),
    "share, nothing seen": (lambda: stats.state_time([5], [6], span=(3, 3), **S), "observable"),
    "shared time, nothing seen": (lambda: stats.co_occurrence(NOTHING, NOTHING, span=(3, 3), **S), "observable"),
    "transitions, nothing seen": (lambda: stats.transition_matrix(NOTHING, span=(3, 3), **S), "observable"),
    "kappa, nothing": (lambda: stats.cohen_kappa([], []), "nothing that both"),
    "kappa, one code": (lambda: stats.cohen_kappa(["a"] * 9, ["a"] * 9), "one and the same code"),
    "kappa, never both": (lambda: stats.cohen_kappa(["a", None], [None, "a"]), "nothing that both"),
    "weighted, one code": (lambda: stats.weighted_kappa([2, 2], [2, 2]), "one and the same code"),
    "time units, silence": (
        lambda: stats.time_unit_kappa(NOTHING, NOTHING, span=SPAN, step=1, **S),
        "one and the same",
    ),
    "time units, hidden": (
        lambda: stats.time_unit_kappa(NOTHING, NOTHING, span=SPAN, step=1, hidden=([0], [60]), **S),
        "no observable time",
    ),
    "alignment, silence": (lambda: stats.event_alignment_kappa(NOTHING, NOTHING, **S), "neither coder"),
    "alignment, one code": (
        lambda: stats.event_alignment_kappa(([1, 5], [2, 6], ["a", "a"]), ([1], [2], ["a"]), tolerance=1, **S),
        "only one code",
    ),
    "fleiss, nothing": (lambda: stats.fleiss_kappa([]), "nothing was coded"),
    "fleiss, one coder": (lambda: stats.fleiss_kappa([[1, 0], [0, 1]]), "two coders"),
    "fleiss, one code": (lambda: stats.fleiss_kappa([[3, 0], [3, 0]]), "one code"),
    "alpha, one coder": (lambda: stats.krippendorff_alpha([[1, 2, 3]]), "two coders"),
    "alpha, nothing shared": (lambda: stats.krippendorff_alpha([[1, None], [None, 2]]), "by two coders"),
    "alpha, one value": (lambda: stats.krippendorff_alpha([[1, 1], [1, 1]]), "every value is the same"),
    "icc, one coder": (lambda: stats.icc([[1], [2], [3]]), "two coders"),
    "icc, one thing": (lambda: stats.icc([[1, 2]]), "two things"),
    "icc, no variance": (lambda: stats.icc([[3, 3], [3, 3]]), "every number is the same"),
    "icc, all missing": (lambda: stats.icc([[math.nan, 1], [2, math.nan]]), "two things"),
    "icc, nothing": (lambda: stats.icc([]), "two coders"),
    "average icc, things alike": (lambda: stats.icc([[1, 2], [2, 1]], form="ICC(1,k)"), "variances cancel"),
    "count icc, zeros": (lambda: stats.count_icc([[0, 0], [0, 0]]), "counted nothing"),
    "count icc, alike": (lambda: stats.count_icc([[5, 5]] * 20), "do not differ"),
    "expected, one code": (lambda: stats.expected_kappa(0.9, 1), "nothing to agree on"),
}


@pytest.mark.parametrize("name", UNDEFINED)
def test_undefined_says_why(name):
    call, reason = UNDEFINED[name]
    result = call()
    assert result.estimate is None
    assert reason in result.reason
    assert result.interval is None or name == "fewer than half"
    assert json.loads(json.dumps(result.to_dict(), allow_nan=False))["reason"] == result.reason


# name: (call, part of the sentence)
REFUSED = {
    "lengths": (lambda: stats.kaplan_meier([1, 2], [True]), "one length"),
    "missing duration": (lambda: stats.kaplan_meier([math.nan], [True]), "missing or infinite"),
    "flag": (lambda: stats.kaplan_meier([1], [2]), "true"),
    "text": (lambda: stats.kaplan_meier(["soon"], [True]), "numbers"),
    "level": (lambda: stats.kaplan_meier([1], [True], level=95), "0.95"),
    "seconds taken for microseconds": (lambda: stats.rate([1.5], span=(0, 60)), "unit='s'"),
    "unknown unit": (lambda: stats.rate([1], span=(0, 60), unit="min"), "'us', 'ms' or 's'"),
    "missing time": (lambda: stats.rate([math.nan], span=SPAN, **S), "not a number"),
    "backward span": (lambda: stats.rate([1], span=(60, 0), **S), "ends"),
    "backward event": (lambda: stats.state_time([5], [4], span=SPAN, **S), "before it begins"),
    "no offsets": (
        lambda: stats.circular_shift_test([1], [2], window=1, anchor="offset", span=SPAN, **S),
        "bid_offsets",
    ),
    "anchor": (lambda: stats.circular_shift_test([1], [2], window=1, anchor="middle", span=SPAN, **S), "anchor"),
    "no draws": (lambda: stats.circular_shift_test([1], [2], window=1, span=SPAN, draws=0, **S), "shuffles"),
    "empty window": (lambda: stats.contingency_table([1], [2], window=0, span=SPAN, step=1, **S), "longer"),
    "overlapping states": (
        lambda: stats.mismatch_repair(([0, 3], [5, 9], ["a", "b"]), NOTHING, span=SPAN, **S),
        "'a' and 'b' overlap at 0:03.000",
    ),
    "not three arrays": (lambda: stats.transition_matrix(([1], [2]), span=SPAN, **S), "three arrays"),
    "repeats": (lambda: stats.lag_sequential("aab", repeats=False), "repeats=False"),
    "unpaired codes": (lambda: stats.cohen_kappa(["a"], ["a", "b"]), "paired"),
    "scale without order": (lambda: stats.weighted_kappa(["low"], ["high"]), "order of the scale"),
    "unknown code": (lambda: stats.cohen_kappa(["a"], ["b"], codes=["a"]), "does not name"),
    "uneven coders": (lambda: stats.fleiss_kappa([[2, 0], [1, 0]]), "krippendorff_alpha"),
    "ragged": (lambda: stats.krippendorff_alpha([[1, 2], [1]]), "leave None"),
    "words as numbers": (lambda: stats.krippendorff_alpha([["a"], ["b"]], measurement="interval"), "needs numbers"),
    "below a true zero": (lambda: stats.krippendorff_alpha([[-1], [2]], measurement="ratio"), "true zero"),
    "form": (lambda: stats.icc([[1, 2], [2, 3]], form="ICC(4,1)"), "ICC(2,1)"),
    "half a count": (lambda: stats.count_icc([[1.5, 2], [2, 3]]), "whole numbers"),
    "negative cell": (lambda: stats.two_by_two([[1, -2], [3, 4]]), "below zero"),
    "accuracy": (lambda: stats.expected_kappa(90, 2), "0.9"),
    "too many units": (lambda: stats.time_unit_kappa(NOTHING, NOTHING, span=(0, 10**9), step=1), "longer one"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_one_sentence(name):
    call, part = REFUSED[name]
    with pytest.raises(StatsError) as caught:
        call()
    assert isinstance(caught.value, MendableError)
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_bid_at_the_very_end_is_counted_or_named():
    inside = stats.circular_shift_test([59.999], [30], window=2, span=SPAN, draws=10, **S)
    outside = stats.circular_shift_test([5, 60], [30], window=2, span=SPAN, draws=10, **S)
    assert (inside.n, inside.estimate) == (1, 0)
    assert outside.n == 1
    assert any("1 bid lies outside" in note for note in outside.notes)


def test_perfect_agreement_is_one_without_a_false_interval():
    for result in (
        stats.cohen_kappa("abab", "abab"),
        stats.icc([[1, 1], [2, 2], [4, 4]]),
        stats.fleiss_kappa([[3, 0], [0, 3]]),
    ):
        assert result.estimate == pytest.approx(1)
        assert result.interval is None
        assert any("no interval" in note for note in result.notes)


def test_a_record_refuses_nan_and_silence():
    for bad in (math.nan, math.inf):
        with pytest.raises(ValueError, match="no number"):
            Result(name="x", estimate=bad, n=1, n_of="things", method="m")
    with pytest.raises(ValueError, match="no interval"):
        Result(name="x", estimate=1.0, interval=(0.5, math.inf), n=1, n_of="things", method="m")
    with pytest.raises(ValueError, match="reason"):
        Result(name="x", estimate=None, n=1, n_of="things", method="m")


@given(
    st.lists(st.tuples(st.floats(-5, 20), st.booleans()), max_size=15),
    st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=2), max_size=8),
)
@settings(max_examples=60, deadline=None)
def test_whatever_comes_the_record_is_plain_json(latencies, table):
    results = [
        stats.kaplan_meier([t for t, _ in latencies], [s for _, s in latencies]),
        stats.count_icc(table),
        *(stats.icc(table, form=form) for form in stats.FORMS),
        stats.cohen_kappa([a for a, _ in table], [b for _, b in table]),
        stats.krippendorff_alpha([[a for a, _ in table], [b for _, b in table]], measurement="ordinal", resamples=20),
    ]
    for result in results:
        assert json.loads(json.dumps(result.to_dict(), allow_nan=False))["n"] == result.n


def test_importing_the_statistics_is_quick_and_light():
    code = (
        "import sys, coder.stats; print([m for m in ('scipy', 'statsmodels', 'pandas', 'PySide6') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
