"""Acts by time: those that share time with a stretch are found without asking all others, however many there are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from coder.vocabulary.events import Event
from coder.vocabulary.time import MICROS

_LONG_US = 30 * MICROS
"""What lasts longer is kept apart: a few long states must not make every question long."""


class ActsInTime:
    """Acts in order of onset, then offset, then id."""

    def __init__(self, acts: Iterable[Event]) -> None:
        self.all = sorted(acts, key=_order)
        self._short = [act for act in self.all if act.offset_us - act.onset_us <= _LONG_US]
        self._long = [act for act in self.all if act.offset_us - act.onset_us > _LONG_US]
        self._onsets = [act.onset_us for act in self.all]
        self._short_onsets = [act.onset_us for act in self._short]
        self._longest = max((act.offset_us - act.onset_us for act in self._short), default=0)

    def near(self, onset_us: int, offset_us: int) -> list[Event]:
        """Return, in order, every act that begins by ``offset_us`` and has not ended before ``onset_us``."""
        first = bisect_left(self._short_onsets, onset_us - self._longest)
        last = bisect_right(self._short_onsets, offset_us)
        found = [act for act in self._short[first:last] if act.offset_us >= onset_us]
        long = [act for act in self._long if act.onset_us <= offset_us and act.offset_us >= onset_us]
        return sorted([*found, *long], key=_order) if long else found

    def begun_from(self, from_us: int) -> Iterator[Event]:
        """Give, in order, every act that begins at this time or later."""
        for at in range(bisect_left(self._onsets, from_us), len(self.all)):
            yield self.all[at]

    def begun_by(self, by_us: int) -> Iterator[tuple[int, Event]]:
        """Give, the latest first, every act that begins by this time, with its place."""
        for at in range(bisect_right(self._onsets, by_us) - 1, -1, -1):
            yield at, self.all[at]


def _order(act: Event) -> tuple[int, int, str]:
    return act.onset_us, act.offset_us, act.id
