"""The table of paired events that BORIS calls aggregated, laid out as BORIS lays it out: its columns and no others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

from coder.interchange.document.document import DEFAULT_GROUP, Document, Media, value_of
from coder.interchange.document.provenance import with_variables
from coder.interchange.document.written_times import seconds_text
from coder.interchange.formats.boris.comments import with_provenance
from coder.interchange.formats.boris.observation import modifiers_text
from coder.interchange.formats.tables.delimited_text import harmless

NO_SUBJECT = "No focal subject"
_BEFORE = ("Observation id", "Observation date", "Description", "Media file", "Total length", "FPS")
_AFTER = (
    "Subject", "Behavior", "Behavioral category", "Modifiers", "Behavior type", "Start (s)", "Stop (s)",
    "Duration (s)", "Comment start", "Comment stop",
)  # fmt: skip


def write_stated(documents: Sequence[Document], file: IO[bytes]) -> None:
    """Write the same table with what the study says of itself in columns of its own, as independent variables."""
    write_aggregated([with_variables(document) for document in documents], file)


def write_aggregated(documents: Sequence[Document], file: IO[bytes]) -> None:
    """Write one row per event of every recording, tab-separated."""
    names = list(dict.fromkeys(variable.name for document in documents for variable in document.variables))
    for row in [(*_BEFORE, *names, *_AFTER), *(row for d in documents for row in _rows(d, names))]:
        file.write("\t".join(_cell(value) for value in row).encode("utf-8", "replace") + b"\r\n")


def _rows(document: Document, names: list[str]) -> Iterator[tuple[str, ...]]:
    values = {variable.name: variable.value for variable in document.variables}
    groups = {tier.id: tier.group for tier in document.tiers}
    vocabularies = {tier.id: tier.vocabulary for tier in document.tiers}
    sets = {(one.name, code.name): code.modifiers for one in document.vocabularies for code in one.codes}
    queue = [media for media in document.media if media.player == min(m.player for m in document.media)]
    moved_us = int(value_of(document.extra, "boris.moved", "0"))
    total = sum(media.duration_us or 0 for media in queue)
    for event in document.events:
        media = _media_at(queue, event.onset_us)
        length_us = event.offset_us - event.onset_us
        group = groups[event.tier]
        yield (
            document.title,
            document.date.replace("T", " "),
            document.description,
            media.path if media else "LIVE",
            seconds_text(total, digits=3, trim=False) if queue else "NA",
            str(media.frame_rate) if media and media.frame_rate is not None else "NA",
            *(values.get(name, "") for name in names),
            event.subject or NO_SUBJECT,
            event.code,
            "" if group == DEFAULT_GROUP else group,
            modifiers_text(event.modifiers, sets.get((vocabularies[event.tier], event.code), ())),
            "POINT" if event.point else "STATE",
            seconds_text(event.onset_us - moved_us, digits=3, trim=False),
            seconds_text(event.offset_us - moved_us, digits=3, trim=False),
            "NA" if event.point else seconds_text(length_us, digits=3, trim=False),
            with_provenance(event),
            value_of(event.extra, "boris.stop-comment"),
        )


def _media_at(queue: list[Media], us: int) -> Media | None:
    begun = [media for media in queue if media.starts_us <= us]
    return begun[-1] if begun else (queue[0] if queue else None)


def _cell(text: str) -> str:
    return harmless(" ".join(text.split()) if any(mark in text for mark in "\t\r\n") else text)
