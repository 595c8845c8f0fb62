"""When two people look at the same: stretches that two streams of states share, how long, and who was there first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.result import Result, StatsError
from coder.stats.time_arrays import (
    CodedLike,
    Observable,
    TimeArrays,
    Unit,
    from_us,
    observable,
    one_us,
    pairs_of,
    track,
)
from coder.vocabulary.language import tr

_MINUTE_US = 60_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bout:
    """One stretch that both share, in the caller's unit.

    Attributes
    ----------
    onset, offset : float
        When it was.
    first, second : str
        Codes of the two.
    lead : float or None
        Second's onset less first's: above 0 the first was there before; None where view began within it.
    """

    onset: float
    offset: float
    first: str
    second: str
    lead: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GazeOverlap(Result):
    """Time that two streams share. The estimate is its share of observable time.

    Attributes
    ----------
    bouts : tuple of Bout
        Every stretch, in order.
    total_time, observable_time : float
        Numerator and denominator, in the caller's unit.
    mean_bout, median_bout : float or None
        Length of the stretches.
    bouts_per_minute : float or None
        Of observable time.
    of_first, of_second : float or None
        Shared time as a share of the first's (second's) time in these states.
    first_led, second_led, at_once : int
        Who was there before the other.
    by_pair : tuple of (first code, second code, bouts, time)
        The same for each pair of codes.
    """

    bouts: tuple[Bout, ...] = ()
    total_time: float = 0.0
    observable_time: float = 0.0
    mean_bout: float | None = None
    median_bout: float | None = None
    bouts_per_minute: float | None = None
    of_first: float | None = None
    of_second: float | None = None
    first_led: int = 0
    second_led: int = 0
    at_once: int = 0
    by_pair: tuple[tuple[str, str, int, float], ...] = ()


def gaze_overlap(
    first: CodedLike,
    second: CodedLike,
    *,
    span: tuple[float, float],
    pairs: Iterable[tuple[str, str]] | None = None,
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    shortest: float = 0,
    bridge: float = 0,
    unit: Unit = "us",
) -> GazeOverlap:
    """Find the stretches in which two people look at the same (or each other), and measure them.

    Parameters
    ----------
    first, second : (onsets, offsets, codes)
        What each looks at. Codes at equal steps (one a frame) go through :func:`series`.
    span : (float, float)
        Start and end of what was coded.
    pairs : iterable of (first code, second code), optional
        Which codes go together, ("caregiver", "child") for mutual gaze, say; the same code on both sides where not
        given, except "away" and "none", which name no shared target.
    hidden : (onsets, offsets), optional
        Unobservable stretches: they end a bout and are in no denominator.
    shortest : float
        Bouts shorter than this are left out (500 ms in Yu & Smith 2013), after bridging.
    bridge : float
        Two bouts of one pair with a gap up to this long between them are one (300 ms there); the gap then counts.
    unit : "us", "ms" or "s"
        Unit of every time here.

    Returns
    -------
    GazeOverlap
        Undefined without observable time. How much two streams share by accident: :func:`overlap_shift_test`.

    References
    ----------
    Yu, C., & Smith, L. B. (2013). Joint attention without gaze following. PLoS ONE, 8, e79659.
    """
    seen = observable(span, hidden, unit=unit)
    ours, theirs = track(first, unit=unit, what="first"), track(second, unit=unit, what="second")
    wanted = _pairs(pairs, ours, theirs)
    least, gap = one_us(shortest, unit, "shortest"), one_us(bridge, unit, "bridge")
    if least < 0 or gap < 0:
        raise StatsError(tr("shortest and bridge cannot be below 0."))
    found = sorted(
        piece for pair in wanted for piece in _bridged(_shared(ours, theirs, pair, seen), gap, seen)
        if piece[1] - piece[0] >= max(least, 1)
    )  # fmt: skip
    record = partial(
        GazeOverlap,
        name="gaze_overlap",
        n=len(found),
        n_of="bouts",
        method=tr("time that both streams share, over observable time"),
        parameters={
            "pairs": tr("the same code") if pairs is None else sorted(list(pair) for pair in wanted),
            "shortest": shortest,
            "bridge": bridge,
            "unit": unit,
        },
        observable_time=from_us(seen.total_us, unit),
    )
    if not seen.total_us:
        return record(estimate=None, reason=tr("there is no observable time"))
    lengths = np.array([b - a for a, b, *_ in found], dtype=np.int64)
    total = int(lengths.sum())
    leads = [lead for *_, lead in found]
    own = [_time(side, {pair[k] for pair in wanted}, seen) for k, side in enumerate((ours, theirs))]
    return record(
        estimate=total / seen.total_us,
        notes=(tr("no interval is given for a share of time: neighbouring moments are not independent"),),
        bouts=tuple(_bout(*piece, unit) for piece in found),
        total_time=from_us(total, unit),
        mean_bout=from_us(float(lengths.mean()), unit) if found else None,
        median_bout=from_us(float(np.median(lengths)), unit) if found else None,
        bouts_per_minute=len(found) * _MINUTE_US / seen.total_us,
        of_first=min(1.0, total / own[0]) if own[0] else None,
        of_second=min(1.0, total / own[1]) if own[1] else None,
        first_led=sum(lead is not None and lead > 0 for lead in leads),
        second_led=sum(lead is not None and lead < 0 for lead in leads),
        at_once=sum(lead == 0 for lead in leads),
        by_pair=tuple(
            (one, two, len(mine), from_us(sum(mine), unit))
            for one, two in sorted(wanted)
            if (mine := [b - a for a, b, x, y, _ in found if (x, y) == (one, two)])
        ),
    )


_Piece = tuple[int, int, str, str, int | None]


def _bout(onset: int, offset: int, first: str, second: str, lead: int | None, unit: Unit) -> Bout:
    """Return a piece as the record tells it, in the caller's unit."""
    return Bout(
        onset=from_us(onset, unit),
        offset=from_us(offset, unit),
        first=first,
        second=second,
        lead=None if lead is None else from_us(lead, unit),
    )


def _pairs(pairs: Iterable[tuple[str, str]] | None, one: TimeArrays, two: TimeArrays) -> set[tuple[str, str]]:
    if pairs is None:
        return {(code, code) for code in set(one.codes) & set(two.codes) - {"away", "none"}}
    return pairs_of(pairs, "pairs")


def _shared(one: TimeArrays, two: TimeArrays, pair: tuple[str, str], seen: Observable) -> list[_Piece]:
    mine, other = (
        np.array([(a, b) for a, b, c in zip(t.onsets, t.offsets, t.codes, strict=True) if c == code], dtype=np.int64)
        for t, code in ((one, pair[0]), (two, pair[1]))
    )
    pieces: list[_Piece] = []
    if not mine.size or not other.size:
        return pieces
    for a, b in mine.tolist():
        for c, d in other[(other[:, 0] < b) & (other[:, 1] > a)].tolist():
            start, end = max(a, c), min(b, d)
            on, off, _ = seen.cut(np.array([start]), np.array([end]))
            pieces += [
                (x, y, *pair, c - a if x == start else None) for x, y in zip(on.tolist(), off.tolist(), strict=True)
            ]
    return sorted(pieces, key=lambda piece: piece[:2])


def _bridged(pieces: Sequence[_Piece], gap: int, seen: Observable) -> list[_Piece]:
    joined: list[_Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        # Never across a stretch that nobody could see: the two moments must lie in one observable stretch.
        if last is not None and piece[0] - last[1] <= gap and _together(last[0], piece[0], seen):
            joined[-1] = (last[0], max(last[1], piece[1]), *last[2:])
        else:
            joined.append(piece)
    return joined


def _together(a: int, b: int, seen: Observable) -> bool:
    first, second = seen.segment(np.array([a, b])).tolist()
    return bool(first == second)


def _time(states: TimeArrays, codes: set[str], seen: Observable) -> int:
    keep = np.array([code in codes for code in states.codes], dtype=np.bool_)
    on, off, _ = seen.cut(states.onsets[keep], states.offsets[keep])
    return int((off - on).sum())
