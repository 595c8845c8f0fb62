"""Rhythm: together, apart, reunion across a recording, and over the recordings of a family's day on the wall clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import pairwise

from coder.exchanges.caregiver_presence import own_pursuits
from coder.exchanges.pairing import unobservable
from coder.exchanges.time_apart import reunions, time_apart
from coder.vocabulary.context import Meeting
from coder.vocabulary.events import Event
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Role, role_of
from coder.vocabulary.time import Interval
from coder.vocabulary.wall_clock import clock_at


class RhythmKind(StrEnum):
    """What a stretch is. Together means that nobody is coded as away and both can be observed; no more than that.

    Own is the child playing by itself with the caregiver at their own work beside: a way of being together, no lack.
    """

    TOGETHER = "together"
    OWN = "each at their own thing"
    APART = "apart"
    REUNION = "reunion"
    NOT_SEEN = "not seen"


@dataclass(frozen=True, slots=True)
class RhythmStretch:
    """A stretch of one kind, in microseconds on its recording's clock."""

    kind: RhythmKind
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Together, apart and reunion of one recording.

    Attributes
    ----------
    stretches : tuple of Stretch
        In order, without gaps over the span; () where it is undefined.
    reason : str or None
        Why it is undefined.
    """

    recording: str
    span: Interval
    family: str = ""
    setting: str = ""
    began_at: str = ""
    stretches: tuple[RhythmStretch, ...] = ()
    reason: str | None = None

    def total_us(self, kind: RhythmKind) -> int:
        """How long all stretches of a kind are together."""
        return sum(one.interval.duration_us for one in self.stretches if one.kind is kind)

    def count(self, kind: RhythmKind) -> int:
        """How many stretches of a kind there are."""
        return sum(one.kind is kind for one in self.stretches)

    @property
    def day(self) -> str:
        """The date on which it began, or "" where nobody said."""
        return self.began_at[:10]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRhythm:
    """The recordings of one family on one day, by the wall clock. Between recordings nothing is known.

    Attributes
    ----------
    recordings : tuple of Rhythm
        In order of the wall clock.
    """

    family: str
    day: str
    recordings: tuple[Rhythm, ...]


def rhythm_of(events: Sequence[Event], *, recording: str, span: Interval, meeting: Meeting | None = None) -> Rhythm:
    """Return a recording's rhythm from confirmed events of one coder.

    Apart is what is coded so, and from each leaving of a caregiver to the next coming back, while no other
    caregiver is there (:mod:`coder.exchanges.time_apart`). Reunion is what is coded so after time apart. Not seen
    is where either could not be observed. Each at their own thing is what
    :func:`coder.exchanges.caregiver_presence.own_pursuits` finds. The rest is together. Where two could be said, apart
    goes before not seen (who has left cannot be seen either), not seen before reunion.
    """
    about = meeting or Meeting(recording)
    known = partial(
        Rhythm,
        recording=recording,
        span=span,
        family=about.family,
        setting=about.setting,
        began_at=about.began_at,
    )
    if not any(role_of(e.subject) in (Role.CHILD, Role.CAREGIVER, Role.TOGETHER) for e in events):
        return known(reason=tr("nothing is confirmed in this recording yet"))
    unseen = unobservable([e for e in events if e.code == "not_observable"], span.offset_us)
    layers = (
        (RhythmKind.APART, time_apart(events, span.offset_us)),
        (RhythmKind.NOT_SEEN, (*unseen["child"], *unseen["caregiver"])),
        (RhythmKind.REUNION, reunions(events, span.offset_us)),
        (RhythmKind.OWN, own_pursuits(events)),
    )
    return known(stretches=_swept(layers, span))


def days_of(rhythms: Iterable[Rhythm]) -> tuple[DayRhythm, ...]:
    """Put recordings of one family and day together; those without a family or a date stand in no day."""
    found: dict[tuple[str, str], list[Rhythm]] = {}
    for one in rhythms:
        if one.family and one.day:
            found.setdefault((one.family, one.day), []).append(one)
    return tuple(
        DayRhythm(family=family, day=day, recordings=tuple(sorted(group, key=lambda r: (r.began_at, r.recording))))
        for (family, day), group in sorted(found.items())
    )


def rhythm_words(rhythm: Rhythm) -> str:
    """Return a rhythm in a sentence; how long what lasted, and no more."""
    if rhythm.reason is not None:
        return tr("Undefined: {reason}.", reason=rhythm.reason)
    parts = []
    for kind in RhythmKind:
        if rhythm.count(kind):
            times = plural(rhythm.count(kind), "once", "{count} stretches", count=rhythm.count(kind))
            parts.append(f"{kind.value} {span_words(rhythm.total_us(kind))} ({times})")
    return ("; ".join(parts) + ".").capitalize()


def span_words(us: int) -> str:
    """Return a length of time as people say it: ``2 min 5 s``."""
    seconds = round(us / 1_000_000)
    hours, minutes, rest = seconds // 3600, seconds % 3600 // 60, seconds % 60
    parts = [
        tr("{hours} h", hours=hours) if hours else "",
        tr("{minutes} min", minutes=minutes) if minutes else "",
        tr("{rest} s", rest=rest) if rest else "",
    ]
    return " ".join(part for part in parts if part) or "under 1 s"


def rhythm_json(rhythm: Rhythm) -> dict[str, object]:
    """Return a rhythm as docs/cli.md describes it."""
    return {
        "recording": rhythm.recording,
        "family": rhythm.family or None,
        "setting": rhythm.setting or None,
        "began_at": rhythm.began_at or None,
        "stretches": [
            {
                "kind": one.kind.value,
                "onset_us": one.interval.onset_us,
                "offset_us": one.interval.offset_us,
                "from": clock_at(rhythm.began_at, one.interval.onset_us) if rhythm.began_at else None,
                "to": clock_at(rhythm.began_at, one.interval.offset_us) if rhythm.began_at else None,
            }
            for one in rhythm.stretches
        ],
        "totals_us": {kind.value: rhythm.total_us(kind) for kind in RhythmKind},
        "reason": rhythm.reason,
    }


def _swept(layers: Sequence[tuple[RhythmKind, Iterable[Interval]]], span: Interval) -> tuple[RhythmStretch, ...]:
    """Cut the span at every edge, give each piece to the first layer that covers it, and join equal neighbours."""
    held = [(kind, list(intervals)) for kind, intervals in layers]
    edges = {span.onset_us, span.offset_us}
    for _, intervals in held:
        times = (t for one in intervals for t in (one.onset_us, one.offset_us))
        edges |= {min(max(t, span.onset_us), span.offset_us) for t in times}
    marks = sorted(edges)
    found: list[RhythmStretch] = []
    for onset, offset in pairwise(marks):
        piece = Interval(onset, offset)
        kind = next((k for k, intervals in held if any(one.overlaps(piece) for one in intervals)), RhythmKind.TOGETHER)
        if found and found[-1].kind is kind:
            found[-1] = RhythmStretch(kind, Interval(found[-1].interval.onset_us, offset))
        else:
            found.append(RhythmStretch(kind, piece))
    return tuple(found)
