"""What follows what: lag-sequential analysis of a sequence of codes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.loglinear import quasi_independence
from coder.stats.result import Result, StatsError, whole
from coder.stats.square_table import square_table
from coder.stats.time_arrays import Floats, label, listed, missing
from coder.vocabulary.language import tr

Cells = tuple[tuple[float | None, ...], ...]
"""A square table; None where a cell is undefined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LagSequential(Result):
    """Codes by the codes that follow them. The estimate is the chi-square of the whole table.

    Attributes
    ----------
    codes : tuple of str
        Rows (given) and columns (target) of every table.
    observed, expected : tables
        Counts, and those to expect where what follows does not depend on what was.
    probabilities : table
        Share of each row; None in rows that never occur.
    adjusted_residuals, p_values : tables
        Haberman's residual, nearly standard normal, and its two-sided p; None where undefined.
    yules_q : table
        Of each cell against all others.
    p_value : float or None
        Of the chi-square.
    degrees_of_freedom : int
        Of the chi-square.
    """

    codes: tuple[str, ...] = ()
    observed: tuple[tuple[int, ...], ...] = ()
    expected: Cells = ()
    probabilities: Cells = ()
    adjusted_residuals: Cells = ()
    p_values: Cells = ()
    yules_q: Cells = ()
    p_value: float | None = None
    degrees_of_freedom: int = 0

    def cell(self, given: str, target: str) -> dict[str, float | None]:
        """Return one cell of every table by the names of its codes."""
        try:
            i, j = self.codes.index(given), self.codes.index(target)
        except ValueError as error:
            raise StatsError(
                tr(
                    "there is no code {given!r} or {target!r} here; there are {codes}.",
                    given=given,
                    target=target,
                    codes=self.codes,
                )
            ) from error
        return {
            "observed": self.observed[i][j],
            "expected": self.expected[i][j],
            "probability": self.probabilities[i][j],
            "adjusted_residual": self.adjusted_residuals[i][j],
            "p_value": self.p_values[i][j],
            "yules_q": self.yules_q[i][j],
        }


def lag_sequential(
    codes: Sequence[Any],
    lag: int = 1,
    *,
    repeats: bool = True,
    episodes: Sequence[Any] | None = None,
    order: Sequence[Any] | None = None,
) -> LagSequential:
    """Ask which codes follow which more often than their numbers alone would make them.

    Parameters
    ----------
    codes : sequence, length n
        Codes in order of time. None, "" and NaN break the sequence.
    lag : int
        1: the next code; 2: the one after it; and so on.
    repeats : bool
        Whether a code can follow itself. False (at lag 1) makes the diagonal a structural zero.
    episodes : sequence, length n, optional
        Recording or episode of each code; nothing follows across them.
    order : sequence, optional
        Codes in the order of the tables; sorted where not given.

    Returns
    -------
    LagSequential
        Undefined with fewer than two codes or no pair at this lag.

    Raises
    ------
    StatsError
        Where codes repeat though ``repeats`` is False, or lengths differ.

    References
    ----------
    Bakeman, R., & Quera, V. (2011). Sequential analysis and observational methods for the behavioral sciences, ch. 9.
    Allison, P. D., & Liker, J. K. (1982). Analyzing sequential categorical data. Psychological Bulletin, 91, 393–403.
    Haberman, S. J. (1979). Analysis of qualitative data (Vol. 2).
    """
    lag, codes = whole(lag, tr("a lag"), least=1), listed(codes, "codes")
    episodes = None if episodes is None else listed(episodes, "episodes")
    if episodes is not None and len(episodes) != len(codes):
        raise StatsError(
            tr(
                "{number} codes but {number_2} episodes; they must be of one length.",
                number=len(codes),
                number_2=len(episodes),
            )
        )
    names, counts = _pairs(codes, lag, episodes, order)
    return _of_counts(counts, names, structural=not repeats and lag == 1, parameters={"lag": lag, "repeats": repeats})


def lag_sequential_of_table(
    table: ArrayLike, codes: Sequence[Any] | None = None, *, repeats: bool = True
) -> LagSequential:
    """Ask the same of a table of counts, as papers print it: given codes in rows, target codes in columns.

    Parameters
    ----------
    table : array_like of whole numbers, shape (codes, codes)
        How often the code of the column followed the code of the row. A data frame names its codes.
    codes : sequence, optional
        Names of the codes; 1, 2, ... where not given.
    repeats : bool
        Whether a code can follow itself. False makes the diagonal a structural zero.

    Raises
    ------
    StatsError
        Where the table is not square, or holds anything but counts.
    """
    counts, names = square_table(table, codes)
    if np.any(counts != np.rint(counts)):
        raise StatsError(tr("lag_sequential_of_table takes whole counts: how often each code followed each."))
    return _of_counts(counts, names, structural=not repeats, parameters={"repeats": repeats})


def _of_counts(
    counts: Floats, names: tuple[str, ...], *, structural: bool, parameters: dict[str, object]
) -> LagSequential:
    if structural and np.trace(counts) > 0:
        raise StatsError(
            tr(
                "codes follow themselves (count {number}) though repeats=False: join repeated codes first, "
                "or allow repeats.",
                number=int(np.trace(counts)),
            )
        )
    total = int(counts.sum())
    record = partial(
        LagSequential,
        name="lag_sequential",
        n=total,
        n_of="pairs of codes",
        method=tr("lag-sequential analysis; adjusted residuals (Haberman 1979; Bakeman & Quera 2011)")
        + (tr(", the diagonal a structural zero") if structural else ""),
        parameters={**parameters, "codes": list(names)},
        codes=names,
        observed=tuple(tuple(int(v) for v in row) for row in counts.tolist()),
    )
    if total == 0:
        return record(
            estimate=None, reason=tr("no code has another {parameters} after it", parameters=parameters.get("lag", 1))
        )
    if len(names) < 2:
        return record(estimate=None, reason=tr("only one code occurs, so nothing can follow more often than expected"))
    possible = ~np.eye(len(names), dtype=bool) if structural else np.ones(counts.shape, dtype=bool)
    fit = quasi_independence(counts, possible)
    from scipy.special import chdtrc, ndtr

    rows = counts.sum(1, keepdims=True)
    notes = [tr("many cells are looked at: about one in twenty residuals beyond ±1.96 comes by chance")]
    if np.any((fit.expected < 5) & possible):
        notes.append(tr("some expected counts are below 5: read their residuals and the chi-square with caution"))
    described = partial(
        record,
        expected=_cells(np.where(possible, fit.expected, np.nan)),
        probabilities=_cells(np.divide(counts, rows, out=np.full(counts.shape, np.nan), where=rows > 0)),
        adjusted_residuals=_cells(fit.adjusted),
        p_values=_cells(2 * ndtr(-np.abs(fit.adjusted))),
        yules_q=_cells(np.where(possible, _yules_q(counts), np.nan)),
        notes=tuple(notes),
    )
    if fit.degrees_of_freedom < 1:
        reason = tr("with these codes the expected counts are the observed ones: there is nothing left to test")
        return described(estimate=None, reason=reason)
    return described(
        estimate=fit.chi2,
        p_value=float(chdtrc(fit.degrees_of_freedom, fit.chi2)),
        degrees_of_freedom=fit.degrees_of_freedom,
    )


def _pairs(
    codes: Sequence[Any], lag: int, episodes: Sequence[Any] | None, order: Sequence[Any] | None
) -> tuple[tuple[str, ...], Floats]:
    labels = [None if missing(code) else label(code) for code in codes]
    present = sorted({name for name in labels if name is not None})
    names = tuple(present) if order is None else tuple(label(code) for code in order)
    if len(set(names)) != len(names) or not set(present) <= set(names):
        raise StatsError(
            tr(
                "order must name every code once; it is {names} and the codes are {tuple}.",
                names=names,
                tuple=tuple(present),
            )
        )
    place = {name: i for i, name in enumerate(names)}
    # A missing code ends one run and a new one begins after it: what came before is not "followed" by what comes after.
    breaks = np.cumsum([name is None for name in labels])
    counts = np.zeros((len(names), len(names)))
    for i in range(len(labels) - lag):
        given, target = labels[i], labels[i + lag]
        if given is None or target is None or breaks[i] != breaks[i + lag]:
            continue
        # An episode may be named again later, so every step between the two must stay in it.
        if episodes is not None and any(episodes[k] != episodes[i] for k in range(i, i + lag + 1)):
            continue
        counts[place[given], place[target]] += 1
    return names, counts


def _yules_q(counts: Floats) -> Floats:
    rows, columns, total = counts.sum(1, keepdims=True), counts.sum(0, keepdims=True), counts.sum()
    a = counts
    b, c = rows - a, columns - a
    d = total - a - b - c
    bottom = a * d + b * c
    return np.asarray(np.divide(a * d - b * c, bottom, out=np.full(a.shape, np.nan), where=bottom > 0))


def _cells(values: Floats) -> Cells:
    return tuple(tuple(None if math.isnan(v) else v for v in row) for row in values.tolist())
