"""Stretches in which nothing was proposed, drawn so that a human looks there too: what did the models miss?"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from coder.vocabulary.people import Person
from coder.vocabulary.scheme import Role, is_of
from coder.vocabulary.time import Interval, without

LEAST_US = 4_000_000
"""Shorter, and a look away and back would not fit in."""

MOST_US = 8_000_000
"""Longer, and a person watches a clip rather than answers a question."""

PROPOSALS_A_STRETCH = 8
LEAST_STRETCHES = 2
"""One to every eight proposals, and two where there are fewer."""

_BRIDGE_US = 1_000_000
"""Somebody lost for so short a time could be observed all along."""


def wanted_stretches(proposals: int) -> int:
    """Return how many stretches go with so many proposals."""
    return max(LEAST_STRETCHES, round(proposals / PROPOSALS_A_STRETCH))


def observable_spans(people: Sequence[Person]) -> list[Interval]:
    """Return when something could be seen to happen: child and a caregiver in view; anybody, where roles are open."""
    child, adults = (
        [span for person in people if is_of(person.role, role) for span in person.in_view]
        for role in (Role.CHILD, Role.CAREGIVER)
    )
    if child and adults:
        return _common(_joined(child, bridge_us=_BRIDGE_US), _joined(adults, bridge_us=_BRIDGE_US))
    anybody = [span for person in people if person.role != "nobody" for span in person.in_view]
    return _joined(anybody, bridge_us=_BRIDGE_US)


def draw_stretches(
    taken: Iterable[Interval],
    observable: Sequence[Interval],
    *,
    frame_pts_us: npt.NDArray[np.int64],
    end_us: int,
    count: int,
    seed: str,
) -> tuple[Interval, ...]:
    """Draw up to ``count`` stretches of 4 to 8 s from observable time that nothing in ``taken`` overlaps.

    Parameters
    ----------
    taken : iterable of Interval
        Proposals, and stretches that were drawn before.
    observable : sequence of Interval
        Where something could be seen to happen; sorted and apart.
    frame_pts_us : int64 array (n,)
        A stretch begins and ends on frames.
    seed : str
        The same seed draws the same stretches.
    """
    chance = random.Random(seed)
    marks = np.append(frame_pts_us, end_us)
    slots = [slot for gap in without(observable, _joined(taken)) for slot in _slots(gap)]
    drawn = [(chance.random(), _placed(slot, marks, chance)) for slot in slots]
    fitting = sorted((order, stretch) for order, stretch in drawn if stretch is not None)
    return tuple(sorted(stretch for _, stretch in fitting[:count]))


def _slots(gap: Interval) -> Iterator[Interval]:
    """Part a gap into places for one stretch each."""
    if gap.duration_us < LEAST_US:
        return
    count = max(gap.duration_us // MOST_US, 1)
    edges = [gap.onset_us + gap.duration_us * n // count for n in range(count + 1)]
    for n in range(count):
        yield Interval(edges[n], edges[n + 1])


def _placed(slot: Interval, marks: npt.NDArray[np.int64], chance: random.Random) -> Interval | None:
    """Place a stretch of a drawn length at a drawn place of a slot, on frames; None where frames leave no room."""
    length = LEAST_US + round(chance.random() * (min(slot.duration_us, MOST_US) - LEAST_US))
    onset = slot.onset_us + round(chance.random() * (slot.duration_us - length))
    inside = marks[(marks >= slot.onset_us) & (marks <= slot.offset_us)]
    if len(inside) < 2:
        return None
    first = int(inside[np.argmin(np.abs(inside - onset))])
    last = int(inside[np.argmin(np.abs(inside - onset - length))])
    longest_gap = int(np.max(np.diff(inside)))
    return Interval(first, last) if last - first >= LEAST_US - 2 * longest_gap else None


def _joined(spans: Iterable[Interval], *, bridge_us: int = 0) -> list[Interval]:
    """Return spans in order, with those that touch (or nearly) made one."""
    found: list[Interval] = []
    for span in sorted(spans):
        if found and span.onset_us <= found[-1].offset_us + bridge_us:
            last = found.pop()
            span = Interval(last.onset_us, max(last.offset_us, span.offset_us))
        found.append(span)
    return found


def _common(first: Sequence[Interval], second: Sequence[Interval]) -> list[Interval]:
    """Return what lies in both."""
    return [
        Interval(max(a.onset_us, b.onset_us), min(a.offset_us, b.offset_us))
        for a in first
        for b in second
        if a.overlaps(b)
    ]
