"""Two people's states on one clock: how much time they share, and how one person's states follow each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.result import Result
from coder.stats.time_arrays import (
    CodedLike,
    Ints,
    Observable,
    TimeArrays,
    Unit,
    coverage,
    from_us,
    left_out,
    merge,
    observable,
    track,
)
from coder.vocabulary.language import tr

_MINUTE_US = 60_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CoOccurrence(Result):
    """Time that each code of one shares with each code of the other. The estimate is the share of observable time in
    which both have some code.

    Attributes
    ----------
    rows, columns : tuple of str
        Codes of the first and of the second.
    shared : table of float
        Time in which both codes are under way, in the caller's unit.
    expected : table of float
        The same where the two were unrelated: product of their shares of observable time.
    of_union : table of (float or None)
        Shared time as a share of the time in which either is under way (Jaccard).
    first_time, second_time : tuple of float
        Observable time of each code.
    observable_time : float
        Denominator.
    """

    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    shared: tuple[tuple[float, ...], ...] = ()
    expected: tuple[tuple[float, ...], ...] = ()
    of_union: tuple[tuple[float | None, ...], ...] = ()
    first_time: tuple[float, ...] = ()
    second_time: tuple[float, ...] = ()
    observable_time: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Transitions(Result):
    """How states follow each other. The estimate is transitions per minute of observable time.

    Attributes
    ----------
    codes : tuple of str
        Rows (from) and columns (to).
    counts : table of int
        Transitions seen.
    probabilities : table of (float or None)
        Share of each row; None in rows without transitions.
    """

    codes: tuple[str, ...] = ()
    counts: tuple[tuple[int, ...], ...] = ()
    probabilities: tuple[tuple[float | None, ...], ...] = ()


def co_occurrence(
    first: CodedLike,
    second: CodedLike,
    *,
    span: tuple[float, float],
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    unit: Unit = "us",
) -> CoOccurrence:
    """Measure, exactly, how long each code of one lasts together with each code of the other.

    Parameters
    ----------
    first, second : (onsets, offsets, codes)
        States; points have no duration and share none.
    span : (float, float)
        Start and end of what was coded.
    hidden : (onsets, offsets), optional
        Unobservable stretches, in no figure here.
    unit : "us", "ms" or "s"
        Unit of every time here.
    """
    seen = observable(span, hidden, unit=unit)
    one = _by_code(track(first, unit=unit, what="first"), seen)
    two = _by_code(track(second, unit=unit, what="second"), seen)
    total = seen.total_us
    record = partial(
        CoOccurrence,
        name="co_occurrence",
        n=sum(len(part[0]) for side in (one, two) for part in side.values()),
        n_of="states",
        method=tr("time that two states share, over observable time"),
        parameters={"unit": unit},
        rows=tuple(one),
        columns=tuple(two),
        observable_time=from_us(total, unit),
    )
    if not total:
        return record(estimate=None, reason=tr("there is no observable time"))
    lengths = [[_length(v) for v in side.values()] for side in (one, two)]
    shared = [[_shared(a, b) for b in two.values()] for a in one.values()]
    together = _shared(_union(list(one.values())), _union(list(two.values())))
    return record(
        estimate=together / total,
        notes=(tr("time is autocorrelated: for a comparison with chance use overlap_shift_test"),),
        shared=tuple(tuple(from_us(v, unit) for v in row) for row in shared),
        expected=tuple(tuple(from_us(a * b / total, unit) for b in lengths[1]) for a in lengths[0]),
        of_union=tuple(
            tuple(v / (a + b - v) if a + b > v else None for v, b in zip(row, lengths[1], strict=True))
            for row, a in zip(shared, lengths[0], strict=True)
        ),
        first_time=tuple(from_us(v, unit) for v in lengths[0]),
        second_time=tuple(from_us(v, unit) for v in lengths[1]),
    )


def transition_matrix(
    states: CodedLike,
    *,
    span: tuple[float, float],
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    unit: Unit = "us",
) -> Transitions:
    """Count which state follows which, never across a stretch in which nobody could see.

    A test of whether the order matters is :func:`lag_sequential`. Parameters as for :func:`co_occurrence`.
    """
    seen = observable(span, hidden, unit=unit)
    events = track(states, unit=unit, what="states")
    kept = events.only(seen.holds(events.onsets))
    names = tuple(sorted(set(kept.codes)))
    place = {name: i for i, name in enumerate(names)}
    segments = seen.segment(kept.onsets)
    counts = np.zeros((len(names), len(names)), dtype=np.int64)
    for i in range(kept.size - 1):
        if segments[i] == segments[i + 1]:
            counts[place[kept.codes[i]], place[kept.codes[i + 1]]] += 1
    total = int(counts.sum())
    record = partial(
        Transitions,
        name="transition_matrix",
        n=total,
        n_of="transitions",
        method=tr("transitions per minute of observable time"),
        parameters={"unit": unit},
        notes=left_out(events.size - kept.size, "states"),
        codes=names,
        counts=tuple(tuple(row) for row in counts.tolist()),
        probabilities=tuple(tuple(v / sum(row) if sum(row) else None for v in row) for row in counts.tolist()),
    )
    if not seen.total_us:
        return record(estimate=None, reason=tr("there is no observable time"))
    return record(estimate=total * _MINUTE_US / seen.total_us)


def _by_code(events: TimeArrays, seen: Observable) -> dict[str, tuple[Ints, Ints]]:
    found: dict[str, tuple[Ints, Ints]] = {}
    for code in sorted(set(events.codes)):
        mine = events.only(np.array([c == code for c in events.codes], dtype=np.bool_))
        on, off, _ = seen.cut(*merge(mine.onsets, mine.offsets))
        found[code] = (on, off)
    return found


def _union(parts: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    if not parts:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return merge(np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts]))


def _length(part: tuple[Ints, Ints]) -> int:
    return int((part[1] - part[0]).sum())


def _shared(a: tuple[Ints, Ints], b: tuple[Ints, Ints]) -> int:
    return int((coverage(b[1], *a) - coverage(b[0], *a)).sum())
