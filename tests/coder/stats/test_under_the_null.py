"""Simulation: where nothing is related a 5 % test rejects about 5 %; where the truth is known, intervals hold it.

Counts of 150 rounds lie within the binomial limits (99 %, or wider) of what they should be. Seeds are fixed.
"""

import numpy as np
import pytest

from coder.stats import (
    circular_shift_test,
    contingency_counts,
    contingency_table,
    cox_recurrent,
    fleiss_kappa,
    gap_shuffle_test,
    kaplan_meier,
    krippendorff_alpha,
    lag_sequential,
    log_rank,
    mismatch_repair,
    overlap_shift_test,
    rate,
    series,
    two_by_two,
)

ROUNDS = 150
ABOUT_FIVE = (0.01, 0.1)
ABOUT_NINETY_FIVE = (0.9, 0.99)


def about(share, limits):
    assert limits[0] <= share <= limits[1], share


def test_log_rank_where_both_conditions_are_one():
    rng = np.random.default_rng(31)
    rejected = 0
    for _ in range(ROUNDS):
        waits, watched = rng.exponential(2, 60), rng.uniform(0.5, 4, 60)
        found = log_rank(np.minimum(waits, watched), waits <= watched, ["a"] * 30 + ["b"] * 30)
        rejected += found.p_value <= 0.05
    about(rejected / ROUNDS, ABOUT_FIVE)


def test_log_rank_finds_a_condition_that_is_twice_as_quick():
    rng = np.random.default_rng(32)
    found = 0
    for _ in range(40):
        waits = np.concatenate((rng.exponential(1, 60), rng.exponential(2, 60)))
        result = log_rank(np.minimum(waits, 4), waits <= 4, ["quick"] * 60 + ["slow"] * 60)
        found += result.p_value <= 0.05
        assert dict(result.observed)["quick"] > dict(result.expected)["quick"]
    assert found >= 32


def test_cox_clusters_keep_dyads_from_counting_as_many():
    """Dyads differ in speed, and a condition is a dyad's own: the error that takes bids as independent is too small."""
    rng = np.random.default_rng(33)
    told = []
    for _ in range(25):
        dyad = np.repeat(np.arange(12), 10)
        waits = rng.exponential(1 / np.exp(rng.normal(0, 1, 12))[dyad])
        fit = cox_recurrent(np.minimum(waits, 6), waits <= 6, (dyad % 2).astype(float), dyad)
        told.append([fit.covariates[0].parameters[key] for key in ("log_ratio", "robust_se", "naive_se")])
    ratios, robust, naive = np.array(told).T
    spread = ratios.std(ddof=1)
    # The spread of 25 estimates is itself known to 15 %; with twelve dyads the sandwich is a little small.
    assert 0.55 * spread < robust.mean() < 1.3 * spread
    assert naive.mean() < 0.75 * robust.mean()
    assert abs(ratios.mean()) < 3 * spread / 5


def test_adjusted_residuals_of_codes_in_random_order():
    rng = np.random.default_rng(35)
    beyond, rejected = [], 0
    for _ in range(ROUNDS):
        found = lag_sequential(rng.choice(list("abcd"), 300, p=[0.4, 0.3, 0.2, 0.1]).tolist())
        beyond += [abs(z) > 1.96 for row in found.adjusted_residuals for z in row]
        rejected += found.p_value <= 0.05
    about(float(np.mean(beyond)), (0.03, 0.07))
    about(rejected / ROUNDS, ABOUT_FIVE)


def test_a_code_that_brings_on_another_is_found():
    rng = np.random.default_rng(36)
    codes = ["look"]
    while len(codes) < 400:
        follows = codes[-1] == "look" and rng.random() < 0.4
        codes.append("smile" if follows else str(rng.choice(["look", "smile", "turn"])))
    cell = lag_sequential(codes).cell("look", "smile")
    assert cell["adjusted_residual"] > 3
    assert cell["yules_q"] > 0.3


def test_shared_time_of_unrelated_states():
    rng = np.random.default_rng(37)
    rejected = 0
    for k in range(100):
        streams = [np.repeat(rng.integers(0, 2, 60), 10) for _ in range(2)]
        states = [series(np.where(s == 1, "x", None).tolist(), step=1) for s in streams]
        pairs = [(s.onsets, s.offsets) for s in states]
        rejected += overlap_shift_test(*pairs, span=(0, 600), unit="s", draws=99, seed=k).p_value <= 0.05
    # Moved by whole distances states of ten seconds do not fall on each other's edges, so the test is a little careful.
    assert rejected / 100 <= 0.11


def test_odds_ratio_of_time_that_is_unrelated_lies_about_one_and_has_no_interval():
    rng = np.random.default_rng(38)
    logs = []
    for _ in range(ROUNDS):
        seconds = np.arange(900)
        bids, responses = (np.sort(rng.choice(seconds, n, replace=False)) for n in (40, 90))
        found = contingency_table(bids, responses, window=3, span=(0, 900), step=1, unit="s")
        assert (found.interval, found.yules_q_interval, found.log_odds_error) == (None, None, None)
        assert any("circular shift" in note for note in found.notes)
        logs.append(found.log_odds)
    assert abs(np.mean(logs)) < 0.1


@pytest.mark.parametrize("overlap", [None, 0])
def test_windows_beside_those_of_the_bids_hold_as_many_answers_where_nothing_is_related(overlap):
    """Under a rule from onset to some time past the offset the windows differ, and so must those beside them."""
    rng = np.random.default_rng(43)
    logs = []
    for _ in range(ROUNDS):
        bids = np.sort(rng.uniform(0, 1200, 40))
        lengths = rng.exponential(2, 40) + 0.2
        responses = np.sort(rng.uniform(0, 1200, 150))
        times = {"bid_offsets": bids + lengths, "anchor": "offset", "overlap": overlap}
        found = contingency_counts(bids, responses, window=2, span=(0, 1210), unit="s", **times)
        logs.append(found.by_window.log_odds)
    assert abs(np.mean(logs)) < 0.1


def test_two_by_two_interval_holds_the_true_odds():
    rng = np.random.default_rng(39)
    held = 0
    for _ in range(ROUNDS):
        a, c = rng.binomial(60, 0.5), rng.binomial(60, 0.2)
        low, high = two_by_two([[a, 60 - a], [c, 60 - c]]).interval
        held += low <= 4 <= high
    about(held / ROUNDS, ABOUT_NINETY_FIVE)


def test_share_of_bids_followed_by_event_holds_the_truth():
    rng = np.random.default_rng(40)
    held = 0
    for _ in range(ROUNDS):
        bids = np.arange(50) * 20
        answers = bids[rng.random(50) < 0.3] + 1
        low, high = contingency_counts(bids, answers, window=2, span=(0, 1000), unit="s").interval
        held += low <= 0.3 <= high
    about(held / ROUNDS, ABOUT_NINETY_FIVE)


def test_rate_median_and_kappa_intervals_hold_the_truth():
    rng = np.random.default_rng(41)
    rates = medians = fleiss = alphas = 0
    # Three coders, each right 80 % of the time on two even codes: any two agree with kappa .36.
    for _ in range(ROUNDS):
        low, high = rate(rng.uniform(0, 600, rng.poisson(20)).round(3), span=(0, 600), unit="s").interval
        rates += low <= 2 <= high
        waits = rng.exponential(2, 80)
        low, high = kaplan_meier(np.minimum(waits, 4), waits <= 4).interval
        medians += low <= 2 * np.log(2) and (high is None or 2 * np.log(2) <= high)
        truth = rng.integers(0, 2, 120)
        codes = [np.where(rng.random(120) < 0.8, truth, 1 - truth) for _ in range(3)]
        ones = np.sum(codes, axis=0)
        low, high = fleiss_kappa(np.c_[3 - ones, ones]).interval
        fleiss += low <= 0.36 <= high
        low, high = krippendorff_alpha([c.tolist() for c in codes], resamples=100).interval
        alphas += low <= 0.36 <= high
    assert rates / ROUNDS >= 0.9
    for held in (medians, fleiss, alphas):
        assert held / ROUNDS >= 0.87  # percentiles of a bootstrap of a hundred are a little narrow


def test_time_to_repair_of_simulated_pairs():
    """Both change state at random moments: what is measured is what was put in."""
    rng = np.random.default_rng(42)
    steps = 10_000
    child, caregiver = np.zeros(steps, dtype=int), np.zeros(steps, dtype=int)
    # A mismatch ends with chance .25 a second, a match with chance .1.
    for t in range(1, steps):
        child[t] = child[t - 1]
        matched = child[t - 1] == caregiver[t - 1]
        change = rng.random() < (0.1 if matched else 0.25)
        caregiver[t] = 1 - caregiver[t - 1] if change else caregiver[t - 1]
    found = mismatch_repair(
        series(child.tolist(), step=1), series(caregiver.tolist(), step=1), span=(0, steps), unit="s"
    )
    assert found.estimate == pytest.approx(0.25 / 0.35, abs=0.03)
    assert found.time_to_repair.restricted_mean.estimate == pytest.approx(4, abs=0.4)
    assert found.repairs_per_mismatched_minute == pytest.approx(15, abs=1.7)
    assert found.time_between_mismatches == pytest.approx(14, abs=1.4)


def rejected_of(onsets, *, length=600, rounds=200, seed=44, **how):
    rng = np.random.default_rng(seed)
    rejected = 0
    for k in range(rounds):
        bids, responses = (np.round(onsets(rng, n, length), 3) for n in (60, 80))
        found = circular_shift_test(bids, responses, window=3, span=(0, length), unit="s", draws=199, seed=k, **how)
        rejected += found.p_value <= 0.05
    return rejected / rounds


def even(rng, n, length):
    return rng.uniform(0, length, rng.poisson(n))


def slowing(rng, n, length):
    """Seven times as many acts in the beginning as at the end."""
    return -np.log(1 - rng.uniform(size=rng.poisson(n)) * (1 - np.exp(-2))) / 2 * length * 0.999


def gathered(rng, n, length):
    """Most in the middle."""
    return rng.beta(3, 3, rng.poisson(n)) * length * 0.999


@pytest.mark.parametrize("onsets", [even, slowing, gathered])
def test_shared_trends_are_no_answers(onsets):
    assert 0.015 <= rejected_of(onsets) <= 0.09


def test_where_both_slow_down_it_says_that_it_moved_answers_within_stretches():
    rng = np.random.default_rng(45)
    bids, responses = (np.round(slowing(rng, n, 600), 3) for n in (60, 80))
    found = circular_shift_test(bids, responses, window=3, span=(0, 600), unit="s", draws=99)
    assert found.parameters["shuffle"] == "stretches"
    assert any("spread unevenly" in note and "within stretches" in note for note in found.notes)
    gaps = gap_shuffle_test(bids, responses, window=3, span=(0, 600), unit="s", draws=99)
    assert any("circular_shift_test" in note for note in gaps.notes)


def test_the_floor_of_p_stands_beside_it():
    """Four of four answered in twenty seconds: shifts by less than the window leave every answer in place."""
    found = circular_shift_test([1, 6, 11, 16], [2, 7, 12, 17], window=3, span=(0, 20), unit="s")
    assert found.estimate == 1
    assert found.p_floor == pytest.approx(3 / 20 / 2, abs=1e-6)
    assert found.p_value >= found.p_floor
    assert any("cannot fall much below 0.075" in note for note in found.notes)
    one = circular_shift_test([5], [6], window=3, span=(0, 600), unit="s")
    assert one.p_value == pytest.approx(one.p_floor, abs=0.0015)
    assert not any("cannot fall" in note for note in one.notes)
