"""Special cases are decided on what was counted: perfect, empty, constant, one cell, nearly perfect, for everything.

Rounding puts a sum on either side of 0 and of 1, so each case is tried with many sizes and not with a handful.
"""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder import stats
from coder.stats import Result

MANY = settings(max_examples=60, deadline=None, derandomize=True)
FEW = settings(max_examples=12, deadline=None, derandomize=True)
KINDS = ("perfect", "empty", "constant", "one cell", "nearly perfect")
DISAGREES_IN_NUMBER = re.compile(r"(?<![.\d])1 (?!is\b|was\b|has\b|less\b|does\b)[a-z]+s\b")


def sound(result):
    """A record that is plain JSON, says why where it is undefined, and holds its estimate in its interval."""
    assert isinstance(result, Result)
    told = result.to_dict()
    json.dumps(told, allow_nan=False)
    assert not DISAGREES_IN_NUMBER.search(json.dumps(told))
    if result.estimate is None:
        assert len(result.reason) > 10
    elif result.interval is not None:
        low, high = result.interval
        assert low is None or low <= result.estimate + 1e-12, result
        assert high is None or result.estimate <= high + 1e-12, result
    return result


@st.composite
def tables(draw, kind, most=2000):
    """A square table of tallies, first coder in rows."""
    size = draw(st.integers(1, 6))
    on_diagonal = np.diag(draw(st.lists(st.integers(0, most), min_size=size, max_size=size)))
    i, j = draw(st.integers(0, size - 1)), draw(st.integers(0, size - 1))
    if kind == "empty":
        return np.zeros((size, size), dtype=int)
    if kind in ("constant", "one cell"):
        only = np.zeros((size, size), dtype=int)
        only[i, i if kind == "constant" else j] = draw(st.integers(1, most))
        return only
    if kind == "nearly perfect":
        on_diagonal[i, j] += 1
    return on_diagonal


def pairs_of(table):
    """The codes of both coders, one pair for each tally."""
    rows, columns = np.nonzero(table)
    times = table[rows, columns]
    return [str(v) for v in np.repeat(rows, times)], [str(v) for v in np.repeat(columns, times)]


def perfect(result, kind):
    if kind == "perfect" and result.estimate is not None:
        assert result.estimate == 1
        assert result.interval is None
        assert any(note.startswith("no interval") for note in result.notes)


@pytest.mark.parametrize("kind", KINDS)
def test_kappa_of_tallies(kind):
    @given(tables(kind), st.sampled_from([1, 0.1, 1 / 3, 1e-6, 1e9]))
    @MANY
    def ask(table, unit):
        for found in (stats.kappa_of_table(table * unit), stats.weighted_kappa_of_table(table * unit)):
            perfect(sound(found), kind)
            for one in found.per_code:
                perfect(sound(one), kind)
        filled = np.count_nonzero(table.any(0) | table.any(1))
        assert stats.kappa_of_table(table * unit).defined == (filled > 1)

    ask()


@pytest.mark.parametrize("weights", ["linear", "quadratic", [[0, 1, 3], [1, 0, 6], [3, 6, 0]]])
def test_weighted_kappa_of_every_perfect_table(weights):
    rng = np.random.default_rng(1)
    for _ in range(300):
        counts = rng.integers(0, 200, 3)
        found = sound(stats.weighted_kappa_of_table(np.diag(counts), weights=weights))
        assert found.estimate == (1 if np.count_nonzero(counts) > 1 else None)


@pytest.mark.parametrize("kind", KINDS)
def test_codes_given_to_things(kind):
    @given(tables(kind, 30), st.integers(2, 4))
    @FEW
    def ask(table, coders):
        first, second = pairs_of(table)
        perfect(sound(stats.cohen_kappa(first, second)), kind)
        perfect(sound(stats.weighted_kappa(first, second, codes=list("012345"))), kind)
        rows = [[a] * (coders - 1) + [b] for a, b in zip(first, second, strict=True)]
        counts, names = stats.count_codes(rows)
        found = sound(stats.fleiss_kappa(counts, codes=names))
        perfect(found, kind)
        for one in found.per_code:
            sound(one)
        sound(stats.light_kappa(rows))
        perfect(sound(stats.krippendorff_alpha([first] * (coders - 1) + [second], resamples=30)), kind)
        scores = [[int(v) for v in side] for side in (first, second)]
        for measurement in ("ordinal", "interval", "ratio"):
            perfect(sound(stats.krippendorff_alpha(scores, measurement, resamples=30)), kind)
        perfect(sound(stats.modifier_agreement(first, second).kappa), kind)
        sound(stats.frame_agreement(first, second, looking=("0",)))
        for pattern in (first, second):
            sound(stats.lag_sequential(pattern))
        sound(stats.lag_sequential_of_table(table))

    ask()


@st.composite
def numbers(draw, kind):
    """Numbers that several coders gave to things."""
    coders = draw(st.integers(2, 4))
    near = st.floats(-50, 50).map(lambda v: round(v, 2))
    things = draw(st.lists(near, max_size=8))
    if kind == "empty":
        return np.zeros((0, coders))
    table = np.repeat(np.array(things)[:, None], coders, axis=1) * draw(st.sampled_from([1, 1 / 3, 1e6]))
    if kind == "constant":
        table[:] = draw(near)
    if kind == "one cell":
        table[:] = 0
    if kind in ("one cell", "nearly perfect") and table.size:
        table[draw(st.integers(0, len(table) - 1)), 0] += draw(st.sampled_from([1, 0.01]))
    return table


@pytest.mark.parametrize("kind", KINDS)
def test_correlations_within_things(kind):
    @given(numbers(kind))
    @MANY
    def ask(table):
        for found in stats.icc_forms(table):
            perfect(sound(found), kind)
        sound(stats.icc(table))
        sound(stats.count_icc(np.abs(np.rint(table))[:, :2] % 50))

    ask()


def test_the_interval_of_an_icc_holds_it_also_below_zero():
    @given(st.integers(2, 12), st.integers(2, 5), st.integers(0, 10_000), st.floats(0, 3))
    @MANY
    def ask(things, coders, seed, bias):
        rng = np.random.default_rng(seed)
        # Things differ less between than within: the coders repel each other.
        table = rng.normal(0, 1, (things, coders))
        table -= table.mean(1, keepdims=True) * rng.uniform(0, 1)
        for found in stats.icc_forms(table + np.arange(coders) * bias):
            sound(found)

    ask()


@st.composite
def coded(draw, kind):
    """The states of two coders, in seconds of a minute."""
    edges = sorted(draw(st.sets(st.integers(0, 600), min_size=2, max_size=16)))
    on, off = np.array(edges[:-1]) / 10, np.array(edges[1:]) / 10
    codes = draw(st.lists(st.sampled_from("abc"), min_size=on.size, max_size=on.size))
    if kind == "empty":
        return ([], [], []), ([], [], [])
    if kind == "constant":
        codes = ["a"] * on.size
    if kind == "one cell":
        on, off, codes = np.array([0.0]), np.array([60.0]), ["a"]
    first = (on, off, codes)
    if kind != "nearly perfect":
        return first, first
    return first, (on, off, ["c" if codes[0] != "c" else "a", *codes[1:]])


@pytest.mark.parametrize("kind", KINDS)
def test_states_on_a_clock(kind):
    clock = {"span": (0, 60), "unit": "s"}

    @given(coded(kind), st.sampled_from([0, 0.5]))
    @FEW
    def ask(sides, tolerance):
        first, second = sides
        time_unit = sound(stats.time_unit_kappa(first, second, step=0.1, tolerance=tolerance, resamples=30, **clock))
        assert kind != "perfect" or time_unit.estimate in (1, None)
        acts = sound(stats.event_alignment_kappa(first, second, tolerance=tolerance, resamples=30, **clock))
        assert kind != "perfect" or acts.estimate in (1, None)
        pair = stats.CodedPair(recording="r", first=first, second=second, span=(0, 60), condition="")
        for found in stats.reliability([pair], step=0.1, tolerance=tolerance, resamples=20, unit="s"):
            json.dumps(found.to_dict(), allow_nan=False)
        many = stats.CodedByMany(recording="r", sides=(first, first, second), span=(0, 60))
        for found in (m := stats.many_coders([many], step=0.1, resamples=20, unit="s")).counts + m.durations:
            sound(found)
        sound(m.fleiss)
        sound(m.krippendorff)
        sound(stats.mismatch_repair(first, second, **clock))
        sound(stats.transition_matrix(first, **clock))
        sound(stats.co_occurrence(first, second, **clock))
        sound(stats.gaze_overlap(first, second, **clock))
        sound(stats.state_time(first[0], first[1], **clock))
        sound(stats.overlap_shift_test(first[:2], second[:2], draws=20, **clock))

    ask()


@st.composite
def moments(draw, kind):
    """Onsets of bids and of answers, in seconds of a minute."""
    bids = sorted(draw(st.sets(st.integers(0, 599), min_size=1, max_size=20)))
    onsets = np.array(bids) / 10
    if kind == "empty":
        return draw(st.sampled_from([([], []), (onsets, []), ([], onsets)]))
    if kind == "constant":
        return np.repeat(onsets[:1], 4), np.repeat(onsets[:1], 4)
    if kind == "one cell":
        return np.arange(0, 60, 0.5), np.arange(0, 60, 0.5)
    return onsets, onsets if kind == "perfect" else onsets[1:]


@pytest.mark.parametrize("kind", KINDS)
def test_moments_on_a_clock(kind):
    clock = {"span": (0, 60), "unit": "s"}

    @given(moments(kind), st.sampled_from([0.5, 3, 60]))
    @FEW
    def ask(both, window):
        bids, answers = both
        sound(stats.contingency_counts(bids, answers, window=window, **clock))
        sound(stats.contingency_table(bids, answers, window=window, step=1, **clock))
        sound(stats.circular_shift_test(bids, answers, window=window, draws=20, **clock))
        sound(stats.gap_shuffle_test(bids, answers, window=window, draws=20, **clock))
        sound(stats.window_sweep(bids, answers, windows=[window], draws=20, **clock))
        sound(stats.rate(bids, **clock))

    ask()


@pytest.mark.parametrize("kind", KINDS)
def test_waiting_for_an_answer(kind):
    @given(st.lists(st.sampled_from([0.1, 0.2, 0.3, 0.5, 1, 2.5]), min_size=2, max_size=30), st.integers(0, 999))
    @MANY
    def ask(times, seed):
        times = [] if kind == "empty" else [1.0] * len(times) if kind == "constant" else times
        seen = np.ones(len(times), dtype=bool)
        if kind == "nearly perfect":
            seen[0] = False
        if kind == "one cell":
            seen[1:] = False
        curve = sound(stats.kaplan_meier(times, seen))
        sound(curve.restricted_mean) if curve.restricted_mean is not None else None
        groups = ["a" if k % 2 else "b" for k in range(len(times))]
        sound(stats.log_rank(times, seen, groups))
        dyads = np.random.default_rng(seed).integers(0, 3, len(times))
        x = np.array([g == "a" for g in groups], dtype=float)
        for one in sound(stats.cox_recurrent(times, seen, x.reshape(-1, 1), dyads.tolist())).covariates:
            sound(one)

    ask()


@pytest.mark.parametrize("kind", KINDS)
def test_two_by_two_tables(kind):
    @given(st.integers(1, 10**6), st.integers(1, 10**6), st.sampled_from([1, 1 / 3, 1e9, 1e-6]))
    @MANY
    def ask(a, d, unit):
        table = {
            "perfect": [[a, 0], [0, d]],
            "empty": [[0, 0], [0, 0]],
            "constant": [[a, a], [a, a]],
            "one cell": [[0, a], [0, 0]],
            "nearly perfect": [[a, 1], [0, d]],
        }[kind]
        for add_half in ("where empty", "always", "never"):
            sound(stats.two_by_two(np.array(table) * unit, add_half=add_half))

    ask()


def test_a_row_that_is_rare_is_not_empty():
    found = sound(stats.two_by_two([[1e17, 1e17], [0.5, 0.5]]))
    assert found.adjusted_residual == pytest.approx(0, abs=1e-9)


@st.composite
def streams(draw, kind):
    """One code a unit of time of each of two, None where nothing is coded."""
    size = draw(st.integers(0, 40))
    first = draw(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=size, max_size=size))
    if kind == "empty":
        return ([], []) if draw(st.booleans()) else ([None] * size, [None] * size)
    if kind == "constant":
        return ["a"] * size, ["a"] * size
    if kind == "one cell":
        return ["a", *[None] * size], ["a", *[None] * size]
    second = list(first)
    if kind == "nearly perfect" and size:
        second[draw(st.integers(0, size - 1))] = "d"
    return first, second


@pytest.mark.parametrize("kind", KINDS)
def test_two_streams_beside_each_other(kind):
    @given(streams(kind), st.integers(0, 5), st.integers(1, 4))
    @FEW
    def ask(both, lags, shortest):
        first, second = both
        found = sound(stats.cross_recurrence(first, second, lags=lags, shortest=shortest))
        assert found.determinism is None or 0 <= found.determinism <= 1
        sound(found.near) if found.near is not None else None
        sides = [stats.series(side, step=1) for side in both]
        clock = {"span": (0, max(len(first), 1)), "unit": "s"}
        sound(stats.state_space_grid(*sides, **clock))
        heard = [stats.series([c if c == who else None for c in first], step=1) for who in "ab"]
        sound(stats.turn_taking(*((one[0], one[1]) for one in heard), span=clock["span"], draws=20))

    ask()


@pytest.mark.parametrize("kind", KINDS)
def test_two_signals_beside_each_other(kind):
    @given(st.lists(st.floats(-9, 9) | st.just(float("nan")), max_size=40), st.integers(3, 20), st.integers(0, 5))
    @FEW
    def ask(values, window, lags):
        first = {"empty": [float("nan")] * len(values), "constant": [0.1] * len(values)}.get(kind, values)
        if kind == "one cell":
            first = [1.0 if k == 7 else 0.0 for k in range(len(values))]
        second = [v + (kind == "nearly perfect" and k == 3) for k, v in enumerate(first)]
        found = sound(stats.windowed_cross_correlation(first, second, window=window, lags=lags, others=[first[:-2]]))
        for row in found.correlations:
            assert all(r is None or -1 <= r <= 1 for r in row)
        for test in (found.chance, found.other_meetings):
            sound(test) if test is not None else None

    ask()


@pytest.mark.parametrize("bids", [[], [1], [3, 4], [5] * 7, [1, 40, 3, 9, 20, 2]])
@pytest.mark.parametrize("answers", ["none", "all", "in the first"])
def test_many_families(bids, answers):
    answered = [n if answers == "all" or (answers == "in the first" and k == 0) else 0 for k, n in enumerate(bids)]
    sound(stats.pooled_log_odds(answered, bids))
    if bids:
        sound(stats.pooled_log_odds_ratio([[[a, n - a], [1, n]] for a, n in zip(answered, bids, strict=True)]))

    def share(families):
        return sum(answered[i] for i in families) / len(families) if len(families) else None

    sound(stats.dyad_bootstrap(share, range(len(bids)), name="share", draws=30))
    for pattern in (["a"], ["a", "b"]):
        for cell in stats.pooled_lag_sequential([pattern * n for n in bids], range(len(bids))).cells:
            sound(cell.log_odds_ratio)


@given(st.floats(0, 0.999), st.floats(1e-6, 1.99), st.integers(2, 9), st.floats(0.1, 9))
@FEW
def test_plans(value, width, coders, ratio):
    for plan in (
        lambda: stats.needed_for_kappa(value, [1] * coders, width=width),
        lambda: stats.needed_for_icc(value, width=width, coders=coders),
        lambda: stats.needed_for_latency(ratio),
        lambda: stats.recordings_for_kappa(value, [1] * coders, lasting=5, minutes=1, width=max(width, 0.5), rounds=5),
        lambda: stats.latency_power(ratio, dyads=4, bids_of_a_dyad=2, rounds=5),
    ):
        try:
            found = plan()
        except stats.StatsError:
            continue  # more than anybody could code, said in a sentence
        assert sound(found).n >= 1


def test_every_public_function_is_asked():
    """A statistic that is added is tried here with what is perfect, empty and constant, or this fails."""
    said = Path(__file__).read_text()
    functions = [name for name in stats.__all__ if name.islower()]
    assert len(functions) > 40
    missing = [name for name in functions if f"stats.{name}(" not in said]
    assert missing == []


@given(st.sampled_from([0, 0.5, 0.8, 1]), st.lists(st.integers(0, 9), min_size=1, max_size=5))
@MANY
def test_kappa_to_expect(accuracy, prevalence):
    if sum(prevalence):
        found = sound(stats.expected_kappa(accuracy, prevalence))
        assert accuracy < 1 or found.estimate in (1, None)
