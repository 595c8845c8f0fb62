"""Stack what overlaps in time into lanes, so that a proposal and an event over the same time are both seen."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from heapq import heappop, heappush

Span = tuple[int, int]
"""``(onset, end)`` in microseconds, half-open, with ``end > onset``."""


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


def assign_lanes(settled: Sequence[Span], waiting: Sequence[Span]) -> tuple[list[int], list[int], int]:
    """Give every span a lane in which nothing overlaps it.

    What is settled (a human's word) is placed first, so an event keeps its lane when proposals come and go;
    what waits then fills the lowest lane that is free beneath it.

    Parameters
    ----------
    settled, waiting : sequences of (onset, end)
        Each in order of onset.

    Returns
    -------
    lanes of ``settled``, lanes of ``waiting``, number of lanes in all
    """
    lanes = _OpenLanes()
    settled_lanes = [lanes.take(onset, end) for onset, end in settled]
    fixed: list[list[Span]] = [[] for _ in range(lanes.count)]
    for span, lane in zip(settled, settled_lanes, strict=True):
        fixed[lane].append(span)
    taken_until: list[int | None] = [None] * lanes.count

    extra = _OpenLanes()
    waiting_lanes: list[int] = []
    for onset, end in waiting:
        for lane, spans in enumerate(fixed):
            until = taken_until[lane]
            if (until is None or until <= onset) and _is_free(spans, onset, end):
                taken_until[lane] = end
                waiting_lanes.append(lane)
                break
        else:
            waiting_lanes.append(lanes.count + extra.take(onset, end))
    return settled_lanes, waiting_lanes, lanes.count + extra.count


def _is_free(spans: list[Span], onset: int, end: int) -> bool:
    """Whether ``[onset, end)`` meets none of ``spans``, which are sorted and do not overlap each other."""
    before = bisect_left(spans, (end,))
    return before == 0 or spans[before - 1][1] <= onset
