"""Times as plain arrays: units, observable time, and states on one clock. Integer microseconds inside, half-open."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coder.stats.result import StatsError
from coder.vocabulary.language import plural, tr
from coder.vocabulary.plurals import how_many
from coder.vocabulary.time import format_us

Unit = Literal["us", "ms", "s"]
"""Unit of every time that a call is given and returns."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.str_]

# Beyond this, sums of differences of times no longer fit, and nobody films for so long.
_FARTHEST_US = 10**15

# Less than this was never coded: the unit was forgotten, and rates would be wrong a millionfold.
_SHORTEST_US = 1_000

_US: dict[str, int] = {"us": 1, "ms": 1_000, "s": 1_000_000}


def us_per(unit: str) -> int:
    """Return how many microseconds a unit has."""
    if not isinstance(unit, str) or unit not in _US:
        raise StatsError(tr("times are given in 'us', 'ms' or 's', not in {unit!r}.", unit=unit))
    return _US[unit]


def to_us(values: ArrayLike, unit: str, what: str) -> Ints:
    """Return times as whole microseconds.

    Raises StatsError for what is not a number, and for fractions of a microsecond: those are nearly always seconds
    whose unit was not said.
    """
    factor = us_per(unit)
    try:
        array = np.atleast_1d(np.asarray(values))
        if array.dtype.kind not in "iufO":
            raise TypeError
        floats = array.astype(np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        if np.size(values) == 0:
            return np.zeros(0, dtype=np.int64)
        raise StatsError(
            tr("{what}: a time must be a number; this is {values!r:.60}.", what=what, values=values)
        ) from error
    if array.ndim != 1:
        raise StatsError(
            tr("{what}: times are one after the other, and these have {ndim} dimensions.", what=what, ndim=array.ndim)
        )
    if np.ma.is_masked(values) or not np.all(np.isfinite(floats)):
        raise StatsError(tr("{what}: a time is missing or not a number; leave that event out first.", what=what))
    if np.any(np.abs(floats) > _FARTHEST_US / factor):
        raise StatsError(tr("{what}: a time lies more than thirty years away; check in which unit it is.", what=what))
    if array.dtype.kind in "iu":
        return array.astype(np.int64) * factor
    if factor == 1 and np.any(floats != np.rint(floats)):
        raise StatsError(tr("{what}: microseconds are whole numbers; say unit='s' if these are seconds.", what=what))
    return np.rint(floats * factor).astype(np.int64)


def one_us(value: float, unit: str, what: str) -> int:
    """Return one time or width as whole microseconds."""
    array = to_us(value, unit, what)
    if array.shape != (1,):
        raise StatsError(tr("{what} is one number, not {size} of them.", what=what, size=array.size))
    return int(array[0])


def from_us(value: float, unit: str) -> float:
    """Return microseconds in the caller's unit."""
    return float(value) / us_per(unit)


class Coded(NamedTuple):
    """Coded events of one subject or coder as three arrays of one length. A plain tuple of three does as well.

    A point has ``onset == offset``. A data frame with the columns onset, offset and code does too.
    """

    onsets: ArrayLike
    offsets: ArrayLike
    codes: Sequence[Any]


CodedLike = Coded | tuple[ArrayLike, ArrayLike, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class TimeArrays:
    """Coded events, checked, in microseconds and in order of time."""

    onsets: Ints
    offsets: Ints
    codes: tuple[str, ...]

    @property
    def size(self) -> int:
        """Number of events."""
        return len(self.codes)

    def only(self, keep: Bools) -> TimeArrays:
        """Return the events where ``keep`` holds."""
        codes = tuple(code for code, kept in zip(self.codes, keep, strict=True) if kept)
        return TimeArrays(self.onsets[keep], self.offsets[keep], codes)


def track(coded: CodedLike, *, unit: str, what: str) -> TimeArrays:
    """Check coded events and put them in order of time."""
    onsets, offsets, codes = _three(coded, what)
    on, off = pair_us(onsets, offsets, unit=unit, what=what)
    codes = listed(codes, tr("{what}: codes", what=what))
    if len(codes) != len(on):
        raise StatsError(
            tr(
                "{what}: {number} onsets but {number_2} codes; they must be of one length.",
                what=what,
                number=len(on),
                number_2=len(codes),
            )
        )
    if any(missing(code) for code in codes):
        raise StatsError(tr("{what}: an event has no code; give it one or leave it out.", what=what))
    names = [label(code) for code in codes]
    order = sorted(range(len(on)), key=lambda i: (on[i], off[i], names[i]))
    return TimeArrays(on[order], off[order], tuple(names[i] for i in order))


def _three(coded: CodedLike, what: str) -> tuple[Any, Any, Any]:
    """Return onsets, offsets and codes; a sentence with the right call for labels alone and for one event to a row."""
    if hasattr(coded, "columns"):
        frame: Any = coded
        columns = [*frame.columns]
        if not {"onset", "offset", "code"} <= set(columns):
            raise StatsError(
                tr(
                    "{what}: a frame of events has the columns onset, offset and code; this has {columns}.",
                    what=what,
                    columns=columns,
                )
            )
        return frame["onset"], frame["offset"], frame["code"]
    parts: list[Any] = list(coded) if hasattr(coded, "__iter__") else []
    if parts and (isinstance(coded, str) or all(isinstance(part, str) for part in parts)):
        raise StatsError(
            tr("{what}: these are codes without times; at equal steps, give series(codes, step=...).", what=what)
        )
    if parts and all(isinstance(part, tuple | list) and len(part) == 3 and isinstance(part[2], str) for part in parts):
        raise StatsError(
            tr("{what}: this has one event to a row; give three arrays with tuple(zip(*rows)).", what=what)
        )
    if len(parts) != 3:
        raise StatsError(tr("{what}: give three arrays of one length: onsets, offsets, codes.", what=what))
    return parts[0], parts[1], parts[2]


class OverlapError(StatsError):
    """Two states overlap that were given as of one exclusive group."""


def check_exclusive(states: TimeArrays, who: str) -> None:
    """Raise OverlapError where two states of one exclusive group overlap."""
    clash = np.flatnonzero(states.onsets[1:] < np.maximum.accumulate(states.offsets)[:-1])
    if clash.size:
        i = int(clash[0])
        raise OverlapError(
            tr(
                "{who}: {codes!r} and {codes_2!r} overlap at {time}; compare one exclusive group of states at a time.",
                who=who,
                codes=states.codes[i],
                codes_2=states.codes[i + 1],
                time=format_us(int(states.onsets[i + 1])),
            )
        )


def two_arrays(pair: tuple[ArrayLike, ArrayLike], *, unit: str, what: str) -> tuple[Ints, Ints]:
    """Return onsets and offsets given as a pair of arrays; see :func:`pair_us`."""
    try:
        onsets, offsets = pair
    except (TypeError, ValueError) as error:
        raise StatsError(tr("{what}: give two arrays of one length, onsets and offsets.", what=what)) from error
    return pair_us(onsets, offsets, unit=unit, what=what)


def pair_us(onsets: ArrayLike, offsets: ArrayLike, *, unit: str, what: str) -> tuple[Ints, Ints]:
    """Return onsets and offsets in microseconds, checked against each other."""
    on, off = (
        to_us(onsets, unit, tr("{what}: onsets", what=what)),
        to_us(offsets, unit, tr("{what}: offsets", what=what)),
    )
    if on.ndim != 1 or on.shape != off.shape:
        raise StatsError(
            tr(
                "{what}: {size} onsets but {size_2} offsets; they must be of one length.",
                what=what,
                size=on.size,
                size_2=off.size,
            )
        )
    bad = np.flatnonzero(off < on)
    if bad.size:
        raise StatsError(
            tr(
                "{what}: the event at {time} ends before it begins; mend its times.",
                what=what,
                time=format_us(int(on[bad[0]])),
            )
        )
    return on, off


def series(codes: Sequence[Any], *, step: float, start: float = 0) -> Coded:
    """Turn codes at equal steps (one a second, say) into states with onset and offset.

    None, "" and NaN mean that nothing was coded there. Times keep the unit of ``step`` and ``start``.
    """
    codes = listed(codes, "codes")
    if not isinstance(step, int | float | np.number) or not (step > 0 and math.isfinite(start + step)):
        raise StatsError(tr("the step between two codes must be above 0; it is {step}.", step=step))
    edges = [i for i in range(len(codes)) if i == 0 or not _same(codes[i], codes[i - 1])]
    kept = [(a, b) for a, b in pairwise([*edges, len(codes)]) if not missing(codes[a])]
    return Coded(
        [start + a * step for a, _ in kept],
        [start + b * step for _, b in kept],
        [label(codes[a]) for a, _ in kept],
    )


def missing(value: object) -> bool:
    """Whether a label stands for "nothing was coded": None, empty text, NaN and what pandas writes for them."""
    if value is None or (isinstance(value, str) and value == ""):
        return True
    try:
        return bool(value != value)
    except TypeError:
        return True  # pandas' NA is neither equal to itself nor not


def label(value: object) -> str:
    """Return a code as text, so that 1, 1.0, True and a numpy 1 are one code."""
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, bool | float) and math.isfinite(plain) and plain == int(plain):
        plain = int(plain)
    return str(plain)


def column_names(frame: object) -> list[str] | None:
    """Return the names that somebody gave the columns of a data frame; None where pandas only numbered them."""
    columns: Any = getattr(frame, "columns", None)
    return None if columns is None or type(columns).__name__ == "RangeIndex" else [label(name) for name in columns]


def pairs_of(pairs: Iterable[tuple[Any, Any]], what: str) -> set[tuple[str, str]]:
    """Return pairs of codes as text."""
    try:
        return {(label(a), label(b)) for a, b in pairs}
    except (TypeError, ValueError) as error:
        raise StatsError(
            tr("{what}: pairs of two codes each are wanted, and this is {pairs!r:.60}.", what=what, pairs=pairs)
        ) from error


def table_rows(rows: Iterable[Iterable[Any]], what: str) -> list[list[Any]]:
    """Return a list of lists, an array or a pandas DataFrame as plain rows."""
    values = rows.to_numpy() if hasattr(rows, "to_numpy") else rows
    try:
        return [listed(row, what) for row in values]
    except TypeError as error:
        raise StatsError(
            tr("{what}: rows of codes are wanted, and this is {rows!r:.60}.", what=what, rows=rows)
        ) from error


def listed(values: Iterable[Any], what: str) -> list[Any]:
    """Return a list, tuple, array, text or pandas Series as a plain list of its values, in order."""
    if isinstance(values, np.ndarray) and values.ndim != 1:
        raise StatsError(
            tr(
                "{what}: one code after the other is wanted, and this has {ndim} dimensions. "
                "A table of tallies goes to kappa_of_table or weighted_kappa_of_table.",
                what=what,
                ndim=values.ndim,
            )
        )
    try:
        return [v.item() if isinstance(v, np.generic) else v for v in values]
    except TypeError as error:
        raise StatsError(
            tr("{what}: a list of codes is wanted, and this is {values!r:.60}.", what=what, values=values)
        ) from error


def _same(a: object, b: object) -> bool:
    return missing(a) and missing(b) if missing(a) or missing(b) else label(a) == label(b)


@dataclass(frozen=True, slots=True)
class Observable:
    """The stretches of a recording in which both subjects could be observed: disjoint, in order, half-open."""

    starts: Ints
    ends: Ints

    @property
    def total_us(self) -> int:
        """Observable time in microseconds."""
        return int((self.ends - self.starts).sum())

    def holds(self, t: Ints) -> Bools:
        """Whether each time is observable."""
        return inside(t, self.starts, self.ends)

    def segment(self, t: Ints) -> Ints:
        """Return the number of the stretch that each observable time lies in."""
        return np.asarray(np.searchsorted(self.starts, t, side="right") - 1, dtype=np.int64)

    def clock(self, t: Ints) -> Ints:
        """Return each time on the clock that runs only while both are observable."""
        return coverage(t, self.starts, self.ends)

    def cut(self, onsets: Ints, offsets: Ints) -> tuple[Ints, Ints, Ints]:
        """Return what can be observed of each interval: onsets, offsets and the number of the interval."""
        pieces = [
            (max(int(on), int(s)), min(int(off), int(e)), i)
            for i, (on, off) in enumerate(zip(onsets, offsets, strict=True))
            for s, e in self._near(int(on), int(off))
            if max(on, s) < min(off, e)
        ]
        array = np.array(pieces, dtype=np.int64).reshape(-1, 3)
        return array[:, 0], array[:, 1], array[:, 2]

    def _near(self, onset: int, offset: int) -> list[tuple[int, int]]:
        first = max(0, int(np.searchsorted(self.starts, onset, side="right")) - 1)
        last = int(np.searchsorted(self.starts, offset, side="left"))
        return list(zip(self.starts[first:last].tolist(), self.ends[first:last].tolist(), strict=True))


def observable(span: tuple[float, float], hidden: tuple[ArrayLike, ArrayLike] | None, *, unit: str) -> Observable:
    """Return the observable time of a recording.

    Parameters
    ----------
    span : (float, float)
        Start and end of what was coded.
    hidden : (onsets, offsets) or None
        When somebody was off camera, hidden, or otherwise not to be seen; stretches may overlap.
    unit : str
        Unit of all of these.
    """
    try:
        first, last = span
    except (TypeError, ValueError) as error:
        raise StatsError(
            tr("span: give its start and its end, (0, 60) say; this is {span!r:.60}.", span=span)
        ) from error
    start, end = one_us(first, unit, "span"), one_us(last, unit, "span")
    if unit == "us" and 0 < end - start < _SHORTEST_US:
        raise StatsError(
            tr("span: {end} microseconds hold no behaviour; say unit='s' if these are seconds.", end=end - start)
        )
    if end < start:
        raise StatsError(
            tr("span: it ends ({time}) before it begins ({time_2}).", time=format_us(end), time_2=format_us(start))
        )
    if hidden is None:
        starts, ends = np.array([start], dtype=np.int64), np.array([end], dtype=np.int64)
    else:
        on, off = two_arrays(hidden, unit=unit, what="hidden")
        on, off = merge(np.clip(on, start, end), np.clip(off, start, end))
        starts, ends = np.append(start, off), np.append(on, end)
    keep = ends > starts
    return Observable(starts[keep], ends[keep])


def merge(onsets: Ints, offsets: Ints) -> tuple[Ints, Ints]:
    """Return the union of intervals as disjoint intervals in order."""
    keep = offsets > onsets
    onsets, offsets = onsets[keep], offsets[keep]
    if not onsets.size:
        return onsets, offsets
    order = np.argsort(onsets, kind="stable")
    onsets, reach = onsets[order], np.maximum.accumulate(offsets[order])
    new = np.append(True, onsets[1:] > reach[:-1])
    last = np.append(np.flatnonzero(new)[1:] - 1, onsets.size - 1)
    return onsets[new], reach[last]


def inside(t: Ints, starts: Ints, ends: Ints) -> Bools:
    """Whether each time lies in one of the disjoint, ordered, half-open intervals."""
    if not starts.size:
        return np.zeros(np.shape(t), dtype=np.bool_)
    index = np.searchsorted(starts, t, side="right") - 1
    return np.asarray((index >= 0) & (t < ends[np.maximum(index, 0)]), dtype=np.bool_)


def coverage(t: Ints, starts: Ints, ends: Ints) -> Ints:
    """Return how much time of the disjoint, ordered intervals lies before each ``t``."""
    if not starts.size:
        return np.zeros(np.shape(t), dtype=np.int64)
    before = np.append(0, np.cumsum(ends - starts))
    index = np.searchsorted(starts, t, side="right")
    overshoot = np.where(index > 0, np.maximum(0, ends[np.maximum(index - 1, 0)] - t), 0)
    return np.asarray(before[index] - overshoot, dtype=np.int64)


def left_out(count: int, what: str) -> tuple[str, ...]:
    """Say in a note that events outside observable time were left out."""
    if not count:
        return ()
    one = tr("{what} lies outside the observable time and was left out", what=what.removesuffix("s"))
    return (how_many(count, one, tr("{what} lie outside the observable time and were left out", what=what)),)


def left_out_by_some(count: int, did: str) -> str:
    """Say in a note that what not every coder did was left out."""
    one = tr("thing that not every coder {did} was left out", did=did)
    return how_many(count, one, tr("things that not every coder {did} were left out", did=did))


def more_coders_than_things(coders: int, things: int, wanted: str) -> tuple[str, ...]:
    """Say in a note that a table may lie on its side: a number would come out all the same."""
    if coders <= max(things, 2):
        return ()
    of = plural(things, "{things} thing", "{things} things", things=things)
    return (
        tr(
            "read as {coders} coders of {of}; {wanted} are wanted: turn the table if they are not",
            coders=coders,
            of=of,
            wanted=wanted,
        ),
    )
