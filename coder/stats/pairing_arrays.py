"""The windows in which a bid can be answered, and the pairing of responses with bids, for many timings at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.result import StatsError
from coder.stats.time_arrays import Bools, Ints, Observable, Unit, left_out, one_us, pair_us, to_us
from coder.vocabulary.language import tr

Anchor = Literal["onset", "offset"]
"""From where in the bid a window starts."""


@dataclass(frozen=True, slots=True)
class BidWindows:
    """The window of each bid that begins in observable time, in order of onset (µs).

    Attributes
    ----------
    onsets : int array, shape (n,)
        Onsets of the bids.
    earliest, latest : int array, shape (n,)
        First and last onset of a response that may answer the bid, both included. Watching ends where view is lost.
    ends : int array, shape (n,)
        End of the window as a half-open stretch of time.
    left_out : int
        Bids that begin outside observable time.
    """

    onsets: Ints
    earliest: Ints
    latest: Ints
    ends: Ints
    left_out: int

    @property
    def size(self) -> int:
        """Number of bids that begin in observable time."""
        return int(self.onsets.size)


def bid_windows(
    onsets: ArrayLike,
    offsets: ArrayLike | None,
    *,
    width: int,
    anchor: Anchor,
    overlap: float | None,
    seen: Observable,
    unit: Unit,
) -> BidWindows:
    """Return the window of each bid that begins in observable time.

    The convention is that of a named rule (``coder.exchanges.pairing.Rule``): from the bid's onset on; anchored at its
    offset,
    from ``overlap`` before the offset, but never before the onset.
    """
    if anchor not in ("onset", "offset"):
        raise StatsError(tr("anchor is 'onset' or 'offset', not {anchor!r}.", anchor=anchor))
    if anchor == "offset":
        if offsets is None:
            raise StatsError(tr("a window anchored at the offset of the bids needs bid_offsets."))
        on, off = pair_us(onsets, offsets, unit=unit, what="bids")
    else:
        on = to_us(onsets, unit, "bid_onsets")
        off = on
    order = np.lexsort((off, on))
    on, off = on[order], off[order]
    keep = seen.holds(on)
    on, off = on[keep], off[keep]
    early = 0 if overlap is None else one_us(overlap, unit, "overlap")
    earliest = on if anchor == "onset" or overlap is None else np.maximum(on, off - early)
    view_ends = seen.ends[seen.segment(on)]
    return BidWindows(
        on, earliest, np.minimum(off + width, view_ends - 1), np.minimum(off + width, view_ends), int((~keep).sum())
    )


def responses_in_view(onsets: ArrayLike, *, seen: Observable, unit: Unit) -> tuple[Ints, tuple[str, ...]]:
    """Return when the responses in observable time began, in order, and a note where others were left out."""
    every = np.sort(to_us(onsets, unit, "response_onsets"))
    kept = every[seen.holds(every)]
    return kept, left_out(int(every.size - kept.size), "responses")


def window_parameters(window: float, anchor: Anchor, overlap: float | None) -> dict[str, object]:
    """Return what a record says of the window that was used; overlap says nothing of one from the onset on."""
    return {"window": window, "anchor": anchor, "overlap": overlap if anchor == "offset" else 0}


def answered(windows: BidWindows, responses: Ints, *, one_to_one: bool) -> Ints:
    """Count answered bids, for many timings of the responses at once.

    Parameters
    ----------
    windows : BidWindows
        On the same clock as the responses.
    responses : int array, shape (draws, m)
        Onsets of the responses, each row in order of time.
    one_to_one : bool
        True: responses are taken in order of time, each goes to the nearest earlier bid without an answer whose
        window holds it. False: a bid is answered where any response lies in its window.

    Returns
    -------
    int array, shape (draws,)
    """
    draws, m = responses.shape
    if not windows.size or not m:
        return np.zeros(draws, dtype=np.int64)
    if not one_to_one:
        return _any_response(windows, responses)
    depth = _reach(windows)
    taken: Bools = np.zeros((draws, windows.size), dtype=np.bool_)
    # One column of responses at a time, over all draws together: m steps in Python instead of draws × m.
    for j in range(m):
        t = responses[:, j]
        rows, bid = np.arange(draws), np.searchsorted(windows.onsets, t, side="right") - 1
        for _ in range(depth):
            begun = bid >= 0
            rows, bid, t = rows[begun], bid[begun], t[begun]
            fits = (windows.earliest[bid] <= t) & (t <= windows.latest[bid]) & ~taken[rows, bid]
            taken[rows[fits], bid[fits]] = True
            rows, bid, t = rows[~fits], bid[~fits] - 1, t[~fits]
            if not rows.size:
                break
    return np.asarray(taken.sum(1), dtype=np.int64)


def _any_response(windows: BidWindows, responses: Ints) -> Ints:
    counts = np.zeros(len(responses), dtype=np.int64)
    for i, row in enumerate(responses):
        first = np.searchsorted(row, windows.earliest, side="left")
        counts[i] = int((np.searchsorted(row, windows.latest, side="right") > first).sum())
    return counts


def _reach(windows: BidWindows) -> int:
    """How many bids back from the last one that has begun a window may still be open."""
    last = np.searchsorted(windows.onsets, np.maximum.accumulate(windows.latest), side="right")
    return int((last - np.arange(windows.size)).max())
