"""How often and how long each code was seen, over the time in which its subject could be observed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from coder.exchanges.pairing import unobservable
from coder.exchanges.time_apart import ABOUT_PRESENCE
from coder.report.figures.readable_time import SMILE, ReadableTime
from coder.stats import Rate, StateTime, rate, state_time
from coder.vocabulary.events import Event
from coder.vocabulary.scheme import CodeKind, Role, Scheme, builtin_names, builtin_scheme, role_of
from coder.vocabulary.time import MICROS, Interval

NOT_OBSERVABLE = "not_observable"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActFrequency:
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

    @property
    def seen(self) -> bool:
        """Whether it was seen to begin, or under way, in the time that is counted."""
        return bool(self.often.n or (self.lasting and self.lasting.total_time))


def acts_of(
    events: Sequence[Event], *, scheme: Scheme, span: Interval, readings: Mapping[str, ReadableTime] | None = None
) -> tuple[ActFrequency, ...]:
    """Count every code that occurs, by subject, in the order child, caregivers, the two together, others.

    Left out are codes that say what can be seen, and those of schemes of which no figure is made: cues that a caregiver
    may be running low are for company and rest, and a count of them would be the beginning of a verdict.

    Smiles that rest on proposals are counted over the time in which they could be read (``readings``, by subject).
    """
    order = [Role.CHILD, Role.CAREGIVER, Role.TOGETHER, Role.OTHER, Role.SEVERAL, Role.SOMEONE]
    pairs = sorted(
        {(e.subject, e.code) for e in events if e.code != NOT_OBSERVABLE and not only_human(e, scheme)},
        key=lambda pair: (order.index(role_of(pair[0])), *pair),
    )
    unread = {subject: reading.unread for subject, reading in (readings or {}).items()}
    return tuple(
        _act(subject, code, events, scheme, span, unread.get(subject, ()) if code == SMILE else ())
        for subject, code in pairs
    )


def only_human(event: Event, scheme: Scheme) -> bool:
    """Whether only a human codes this, so that no figure is made of it: by the study's scheme or by the app's.

    By the app's too, for a code that came in with a file has lost the mark.
    """
    role = role_of(event.subject)
    said = scheme.has(role, event.code) and scheme.code(role, event.code).only_human
    return said or (role, event.code) in _only_human_codes()


@cache
def _only_human_codes() -> frozenset[tuple[Role, str]]:
    codes = [code for name in builtin_names() for code in builtin_scheme(name).codes]
    counted = {(code.role, code.id) for code in codes if not code.only_human}
    return frozenset({(code.role, code.id) for code in codes if code.only_human} - counted)


def _act(
    subject: str, code: str, events: Sequence[Event], scheme: Scheme, span: Interval, unread: Sequence[Interval]
) -> ActFrequency:
    mine = [e for e in events if (e.subject, e.code) == (subject, code)]
    onsets, offsets = [e.onset_us / MICROS for e in mine], [e.offset_us / MICROS for e in mine]
    unseen = () if code in ABOUT_PRESENCE else (*unseen_of(subject, events, span), *unread)
    hidden = ([i.onset_us / MICROS for i in unseen], [i.offset_us / MICROS for i in unseen])
    seconds = (span.onset_us / MICROS, span.offset_us / MICROS)
    label, state = code.replace("_", " "), any(e.offset_us > e.onset_us for e in mine)
    try:
        known = scheme.code(role_of(subject), code)
        label, state = known.label, known.kind is CodeKind.STATE
    except KeyError:
        pass  # a code of another scheme: what was coded says whether it lasts
    return ActFrequency(
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
