"""How often and how long, over observable time only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.kaplan_meier import KaplanMeier, kaplan_meier
from coder.stats.result import LEVEL, Result, above_zero, check_level
from coder.stats.time_arrays import Observable, Unit, from_us, left_out, merge, observable, pair_us, to_us, us_per
from coder.vocabulary.language import tr
from coder.vocabulary.plurals import how_many


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Result):
    """Events per minute (or another stretch). The estimate is the rate.

    Attributes
    ----------
    observable_time : float
        Denominator, in the caller's unit.
    """

    observable_time: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StateTime(Result):
    """How much of the observable time a state fills. The estimate is that share.

    Attributes
    ----------
    total_time, observable_time : float
        Numerator and denominator, in the caller's unit.
    bouts : int
        Stretches of the state in observable time.
    mean_bout : float or None
        Observed time per bout that was seen to begin; biased down where view is lost, so prefer ``bout_length``.
    bout_length : KaplanMeier or None
        Lengths of the bouts that were seen to begin, censored where view was lost before they ended.
    """

    total_time: float = 0.0
    observable_time: float = 0.0
    bouts: int = 0
    mean_bout: float | None = None
    bout_length: KaplanMeier | None = None


def rate(
    onsets: ArrayLike,
    *,
    span: tuple[float, float],
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    per_seconds: float = 60,
    level: float = LEVEL,
    unit: Unit = "us",
) -> Rate:
    """Count events per minute of observable time, with the exact Poisson interval (Garwood 1936).

    Parameters
    ----------
    onsets : array_like, shape (n,)
        When the events began.
    span : (float, float)
        Start and end of what was coded.
    hidden : (onsets, offsets), optional
        Unobservable stretches: neither their events nor their time count.
    per_seconds : float
        60 for events a minute, 3600 for events an hour.
    level : float
        Confidence level.
    unit : "us", "ms" or "s"
        Unit of every time here.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika, 28, 437–442.
    """
    above_zero(per_seconds, tr("per_seconds (60 for a minute, 3600 for an hour)"))
    seen = observable(span, hidden, unit=unit)
    times = to_us(onsets, unit, "onsets")
    n = int(seen.holds(times).sum())
    record = partial(
        Rate,
        name="rate",
        n=n,
        n_of="events",
        method=tr("events over observable time; exact Poisson interval (Garwood 1936)"),
        parameters={"per_seconds": per_seconds, "unit": unit},
        level=check_level(level),
        observable_time=from_us(seen.total_us, unit),
        notes=(
            *left_out(int(times.size) - n, "events"),
            tr("the interval takes events as independent; events that come in clusters vary more"),
        ),
    )
    if not seen.total_us:
        return record(estimate=None, reason=tr("there is no observable time"))
    from scipy.special import gammaincinv

    stretches = seen.total_us / (per_seconds * us_per("s"))
    low = float(gammaincinv(n, (1 - level) / 2)) if n else 0.0
    high = float(gammaincinv(n + 1, (1 + level) / 2))
    return record(estimate=n / stretches, interval=(low / stretches, high / stretches))


def state_time(
    onsets: ArrayLike,
    offsets: ArrayLike,
    *,
    span: tuple[float, float],
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    level: float = LEVEL,
    unit: Unit = "us",
) -> StateTime:
    """Measure how much of the observable time a state fills, and how long its bouts last.

    Parameters
    ----------
    onsets, offsets : array_like, shape (n,)
        When the state was under way; overlapping stretches count once.
    span, hidden, level, unit
        As for :func:`rate`.
    """
    seen = observable(span, hidden, unit=unit)
    whole_on, whole_off = merge(*pair_us(onsets, offsets, unit=unit, what="state"))
    on, off, which = seen.cut(whole_on, whole_off)
    total = int((off - on).sum())
    lengths, ended = _bouts(on, off, whole_on[which], whole_off[which])
    record = partial(
        StateTime,
        name="state_time",
        n=int(on.size),
        n_of="bouts",
        method=tr("time in the state over observable time; bout lengths by Kaplan–Meier"),
        parameters={"unit": unit},
        level=check_level(level),
        observable_time=from_us(seen.total_us, unit),
        total_time=from_us(total, unit),
        bouts=int(on.size),
        bout_length=kaplan_meier(lengths / us_per(unit), ended, level=level, of="bouts") if lengths.size else None,
        mean_bout=from_us(float(lengths.mean()), unit) if lengths.size else None,
        notes=_entered(int(on.size) - int(lengths.size), seen),
    )
    if not seen.total_us:
        return record(estimate=None, reason=tr("there is no observable time"))
    return record(estimate=total / seen.total_us)


def _bouts(
    on: np.ndarray, off: np.ndarray, whole_on: np.ndarray, whole_off: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Lengths of the bouts that were seen to begin, and whether each was seen to end."""
    begun = on == whole_on
    return (off - on)[begun], (off == whole_off)[begun]


def _entered(count: int, seen: Observable) -> tuple[str, ...]:
    said = [tr("no interval is given for a share of time: neighbouring moments are not independent")]
    if count and seen.total_us:
        one = tr("bout was already under way when view began; its length is not counted")
        more = tr("bouts were already under way when view began; their lengths are not counted")
        said.append(how_many(count, one, more))
    return tuple(said)
