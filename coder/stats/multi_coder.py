"""Three or more coders over several recordings: Fleiss, Krippendorff, and ICC of counts and durations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.count_agreement import CodedRecording, counts_by_recording, durations_by_recording
from coder.stats.fleiss_kappa import FleissKappa, fleiss_kappa
from coder.stats.intraclass import Icc
from coder.stats.krippendorff_alpha import Alpha, krippendorff_alpha
from coder.stats.result import LEVEL, SEED, StatsError, generator, whole
from coder.stats.serial_interval import SerialInterval, UnitSeries, bouts_of, serial_interval
from coder.stats.time_arrays import CodedLike, Floats, Ints, Unit, check_exclusive, from_us, observable, one_us, track
from coder.stats.time_unit_kappa import MOST_UNITS, unit_labels
from coder.vocabulary.language import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedByMany:
    """One recording as each of several coders coded it.

    Attributes
    ----------
    recording : str
        Its name.
    sides : tuple of (onsets, offsets, codes)
        What each coded, for one subject and one exclusive group.
    span : (float, float)
        Start and end of what all coded.
    hidden : tuple of (onsets, offsets) or None, optional
        For each coder, what they found unobservable.
    """

    recording: str
    sides: tuple[CodedLike, ...]
    span: tuple[float, float]
    hidden: tuple[tuple[ArrayLike, ArrayLike] | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyCoders:
    """Agreement of several coders on one exclusive group of codes.

    Attributes
    ----------
    recordings : tuple of str
        What it rests on.
    fleiss : FleissKappa
        Over the time units that every coder could observe.
    krippendorff : Alpha
        Nominal, over the time units that two or more could observe.
    counts, durations : tuple of Icc
        For each code: how often, and how long in all, per recording, ICC(2,1).
    """

    recordings: tuple[str, ...]
    fleiss: FleissKappa
    krippendorff: Alpha
    counts: tuple[Icc, ...]
    durations: tuple[Icc, ...]


def many_coders(
    coded: Sequence[CodedByMany],
    *,
    step: float,
    resamples: int = 1_000,
    seed: int = SEED,
    level: float = LEVEL,
    unit: Unit = "us",
) -> ManyCoders:
    """Compare several coders over recordings, unit of time by unit of time.

    Parameters
    ----------
    coded : sequence of CodedByMany
        Recordings that all coded, with the coders in one order.
    step : float
        Length of a time unit; a unit has the code at its middle, ``(none)`` where nothing is coded.
    resamples, seed : int
        As for :func:`time_unit_kappa`.
    level, unit
        As for :func:`time_unit_kappa`.

    Raises
    ------
    StatsError
        Without recordings, where they differ in the number of coders, and where codes of one coder overlap.
    """
    if not coded:
        raise StatsError(tr("there is no recording to compare."))
    if len({len(one.sides) for one in coded}) > 1:
        raise StatsError(tr("every recording needs the same coders, in one order."))
    width = one_us(step, unit, "step")
    if width <= 0:
        raise StatsError(tr("the step must be above 0."))
    units, place = _units(coded, width, unit)
    names = sorted({label for row in units for label in row if label is not None})
    tallies = np.array([[row.count(name) for name in names] for row in units], dtype=np.float64)
    tallies = tallies.reshape(len(units), len(names))
    everybody = tallies.sum(1) == len(coded[0].sides) if len(units) else np.zeros(0, dtype=np.bool_)
    shown = {"step": from_us(width, unit), "unit": unit}
    over = tr("interval over stretches as long as states and disagreements last")
    fleiss = fleiss_kappa(tallies[everybody], codes=names, level=level)
    alpha = krippendorff_alpha(list(zip(*units, strict=True)) or [(), ()], resamples=0, level=level)
    wanted = bool(whole(resamples, "the number of resamples", least=0))
    generator(seed)
    several = tallies.sum(1) >= 2
    intervals = [
        serial_interval(
            _series(tallies[keep], place[keep], [units[i] for i in np.flatnonzero(keep).tolist()]),
            found.estimate,
            level,
        )
        if wanted and found.estimate is not None
        else SerialInterval(None, 0)
        for found, keep in ((fleiss, everybody), (alpha, several))
    ]
    recordings = [
        CodedRecording(name=one.recording, sides=one.sides, span=one.span, hidden=_any_hidden(one)) for one in coded
    ]
    return ManyCoders(
        recordings=tuple(one.recording for one in coded),
        fleiss=replace(
            fleiss,
            n_of="time units that all could observe",
            interval=intervals[0].interval,
            notes=intervals[0].notes,
            method=f"Fleiss' kappa (1971) over time units; {over}",
            parameters={**fleiss.parameters, **shown, "stretch": from_us(intervals[0].stretch * width, unit)},
            # Units are not independent: no error or test that takes them as such.
            standard_error=None,
            null_error=None,
            null_error_1971=None,
            z=None,
            p_value=None,
            per_code=tuple(replace(one, parameters={}) for one in fleiss.per_code),
        ),
        krippendorff=replace(
            alpha,
            n_of="time units that two or more could observe",
            interval=intervals[1].interval,
            notes=intervals[1].notes,
            method=f"Krippendorff's alpha, nominal, over time units; {over}",
            parameters={**alpha.parameters, **shown, "stretch": from_us(intervals[1].stretch * width, unit)},
        ),
        counts=counts_by_recording(recordings, level=level, unit=unit),
        durations=durations_by_recording(recordings, level=level, unit=unit),
    )


def _any_hidden(one: CodedByMany) -> tuple[ArrayLike, ArrayLike] | None:
    """Counts and durations are compared over the time that every coder could observe."""
    stretches = [pair for pair in one.hidden if pair is not None]
    if not stretches:
        return None
    on, off = (np.concatenate([np.atleast_1d(np.asarray(pair[k])) for pair in stretches]) for k in (0, 1))
    return on, off


def _units(coded: Sequence[CodedByMany], width: int, unit: Unit) -> tuple[list[tuple[str | None, ...]], Ints]:
    """Return what each coder has in each unit (None where they could not observe), and each unit's recording."""
    rows: list[tuple[str | None, ...]] = []
    places: list[int] = []
    for recording, one in enumerate(coded):
        start, end = (one_us(edge, unit, "span") for edge in one.span)
        if (end - start) // width > MOST_UNITS:
            raise StatsError(
                tr("this step makes more than {most_units:,} units: choose a longer one.", most_units=MOST_UNITS)
            )
        middles = np.arange(start + width // 2, end, width, dtype=np.int64)
        columns = []
        for k, side in enumerate(one.sides):
            events = track(side, unit=unit, what=tr("{recording}, coder {value}", recording=one.recording, value=k + 1))
            check_exclusive(events, tr("{recording}, coder {value}", recording=one.recording, value=k + 1))
            seen = observable(one.span, one.hidden[k] if k < len(one.hidden) else None, unit=unit).holds(middles)
            labels = unit_labels(events, middles, start, width).tolist()
            columns.append([label if held else None for label, held in zip(labels, seen.tolist(), strict=True)])
        rows += zip(*columns, strict=True)
        places += [recording] * middles.size
    return rows, np.array(places, dtype=np.int64)


def _series(tallies: Floats, recording: Ints, labels: Sequence[Sequence[str | None]]) -> list[UnitSeries]:
    """Return how much each unit moves the coefficient: Fleiss' kappa or Krippendorff's alpha.

    Both are 1 − disagreement seen / by chance, and the same but for a term of one by the number of values.
    """
    size = tallies.sum(1)
    unlike = (size**2 - (tallies**2).sum(1)) / np.maximum(size - 1, 1)
    total = float(size.sum())
    shares, seen = tallies.sum(0) / total, float(unlike.sum()) / total
    chance = 1 - float((shares**2).sum())
    moved = -2 * (tallies @ shares - size * float(shares @ shares))
    influence = (-(unlike - seen * size) / chance + seen / chance**2 * moved) / (total / len(size))
    found = []
    for one in np.unique(recording):
        mine = recording == one
        codes = [labels[i] for i in np.flatnonzero(mine).tolist()]
        columns = [np.array([str(code) for code in column]) for column in zip(*codes, strict=True)]
        bouts = tuple(length for column in columns for length in bouts_of(column))
        found.append(UnitSeries(influence[mine], unlike[mine] / size[mine], bouts))
    return found
