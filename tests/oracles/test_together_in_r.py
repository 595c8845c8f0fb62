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
TOY_FACE_AWAY = tuple(
    [code for code, units in zip(codes.split(), lasting, strict=True) for _ in range(units)]
    for codes, lasting in (
        ("toy face toy away face toy face away toy face", (7, 3, 9, 4, 6, 8, 5, 2, 10, 6)),
        ("away toy face toy face toy away face toy face", (3, 8, 4, 7, 5, 9, 3, 6, 9, 6)),
    )
)
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


@pytest.mark.parametrize(
    ("sides", "shortest", "determinism", "lines", "longest", "mean", "entropy"),
    [
        ((FIRST, SECOND), 2, 55.845023380094, 289, 5, 2.892733564014, 1.196247249473),
        ((FIRST, SECOND), 3, 35.804943219773, 139, 5, 3.856115107914, 1.047520237789),
        (TOY_FACE_AWAY, 2, 95.437262357414, 330, 17, 4.563636363636, 2.056007495499),
        (TOY_FACE_AWAY, 4, 74.081115335868, 194, 17, 6.025773195876, 1.859442392857),
    ],
)
def test_recurrence_as_crqa_prints_it(sides, shortest, determinism, lines, longest, mean, entropy):
    """By the lines of crqa 2.0.7 that work them out, run in R 4.2: DET, NRLINE, maxL, L, ENTR; mindiagline 2, 3, 4."""
    found = cross_recurrence(*sides, shortest=shortest)
    assert found.determinism * 100 == pytest.approx(determinism, abs=1e-11)
    assert (found.lines, found.longest_line) == (lines, longest)
    assert (found.mean_line, found.entropy) == pytest.approx((mean, entropy), abs=1e-11)


def test_the_profile_as_crqa_prints_it():
    """drpfromts(first, second, windowsize = 4), and RR: what the second does later lies at lags above 0."""
    found = cross_recurrence(*TOY_FACE_AWAY, lags=4)
    assert found.estimate * 100 == pytest.approx(43.833333333333, abs=1e-11)
    printed = [
        0.392857142857, 0.456140350877, 0.551724137931, 0.610169491525, 0.633333333333, 0.627118644068, 0.637931034483,
        0.631578947368, 0.571428571429,
    ]  # fmt: skip
    assert [share for _, share in found.profile] == pytest.approx(printed, abs=1e-12)


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
