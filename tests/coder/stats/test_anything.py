"""Whatever comes in, a public function answers with a record that is plain JSON, or with one sentence; it never warns.

Warnings are errors throughout the tests, so a division by zero that numpy only mutters about would fail here.
"""

import inspect
import json
import math
import os

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder import stats
from coder.stats import Result, StatsError

numbers = st.one_of(
    st.integers(-5, 70),
    st.floats(-5, 70),
    st.sampled_from([math.nan, math.inf, -math.inf, 1e300, 0, 59.999, 60, None, "1", True, np.float32(3), np.int16(4)]),
)
plain = st.floats(0, 60).map(lambda t: round(t, 3))
labels = st.one_of(st.sampled_from(["a", "b", "", None, math.nan, 1, 1.0, True, pd.NA, "(none)"]), st.integers(0, 3))
shapes = st.sampled_from([list, tuple, lambda v: np.array(v, dtype=object), lambda v: pd.Series(v, dtype=object)])


def some(values, size=8):
    return st.lists(values, max_size=size)


@st.composite
def arrays(draw, values, size=8):
    return draw(shapes)(draw(some(values, size)))


@st.composite
def coded(draw, clean):
    """States as three arrays; mostly in order and apart where ``clean``."""
    if not clean:
        return draw(arrays(numbers, 4)), draw(arrays(numbers, 4)), draw(arrays(labels, 4))
    edges = sorted(draw(st.lists(plain, max_size=12)))
    on, off = edges[0::2], edges[1::2]
    codes = draw(st.lists(st.sampled_from("abc"), min_size=len(off), max_size=len(off)))
    return on[: len(off)], off, codes


spans = st.sampled_from([(0, 60), (0, 0), (10, 20), (60, 0), (0, math.nan), 5, (-30, 90)])
hidden = st.one_of(st.none(), st.sampled_from([([5], [9]), ([0], [60]), ([9], [5]), ([1, 2], [3]), ([], []), 7]))
windows = st.sampled_from([2, 0, -1, 0.5, 100, math.nan, None])
level = st.sampled_from([0.95, 0.5, 95, math.nan, "0.9"])
quick = {"draws": st.sampled_from([5, 0, 2.5]), "seed": st.sampled_from([1, -1, "x"])}
resamples = st.sampled_from([0, 20, -1, 1.5])

# Arguments of each public function. Those of every function that answers with a record must be here.
ASKED = {
    "cohen_kappa": (arrays(labels), arrays(labels), {"level": level}),
    "weighted_kappa": (arrays(labels), arrays(labels), {"weights": st.sampled_from(["linear", "quadratic", "cubic"])}),
    "kappa_of_table": (some(some(numbers, 3), 3), {}),
    "weighted_kappa_of_table": (some(some(numbers, 3), 3), {}),
    "fleiss_kappa": (some(some(numbers, 3), 4), {"level": level}),
    "light_kappa": (some(some(labels, 3), 4), {}),
    "krippendorff_alpha": (
        some(some(st.one_of(labels, numbers), 4), 3),
        {"measurement": st.sampled_from(["nominal", "ordinal", "interval", "ratio", "odd"]), "resamples": resamples},
    ),
    "icc": (some(some(numbers, 3), 5), {"form": st.sampled_from([*stats.FORMS, "ICC(A,1)", "ICC"]), "level": level}),
    "count_icc": (some(some(st.integers(0, 6), 2), 6), {"reference": st.sampled_from(["all", "first", "last"])}),
    "kaplan_meier": (arrays(numbers), arrays(st.sampled_from([True, False, 1, 0, None, 2])), {"tau": windows}),
    "log_rank": (arrays(numbers), arrays(st.booleans()), arrays(labels), {}),
    "cox_recurrent": (arrays(plain), arrays(st.booleans()), some(some(numbers, 2)), arrays(labels), {}),
    "two_by_two": (some(some(numbers, 2), 2), {"add_half": st.sampled_from(["always", "never", "now"])}),
    "contingency_table": (
        arrays(numbers),
        arrays(numbers),
        {
            "window": windows,
            "span": spans,
            "step": windows,
            "hidden": hidden,
            "target": st.sampled_from(["onset", "x"]),
        },
    ),
    "contingency_counts": (arrays(numbers), arrays(numbers), {"window": windows, "span": spans, "hidden": hidden}),
    "circular_shift_test": (arrays(numbers), arrays(numbers), {"window": windows, "span": spans, **quick}),
    "gap_shuffle_test": (arrays(numbers), arrays(numbers), {"window": windows, "span": spans, **quick}),
    "overlap_shift_test": (
        st.tuples(arrays(numbers, 3), arrays(numbers, 3)),
        st.tuples(arrays(numbers, 3), arrays(numbers, 3)),
        {"span": spans, "hidden": hidden, **quick},
    ),
    "window_sweep": (arrays(numbers), arrays(numbers), {"span": spans, "windows": some(windows, 2), **quick}),
    "rate": (arrays(numbers), {"span": spans, "hidden": hidden, "per_seconds": windows}),
    "state_time": (arrays(numbers, 3), arrays(numbers, 3), {"span": spans, "hidden": hidden}),
    "lag_sequential": (
        arrays(labels),
        {"lag": st.sampled_from([1, 2, 0, 1.5]), "repeats": st.booleans(), "episodes": st.none() | arrays(labels)},
    ),
    "lag_sequential_of_table": (some(some(numbers, 3), 3), {"repeats": st.booleans()}),
    "transition_matrix": (coded(True) | coded(False), {"span": spans, "hidden": hidden}),
    "co_occurrence": (coded(True) | coded(False), coded(True), {"span": spans, "hidden": hidden}),
    "mismatch_repair": (
        coded(True) | coded(False),
        coded(True),
        {
            "span": spans,
            "hidden": hidden,
            "shortest": windows,
            "fits": st.sampled_from([None, [("a", "b")], ["ab"], 3]),
        },
    ),
    "gaze_overlap": (
        coded(True) | coded(False),
        coded(True),
        {"span": spans, "hidden": hidden, "bridge": windows, "pairs": st.sampled_from([None, [("a", "b")], [1]])},
    ),
    "frame_agreement": (
        arrays(labels),
        arrays(labels),
        {"trials": st.none() | arrays(labels), "looking": st.sampled_from([(), ("a", 1)]), "frame": windows},
    ),
    "time_unit_kappa": (
        coded(True) | coded(False),
        coded(True),
        {"span": spans, "step": windows, "tolerance": windows, "hidden": hidden, "resamples": resamples},
    ),
    "event_alignment_kappa": (
        coded(True) | coded(False),
        coded(True),
        {"span": st.none() | spans, "tolerance": windows, "hidden": hidden, "resamples": resamples},
    ),
    "cross_recurrence": (arrays(labels), arrays(labels), {"lags": st.sampled_from([0, 2, -1, 1.5]), "level": level}),
    "state_space_grid": (coded(True) | coded(False), coded(True), {"span": spans, "hidden": hidden}),
    "windowed_cross_correlation": (
        arrays(numbers, 20),
        arrays(numbers, 20),
        {"lags": st.sampled_from([0, 2, -1]), "step": st.sampled_from([None, 1, 0])},
    ),
    "turn_taking": (
        st.tuples(arrays(numbers), arrays(numbers)),
        st.tuples(arrays(numbers), arrays(numbers)),
        {"span": spans, "longest": windows},
    ),
    "dyad_bootstrap": (
        st.just(lambda rows: float(rows.mean())),
        arrays(labels),
        {"name": st.just("x"), "draws": st.sampled_from([20, 0, 1.5]), "level": level},
    ),
    "pooled_log_odds": (arrays(numbers), arrays(numbers), {"level": level}),
    "pooled_log_odds_ratio": (some(some(some(numbers, 2), 2)), {"level": level}),
    "needed_for_kappa": (numbers, some(numbers, 3), {"width": windows, "level": level}),
    "needed_for_icc": (numbers, {"width": windows, "coders": st.sampled_from([2, 3, 1, 2.5]), "level": level}),
    "needed_for_latency": (numbers, {"power": numbers, "alike": numbers, "level": level}),
    "recordings_for_kappa": (
        numbers,
        some(numbers, 3),
        {
            "lasting": st.sampled_from([5, 0, 70, math.nan]),
            "minutes": st.sampled_from([1, 0, -1]),
            "width": windows,
            "step": st.sampled_from([1, 0]),
            "rounds": st.sampled_from([5, 0]),
        },
    ),
    "latency_power": (
        numbers,
        {
            "dyads": st.sampled_from([4, 5, 1, 2.5]),
            "bids_of_a_dyad": st.sampled_from([1, 3, 0]),
            "answered": numbers,
            "differ": numbers,
            "within": st.booleans(),
            "rounds": st.sampled_from([5, 0]),
            "level": level,
        },
    ),
    "expected_kappa": (numbers, st.one_of(st.integers(-1, 4), some(numbers, 3)), {}),
}
TIMED = {name for name in ASKED if "unit" in inspect.signature(getattr(stats, name)).parameters} | {
    "gap_shuffle_test",
    "window_sweep",
}


def test_every_function_that_answers_with_a_record_is_asked():
    public = {name: getattr(stats, name) for name in stats.__all__ if inspect.isfunction(getattr(stats, name))}
    answering = {
        name
        for name, function in public.items()
        if isinstance(kind := getattr(stats, str(function.__annotations__["return"]), None), type)
        and issubclass(kind, Result)
    }
    assert answering == set(ASKED)


@pytest.mark.parametrize("name", ASKED)
def test_a_record_or_a_sentence(name):
    *positional, named = ASKED[name]

    @given(st.tuples(*positional), st.fixed_dictionaries({}, optional=named))
    @settings(max_examples=int(os.environ.get("MANY_EXAMPLES", "25")), deadline=None, derandomize=True)
    def ask(values, options):
        required = {"span": (0, 60), "window": 2, "step": 1, "width": 0.2, "lags": 1}
        required |= {"lasting": 5, "minutes": 1, "dyads": 4, "bids_of_a_dyad": 2}
        parameters = inspect.signature(getattr(stats, name)).parameters
        for key, value in required.items():
            if key in parameters and parameters[key].kind is inspect.Parameter.KEYWORD_ONLY:
                if parameters[key].default is not inspect.Parameter.empty:
                    continue
                options.setdefault(key, value)
        if name == "dyad_bootstrap":
            options.setdefault("name", "x")
        if name in ("recordings_for_kappa", "latency_power"):
            options.setdefault("rounds", 5)
        if name == "windowed_cross_correlation":
            options["window"] = 4
        if name in TIMED:
            options.setdefault("unit", "s")
        if name in ("circular_shift_test", "gap_shuffle_test", "overlap_shift_test", "window_sweep", "turn_taking"):
            options.setdefault("draws", 5)
        try:
            result = getattr(stats, name)(*values, **options)
        except StatsError as told:
            sentence = str(told)
        else:
            assert isinstance(result, Result)
            sentence = result.reason or "there is an estimate"
            assert json.loads(json.dumps(result.to_dict(), allow_nan=False))["name"] == result.name
        assert "\n" not in sentence
        assert len(sentence) > 10

    ask()


@pytest.mark.parametrize("kind", [list, tuple, np.array, pd.Series])
def test_lists_tuples_arrays_and_series_are_one(kind):
    first, second = kind([1, 2, 2, 1, 3, 3]), kind([1, 2, 1, 1, 3, 2])
    assert stats.cohen_kappa(first, second) == stats.cohen_kappa([1, 2, 2, 1, 3, 3], [1, 2, 1, 1, 3, 2])
    assert stats.lag_sequential(first) == stats.lag_sequential([1, 2, 2, 1, 3, 3])
    moved = pd.Series([1.0, 5.0, 9.0], index=[7, 3, 1]) if kind is pd.Series else kind([1.0, 5.0, 9.0])
    found = stats.circular_shift_test(moved, kind([2, 30]), window=2, span=(0, 60), unit="s", draws=20)
    assert found == stats.circular_shift_test([1, 5, 9], [2, 30], window=2, span=(0, 60), unit="s", draws=20)
    coded_so = (kind([0, 5]), kind([5, 9]), kind(["a", "b"]))
    assert stats.transition_matrix(coded_so, span=(0, 9), unit="s").n == 1
    assert stats.series(first, step=1) == stats.series([1, 2, 2, 1, 3, 3], step=1)


def test_a_data_frame_is_a_table():
    table = pd.DataFrame({"one": [9, 6, 8, 7], "two": [2, 1, 4, 1], "three": [5, 3, 6, 2]})
    assert stats.icc(table) == stats.icc(table.to_numpy())
    assert stats.light_kappa(table) == stats.light_kappa(table.to_numpy().tolist())
    assert stats.krippendorff_alpha(table.T) == stats.krippendorff_alpha(table.T.to_numpy().tolist())


def test_the_order_of_events_does_not_matter():
    bids, answers = [30, 5, 12, 12], [31, 6, 50, 13]
    here = stats.contingency_counts(bids, answers, window=2, span=(0, 60), unit="s")
    assert here == stats.contingency_counts(sorted(bids), sorted(answers), window=2, span=(0, 60), unit="s")
    states = ([20, 0], [30, 9], ["b", "a"])
    assert stats.mismatch_repair(states, states, span=(0, 60), unit="s").estimate == 1
