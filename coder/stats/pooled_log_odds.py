"""Log odds pooled over dyads: their mean, how much dyads differ, and one dyad's own, shrunk toward the mean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.dyad_bootstrap import FEWEST_DYADS
from coder.stats.lag_sequential import lag_sequential
from coder.stats.result import LEVEL, Result, StatsError, check_level
from coder.stats.time_arrays import Floats, label
from coder.vocabulary.language import plural, tr


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledLogOdds(Result):
    """Log odds over many dyads. The estimate is their mean, of dyads as they come and not of bids.

    Attributes
    ----------
    standard_error, p_value : float or None
        Of the mean; the test is of a mean of 0.
    between_sd : float or None
        Standard deviation between dyads (tau), beyond what their small numbers make.
    prediction : (float, float) or None
        Where a further dyad's own lies, at ``level``.
    shrunken : tuple of float
        Each dyad's own, drawn toward the mean by how little it brought, in the order given. For one dyad's own page;
        a list of dyads by value is nobody's to see.
    shrunken_errors : tuple of float
        Their standard errors.
    """

    standard_error: float | None = None
    p_value: float | None = None
    between_sd: float | None = None
    prediction: tuple[float, float] | None = None
    shrunken: tuple[float, ...] = ()
    shrunken_errors: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledCell:
    """How often one code followed another over all dyads, and the log odds ratio of it, pooled."""

    given: str
    target: str
    count: int
    log_odds_ratio: PooledLogOdds


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledSequence:
    """What followed what, over many dyads: one cell for each pair of codes."""

    lag: int
    dyads: int
    codes: tuple[str, ...]
    cells: tuple[PooledCell, ...]
    notes: tuple[str, ...]


def pooled_log_odds(yes: ArrayLike, of: ArrayLike, *, level: float = LEVEL) -> PooledLogOdds:
    """Pool the log odds of something over dyads.

    Parameters
    ----------
    yes, of : array_like of int, shape (dyads,)
        How often it was so (bids answered), of how many (bids), in each dyad. Dyads with none are left out.
    level : float
        Of the interval and the prediction.

    Returns
    -------
    PooledLogOdds
        Each dyad's log odds has 0.5 added to both counts (Haldane 1956; Gart 1966). Undefined with fewer than
        ``FEWEST_DYADS`` dyads.

    References
    ----------
    Paule, R. C., & Mandel, J. (1982). Consensus values and weighting factors. Journal of Research of the National
    Bureau of Standards, 87, 377–385 (how much dyads differ).
    Knapp, G., & Hartung, J. (2003). Improved tests for a random effects meta-regression with a single covariate.
    Statistics in Medicine, 22, 2693–2710 (Student's t on a scale of its own).
    Higgins, J. P. T., Thompson, S. G., & Spiegelhalter, D. J. (2009). A re-evaluation of random-effects meta-analysis.
    Journal of the Royal Statistical Society A, 172, 137–159 (prediction).
    Raudenbush, S. W., & Bryk, A. S. (2002). Hierarchical linear models (2nd ed.), ch. 3 (shrinkage).
    """
    yes_n, of_n = _counts(yes, "yes"), _counts(of, "of")
    if yes_n.shape != of_n.shape or yes_n.ndim != 1 or np.any(yes_n > of_n):
        raise StatsError(tr("yes and of are one count for each dyad, and what was so is no more often than there was."))
    no = (of_n - yes_n)[of_n > 0] + 0.5
    got = yes_n[of_n > 0] + 0.5
    return _pooled("pooled_log_odds", np.log(got / no), 1 / got + 1 / no, int(np.sum(of_n == 0)), level)


def pooled_log_odds_ratio(tables: ArrayLike, *, level: float = LEVEL) -> PooledLogOdds:
    """Pool the log odds ratio of 2×2 tables, one a dyad.

    Parameters
    ----------
    tables : array_like of int, shape (dyads, 2, 2)
        Rows: given, not given; columns: target, not target. Dyads in which one of the four sums is 0 tell nothing of
        it and are left out.

    Returns
    -------
    PooledLogOdds
        As for :func:`pooled_log_odds`.
    """
    cells = _counts(tables, "tables")
    # An empty list has no second dimension to have two of.
    cells = cells.reshape(0, 2, 2) if cells.shape == (0,) else cells
    if cells.ndim != 3 or cells.shape[1:] != (2, 2):
        raise StatsError(tr("tables are counts of two rows and two columns, one table for each dyad."))
    telling = np.all(cells.sum(1) > 0, axis=1) & np.all(cells.sum(2) > 0, axis=1)
    kept = cells[telling] + 0.5
    effects = np.log(kept[:, 0, 0] * kept[:, 1, 1] / (kept[:, 0, 1] * kept[:, 1, 0]))
    return _pooled("pooled_log_odds_ratio", effects, (1 / kept).sum((1, 2)), int(np.sum(~telling)), level)


def pooled_lag_sequential(
    sequences: Sequence[Sequence[Any]], dyads: Sequence[Any], lag: int = 1, *, level: float = LEVEL
) -> PooledSequence:
    """Ask what follows what over many dyads: a table for each dyad, and each cell's log odds ratio pooled over them.

    Adding the tables up would let the dyad with the most acts speak for all, and let differences between dyads look
    like one act following another.

    Parameters
    ----------
    sequences : sequence of sequences
        Codes in order of time, one sequence a recording; None breaks it.
    dyads : sequence
        Dyad of each sequence.
    lag : int
        1: the next code.

    References
    ----------
    Bakeman, R., & Quera, V. (2011). Sequential analysis and observational methods for the behavioral sciences, ch. 9–10
    (indices of single dyads are what is analysed).
    """
    if len(sequences) != len(dyads):
        raise StatsError(
            tr(
                "{number} sequences and {number_2} dyads; each of them belongs to one dyad.",
                number=len(sequences),
                number_2=len(dyads),
            )
        )
    found = [lag_sequential(one, lag) for one in sequences]
    codes = tuple(sorted({code for one in found for code in one.codes}))
    kinds = sorted({label(one) for one in dyads})
    tables = np.zeros((len(kinds), len(codes), len(codes)))
    for one, dyad in zip(found, dyads, strict=True):
        at = np.array([codes.index(code) for code in one.codes], dtype=np.int64)
        if at.size:
            tables[kinds.index(label(dyad))][np.ix_(at, at)] += np.array(one.observed)
    rows, columns, total = tables.sum(2), tables.sum(1), tables.sum((1, 2))
    cells = []
    for i, given in enumerate(codes):
        for j, target in enumerate(codes):
            a = tables[:, i, j]
            b, c = rows[:, i] - a, columns[:, j] - a
            folded = np.stack([np.stack([a, b], 1), np.stack([c, total - a - b - c], 1)], 1)
            cells.append(
                PooledCell(
                    given=given,
                    target=target,
                    count=int(a.sum()),
                    log_odds_ratio=pooled_log_odds_ratio(folded, level=level),
                )
            )
    note = tr("many cells are looked at: about one in twenty intervals leaves 0 out by chance")
    return PooledSequence(lag=lag, dyads=len(kinds), codes=codes, cells=tuple(cells), notes=(note,))


def _pooled(name: str, effects: Floats, variances: Floats, left_out: int, level: float) -> PooledLogOdds:
    count = int(effects.size)
    notes = (
        (
            tr(
                "{how_many} nothing of it",
                how_many=plural(left_out, "{left_out} dyad tells", "{left_out} dyads tell", left_out=left_out),
            ),
        )
        if left_out
        else ()
    )
    record = partial(
        PooledLogOdds,
        name=name,
        n=count,
        n_of="dyads",
        method=tr("dyads differ (Paule & Mandel 1982); Student's t (Knapp & Hartung 2003)"),
        parameters={"added_to_counts": 0.5},
        level=check_level(level),
        notes=notes,
    )
    if count < FEWEST_DYADS:
        told = plural(count, "{count} dyad tells", "{count} dyads tell", count=count)
        return record(
            estimate=None,
            reason=tr("{told} of it, and {fewest_dyads} are the fewest to pool", told=told, fewest_dyads=FEWEST_DYADS),
        )
    from scipy.special import stdtr, stdtrit

    between = _between(effects, variances)
    weights = 1 / (variances + between)
    mean = float((weights * effects).sum() / weights.sum())
    scale = float((weights * (effects - mean) ** 2).sum()) / (count - 1)
    error = math.sqrt(scale / weights.sum())
    if error < 1e-9:
        return record(
            estimate=mean, between_sd=0.0, notes=(*notes, tr("no interval: all dyads are alike to the digit"))
        )
    reach = float(stdtrit(count - 1, 0.5 + level / 2))
    further = float(stdtrit(count - 2, 0.5 + level / 2)) * math.sqrt(between + error**2)
    kept = between / (between + variances)
    return record(
        estimate=mean,
        interval=(mean - reach * error, mean + reach * error),
        standard_error=error,
        p_value=float(2 * stdtr(count - 1, -abs(mean) / error)),
        between_sd=math.sqrt(between),
        prediction=(mean - further, mean + further),
        shrunken=tuple((kept * effects + (1 - kept) * mean).tolist()),
        shrunken_errors=tuple(np.sqrt(kept * variances + ((1 - kept) * error) ** 2).tolist()),
    )


def _between(effects: Floats, variances: Floats) -> float:
    """Return the variance between dyads at which they differ as much as they should: Q equals its expectation."""
    from scipy.optimize import brentq

    def beyond(tau2: float) -> float:
        weights = 1 / (variances + tau2)
        mean = (weights * effects).sum() / weights.sum()
        return float((weights * (effects - mean) ** 2).sum()) - (effects.size - 1)

    if beyond(0.0) <= 0:
        return 0.0
    # At the variance of the effects, times their number, every weight is so small that Q lies below.
    top = float(np.var(effects)) * effects.size + 1.0
    return float(brentq(beyond, 0.0, top, xtol=1e-12, rtol=1e-12))


def _counts(values: ArrayLike, what: str) -> Floats:
    try:
        found = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise StatsError(tr("{what}: counts are whole numbers.", what=what)) from error
    if not np.all(np.isfinite(found)) or np.any(found < 0) or np.any(found != np.rint(found)) or np.any(found > 1e15):
        raise StatsError(tr("{what}: counts are whole numbers, none below 0.", what=what))
    return found
