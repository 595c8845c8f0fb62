"""Company: codes that say that a caregiver is there, whether or not an act answers: accompanying, near by, beside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coder.vocabulary.events import Event
from coder.vocabulary.scheme import Role, role_of
from coder.vocabulary.time import Interval, without

CRYING = frozenset({"cries", "cries_or_fusses", "protests", "gives_way"})
"""States of a child that can be accompanied for as long as they last, with a limit standing or without one."""

ACCOMPANIED = "accompanied"
"""State of the two together: the child protests or cries, and the caregiver stays with it."""

ACCOMPANYING = frozenset({"stays_near", "holds", "comforts"})
"""States of a caregiver that accompany crying."""

NEAR_BY = frozenset({"nearby_and_open", "nearby_and_taken_up"})
"""States of a caregiver who is in the room and busy with something else: available nearby, and no miss."""

SAYS_COMPANY = NEAR_BY | ACCOMPANYING | {ACCOMPANIED}
"""Codes by which company is known: all that :func:`is_accompanied` and :func:`is_near_by` ask for."""

PLAYS_ALONE = "plays_alone"
"""State of a child: busy with something and asking for nothing."""

OWN_PLAY = frozenset({PLAYS_ALONE, "plays_on", "busy_with_things"})
OWN_WORK = NEAR_BY | {"busy_elsewhere", "with_a_device", "with_somebody_else"}
"""States of a caregiver at their own work beside the child."""

JOINING = frozenset({"with_child", "joins_with_things", "plays_together", "watches_child"})
"""States of a caregiver who is with the child: then the two are not each at their own thing."""

OWN_STATES = {
    "short_words": "short words",
    "mechanical_answer": "going on automatically",
    "puts_off_transition": "putting off a transition",
    "slumps": "sinking or leaning",
}
"""A caregiver's own state, as only a human codes it, in words for that caregiver. Never an act toward the child."""

CHECKING_BACK = "checks_back"
BRIDGE_US = 2_000_000
"""A look up at the caregiver for less than two seconds does not end a stretch of playing alone."""


def touches(span: Interval, other: Interval) -> bool:
    """Whether two stretches share time; a point shares it with what it lies in."""
    return span.onset_us <= other.onset_us < span.offset_us or other.onset_us <= span.onset_us < other.offset_us


def is_accompanied(bid: Event, acts: Iterable[Event]) -> bool:
    """Whether a caregiver was with a child who protested or cried, at any time while it lasted."""
    if role_of(bid.subject) is not Role.CHILD:
        return False
    return any(
        touches(act.interval, bid.interval)
        for act in acts
        if (act.code == ACCOMPANIED and role_of(act.subject) is Role.TOGETHER)
        or (bid.code in CRYING and act.code in ACCOMPANYING and role_of(act.subject) is Role.CAREGIVER)
    )


def is_near_by(bid: Event, acts: Iterable[Event]) -> bool:
    """Whether a caregiver was coded as near by when a child's bid began."""
    return role_of(bid.subject) is Role.CHILD and any(
        act.interval.contains(bid.onset_us)
        for act in acts
        if act.code in NEAR_BY and role_of(act.subject) is Role.CAREGIVER
    )


def own_pursuits(acts: Sequence[Event]) -> tuple[Interval, ...]:
    """Return when child and caregiver were each at their own thing, side by side.

    The child plays alone, and no caregiver joins in; of a child who is only coded as busy with things, a caregiver must
    be coded as at their own work. Short looks up do not part a stretch.
    """
    caregivers = [e for e in acts if role_of(e.subject) is Role.CAREGIVER]
    joining = _merged([e.interval for e in caregivers if e.code in JOINING])
    beside = _merged([e.interval for e in caregivers if e.code in OWN_WORK])
    playing = [e for e in acts if role_of(e.subject) is Role.CHILD and e.code in OWN_PLAY]
    alone = _merged([e.interval for e in playing if e.code == PLAYS_ALONE], bridge_us=BRIDGE_US)
    busy = [
        Interval(max(e.onset_us, one.onset_us), min(e.offset_us, one.offset_us))
        for e in playing
        for one in beside
        if e.interval.overlaps(one)
    ]
    return tuple(without(_merged([*alone, *busy]), joining))


def _merged(spans: Iterable[Interval], *, bridge_us: int = 0) -> list[Interval]:
    found: list[Interval] = []
    for one in sorted(span for span in spans if span.duration_us > 0):
        if found and one.onset_us <= found[-1].offset_us + bridge_us:
            found[-1] = Interval(found[-1].onset_us, max(found[-1].offset_us, one.offset_us))
        else:
            found.append(one)
    return found
