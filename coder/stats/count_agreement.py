"""Agreement on how often and how long: ICC(2,1) over recordings of what several coders found in each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.intraclass import Icc, icc
from coder.stats.result import LEVEL
from coder.stats.time_arrays import CodedLike, Observable, TimeArrays, Unit, from_us, merge, observable, track


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedRecording:
    """One recording as each of several coders coded it: (onsets, offsets, codes) each."""

    name: str
    sides: tuple[CodedLike, ...]
    span: tuple[float, float]
    hidden: tuple[ArrayLike, ArrayLike] | None = None


def counts_by_recording(
    recordings: Sequence[CodedRecording], *, level: float = LEVEL, unit: Unit = "us"
) -> tuple[Icc, ...]:
    """For each code, agreement on how often it begins in each recording; named by the code."""

    def count(events: TimeArrays, seen: Observable, code: str) -> float:
        mine = _only(events, code)
        return float(seen.holds(mine.onsets).sum())

    return _by_recording(recordings, count, level, unit)


def durations_by_recording(
    recordings: Sequence[CodedRecording], *, level: float = LEVEL, unit: Unit = "us"
) -> tuple[Icc, ...]:
    """For each code that lasts, agreement on how long it lasts in all in each recording; named by the code."""

    def duration(events: TimeArrays, seen: Observable, code: str) -> float:
        mine = _only(events, code)
        on, off, _ = seen.cut(*merge(mine.onsets, mine.offsets))
        return from_us(float((off - on).sum()), unit)

    return _by_recording(recordings, duration, level, unit, lasting=True)


def _only(events: TimeArrays, code: str) -> TimeArrays:
    return events.only(np.array([c == code for c in events.codes], dtype=np.bool_))


def _by_recording(
    recordings: Sequence[CodedRecording],
    measure: Callable[[TimeArrays, Observable, str], float],
    level: float,
    unit: Unit,
    *,
    lasting: bool = False,
) -> tuple[Icc, ...]:
    seen = [observable(one.span, one.hidden, unit=unit) for one in recordings]
    tracks = [[track(side, unit=unit, what=one.name) for side in one.sides] for one in recordings]
    codes = sorted(
        {
            code
            for sides in tracks
            for t in sides
            for code, on, off in zip(t.codes, t.onsets, t.offsets, strict=True)
            if off > on or not lasting
        }
    )
    return tuple(
        replace(
            icc([[measure(t, s, code) for t in sides] for sides, s in zip(tracks, seen, strict=True)], level=level),
            name=code,
            n_of="recordings",
        )
        for code in codes
    )
