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
from coder.stats.result import LEVEL, SEED, Interval, StatsError, generator, resampled_interval, whole
from coder.stats.time_arrays import (
    CodedLike,
    Floats,
    Ints,
    Unit,
    check_exclusive,
    from_us,
    observable,
    one_us,
    track,
    us_per,
)
from coder.stats.time_unit_kappa import BLOCK_S, FEWEST_BLOCKS, MOST_UNITS, unit_labels


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
        Bootstrap over blocks of 30 s, for the intervals of both; neighbouring units are not independent.
    level, unit
        As for :func:`time_unit_kappa`.

    Raises
    ------
    StatsError
        Without recordings, where they differ in the number of coders, and where codes of one coder overlap.
    """
    if not coded:
        raise StatsError("there is no recording to compare.")
    if len({len(one.sides) for one in coded}) > 1:
        raise StatsError("every recording needs the same coders, in one order.")
    width = one_us(step, unit, "step")
    if width <= 0:
        raise StatsError("the step must be above 0.")
    units, blocks = _units(coded, width, unit)
    names = sorted({label for row in units for label in row if label is not None})
    tallies = np.array([[row.count(name) for name in names] for row in units], dtype=np.float64)
    tallies = tallies.reshape(len(units), len(names))
    everybody = tallies.sum(1) == len(coded[0].sides) if len(units) else np.zeros(0, dtype=np.bool_)
    shown = {"step": from_us(width, unit), "unit": unit, "resamples": resamples, "seed": seed}
    fleiss = fleiss_kappa(tallies[everybody], codes=names, level=level)
    alpha = krippendorff_alpha(list(zip(*units, strict=True)) or [(), ()], resamples=0, level=level)
    weights = _weights(blocks, resamples, seed)
    intervals = _intervals(tallies, everybody, blocks, weights, level)
    recordings = [
        CodedRecording(name=one.recording, sides=one.sides, span=one.span, hidden=_any_hidden(one)) for one in coded
    ]
    return ManyCoders(
        recordings=tuple(one.recording for one in coded),
        fleiss=replace(
            fleiss,
            n_of="time units that all could observe",
            interval=intervals[0][0] if fleiss.defined else None,
            notes=intervals[0][1] if fleiss.defined else (),
            method=f"Fleiss' kappa (1971) over time units; interval by bootstrap over blocks of {BLOCK_S} s",
            parameters={**fleiss.parameters, **shown},
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
            interval=intervals[1][0] if alpha.defined else None,
            notes=intervals[1][1] if alpha.defined else (),
            method=f"Krippendorff's alpha, nominal, over time units; interval by bootstrap over blocks of {BLOCK_S} s",
            parameters={**alpha.parameters, **shown},
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
    """Return what each coder has in each unit (None where they could not observe), and each unit's block."""
    rows: list[tuple[str | None, ...]] = []
    blocks: list[int] = []
    first = 0
    for one in coded:
        start, end = (one_us(edge, unit, "span") for edge in one.span)
        if (end - start) // width > MOST_UNITS:
            raise StatsError(f"this step makes more than {MOST_UNITS:,} units: choose a longer one.")
        middles = np.arange(start + width // 2, end, width, dtype=np.int64)
        columns = []
        for k, side in enumerate(one.sides):
            events = track(side, unit=unit, what=f"{one.recording}, coder {k + 1}")
            check_exclusive(events, f"{one.recording}, coder {k + 1}")
            seen = observable(one.span, one.hidden[k] if k < len(one.hidden) else None, unit=unit).holds(middles)
            labels = unit_labels(events, middles, start, width).tolist()
            columns.append([label if held else None for label, held in zip(labels, seen.tolist(), strict=True)])
        rows += zip(*columns, strict=True)
        own = (middles - start) // (BLOCK_S * us_per("s"))
        blocks += (first + own).tolist()
        first += int(own[-1]) + 1 if own.size else 0
    return rows, np.array(blocks, dtype=np.int64)


def _weights(blocks: Ints, resamples: int, seed: int) -> Floats | None:
    count = int(blocks.max()) + 1 if blocks.size else 0
    if whole(resamples, "the number of resamples", least=0) < 1 or count < FEWEST_BLOCKS:
        return None
    drawn = generator(seed).multinomial(count, np.full(count, 1 / count), size=resamples)
    return np.asarray(drawn, dtype=np.float64)


def _intervals(
    tallies: Floats, everybody: np.ndarray, blocks: Ints, weights: Floats | None, level: float
) -> tuple[Interval, Interval]:
    """Return the intervals of Fleiss' kappa and Krippendorff's alpha."""
    if weights is None:
        none = None, (f"no interval: it needs {FEWEST_BLOCKS} blocks of {BLOCK_S} s",)
        return none, none
    count = weights.shape[1]

    def summed(values: Floats, keep: np.ndarray) -> Floats:
        found = np.zeros((count, *values.shape[1:]))
        np.add.at(found, blocks[keep], values[keep])
        return np.asarray(weights @ found)

    several = tallies.sum(1) >= 2
    with np.errstate(invalid="ignore", divide="ignore"):
        # Fleiss: agreeing pairs of coders of all pairs, and the squared shares of codes.
        pairs = summed((tallies * (tallies - 1)).sum(1), everybody)
        totals = summed(tallies, everybody)
        given, coders = totals.sum(1), tallies.sum(1).max(initial=0)
        chance = ((totals / given[:, None]) ** 2).sum(1)
        kappas = (pairs / (given * (coders - 1)) - chance) / (1 - chance)
        # Krippendorff: disagreeing pairs within units, by the number of values less one, and among all values.
        size = tallies.sum(1)
        within = summed((size**2 - (tallies**2).sum(1)) / np.maximum(size - 1, 1), several)
        totals = summed(tallies, several)
        n = totals.sum(1)
        alphas = 1 - (n - 1) * within / (n**2 - (totals**2).sum(1))
    return (
        resampled_interval(kappas[np.isfinite(kappas)], level),
        resampled_interval(alphas[np.isfinite(alphas)], level),
    )
