"""Agreement of any number of coders with gaps, on any level of measurement: Krippendorff's alpha."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, get_args

import numpy as np

from coder.stats.result import (
    LARGEST,
    LEVEL,
    SEED,
    Result,
    StatsError,
    check_level,
    generator,
    resampled_interval,
    whole,
)
from coder.stats.time_arrays import Floats, label, missing, more_coders_than_things, table_rows
from coder.vocabulary.language import tr
from coder.vocabulary.plurals import how_many

Measurement = Literal["nominal", "ordinal", "interval", "ratio"]
_MEASUREMENTS: tuple[Measurement, ...] = get_args(Measurement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alpha(Result):
    """Krippendorff's alpha. The estimate is alpha.

    Attributes
    ----------
    observed_disagreement, expected_disagreement : float or None
        Mean squared difference within things, and between all values.
    coders, values : int
        Coders, and pairable values.
    per_code : tuple of Result
        For nominal data: alpha of each code against all others, named by the code.
    """

    observed_disagreement: float | None = None
    expected_disagreement: float | None = None
    coders: int = 0
    values: int = 0
    per_code: tuple[Result, ...] = ()


def krippendorff_alpha(
    data: Sequence[Sequence[Any]],
    measurement: Measurement = "nominal",
    *,
    resamples: int = 2_000,
    seed: int = SEED,
    level: float = LEVEL,
) -> Alpha:
    """Agreement of any number of coders, who need not all have coded everything.

    Parameters
    ----------
    data : sequence of sequences, coders × things
        One row per coder. None, "" and NaN: not coded by that coder.
    measurement : "nominal", "ordinal", "interval" or "ratio"
        How far apart two values are. All but nominal need numbers; ratio needs them not below zero.
    resamples, seed : int
        Bootstrap over things, for the interval; 0 for none.
    level : float
        Confidence level.

    Returns
    -------
    Alpha
        Undefined where nothing was coded by two coders, and where all values are the same: there is then nothing by
        which agreement could be told from having no choice.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania.
    Hayes, A. F., & Krippendorff, K. (2007). Answering the call for a standard reliability measure for coding data.
    Communication Methods and Measures, 1, 77–89.
    """
    if str(level) in _MEASUREMENTS:
        raise StatsError(
            tr("level is the confidence level of the interval, 0.95 say: give measurement={value!r}.", value=str(level))
        )
    if measurement not in _MEASUREMENTS:
        raise StatsError(
            tr(
                "measurement is 'nominal', 'ordinal', 'interval' or 'ratio', not {measurement!r}.",
                measurement=measurement,
            )
        )
    resamples = whole(resamples, "the number of resamples", least=0)
    rows = table_rows(data, "data")
    if len({len(row) for row in rows}) > 1:
        raise StatsError(tr("every coder needs one entry for each thing; leave None where a coder gave none."))
    levels, counts = _counts(rows, measurement)
    record = partial(
        Alpha,
        name="krippendorff_alpha",
        n=len(counts),
        n_of="things coded by two or more",
        method=tr("Krippendorff's alpha, {measurement}; percentile bootstrap over things", measurement=measurement),
        parameters={"measurement": measurement, "resamples": resamples, "seed": seed},
        level=check_level(level),
        coders=len(rows),
        values=int(counts.sum()),
    )
    if len(rows) < 2:
        return record(estimate=None, reason=tr("agreement needs two coders at least"))
    if not len(counts):
        return record(estimate=None, reason=tr("nothing was coded by two coders"))
    seen, chance = _disagreements(counts[None], np.ones((1, len(counts))), levels, measurement)
    known = partial(record, observed_disagreement=float(seen[0]), expected_disagreement=float(chance[0]))
    if chance[0] <= 0:
        return known(
            estimate=None,
            reason=tr("every value is the same: agreement cannot be told from having no choice"),
        )
    interval, notes = _bootstrap(counts, levels, measurement, resamples, seed, level)
    return known(
        estimate=1 - float(seen[0] / chance[0]),
        interval=interval,
        notes=notes + more_coders_than_things(len(rows), max(map(len, rows)), tr("coders in rows")),
        per_code=_per_code(counts, levels, measurement),
    )


def _counts(rows: list[list[Any]], measurement: Measurement) -> tuple[list[Any], Floats]:
    """Return the values that occur, in order, and how often each was given to each thing that two coders coded."""
    values = {_value(v, measurement) for row in rows for v in row if not missing(v)}
    levels = sorted(values, key=(lambda v: str(v)) if measurement == "nominal" else (lambda v: v))
    if measurement == "ratio" and levels and levels[0] < 0:
        raise StatsError(tr("ratio measurement has a true zero: no value can lie below it."))
    place = {value: i for i, value in enumerate(levels)}
    counts = np.zeros((len(rows[0]) if rows else 0, len(levels)))
    for row in rows:
        for u, v in enumerate(row):
            if not missing(v):
                counts[u, place[_value(v, measurement)]] += 1
    return levels, counts[counts.sum(1) >= 2]


def _value(value: Any, measurement: Measurement) -> Any:  # noqa: ANN401 - any label
    if measurement == "nominal":
        return label(value)
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise StatsError(
            tr("{measurement} measurement needs numbers; {value!r:.60} is none.", measurement=measurement, value=value)
        ) from error
    if abs(number) > LARGEST:
        raise StatsError(
            tr(
                "{measurement} measurement needs numbers that can be squared; {number:g} is too large.",
                measurement=measurement,
                number=number,
            )
        )
    return number


def _disagreements(
    counts: Floats, weights: Floats, levels: list[Any], measurement: Measurement
) -> tuple[Floats, Floats]:
    """Return observed and expected disagreement for many weightings of the things at once.

    counts: (1, things, values); weights: (draws, things). Both disagreements are sums over all pairable values,
    divided by their number, so that their ratio is that of the coincidence matrix.
    """
    table = counts[0]
    totals = weights @ table
    n = totals.sum(1)
    if measurement == "ordinal":
        distance = np.stack([_distance(levels, row, measurement) for row in totals])
        within = np.stack([_within(table, d) for d in distance])
        seen = (weights * within).sum(1) / n
        chance = np.einsum("bi,bij,bj->b", totals, distance, totals) / (n * (n - 1))
    else:
        d = _distance(levels, totals[0], measurement)
        seen = weights @ _within(table, d) / n
        chance = ((totals @ d) * totals).sum(1) / (n * (n - 1))
    return seen, chance


def _within(table: Floats, distance: Floats) -> Floats:
    return np.asarray(((table @ distance) * table).sum(1) / (table.sum(1) - 1))


def _distance(levels: list[Any], totals: Floats, measurement: Measurement) -> Floats:
    if measurement == "nominal":
        return 1 - np.eye(len(levels))
    if measurement == "ordinal":
        # Distance in ranks: all values between the two, and half of each end.
        middle = np.cumsum(totals) - totals / 2
        return np.asarray(np.subtract.outer(middle, middle) ** 2)
    values = np.array(levels, dtype=np.float64)
    gap = np.subtract.outer(values, values)
    if measurement == "interval":
        return np.asarray(gap**2)
    whole = np.add.outer(values, values)
    return np.asarray(np.divide(gap, whole, out=np.zeros_like(gap), where=whole > 0) ** 2)


def _bootstrap(
    counts: Floats, levels: list[Any], measurement: Measurement, resamples: int, seed: int, level: float
) -> tuple[tuple[float, float] | None, tuple[str, ...]]:
    things = len(counts)
    if resamples < 1 or things < 2:
        return None, (tr("no interval: it needs two things at least"),) if things < 2 else ()
    rng = generator(seed)
    weights = rng.multinomial(things, np.full(things, 1 / things), size=resamples).astype(np.float64)
    seen, chance = _disagreements(counts[None], weights, levels, measurement)
    usable = chance > 0
    if not usable.any():
        return None, (tr("no interval: no resample held two different values"),)
    interval, notes = resampled_interval(1 - seen[usable] / chance[usable], level)
    lost = int((~usable).sum())
    if lost and interval is not None:
        one = tr("resample held one value only and was left out of the interval")
        notes = (*notes, how_many(lost, one, "resamples held one value only and were left out of the interval"))
    return interval, notes


def _per_code(counts: Floats, levels: list[Any], measurement: Measurement) -> tuple[Result, ...]:
    if measurement != "nominal" or len(levels) < 2:
        return ()
    results = []
    for j, code in enumerate(levels):
        pair = np.stack((counts[:, j], counts.sum(1) - counts[:, j]), axis=1)
        seen, chance = _disagreements(pair[None], np.ones((1, len(pair))), [0, 1], "nominal")
        results.append(
            Result(
                name=str(code),
                estimate=1 - float(seen[0] / chance[0]) if chance[0] > 0 else None,
                reason=None if chance[0] > 0 else tr("this code was given to nothing that two coded"),
                n=len(pair),
                n_of="things coded by two or more",
                method=tr("Krippendorff's alpha of this code against all others"),
            )
        )
    return tuple(results)
