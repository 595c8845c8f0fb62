"""Events of one layer, recording and subject by when they are: thousands in one edit look at neighbours."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable

from coder.study.edits.changes import Row


class EventsInTime:
    """Rows of events as they will be, kept in order of their onsets (µs)."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = {str(row["id"]): row for row in rows}
        self._places = sorted((_us(row, "onset_us"), row_id) for row_id, row in self._rows.items())
        self._longest = max((_lasts(row) for row in self._rows.values()), default=0)

    def keep(self, row_id: str, row: Row | None) -> None:
        """Hold an event as it will be; None where it is no longer here."""
        before = self._rows.pop(row_id, None)
        if before is not None:
            del self._places[bisect_left(self._places, (_us(before, "onset_us"), row_id))]
        if row is not None:
            self._rows[row_id] = row
            insort(self._places, (_us(row, "onset_us"), row_id))
            self._longest = max(self._longest, _lasts(row))

    def meeting(self, onset_us: int, offset_us: int) -> list[Row]:
        """Return the events that share time with an interval, in order of their onsets."""
        # Nothing that began longer ago than the longest of them lasts can still go on.
        first, end = (bisect_left(self._places, (at, "")) for at in (onset_us - self._longest, offset_us))
        found = (self._rows[row_id] for _, row_id in self._places[first:end])
        return [row for row in found if _us(row, "offset_us") > onset_us]

    def beginning(self, at_us: int) -> list[Row]:
        """Return the events that begin at a time."""
        first, end = (bisect_left(self._places, (at, "")) for at in (at_us, at_us + 1))
        return [self._rows[row_id] for _, row_id in self._places[first:end]]


def _lasts(row: Row) -> int:
    return _us(row, "offset_us") - _us(row, "onset_us")


def _us(row: Row, name: str) -> int:
    value = row[name]
    assert isinstance(value, int)
    return value
