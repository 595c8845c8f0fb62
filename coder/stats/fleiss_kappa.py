"""Agreement of many coders beyond chance on nominal codes: Fleiss' kappa."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.result import LEVEL, NO_ERROR, NO_SPREAD, Result, StatsError, two_sided, z_of
from coder.stats.time_arrays import Floats, column_names, label, missing, table_rows
from coder.vocabulary.language import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class FleissKappa(Result):
    """Agreement of a fixed number of coders. The estimate is kappa.

    Attributes
    ----------
    observed_agreement, expected_agreement : float or None
        Mean share of agreeing pairs of coders, and by chance.
    coders : int
        Coders per thing coded.
    per_code : tuple of Result
        Kappa of each code against all others, named by the code.
    standard_error : float or None
        Of the interval (Gwet 2008), over things as a sample.
    null_error, z, p_value : float or None
        Test of no agreement beyond chance (Fleiss, Nee & Landis 1979); ``per_code`` holds the same for each code in its
        ``parameters``.
    null_error_1971 : float or None
        The error of Fleiss (1971), known since 1979 to be wrong, for recomputing figures that used it.
    """

    observed_agreement: float | None = None
    expected_agreement: float | None = None
    coders: int = 0
    per_code: tuple[Result, ...] = ()
    standard_error: float | None = None
    null_error: float | None = None
    null_error_1971: float | None = None
    z: float | None = None
    p_value: float | None = None


def count_codes(codings: Sequence[Sequence[Any]]) -> tuple[list[list[int]], list[str]]:
    """Turn codings (things × coders) into counts (things × codes) and the codes, in order."""
    rows = [[label(v) for v in row if not missing(v)] for row in table_rows(codings, "codings")]
    names = sorted({v for row in rows for v in row})
    counts = [[row.count(name) for name in names] for row in rows]
    return counts, names


def fleiss_kappa(counts: ArrayLike, *, codes: Sequence[Any] | None = None, level: float = LEVEL) -> FleissKappa:
    """Agreement of many coders beyond chance, each thing coded by the same number of them.

    Parameters
    ----------
    counts : array_like of int, shape (things, codes)
        How many coders gave each code to each thing; :func:`count_codes` makes it from codings.
    codes : sequence, optional
        Names of the codes.
    level : float
        Confidence level.

    Returns
    -------
    FleissKappa
        The interval is Gwet's (2008) linearised one, over things as a sample. Undefined with fewer than two coders and
        where one code was used throughout.

    Raises
    ------
    StatsError
        Where things were coded by different numbers of coders (use :func:`krippendorff_alpha`).

    References
    ----------
    Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin, 76, 378–382.
    Fleiss, J. L., Nee, J. C. M., & Landis, J. R. (1979). Large sample variance of kappa in the case of different sets
    of raters. Psychological Bulletin, 86, 974–977.
    Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high agreement. British
    Journal of Mathematical and Statistical Psychology, 61, 29–48.
    """
    table, coders = _whole_counts(counts)
    codes = codes if codes is not None else column_names(counts)
    names = [str(c) for c in codes] if codes is not None else [str(i + 1) for i in range(table.shape[1])]
    if len(names) != table.shape[1]:
        raise StatsError(
            tr("{shape} columns need as many names; there are {number}.", shape=table.shape[1], number=len(names))
        )
    record = partial(
        FleissKappa,
        name="fleiss_kappa",
        n=len(table),
        n_of="things coded",
        method=tr("Fleiss' kappa (1971); interval of Gwet (2008)"),
        parameters={"codes": names, "coders": coders},
        level=level,
        coders=coders,
    )
    if not len(table):
        return record(estimate=None, reason=tr("nothing was coded"))
    if coders < 2:
        return record(estimate=None, reason=tr("agreement needs two coders at least"))
    shares = table.sum(0) / table.sum()
    each_agrees = (table * (table - 1)).sum(1) / (coders * (coders - 1))
    seen, chance = float(each_agrees.mean()), float((shares**2).sum())
    known = partial(record, observed_agreement=seen, expected_agreement=chance)
    if np.count_nonzero(table.any(0)) < 2:
        return known(estimate=None, reason=tr("one code was used throughout: chance agreement is already 1"))
    kappa = (seen - chance) / (1 - chance)
    null_error = _null_error(shares, len(table), coders)
    z = kappa / null_error if null_error else None
    error = _error(table, each_agrees, shares, kappa)
    interval, notes = _interval(kappa, error, level, len(table))
    return known(
        estimate=kappa,
        interval=interval,
        notes=notes,
        per_code=_per_code(table, shares, names, coders),
        standard_error=error,
        null_error=null_error,
        null_error_1971=_null_error_1971(shares, len(table), coders),
        z=z,
        p_value=None if z is None else two_sided(z),
    )


def _whole_counts(counts: ArrayLike) -> tuple[Floats, int]:
    """Return counts as a table, and by how many coders each thing was coded."""
    try:
        table = np.asarray(counts, dtype=np.float64)
    except (TypeError, ValueError) as why:
        raise StatsError(tr("fleiss_kappa takes whole counts (see count_codes for codes as they were given).")) from why
    if table.size == 0:
        table = table.reshape(0, 0)
    if table.ndim != 2 or not np.all(np.isfinite(table)) or np.any(table < 0) or np.any(table != np.rint(table)):
        raise StatsError(tr("fleiss_kappa takes whole counts, things in rows and codes in columns (see count_codes)."))
    each = np.unique(table.sum(1))
    if each.size > 1:
        raise StatsError(
            tr(
                "things were coded by {least:g} to {most:g} coders; Fleiss' kappa needs the same number for "
                "each: use krippendorff_alpha. (Codes as they were given, not counts, go through count_codes first.)",
                least=each.min(),
                most=each.max(),
            )
        )
    return table, int(each[0]) if each.size else 0


def _null_error(shares: Floats, things: int, coders: int) -> float:
    pq = shares * (1 - shares)
    total = pq.sum()
    spread = max(0.0, float(total**2 - (pq * (1 - 2 * shares)).sum()))
    return float(math.sqrt(2) / (total * math.sqrt(things * coders * (coders - 1))) * math.sqrt(spread))


def _null_error_1971(shares: Floats, things: int, coders: int) -> float:
    chance, cubes = float((shares**2).sum()), float((shares**3).sum())
    spread = chance - (2 * coders - 3) * chance**2 + 2 * (coders - 2) * cubes
    return math.sqrt(max(0.0, 2 * spread / (things * coders * (coders - 1)))) / (1 - chance)


def _error(table: Floats, each: Floats, shares: Floats, kappa: float) -> float | None:
    """Gwet's linearised error; None for one thing only."""
    things = len(table)
    if things < 2:
        return None
    chance = float((shares**2).sum())
    each_chance = (table * shares).sum(1) / table.sum(1)
    each_kappa = (each - chance) / (1 - chance) - 2 * (1 - kappa) * (each_chance - chance) / (1 - chance)
    if kappa == 1 or np.ptp(each_kappa) <= 1e-12 * float(np.abs(each_kappa).max()):
        return 0.0
    return math.sqrt(float(((each_kappa - kappa) ** 2).sum()) / (things * (things - 1)))


def _interval(
    kappa: float, error: float | None, level: float, things: int
) -> tuple[tuple[float, float] | None, tuple[str, ...]]:
    if error is None:
        return None, (tr("no interval: one thing only was coded"),)
    if not error:
        return None, (NO_SPREAD if kappa == 1 else NO_ERROR,)
    half = z_of(level) * error
    return (max(-1.0, kappa - half), min(1.0, kappa + half)), ()


def _per_code(table: Floats, shares: Floats, names: Sequence[str], coders: int) -> tuple[Result, ...]:
    results = []
    for j, name in enumerate(names):
        record = partial(
            Result,
            name=name,
            n=len(table),
            n_of="things coded",
            method=tr("Fleiss' kappa of this code against all others"),
        )
        p = float(shares[j])
        if p in (0.0, 1.0):
            results.append(record(estimate=None, reason=tr("this code was used never or always")))
            continue
        disagreeing = float((table[:, j] * (coders - table[:, j])).sum())
        kappa = 1 - disagreeing / (len(table) * coders * (coders - 1) * p * (1 - p))
        # Under no agreement the error of one code's kappa is the same for every code (Fleiss, Nee & Landis 1979).
        null_error = math.sqrt(2 / (len(table) * coders * (coders - 1)))
        z = kappa / null_error
        results.append(record(estimate=kappa, parameters={"null_error": null_error, "z": z, "p_value": two_sided(z)}))
    return tuple(results)
