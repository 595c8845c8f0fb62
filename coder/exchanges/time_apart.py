"""Time apart: every code, of every scheme, that says a caregiver goes, is away, or comes back. The one list of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coder.vocabulary.events import Event
from coder.vocabulary.scheme import Role, role_of
from coder.vocabulary.time import Interval

LEAVING = frozenset({"leave_view", "leaves", "leaves_unseen"})
"""Points of a caregiver: from here on they are away."""

COMING_BACK = frozenset({"return", "returns"})
"""Points of a caregiver: until here they were away."""

AWAY = frozenset({"out_of_the_room"})
"""States of a caregiver."""

APART = frozenset({"separation", "apart", "first_separation", "second_separation", "stranger_returns"})
"""States of the two together. The last three are episodes of the Strange Situation: the caregiver is out."""

REUNIONS = frozenset({"reunion", "first_reunion", "second_reunion"})
"""States of the two together: coming back to each other."""

ABOUT_PRESENCE = LEAVING | COMING_BACK | AWAY | APART | REUNIONS
"""Codes that say who is there: they are counted over the whole recording, for leaving is what ends observation."""

STILL_FACE = "still_face"
"""Episode in which the caregiver was asked not to answer. Its reunion follows no time apart."""


def away(acts: Iterable[Event], end_us: int) -> list[Interval]:
    """Return when one caregiver was away: states of it, and from each leaving to the next coming back."""
    mine = list(acts)
    spans = [e.interval for e in mine if e.code in AWAY]
    returns = [e.onset_us for e in mine if e.code in COMING_BACK]
    for left in (e.onset_us for e in mine if e.code in LEAVING):
        back = min((t for t in returns if t >= left), default=max(end_us, left))
        spans.append(Interval(left, back))
    return spans


def time_apart(acts: Sequence[Event], end_us: int) -> tuple[Interval, ...]:
    """Return when every caregiver who is named anywhere was away, and what is coded as time apart."""
    names = sorted({e.subject for e in acts if role_of(e.subject) is Role.CAREGIVER})
    everybody = in_common([away([e for e in acts if e.subject == name], end_us) for name in names])
    coded = [e.interval for e in acts if role_of(e.subject) is Role.TOGETHER and e.code in APART]
    return tuple(sorted((*everybody, *coded)))


def reunions(acts: Sequence[Event], end_us: int) -> tuple[Interval, ...]:
    """Return the reunions after time apart, adjoining ones as one.

    The reunion of the still-face procedure is none: the caregiver had been there all along.
    """
    together = [e for e in acts if role_of(e.subject) is Role.TOGETHER]
    asked = [e.onset_us for e in together if e.code == STILL_FACE]
    gone = [one.onset_us for one in time_apart(acts, end_us)]
    found: list[Interval] = []
    for one in sorted(e.interval for e in together if e.code in REUNIONS):
        after_asking = max((t for t in asked if t < one.onset_us), default=None)
        after_going = max((t for t in gone if t < one.onset_us), default=None)
        if after_asking is not None and (after_going is None or after_going < after_asking):
            continue
        if found and one.onset_us <= found[-1].offset_us:
            found[-1] = Interval(found[-1].onset_us, max(found[-1].offset_us, one.offset_us))
        else:
            found.append(one)
    return tuple(found)


def in_common(spans_by_person: Sequence[Sequence[Interval]]) -> list[Interval]:
    """Return what lies in every person's spans: while one caregiver is there, an answer can be seen."""
    if not spans_by_person:
        return []
    common = list(spans_by_person[0])
    for spans in spans_by_person[1:]:
        common = [
            Interval(max(a.onset_us, b.onset_us), min(a.offset_us, b.offset_us))
            for a in common
            for b in spans
            if a.overlaps(b)
        ]
    return common
