"""Agreement of coders on counts of rare acts: an intraclass correlation that knows counts are not normal."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.intraclass import complete_rows
from coder.stats.result import LEVEL, Result, StatsError, z_of
from coder.stats.time_arrays import Floats, left_out_by_some
from coder.vocabulary.language import tr

Reference = Literal["all", "first"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountIcc(Result):
    """An intraclass correlation of counts. The estimate is the correlation.

    Attributes
    ----------
    coders : int
        Columns.
    things_variance : float or None
        Variance between things, on the log scale.
    coders_variance : float or None
        Variance between coders, on the log scale, less what sampling alone gives.
    mean_count : float or None
        Mean count of the fitted model.
    """

    coders: int = 0
    things_variance: float | None = None
    coders_variance: float | None = None
    mean_count: float | None = None


def count_icc(counts: ArrayLike, *, reference: Reference = "all", level: float = LEVEL) -> CountIcc:
    """Intraclass correlation (concordance) of counts, from a Poisson model with a random effect of the thing counted.

    Counts of rare acts are skewed, and one far-off pair can rule an ordinary ICC. Here the variance between things,
    the systematic differences between coders and Poisson noise are told apart first.

    Parameters
    ----------
    counts : array_like of int, shape (things, coders)
        Rows with a missing count are left out, and counted in a note.
    reference : "all" or "first"
        Whose mean stands for the mean count: all coders' (the result does not depend on their order), or the first
        coder's, as published results of the R package iccCounts turn out to do.
    level : float
        Confidence level.

    Returns
    -------
    CountIcc
        Maximum likelihood with Laplace's approximation; interval by the delta method on Fisher's z scale. Undefined
        with fewer than two coders or things, and where nothing was counted or things do not differ.

    References
    ----------
    Carrasco, J. L. (2010). A generalized concordance correlation coefficient based on the variance components
    generalized linear mixed models for overdispersed count data. Biometrics, 66, 897–904.
    Carrasco, J. L. (2022). iccCounts: An R package to estimate the intraclass correlation coefficient for assessing
    agreement with count data. The R Journal, 14, 229–243.
    """
    if reference not in ("all", "first"):
        raise StatsError(tr("reference is 'all' or 'first', not {reference!r}.", reference=reference))
    table, lost = complete_rows(counts)
    if np.any(table < 0) or np.any(table != np.rint(table)):
        raise StatsError(tr("counts are whole numbers, none below zero; for other numbers use icc."))
    things, coders = table.shape
    record = partial(
        CountIcc,
        name="count_icc",
        n=things,
        n_of="things counted by all",
        method=tr("concordance of counts, Poisson mixed model (Carrasco 2010), Laplace approximation"),
        parameters={"reference": reference},
        level=level,
        coders=coders,
        notes=(left_out_by_some(lost, "counted"),) if lost else (),
    )
    z = z_of(level)
    if coders < 2:
        return record(estimate=None, reason=tr("agreement needs two coders at least"))
    if things < 2:
        return record(estimate=None, reason=tr("agreement needs two things at least that all counted"))
    if not table.sum(0).all():
        return record(estimate=None, reason=tr("one of the coders counted nothing at all"))
    fitted = _fit(table)
    if fitted is None:
        return record(
            estimate=None, reason=tr("the things counted do not differ more than chance: nothing to agree on")
        )
    parameters, covariance = fitted

    def agreement(p: Floats) -> float:
        return _parts(p, covariance, reference)[0]

    rho, between, across, mean = _parts(parameters, covariance, reference)
    slope = _gradient(agreement, parameters)
    error = math.sqrt(max(0.0, float(slope @ covariance @ slope)))
    # So near 1 that Fisher's z has no end: counts in the thousands.
    half = z * error / (1 - rho**2) if rho < 1 - 1e-9 else 0.0
    return record(
        estimate=rho,
        interval=(math.tanh(math.atanh(rho) - half), math.tanh(math.atanh(rho) + half)) if half else None,
        things_variance=between,
        coders_variance=across,
        mean_count=mean,
    )


def _parts(p: Floats, covariance: Floats, reference: Reference) -> tuple[float, float, float, float]:
    """Return concordance, variance between things, variance between coders, mean count. p: coders' logs, log sd."""
    effects, between = p[:-1], math.exp(2 * p[-1])
    k = effects.size
    centre = np.eye(k) - 1 / k
    # The spread of estimated effects holds their sampling error too; taken away, it may not fall below zero.
    across = max(0.0, float(effects @ centre @ effects - np.trace(centre @ covariance[:-1, :-1])) / (k - 1))
    level = float(effects.mean() if reference == "all" else effects[0])
    mean = math.exp(level + (between + across) / 2)
    return mean * math.expm1(between) / (mean * math.expm1(between + across) + 1), between, across, mean


def _fit(table: Floats) -> tuple[Floats, Floats] | None:
    """Return maximum-likelihood parameters and their covariance; None where things do not differ."""
    from scipy.optimize import minimize

    start = np.append(np.log(table.mean(0)), 0.0)
    found = minimize(_minus_log_likelihood, start, args=(table,), method="BFGS", options={"gtol": 1e-5})
    parameters = np.asarray(found.x, dtype=np.float64)
    # A log standard deviation this low is a variance of zero to every printed digit.
    if parameters[-1] < math.log(1e-3):
        return None
    hessian = _hessian(lambda p: _minus_log_likelihood(p, table), parameters)
    try:
        covariance = np.asarray(np.linalg.inv(hessian), dtype=np.float64)
    except np.linalg.LinAlgError:
        return None
    return (parameters, covariance) if np.all(np.diag(covariance) > 0) else None


def _minus_log_likelihood(p: Floats, table: Floats) -> float:
    """Laplace's approximation: each thing's random effect at its mode, found by Newton's method."""
    from scipy.special import gammaln

    effects, sd = p[:-1], math.exp(min(float(p[-1]), 5.0))
    totals, u = table.sum(1), np.zeros(len(table))
    base = float(np.exp(np.clip(effects, -50, 50)).sum())
    for _ in range(100):
        mean = base * np.exp(np.clip(sd * u, -50, 50))
        step = (sd * (totals - mean) - u) / (sd**2 * mean + 1)
        u = u + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-12:
            break
    mean = base * np.exp(np.clip(sd * u, -50, 50))
    fit = table @ effects + totals * sd * u - mean - u**2 / 2 - gammaln(table + 1).sum(1)
    return -float((fit - np.log(sd**2 * mean + 1) / 2).sum())


def _gradient(f: Callable[[Floats], float], at: Floats, h: float = 1e-5) -> Floats:
    steps = np.eye(at.size) * h
    return np.array([(f(at + s) - f(at - s)) / (2 * h) for s in steps])


def _hessian(f: Callable[[Floats], float], at: Floats, h: float = 1e-3) -> Floats:
    steps = np.eye(at.size) * h
    rows = [
        [(f(at + a + b) - f(at + a - b) - f(at - a + b) + f(at - a - b)) / (4 * h * h) for b in steps] for a in steps
    ]
    return np.array(rows)
