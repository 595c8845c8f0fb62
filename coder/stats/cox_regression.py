"""Cox regression of latencies when one dyad makes many bids: errors clustered by dyad."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.kaplan_meier import event_times
from coder.stats.result import LARGEST, LEVEL, Result, StatsError, z_of
from coder.stats.time_arrays import Bools, Floats, Ints, Texts, column_names, label, listed
from coder.vocabulary.language import tr

# Below this many clusters the sandwich estimate is known to be too small.
FEW_CLUSTERS = 30
"""With fewer the sandwich is too narrow by what benchmarks/null_tests.py shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cox(Result):
    """A fitted model. The estimate is the hazard ratio of the first covariate.

    Attributes
    ----------
    covariates : tuple of Result
        One hazard ratio each, with interval; ``parameters`` hold log ratio, robust and naive error, z and p.
    n_clusters : int
        Number of dyads (or other clusters).
    n_events : int
        Number of answers seen.
    log_likelihood : float or None
        Partial log likelihood.
    """

    covariates: tuple[Result, ...] = ()
    n_clusters: int = 0
    n_events: int = 0
    log_likelihood: float | None = None


def cox_recurrent(
    durations: ArrayLike,
    observed: ArrayLike,
    covariates: ArrayLike,
    clusters: Sequence[Any],
    *,
    names: Sequence[str] | None = None,
    strata: Sequence[Any] | None = None,
    level: float = LEVEL,
) -> Cox:
    """Ask how conditions change the speed of answers, when each dyad contributes many bids.

    Parameters
    ----------
    durations, observed : array_like, shape (n,)
        As for :func:`kaplan_meier`.
    covariates : array_like of float, shape (n,) or (n, p)
        One row for each bid.
    clusters : sequence, length n
        Dyad of each bid. Bids of one dyad may depend on each other in any way.
    names : sequence of str, optional
        Names of the covariates.
    strata : sequence, length n, optional
        Each stratum has its own baseline.
    level : float
        Confidence level.

    Returns
    -------
    Cox
        Hazard ratios with the sandwich error of Lin & Wei (1989), clustered, fitted by statsmodels with Efron's ties;
        the error is from Efron's own score residuals, as R's survival has them (statsmodels gives Breslow's, which are
        too small where latencies are equal). Undefined where nothing was answered, a covariate does not vary, there
        are fewer than two clusters, or the likelihood has no maximum.

    References
    ----------
    Efron, B. (1977). The efficiency of Cox's likelihood function for censored data. JASA, 72, 557–565.
    Lin, D. Y., & Wei, L. J. (1989). The robust inference for the Cox proportional hazards model. JASA, 84, 1074–1078.
    Therneau, T. M., & Grambsch, P. M. (2000). Modeling survival data, §§4.6, 8.2.
    """
    times, seen = event_times(durations, observed)
    try:
        x = np.asarray(covariates, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise StatsError(tr("covariates are numbers, one row for each bid (1 and 0 for yes and no).")) from error
    x = x.reshape(-1, 1) if x.ndim == 1 else x
    labels = np.array([label(c) for c in listed(clusters, "clusters")])
    if x.ndim != 2 or len(x) != times.size or labels.size != times.size:
        raise StatsError(
            tr("{size} durations need as many rows of covariates and as many cluster labels.", size=times.size)
        )
    if not np.all(np.abs(x) <= LARGEST):
        raise StatsError(tr("a covariate is missing for some bid; leave that bid out first."))
    names = names if names is not None else column_names(covariates)
    names = (
        [str(name) for name in names]
        if names is not None
        else [tr("covariate {value}", value=i + 1) for i in range(x.shape[1])]
    )
    if len(names) != x.shape[1]:
        raise StatsError(
            tr("{shape} covariates need {shape} names; there are {number}.", shape=x.shape[1], number=len(names))
        )
    n_clusters = len(set(labels.tolist()))
    notes = (
        (
            tr(
                "{n_clusters} clusters are few: the interval is likely too narrow, and p too small (with twenty a 5 % "
                "test rejects about 8 % where nothing differs, with ten about 12 %)",
                n_clusters=n_clusters,
            ),
        )
        if n_clusters < FEW_CLUSTERS
        else ()
    )
    model = partial(
        Cox,
        name="cox_recurrent",
        n=int(times.size),
        n_of="bids",
        method=tr("Cox regression, Efron's ties, errors clustered (Lin & Wei 1989), by statsmodels"),
        parameters={"covariates": names, "stratified": strata is not None},
        level=level,
        n_clusters=n_clusters,
        n_events=int(seen.sum()),
    )
    reason = _undefined(x, seen, names, n_clusters)
    if reason is not None:
        return model(estimate=None, reason=reason)
    fit = _fit(times, seen, x, labels, strata)
    if fit is None:
        return model(
            estimate=None,
            reason=tr(
                "the likelihood has no maximum: a covariate separates the answered from the others, "
                "or repeats another covariate"
            ),
        )
    coefficients, robust, naive, likelihood = fit
    ratios = tuple(
        _ratio(name, b, se, raw, int(times.size), level)
        for name, b, se, raw in zip(names, coefficients, robust, naive, strict=True)
    )
    return model(
        estimate=ratios[0].estimate,
        interval=ratios[0].interval,
        notes=notes,
        covariates=ratios,
        log_likelihood=likelihood,
    )


def _undefined(x: Floats, seen: Bools, names: Sequence[str], n_clusters: int) -> str | None:
    if not len(x):
        return tr("there is nothing to time: no bids")
    if not seen.any():
        return tr("every latency is censored: there is nothing to compare")
    if n_clusters < 2:
        return tr("clustered errors need two dyads at least")
    constant = [name for name, column in zip(names, x.T, strict=True) if np.ptp(column) == 0]
    return tr("{constant} is the same for every bid", constant=constant[0]) if constant else None


def _fit(
    times: Floats, seen: Bools, x: Floats, labels: Texts, strata: Sequence[Any] | None
) -> tuple[list[float], list[float], list[float], float] | None:
    """Return coefficients, clustered errors, naive errors and log likelihood; None where there is no maximum."""
    from statsmodels.duration.hazard_regression import PHReg

    # A common shift changes no risk set; statsmodels wants times above zero.
    layers = (
        np.unique([str(s) for s in strata], return_inverse=True)[1] if strata is not None else times.astype(int) * 0
    )
    cluster = np.unique(labels, return_inverse=True)[1]
    # A bid censored before its stratum's first answer is in no risk set. It changes nothing but, left in, gives
    # statsmodels a residual of NaN and with it a clustered error of NaN.
    first = {layer: times[(layers == layer) & seen].min(initial=np.inf) for layer in np.unique(layers)}
    keep = times >= np.array([first[layer] for layer in layers])
    times, seen, x, layers, cluster = times[keep], seen[keep], x[keep], layers[keep], cluster[keep]
    model = PHReg(times - times.min() + 1, x, seen.astype(float), ties="efron", strata=layers)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            naive = model.fit()
            coefficients = np.asarray(naive.params, dtype=float)
            covariance = np.asarray(naive.cov_params(), dtype=float)
            residuals = _score_residuals(times, seen, x, layers, coefficients)
            by_cluster = np.zeros((cluster.max() + 1, x.shape[1]))
            np.add.at(by_cluster, cluster, residuals @ covariance)
            robust = np.sqrt((by_cluster**2).sum(0))
            values = [coefficients, robust, np.asarray(naive.bse, dtype=float)]
    except (Warning, np.linalg.LinAlgError, ValueError):
        return None
    # A monotone likelihood does not always warn: its coefficient runs off and its naive error explodes.
    if not all(np.all(np.isfinite(v)) for v in values) or np.any(values[2] > 1e3) or np.any(np.abs(values[0]) > 30):
        return None
    return values[0].tolist(), values[1].tolist(), values[2].tolist(), float(naive.llf)


def _score_residuals(times: Floats, seen: Bools, x: Floats, layers: Ints, coefficients: Floats) -> Floats:
    """Return how much each bid moves the score, shape (n, p), with Efron's ties (Therneau & Grambsch 2000, §4.6)."""
    # A covariate may be moved and its ratio stay; near its middle no exponential overflows.
    x = x - x.mean(0)
    risk = np.exp(x @ coefficients)
    residuals = np.zeros_like(x)
    for layer in np.unique(layers):
        for t in np.unique(times[seen & (layers == layer)]):
            at_risk = np.flatnonzero((layers == layer) & (times >= t))
            ends = np.flatnonzero((layers == layer) & (times == t) & seen)
            # Tied answers come one after the other, and each in turn is in part no longer at risk.
            gone = np.arange(ends.size)[:, None] / ends.size
            total = risk[at_risk].sum() - gone * risk[ends].sum()
            mean = (risk[at_risk] @ x[at_risk] - gone * (risk[ends] @ x[ends])) / total
            hazard = 1 / total
            residuals[ends] += x[ends] - mean.mean(0)
            residuals[at_risk] -= risk[at_risk, None] * (x[at_risk] * hazard.sum() - (hazard * mean).sum(0))
            left = gone * hazard
            residuals[ends] += risk[ends, None] * (x[ends] * left.sum() - (left * mean).sum(0))
    return residuals


def _ratio(name: str, b: float, se: float, raw: float, n: int, level: float) -> Result:
    from scipy.special import ndtr

    z = b / se if se > 0 else math.inf
    half = z_of(level) * se
    return Result(
        name=name,
        estimate=math.exp(b),
        n=n,
        n_of="bids",
        method=tr("hazard ratio; above 1: answers come sooner"),
        interval=(math.exp(b - half), math.exp(b + half)) if se > 0 else None,
        level=level,
        notes=() if se > 0 else (tr("no interval: the clusters do not differ at all"),),
        parameters={
            "log_ratio": b,
            "robust_se": se,
            "naive_se": raw,
            "z": z if se > 0 else None,
            "p_value": float(2 * ndtr(-abs(z))) if se > 0 else None,
        },
    )
