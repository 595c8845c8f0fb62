"""Figures over many dyads: by hand, undefined with a reason, and under the null."""

import math

import numpy as np
import pytest

from coder.stats import StatsError, kaplan_meier
from coder.stats.dyad_bootstrap import dyad_bootstrap
from coder.stats.pooled_log_odds import pooled_lag_sequential, pooled_log_odds, pooled_log_odds_ratio


def share(yes, of):
    return lambda rows: float(yes[rows].sum() / of[rows].sum())


def families(rng, count, spread, *, bids=(5, 40), mean=0.0):
    of = rng.integers(*bids, count)
    chance = 1 / (1 + np.exp(-(mean + rng.normal(0, spread, count))))
    return rng.binomial(of, chance), of


def test_whole_dyads_are_drawn_and_bids_within_one_are_not():
    answered = np.repeat([1.0, 0.0, 1.0, 0.0, 1.0, 0.0], 50)
    found = dyad_bootstrap(lambda rows: float(answered[rows].mean()), np.repeat(range(6), 50), name="share")
    assert (found.estimate, found.n, found.parameters["rows"]) == (0.5, 6, 300)
    low, high = found.interval
    assert low <= 1 / 6
    assert high >= 5 / 6  # with 300 bids taken as independent it would be .44 to .56


def test_an_interval_covers_what_it_says_over_many_studies():
    rng = np.random.default_rng(7)
    truth = float(np.mean(1 / (1 + np.exp(-rng.normal(0.3, 0.8, 200_000)))))
    held, rounds = 0, 300
    for _ in range(rounds):
        yes, of = families(rng, 12, 0.8, bids=(20, 21), mean=0.3)
        low, high = dyad_bootstrap(share(yes, of), range(12), name="share", draws=300).interval
        held += low <= truth <= high
    assert 0.92 <= held / rounds <= 0.98


def test_a_median_that_some_draws_do_not_reach_has_an_open_end():
    waits = np.array([1.0, 1.5, 2.0, 3.0, 3.0, 3.0] * 2)
    seen = np.array([True, True, True, False, False, False] * 2)
    found = dyad_bootstrap(
        lambda rows: kaplan_meier(waits[rows], seen[rows]).estimate, range(12), name="median", undefined_is=math.inf
    )
    assert found.estimate == 2.0
    assert found.interval[0] is not None
    assert found.interval[1] is None


def test_undefined_and_too_few_say_why():
    assert "no dyad" in dyad_bootstrap(lambda rows: 1.0, [], name="x").reason
    few = dyad_bootstrap(lambda rows: float(rows.mean()), [1, 2, 3, 4], name="x")
    assert few.interval is None
    assert "fewer than 5 dyads" in few.notes[0]
    assert "whichever" in dyad_bootstrap(lambda rows: 1.0, range(9), name="x").notes[0]
    assert "undefined over all" in dyad_bootstrap(lambda rows: None, range(9), name="x").reason
    assert "4 dyads tell" in pooled_log_odds([1] * 4, [2] * 4).reason
    left_out = pooled_log_odds([1, 0, 2, 3, 1, 0], [2, 4, 3, 5, 2, 0])
    assert (left_out.n, left_out.notes) == (5, ("1 dyad tells nothing of it",))
    with pytest.raises(StatsError, match="no more often"):
        pooled_log_odds([3], [2])


def test_dyads_that_do_not_differ_have_no_spread_and_shrink_to_one_value():
    found = pooled_log_odds([10] * 6, [20] * 6)
    assert (found.estimate, found.between_sd, found.interval) == (0, 0, None)
    assert "alike to the digit" in found.notes[0]


def test_who_brought_little_is_drawn_in_further():
    yes, of = np.array([9, 90, 50, 45, 55, 40]), np.array([10, 100, 100, 100, 100, 100])
    found = pooled_log_odds(yes, of)
    assert found.shrunken[0] < found.shrunken[1]
    assert found.shrunken_errors[0] > found.shrunken_errors[1]


def test_under_the_null_about_one_in_twenty_is_rejected():
    rng = np.random.default_rng(3)
    rounds = 1500
    told = [pooled_log_odds(*families(rng, 12, 0.8)).p_value <= 0.05 for _ in range(rounds)]
    assert 0.03 <= np.mean(told) <= 0.065


def streams(rng, count, follows):
    """Two recordings a dyad, of acts a, b, c in shares that differ by dyad; b follows a more often by ``follows``."""
    sequences, dyads = [], []
    for dyad in range(count):
        shares = rng.dirichlet([4, 4, 4])
        for _ in range(2):
            acts = [str(code) for code in rng.choice(list("abc"), 60, p=shares)]
            for k in range(1, 60):
                if acts[k - 1] == "a" and rng.random() < follows:
                    acts[k] = "b"
            sequences.append(acts)
            dyads.append(dyad)
    return sequences, dyads


def test_what_follows_is_found_and_what_does_not_is_seldom():
    rng = np.random.default_rng(5)
    found = pooled_lag_sequential(*streams(rng, 10, 0.5))
    cell = next(one for one in found.cells if (one.given, one.target) == ("a", "b"))
    assert cell.log_odds_ratio.interval[0] > 0
    rejected = [
        one.log_odds_ratio.p_value <= 0.05
        for _ in range(100)
        for one in pooled_lag_sequential(*streams(rng, 10, 0.0)).cells
        if one.given != one.target
    ]
    assert 0.01 <= np.mean(rejected) <= 0.08


def test_tables_that_are_added_up_would_make_a_sequence_of_a_difference_between_dyads():
    """Half of the dyads do a and b, the others c and d, each at random: nothing follows anything."""
    rng = np.random.default_rng(6)
    kinds = [list("ab"), list("cd")]
    sequences = [[str(one) for one in rng.choice(kinds[k % 2], 80)] for k in range(12)]
    found = pooled_lag_sequential(sequences, range(12))
    cell = next(one for one in found.cells if (one.given, one.target) == ("a", "b"))
    assert cell.log_odds_ratio.p_value > 0.05
    summed = np.array([[sum(cell.count for cell in found.cells if (cell.given, cell.target) == (i, j))
                        for j in "abcd"] for i in "abcd"])  # fmt: skip
    rest = summed.sum() - summed[0].sum() - summed[:, 1].sum() + summed[0, 1]
    log_ratio = math.log(summed[0, 1] * rest / ((summed[0].sum() - summed[0, 1]) * (summed[:, 1].sum() - summed[0, 1])))
    assert log_ratio > 0.5


def test_a_table_whose_sum_is_empty_tells_nothing():
    tables = np.array([[[1, 2], [3, 4]]] * 5 + [[[0, 0], [3, 4]]])
    assert pooled_log_odds_ratio(tables).n == 5


def test_no_dyad_at_all_is_undefined_and_no_mistake():
    for found in (pooled_log_odds([], []), pooled_log_odds_ratio([]), pooled_log_odds_ratio(np.zeros((0, 2, 2)))):
        assert (found.estimate, found.n) == (None, 0)
        assert "0 dyads tell" in found.reason
    with pytest.raises(StatsError, match="two rows and two columns"):
        pooled_log_odds_ratio([1, 2])
