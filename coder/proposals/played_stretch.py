"""What of one kind is played through at once: which acts or cards make a stretch, and what of the clip it plays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coder.vocabulary.time import MICROS, Interval, without

LEAD_US, TRAIL_US = 700_000, 400_000
"""What is played before and after each; what lies between two that are further apart is skipped."""

EDGE_LEAD_US = 500_000
"""What of a whole clip is played at one's own speed before something begins or ends, as before an act in a loop.

Less than where stretches are skipped: what comes before was seen, twice as fast, and nobody has to find their way.
"""

MOST_APART_US = 15 * MICROS
"""A stretch ends where the next of the kind begins later than this after the one before ended."""

MOST_AT_ONCE = 20
"""More than this nobody has before their eyes when they press the key."""


FASTER = 2
"""How many times faster a whole clip is played where nothing that waits begins or ends, and all of it once more."""

SHORTEST_LEAPT_US = 2 * MICROS
"""What was seen with nothing to judge in it is leapt over in the second look where it lasts longer than this.

To leap over less takes longer than to play it twice as fast, and leaves less of what goes on to be understood.
"""

FARTHEST_SET_US = 1_500_000
"""An edge that a hand sets while the clip plays is that of the act whose edge lies nearest, no farther than this."""


@dataclass(frozen=True, slots=True)
class PlayedItem:
    """One thing that is played through: its id, when it is, an act of it that the timeline shows, and what it is."""

    id: str
    interval: Interval
    shown: str
    words: str = ""


def spans_of(items: Sequence[PlayedItem], end_us: int, *, lead_us: int = LEAD_US) -> list[Interval]:
    """Return what is played: each item with a little before and after, joined where these meet."""
    spans: list[Interval] = []
    for one in sorted(items, key=lambda one: one.interval.onset_us):
        begin = max(one.interval.onset_us - lead_us, 0)
        end = min(max(one.interval.offset_us + TRAIL_US, begin + 1), max(end_us, begin + 1))
        if spans and begin <= spans[-1].offset_us:
            spans[-1] = Interval(spans[-1].onset_us, max(spans[-1].offset_us, end))
        else:
            spans.append(Interval(begin, end))
    return spans


def edges_of(items: Sequence[PlayedItem], end_us: int) -> list[Interval]:
    """Return where something is seen to begin or end, with a little before and after; not the midst of what goes on.

    What goes on when the clip begins or ends is not seen to begin or end there, and is judged at its other edge.
    """
    at: set[int] = set()
    for one in items:
        both = {one.interval.onset_us, one.interval.offset_us}
        at |= {us for us in both if 0 < us < end_us} or both
    edges = [PlayedItem(str(us), Interval(us, us), "") for us in at]
    return spans_of(edges, end_us, lead_us=EDGE_LEAD_US)


def looked_at_again(whole: Interval, free: Sequence[Interval]) -> list[Interval]:
    """Return what the second look at a part plays: where the first had something to judge, and what it did not see.

    Parameters
    ----------
    whole : Interval
        The part that was played.
    free : sequence of Interval
        What of it was played with nothing to judge: eyes were free there for what nobody proposed.
    """
    long = (span for span in free if span.duration_us > SHORTEST_LEAPT_US)
    return without([whole], sorted(long, key=lambda span: span.onset_us))


def stretch_from(items: Sequence[PlayedItem], first: str, chosen: Interval | None) -> tuple[PlayedItem, ...]:
    """Return the items of one stretch: those in the chosen part of the clip, else those that follow close upon one."""
    ordered = sorted(items, key=lambda one: (one.interval.onset_us, one.id))
    if chosen is not None:
        return tuple(one for one in ordered if chosen.contains(one.interval.onset_us))[:MOST_AT_ONCE]
    at = next((place for place, one in enumerate(ordered) if one.id == first), None)
    found: list[PlayedItem] = []
    for one in ordered[at:] if at is not None else ():
        if found and one.interval.onset_us - found[-1].interval.offset_us > MOST_APART_US:
            break
        found.append(one)
    return tuple(found[:MOST_AT_ONCE])
