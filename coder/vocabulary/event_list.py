"""A recording's events in order of time, with what is asked of them again and again: by id, by coder, by subject.

An edit changes a handful of a hundred thousand: :meth:`EventList.changed` patches what was worked out before and shares
the rest with it, so that no list, panel or chart has to go through all of them to learn what stayed as it was.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import pairwise

from coder.vocabulary.events import Event
from coder.vocabulary.portions import Portions

MOST_SINCE = 256
"""Changed events that lie beside those that were read; with more, all are put together anew."""


class _ById(Mapping[str, Event]):
    """Events by id: what was read, which versions of a list share, and what edits changed since (None: gone)."""

    def __init__(self, read: dict[str, Event], since: dict[str, Event | None]) -> None:
        self._read, self._since = read, since

    def __getitem__(self, event_id: str) -> Event:
        event = self._since[event_id] if event_id in self._since else self._read[event_id]
        if event is None:
            raise KeyError(event_id)
        return event

    def __iter__(self) -> Iterator[str]:
        yield from (name for name in self._read if name not in self._since)
        yield from (name for name, event in self._since.items() if event is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def changed(self, after: Mapping[str, Event | None]) -> _ById:
        """The same after an edit, at the cost of the edits since it was read."""
        since = {**self._since, **after}
        if len(since) <= MOST_SINCE:
            return _ById(self._read, since)
        read = {**self._read, **{name: event for name, event in since.items() if event is not None}}
        for name in since:
            if since[name] is None:
                read.pop(name, None)
        return _ById(read, {})


class EventList(Portions[Event]):
    """Events, frozen. What is derived is worked out when it is first asked for."""

    @classmethod
    def of(cls, events: Iterable[Event]) -> EventList:
        """The same events; a list that is one already is taken as it is."""
        return events if isinstance(events, EventList) else cls(events)

    @classmethod
    def ordered(cls, events: Iterable[Event]) -> EventList:
        """Events that are known to stand in order of time, as a study reads them."""
        made = cls(events)
        made.__dict__["in_order"] = True
        return made

    @cached_property
    def by_id(self) -> _ById:
        """Every event under its id."""
        return _ById({event.id: event for event in self}, {})

    @cached_property
    def ids(self) -> Portions[str]:
        """Their ids, in their order."""
        return Portions([event.id for event in self])

    @cached_property
    def coders(self) -> Counter[str]:
        """How many events each coder has."""
        return Counter([event.coder for event in self])

    @cached_property
    def subjects(self) -> Counter[str]:
        """How many events each subject has."""
        return Counter([event.subject for event in self])

    @cached_property
    def codes(self) -> Counter[str]:
        """How many events each code has."""
        return Counter([event.code for event in self])

    @cached_property
    def in_order(self) -> bool:
        """Whether they stand in order of time, as every list that a study reads does."""
        return all(in_time(one) <= in_time(other) for one, other in pairwise(self))

    def changed(self, after: Mapping[str, Event | None]) -> EventList:
        """The list after an edit, in order of time: events by id as they are now, None where they are gone."""
        by_id = self.by_id.changed(after)
        if not self.in_order:
            return EventList(sorted(by_id.values(), key=in_time))
        made, ids = self, self.ids
        counts = [Counter(self.coders), Counter(self.subjects), Counter(self.codes)]
        for event_id, new in after.items():
            old, gone, came = self.by_id.get(event_id), None, None
            if old is not None:
                gone = bisect_left(made, in_time(old), key=in_time)
                made = made.spliced(gone, gone=1)
                _count(counts, old, -1)
            if new is not None:
                came = bisect_left(made, in_time(new), key=in_time)
                made = made.spliced(came, come=(new,))
                _count(counts, new, 1)
            if gone != came:  # most edits leave every event in its place: then the ids are those of before
                ids = ids.spliced(gone, gone=1) if gone is not None else ids
                ids = ids.spliced(came, come=(event_id,)) if came is not None else ids
        made = made.spliced(0) if made is self else made
        made.__dict__.update(by_id=by_id, ids=ids, in_order=True)
        made.__dict__.update(coders=counts[0], subjects=counts[1], codes=counts[2])
        return made


def in_time(event: Event) -> tuple[int, int, str]:
    """Sort key of a recording's events."""
    return event.onset_us, event.offset_us, event.id


def _count(counts: list[Counter[str]], event: Event, by: int) -> None:
    for counter, value in zip(counts, (event.coder, event.subject, event.code), strict=True):
        counter[value] += by
        if not counter[value]:
            del counter[value]
