"""Time to an answer: Kaplan–Meier with interval, median and restricted mean; log-rank between groups."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.binomial import wilson
from coder.stats.result import LARGEST, LEVEL, Result, StatsError, z_of
from coder.stats.time_arrays import Bools, Floats, Ints, Texts, label, listed
from coder.vocabulary.language import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class KaplanMeier(Result):
    """A latency curve. The estimate is the median; the interval is the median's.

    Attributes
    ----------
    times : tuple of float
        Each time at which an event or a censoring lies, in order, in the unit of the durations.
    survival : tuple of float
        Share still without an answer just after each time.
    lower, upper : tuple of (float or None)
        Pointwise interval of that share; None where it is undefined (nothing happened yet, or the curve is at 0).
    at_risk, events, censored : tuple of int
        Counts at each time.
    n_events, n_censored : int
        Totals.
    restricted_mean : Result
        Mean time up to ``parameters["tau"]``.
    """

    times: tuple[float, ...] = ()
    survival: tuple[float, ...] = ()
    lower: tuple[float | None, ...] = ()
    upper: tuple[float | None, ...] = ()
    at_risk: tuple[int, ...] = ()
    events: tuple[int, ...] = ()
    censored: tuple[int, ...] = ()
    n_events: int = 0
    n_censored: int = 0
    restricted_mean: Result | None = None

    def still_watched(self, time: float) -> int:
        """Return how many were still watched without an answer just before a time: the number at risk."""
        return next((n for t, n in zip(self.times, self.at_risk, strict=True) if t >= time - 1e-9), 0)

    def share_by(self, time: float) -> float | None:
        """Return the share answered by a time; None past the last time watched, unless all were answered by then."""
        if not self.times or (time > self.times[-1] and self.survival[-1] > 0):
            return None
        index = int(np.searchsorted(np.array(self.times), time, side="right")) - 1
        return 0.0 if index < 0 else 1 - self.survival[index]

    def share_answered(self, time: float) -> Result:
        """Return the share answered by a time, or by the last time watched where that is earlier, with its interval.

        The interval is the curve's. Where none or all were answered the curve has none, and Wilson's (1927) stands in,
        over those that were watched until then or answered: four of four is no certainty.
        """
        last = min(time, self.times[-1]) if self.times and self.survival[-1] > 0 else time
        share = partial(
            Result,
            name="share_answered",
            n=self.n,
            n_of=self.n_of,
            method=tr("Kaplan–Meier; where none or all were answered, Wilson (1927)"),
            parameters={"time": last},
            level=self.level,
        )
        if not self.times:
            return share(estimate=None, reason=self.reason)
        notes = (tr("nobody without an answer was watched past {last:.2f}", last=last),) if last < time else ()
        until = [k for k, at in enumerate(self.times) if at <= last]
        answered = sum(self.events[k] for k in until)
        waiting = sum(self.censored[k] for k, at in enumerate(self.times) if at >= last)
        waiting += sum(self.events[k] for k, at in enumerate(self.times) if at > last)
        estimate = 1 - self.survival[until[-1]] if until else 0.0
        low, high = (self.lower[until[-1]], self.upper[until[-1]]) if until else (None, None)
        if low is not None and high is not None:
            return share(estimate=estimate, interval=(1 - high, 1 - low), notes=notes)
        return share(estimate=estimate, interval=wilson(answered, answered + waiting, self.level), notes=notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRank(Result):
    """A log-rank test. The estimate is the chi-square.

    Attributes
    ----------
    p_value : float or None
        Chance of a chi-square at least as large where the groups share one curve.
    degrees_of_freedom : int
        Number of groups less one.
    observed, expected : mapping of group to count
        Events, and what one shared curve would lead to expect.
    """

    p_value: float | None = None
    degrees_of_freedom: int = 0
    observed: tuple[tuple[str, float], ...] = ()
    expected: tuple[tuple[str, float], ...] = ()


def kaplan_meier(
    durations: ArrayLike, observed: ArrayLike, *, tau: float | None = None, level: float = LEVEL, of: str = "bids"
) -> KaplanMeier:
    """Estimate how long it takes until an answer, with unanswered bids censored and never dropped.

    Parameters
    ----------
    durations : array_like of float, shape (n,)
        Latency of each answered bid; for the others how long was watched. Any one unit; negative (overlap) is kept.
    observed : array_like of bool, shape (n,)
        Whether the answer was seen. False is right-censored.
    tau : float, optional
        End of the restricted mean; the largest duration where not given.
    level : float
        Confidence level.
    of : str
        What is timed, for the record: bids, mismatches, bouts.

    Returns
    -------
    KaplanMeier
        Median with the interval of Brookmeyer & Crowley (1982) on the log(−log) scale; curve with Greenwood's
        variance and log(−log) intervals; restricted mean. The median is undefined where fewer than half were answered.
        Where the curve lies flat at exactly one half it is the beginning of that stretch, the smallest time at which
        half or fewer wait (Klein & Moeschberger, statsmodels, lifelines); R's survfit and SAS print its middle. A note
        says so with both times.

    Raises
    ------
    StatsError
        Where the two arrays differ in length, or hold what is not a number.

    References
    ----------
    Kaplan, E. L., & Meier, P. (1958). Nonparametric estimation from incomplete observations. JASA, 53, 457–481.
    Brookmeyer, R., & Crowley, J. (1982). A confidence interval for the median survival time. Biometrics, 38, 29–41.
    Klein, J. P., & Moeschberger, M. L. (2003). Survival analysis (2nd ed.), §§4.2–4.5.
    """
    times, seen = event_times(durations, observed)
    if tau is not None and not (isinstance(tau, int | float | np.number) and math.isfinite(tau)):
        raise StatsError(tr("tau is one number, the end of the restricted mean; {tau!r:.30} is not.", tau=tau))
    z = z_of(level)
    curve = partial(
        KaplanMeier,
        name="kaplan_meier",
        n=int(times.size),
        n_of=of,
        method=tr("Kaplan–Meier; interval on the log(−log) scale (Greenwood; Brookmeyer & Crowley 1982)"),
        level=level,
    )
    if not times.size:
        return curve(estimate=None, reason=tr("there is nothing to time: no {of}", of=of))
    at, index = np.unique(times, return_inverse=True)
    events = np.bincount(index, weights=seen, minlength=at.size).astype(np.int64)
    leaving = np.bincount(index, minlength=at.size).astype(np.int64)
    at_risk = times.size - np.append(0, np.cumsum(leaving)[:-1])
    survival = np.cumprod(1 - events / at_risk)
    spread = at_risk * (at_risk - events)
    greenwood = np.cumsum(np.divide(events, spread, out=np.zeros(at.size), where=spread > 0))
    lower, upper = _pointwise(survival, greenwood, z)
    median = _first_at_or_below(at, survival)
    bounds = (_first_at_or_below(at, lower), _first_at_or_below(at, upper))
    end = float(at[-1]) if tau is None else float(tau)
    n_events = int(events.sum())
    notes = list(_flat_words(_flat_at_half(at, survival, events)))
    if n_events == 0:
        notes.append(tr("none was seen to end within the time watched: the curve stays at 1"))
    if median is not None and bounds[1] is None:
        notes.append(tr("the upper end of the median's interval lies beyond the time watched"))
    return curve(
        estimate=median,
        reason=_no_median(n_events) if median is None else None,
        interval=None if bounds == (None, None) else bounds,
        parameters={"tau": end},
        notes=tuple(notes),
        times=tuple(at.tolist()),
        survival=tuple(survival.tolist()),
        lower=_with_none(lower),
        upper=_with_none(upper),
        at_risk=tuple(at_risk.tolist()),
        events=tuple(events.tolist()),
        censored=tuple((leaving - events).tolist()),
        n_events=n_events,
        n_censored=int(times.size) - n_events,
        restricted_mean=_restricted_mean(at, survival, events, at_risk, end, z, level, of),
    )


def _flat_words(flat: tuple[float, float] | None) -> tuple[str, ...]:
    if flat is None:
        return ()
    return (
        tr(
            "the curve is flat at one half from {flat:g} to {flat_2:g}: the median is where that begins (R prints "
            "the middle, {flat_3:g})",
            flat=flat[0],
            flat_2=flat[1],
            flat_3=(flat[0] + flat[1]) / 2,
        ),
    )


def _no_median(n_events: int) -> str:
    if n_events == 0:
        return tr("every duration is censored: none was seen to end")
    return tr("fewer than half ended within the time watched, so the median lies beyond it")


def log_rank(
    durations: ArrayLike,
    observed: ArrayLike,
    groups: Sequence[Any],
    *,
    strata: Sequence[Any] | None = None,
    of: str = "bids",
) -> LogRank:
    """Compare latency curves between conditions or episodes.

    Parameters
    ----------
    durations, observed : array_like, shape (n,)
        As for :func:`kaplan_meier`.
    groups : sequence, length n
        Condition or episode of each bid.
    strata : sequence, length n, optional
        Dyad, say: curves are compared within each and the differences summed.
    of : str
        What is timed, for the record: bids, trials.

    Returns
    -------
    LogRank
        Chi-square with k − 1 degrees of freedom (computed by statsmodels); undefined with fewer than two groups or
        without events.

    References
    ----------
    Mantel, N. (1966). Evaluation of survival data and two new rank order statistics. Cancer Chemotherapy Reports,
    50, 163–170.
    """
    times, seen = event_times(durations, observed)
    labels = np.array([label(group) for group in listed(groups, "groups")])
    layers = np.array([label(s) for s in listed(strata, "strata")]) if strata is not None else np.full(labels.size, "")
    if labels.size != times.size or layers.size != times.size:
        raise StatsError(tr("{size} durations need as many group (and stratum) labels, one each.", size=times.size))
    names = sorted(set(labels.tolist()))
    sought = tr("an answer") if of == "bids" else tr("the act")
    test = partial(
        LogRank,
        name="log_rank",
        n=int(times.size),
        n_of=of,
        method=tr("log-rank (Mantel 1966), by statsmodels"),
        parameters={"groups": names, "stratified": strata is not None},
        notes=(tr("{of} of one dyad are treated as independent; where they are not, prefer cox_recurrent", of=of),),
    )
    if len(names) < 2:
        return test(estimate=None, reason=tr("a comparison needs two groups at least"))
    if not seen.any():
        return test(estimate=None, reason=tr("every latency is censored: there is nothing to compare"))
    seen_in, expected_in = _observed_expected(times, seen, labels, layers, names)
    if min(expected_in) <= 0 or math.isclose(max(expected_in), sum(expected_in)):
        return test(estimate=None, reason=tr("only one group was under watch whenever {it} came", it=sought))
    from statsmodels.duration.survfunc import survdiff

    # A common shift changes no rank, and survdiff expects times above zero.
    shifted = times - times.min() + 1
    try:
        with np.errstate(all="ignore"):
            found = survdiff(shifted, seen.astype(int), labels, strata=None if strata is None else layers)
        chi2, p = (float(np.squeeze(v)) for v in found)
    except np.linalg.LinAlgError:
        chi2 = p = math.nan
    if not math.isfinite(chi2) or not math.isfinite(p):
        apart = tr("some group was never under watch beside another while {it} came", it=sought)
        return test(estimate=None, reason=apart)
    return test(
        estimate=chi2,
        p_value=p,
        degrees_of_freedom=len(names) - 1,
        observed=tuple(zip(names, seen_in, strict=True)),
        expected=tuple(zip(names, expected_in, strict=True)),
    )


def event_times(durations: ArrayLike, observed: ArrayLike) -> tuple[Floats, Bools]:
    """Check durations and flags against each other and return them as arrays."""
    try:
        times = np.atleast_1d(np.asarray(durations, dtype=np.float64))
        flags = np.atleast_1d(np.asarray(observed, dtype=np.float64))
    except (TypeError, ValueError) as error:
        raise StatsError(tr("durations are numbers and observed is true or false for each.")) from error
    if times.ndim != 1 or times.shape != flags.shape:
        raise StatsError(
            tr(
                "{size} durations but {size_2} observed flags; they must be of one length.",
                size=times.size,
                size_2=flags.size,
            )
        )
    if not np.all(np.abs(times) <= LARGEST):
        raise StatsError(tr("a duration is missing or infinite: give how long was watched, and observed=False."))
    if not np.all(np.isin(flags, (0, 1))):
        raise StatsError(tr("observed must be true (the answer was seen) or false (censored) for each duration."))
    return times, flags.astype(np.bool_)


def _pointwise(survival: Floats, greenwood: Floats, z: float) -> tuple[Floats, Floats]:
    lower, upper = np.full(survival.size, np.nan), np.full(survival.size, np.nan)
    open_ = (survival > 0) & (survival < 1)
    log_s = np.log(survival[open_])
    half = z * np.sqrt(greenwood[open_]) / np.abs(log_s)
    lower[open_] = survival[open_] ** np.exp(half)
    upper[open_] = survival[open_] ** np.exp(-half)
    return lower, upper


def _first_at_or_below(times: Floats, curve: Floats) -> float | None:
    """Return the first time at which a curve is at or below one half; NaN (undefined) is passed over."""
    # The slack keeps a product that comes to 0.5000000001 by rounding from moving the median by one event.
    with np.errstate(invalid="ignore"):
        hits = np.flatnonzero(curve <= 0.5 + 1e-12)
    return float(times[hits[0]]) if hits.size else None


def _flat_at_half(times: Floats, survival: Floats, events: Ints) -> tuple[float, float] | None:
    """Return from when to when the curve lies at exactly one half, if it falls further after that."""
    at_half = np.flatnonzero(np.abs(survival - 0.5) <= 1e-12)
    later = np.flatnonzero((events > 0) & (survival < 0.5 - 1e-12))
    return (float(times[at_half[0]]), float(times[later[0]])) if at_half.size and later.size else None


def _with_none(values: Floats) -> tuple[float | None, ...]:
    return tuple(None if math.isnan(v) else v for v in values.tolist())


def _restricted_mean(
    at: Floats, survival: Floats, events: Ints, at_risk: Ints, tau: float, z: float, level: float, of: str
) -> Result:
    """Area under the curve up to tau. Where latencies are negative the area starts at the first of them."""
    parameters = {"tau": tau}
    method = tr(
        "restricted mean: area under the Kaplan–Meier curve up to tau; normal interval (Klein & Moeschberger §4.5)"
    )
    start = min(0.0, float(at[0]))
    if tau <= start:
        reason = tr("tau lies at or before the start of the curve")
    elif tau > at[-1] and survival[-1] > 0:
        reason = tr("tau lies beyond the time watched while some had not ended")
    else:
        reason = None
    n = int(at_risk[0])
    area = partial(Result, name="restricted_mean", n=n, n_of=of, method=method, parameters=parameters, level=level)
    if reason is not None:
        return area(estimate=None, reason=reason)
    before = at[at < tau]
    edges = np.concatenate(([start], before, [tau]))
    heights = np.concatenate(([1.0], survival[: before.size]))
    areas = heights * np.diff(edges)
    mean = start + float(areas.sum())
    # Area to the right of each event time, for Greenwood's sum.
    right = areas.sum() - np.cumsum(areas)[:-1] if before.size else np.zeros(0)
    d, r = events[: before.size], at_risk[: before.size]
    spread = r * (r - d)
    variance = float(np.sum(right**2 * np.divide(d, spread, out=np.zeros(before.size), where=spread > 0)))
    if not variance > 0:
        return area(estimate=mean, notes=(tr("no interval: nothing here says how much waiting times differ"),))
    half = z * math.sqrt(variance)
    # Few waits give a normal interval that no mean up to tau could lie in.
    return area(estimate=mean, interval=(max(start, mean - half), min(tau, mean + half)))


def _observed_expected(
    times: Floats, seen: Bools, labels: Texts, layers: Texts, names: Sequence[str]
) -> tuple[list[float], list[float]]:
    expected = dict.fromkeys(names, 0.0)
    for layer in np.unique(layers):
        in_layer = layers == layer
        for t in np.unique(times[in_layer & seen]):
            risk = in_layer & (times >= t)
            deaths = int((in_layer & seen & (times == t)).sum())
            for name in names:
                expected[name] += deaths * int((risk & (labels == name)).sum()) / int(risk.sum())
    return [float(seen[labels == name].sum()) for name in names], [expected[name] for name in names]
