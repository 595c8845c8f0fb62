"""Square tables of tallies, one code against another: checked, and named by a data frame's own labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.result import StatsError
from coder.stats.time_arrays import Floats, label
from coder.vocabulary.language import tr


def square_table(
    table: ArrayLike, codes: Sequence[Any] | None, *, ordered: bool = False
) -> tuple[Floats, tuple[str, ...]]:
    """Return tallies and the names of their codes.

    A data frame with labels (``pandas.crosstab``, say) is read by them: its columns are brought into the order of its
    rows, and a code that only one side used gets a row or column of zeros; where the
    order of the codes matters (``ordered``), it must then be known. Raises StatsError for what is no such table.
    """
    labels = _labels(table)
    try:
        counts = np.asarray(table, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise StatsError(tr("an agreement table holds numbers, as many in each row as there are rows.")) from error
    if counts.size == 0:
        counts = counts.reshape(0, 0)
    elif labels is not None and counts.ndim == 2:
        counts, names = _by_label(counts, *labels, codes, ordered)
        codes = names
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise StatsError(tr("an agreement table is square: the same codes in rows (first coder) and columns (second)."))
    if not np.all(np.isfinite(counts)) or np.any(counts < 0):
        raise StatsError(tr("tallies are numbers, none below zero."))
    if isinstance(codes, str) and len(codes) != len(counts):
        raise StatsError(
            tr(
                "the second argument names the codes, one each; {codes!r} is no list of {number} names.",
                codes=codes,
                number=len(counts),
            )
        )
    named = tuple(str(c) for c in codes) if codes is not None else tuple(str(i + 1) for i in range(len(counts)))
    if len(named) != len(counts):
        raise StatsError(
            tr(
                "a table of {number} codes needs {number} names; there are {number_2}.",
                number=len(counts),
                number_2=len(named),
            )
        )
    return counts, named


def _labels(table: ArrayLike) -> tuple[list[str], list[str]] | None:
    """Return a data frame's labels; None for what has none, and where pandas only numbered the rows or columns."""
    axes = [getattr(table, name, None) for name in ("index", "columns")]
    if not hasattr(table, "to_numpy") or any(axis is None or type(axis).__name__ == "RangeIndex" for axis in axes):
        return None
    rows, columns = ([label(name) for name in axis] for axis in axes if axis is not None)
    return rows, columns


def _by_label(
    counts: Floats, rows: list[str], columns: list[str], codes: Sequence[Any] | None, ordered: bool
) -> tuple[Floats, list[str]]:
    if len(set(rows)) != len(rows) or len(set(columns)) != len(columns):
        raise StatsError(tr("the table names a code twice."))
    if not set(rows) & set(columns):
        raise StatsError(
            tr(
                "the rows are named {rows} and the columns {columns}: where they are the same codes in the same order, "
                "give table.to_numpy() and codes=.",
                rows=rows,
                columns=columns,
            )
        )
    if codes is None and ordered and set(rows) != set(columns) and not _numbers([*rows, *columns]):
        raise StatsError(tr("rows and columns do not name the same codes: give codes=, from lowest to highest."))
    names = _in_order(rows, columns) if codes is None else [label(code) for code in codes]
    if not {*rows, *columns} <= set(names):
        raise StatsError(
            tr("codes= does not name {names}, which the table names.", names=sorted({*rows, *columns} - set(names)))
        )
    full = np.zeros((len(names), len(names)))
    full[np.ix_([names.index(r) for r in rows], [names.index(c) for c in columns])] = counts
    return full, names


def _in_order(rows: list[str], columns: list[str]) -> list[str]:
    names = [*rows, *(c for c in columns if c not in rows)]
    return sorted(names, key=float) if len(names) > len(rows) and _numbers(names) else names


def _numbers(names: Sequence[str]) -> bool:
    try:
        return all(float(name) == float(name) for name in names)
    except ValueError:
        return False
