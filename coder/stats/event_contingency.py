"""Contingency by event: how many bids were answered, how many responses were answers, and how common both would be."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.binomial import wilson
from coder.stats.pairing_arrays import (
    Anchor,
    BidWindows,
    answered,
    bid_windows,
    responses_in_view,
    window_parameters,
)
from coder.stats.result import LEVEL, Result, StatsError
from coder.stats.time_arrays import Ints, Observable, Unit, left_out, merge, observable, one_us
from coder.stats.two_by_two import MIN_CELL, AddHalf, TwoByTwo, described_only
from coder.vocabulary.language import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class ContingencyCounts(Result):
    """Bids and responses counted by event. The estimate is the share of bids with a response in their window.

    Attributes
    ----------
    bids, responses : int
        Those that begin in observable time.
    followed : int
        Bids with any response in their window.
    answered : int
        Bids answered where one response answers one bid.
    contingent, other : int
        Responses that lie in some bid's window, and all others.
    share_contingent : float or None
        Contingent responses as a share of all.
    share_contingent_interval : (float, float) or None
        Wilson's interval.
    by_window : TwoByTwo
        Windows of bids, beside windows of the same widths in the rest of the time: with a response, and without. A
        description: see :func:`contingency_table`.
    """

    bids: int = 0
    responses: int = 0
    followed: int = 0
    answered: int = 0
    contingent: int = 0
    other: int = 0
    share_contingent: float | None = None
    share_contingent_interval: tuple[float, float] | None = None
    by_window: TwoByTwo | None = None


def contingency_counts(
    bid_onsets: ArrayLike,
    response_onsets: ArrayLike,
    *,
    window: float,
    span: tuple[float, float],
    bid_offsets: ArrayLike | None = None,
    anchor: Anchor = "onset",
    overlap: float | None = 0,
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    min_cell: float = MIN_CELL,
    add_half: AddHalf = "where empty",
    level: float = LEVEL,
    unit: Unit = "us",
) -> ContingencyCounts:
    """Count which bids were followed and which responses followed a bid, event by event.

    Parameters
    ----------
    bid_onsets, bid_offsets, response_onsets, span, anchor, overlap, hidden, unit
        As for :func:`contingency_table`.
    window : float
        Width after the anchor; a response exactly at its end counts, as in the named rules.
    min_cell, add_half, level
        See :func:`two_by_two`.

    Returns
    -------
    ContingencyCounts
        Shares with Wilson's (1927) intervals. Undefined without bids in observable time.

    Notes
    -----
    ``by_window`` lays windows side by side over the observable time that no bid's window covers, from the beginning of
    each such stretch; what is left at its end is used for nothing. They are as wide as the bids' windows, which differ
    where a window goes from a bid's onset to some time after its offset: each width in turn, over and over.

    References
    ----------
    McGillion, M. L., Herbert, J. S., Pine, J. M., Keren-Portnoy, T., Vihman, M. M., & Matthews, D. E. (2013). IEEE
    Transactions on Autonomous Mental Development, 5, 240–248 (responses within 2 s).
    Van Egeren, L. A., Barratt, M. S., & Roach, M. A. (2001). Developmental Psychology, 37, 684–697 (within 3 s).
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA, 22, 209–212.
    """
    width = one_us(window, unit, "window")
    if width <= 0:
        raise StatsError(tr("the window must be longer than nothing."))
    seen = observable(span, hidden, unit=unit)
    bids = bid_windows(bid_onsets, bid_offsets, width=width, anchor=anchor, overlap=overlap, seen=seen, unit=unit)
    kept, gone = responses_in_view(response_onsets, seen=seen, unit=unit)
    followed = _holding(kept, bids.earliest, bids.latest)
    contingent = int(_in_any(kept, bids.earliest, bids.latest).sum())
    record = partial(
        ContingencyCounts,
        name="contingency_counts",
        n=bids.size,
        n_of="bids",
        method=tr("bids with a response in their window; interval of Wilson (1927)"),
        parameters={**window_parameters(window, anchor, overlap), "unit": unit},
        level=level,
        notes=(*left_out(bids.left_out, "bids"), *gone),
        bids=bids.size,
        responses=int(kept.size),
        followed=int(followed.sum()),
        answered=int(answered(bids, kept[None, :], one_to_one=True)[0]),
        contingent=contingent,
        other=int(kept.size) - contingent,
        share_contingent=contingent / kept.size if kept.size else None,
        share_contingent_interval=wilson(contingent, int(kept.size), level) if kept.size else None,
        by_window=described_only(
            _by_window(kept, bids, followed, seen),
            min_cell=min_cell,
            add_half=add_half,
            level=level,
            name="by_window",
            n_of="windows",
        ),
    )
    if not bids.size:
        return record(estimate=None, reason=tr("no bid begins in observable time"))
    share = int(followed.sum()) / bids.size
    return record(estimate=share, interval=wilson(int(followed.sum()), bids.size, level))


def _holding(times: Ints, earliest: Ints, latest: Ints) -> np.ndarray:
    """Whether each window, ends included, holds one of the times."""
    return np.searchsorted(times, latest, side="right") > np.searchsorted(times, earliest, side="left")


def _in_any(times: Ints, earliest: Ints, latest: Ints) -> np.ndarray:
    """Whether each time lies in some window, ends included."""
    begun = np.searchsorted(np.sort(earliest), times, side="right")
    ended = np.searchsorted(np.sort(latest), times, side="left")
    return np.asarray(begun > ended)


def _by_window(times: Ints, bids: BidWindows, followed: np.ndarray, seen: Observable) -> list[list[int]]:
    """Count the bids' windows and, in the rest of observable time, windows of the same widths: with, without."""
    rest = _less(seen, *merge(bids.earliest, bids.ends))
    starts, ends = _tiles(rest, bids.ends - bids.earliest)
    held = int(_holding(times, starts, ends - 1).sum())
    after = int(followed.sum())
    return [[after, int(followed.size) - after], [held, int(starts.size) - held]]


def _tiles(rest: Observable, widths: Ints) -> tuple[Ints, Ints]:
    """Lay windows side by side, each width in turn; one that does not fit any more is the first of the next stretch."""
    found: list[tuple[int, int]] = []
    wide = [w for w in widths.tolist() if w > 0]
    for start, end in zip(rest.starts.tolist(), rest.ends.tolist(), strict=True):
        while wide and start + wide[len(found) % len(wide)] <= end:
            found.append((start, start + wide[len(found) % len(wide)]))
            start = found[-1][1]
    on, off = (np.array([tile[k] for tile in found], dtype=np.int64) for k in (0, 1))
    return on, off


def _less(seen: Observable, onsets: Ints, offsets: Ints) -> Observable:
    """Return observable time without some stretches of it."""
    starts, ends = np.concatenate((seen.starts, offsets)), np.concatenate((onsets, seen.ends))
    edges = np.unique(np.concatenate((starts, ends)))
    pieces = [
        (a, b)
        for a, b in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
        if seen.holds(np.array([a]))[0] and not np.any((onsets <= a) & (a < offsets))
    ]
    joined = merge(*(np.array([p[k] for p in pieces], dtype=np.int64) for k in (0, 1)))
    return Observable(*joined)
