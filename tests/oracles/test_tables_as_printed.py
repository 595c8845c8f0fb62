"""Tables as papers print them, typed in as printed: the published figures come out."""

import numpy as np
import pytest

from coder.stats import (
    icc,
    kappa_of_table,
    lag_sequential_of_table,
    weighted_kappa_of_table,
)

COHEN = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
"""Cohen (1960), table 1, and again (1968), table 1: 200 judgements of two psychologists."""


def test_cohen_1960():
    kappa = kappa_of_table(COHEN)
    assert kappa.observed_agreement == pytest.approx(0.70)
    assert kappa.expected_agreement == pytest.approx(0.41)
    assert round(kappa.estimate, 3) == 0.492


def test_cohen_1968_with_his_own_weights():
    """Disagreement weights 0 1 3 / 1 0 6 / 3 6 0: .90 weighed against 1.38 by chance."""
    kappa = weighted_kappa_of_table(COHEN, weights=[[0, 1, 3], [1, 0, 6], [3, 6, 0]])
    assert round(kappa.estimate, 3) == 0.348
    assert (1 - kappa.observed_agreement) * 6 == pytest.approx(0.90)
    assert (1 - kappa.expected_agreement) * 6 == pytest.approx(1.38)
    assert kappa.interval[0] < 0.348 < kappa.interval[1]


@pytest.mark.parametrize(
    ("table", "kappa", "error"),
    [
        ([[38, 5, 0, 1], [33, 11, 3, 0], [10, 14, 5, 6], [3, 7, 3, 10]], 0.208, 0.050),
        ([[5, 3, 0, 0], [3, 11, 4, 0], [2, 13, 3, 4], [1, 2, 4, 14]], 0.297, 0.079),
    ],
    ids=["Winnipeg", "New Orleans"],
)
def test_landis_and_koch_1977(table, kappa, error):
    """Two neurologists, patients of two towns: .208 (error .050) and .297 (.079)."""
    ours = kappa_of_table(table)
    assert round(ours.estimate, 3) == kappa
    assert round(ours.standard_error, 3) == error


def test_residuals_of_a_printed_table_against_the_closed_form():
    """Haberman's (o - e) / sqrt(e (1 - row share) (1 - column share)), in numpy alone, and statsmodels'."""
    table = np.array([[11, 24, 5], [9, 3, 20], [21, 7, 8]])
    ours = lag_sequential_of_table(table, ["alone", "beside", "group"])
    n, rows, columns = table.sum(), table.sum(1, keepdims=True), table.sum(0, keepdims=True)
    expected = rows * columns / n
    residuals = (table - expected) / np.sqrt(expected * (1 - rows / n) * (1 - columns / n))
    assert np.allclose(ours.adjusted_residuals, residuals)
    contingency_tables = pytest.importorskip("statsmodels.stats.contingency_tables")
    theirs = contingency_tables.Table(table, shift_zeros=False)
    assert np.allclose(ours.adjusted_residuals, theirs.standardized_resids)
    assert ours.estimate == pytest.approx(theirs.test_nominal_association().statistic)
    assert ours.cell("alone", "beside")["observed"] == 24


def test_irr_anxiety_agreement_icc():
    """R irr 0.84: icc(anxiety, "twoway", "agreement") prints ICC(A,1) = 0.198, F(19, 39.7) = 1.83, p = 0.0543,
    -0.039 < ICC < 0.494."""
    anxiety = [
        [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
        [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
        [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
    ]
    ours = icc(np.transpose(anxiety), "ICC(A,1)")
    assert (round(ours.estimate, 3), round(ours.f, 2), round(ours.agreement_df, 1)) == (0.198, 1.83, 39.7)
    assert round(ours.agreement_p, 4) == 0.0543
    assert [round(end, 3) for end in ours.interval] == [-0.039, 0.494]
