"""Agreement on modifiers of the events that two coders both coded, and where their modifiers differ. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coder.report.figures.exclusive_groups import group_of
from coder.stats.event_alignment import align_events
from coder.stats.modifier_agreement import ModifierAgreement, modifier_agreement
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.modifiers import ModifierKind
from coder.vocabulary.scheme import Scheme, role_of
from coder.vocabulary.time import Interval, seconds_to_us

if TYPE_CHECKING:
    from coder.report.figures.coder_agreement import CodedTwice


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifierDifference:
    """An event that both coded with another value of a modifier."""

    recording: str
    onset_us: int
    first: str
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeModifier:
    """Agreement on one modifier of one code of a subject, under one condition, and where the two differ."""

    subject: str
    code: str
    modifier: str
    condition: str
    result: ModifierAgreement
    differences: tuple[ModifierDifference, ...]

    @property
    def alike_words(self) -> str:
        """How many say the same, in words; what one alone said is in no share."""
        said = tr("{same} of {both} the same", same=self.result.same, both=self.result.both)
        if self.result.share_same is not None:
            said = tr("{said} ({share:.0f} %)", said=said, share=100 * self.result.share_same)
        alone = self.result.only_first + self.result.only_second
        return said if not alone else tr("{said}, {alone} said by one alone", said=said, alone=alone)


_Hidden = Callable[["CodedTwice", str], Sequence[Interval]]
_Key = tuple[str, str, str, str]


def modifiers_of(
    coded: Sequence[CodedTwice],
    groups: Sequence[tuple[str, str]],
    *,
    scheme: Scheme,
    tolerance_s: float,
    hidden: _Hidden,
) -> tuple[CodeModifier, ...]:
    """Compare the modifiers of events that both coded, as their acts are aligned; only where either coder gave any.

    ``groups`` are the subjects and exclusive groups to compare; ``hidden`` says where a subject could not be observed.
    """
    found: dict[_Key, list[tuple[str, int, str, str]]] = defaultdict(list)
    for one in coded:
        for subject, group in groups:
            for mine, theirs in _matched(one, subject, group, scheme, tolerance_s, hidden(one, subject)):
                names = dict.fromkeys(name for event in (mine, theirs) for name, _ in event.modifiers)
                for name in names:
                    values = (_value(mine, name, scheme), _value(theirs, name, scheme))
                    key = (subject, mine.code, name, one.condition)
                    found[key].append((one.recording, mine.onset_us, *values))
    return tuple(_compared(key, said, scheme) for key, said in sorted(found.items()))


def _compared(key: _Key, said: Sequence[tuple[str, int, str, str]], scheme: Scheme) -> CodeModifier:
    subject, code, name, condition = key
    kind = _kind(subject, code, name, scheme)
    listed = kind not in (ModifierKind.NUMBER, ModifierKind.TEXT)
    return CodeModifier(
        subject=subject,
        code=code,
        modifier=name,
        condition=condition,
        result=modifier_agreement([first for *_, first, _ in said], [second for *_, second in said], listed=listed),
        differences=tuple(
            ModifierDifference(recording=recording, onset_us=onset_us, first=first, second=second)
            for recording, onset_us, first, second in said
            if first != second
        ),
    )


def _matched(
    one: CodedTwice, subject: str, group: str, scheme: Scheme, tolerance_s: float, hidden: Sequence[Interval]
) -> list[tuple[Event, Event]]:
    """Pairs of events of one code, as the acts of the two are aligned."""
    sides = [
        sorted(
            (e for e in events if e.subject == subject and group_of(e, scheme) == group),
            key=lambda e: (e.onset_us, e.offset_us, e.code),
        )
        for events in (one.first, one.second)
    ]
    if not all(sides):
        return []
    tracks = [([e.onset_us for e in s], [e.offset_us for e in s], [e.code for e in s]) for s in sides]
    aligned = align_events(
        tracks[0],
        tracks[1],
        tolerance=seconds_to_us(tolerance_s),
        span=(one.span.onset_us, one.span.offset_us),
        hidden=([i.onset_us for i in hidden], [i.offset_us for i in hidden]),
        recording=one.recording,
    )
    by_time = [{(e.onset_us, e.offset_us, e.code): e for e in side} for side in sides]
    pairs = []
    for i, j in aligned.pairs:
        if i is None or j is None or aligned.first.codes[i] != aligned.second.codes[j]:
            continue
        keys = [
            (int(track.onsets[n]), int(track.offsets[n]), str(track.codes[n]))
            for track, n in ((aligned.first, i), (aligned.second, j))
        ]
        pairs.append((by_time[0][keys[0]], by_time[1][keys[1]]))
    return pairs


def _value(event: Event, name: str, scheme: Scheme) -> str:
    """What an event says of a modifier, alike however it was written; several values in their order."""
    kind = _kind(event.subject, event.code, name, scheme)
    said = sorted({_plain(value, kind) for given, value in event.modifiers if given == name} - {""})
    return ", ".join(said)


def _plain(value: str, kind: ModifierKind | None) -> str:
    if kind is ModifierKind.NUMBER:
        try:
            return f"{float(value.replace(',', '.')):g}"
        except ValueError:
            return value.strip()
    return value.strip()


def _kind(subject: str, code: str, name: str, scheme: Scheme) -> ModifierKind | None:
    try:
        known = scheme.code(role_of(subject), code).modifiers
    except KeyError:
        return None
    return next((one.kind for one in known if one.name == name), None)
