"""Whether two signals move together for a while, and which of them is first: windowed lagged cross-correlation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.null_comparison import ChanceTest, against_chance
from coder.stats.result import LARGEST, LEVEL, Result, StatsError, check_level, whole
from coder.stats.time_arrays import Floats
from coder.vocabulary.language import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossCorrelation(Result):
    """Windowed lagged cross-correlation. The estimate is the mean of the windows' peaks.

    Attributes
    ----------
    starts : tuple of int
        First sample of each window of the first signal.
    lags : tuple of int
        Lags in samples; above 0 the second signal is taken later, so the first was first.
    correlations : tuple of tuple of (float or None)
        One row a window, one column a lag; None where a sample is missing or a signal stands still.
    peak_lags, peaks : tuple of (int or None), tuple of (float or None)
        The peak of each window that lies nearest to no lag; None where it has none.
    mean_lag : float or None
        Mean of the peaks' lags.
    first_ahead, second_ahead, together : int
        Windows whose peak is above 0 and lies at lags above 0, below 0 and at 0: who was first.
    chance : ChanceTest
        The mean peak against pseudo-pairs: every window beside another window's stretch of the second signal.
    other_meetings : ChanceTest or None
        The same against windows of the second signal in other meetings, where any were given.
    """

    starts: tuple[int, ...] = ()
    lags: tuple[int, ...] = ()
    correlations: tuple[tuple[float | None, ...], ...] = ()
    peak_lags: tuple[int | None, ...] = ()
    peaks: tuple[float | None, ...] = ()
    mean_lag: float | None = None
    first_ahead: int = 0
    second_ahead: int = 0
    together: int = 0
    chance: ChanceTest | None = None
    other_meetings: ChanceTest | None = None


def windowed_cross_correlation(
    first: ArrayLike,
    second: ArrayLike,
    *,
    window: int,
    lags: int,
    step: int | None = None,
    others: Sequence[ArrayLike] = (),
    level: float = LEVEL,
) -> CrossCorrelation:
    """Correlate two signals window by window at lags to either side, and pick each window's peak.

    Parameters
    ----------
    first, second : array_like of float, shape (n,)
        Equally spaced samples on one clock; NaN where not measured.
    window, lags : int
        Length of a window and the greatest lag, in samples.
    step : int, optional
        From one window to the next; the window's length where not given, so that windows share no sample.
    others : sequence of array_like
        The second signal in other meetings, of the same family where they are known: further pseudo-pairs, which keep
        what is alike in every meeting (a clock, a habit) and lose what is of this one.
    level : float
        Share of the pseudo-pairings that ``chance.null_interval`` holds.

    Returns
    -------
    CrossCorrelation
        Undefined where no window has a peak.

    References
    ----------
    Boker, S. M., Xu, M., Rotondo, J. L., & King, K. (2002). Windowed cross-correlation and peak picking for the
    analysis of variability in the association between behavioral time series. Psychological Methods, 7, 338–355.
    Bernieri, F. J., & Rosenthal, R. (1991). Interpersonal coordination. In Fundamentals of nonverbal behavior, 401–432
    (pseudo-pairs).
    """
    x, y = _signal(first, "first"), _signal(second, "second")
    width, reach = whole(window, tr("the window"), least=3), whole(lags, "lags", least=0)
    stride = width if step is None else whole(step, tr("the step"), least=1)
    if x.size != y.size:
        raise StatsError(
            tr(
                "{size} samples of the first and {size_2} of the second; they must be of one length.",
                size=x.size,
                size_2=y.size,
            )
        )
    starts = np.arange(reach, x.size - width - reach + 1, stride)
    record = partial(
        CrossCorrelation,
        name="windowed_cross_correlation",
        n=int(starts.size),
        n_of="windows",
        method=tr("windowed lagged cross-correlation with peak picking (Boker et al. 2002)"),
        parameters={"window": width, "lags": reach, "step": stride},
        level=check_level(level),
        notes=(tr("no interval: windows of one meeting are not independent; see the pseudo-pairs"),),
    )
    if not starts.size:
        return record(estimate=None, reason=tr("the signals are shorter than one window and its lags"))
    xs, ys = (_standard(np.lib.stride_tricks.sliding_window_view(v, width)) for v in (x, y))
    offsets = np.arange(-reach, reach + 1)
    table = _correlations(xs, ys, starts, starts, offsets)
    peaks = [
        None if math.isnan(height) else (int(lag), float(height))
        for lag, height in zip(*_peaks(table, offsets), strict=True)
    ]
    found = [peak for peak in peaks if peak is not None]
    told = partial(
        record,
        starts=tuple(starts.tolist()),
        lags=tuple(offsets.tolist()),
        correlations=tuple(tuple(None if math.isnan(r) else r for r in row) for row in table.tolist()),
        peak_lags=tuple(None if peak is None else peak[0] for peak in peaks),
        peaks=tuple(None if peak is None else peak[1] for peak in peaks),
        mean_lag=float(np.mean([lag for lag, _ in found])) if found else None,
        first_ahead=sum(lag > 0 for lag, r in found if r > 0),
        second_ahead=sum(lag < 0 for lag, r in found if r > 0),
        together=sum(lag == 0 for lag, r in found if r > 0),
    )
    if not found:
        return told(estimate=None, reason=tr("no window has a peak: samples are missing, or a signal stands still"))
    real = float(np.mean([r for _, r in found]))
    null = [
        mean
        for shift in range(1, starts.size)
        if (mean := _mean_peak(xs, ys, starts, np.roll(starts, shift), offsets)) is not None
    ]
    return told(
        estimate=real,
        chance=_against(real, null, level, tr("another window's stretch of the second signal")),
        other_meetings=_elsewhere(real, xs, starts, offsets, others, width, level) if len(others) else None,
    )


def _mean_peak(x: Floats, y: Floats, starts: np.ndarray, beside: np.ndarray, offsets: np.ndarray) -> float | None:
    _, heights = _peaks(_correlations(x, y, starts, beside, offsets), offsets)
    found = heights[~np.isnan(heights)]
    return float(np.mean(found)) if found.size else None


def _elsewhere(
    real: float,
    xs: Floats,
    starts: np.ndarray,
    offsets: np.ndarray,
    others: Sequence[ArrayLike],
    width: int,
    level: float,
) -> ChanceTest:
    """Lay the first's windows beside those of other meetings, at every shift of windows round each of them."""
    null, reach = [], int(offsets[-1])
    for one in others:
        y = _signal(one, "others")
        there = np.arange(reach, y.size - width - reach + 1, width)
        if not there.size:
            continue
        ys = _standard(np.lib.stride_tricks.sliding_window_view(y, width))
        for shift in range(there.size):
            beside = np.resize(np.roll(there, shift), starts.size)
            mean = _mean_peak(xs, ys, starts, beside, offsets)
            if mean is not None:
                null.append(mean)
    return _against(real, null, level, tr("windows of the second signal in other meetings"))


def _signal(values: ArrayLike, what: str) -> Floats:
    try:
        found = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise StatsError(tr("{what}: a signal is numbers, NaN where not measured.", what=what)) from error
    if found.ndim != 1 or np.any(np.abs(found) > LARGEST):
        raise StatsError(tr("{what}: a signal is one number after the other, none infinite.", what=what))
    return found


def _standard(windows: Floats) -> Floats:
    """Return windows with mean 0 and length 1; NaN where a sample is missing or nothing moves."""
    moved = windows - windows.mean(1, keepdims=True)
    length = np.sqrt((moved**2).sum(1, keepdims=True))
    still = ~(np.ptp(windows, axis=1, keepdims=True) > 0)
    return np.asarray(np.divide(moved, length, out=np.full_like(moved, np.nan), where=~still & (length > 0)))


def _correlations(x: Floats, y: Floats, starts: np.ndarray, beside: np.ndarray, offsets: np.ndarray) -> Floats:
    """Return r of each window of the first with the second's, a lag later; rows are windows."""
    later = y[beside[:, None] + offsets[None, :]]
    # Rounding puts the sum of a perfect correlation beyond 1.
    return np.asarray(np.clip(np.einsum("wt,wlt->wl", x[starts], later), -1, 1))


def _peaks(table: Floats, offsets: np.ndarray) -> tuple[Floats, Floats]:
    """Return of each row lag and height of the local maximum nearest to no lag, NaN where there is none.

    Of two as near, the one at the negative lag; at both ends of the lags there is none. All rows at once: an hour has
    a hundred thousand pseudo-pairs.
    """
    missing = np.full(len(table), np.nan)
    if table.shape[1] < 3:
        return missing, missing
    nearest = 1 + np.lexsort((offsets[1:-1], np.abs(offsets[1:-1])))
    here = table[:, nearest]
    highest = (here > table[:, nearest - 1]) & (here >= table[:, nearest + 1])
    rows, first = np.arange(len(table)), highest.argmax(axis=1)
    there = highest[rows, first]
    return np.where(there, offsets[nearest[first]], np.nan), np.where(there, here[rows, first], np.nan)


def _against(real: float, null: list[float], level: float, beside: str) -> ChanceTest:
    record = partial(
        ChanceTest,
        name="pseudo_pairs",
        n=len(null),
        n_of="pairings",
        method=tr("every window beside {beside} (Bernieri & Rosenthal 1991)", beside=beside),
        level=level,
    )
    if not null:
        return record(estimate=None, reason=tr("there is no other window to put beside one"))
    return against_chance(record, real, np.array(null), "greater", level)
