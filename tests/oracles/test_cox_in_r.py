"""Cox regression with many equal latencies, against R: coxph(..., cluster = dyad, ties = "efron"), survival 3.5-3.

Sixty latencies of twelve dyads on ticks of half a second, simulated once; R 4.2 printed twelve digits.
"""

import numpy as np
import pytest

from coder.stats import cox_recurrent

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
