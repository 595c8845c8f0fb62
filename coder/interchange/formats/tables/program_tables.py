"""Tables as the Observer and INTERACT list events, a column for each modifier, so that these programs read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import IO

from coder.interchange.document.document import Document, DocumentEvent, in_order
from coder.interchange.document.free_text import storable
from coder.interchange.document.losses import LossReport
from coder.interchange.document.paired_states import repeats_joined
from coder.interchange.document.reduction import Carries
from coder.interchange.document.written_times import seconds_text
from coder.interchange.formats.format_registry import Format, register
from coder.interchange.formats.tables.column_mapping import MODIFIER_MARK, modifier_header
from coder.interchange.formats.tables.delimited_text import csv_lines, harmless
from coder.interchange.formats.tables.tidy_rows import told_apart
from coder.vocabulary.language import tr

_CARRIES = Carries(
    unit_us=1_000, min_state_us=1_000, pairs_states=True, modifiers=True, comments=True, coder=True, statement=False
)


def write_observer(documents: Sequence[Document], file: IO[bytes]) -> None:
    """Write the start and the stop of every state, and every point, as a row with the event's modifiers in columns."""
    names = modifier_names(documents)
    columns = [modifier_header(number, name) for number, name in enumerate(names, 1)]
    header = ("Observation", "Time_Relative_sf", "Subject", "Behavior", *columns, "Event_Type", "Comment", "Coder")
    _write(file, header, (row for one in documents for row in _observer_rows(one, names)))


def write_interact(documents: Sequence[Document], file: IO[bytes]) -> None:
    """Write a row for each event: a column for each class of codes of a subject, and one for each modifier."""
    names = modifier_names(documents)
    classes = list(dict.fromkeys(tier.id for one in documents for tier in one.tiers))
    headed = [f"{name}{MODIFIER_MARK}" for name in names]  # or what reads it takes them for classes
    times = ("DataSet", "Onset_Time", "Offset_Time", "Duration_Time")
    header = (*times, *classes, *headed, "Comment", "Coder")
    _write(file, header, (row for one in documents for row in _interact_rows(one, classes, names)))


def modifier_names(documents: Iterable[Document]) -> list[str]:
    """Return every modifier that an event has, in the order of the code lists, then of the events."""
    said = {name for one in documents for event in one.events for name, _ in event.modifiers}
    listed = (m.name for one in documents for v in one.vocabularies for code in v.codes for m in code.modifiers)
    told = (name for one in documents for event in one.events for name, _ in event.modifiers)
    return [name for name in dict.fromkeys((*listed, *told)) if name in said]


def _observer_rows(document: Document, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    rows: list[tuple[int, int, tuple[str, ...]]] = []
    for event in document.events:
        before = (event.subject, event.code, *_values(event, names))
        after = (event.comment, event.coder)
        begins = "Point" if event.point else "State start"
        rows.append((event.onset_us, 1, (*before, begins, *after)))
        if not event.point:
            rows.append((event.offset_us, 0, (*before, "State stop", "", event.coder)))
    for us, _, row in sorted(rows, key=lambda one: one[:2]):  # a state that ends gives way to one that begins there
        yield (document.title, seconds_text(us, digits=3, trim=False), *row)


def _interact_rows(document: Document, classes: Sequence[str], names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for event in document.events:
        times = (event.onset_us, event.offset_us, event.offset_us - event.onset_us)
        yield (
            document.title,
            *(seconds_text(us, digits=3, trim=False) for us in times),
            *(event.code if one == event.tier else "" for one in classes),
            *_values(event, names),
            event.comment,
            event.coder,
        )


def _values(event: DocumentEvent, names: Sequence[str]) -> tuple[str, ...]:
    """The values of each modifier; several of one stand with commas between."""
    return tuple(", ".join(value for held, value in event.modifiers if held == name) for name in names)


def _finish_observer(documents: tuple[Document, ...], report: LossReport) -> tuple[Document, ...]:
    """Join what starts and stops could not pair: rows say subject, code and modifiers, and no group."""
    told = _finish_interact(documents, report)
    return tuple(replace(one, events=in_order(repeats_joined(one.events, report))) for one in told)


def _finish_interact(documents: tuple[Document, ...], report: LossReport) -> tuple[Document, ...]:
    """Say where several values of a modifier share its column."""
    for event in (event for one in documents for event in one.events):
        names = [name for name, _ in event.modifiers]
        for name in dict.fromkeys(name for name in names if names.count(name) > 1):
            report.add(
                "values-joined",
                tr("Several values of one modifier stand in one column, with commas between."),
                example=f"{event.code[:30]!r}: {name}",
            )
    return told_apart(documents, report)


def _write(file: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    file.write(b"\xef\xbb\xbf" + csv_lines([[harmless(cell) for cell in header]]).encode())
    for row in rows:
        file.write(csv_lines([[harmless(cell) for cell in row]]).encode())


for _id, _name, _groups, _write_it, _finish, _loses in (
    (
        "observer-table",
        tr("Table for the Observer: starts and stops, a column for each modifier (CSV)"),
        False,
        write_observer,
        _finish_observer,
        tr("Which code belongs to which group; which tiers there are without events."),
    ),
    (
        "interact-table",
        tr("Table for INTERACT: a column for each class of codes and for each modifier (CSV)"),
        True,
        write_interact,
        _finish_interact,
        tr("Which columns are classes and which are modifiers: INTERACT has one kind of column."),
    ),
):
    register(
        Format(
            id=_id,
            name=_name,
            extensions=(f".{_id.split('-')[0]}.csv",),
            write=_write_it,
            carries=replace(_CARRIES, groups=_groups, text=storable),
            finish=_finish,
            many=True,
            beside_media=True,
            needs_events=True,
            loses_writing=(_loses,),
        )
    )
