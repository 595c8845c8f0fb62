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
from coder.stats.result import LARGEST, LEVEL, Result, StatsError, two_sided
from coder.stats.time_arrays import Bools, Floats, Ints, Texts, column_names, label, listed
from coder.vocabulary.language import tr

FEWEST_CLUSTERS = 4
"""With three, one of them alone under its condition, a 5 % test rejects 8–14 % whatever is done: no interval, no p."""
WIDEST = 100.0
"""Log ratios beyond this say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cox(Result):
    """A fitted model. The estimate is the hazard ratio of the first covariate.

    Attributes
    ----------
    covariates : tuple of Result
        One hazard ratio each, with interval; ``parameters`` hold the log ratio; ``robust_se``, ``z`` and ``p_of_z`` as
        R prints them; ``naive_se``; and what interval and ``p_value`` rest on: ``corrected_se`` and its
        ``degrees_of_freedom``.
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
        Hazard ratios fitted by statsmodels with Efron's ties. ``robust_se`` is the clustered sandwich of Lin & Wei
        (1989) from Efron's own score residuals, as R's survival has it (statsmodels gives Breslow's, which is too small
        where latencies are equal). With few dyads that is too small as well: interval and p rest on the error that Bell
        & McCaffrey (2002) correct for how much each dyad pulls the fit to itself, and on Student's t with their degrees
        of freedom (as R's clubSandwich has CR2 and Satterthwaite), the level of the baseline counted as fitted.
        Undefined where nothing was answered, a covariate does not vary, there are fewer than two clusters, or the
        likelihood has no maximum.

    References
    ----------
    Bell, R. M., & McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with multi-stage
    samples. Survey Methodology, 28, 169–181.
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
    named = _named(names if names is not None else column_names(covariates), x.shape[1])
    n_clusters = len(set(labels.tolist()))
    model = partial(
        Cox,
        name="cox_recurrent",
        n=int(times.size),
        n_of="bids",
        method=tr(
            "Cox regression, Efron's ties, errors clustered (Lin & Wei 1989) and corrected for few clusters "
            "(Bell & McCaffrey 2002), by statsmodels"
        ),
        parameters={"covariates": named, "stratified": strata is not None},
        level=level,
        n_clusters=n_clusters,
        n_events=int(seen.sum()),
    )
    reason = _undefined(x, seen, named, n_clusters)
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
    ratios = tuple(_ratio(name, fit, i, int(times.size), n_clusters, level) for i, name in enumerate(named))
    return model(
        estimate=ratios[0].estimate,
        interval=ratios[0].interval,
        notes=ratios[0].notes,
        covariates=ratios,
        log_likelihood=fit.likelihood,
    )


def _named(names: Sequence[str] | None, count: int) -> list[str]:
    """Return a name for each covariate: those given, or numbers."""
    if names is None:
        return [tr("covariate {value}", value=i + 1) for i in range(count)]
    if len(names) != count:
        raise StatsError(
            tr("{shape} covariates need {shape} names; there are {number}.", shape=count, number=len(names))
        )
    return [str(name) for name in names]


def _undefined(x: Floats, seen: Bools, names: Sequence[str], n_clusters: int) -> str | None:
    if not len(x):
        return tr("there is nothing to time: no bids")
    if not seen.any():
        return tr("every latency is censored: there is nothing to compare")
    if n_clusters < 2:
        return tr("clustered errors need two dyads at least")
    constant = [name for name, column in zip(names, x.T, strict=True) if np.ptp(column) == 0]
    return tr("{constant} is the same for every bid", constant=constant[0]) if constant else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _CoxFit:
    """Log ratios with their errors, shape (p,) each, and the partial log likelihood."""

    log_ratios: Floats
    robust: Floats
    naive: Floats
    corrected: Floats
    degrees: Floats
    likelihood: float


def _fit(times: Floats, seen: Bools, x: Floats, labels: Texts, strata: Sequence[Any] | None) -> _CoxFit | None:
    """Fit the model; None where the likelihood has no maximum."""
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
            fitted = model.fit()
            log_ratios = np.asarray(fitted.params, dtype=float)
            scores, information = _by_cluster(times, seen, x, layers, cluster, log_ratios)
            corrected, degrees = corrected_errors(scores, information)
            covariance = np.asarray(fitted.cov_params(), dtype=float)
            fit = _CoxFit(
                log_ratios=log_ratios,
                robust=np.sqrt(((scores[:, 1:] @ covariance) ** 2).sum(0)),
                naive=np.asarray(fitted.bse, dtype=float),
                corrected=corrected[1:],
                degrees=degrees[1:],
                likelihood=float(fitted.llf),
            )
    except (Warning, np.linalg.LinAlgError, ValueError):
        return None
    # A monotone likelihood does not always warn: its coefficient runs off and its naive error explodes.
    finite = all(np.all(np.isfinite(v)) for v in (fit.log_ratios, fit.robust, fit.naive))
    return fit if finite and np.all(fit.naive <= 1e3) and np.all(np.abs(fit.log_ratios) <= 30) else None


def _by_cluster(
    times: Floats, seen: Bools, x: Floats, layers: Ints, cluster: Ints, log_ratios: Floats
) -> tuple[Floats, Floats]:
    """Return what each cluster adds to score and information, shapes (g, q) and (g, q, q).

    Column 0 is the level of the baseline hazard, the covariates follow: q = p + 1.
    """
    # A covariate may be moved and its ratio stay; near its middle no exponential overflows.
    x = np.column_stack((np.ones(len(x)), x - x.mean(0)))
    risk = np.exp(x[:, 1:] @ log_ratios)
    scores = np.zeros((cluster.max() + 1, x.shape[1]))
    information = np.zeros((*scores.shape, x.shape[1]))
    for layer in np.unique(layers):
        of = layers == layer
        score, known = _by_bid(times[of], seen[of], x[of], risk[of])
        np.add.at(scores, cluster[of], score)
        np.add.at(information, cluster[of], known)
    return scores, information


def _by_bid(times: Floats, seen: Bools, x: Floats, risk: Floats) -> tuple[Floats, Floats]:
    """Return what each bid of a stratum adds to both, with Efron's ties (Therneau & Grambsch 2000, §4.6)."""
    q = x.shape[1]
    moments = np.unique(times[seen])
    # Hazard, hazard times mean, hazard times mean times mean: over all who wait, and what those who are answered at
    # that very moment are spared of it.
    shared, spared = (tuple(np.zeros((moments.size, *shape)) for shape in ((), (q,), (q, q))) for _ in range(2))
    middle = np.zeros((moments.size, q))
    for i, t in enumerate(moments):
        waiting, ends = times >= t, (times == t) & seen
        # Tied answers come one after the other, and each in turn is in part no longer at risk.
        gone = np.arange(ends.sum()) / ends.sum()
        hazard = 1 / (risk[waiting].sum() - gone * risk[ends].sum())
        mean = (risk[waiting] @ x[waiting] - gone[:, None] * (risk[ends] @ x[ends])) * hazard[:, None]
        mean[:, 0] = 0
        middle[i] = mean.mean(0)
        for sums, weight in ((shared, hazard), (spared, gone * hazard)):
            sums[0][i], sums[1][i], sums[2][i] = weight.sum(), weight @ mean, (mean * weight[:, None]).T @ mean
    past = np.searchsorted(moments, times, "right")
    last = np.maximum(past - 1, 0)

    def until(all_who_wait: Floats, who_end: Floats) -> Floats:
        added = np.concatenate((np.zeros_like(all_who_wait[:1]), np.cumsum(all_who_wait, 0)))[past]
        added[seen] -= who_end[last[seen]]
        return added

    zero, one, two = (until(*pair) for pair in zip(shared, spared, strict=True))
    score = seen[:, None] * (x - middle[last]) - risk[:, None] * (x * zero[:, None] - one)
    crossed = x[:, :, None] * one[:, None, :]
    square = x[:, :, None] * x[:, None, :] * zero[:, None, None]
    return score, risk[:, None, None] * (square - crossed - crossed.transpose(0, 2, 1) + two)


def corrected_errors(gradients: Floats, information: Floats) -> tuple[Floats, Floats]:
    """Return standard errors and degrees of freedom that few clusters do not make too small or too many.

    Parameters
    ----------
    gradients, information : ndarray, shapes (g, q) and (g, q, q)
        What each cluster adds to the slope of the log likelihood and to its curvature, at the estimate.

    Returns
    -------
    errors, degrees : ndarray, shape (q,)
        0 where no two clusters tell of a coefficient. Of a linear model these are CR2 and its Satterthwaite degrees
        (Bell & McCaffrey 2002), to the digit.
    """
    values, vectors = np.linalg.eigh(information.sum(0))
    root = vectors / np.sqrt(values) @ vectors.T
    share = root @ information @ root
    left, axes = np.linalg.eigh(np.eye(len(root)) - share)
    # What one cluster alone tells of is left without any other to be held to.
    grown = np.where(left > 1e-9, np.maximum(left, 1e-9) ** -0.5, 0.0)
    weights = root @ ((axes * grown[:, None, :]) @ axes.transpose(0, 2, 1))
    errors = np.sqrt((np.einsum("gck,gk->gc", weights, gradients @ root) ** 2).sum(0))
    # The errors' own spread, were each cluster's score as uncertain as the model has it, and all of them held to 0.
    pulled = weights @ share
    alone, held = np.einsum("gck,gck->gc", pulled, weights), (pulled**2).sum(2)
    together = np.einsum("gcl,gcm->clm", pulled, pulled)
    spread = (alone**2 - 2 * alone * held).sum(0) + (together**2).sum((1, 2))
    told = (alone - held).sum(0)
    # All of a coefficient's variance is told of, or where clusters are alone with it none but rounding.
    known = told > 1e-6 * (root**2).sum(1)
    return np.where(known, errors, 0.0), np.divide(told**2, spread, out=np.zeros_like(told), where=known)


def _ratio(name: str, fit: _CoxFit, i: int, n: int, n_clusters: int, level: float) -> Result:
    from scipy.special import stdtr, stdtrit

    b, robust, corrected, degrees = (float(v[i]) for v in (fit.log_ratios, fit.robust, fit.corrected, fit.degrees))
    naive = float(fit.naive[i])
    # Scores that cancel out within every cluster leave a sum of rounding.
    robust, corrected = (0.0 if error < 1e-9 * naive else error for error in (robust, corrected))
    told = corrected > 0 and n_clusters >= FEWEST_CLUSTERS
    half = float(stdtrit(degrees, 0.5 + level / 2)) * corrected if told else math.inf
    known = abs(b) + half < WIDEST
    return Result(
        name=name,
        estimate=math.exp(b),
        n=n,
        n_of="bids",
        method=tr("hazard ratio; above 1: answers come sooner"),
        interval=(math.exp(b - half), math.exp(b + half)) if known else None,
        level=level,
        notes=()
        if known
        else (
            tr(
                "no interval and no p: fewer than {fewest} clusters, or they do not differ at all",
                fewest=FEWEST_CLUSTERS,
            ),
        ),
        parameters={
            "log_ratio": b,
            "robust_se": robust,
            "naive_se": naive,
            "z": b / robust if robust > 0 else None,
            "p_of_z": two_sided(b / robust) if robust > 0 else None,
            "corrected_se": corrected if known else None,
            "degrees_of_freedom": degrees if known else None,
            "p_value": float(2 * stdtr(degrees, -abs(b) / corrected)) if known else None,
        },
    )
