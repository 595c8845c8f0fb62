"""2×2 tables and lag-sequential tables against statsmodels, scipy and a log-linear model; counts done by hand."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.stats import contingency
from statsmodels.stats.contingency_tables import Table, Table2x2

from coder.stats import contingency_table, lag_sequential, two_by_two

TABLES = [[[11, 29], [24, 124]], [[43, 7], [12, 88]], [[108, 416], [256, 1020]], [[5, 5], [5, 5]]]


@pytest.mark.parametrize("table", TABLES)
def test_two_by_two_against_statsmodels_and_scipy(table):
    ours, other = two_by_two(table), Table2x2(np.array(table))
    assert ours.estimate == pytest.approx(other.oddsratio)
    assert ours.interval == pytest.approx(other.oddsratio_confint())
    assert ours.estimate == pytest.approx(contingency.odds_ratio(table, kind="sample").statistic)
    assert ours.adjusted_residual == pytest.approx(other.standardized_resids[0, 0])
    np.testing.assert_allclose(ours.expected, contingency.expected_freq(table))
    assert abs(ours.phi) == pytest.approx(contingency.association(np.array(table), method="cramer"))
    a, b, c, d = np.ravel(table)
    assert ours.yules_q == pytest.approx((a * d - b * c) / (a * d + b * c))
    # The squared residual of a 2×2 table is its chi-square.
    assert ours.adjusted_residual**2 == pytest.approx(contingency.chi2_contingency(table, correction=False).statistic)


def test_empty_cell_uses_half_counts_and_says_so():
    ours = two_by_two([[6, 0], [10, 40]])
    assert ours.estimate == pytest.approx(6.5 * 40.5 / (0.5 * 10.5))
    assert ours.yules_q == 1
    assert ours.small_cells
    assert any("0.5 was added" in note for note in ours.notes)


def test_time_window_table_counted_by_hand():
    # 60 s, tallied by the second. Bids at 10, 12 and 40 s; windows of 5 s: [10,15) and [12,17) join to 7 s, [40,45).
    # Responses begin at 11, 16, 30 and 44 s: three inside 12 s of window, one in the other 48 s.
    ours = contingency_table([10, 12, 40], [11, 16, 30, 44], window=5, span=(0, 60), step=1, unit="s")
    assert ours.table == ((3, 9), (1, 47))
    assert ours.estimate == pytest.approx(3 * 47 / 9)
    # 20 to 35 s hidden: the response at 30 s and 15 s go from the lower row.
    seen = contingency_table(
        [10, 12, 40], [11, 16, 30, 44], window=5, span=(0, 60), step=1, hidden=([20], [35]), unit="s"
    )
    assert seen.table == ((3, 9), (0, 33))


def test_time_window_table_anchored_at_offsets():
    # Bid from 10 to 14 s, window 2 s after its end and 1 s before it: [13,16).
    ours = contingency_table(
        [10], [13.5, 16, 20], bid_offsets=[14], anchor="offset", overlap=1, window=2, span=(0, 30), step=1, unit="s"
    )
    assert ours.table == ((1, 2), (2, 25))


def test_states_in_windows_against_a_count_of_moments():
    rng = np.random.default_rng(2)
    bids = np.sort(rng.integers(0, 900, 12))
    on = np.sort(rng.choice(900, 10, replace=False))
    off = np.minimum(on + rng.integers(1, 40, 10), 900)
    ours = contingency_table(bids, on, response_offsets=off, window=20, span=(0, 900), step=1, target="state", unit="s")
    t = np.arange(900) + 0.5
    inside = np.any([(b <= t) & (t < b + 20) for b in bids], axis=0)
    busy = np.any([(a <= t) & (t < b) for a, b in zip(on, off, strict=True)], axis=0)
    assert ours.table == (
        ((inside & busy).sum(), (inside & ~busy).sum()),
        ((~inside & busy).sum(), (~inside & ~busy).sum()),
    )


def _sequence(n, repeats, seed):
    rng = np.random.default_rng(seed)
    codes = ["rest"]
    while len(codes) < n:
        nxt = rng.choice(["look", "rest", "smile", "turn"], p=[0.3, 0.3, 0.25, 0.15])
        if repeats or nxt != codes[-1]:
            codes.append(str(nxt))
    return codes


@pytest.mark.parametrize("lag", [1, 2, 3])
def test_lag_sequential_against_statsmodels(lag):
    codes = _sequence(300, True, 4)
    ours = lag_sequential(codes, lag=lag)
    other = Table(np.array(ours.observed))
    np.testing.assert_allclose(ours.expected, other.fittedvalues, rtol=1e-9)
    np.testing.assert_allclose(ours.adjusted_residuals, other.standardized_resids, rtol=1e-9)
    test = other.test_nominal_association()
    assert (ours.estimate, ours.degrees_of_freedom) == (pytest.approx(test.statistic), test.df)
    assert ours.p_value == pytest.approx(test.pvalue)
    assert ours.n == 300 - lag
    pairs = list(zip(codes, codes[lag:], strict=False))
    assert ours.cell("look", "smile")["observed"] == pairs.count(("look", "smile"))


def test_structural_zeros_against_a_poisson_log_linear_model():
    ours = lag_sequential(_sequence(300, False, 5), repeats=False)
    counts = np.array(ours.observed, dtype=float)
    i, j = np.nonzero(~np.eye(4, dtype=bool))
    design = np.c_[np.ones(i.size), np.eye(4)[i][:, 1:], np.eye(4)[j][:, 1:]]
    fit = sm.GLM(counts[i, j], design, family=sm.families.Poisson()).fit(tol=1e-12)
    expected, residual = np.array(ours.expected, dtype=float), np.array(ours.adjusted_residuals, dtype=float)
    np.testing.assert_allclose(expected[i, j], fit.fittedvalues, rtol=1e-6)
    hat = fit.get_hat_matrix_diag()
    np.testing.assert_allclose(residual[i, j], fit.resid_pearson / np.sqrt(1 - hat), rtol=1e-5)
    assert ours.estimate == pytest.approx(fit.pearson_chi2, rel=1e-6)
    assert ours.degrees_of_freedom == fit.df_resid == 5
    assert ours.expected[0][0] is None


def test_lag_two_by_hand():
    # A B A B B A and, apart, B A: within episodes AB 2, BA 3, BB 1.
    ours = lag_sequential("ABABBABA", episodes=[1] * 6 + [2] * 2)
    assert ours.observed == ((0, 2), (3, 1))
    assert ours.cell("A", "B")["adjusted_residual"] == pytest.approx(np.sqrt(3))
    assert ours.cell("A", "B")["yules_q"] == 1
    assert ours.estimate == pytest.approx(3)
