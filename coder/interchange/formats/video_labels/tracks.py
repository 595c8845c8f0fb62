"""What tools that draw boxes have in common: frames to times, and tracks to stretches in which somebody is in view."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coder.files.bounded_read import FormatError, read_text, refuse_many
from coder.interchange.document.document import (
    Document,
    DocumentEvent,
    DocumentSubject,
    Media,
    Pairs,
    Variable,
    in_order,
)
from coder.interchange.document.tier_names import TierBook
from coder.interchange.formats.tables.column_mapping import Mapping
from coder.vocabulary.language import tr

IN_VIEW = "in view"
FOLLOWED = "track"
BOXES_KEPT = tr(
    "Boxes become stretches in which their owner is in view; where they were is kept with the file and not shown."
)
MAX_FRAME = 100_000_000


@dataclass(frozen=True, slots=True)
class TrackedBox:
    """One frame in which a track says something: when, the box as left, top, width and height, seen, and attributes."""

    frame: int
    box: tuple[float, ...] = ()
    seen: bool = True
    attributes: Pairs = ()


class FrameTimes:
    """Turns frame numbers into microseconds; refuses to guess a rate that nothing says."""

    def __init__(self, name: str, rate: float | None, mapping: Mapping | None) -> None:
        self._rate = rate or (mapping.frame_rate if mapping else None)
        self._name = name

    def us(self, frame: int) -> int:
        """Time of a frame, counted from 0. Raises FormatError where the rate is not known."""
        if not self._rate or not 0 < self._rate <= 10_000:
            raise FormatError(
                self._name,
                tr(
                    "its times are frames, and nothing in it says how many a second: "
                    'say so in a preset, {"frame_rate": 25}, and choose it with --map'
                ),
            )
        return round(frame / self._rate * 1_000_000)


@dataclass(slots=True)
class LabelCollector:
    """Events of one recording, gathered while a file is read."""

    title: str
    media: tuple[Media, ...] = ()
    book: TierBook = field(default_factory=TierBook)
    events: list[DocumentEvent] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)
    _names: dict[str, int] = field(default_factory=dict)

    def named(self, label: str) -> str:
        """Who a new track of a label is: the label itself, with a number from the second one on."""
        self._names[label] = number = self._names.get(label, 0) + 1
        return label if number == 1 else f"{label} {number}"

    def add(
        self,
        subject: str,
        group: str,
        code: str,
        onset_us: int,
        offset_us: int,
        *,
        modifiers: Pairs = (),
        extra: Pairs = (),
    ) -> None:
        """Add one event; one without a length is a point."""
        tier = self.book.id_for(subject, group)
        point = onset_us == offset_us
        self.events.append(
            DocumentEvent(
                tier,
                subject,
                code,
                onset_us=onset_us,
                offset_us=offset_us,
                point=point,
                modifiers=modifiers,
                extra=extra,
            )
        )

    def follow(
        self, subject: str, looks: Sequence[TrackedBox], frames: FrameTimes, *, key: str, modifiers: Pairs = ()
    ) -> None:
        """Add a track: a state for each stretch in view, and one for each run of an attribute's value."""
        looks = sorted(looks, key=lambda look: look.frame)
        runs: dict[str, tuple[str, int]] = {}
        begun: list[TrackedBox] = []
        for look in looks:
            told = dict(look.attributes) if look.seen else {}
            for name in [name for name, (value, _) in runs.items() if told.get(name) != value]:
                value, since = runs.pop(name)
                self.add(subject, name, value, frames.us(since), frames.us(look.frame))
            for name, value in told.items():
                if value:
                    runs.setdefault(name, (value, look.frame))
            if look.seen:
                begun.append(look)
            elif begun:
                self._in_view(subject, begun, look.frame, frames, key, modifiers)
                begun = []
        if looks:
            end = looks[-1].frame + 1
            if begun:
                self._in_view(subject, begun, end, frames, key, modifiers)
            for name, (value, since) in runs.items():
                self.add(subject, name, value, frames.us(since), frames.us(end))

    def _in_view(
        self, subject: str, looks: Sequence[TrackedBox], end: int, frames: FrameTimes, key: str, modifiers: Pairs
    ) -> None:
        boxes = "; ".join(f"{look.frame} " + " ".join(f"{side:g}" for side in look.box) for look in looks if look.box)
        extra = ((key, boxes),) if boxes else ()
        self.add(
            subject, FOLLOWED, IN_VIEW, frames.us(looks[0].frame), frames.us(end), modifiers=modifiers, extra=extra
        )

    def document(self) -> Document:
        """Return what was gathered."""
        tiers = self.book.tiers()
        return Document(
            title=self.title,
            media=self.media,
            subjects=tuple(DocumentSubject(name) for name in dict.fromkeys(tier.subject for tier in tiers) if name),
            tiers=tiers,
            events=in_order(self.events),
            variables=tuple({one.name: one for one in self.variables}.values()),
        )


def documents_of(
    name: str, gathered: Iterable[LabelCollector], first_left_out: tuple[str, str] | None
) -> tuple[Document, ...]:
    """Documents that hold anything. Raises FormatError where none does."""
    documents = tuple(one.document() for one in gathered if one.events or one.variables)
    if not documents:
        place, reason = first_left_out or ("", "it holds neither a span nor a box that has a time")
        raise FormatError(name, reason, place=place)
    return documents


def read_json(path: Path) -> Any:  # noqa: ANN401 - JSON
    """Read JSON. Raises FormatError where it is broken."""
    text = read_text(path)
    refuse_many(path.name, text, {"{": 2, "[": 2, ",": 12})
    try:
        return json.loads(text)
    except ValueError as error:
        raise FormatError(path.name, f"its JSON is broken ({str(error)[:80]})") from error


def frame_of(value: object) -> int:
    """A frame number. Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | float | str) or len(str(value)) > 24:
        raise ValueError(tr("a frame has no number"))
    try:
        number = float(value)
    except ValueError:
        raise ValueError(tr("{value!r} is no frame", value=str(value)[:20])) from None
    if not 0 <= number <= MAX_FRAME or number != int(number):
        raise ValueError(tr("{value!r} is no frame", value=str(value)[:20]))
    return int(number)


def side_of(value: object) -> float:
    """A side of a box. Raises ValueError."""
    try:
        number = float(str(value)[:40])
    except ValueError:
        raise ValueError(tr("{value!r} is no side of a box", value=str(value)[:20])) from None
    if not abs(number) < 1e7:
        raise ValueError(tr("{value!r} is no side of a box", value=str(value)[:20]))
    return number
