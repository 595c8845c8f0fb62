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
from coder.stats.result import LEVEL, SEED, StatsError, check_level, generator, whole
from coder.stats.serial_interval import SerialInterval, UnitSeries, bouts_of, serial_interval
from coder.stats.time_arrays import (
    Bools,
    CodedLike,
    Floats,
    Ints,
    Observable,
    Texts,
    TimeArrays,
    Unit,
    check_exclusive,
    from_us,
    observable,
    one_us,
    track,
)
from coder.vocabulary.language import tr

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
        A unit agrees where the other coder has the same code within this distance: within the whole units that it
        holds, and a note says so where it is no whole number of them.
    hidden : (onsets, offsets), optional
        Unobservable stretches, in no tally.
    resamples, seed : int
        0 resamples: no interval. It draws nothing at random any more (:func:`serial_interval`); the names stay for
        calls that give them.
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

    @property
    def reach(self) -> int:
        """How far a code is looked for: the whole units within the tolerance (µs)."""
        return self.tolerance // self.step * self.step


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
        raise StatsError(tr("the step must be above 0, and the tolerance not below 0."))
    seen = observable(span, hidden, unit=unit)
    start, end = one_us(span[0], unit, "span"), one_us(span[1], unit, "span")
    if (end - start) // width > MOST_UNITS:
        raise StatsError(
            tr("this step makes more than {most_units:,} units: choose a longer one.", most_units=MOST_UNITS)
        )
    middles = np.arange(start + width // 2, end, width, dtype=np.int64)
    middles = middles[seen.holds(middles)]
    ours, theirs = track(first, unit=unit, what=tr("first coder")), track(second, unit=unit, what=tr("second coder"))
    check_exclusive(ours, tr("first coder"))
    check_exclusive(theirs, tr("second coder"))
    a, b = (unit_labels(t, middles, start, width) for t in (ours, theirs))
    segments = _segments(middles, seen)
    places = reach // width
    return ComparedUnits(
        recording,
        middles,
        segments,
        first=a,
        second=b,
        first_found=_found(a, b, segments, places),
        second_found=_found(b, a, segments, places),
        step=width,
        tolerance=reach,
        unit=unit,
    )


def kappa_of_units(
    units: Sequence[ComparedUnits], *, resamples: int = 2_000, seed: int = SEED, level: float = LEVEL
) -> TimeUnitKappa:
    """Pool the units of one or more recordings into one kappa."""
    if not units:
        raise StatsError(tr("there is no recording to compare."))
    check_level(level)
    generator(seed)
    used = sorted({str(v) for u in units for side in (u.first, u.second) for v in np.unique(side)} - {NIL})
    names = [*used, NIL] if any(np.any(side == NIL) for u in units for side in (u.first, u.second)) else used
    one = sum((_tallies(u, names, swap=False) for u in units), np.zeros((len(names), len(names))))
    two = sum((_tallies(u, names, swap=True) for u in units), np.zeros((len(names), len(names))))
    table = (one + two) / 2
    base = kappa_of_table(table, names, level=level, name="time_unit_kappa", n_of="time units")
    found = SerialInterval(None, 0)
    if base.estimate is not None and whole(resamples, "the number of resamples", least=0):
        found = serial_interval([_series(u, table, names) for u in units], base.estimate, level)
    inherited = {f.name: getattr(base, f.name) for f in dataclasses.fields(base)}
    shown = units[0]
    return TimeUnitKappa(
        **{
            **inherited,
            "interval": found.interval,
            # Units are not independent: what a large sample of independent units would say does not hold here.
            **dict.fromkeys(("standard_error", "cohen_error", "null_error", "z", "p_value")),
            "notes": (*said_of_tolerance(units[0]), *found.notes),
            "reason": base.reason if table.sum() else tr("there is no observable time that both coded"),
            "method": tr(
                "time-unit kappa, both directions tallied (Bakeman, Quera & Gnisci 2009); interval over "
                "stretches as long as states and disagreements last"
            ),
            "parameters": {
                "codes": names,
                "step": from_us(shown.step, shown.unit),
                "tolerance": from_us(shown.tolerance, shown.unit),
                "tolerance_used": from_us(shown.reach, shown.unit),
                "stretch": from_us(found.stretch * shown.step, shown.unit),
                "unit": shown.unit,
            },
            "per_code": each_code(table, names, n_of="time units"),
            "first_as_reference": kappa_of_table(one, names).estimate,
            "second_as_reference": kappa_of_table(two, names).estimate,
            "disagreements": tuple(d for u in units for d in _disagreements(u)),
        }
    )


def unit_labels(events: TimeArrays, middles: Ints, start: int, width: int) -> Texts:
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


def _series(u: ComparedUnits, table: Floats, names: Sequence[str]) -> UnitSeries:
    """Return how much each unit moves kappa, both directions together."""
    place = {name: i for i, name in enumerate(names)}
    p = table / table.sum()
    apart = 1 - np.eye(len(names))
    rows, columns = p.sum(1), p.sum(0)
    unlike, by_chance = float((apart * p).sum()), float(rows @ apart @ columns)
    mean = np.add.outer(apart @ columns, rows @ apart) - 2 * by_chance
    moves = -(apart - unlike) / by_chance + unlike / by_chance**2 * mean
    influence, differs = np.zeros(u.middles.size), np.zeros(u.middles.size)
    for swap in (False, True):
        one, two = (np.array([place[v] for v in side.tolist()], dtype=np.int64) for side in _agreed(u, swap=swap))
        influence += moves[one, two] / 2
        differs += apart[one, two] / 2
    return UnitSeries(influence, differs, (*bouts_of(u.first), *bouts_of(u.second)))


def said_of_tolerance(units: ComparedUnits) -> tuple[str, ...]:
    """Say in a note where the tolerance is no whole number of units, for only whole units are looked at."""
    if units.tolerance % units.step == 0:
        return ()
    used, asked, step = (from_us(v, units.unit) for v in (units.reach, units.tolerance, units.step))
    said = tr(
        "a tolerance of {asked:g} {unit} is no whole number of units of {step:g} {unit}",
        asked=asked,
        unit=units.unit,
        step=step,
    )
    return (tr("{said}: {used:g} {unit} was used; a shorter step comes nearer", said=said, used=used, unit=units.unit),)


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
