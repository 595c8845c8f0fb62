"""Agreement: coders can change places, codes can be renamed, time can be shifted; against plain loops."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.stats import (
    CodedPair,
    StatsError,
    cohen_kappa,
    count_icc,
    event_alignment_kappa,
    icc,
    krippendorff_alpha,
    reliability,
    series,
    time_unit_kappa,
    weighted_kappa,
)
from coder.stats.loglinear import proportional_fit

codes = st.lists(st.sampled_from("abcd"), min_size=2, max_size=40)
RENAMED = {"a": "zebra", "b": "yak", "c": "xerus", "d": "wolf"}


def _pair(seed, n=60, agree=0.8):
    rng = np.random.default_rng(seed)
    one = rng.choice(list("abcd"), n)
    two = np.where(rng.random(n) < agree, one, rng.choice(list("abcd"), n))
    return one.tolist(), two.tolist()


@given(first=codes, data=st.data())
@settings(max_examples=60, deadline=None)
def test_kappa_and_alpha_do_not_depend_on_who_is_first_or_on_names(first, data):
    second = data.draw(st.lists(st.sampled_from("abcd"), min_size=len(first), max_size=len(first)))
    renamed = [[RENAMED[c] for c in side] for side in (first, second)]
    for method in (cohen_kappa, lambda a, b: krippendorff_alpha([a, b])):
        here, swapped, other = method(first, second), method(second, first), method(*renamed)
        assert here.estimate == pytest.approx(swapped.estimate)
        assert here.estimate == pytest.approx(other.estimate)
        assert here.reason == other.reason
        assert {r.name: r.estimate for r in here.per_code} == {
            n: pytest.approx({o.name: o.estimate for o in other.per_code}[RENAMED[n]])
            for n in (r.name for r in here.per_code)
        }


def test_quadratic_weighted_kappa_is_nearly_the_agreement_icc():
    # Fleiss & Cohen (1973): they differ by a term of order 1 / n.
    rng = np.random.default_rng(2)
    one = rng.integers(1, 8, 400)
    two = np.clip(one + rng.integers(-1, 2, 400), 1, 7)
    kappa = weighted_kappa(one.tolist(), two.tolist()).estimate
    assert kappa == pytest.approx(icc(np.c_[one, two], form="ICC(2,1)").estimate, abs=1e-3)


def test_alpha_of_two_nominal_coders_is_scotts_pi_corrected_for_few_units():
    one, two = _pair(7)
    pooled = np.array([one.count(c) + two.count(c) for c in "abcd"]) / 120
    seen, chance = np.mean([a == b for a, b in zip(one, two, strict=True)]), (pooled**2).sum()
    pi = (seen - chance) / (1 - chance)
    assert krippendorff_alpha([one, two]).estimate == pytest.approx(1 - (1 - pi) * 119 / 120)


def test_kappa_interval_covers_the_truth():
    # Two coders right 85 % of the time on two even codes: kappa .49.
    rng = np.random.default_rng(12)
    covered = 0
    for _ in range(300):
        truth = rng.integers(0, 2, 150)
        sides = [np.where(rng.random(150) < 0.85, truth, 1 - truth).tolist() for _ in range(2)]
        low, high = cohen_kappa(*sides).interval
        covered += low <= 0.49 <= high
    assert 0.91 <= covered / 300 <= 0.98


def test_icc_interval_covers_the_truth():
    rng = np.random.default_rng(13)
    covered = 0
    for _ in range(300):
        table = rng.normal(0, 1, (25, 1)) + rng.normal(0, 0.7, (25, 2))
        low, high = icc(table, form="ICC(3,1)").interval
        covered += low <= 1 / (1 + 0.49) <= high
    assert 0.91 <= covered / 300 <= 0.98


def test_count_icc_finds_the_truth_of_simulated_counts_and_its_coders_change_places():
    rng = np.random.default_rng(14)
    between, mean = 0.6, np.exp(1 + 0.3)
    table = rng.poisson(np.exp(1 + rng.normal(0, np.sqrt(between), (1500, 1))) @ np.ones((1, 2)))
    truth = mean * np.expm1(between) / (mean * np.expm1(between) + 1)
    result = count_icc(table)
    assert result.estimate == pytest.approx(truth, abs=0.03)
    assert result.interval[0] < truth < result.interval[1]
    assert count_icc(table[:, ::-1]).estimate == pytest.approx(result.estimate, abs=1e-6)


def _tolerant_tallies(one, two, k):
    """Tally unit by unit, by loop: does the other have my code within k units?"""
    names = sorted(set(one) | set(two))
    table = np.zeros((len(names), len(names)))
    for mine, theirs, swap in ((one, two, False), (two, one, True)):
        for i, code in enumerate(mine):
            near = theirs[max(0, i - k) : i + k + 1]
            other = code if code in near else theirs[i]
            a, b = (other, code) if swap else (code, other)
            table[names.index(a), names.index(b)] += 0.5
    return table


@pytest.mark.parametrize("k", [0, 1, 2])
def test_time_units_with_tolerance_against_a_plain_loop(k):
    one, two = _pair(3, 200)
    found = time_unit_kappa(series(one, step=1), series(two, step=1), span=(0, 200), step=1, tolerance=k, unit="s")
    np.testing.assert_allclose(found.table, _tolerant_tallies(one, two, k))
    if k == 0:
        assert found.estimate == pytest.approx(cohen_kappa(one, two).estimate)
        assert found.first_as_reference == found.second_as_reference


@given(seed=st.integers(0, 500), shift=st.integers(-1_000, 1_000), k=st.integers(0, 2))
@settings(max_examples=30, deadline=None)
def test_time_units_do_not_depend_on_order_names_or_clock(seed, shift, k):
    one, two = _pair(seed)
    args = {"span": (0, 60), "step": 1, "tolerance": k, "unit": "s", "resamples": 0}
    here = time_unit_kappa(series(one, step=1), series(two, step=1), **args)
    swapped = time_unit_kappa(series(two, step=1), series(one, step=1), **args)
    moved = time_unit_kappa(
        series([RENAMED[c] for c in one], step=1, start=shift),
        series([RENAMED[c] for c in two], step=1, start=shift),
        **{**args, "span": (shift, 60 + shift)},
    )
    assert here.estimate == pytest.approx(swapped.estimate)
    assert here.estimate == pytest.approx(moved.estimate)
    assert [(d.onset + shift, RENAMED[d.first]) for d in here.disagreements] == [
        (d.onset, d.first) for d in moved.disagreements
    ]


def test_unobservable_units_are_in_no_tally_and_tolerance_does_not_reach_across():
    one = ([0, 10], [10, 30], ["look", "away"])
    two = ([0, 20], [20, 30], ["look", "away"])
    whole = time_unit_kappa(one, two, span=(0, 30), step=1, unit="s")
    hidden = time_unit_kappa(one, two, span=(0, 30), step=1, hidden=([10], [20]), unit="s")
    assert (whole.observed_agreement, hidden.estimate) == (pytest.approx(2 / 3), 1)
    assert [(d.onset, d.offset, d.first, d.second) for d in whole.disagreements] == [(10, 20, "away", "look")]
    assert hidden.n == 20


def test_a_point_counts_in_its_unit_and_silence_is_a_code():
    found = time_unit_kappa(([3.4], [3.4], ["point"]), ([3.6], [3.6], ["point"]), span=(0, 10), step=1, unit="s")
    assert found.estimate == 1
    assert found.codes == ("point", "(none)")


def test_time_unit_interval_narrows_with_more_recording():
    widths = []
    for n in (400, 3200):
        one, two = _pair(9, n)
        found = time_unit_kappa(series(one, step=1), series(two, step=1), span=(0, n), step=1, unit="s")
        assert found.interval[0] < found.estimate < found.interval[1]
        widths.append(found.interval[1] - found.interval[0])
    assert widths[1] < widths[0]


def _best_cost(one, two, tolerance):
    """Cost of the best alignment, over every alignment there is."""
    best = len(one) + len(two)
    for size in range(min(len(one), len(two)) + 1):
        for rows in itertools.combinations(range(len(one)), size):
            for columns in itertools.combinations(range(len(two)), size):
                pairs = list(zip(rows, columns, strict=True))
                if any(abs(one[i][0] - two[j][0]) > tolerance for i, j in pairs):
                    continue
                cost = sum(one[i][1] != two[j][1] for i, j in pairs) + len(one) + len(two) - 2 * size
                best = min(best, cost)
    return best


acts = st.lists(st.tuples(st.integers(0, 30), st.sampled_from("abc")), max_size=4, unique_by=lambda a: a[0])


@given(one=acts, two=acts, tolerance=st.integers(0, 12))
@settings(max_examples=80, deadline=None)
def test_alignment_is_the_best_of_all_alignments(one, two, tolerance):
    one, two = sorted(one), sorted(two)
    coded = [([t for t, _ in side], [t + 1 for t, _ in side], [c for _, c in side]) for side in (one, two)]
    found = event_alignment_kappa(*coded, tolerance=tolerance, unit="s", resamples=0)
    assert found.different + found.only_first + found.only_second == _best_cost(one, two, tolerance)
    assert found.agreed + found.different + found.only_first == len(one)
    assert found.agreed + found.different + found.only_second == len(two)
    swapped = event_alignment_kappa(*coded[::-1], tolerance=tolerance, unit="s", resamples=0)
    assert np.array_equal(np.array(found.table), np.array(swapped.table).T)
    assert found.estimate == pytest.approx(swapped.estimate)
    assert found.reason == swapped.reason


def test_alignment_lists_every_difference():
    one = ([1, 5, 9, 20], [2, 6, 10, 21], ["look", "smile", "look", "turn"])
    two = ([1.4, 9.2, 20.1, 30], [2, 10, 21, 31], ["look", "smile", "turn", "look"])
    found = event_alignment_kappa(one, two, tolerance=1, unit="s")
    assert [(d.onset, d.first, d.second, d.kind) for d in found.disagreements] == [
        (5, "smile", "(none)", "only first"),
        (9, "look", "smile", "different code"),
        (30, "(none)", "look", "only second"),
    ]
    assert found.onset_differences == pytest.approx((0.4, 0.1))
    assert (found.agreed, found.different, found.only_first, found.only_second) == (2, 1, 1, 1)


def test_without_unpaired_acts_alignment_kappa_is_cohens():
    one, two = _pair(4, 80)
    at = list(range(0, 800, 10))
    found = event_alignment_kappa((at, at, one), (at, at, two), tolerance=0, unit="s")
    assert found.estimate == pytest.approx(cohen_kappa(one, two).estimate)
    assert found.interval[0] < found.estimate < found.interval[1]


def test_chance_agreement_of_an_alignment_is_quasi_independence():
    one = ([0, 10, 20, 30, 50, 60], [0] * 6, list("abcabc"))
    two = ([0, 10, 20, 40, 50, 60], [0] * 6, list("abbacc"))
    coded = [(on, on, codes) for on, _, codes in (one, two)]
    found = event_alignment_kappa(*coded, tolerance=1, unit="s", resamples=0)
    table = np.array(found.table)
    possible = np.ones(table.shape, dtype=bool)
    possible[-1, -1] = False
    expected = np.trace(proportional_fit(table, possible)) / table.sum()
    assert found.only_first == found.only_second == 1
    assert found.expected_agreement == pytest.approx(expected)
    assert found.estimate == pytest.approx((found.share_agreed - expected) / (1 - expected))


def test_alignment_of_chance_sequences_is_near_zero_at_given_times():
    rng = np.random.default_rng(1)
    kappas = []
    for _ in range(30):
        at = list(range(0, 600, 6))
        one, two = ((at, at, rng.choice(list("abc"), 100).tolist()) for _ in range(2))
        kappas.append(event_alignment_kappa(one, two, tolerance=1, unit="s", resamples=0).estimate)
    assert abs(np.mean(kappas)) < 0.04


def test_reliability_keeps_blind_and_assisted_apart():
    def pair(name, condition, seed, agree):
        one, two = _pair(seed, 120, agree)
        return CodedPair(
            recording=name, condition=condition, first=series(one, step=1), second=series(two, step=1), span=(0, 120)
        )

    pairs = [
        pair("r1", "blind", 1, 0.6),
        pair("r2", "blind", 2, 0.6),
        pair("r3", "assisted", 3, 0.95),
        pair("r4", "assisted", 4, 0.95),
    ]
    found = reliability(pairs, step=1, tolerance=0, groups=dict.fromkeys("abcd", "gaze"), unit="s", resamples=200)
    assert [(r.condition, r.group, r.recordings) for r in found] == [
        ("assisted", "gaze", ("r3", "r4")),
        ("blind", "gaze", ("r1", "r2")),
    ]
    assisted, blind = found
    assert assisted.time_unit.estimate > 0.85 > 0.7 > blind.time_unit.estimate
    assert assisted.time_unit.n == blind.time_unit.n == 240
    assert {d.recording for d in blind.disagreements} == {"r1", "r2"}
    assert [r.name for r in blind.counts] == list("abcd")
    assert [round(e.parameters["accuracy"][0], 2) for e in blind.expected] == [0.8, 0.85, 0.9, 0.95]
    alone = reliability(pairs[:2], step=1, tolerance=0, groups=dict.fromkeys("abcd", "gaze"), unit="s", resamples=200)
    assert alone[0].to_dict() == blind.to_dict()


def test_reliability_compares_each_exclusive_group_by_itself():
    # A smile during a look overlaps it: fine across groups, refused within one.
    one = ([0, 2], [10, 4], ["look", "smile"])
    pair = CodedPair(recording="r", condition="blind", first=one, second=one, span=(0, 20))
    found = reliability([pair], step=1, tolerance=0, groups={"look": "gaze", "smile": "mouth"}, unit="s", resamples=0)
    assert [(r.group, r.time_unit.estimate) for r in found] == [("gaze", 1), ("mouth", 1)]
    with pytest.raises(StatsError, match="one exclusive group"):
        reliability([pair], step=1, tolerance=0, unit="s")
