"""What of one kind is played through at once: which acts or cards make a stretch, and what of the clip it plays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coder.vocabulary.time import MICROS, Interval

LEAD_US, TRAIL_US = 700_000, 400_000
"""What is played before and after each; what lies between two that are further apart is skipped."""

MOST_APART_US = 15 * MICROS
"""A stretch ends where the next of the kind begins later than this after the one before ended."""

MOST_AT_ONCE = 20
"""More than this nobody has before their eyes when they press the key."""


FASTER = 2
"""How many times faster a whole clip is played where nothing that waits begins or ends, and all of it once more."""

FARTHEST_SET_US = 1_500_000
"""An edge that a hand sets while the clip plays is that of the act whose edge lies nearest, no farther than this."""


@dataclass(frozen=True, slots=True)
class PlayedItem:
    """One thing that is played through: its id, when it is, an act of it that the timeline shows, and what it is."""

    id: str
    interval: Interval
    shown: str
    words: str = ""


def spans_of(items: Sequence[PlayedItem], end_us: int) -> list[Interval]:
    """Return what is played: each item with a little before and after, joined where these meet."""
    spans: list[Interval] = []
    for one in sorted(items, key=lambda one: one.interval.onset_us):
        begin = max(one.interval.onset_us - LEAD_US, 0)
        end = min(max(one.interval.offset_us + TRAIL_US, begin + 1), max(end_us, begin + 1))
        if spans and begin <= spans[-1].offset_us:
            spans[-1] = Interval(spans[-1].onset_us, max(spans[-1].offset_us, end))
        else:
            spans.append(Interval(begin, end))
    return spans


def edges_of(items: Sequence[PlayedItem], end_us: int) -> list[Interval]:
    """Return where something begins or ends, with a little before and after; not the midst of what goes on."""
    at = {edge for one in items for edge in (one.interval.onset_us, one.interval.offset_us)}
    edges = [PlayedItem(str(us), Interval(us, us), "") for us in at]
    return spans_of(edges, end_us)


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
