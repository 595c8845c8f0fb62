"""Stack what overlaps in time into lanes, so that a proposal and an event over the same time are both seen."""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np
import numpy.typing as npt

Times = npt.NDArray[np.int64]


_NEVER = 2**62
_LANE_BITS = 24
_LANE = (1 << _LANE_BITS) - 1
"""A lane and the time until which it is taken are one number, ``time << 24 | lane``: a million tuples cost seconds."""


def _stacked(spans: Times, last: int) -> tuple[list[int], int]:
    """Give each span the lowest lane that is free at its onset; what finds none shares ``last``. And how many lanes."""
    busy: list[int] = []
    free = count = 0  # a bit for each lane that is free
    lanes = []
    for onset, end in zip(*spans.T.tolist(), strict=True):
        over = (onset + 1) << _LANE_BITS
        while busy and busy[0] < over:
            free |= 1 << (heappop(busy) & _LANE)
        if free:
            lowest = free & -free
            free ^= lowest
            lane = lowest.bit_length() - 1
        elif count < last:
            lane, count = count, count + 1
        else:
            lane, count = last, last + 1
        lanes.append(lane)
        if lane < last:
            heappush(busy, end << _LANE_BITS | lane)
    return lanes, count


def _between(spans: Times, taken: list[Times]) -> list[int]:
    """Give each span the lowest lane in which it fits between what lies there already; -1 where none has room."""
    # The next to come is the last of these, so that what is over is popped.
    onsets = [[_NEVER, *there[::-1, 0].tolist()] for there in taken]
    ends = [[_NEVER, *there[::-1, 1].tolist()] for there in taken]
    blocked = [-_NEVER << _LANE_BITS | lane for lane in range(len(taken))]
    opened = 0  # a bit for each lane that may have room now
    lanes = []
    for onset, end in zip(*spans.T.tolist(), strict=True):
        over = (onset + 1) << _LANE_BITS
        while blocked and blocked[0] < over:
            opened |= 1 << (heappop(blocked) & _LANE)
        found, left = -1, opened
        while left and found < 0:
            bit = left & -left
            left ^= bit
            lane = bit.bit_length() - 1
            until = ends[lane]
            while until[-1] <= onset:
                until.pop()
                onsets[lane].pop()
            if onsets[lane][-1] <= onset:  # looked at again when that is over
                opened ^= bit
                heappush(blocked, until[-1] << _LANE_BITS | lane)
            elif onsets[lane][-1] >= end:
                opened ^= bit
                heappush(blocked, end << _LANE_BITS | lane)
                found = lane
        lanes.append(found)
    return lanes


def assign_lanes(
    settled: npt.ArrayLike, waiting: npt.ArrayLike, *, most: int = _LANE
) -> tuple[list[int], list[int], int]:
    """Give every span a lane in which nothing overlaps it.

    What is settled (a human's word) is placed first, so an event keeps its lane when proposals come and go;
    what waits then fills the lowest lane that is free beneath it.

    Parameters
    ----------
    settled, waiting : int64 arrays (n, 2)
        Onset and end in microseconds, half-open, with ``end > onset``; each in order of onset.
    most : int
        So many lanes at most, at least one. What overlaps more deeply shares the last of them.

    Returns
    -------
    lanes of ``settled``, lanes of ``waiting``, number of lanes in all
    """
    last = most - 1
    first, then = (np.asarray(spans, dtype=np.int64).reshape(-1, 2) for spans in (settled, waiting))
    settled_lanes, count = _stacked(first, last)
    of = np.array(settled_lanes, dtype=np.int64)
    taken = min(count, last)
    found = np.array(_between(then, [first[of == lane] for lane in range(taken)]), dtype=np.int64)
    left = np.flatnonzero(found < 0)
    below, more = _stacked(then[left], last - taken)
    found[left] = np.array(below, dtype=np.int64) + taken
    return settled_lanes, found.tolist(), max(count, taken + more)
