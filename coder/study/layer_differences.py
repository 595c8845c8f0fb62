"""Where two layers of one recording differ, event by event, so that a human can settle or learn from each. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme, role_of
from coder.vocabulary.time import Interval

TOLERANCE_US = 500_000
"""How far apart two marks of one act may lie where the caller does not say; that of the tables of agreement."""


class DifferenceKind(StrEnum):
    """How two layers differ at a place."""

    CODE = "another code"
    TIMES = "other times"
    DETAILS = "other details"
    FIRST_ONLY = "only the first"
    SECOND_ONLY = "only the second"


@dataclass(frozen=True, slots=True)
class LayerDifference:
    """One place where two layers differ; of the side that says nothing the event is None."""

    kind: DifferenceKind
    first: Event | None
    second: Event | None

    @property
    def events(self) -> tuple[Event, ...]:
        """What is said at this place, by one or both."""
        return tuple(one for one in (self.first, self.second) if one is not None)

    @property
    def subject(self) -> str:
        """Who it is about."""
        return self.events[0].subject

    @property
    def span(self) -> Interval:
        """From where the earlier begins to where the later ends."""
        return Interval(min(e.onset_us for e in self.events), max(e.offset_us for e in self.events))


@dataclass(frozen=True, slots=True)
class LayerDifferences:
    """Two layers side by side: pairs that say the same, and the places where they differ, in order of time."""

    same: tuple[tuple[Event, Event], ...]
    differences: tuple[LayerDifference, ...]


@dataclass(slots=True)
class _Sides:
    """Events of one subject and group that have no partner yet."""

    first: list[Event] = field(default_factory=list)
    second: list[Event] = field(default_factory=list)


def differences_between(
    first: Sequence[Event], second: Sequence[Event], scheme: Scheme, *, tolerance_us: int = TOLERANCE_US
) -> LayerDifferences:
    """Pair the events of two layers one to one, and say where they differ.

    Within one subject and exclusive group, events of one code are paired first, those that share most time (points:
    that lie nearest, no farther apart than ``tolerance_us``) before others. What is left over is paired across codes
    where it shares more than half of the shorter one; the rest stands alone. A pair of one code says the same where
    both edges lie within the tolerance and its modifiers are the same.

    Raises ValueError for a tolerance below 0.
    """
    if tolerance_us < 0:
        raise ValueError(tr("a tolerance is no less than 0"))
    same: list[tuple[Event, Event]] = []
    found: list[LayerDifference] = []
    groups: dict[tuple[str, str], _Sides] = {}
    for event in first:
        groups.setdefault(_group(event, scheme), _Sides()).first.append(event)
    for event in second:
        groups.setdefault(_group(event, scheme), _Sides()).second.append(event)
    for sides in groups.values():
        for one, other in _paired(
            sides, lambda a, b: _nearness(a, b, tolerance_us) if a.code == b.code else 0.0, tolerance_us
        ):
            kind = _kind(one, other, tolerance_us)
            if kind is None:
                same.append((one, other))
            else:
                found.append(LayerDifference(kind, one, other))
        for one, other in _paired(
            sides, lambda a, b: near if (near := _nearness(a, b, tolerance_us)) > 0.5 else 0.0, tolerance_us
        ):
            found.append(LayerDifference(DifferenceKind.CODE, one, other))
        found += [LayerDifference(DifferenceKind.FIRST_ONLY, event, None) for event in sides.first]
        found += [LayerDifference(DifferenceKind.SECOND_ONLY, None, event) for event in sides.second]
    return LayerDifferences(tuple(same), tuple(sorted(found, key=lambda one: (one.span.onset_us, one.subject))))


def _paired(sides: _Sides, near: Callable[[Event, Event], float], reach_us: int) -> list[tuple[Event, Event]]:
    """Take partners out of both sides, nearest first; only those that lie no farther apart than ``reach_us`` meet."""
    second = sorted(sides.second, key=lambda event: event.onset_us)
    onsets = [event.onset_us for event in second]
    longest = max((event.interval.duration_us for event in second), default=0)
    ranked = []
    for n, one in enumerate(sides.first):
        begin = bisect_left(onsets, one.onset_us - longest - reach_us)
        for m in range(begin, bisect_right(onsets, one.offset_us + reach_us)):
            value = near(one, second[m])
            if value > 0:
                # Of two that share as much, the one whose edges lie nearer.
                edges = abs(one.onset_us - second[m].onset_us) + abs(one.offset_us - second[m].offset_us)
                ranked.append((-value, edges, n, m))
    taken: dict[int, int] = {}
    gone: set[int] = set()
    for _, _, n, m in sorted(ranked):
        if n not in taken and m not in gone:
            taken[n] = m
            gone.add(m)
    pairs = [(sides.first[n], second[m]) for n, m in taken.items()]
    sides.first = [event for n, event in enumerate(sides.first) if n not in taken]
    sides.second = [event for m, event in enumerate(second) if m not in gone]
    return pairs


def _nearness(one: Event, other: Event, tolerance_us: int) -> float:
    """How much of the shorter of two states both share, 0 to 1; of points, 1 on one frame down to 0 past tolerance."""
    shortest = min(one.interval.duration_us, other.interval.duration_us)
    if shortest == 0:
        apart = abs(one.onset_us - other.onset_us)
        return 1 - apart / (tolerance_us + 1) if apart <= tolerance_us else 0.0
    shared = min(one.offset_us, other.offset_us) - max(one.onset_us, other.onset_us)
    return max(shared, 0) / shortest


def _kind(one: Event, other: Event, tolerance_us: int) -> DifferenceKind | None:
    apart = max(abs(one.onset_us - other.onset_us), abs(one.offset_us - other.offset_us))
    if apart > tolerance_us:
        return DifferenceKind.TIMES
    return DifferenceKind.DETAILS if sorted(one.modifiers) != sorted(other.modifiers) else None


def _group(event: Event, scheme: Scheme) -> tuple[str, str]:
    role = role_of(event.subject)
    known = scheme.has(role, event.code)
    return event.subject, scheme.code(role, event.code).group if known else event.code
