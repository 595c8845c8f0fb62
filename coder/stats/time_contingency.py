"""Contingency of responses on bids: a 2×2 table of time inside and outside the window after a bid."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.pairing_arrays import Anchor, bid_windows, responses_in_view, window_parameters
from coder.stats.result import LEVEL, StatsError
from coder.stats.time_arrays import Floats, Ints, Unit, coverage, inside, left_out, merge, observable, one_us, pair_us
from coder.stats.two_by_two import MIN_CELL, AddHalf, TwoByTwo, described_only
from coder.vocabulary.language import tr


def contingency_table(
    bid_onsets: ArrayLike,
    response_onsets: ArrayLike,
    *,
    window: float,
    span: tuple[float, float],
    step: float,
    bid_offsets: ArrayLike | None = None,
    response_offsets: ArrayLike | None = None,
    anchor: Anchor = "onset",
    overlap: float | None = 0,
    target: Literal["onset", "state"] = "onset",
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    min_cell: float = MIN_CELL,
    add_half: AddHalf = "where empty",
    level: float = LEVEL,
    unit: Unit = "us",
) -> TwoByTwo:
    """Ask whether a response is more likely just after a bid than at other times.

    Observable time is tallied in units of ``step``: rows are inside and outside the window after any bid, columns are
    with and without a response. Windows that overlap count once. Unobservable time is in no cell.

    Parameters
    ----------
    bid_onsets, bid_offsets : array_like, shape (n,)
        When the bids were; offsets are needed where the window is anchored there.
    response_onsets, response_offsets : array_like, shape (m,)
        When the responses were; offsets are needed for ``target="state"``.
    window : float
        Width after the anchor. Half-open, so that windows tile time.
    span : (float, float)
        Start and end of what was coded.
    step : float
        The time unit that is tallied (1 s in most of the literature). It scales the cells, and so n and the residual.
    anchor : "onset" or "offset"
        Where in the bid the window starts.
    overlap : float or None
        How long before an *offset* anchor the window begins; None: with the bid.
    target : "onset" or "state"
        Count time units in which a response *begins*, or all in which it is *under way*.
    hidden : (onsets, offsets), optional
        Unobservable stretches.
    min_cell, add_half, level
        See :func:`two_by_two`.
    unit : "us", "ms" or "s"
        Unit of every time here.

    Returns
    -------
    TwoByTwo
        A description: without intervals, for units of time follow each other and acts come in bursts, where an
        interval that takes units as independent leaves out the truth two or three times too often. Whether answers
        come more often than by accident is for :func:`circular_shift_test` to say. Time is measured exactly and
        divided by ``step``; cells are therefore whole only where times fall on steps.

    References
    ----------
    Bakeman, R., & Quera, V. (2011). Sequential analysis and observational methods for the behavioral sciences,
    chs. 9–10 (time-window sequential analysis).
    """
    width, tally = one_us(window, unit, "window"), one_us(step, unit, "step")
    if width <= 0 or tally <= 0:
        raise StatsError(tr("the window and the step must both be longer than nothing."))
    seen = observable(span, hidden, unit=unit)
    bids = bid_windows(bid_onsets, bid_offsets, width=width, anchor=anchor, overlap=overlap, seen=seen, unit=unit)
    # Merge first, then cut: time that two windows share is counted once.
    in_on, in_off, _ = seen.cut(*merge(bids.earliest, bids.ends))
    time_in = int((in_off - in_on).sum()) / tally
    time_all = seen.total_us / tally
    if target == "state":
        if response_offsets is None:
            raise StatsError(tr("target='state' needs response_offsets."))
        on, off = merge(*pair_us(response_onsets, response_offsets, unit=unit, what="responses"))
        a, with_response = _under_way(*seen.cut(on, off)[:2], in_on, in_off, tally)
        gone: tuple[str, ...] = ()
    elif target == "onset":
        kept, gone = responses_in_view(response_onsets, seen=seen, unit=unit)
        a, with_response = _begun(kept, in_on, in_off, tally, start=int(seen.starts[0]) if seen.starts.size else 0)
    else:
        raise StatsError(tr("target is 'onset' or 'state', not {target!r}.", target=target))
    table = np.array([[a, time_in - a], [with_response - a, (time_all - time_in) - (with_response - a)]])
    return described_only(
        np.round(np.maximum(table, 0), 9),
        min_cell=min_cell,
        add_half=add_half,
        level=level,
        name="contingency_table",
        n_of="time units",
        parameters={
            **window_parameters(window, anchor, overlap),
            "step": step,
            "target": target,
            "unit": unit,
            "bids": bids.size,
        },
        notes=(*left_out(bids.left_out, "bids"), *gone, *_below_zero(table)),
    )


def _below_zero(table: Floats) -> tuple[str, ...]:
    """Say where a window shorter than a step holds a response without holding a whole unit."""
    if not np.any(table < 0):
        return ()
    return (tr("the step is long for these windows: a cell that came out below zero was set to zero"),)


def _under_way(on: Ints, off: Ints, in_on: Ints, in_off: Ints, step: int) -> tuple[float, float]:
    """Return for how many units of time responses were under way, inside the windows and in all."""
    shared = int((coverage(off, in_on, in_off) - coverage(on, in_on, in_off)).sum())
    return shared / step, int((off - on).sum()) / step


def _begun(onsets: Ints, in_on: Ints, in_off: Ints, step: int, *, start: int) -> tuple[float, float]:
    """Return in how many units of time a response began, inside the windows and in all."""
    # A unit holds a response or none: two that begin within one unit are one tally.
    tallied = _one_per_step(onsets, step, start)
    return float(inside(tallied, in_on, in_off).sum()), float(tallied.size)


def _one_per_step(onsets: Ints, step: int, start: int) -> Ints:
    unit = (onsets - start) // step
    return onsets[np.append(True, np.diff(unit) > 0)] if onsets.size else onsets
