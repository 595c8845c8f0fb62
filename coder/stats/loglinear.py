"""Independence and quasi-independence in a table of counts, with cells that cannot happen left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coder.stats.time_arrays import Bools, Floats

_ROUNDS = 2_000
_CLOSE = 1e-13


@dataclass(frozen=True, slots=True)
class Fit:
    """Expected counts and adjusted residuals (NaN where a cell cannot happen or carries no information)."""

    expected: Floats
    adjusted: Floats
    chi2: float
    degrees_of_freedom: int


def proportional_fit(counts: Floats, possible: Bools) -> Floats:
    """Return expected counts under quasi-independence, by iterative proportional fitting.

    Parameters
    ----------
    counts : float array, shape (r, c)
        One table.
    possible : bool array, shape (r, c)
        False for structural zeros.

    References
    ----------
    Deming, W. E., & Stephan, F. F. (1940). Ann. Math. Stat., 11, 427–444.
    Bakeman, R., & Quera, V. (1995). Log-linear approaches to lag-sequential analysis when consecutive codes may and
    cannot repeat. Psychological Bulletin, 118, 272–284.
    """
    rows, columns = counts.sum(-1, keepdims=True), counts.sum(-2, keepdims=True)
    fitted = np.where(possible, 1.0, 0.0) * np.ones_like(counts)
    if possible.all():
        total = counts.sum((-2, -1), keepdims=True)
        return np.asarray(np.divide(rows * columns, total, out=np.zeros_like(counts), where=total > 0))
    for _ in range(_ROUNDS):
        fitted = _scaled(fitted, rows, -1)
        fitted = _scaled(fitted, columns, -2)
        if np.all(np.abs(fitted.sum(-1, keepdims=True) - rows) <= _CLOSE * np.maximum(rows, 1)):
            break
    return fitted


def quasi_independence(counts: Floats, possible: Bools) -> Fit:
    """Fit one table and return Haberman's adjusted residuals, exact for structural zeros too.

    The residual is (observed − expected) / sqrt(expected · (1 − h)), with h the leverage of the cell in the log-linear
    model; without structural zeros it is the familiar closed form.

    References
    ----------
    Haberman, S. J. (1979). Analysis of qualitative data (Vol. 2), ch. 7.
    """
    expected = proportional_fit(counts, possible)
    use = possible & (expected > 1e-9)
    i, j = np.nonzero(use)
    adjusted = np.full(counts.shape, np.nan)
    if not i.size:
        return Fit(expected, adjusted, 0.0, 0)
    design = np.concatenate((np.eye(counts.shape[0])[i], np.eye(counts.shape[1])[j]), axis=1)
    mu, seen = expected[i, j], counts[i, j]
    basis, sizes, _ = np.linalg.svd(np.sqrt(mu)[:, None] * design, full_matrices=False)
    rank = int((sizes > sizes[0] * 1e-9).sum())
    free = 1 - (basis[:, :rank] ** 2).sum(1)
    known = free > 1e-9
    adjusted[i[known], j[known]] = ((seen - mu) / np.sqrt(np.where(known, mu * free, 1.0)))[known]
    return Fit(expected, adjusted, float(((seen - mu) ** 2 / mu).sum()), int(i.size) - rank)


def _scaled(fitted: Floats, target: Floats, axis: int) -> Floats:
    now = fitted.sum(axis, keepdims=True)
    return np.asarray(fitted * np.divide(target, now, out=np.zeros_like(now), where=now > 0))
