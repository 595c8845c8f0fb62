"""The cheapest one-to-one pairing of a few things with a few others, exactly."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

MOST = 12
"""Columns at most: the search visits every subset of them."""


def assign(cost: npt.NDArray[np.float64]) -> list[tuple[int, int]]:
    """Pair rows with columns so that as many as possible are paired, and among those ways, the cheapest.

    Parameters
    ----------
    cost : float64 array (rows, columns)
        Finite where a pair is allowed, inf where it is not. At most :data:`MOST` columns.

    Returns
    -------
    list of (row, column)
        In order of rows.

    Notes
    -----
    Dynamic programming over subsets of columns. People in one picture are few, so this is as fast as the Hungarian
    algorithm and needs no library.
    """
    rows, columns = cost.shape
    if columns > MOST:
        raise ValueError(f"at most {MOST} columns can be paired, not {columns}")

    @cache
    def best(row: int, taken: int) -> tuple[int, float, tuple[tuple[int, int], ...]]:
        """The most pairs (negated), their cost, and the pairs, from this row on."""
        if row == rows:
            return 0, 0.0, ()
        chosen = best(row + 1, taken)
        for column in range(columns):
            price = float(cost[row, column])
            if taken >> column & 1 or not np.isfinite(price):
                continue
            fewer, rest, pairs = best(row + 1, taken | 1 << column)
            candidate = (fewer - 1, rest + price, ((row, column), *pairs))
            if candidate[:2] < chosen[:2]:
                chosen = candidate
        return chosen

    return list(best(0, 0)[2])
