"""Cross-recurrence, windowed correlation with peaks, and a grid's dispersion, as base R counts their definitions.

R 4.2: ``P <- outer(x, y, "==")``; the recurrence rate is ``mean(P)``; lines are ``rle`` of each diagonal
``P[col(P) - row(P) == k]`` (Coco & Dale 2014); each cell of the windows is ``cor``, and a peak lies where
``diff(sign(diff(r))) < 0``, the one nearest to lag 0 (Boker et al. 2002); dispersion is
``1 - (n * sum(d^2) - 1) / (n - 1)`` over all cells (Hollenstein 2013). Twelve digits, as printed.
"""

import numpy as np
import pytest

from coder.stats import cross_recurrence, series, state_space_grid, windowed_cross_correlation

i = np.arange(1, 61)
FIRST = (((i**2 * 7 + i * 3) % 11) % 3).tolist()
SECOND = (((i**2 * 5 + i) % 13) % 3).tolist()
t = np.arange(1, 121)
SWAY = np.sin(t / 3) + 0.5 * np.sin(t / 1.7)
AFTER = np.sin((t - 2) / 3) + 0.3 * np.cos(t / 2.3)


def test_recurrence_to_the_digit():
    found = cross_recurrence(FIRST, SECOND, lags=2)
    assert found.estimate == pytest.approx(0.415833333333, abs=1e-12)
    assert found.determinism == pytest.approx(0.558450233801, abs=1e-12)
    assert (found.lines, found.longest_line) == (289, 5)
    assert found.mean_line == pytest.approx(2.89273356401, abs=1e-11)
    assert found.entropy == pytest.approx(1.19624724947, abs=1e-11)
    profile = [0.413793103448, 0.440677966102, 0.416666666667, 0.406779661017, 0.413793103448]
    assert [lag for lag, _ in found.profile] == [-2, -1, 0, 1, 2]
    assert [share for _, share in found.profile] == pytest.approx(profile, abs=1e-12)


def test_windows_and_peaks_to_the_digit():
    found = windowed_cross_correlation(SWAY, AFTER, window=20, lags=5)
    assert found.starts == (5, 25, 45, 65, 85)
    fourth = [
        -0.557689293007, -0.373543175738, -0.153470939116, 0.0795976312061, 0.30205075012, 0.499564322248,
        0.664192058158, 0.784633466006, 0.840112453283, 0.806355125347, 0.674815081173,
    ]  # fmt: skip
    assert found.correlations[3] == pytest.approx(fourth, abs=1e-11)
    assert found.peak_lags == (2, 2, 2, 3, 2)
    peaks = [0.946266232247, 0.824829536257, 0.930882893829, 0.840112453283, 0.949759958887]
    assert found.peaks == pytest.approx(peaks, abs=1e-11)
    assert found.estimate == pytest.approx(0.8983702149, abs=1e-10)


@pytest.mark.parametrize(("cells", "dispersion"), [(([0, 1, 2], [0, 1, 2]), 0.855625), (None, 0.912666666667)])
def test_dispersion_to_the_digit(cells, dispersion):
    """The second never has one of three states: of nine cells six can be visited, or six are all."""
    sides = series(FIRST, step=1), series(SECOND, step=1)
    found = state_space_grid(*sides, span=(0, 60), unit="s", codes=cells)
    assert found.estimate == pytest.approx(dispersion, abs=1e-12)
    assert (found.visited, found.transitions) == (6, 48)
