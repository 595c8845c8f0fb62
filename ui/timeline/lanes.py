"""Stack what overlaps in time into lanes, so that a proposal and an event over the same time are both seen."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush

Span = tuple[int, int]
"""``(onset, end)`` in microseconds, half-open, with ``end > onset``."""

_NEVER = 2**63


class _OpenLanes:
    """Lanes filled in order of onset: the lowest free one is taken, in O(log n)."""

    def __init__(self) -> None:
        self._busy: list[tuple[int, int]] = []
        self._free: list[int] = []
        self.count = 0

    def take(self, onset: int, end: int) -> int:
        """Return the lowest lane that is free at ``onset`` and keep it until ``end``."""
        while self._busy and self._busy[0][0] <= onset:
            heappush(self._free, heappop(self._busy)[1])
        if self._free:
            lane = heappop(self._free)
        else:
            lane = self.count
            self.count += 1
        heappush(self._busy, (end, lane))
        return lane


def assign_lanes(
    settled: Sequence[Span], waiting: Sequence[Span], *, most: int | None = None
) -> tuple[list[int], list[int], int]:
    """Give every span a lane in which nothing overlaps it.

    What is settled (a human's word) is placed first, so an event keeps its lane when proposals come and go;
    what waits then fills the lowest lane that is free beneath it.

    Parameters
    ----------
    settled, waiting : sequences of (onset, end)
        Each in order of onset.
    most : int, optional
        Of the lanes of what is settled, no more than so many are searched for a free place: further down nothing
        is told apart any more, and a search through thousands of lanes would not end.

    Returns
    -------
    lanes of ``settled``, lanes of ``waiting``, number of lanes in all
    """
    lanes = _OpenLanes()
    settled_lanes = [lanes.take(onset, end) for onset, end in settled]
    searched = lanes.count if most is None else min(lanes.count, most)
    fixed: list[list[Span]] = [[] for _ in range(searched)]
    for span, lane in zip(settled, settled_lanes, strict=True):
        if lane < searched:
            fixed[lane].append(span)
    for spans in fixed:
        spans.append((_NEVER, _NEVER))
    # Onsets only grow, so of each lane it is enough to know the first settled span that is not over yet.
    coming = [spans[0] for spans in fixed]
    over = [0] * searched
    taken_until = [-_NEVER] * searched

    extra = _OpenLanes()
    waiting_lanes: list[int] = []
    for onset, end in waiting:
        for lane in range(searched):
            if taken_until[lane] > onset:
                continue
            if coming[lane][1] <= onset:
                spans, n = fixed[lane], over[lane]
                while spans[n][1] <= onset:
                    n += 1
                over[lane], coming[lane] = n, spans[n]
            if coming[lane][0] >= end:
                taken_until[lane] = end
                waiting_lanes.append(lane)
                break
        else:
            waiting_lanes.append(lanes.count + extra.take(onset, end))
    return settled_lanes, waiting_lanes, lanes.count + extra.count
