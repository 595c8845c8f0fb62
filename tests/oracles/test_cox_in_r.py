"""Cox regression with many equal latencies, against R: coxph(..., cluster = dyad, ties = "efron"), survival 3.5-3.

Sixty latencies of twelve dyads on ticks of half a second, simulated once; R 4.2 printed twelve digits.
"""

import numpy as np
import pytest
from scipy import stats

from coder.stats import cox_recurrent
from coder.stats.cox_regression import corrected_errors

TIMES = [
    0.5,
    1,
    0.5,
    3,
    1,
    1.5,
    0.5,
    1,
    1.5,
    2.5,
    1.5,
    0.5,
    2.5,
    1,
    0.5,
    0.5,
    1.5,
    0.5,
    1,
    1,
    1.5,
    0.5,
    1.5,
    1,
    1.5,
    3,
    1.5,
    2,
    0.5,
    2,
    2.5,
    0.5,
    1.5,
    3,
    2,
    0.5,
    0.5,
    0.5,
    0.5,
    0.5,
    2,
    3,
    1.5,
    2.5,
    3,
    3,
    2,
    1.5,
    2.5,
    0.5,
    1.5,
    1,
    0.5,
    2,
    1.5,
    2.5,
    0.5,
    0.5,
    0.5,
    0.5,
]
SEEN = [
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    0,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    0,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    0,
    1,
    1,
    0,
    0,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
]
X = np.repeat([0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 1, 0], 5)
Z = [
    -0.96,
    -0.29,
    0.26,
    -1.15,
    0.2,
    0.03,
    0.09,
    1.12,
    -1.22,
    1.27,
    -0.74,
    -1.13,
    -0.72,
    0.25,
    0.15,
    -0.31,
    -0.95,
    -0.65,
    1.22,
    0.2,
    -0.58,
    -0.94,
    -0.2,
    -1.67,
    -0.48,
    -0.74,
    1.16,
    1.01,
    -0.07,
    -1.14,
    0.9,
    0.85,
    0.73,
    0.74,
    -0.35,
    0.71,
    1.3,
    0.04,
    -0.98,
    0.79,
    0.79,
    -0.31,
    1.7,
    -0.79,
    0.35,
    -2.27,
    -0.16,
    1.13,
    -0.46,
    -0.9,
    0.73,
    -0.81,
    0.27,
    -1.74,
    -1.41,
    -0.45,
    -1.04,
    1.36,
    0.92,
    -0.79,
]
DYADS = np.repeat(np.arange(12), 5)
ALIKE = [1] * 60

# Model: (log ratios, clustered errors, naive errors, log likelihood).
IN_R = {
    "one covariate": (
        [-0.102888957786],
        [0.347580892793],
        [0.270590958038],
        -183.768378797,
    ),
    "two": (
        [-0.131817706233, 0.151600108301],
        [0.371333069866, 0.121045284177],
        [0.271967598207, 0.144426153025],
        -183.212782792,
    ),
    "two, in strata": (
        [-0.0545198569023, 0.11498901871],
        [0.382393932725, 0.118457545146],
        [0.275836311279, 0.150687610528],
        -145.841557188,
    ),
    "all at one moment": (
        [-0.108173883536, 0.0984713689258],
        [0.216600912845, 0.112586604926],
        [0.270536924211, 0.145860138529],
        -183.548946252,
    ),
}


@pytest.mark.parametrize("model", IN_R)
def test_clustered_errors_of_tied_latencies_are_those_of_r(model):
    both = np.column_stack((X, Z))
    fit = {
        "one covariate": lambda: cox_recurrent(TIMES, SEEN, X, DYADS),
        "two": lambda: cox_recurrent(TIMES, SEEN, both, DYADS),
        "two, in strata": lambda: cox_recurrent(TIMES, SEEN, both, DYADS, strata=list("ab" * 30)),
        "all at one moment": lambda: cox_recurrent(ALIKE, SEEN, both, DYADS),
    }[model]()
    ratios, robust, naive, likelihood = IN_R[model]
    for key, wanted in (("log_ratio", ratios), ("robust_se", robust), ("naive_se", naive)):
        assert [one.parameters[key] for one in fit.covariates] == pytest.approx(wanted, rel=1e-8), key
    assert fit.log_likelihood == pytest.approx(likelihood, rel=1e-10)


def test_where_nothing_differs_a_test_of_five_percent_rejects_about_five():
    """Conditions that are a dyad's own, latencies on half seconds, forty dyads."""
    rng = np.random.default_rng(5)
    rounds, rejected = 200, 0
    dyad = np.repeat(np.arange(40), 5)
    for _ in range(rounds):
        waits = np.ceil(rng.exponential(1.5 / np.exp(rng.normal(0, 0.5, 40))[dyad]) / 0.5) * 0.5
        fit = cox_recurrent(np.minimum(waits, 3), waits <= 3, (dyad % 2).astype(float), dyad)
        rejected += fit.covariates[0].parameters["p_value"] <= 0.05
    assert 0.02 <= rejected / rounds <= 0.09


def test_errors_of_few_clusters_are_those_of_clubsandwich():
    """R's clubSandwich 0.5.8: lm(y ~ x + z), vcovCR(type = "CR2"), coef_test(test = "Satterthwaite"); 14 digits.

    Eight clusters of 2 to 7, one covariate a cluster's own. What Cox regression hands over is of the same kind: what
    each cluster adds to score and information.
    """
    i = np.arange(1, 41)
    cluster = np.repeat(np.arange(8), [2, 3, 4, 5, 6, 6, 7, 7])
    rows = np.column_stack((np.ones(40), (cluster + 1) % 2, (i * 7 % 11) / 3))
    y = (i**2 * 5 + i * 3) % 17 / 4 + 0.3 * (cluster + 1)
    left = y - rows @ np.linalg.lstsq(rows, y, rcond=None)[0]
    scores, information = np.zeros((8, 3)), np.zeros((8, 3, 3))
    np.add.at(scores, cluster, rows * left[:, None])
    np.add.at(information, cluster, rows[:, :, None] * rows[:, None, :])
    errors, degrees = corrected_errors(scores, information)
    assert errors == pytest.approx([0.48387678732471, 0.50843818666321, 0.10495847438364], rel=1e-12)
    assert degrees == pytest.approx([4.8834573907403, 5.1992402006817, 5.9068738369923], rel=1e-12)


def test_interval_and_p_rest_on_the_corrected_error():
    told = cox_recurrent(TIMES, SEEN, X, DYADS).covariates[0]
    error, degrees, b = (told.parameters[key] for key in ("corrected_se", "degrees_of_freedom", "log_ratio"))
    assert error > told.parameters["robust_se"]
    assert degrees < len(set(DYADS)) - 1
    assert told.parameters["p_value"] == pytest.approx(2 * stats.t.sf(abs(b) / error, degrees))
    assert np.log(told.interval) == pytest.approx(stats.t.interval(0.95, degrees, b, error))
    assert told.parameters["p_of_z"] == pytest.approx(2 * stats.norm.sf(abs(b) / told.parameters["robust_se"]))


@pytest.mark.parametrize("dyads", [5, 10])
def test_with_few_dyads_a_test_of_five_percent_rejects_about_five(dyads):
    """Where R's own error rejects 12 % with ten dyads and 20 % with five; benchmarks/null_tests.py has 2,000 rounds."""
    rng = np.random.default_rng(6)
    rounds, corrected, as_r = 300, 0, 0
    dyad = np.repeat(np.arange(dyads), 8)
    for _ in range(rounds):
        waits = np.ceil(rng.exponential(2 / np.exp(rng.normal(0, 0.5, dyads))[dyad]) * 2) / 2
        told = cox_recurrent(np.minimum(waits, 5), waits <= 5, (dyad % 2).astype(float), dyad).covariates[0].parameters
        corrected, as_r = corrected + (told["p_value"] <= 0.05), as_r + (told["p_of_z"] <= 0.05)
    assert 0.02 <= corrected / rounds <= 0.08
    assert as_r / rounds > 0.08


def test_three_dyads_tell_too_little_for_an_interval():
    times, seen, of = [1, 2, 3, 1, 2, 4, 2, 5], [True] * 8, ["a"] * 3 + ["b"] * 3 + ["c"] * 2
    told = cox_recurrent(times, seen, [0] * 3 + [1] * 5, of)
    assert told.estimate is not None
    assert told.interval is None
    assert told.covariates[0].parameters["p_value"] is None
    assert "fewer than 4 clusters" in told.notes[0]


def test_scores_that_cancel_out_in_every_dyad_leave_no_error_of_rounding():
    """Two dyads whose every score is 0: their sum is 2e-16, and z was -2e15."""
    told = cox_recurrent([1, 2, 3, 1, 2, 4], [True] * 6, [0, 0, 0, 1, 1, 1], list("aaabbb")).covariates[0].parameters
    assert told["robust_se"] == 0
    assert told["z"] is told["p_of_z"] is told["p_value"] is None
