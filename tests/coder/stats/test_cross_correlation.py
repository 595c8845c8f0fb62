"""Windowed cross-correlation: against numpy's correlation window by window, with a known lag, and under the null."""

import numpy as np
import pytest

from coder.stats import StatsError, windowed_cross_correlation
from coder.stats.cross_correlation import _peaks


def smooth(rng, n):
    return np.convolve(rng.normal(size=n + 8), np.ones(9) / 9, "valid")


def test_each_cell_is_the_correlation_of_two_windows():
    rng = np.random.default_rng(1)
    x, y = smooth(rng, 120), smooth(rng, 120)
    found = windowed_cross_correlation(x, y, window=20, lags=4, step=7)
    for start, row in zip(found.starts, found.correlations, strict=True):
        for lag, r in zip(found.lags, row, strict=True):
            a, b = x[start : start + 20], y[start + lag : start + lag + 20]
            assert r == pytest.approx(np.corrcoef(a, b)[0, 1], abs=1e-12)


def test_who_is_first_by_five_samples_is_found():
    rng = np.random.default_rng(2)
    x = smooth(rng, 400)
    found = windowed_cross_correlation(x[5:], x[:-5], window=40, lags=10)
    assert set(found.peak_lags) == {5}
    assert found.estimate == pytest.approx(1)
    assert found.chance.percentile == 100


def test_unrelated_signals_seldom_look_related():
    rng = np.random.default_rng(3)
    rounds = 200
    told = [windowed_cross_correlation(smooth(rng, 640), smooth(rng, 640), window=30, lags=5) for _ in range(rounds)]
    assert 0.015 <= sum(one.chance.p_value <= 0.05 for one in told) / rounds <= 0.095


def test_what_is_missing_or_stands_still_has_no_correlation():
    x = np.sin(np.arange(100.0))
    gap = x.copy()
    gap[50] = np.nan
    found = windowed_cross_correlation(x, gap, window=10, lags=2)
    assert any(r is None for row in found.correlations for r in row)
    assert found.estimate == pytest.approx(1)
    assert "stands still" in windowed_cross_correlation(x, np.ones(100), window=10, lags=2).reason
    assert "shorter" in windowed_cross_correlation(x[:8], x[:8], window=10, lags=2).reason
    with pytest.raises(StatsError, match="one length"):
        windowed_cross_correlation(x, x[1:], window=10, lags=2)


def test_peaks_of_all_rows_at_once_are_those_of_each_row():
    def of_one(row, offsets):
        for k in sorted(range(1, row.size - 1), key=lambda i: (abs(int(offsets[i])), int(offsets[i]))):
            if row[k] > row[k - 1] and row[k] >= row[k + 1]:
                return float(offsets[k]), float(row[k])
        return np.nan, np.nan

    rng = np.random.default_rng(5)
    for reach in (0, 1, 2, 7):
        offsets = np.arange(-reach, reach + 1)
        table = rng.integers(-4, 5, (200, offsets.size)) / 4.0  # with ties
        table[rng.random(table.shape) < 0.05] = np.nan
        lags, heights = _peaks(table, offsets)
        np.testing.assert_array_equal(np.c_[lags, heights], [of_one(row, offsets) for row in table])
