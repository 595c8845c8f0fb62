"""When two people do the same, at any distance in time: cross-recurrence of two streams of codes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from coder.stats.null_comparison import ChanceTest, against_chance
from coder.stats.result import LEVEL, Result, StatsError, check_level, whole
from coder.stats.time_arrays import Floats, Ints, label, listed, missing
from coder.vocabulary.language import tr

MOST_UNITS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossRecurrence(Result):
    """Cross-recurrence of two streams. The estimate is the recurrence rate, 0 to 1.

    Attributes
    ----------
    determinism : float or None
        Share of the recurrent points that lie on diagonal lines of ``shortest`` or more: the same in the same order.
    lines : int
        How many such lines.
    mean_line, longest_line : float or None, int
        Their lengths, in units of time.
    entropy : float or None
        Shannon's entropy of their lengths, in nats as crqa from 2.0 on; before, it printed bits.
    profile : tuple of (lag, share)
        Share of moments at which both do the same, the second's taken ``lag`` units later: what lies at lags above 0
        is done by the first before the second.
    near : ChanceTest
        Mean of the profile within the lags asked for, against every other way of laying one stream beside the other.
    """

    determinism: float | None = None
    lines: int = 0
    mean_line: float | None = None
    longest_line: int = 0
    entropy: float | None = None
    profile: tuple[tuple[int, float], ...] = ()
    near: ChanceTest | None = None


def cross_recurrence(
    first: Sequence[Any], second: Sequence[Any], *, lags: int = 10, shortest: int = 2, level: float = LEVEL
) -> CrossRecurrence:
    """Ask how often, and in what order, two people do the same.

    Parameters
    ----------
    first, second : sequence, length n
        Code of each unit of time; None, "" and NaN (nothing coded, or not observable) are like nothing, themselves
        included.
    lags : int
        How far to either side the profile goes, in units.
    shortest : int
        Shortest line that counts for determinism.
    level : float
        Share of the shifts that ``near.null_interval`` holds.

    Returns
    -------
    CrossRecurrence
        As the R package crqa counts it for categories (embedding of 1, radius 0, no Theiler window): its RR and DET are
        these × 100, its NRLINE, maxL, L and ENTR these to the digit, its ``drpfromts`` the profile. Where no line is
        long enough crqa gives NA for DET; here it is 0, for none of the points lies on one. Undefined without units.

    References
    ----------
    Dale, R., Warlaumont, A. S., & Richardson, D. C. (2011). Nominal cross recurrence as a generalized lag sequential
    analysis for behavioral streams. International Journal of Bifurcation and Chaos, 21, 1153–1161.
    Coco, M. I., & Dale, R. (2014). Cross-recurrence quantification analysis of categorical and continuous time series:
    an R package. Frontiers in Psychology, 5, 510.
    """
    one, two = _codes(first, "first"), _codes(second, "second")
    reach, least = whole(lags, "lags", least=0), whole(shortest, tr("the shortest line"), least=1)
    if len(one) != len(two):
        raise StatsError(
            tr(
                "{number} units of the first and {number_2} of the second; they must be of one length.",
                number=len(one),
                number_2=len(two),
            )
        )
    n = len(one)
    if n > MOST_UNITS:
        raise StatsError(tr("{n:,} units are more than {most_units:,}: take longer ones.", n=n, most_units=MOST_UNITS))
    record = partial(
        CrossRecurrence,
        name="cross_recurrence",
        n=n,
        n_of="units of time",
        method=tr("nominal cross-recurrence (Dale, Warlaumont & Richardson 2011)"),
        parameters={"lags": reach, "shortest": least},
        level=check_level(level),
        notes=(tr("no interval: neighbouring units are not independent; see what shifts give"),),
    )
    if not n:
        return record(estimate=None, reason=tr("there is no unit of time"))
    places = {code: i for i, code in enumerate(sorted({v for v in (*one, *two) if v is not None}))}
    a, b = (np.array([places[v] if v is not None else gap for v in side]) for side, gap in ((one, -1), (two, -2)))
    matched, lengths = 0, []
    for lag in range(-(n - 1), n):
        same = _at_lag(a, b, lag)
        matched += int(same.sum())
        lengths.append(_runs(same))
    runs = np.concatenate(lengths)
    long = runs[runs >= least]
    _, counts = np.unique(long, return_counts=True)
    shares = counts / counts.sum() if counts.size else counts
    wide = min(reach, n - 1)
    return record(
        estimate=matched / n**2,
        determinism=float(long.sum()) / matched if matched else None,
        lines=int(long.size),
        mean_line=float(long.mean()) if long.size else None,
        longest_line=int(long.max()) if long.size else 0,
        entropy=max(0.0, -math.fsum((shares * np.log(shares)).tolist())) if long.size else None,
        profile=tuple((lag, float(_at_lag(a, b, lag).mean())) for lag in range(-wide, wide + 1)),
        near=_near(a, b, wide, level),
    )


def _codes(values: Sequence[Any], what: str) -> list[str | None]:
    return [None if missing(v) else label(v) for v in listed(values, what)]


def _at_lag(a: Ints, b: Ints, lag: int) -> np.ndarray:
    return np.asarray(a[: a.size - lag] == b[lag:] if lag >= 0 else a[-lag:] == b[:lag])


def _runs(same: np.ndarray) -> Ints:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], same.astype(np.int8), [0]))))
    return np.asarray(edges[1::2] - edges[::2], dtype=np.int64)


def _near(a: Ints, b: Ints, reach: int, level: float) -> ChanceTest:
    """Compare what is alike within the lags with the same at every shift of one stream round the other."""
    n = a.size
    alike = np.zeros(n)
    for code in np.unique(a[a >= 0]):
        waves = np.conj(np.fft.rfft((a == code).astype(float))) * np.fft.rfft((b == code).astype(float))
        alike += np.fft.irfft(waves, n)
    shares: Floats = np.rint(alike) / n
    within = np.mean([np.roll(shares, -lag) for lag in range(-reach, reach + 1)], axis=0)
    record = partial(
        ChanceTest,
        name="near_recurrence",
        n=int(n),
        n_of="units of time",
        method=tr("second stream moved round the first by every distance (Besag & Diggle 1977)"),
        parameters={"lags": reach},
        level=level,
    )
    if n < 2:
        return record(estimate=None, reason=tr("there is one unit only: nothing to move"))
    return against_chance(record, float(within[0]), within[1:], "greater", level)
