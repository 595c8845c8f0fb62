"""The record that every statistic returns: estimate, n, interval, method and notes; undefined says why."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from coder.stats.result_text import shown
from coder.vocabulary.errors import MendableError
from coder.vocabulary.language import tr

LEVEL = 0.95
"""Confidence level of an interval where the caller names no other."""

SEED = 20_240_229
"""Seed of everything that draws at random, so that a rerun gives the same numbers."""


LARGEST = 1e100
"""Numbers beyond this overflow when they are squared and summed; nothing that people code is so large."""


class StatsError(MendableError):
    """What was asked cannot be computed as asked: the arrays do not fit each other, or an option makes no sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was estimated, from how much, how sure, and by which method.

    Attributes
    ----------
    name : str
        Which statistic, e.g. ``cohen_kappa``.
    estimate : float or None
        The number; None where it is undefined, and then ``reason`` says why. It is never NaN.
    n : int
        How many things it rests on.
    n_of : str
        What those things are, e.g. "bids", "time units".
    interval : (float or None, float or None) or None
        Interval at ``level``; an open end is None; None where no interval can be given (the notes say why).
    level : float
        Confidence level of the interval.
    method : str
        How it was computed, in words, with its source.
    parameters : mapping
        Every choice that changes the number.
    notes : tuple of str
        What a reader should know: small cells, what was left out, what the number cannot show.
    reason : str or None
        Why the estimate is undefined.
    """

    name: str
    estimate: float | None
    n: int
    n_of: str
    method: str
    interval: tuple[float | None, float | None] | None = None
    level: float = LEVEL
    parameters: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    reason: str | None = None

    def __post_init__(self) -> None:
        if (self.estimate is None) != (self.reason is not None):
            raise ValueError(tr("a result has either an estimate or the reason why it has none"))
        if self.estimate is not None and not math.isfinite(self.estimate):
            raise ValueError(
                tr(
                    "{name}: {estimate} is no number; say why it is undefined instead",
                    name=self.name,
                    estimate=self.estimate,
                )
            )
        check_level(self.level)
        if self.interval is not None and not all(end is None or math.isfinite(end) for end in self.interval):
            raise ValueError(
                tr("{name}: {interval} is no interval; an open end is None", name=self.name, interval=self.interval)
            )

    @property
    def defined(self) -> bool:
        """Whether there is an estimate."""
        return self.estimate is not None

    def __str__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, object]:
        """Return the record as plain JSON values, the same for the same data.

        Numbers keep 12 significant digits: beyond them the order of a sum begins to show.
        """
        return {f.name: plain(getattr(self, f.name)) for f in dataclasses.fields(self)}


BESIDE = "beside the record"
"""Marks a field that holds what a figure was made of: others work on with it, and no record has it."""


def plain(value: object) -> object:
    """Turn a value of a record into plain JSON values; refuse NaN and infinity."""
    if isinstance(value, Result):
        return value.to_dict()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        told = (f.name for f in dataclasses.fields(value) if not f.metadata.get(BESIDE))
        return {name: plain(getattr(value, name)) for name in told}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(tr("NaN and infinity are not numbers to report: use None and say why"))
        return float(f"{value:.12g}")
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(item) for item in value]
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TypeError(tr("a record cannot hold a {kind}", kind=type(value).__name__))


def check_level(level: float) -> float:
    """Return the confidence level; raise StatsError unless it lies between 0 and 1."""
    if not isinstance(level, int | float | np.number) or not 0 < level < 1:
        raise StatsError(
            tr("a confidence level lies between 0 and 1, and {level} does not: use 0.95, say.", level=level)
        )
    return level


def z_of(level: float) -> float:
    """Return the normal quantile of a two-sided interval."""
    from scipy.special import ndtri

    return float(ndtri(0.5 + check_level(level) / 2))


def whole(value: int, what: str, *, least: int) -> int:
    """Return a whole number; raise StatsError for anything else, and for less than ``least``."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise StatsError(
            tr("{what} is a whole number, {least} at least; {value!r:.30} is not.", what=what, least=least, value=value)
        )
    return int(value)


def above_zero(value: float, what: str) -> float:
    """Return a number above zero; raise StatsError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.number) or not 0 < float(value) < LARGEST:
        raise StatsError(tr("{what} is a number above 0; {value!r:.30} is not.", what=what, value=value))
    return float(value)


def generator(seed: int) -> np.random.Generator:
    """Return the source of everything random in one computation; raise StatsError for what is no seed."""
    return np.random.default_rng(whole(seed, tr("a seed"), least=0))


def two_sided(z: float) -> float:
    """Return the two-sided p of a normal deviate."""
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(z)))


Interval = tuple[tuple[float, float] | None, tuple[str, ...]]
"""An interval, or None with the note that says why there is none."""

NO_SPREAD = tr("no interval: with no disagreement seen its width cannot be told from these tallies")
NO_ERROR = tr("no interval: the large-sample error of these tallies is zero, which tells nothing of its width")


def resampled_interval(estimates: np.ndarray, level: float) -> Interval:
    """Return the percentile interval of resampled estimates."""
    if not estimates.size or np.ptp(estimates) < 1e-12:
        return None, (NO_SPREAD,)
    low, high = np.quantile(estimates, [(1 - level) / 2, (1 + level) / 2])
    return (float(low), float(high)), ()
