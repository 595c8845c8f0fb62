"""A 2×2 table: odds ratio, Yule's Q, phi, adjusted residual, and a guard for small cells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.result import LEVEL, Result, StatsError, check_level, z_of
from coder.stats.time_arrays import Floats
from coder.vocabulary.language import tr

MIN_CELL = 5
"""Cells below this are small: with one of them, indices of a 2×2 table jump about (Bakeman & Quera 2011, ch. 9)."""

_LARGEST_LOG = 600.0  # e to this is still a number


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoByTwo(Result):
    """A 2×2 table of counts [[a, b], [c, d]]. The estimate is the odds ratio.

    Attributes
    ----------
    table : 2×2 tuple of float
        Rows: inside and outside; columns: with and without the response.
    expected : 2×2 tuple of float
        Expected counts where rows and columns are unrelated.
    yules_q : float or None
        (ad − bc) / (ad + bc), from −1 to 1.
    yules_q_interval : (float, float) or None
        The odds ratio's interval carried over to Q.
    phi : float or None
        Correlation of the two yes-or-no variables.
    adjusted_residual : float or None
        Of cell a (Haberman 1978); it is minus that of b and c and the same as that of d.
    log_odds, log_odds_error : float or None
        Natural logarithm of the odds ratio and its standard error (Woolf).
    small_cells : bool
        Whether some cell holds fewer than ``parameters["min_cell"]``.
    """

    table: tuple[tuple[float, float], tuple[float, float]] = ((0.0, 0.0), (0.0, 0.0))
    expected: tuple[tuple[float, float], tuple[float, float]] | None = None
    yules_q: float | None = None
    yules_q_interval: tuple[float, float] | None = None
    phi: float | None = None
    adjusted_residual: float | None = None
    log_odds: float | None = None
    log_odds_error: float | None = None
    small_cells: bool = False


AddHalf = Literal["where empty", "always", "never"]


def two_by_two(
    table: ArrayLike,
    *,
    min_cell: float = MIN_CELL,
    add_half: AddHalf = "where empty",
    level: float = LEVEL,
    name: str = "two_by_two",
    n_of: str = "tallies",
    parameters: dict[str, object] | None = None,
    notes: Sequence[str] = (),
) -> TwoByTwo:
    """Describe the association in a 2×2 table of counts [[a, b], [c, d]].

    Parameters
    ----------
    table : array_like of float, shape (2, 2)
        Counts; not below zero.
    min_cell : float
        A note is made, and ``small_cells`` set, where some cell holds less.
    add_half : "where empty", "always" or "never"
        When 0.5 is added to every cell for the odds ratio: only where a cell is empty (Haldane 1955), for
        every table, or not at all.
    level : float
        Confidence level.
    name, n_of, parameters, notes
        Carried into the record.

    Returns
    -------
    TwoByTwo
        Where 0.5 was added for the odds ratio and its interval, a note says so; Q, phi and the residual are from the
        counts as they are. Undefined where a row or column is empty, and where a cell is and nothing is to be added.

    References
    ----------
    Bakeman, R., & Quera, V. (2011). Sequential analysis and observational methods for the behavioral sciences, ch. 9.
    Woolf, B. (1955). On estimating the relation between blood group and disease. Ann. Human Genetics, 19, 251–253.
    Haberman, S. J. (1978). Analysis of qualitative data (Vol. 1).
    """
    counts = _checked(table)
    if add_half not in ("where empty", "always", "never"):
        raise StatsError(tr("add_half is 'where empty', 'always' or 'never', not {add_half!r}.", add_half=add_half))
    check_level(level)
    small = bool(np.any(counts < min_cell))
    said = list(notes)
    if small:
        said.append(
            tr(
                "small cells: at least one of the four counts is below {min_cell:g}, so read the odds ratio, Q and "
                "residual with caution",
                min_cell=min_cell,
            )
        )
    cells = tuple(tuple(row) for row in counts.tolist())
    record = partial(
        TwoByTwo,
        name=name,
        n=round(counts.sum()),
        n_of=n_of,
        method=tr("2×2 table: odds ratio (Woolf interval), Yule's Q, adjusted residual (Bakeman & Quera 2011)"),
        level=level,
        parameters={**(parameters or {}), "min_cell": min_cell, "add_half": add_half},
        table=cells,  # type: ignore[arg-type]
        small_cells=small,
    )
    rows, columns, total = counts.sum(1), counts.sum(0), counts.sum()
    if total == 0 or not rows.all() or not columns.all():
        return record(estimate=None, reason=_empty(rows, columns), notes=tuple(said))
    expected = np.outer(rows, columns) / total
    corrected = counts
    if add_half == "always" or (add_half == "where empty" and not counts.all()):
        corrected = counts + 0.5
        why = "" if counts.all() else tr("a cell is empty: ")
        said.append(tr("{why}0.5 was added to every cell for the odds ratio and its interval", why=why))
    yules_q, phi = _association(counts)
    described = partial(
        record,
        expected=tuple(tuple(row) for row in expected.tolist()),
        yules_q=yules_q,
        phi=phi,
        adjusted_residual=float(phi * math.sqrt(total)),
        notes=tuple(said),
    )
    if not corrected.all():
        return described(estimate=None, reason=tr("a cell is empty, and 0.5 was not to be added"))
    log_odds, spread = _log_odds(corrected)
    reach = z_of(level) * spread
    if abs(log_odds) + reach > _LARGEST_LOG:
        return described(estimate=None, reason=tr("a cell is so nearly empty that the odds ratio has no bounds"))
    low, high = math.exp(log_odds - reach), math.exp(log_odds + reach)
    return described(
        estimate=math.exp(log_odds),
        interval=(low, high),
        yules_q_interval=((low - 1) / (low + 1), (high - 1) / (high + 1)),
        log_odds=log_odds,
        log_odds_error=spread,
    )


def _checked(table: ArrayLike) -> Floats:
    try:
        counts = np.asarray(table, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise StatsError(tr("a 2×2 table holds four counts: [[a, b], [c, d]].")) from error
    if counts.shape != (2, 2) or not np.all(np.isfinite(counts)) or np.any(counts < 0):
        raise StatsError(tr("a 2×2 table holds four counts, none below zero: [[a, b], [c, d]]."))
    return counts


def described_only(
    table: ArrayLike,
    *,
    min_cell: float,
    add_half: AddHalf,
    level: float,
    name: str,
    n_of: str,
    parameters: dict[str, object] | None = None,
    notes: Sequence[str] = (),
) -> TwoByTwo:
    """Describe a 2×2 table of things that follow each other in time, without what takes them as independent."""
    found = two_by_two(
        table,
        min_cell=min_cell,
        add_half=add_half,
        level=level,
        name=name,
        n_of=n_of,
        parameters=parameters,
        notes=[
            *notes,
            tr("no interval: {n} follow each other and are not independent; see the circular shift", n=n_of),
        ],
    )
    return replace(
        found,
        interval=None,
        yules_q_interval=None,
        log_odds_error=None,
        method="2×2 table, as a description: odds ratio, Yule's Q, adjusted residual (Bakeman & Quera 2011)",
    )


def _log_odds(cells: Floats) -> tuple[float, float]:
    """Return the natural logarithm of the odds ratio and its standard error (Woolf); no cell is empty."""
    (a, b), (c, d) = cells
    return math.log(a) + math.log(d) - math.log(b) - math.log(c), math.sqrt(float((1 / cells).sum()))


def _association(counts: Floats) -> tuple[float, float]:
    """Return Yule's Q and phi of a table without an empty row or column."""
    rows, columns, total = counts.sum(1), counts.sum(0), counts.sum()
    # Shares, and the smaller share itself, never one less the other: a rare row is rare and not empty.
    (pa, pb), (pc, pd) = counts / total
    margins = math.sqrt(rows[0] / total) * math.sqrt(rows[1] / total)
    margins *= math.sqrt(columns[0] / total) * math.sqrt(columns[1] / total)
    # With every margin above zero at least one of ad and bc is above zero.
    return float((pa * pd - pb * pc) / (pa * pd + pb * pc)), float((pa * pd - pb * pc) / margins)


def _empty(rows: np.ndarray, columns: np.ndarray) -> str:
    if rows.sum() == 0:
        return tr("the table is empty: nothing was observed")
    if rows[0] == 0:
        return tr("no time lies inside the window, so there is nothing to compare")
    if rows[1] == 0:
        return tr("no time lies outside the window, so there is nothing to compare with")
    if columns[0] == 0:
        return tr("no response was seen, inside the window or outside it")
    return tr("the response was there all the time, so it cannot depend on the window")
