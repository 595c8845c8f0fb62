"""How often and how long each code was seen, over the time in which its subject could be observed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coder.events import Event
from coder.exchanges import unobservable
from coder.scheme import Kind, Role, Scheme, role_of
from coder.stats import Rate, StateTime, rate, state_time
from coder.timebase import MICROS, Interval

NOT_OBSERVABLE = "not_observable"

ABOUT_PRESENCE = frozenset({"leave_view", "return", "separation", "reunion"})
"""Codes that say who is there: they are counted over the whole recording, for leaving view is what ends observation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One code of one subject.

    Attributes
    ----------
    subject, code, label : str
        Whose act, and what is seen.
    often : Rate
        Times a minute.
    lasting : StateTime or None
        Share of time and lengths; None for a point.
    """

    subject: str
    code: str
    label: str
    often: Rate
    lasting: StateTime | None


def acts_of(events: Sequence[Event], *, scheme: Scheme, span: Interval) -> tuple[Act, ...]:
    """Count every code that occurs, by subject, in the order child, caregivers, the two together, others."""
    order = [Role.CHILD, Role.CAREGIVER, Role.TOGETHER, Role.OTHER]
    pairs = sorted(
        {(e.subject, e.code) for e in events if e.code != NOT_OBSERVABLE},
        key=lambda pair: (order.index(role_of(pair[0])), *pair),
    )
    return tuple(_act(subject, code, events, scheme, span) for subject, code in pairs)


def _act(subject: str, code: str, events: Sequence[Event], scheme: Scheme, span: Interval) -> Act:
    mine = [e for e in events if (e.subject, e.code) == (subject, code)]
    onsets, offsets = [e.onset_us / MICROS for e in mine], [e.offset_us / MICROS for e in mine]
    unseen = () if code in ABOUT_PRESENCE else unseen_of(subject, events, span)
    hidden = ([i.onset_us / MICROS for i in unseen], [i.offset_us / MICROS for i in unseen])
    seconds = (span.onset_us / MICROS, span.offset_us / MICROS)
    label, state = code.replace("_", " "), any(e.offset_us > e.onset_us for e in mine)
    try:
        known = scheme.code(role_of(subject), code)
        label, state = known.label, known.kind is Kind.STATE
    except KeyError:
        pass  # a code of another scheme: what was coded says whether it lasts
    return Act(
        subject=subject,
        code=code,
        label=label,
        often=rate(onsets, span=seconds, hidden=hidden, unit="s"),
        lasting=state_time(onsets, offsets, span=seconds, hidden=hidden, unit="s") if state else None,
    )


def unseen_of(subject: str, events: Sequence[Event], span: Interval) -> tuple[Interval, ...]:
    """Return where this subject could not be observed: for the two together, where either could not."""
    role = role_of(subject)
    if role is Role.CAREGIVER:
        # Of several caregivers each has their own denominator.
        own = [e for e in events if e.subject == subject or role_of(e.subject) is Role.TOGETHER]
        return unobservable(own, span.offset_us)["caregiver"]
    unseen = unobservable(events, span.offset_us)
    return {Role.CHILD: unseen["child"], Role.TOGETHER: (*unseen["child"], *unseen["caregiver"])}.get(role, ())
