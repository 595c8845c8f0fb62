"""When it runs low: a strip of the day from what caregivers said, coded cues and brought series. No child's signal.

Nothing is set against anything, nothing is counted into a figure, and nothing warns: marks lie on the hours of a day,
and a question is asked that leads to rest and company.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from coder.exchanges.caregiver_presence import OWN_STATES
from coder.vocabulary.context import Beside
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.own_words import OwnWordKind, OwnWords
from coder.vocabulary.scheme import Role, role_of

FEWEST = 2
"""Of one evening there is no "evenings"."""


class MarkSource(StrEnum):
    """Where a mark comes from; each has a row of its own, and none is set against another."""

    SAID = "you said that little was left"
    CARD = "what you said of your rest"
    CUE = "what was noted of your own state"
    BROUGHT = "what you brought"


@dataclass(frozen=True, slots=True)
class LowHourMark:
    """One mark on the strip: whose, from where, on which day and at which hour, in which words."""

    caregiver: str
    source: MarkSource
    day: str
    hour: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """One recording as the strip takes it: its events, what stands beside it; nothing of the child is read."""

    recording: str
    events: Sequence[Event]
    beside: Beside


def marks_of(visits: Iterable[Visited], own: Iterable[OwnWords]) -> tuple[LowHourMark, ...]:
    """Return every mark, in order of caregiver, source, day and hour.

    A recording for which nobody said when it began has no place on a day; its cues and cards are left out.
    """
    found = {
        LowHourMark(one.caregiver, MarkSource.SAID, one.said_on, float(one.hour), one.words)
        for one in own
        if one.kind is OwnWordKind.LOW and one.hour is not None
    }
    for visit in visits:
        meeting = visit.beside.meeting
        began = datetime.fromisoformat(meeting.began_at) if meeting is not None and meeting.began_at else None
        for series in visit.beside.series:
            for point in series.points:
                at = datetime.fromisoformat(point.at)
                if len(point.at) > 10:
                    words = f"{series.name} {point.value:g} {series.unit}".strip()
                    found.add(LowHourMark(series.caregiver, MarkSource.BROUGHT, point.at[:10], _hour(at), words))
        if began is None:
            continue
        for card in visit.beside.cards:
            if card.rest:
                found.add(
                    LowHourMark(card.caregiver, MarkSource.CARD, began.date().isoformat(), _hour(began), card.rest)
                )
        for event in visit.events:
            if role_of(event.subject) is Role.CAREGIVER and event.code in OWN_STATES:
                at = began + timedelta(microseconds=event.onset_us)
                words = OWN_STATES[event.code]
                found.add(LowHourMark(event.subject, MarkSource.CUE, at.date().isoformat(), _hour(at), words))
    order = list(MarkSource)
    return tuple(sorted(found, key=lambda m: (m.caregiver, order.index(m.source), m.day, m.hour, m.words)))


def low_words(marks: Sequence[LowHourMark], caregiver: str) -> tuple[str, ...]:
    """Return what can be said to one caregiver: on which parts of how many days, and who could have that hour."""
    mine = [mark for mark in marks if mark.caregiver == caregiver]
    lines: list[str] = []
    asked: set[int] = set()
    for source, said in (
        (MarkSource.SAID, "you said that little was left"),
        (MarkSource.CARD, tr("you said of your rest")),
        (MarkSource.CUE, tr("it was noted")),
    ):
        hours: dict[int, list[LowHourMark]] = {}
        for mark in mine:
            if mark.source is source:
                hours.setdefault(round(mark.hour) % 24, []).append(mark)
        for hour, there in sorted(hours.items()):
            days = len({mark.day for mark in there})
            quoted = "; ".join(dict.fromkeys(f"“{' '.join(mark.words.split())}”" for mark in there if mark.words))
            told = f"{said}: {quoted}" if quoted and source is not MarkSource.SAID else said
            when = tr("On {days} around {clock} {told}.", days=_days(days, hour), clock=_clock(hour), told=told)
            # Asked once of an hour: the same question three times over would drone.
            ask = hour not in asked and (days >= FEWEST or source is MarkSource.SAID)
            asked |= {hour} if ask else set()
            lines.append(tr("{when} Who could have that hour?", when=when) if ask else when)
    return tuple(lines)


def _hour(at: datetime) -> float:
    return at.hour + at.minute / 60


def _days(count: int, hour: int) -> str:
    part = "morning" if 5 <= hour < 12 else "afternoon" if hour < 17 and hour >= 12 else "evening"
    part = "night" if hour >= 22 or hour < 5 else part
    number = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}.get(count, str(count))
    return f"{number} {part}{'' if count == 1 else 's'}"


_HOURS = ("twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")


def _clock(hour: int) -> str:
    return "midnight" if hour == 0 else "noon" if hour == 12 else _HOURS[hour % 12]
