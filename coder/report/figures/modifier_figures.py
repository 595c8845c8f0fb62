"""Agreement on modifiers of the events that two coders both coded, and where their modifiers differ. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coder.stats import Reliability
from coder.stats.event_alignment import Alignment
from coder.stats.modifier_agreement import ModifierAgreement, modifier_agreement
from coder.stats.time_arrays import TimeArrays
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.modifiers import ModifierKind
from coder.vocabulary.scheme import Scheme, role_of

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


_Key = tuple[str, str, str, str]


def modifiers_of(
    coded: Sequence[CodedTwice], results: Sequence[tuple[str, Reliability]], scheme: Scheme
) -> tuple[CodeModifier, ...]:
    """Compare the modifiers of events that both coded; only where either coder gave any.

    ``results`` are subjects with the agreement on a group of theirs: an act is the other's act here where it is so in
    the kappa.
    """
    found: dict[_Key, list[tuple[str, int, str, str]]] = defaultdict(list)
    twice = {(one.recording, one.condition): one for one in coded}
    for subject, result in results:
        for acts in result.acts:
            for mine, theirs in _matched(twice[acts.recording, result.condition], subject, acts):
                names = dict.fromkeys(name for event in (mine, theirs) for name, _ in event.modifiers)
                for name in names:
                    values = (_value(mine, name, scheme), _value(theirs, name, scheme))
                    key = (subject, mine.code, name, result.condition)
                    found[key].append((acts.recording, mine.onset_us, *values))
    return tuple(_compared(key, sorted(said), scheme) for key, said in sorted(found.items()))


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


def _matched(one: CodedTwice, subject: str, acts: Alignment) -> list[tuple[Event, Event]]:
    """Pairs of events of one code, as the acts of the two are aligned."""
    mine, theirs = (
        {(e.onset_us, e.offset_us, e.code): e for e in events if e.subject == subject}
        for events in (one.first, one.second)
    )
    return [
        (mine[_place(acts.first, i)], theirs[_place(acts.second, j)])
        for i, j in acts.pairs
        if i is not None and j is not None and acts.first.codes[i] == acts.second.codes[j]
    ]


def _place(acts: TimeArrays, at: int) -> tuple[int, int, str]:
    return int(acts.onsets[at]), int(acts.offsets[at]), str(acts.codes[at])


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
