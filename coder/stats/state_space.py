"""State space grids: how two people move together through the pairs of their states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.mismatch_repair import joint_pieces
from coder.stats.result import Result, StatsError
from coder.stats.time_arrays import CodedLike, Unit, check_exclusive, from_us, label, observable, track
from coder.vocabulary.language import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class CellVisit:
    """A stay in one cell of the grid, in the caller's unit.

    Attributes
    ----------
    onset, offset : float
        When it was.
    first, second : str
        The cell: both states.
    entered : bool
        Whether the step into it was seen, from the visit before; False at the beginning and after a gap.
    """

    onset: float
    offset: float
    first: str
    second: str
    entered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of the grid: time spent in it, and how many visits."""

    first: str
    second: str
    duration: float
    visits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StateSpaceGrid(Result):
    """A grid. The estimate is the dispersion: 0 where all time is spent in one cell, 1 where it is spread evenly.

    Attributes
    ----------
    cells : tuple of Cell
        Every cell, visited or not, row by row.
    trajectory : tuple of Visit
        Visits in order of time.
    transitions : int
        Steps from one cell to another that were seen.
    visited : int
        Cells that were visited ("range").
    coded_time : float
        Time in which both were coded and observable, in the caller's unit.
    mean_visit : float or None
        Mean length of a visit.
    """

    cells: tuple[Cell, ...] = ()
    trajectory: tuple[CellVisit, ...] = ()
    transitions: int = 0
    visited: int = 0
    coded_time: float = 0.0
    mean_visit: float | None = None


def state_space_grid(
    first: CodedLike,
    second: CodedLike,
    *,
    span: tuple[float, float],
    codes: tuple[Sequence[Any], Sequence[Any]] | None = None,
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    unit: Unit = "us",
) -> StateSpaceGrid:
    """Lay the states of two people over each other, as GridWare does.

    Parameters
    ----------
    first, second : (onsets, offsets, codes)
        States of each, one at a time.
    span : (float, float)
        Start and end of what was coded.
    codes : (sequence, sequence), optional
        All states that each could be in, in the order of the grid: dispersion depends on the number of cells. Those
        that occur where not given, and a note says so.
    hidden : (onsets, offsets), optional
        Unobservable stretches: they end a visit, and what comes after them is no transition.
    unit : "us", "ms" or "s"
        Unit of every time here.

    References
    ----------
    Lewis, M. D., Lamey, A. V., & Douglas, L. (1999). A new dynamic systems method for the analysis of early
    socioemotional development. Developmental Science, 2, 457–475.
    Hollenstein, T. (2013). State space grids. Springer (dispersion, visits, range, transitions).
    """
    seen = observable(span, hidden, unit=unit)
    ours, theirs = track(first, unit=unit, what="first"), track(second, unit=unit, what="second")
    for states, who in ((ours, "first"), (theirs, "second")):
        check_exclusive(states, who)
    pieces = joint_pieces(ours, theirs, seen, None)
    used = sorted({p.child for p in pieces}), sorted({p.caregiver for p in pieces})
    rows, columns = used if codes is None else ([label(code) for code in side] for side in codes)
    if not set(used[0]) <= set(rows) or not set(used[1]) <= set(columns):
        raise StatsError(tr("codes= does not name every state that occurs: give all that each could be in."))
    if len(set(rows)) != len(rows) or len(set(columns)) != len(columns):
        raise StatsError(tr("codes= names a state twice."))
    stays: list[tuple[int, int, str, str, bool]] = []
    for p in pieces:
        last = stays[-1] if stays else None
        touches = last is not None and last[1] == p.onset
        if last is not None and touches and last[2:4] == (p.child, p.caregiver):
            stays[-1] = (last[0], p.offset, *last[2:])
        else:
            stays.append((p.onset, p.offset, p.child, p.caregiver, touches))
    total = sum(stay[1] - stay[0] for stay in stays)
    spent = np.zeros((len(rows), len(columns)))
    visits = np.zeros((len(rows), len(columns)), dtype=np.int64)
    for on, off, a, b, _ in stays:
        spent[rows.index(a), columns.index(b)] += off - on
        visits[rows.index(a), columns.index(b)] += 1
    note = tr("dispersion is over the cells of states that occur: give codes= to count those that could have")
    record = partial(
        StateSpaceGrid,
        name="state_space_grid",
        n=len(stays),
        n_of="visits",
        method=tr("state space grid: dispersion over its cells (Lewis, Lamey & Douglas 1999; Hollenstein 2013)"),
        parameters={"first": rows, "second": columns, "unit": unit},
        notes=(tr("no interval: neighbouring moments are not independent"), *((note,) if codes is None else ())),
        cells=tuple(
            Cell(first=a, second=b, duration=from_us(float(spent[i, j]), unit), visits=int(visits[i, j]))
            for i, a in enumerate(rows)
            for j, b in enumerate(columns)
        ),
        trajectory=tuple(
            CellVisit(onset=from_us(on, unit), offset=from_us(off, unit), first=a, second=b, entered=entered)
            for on, off, a, b, entered in stays
        ),
        transitions=sum(stay[4] for stay in stays),
        visited=int((visits > 0).sum()),
        coded_time=from_us(total, unit),
        mean_visit=from_us(total / len(stays), unit) if stays else None,
    )
    if not total:
        return record(estimate=None, reason=tr("at no time were both observable and both coded"))
    cells = spent.size
    if cells < 2:
        return record(estimate=None, reason=tr("a grid of one cell cannot be spread over"))
    if np.count_nonzero(spent) == 1:
        return record(estimate=0.0)
    return record(estimate=1 - (cells * float(((spent / total) ** 2).sum()) - 1) / (cells - 1))
