"""Agreement of two coders moment by moment: time-unit kappa with a tolerance, over observed time."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.cohen_kappa import Kappa, each_code, kappa_of_table, tally
from coder.stats.disagreements import NIL, Disagreement, kind_of
from coder.stats.result import LEVEL, SEED, Interval, StatsError, check_level, generator, resampled_interval, whole
from coder.stats.time_arrays import (
    Bools,
    CodedLike,
    Floats,
    Ints,
    Observable,
    Texts,
    Track,
    Unit,
    check_exclusive,
    from_us,
    observable,
    one_us,
    track,
)

BLOCK_S = 30
"""Length of the blocks of the bootstrap, in seconds: long beside most acts, short beside most recordings."""

FEWEST_BLOCKS = 10
MOST_UNITS = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeUnitKappa(Kappa):
    """Agreement moment by moment. The estimate is kappa of the tallies of both directions together.

    Attributes
    ----------
    first_as_reference, second_as_reference : float or None
        Kappa of each direction. They differ only with a tolerance.
    disagreements : tuple of Disagreement
        Stretches in which the coders differ by more than the tolerance.
    """

    first_as_reference: float | None = None
    second_as_reference: float | None = None
    disagreements: tuple[Disagreement, ...] = ()


def time_unit_kappa(
    first: CodedLike,
    second: CodedLike,
    *,
    span: tuple[float, float],
    step: float,
    tolerance: float = 0,
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    resamples: int = 2_000,
    seed: int = SEED,
    level: float = LEVEL,
    unit: Unit = "us",
) -> TimeUnitKappa:
    """Agreement of two coders beyond chance, unit of time by unit of time.

    Parameters
    ----------
    first, second : (onsets, offsets, codes)
        What each coded, for one subject and one exclusive group. Where nothing is coded the code is ``(none)``. A
        point fills the unit it lies in.
    span : (float, float)
        Start and end of what both coded.
    step : float
        Length of a time unit; a unit has the code at its middle.
    tolerance : float
        A unit agrees where the other coder has the same code within this distance.
    hidden : (onsets, offsets), optional
        Unobservable stretches, in no tally.
    resamples, seed : int
        Bootstrap over blocks of 30 s, for the interval; 0 for none.
    level : float
        Confidence level.
    unit : "us", "ms" or "s"
        Unit of every time here.

    Returns
    -------
    TimeUnitKappa
        Overall and per code. With a tolerance the tallies depend on whose record is looked up in whose (Bakeman, Quera
        & Gnisci 2009); both directions are tallied and added, so that the coders can change places.

    Raises
    ------
    StatsError
        Where codes of one coder overlap: compare one exclusive group at a time.

    References
    ----------
    Bakeman, R., Quera, V., & Gnisci, A. (2009). Observer agreement for timed-event sequential data: A comparison of
    time-based and event-based algorithms. Behavior Research Methods, 41, 137–147.
    """
    units = compare_units(first, second, span=span, step=step, tolerance=tolerance, hidden=hidden, unit=unit)
    return kappa_of_units([units], resamples=resamples, seed=seed, level=level)


@dataclass(frozen=True, slots=True)
class ComparedUnits:
    """Time units of one recording as two coders coded them."""

    recording: str
    middles: Ints
    segments: Ints
    first: Texts
    second: Texts
    first_found: Bools
    second_found: Bools
    step: int
    tolerance: int
    unit: Unit


def compare_units(
    first: CodedLike,
    second: CodedLike,
    *,
    span: tuple[float, float],
    step: float,
    tolerance: float = 0,
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    unit: Unit = "us",
    recording: str = "",
) -> ComparedUnits:
    """Cut observed time into units and look up what each coder has in each. See :func:`time_unit_kappa`."""
    width, reach = one_us(step, unit, "step"), one_us(tolerance, unit, "tolerance")
    if width <= 0 or reach < 0:
        raise StatsError("the step must be above 0, and the tolerance not below 0.")
    seen = observable(span, hidden, unit=unit)
    start, end = one_us(span[0], unit, "span"), one_us(span[1], unit, "span")
    if (end - start) // width > MOST_UNITS:
        raise StatsError(f"this step makes more than {MOST_UNITS:,} units: choose a longer one.")
    middles = np.arange(start + width // 2, end, width, dtype=np.int64)
    middles = middles[seen.holds(middles)]
    ours, theirs = track(first, unit=unit, what="first coder"), track(second, unit=unit, what="second coder")
    check_exclusive(ours, "first coder")
    check_exclusive(theirs, "second coder")
    a, b = (unit_labels(t, middles, start, width) for t in (ours, theirs))
    segments = _segments(middles, seen)
    places = reach // width
    return ComparedUnits(
        recording, middles, segments, a, b, _found(a, b, segments, places), _found(b, a, segments, places), width,
        reach, unit,
    )  # fmt: skip


def kappa_of_units(
    units: Sequence[ComparedUnits], *, resamples: int = 2_000, seed: int = SEED, level: float = LEVEL
) -> TimeUnitKappa:
    """Pool the units of one or more recordings into one kappa."""
    if not units:
        raise StatsError("there is no recording to compare.")
    check_level(level)
    used = sorted({str(v) for u in units for side in (u.first, u.second) for v in np.unique(side)} - {NIL})
    names = [*used, NIL] if any(np.any(side == NIL) for u in units for side in (u.first, u.second)) else used
    one = sum((_tallies(u, names, swap=False) for u in units), np.zeros((len(names), len(names))))
    two = sum((_tallies(u, names, swap=True) for u in units), np.zeros((len(names), len(names))))
    table = (one + two) / 2
    base = kappa_of_table(table, names, level=level, name="time_unit_kappa", n_of="time units")
    interval, notes = _bootstrap(units, names, resamples, seed, level) if base.defined else (None, ())
    inherited = {f.name: getattr(base, f.name) for f in dataclasses.fields(base)}
    shown = units[0]
    return TimeUnitKappa(
        **{
            **inherited,
            "interval": interval,
            # Units are not independent: what a large sample of independent units would say does not hold here.
            **dict.fromkeys(("standard_error", "cohen_error", "null_error", "z", "p_value")),
            "notes": notes,
            "reason": base.reason if table.sum() else "there is no observable time that both coded",
            "method": "time-unit kappa, both directions tallied (Bakeman, Quera & Gnisci 2009); interval by bootstrap "
            f"over blocks of {BLOCK_S} s",
            "parameters": {
                "codes": names,
                "step": from_us(shown.step, shown.unit),
                "tolerance": from_us(shown.tolerance, shown.unit),
                "unit": shown.unit,
                "resamples": resamples,
                "seed": seed,
            },
            "per_code": each_code(table, names, n_of="time units"),
            "first_as_reference": kappa_of_table(one, names).estimate,
            "second_as_reference": kappa_of_table(two, names).estimate,
            "disagreements": tuple(d for u in units for d in _disagreements(u)),
        }
    )


def unit_labels(events: Track, middles: Ints, start: int, width: int) -> Texts:
    """Return the code at the middle of each unit, ``(none)`` elsewhere; a point overrules, else it would be nowhere."""
    names = np.array([*events.codes, NIL])
    states = np.flatnonzero(events.offsets > events.onsets)
    at = np.full(middles.size, events.size)
    if states.size:
        i = np.searchsorted(events.onsets[states], middles, side="right") - 1
        inside = (i >= 0) & (middles < events.offsets[states][np.maximum(i, 0)])
        at[inside] = states[i[inside]]
    for k in np.flatnonzero(events.offsets == events.onsets)[::-1]:
        middle = start + (int(events.onsets[k]) - start) // width * width + width // 2
        at[middles == middle] = k
    return np.asarray(names[at])


def _segments(middles: Ints, seen: Observable) -> Ints:
    return seen.segment(middles) if middles.size else middles


def _found(mine: Texts, theirs: Texts, segments: Ints, places: int) -> Bools:
    """Whether the other coder has my code within so many units, without crossing a hidden stretch."""
    found: Bools = mine == theirs
    for shift in range(1, places + 1):
        same = segments[shift:] == segments[:-shift]
        found[shift:] |= same & (mine[shift:] == theirs[:-shift])
        found[:-shift] |= same & (mine[:-shift] == theirs[shift:])
    return found


def _agreed(u: ComparedUnits, *, swap: bool) -> tuple[Texts, Texts]:
    """Return rows and columns of the tallies when the first (or, swapped, the second) record is looked up."""
    if swap:
        return np.where(u.second_found, u.second, u.first), u.second
    return u.first, np.where(u.first_found, u.first, u.second)


def _tallies(u: ComparedUnits, names: Sequence[str], *, swap: bool) -> Floats:
    rows, columns = _agreed(u, swap=swap)
    return tally(rows.tolist(), columns.tolist(), names)


def _bootstrap(
    units: Sequence[ComparedUnits], names: Sequence[str], resamples: int, seed: int, level: float
) -> Interval:
    tables = np.concatenate([_block_tables(u, names) for u in units])
    if whole(resamples, "the number of resamples", least=0) < 1:
        return None, ()
    if len(tables) < FEWEST_BLOCKS:
        return None, (f"no interval: it needs {FEWEST_BLOCKS} blocks of {BLOCK_S} s, and there are {len(tables)}",)
    rng = generator(seed)
    weights = rng.multinomial(len(tables), np.full(len(tables), 1 / len(tables)), size=resamples)
    pooled = np.tensordot(weights.astype(np.float64), tables, axes=1)
    # One code throughout, decided on the tallies: the two totals then lie in one cell.
    usable = (pooled.any(1) | pooled.any(2)).sum(1) > 1
    pooled /= pooled.sum((1, 2), keepdims=True)
    seen = np.trace(pooled, axis1=1, axis2=2)
    chance = (pooled.sum(1) * pooled.sum(2)).sum(1)
    kappas = (seen[usable] - chance[usable]) / (1 - chance[usable])
    return resampled_interval(kappas, level)


def _block_tables(u: ComparedUnits, names: Sequence[str]) -> Floats:
    if not u.middles.size:
        return np.zeros((0, len(names), len(names)))
    place = {name: i for i, name in enumerate(names)}
    block = (u.middles - u.middles[0]) // (BLOCK_S * 1_000_000)
    tables = np.zeros((int(block[-1]) + 1, len(names), len(names)))
    for swap in (False, True):
        rows, columns = _agreed(u, swap=swap)
        index = ([place[v] for v in rows.tolist()], [place[v] for v in columns.tolist()])
        np.add.at(tables, (block, *index), 0.5)
    return np.asarray(tables[tables.sum((1, 2)) > 0])


def _disagreements(u: ComparedUnits) -> list[Disagreement]:
    differ = np.flatnonzero(~(u.first_found & u.second_found) & (u.first != u.second))
    found: list[Disagreement] = []
    entry = partial(Disagreement, recording=u.recording)
    runs: list[list[int]] = []
    for i in differ.tolist():
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and i == last + 1
            and u.segments[i] == u.segments[last]
            and (u.first[i], u.second[i]) == (u.first[last], u.second[last])
        ):
            runs[-1].append(i)
        else:
            runs.append([i])
    for run in runs:
        onset = int(u.middles[run[0]]) - u.step // 2
        a, b = str(u.first[run[0]]), str(u.second[run[0]])
        found.append(
            entry(
                onset=from_us(onset, u.unit),
                offset=from_us(int(u.middles[run[-1]]) - u.step // 2 + u.step, u.unit),
                first=a,
                second=b,
                kind=kind_of(a, b),
            )
        )
    return found
