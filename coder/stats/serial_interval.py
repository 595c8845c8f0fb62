"""An interval for agreement over units of time, which depend on each other: over stretches as long as states last."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coder.stats.result import NO_SPREAD, check_level
from coder.stats.time_arrays import Bools, Floats, Texts
from coder.vocabulary.language import plural, tr

FEWEST_STRETCHES = 10
"""Below this many stretches that know nothing of each other their spread says too little."""

_CORRELATED_UNITS = 3
"""A stretch is this many times as long as disagreement stays correlated with itself."""


@dataclass(frozen=True, slots=True)
class UnitSeries:
    """One recording, unit of time by unit of time.

    Attributes
    ----------
    influence : float array, shape (n,)
        How much each unit moves the coefficient, summing to 0 over all recordings (the infinitesimal jackknife).
    apart : float array, shape (n,)
        How much the coders disagree in each unit, 0 to 1.
    bouts : tuple of int
        How many units each state lasts, of all coders.
    """

    influence: Floats
    apart: Floats
    bouts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SerialInterval:
    """An interval, or None; the length of the stretches in units of time; and what a reader should know."""

    interval: tuple[float, float] | None
    stretch: int
    notes: tuple[str, ...] = ()


def serial_interval(series: Sequence[UnitSeries], estimate: float, level: float) -> SerialInterval:
    """Return an interval for 1 − (disagreement seen / disagreement by chance).

    Time is cut into stretches of three times as long as disagreement stays correlated with itself (Sokal's window), and
    at least as long as the state that a moment taken at random lies in. The spread of their influences gives the
    error (batch means), Student's t its reach, on the logarithm of the ratio. For the lower end one state more counts
    as disagreed on than was, for the upper end one disagreement fewer: few disagreements, seen or not, say little of
    how many there would be, and the one that was not seen may be of any state.

    Simulated (``benchmarks/coverage.py``): it holds the truth 93 to 98 times of 100 where it says 95, for states that
    last half a second to half a minute.

    References
    ----------
    Sokal, A. (1997). Monte Carlo methods in statistical mechanics. In Functional Integration, 131–192 (the window).
    Jaeckel, L. A. (1972). The infinitesimal jackknife. Bell Laboratories.
    Agresti, A., & Coull, B. A. (1998). Approximate is better than "exact" for interval estimation of binomial
    proportions. American Statistician, 52, 119–126 (adding what was not seen).
    """
    from scipy.special import stdtrit

    check_level(level)
    units = sum(one.influence.size for one in series)
    apart = sum(float(one.apart.sum()) for one in series)
    bouts = np.array([length for one in series for length in one.bouts], dtype=np.float64)
    lasting = float((bouts**2).sum() / bouts.sum()) if bouts.size else 1.0
    stretch = math.ceil(max(_CORRELATED_UNITS * _correlated(series), lasting))
    if not apart:
        return SerialInterval(None, stretch, (NO_SPREAD,))
    sums = np.concatenate([_by_stretch(one.influence, stretch) for one in series if one.influence.size])
    if sums.size < FEWEST_STRETCHES:
        held = plural(sums.size, "{size} stretch", "{size} stretches which know nothing of each other", size=sums.size)
        said = tr(
            "no interval: states and disagreements last so long here that the time holds {held}, and "
            "{fewest_stretches} are needed",
            held=held,
            fewest_stretches=FEWEST_STRETCHES,
        )
        return SerialInterval(None, stretch, (said,))
    ratio = 1 - estimate
    error = math.sqrt(sums.size / (sums.size - 1) * float((sums**2).sum())) / units
    reach = math.exp(float(stdtrit(sums.size - 1, 0.5 + level / 2)) * error / ratio)
    more, fewer = 1 + lasting / apart, 1 + 1 / sum(_runs(one.apart > 0) for one in series)
    return SerialInterval((max(-1.0, 1 - ratio * reach * more), 1 - ratio / (reach * fewer)), stretch)


def bouts_of(labels: Texts) -> tuple[int, ...]:
    """Return how many units each run of one code lasts."""
    if not labels.size:
        return ()
    edges = np.flatnonzero(labels[1:] != labels[:-1]) + 1
    return tuple(np.diff(np.concatenate(([0], edges, [labels.size]))).tolist())


def _runs(apart: Bools) -> int:
    """Return how many disagreements there are, each as long as it lasts."""
    return int(np.count_nonzero(apart & ~np.concatenate(([False], apart[:-1]))))


def _by_stretch(values: Floats, stretch: int) -> Floats:
    """Return sums over stretches of about this length; a shorter recording is one stretch."""
    count = max(1, values.size // stretch)
    sums = np.bincount(np.arange(values.size) * count // values.size, weights=values, minlength=count)
    return np.asarray(sums, dtype=np.float64)


def _correlated(series: Sequence[UnitSeries]) -> float:
    """Return over how many units the influence stays correlated with itself (integrated autocorrelation time)."""
    longest = max((one.influence.size for one in series), default=0)
    together = np.zeros(longest)
    for one in series:
        n = one.influence.size
        if n:
            waves = np.fft.rfft(one.influence, 2 * n)
            together[:n] += np.fft.irfft(waves * np.conj(waves), 2 * n)[:n]
    if not longest or together[0] <= 0:
        return 1.0
    time = 1.0
    for lag in range(1, longest // 2):
        time += 2 * float(together[lag] / together[0])
        if lag >= 5 * time:
            break
    return max(1.0, time)
