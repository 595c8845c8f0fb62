"""Documents into Datavyu projects of version 4: what column names and cells can hold, and the zip file itself."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import IO

from coder.interchange.document.document import (
    Document,
    DocumentEvent,
    DocumentSubject,
    DocumentTier,
    Pairs,
    in_order,
    value_of,
)
from coder.interchange.document.losses import LossReport, became
from coder.interchange.document.provenance import FIELDS as STATED
from coder.interchange.document.provenance import MARK, pairs_of
from coder.interchange.document.written_times import clock_text
from coder.interchange.formats.datavyu.datavyu_reader import CODE, FIELDS, NOMINAL, arguments_of, parse_column_name
from coder.interchange.formats.datavyu.reliability_passes import PASS, as_pass, find_passes, named_coder, no_pass
from coder.vocabulary.language import tr

_CHANGED = tr("Names of columns and arguments keep letters, digits and underscores only.")


def plain_name(name: str) -> str:
    """What Datavyu takes as part of a name: letters, digits and single underscores."""
    return re.sub(r"_+", "_", re.sub(r"[^\w]", "_", name)).strip("_") or "x" * bool(name)


def finish_datavyu(documents: tuple[Document, ...], report: LossReport) -> tuple[Document, ...]:
    """Give columns names of their own, and arguments names that a column can hold beside each other."""
    return tuple(_finish(document, report) for document in documents)


def write_datavyu(documents: Sequence[Document], file: IO[bytes]) -> None:
    """Write one reduced document."""
    (document,) = documents
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (("project", _project(document)), ("db", "".join(_lines(document)))):
            # A fixed date: the same document gives the same file.
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system, member.compress_type = 3, zipfile.ZIP_DEFLATED  # the same file on every system
            archive.writestr(member, text.encode("utf-8", "replace"))


def _finish(document: Document, report: LossReport) -> Document:
    renamed = _columns(document, report)
    by_tier: dict[str, list[DocumentEvent]] = {tier.id: [] for tier in document.tiers}
    for event in document.events:
        who = renamed[event.tier].coder
        by_tier[event.tier].append(replace(event, coder=who) if who and not event.coder else event)
    kept = {old: arguments_of(tier) for old, tier in renamed.items() if _fit(tier, arguments_of(tier), by_tier[old])}
    settled: list[DocumentEvent] = []
    for old, tier in renamed.items():
        events = [replace(event, tier=tier.id, subject=tier.subject) for event in by_tier[old]]
        if old not in kept:
            events = [replace(event, modifiers=_named(event.modifiers, report)) for event in events]
        listed = list(kept.get(old, ())) or list(dict.fromkeys(name for e in events for name, _ in e.modifiers))
        order = {name: at for at, name in enumerate(listed)}
        settled += [replace(e, modifiers=tuple(sorted(e.modifiers, key=lambda pair: order[pair[0]]))) for e in events]
    tiers = tuple(t if old in kept else _without_arguments(t) for old, t in renamed.items())
    subjects = tuple(DocumentSubject(name) for name in dict.fromkeys(tier.subject for tier in tiers if tier.subject))
    return replace(document, tiers=tiers, subjects=subjects, events=in_order(settled))


def _columns(document: Document, report: LossReport) -> dict[str, DocumentTier]:
    """Tiers by their old names, with the names that columns can have, and as the passes a reader will take them for."""
    names: dict[str, str] = {}
    for tier in document.tiers:
        wanted, number = tier.id.replace("~", "_"), 2
        while wanted in names.values():
            wanted = f"{tier.id.replace('~', '_')}_{number}"
            number += 1
        names[tier.id] = wanted
    passes = find_passes(set(names.values()))
    columns = {}
    for tier in document.tiers:
        name = names[tier.id]
        was_pass = value_of(tier.extra, PASS)
        subject, group = parse_column_name(passes[name][0] if name in passes else name)
        if name != tier.id:
            report.add("texts-changed", _CHANGED, example=became((tier.id, name)))
        if (name in passes) != bool(was_pass):
            report.add(
                "columns-as-passes",
                tr(
                    "Columns named after another and its reliability count as a second coder's pass while that is "
                    "there."
                ),
                example=name,
            )
        if name in passes:
            tier = as_pass(tier, subject, group, passes[name])
        elif was_pass or name != tier.id:
            tier = replace(no_pass(tier), subject=subject, group=group)
        columns[tier.id] = replace(tier, id=name)
    return columns


def _fit(tier: DocumentTier, arguments: tuple[str, ...], events: list[DocumentEvent]) -> bool:
    """Whether the column can stay as it was in the file it came from."""
    if not arguments or any(len({name for name, _ in e.modifiers}) < len(e.modifiers) for e in events):
        return False
    if CODE in arguments:
        told = {name for e in events for name in FIELDS if _field(tier, e, name)}
        return told | {name for e in events for name, _ in e.modifiers} <= set(arguments)
    if any(_field(tier, e, name) for e in events for name in FIELDS):
        return False
    if len(arguments) == 1:
        return not any(e.modifiers for e in events)
    return all(e.code == tier.group and {name for name, _ in e.modifiers} <= set(arguments) for e in events)


def _field(tier: DocumentTier, event: DocumentEvent, name: str) -> str:
    return named_coder(tier, event) if name == "coder" else str(getattr(event, name))


def _without_arguments(tier: DocumentTier) -> DocumentTier:
    return replace(tier, extra=tuple(pair for pair in tier.extra if pair[0] != "datavyu.arguments"))


def _named(modifiers: Pairs, report: LossReport) -> Pairs:
    named: dict[str, str] = {}
    for name, value in modifiers:
        plain = plain_name(name) or "modifier"
        wanted, number = plain, 2
        while wanted in named or wanted in (CODE, *FIELDS):
            wanted = f"{plain}_{number}"
            number += 1
        if wanted != name:
            report.add("texts-changed", _CHANGED, example=became((name, wanted)))
        named[wanted] = value
    return tuple(named.items())


def _project(document: Document) -> str:
    had = value_of(document.extra, "datavyu.project")
    if had:
        return had
    name = json.dumps(document.title or "session")
    return f"!project\ndbFile: {name}\nname: {name}\norigpath: ''\nversion: 5\nviewerSettings: []\n"


def _lines(document: Document) -> Iterator[str]:
    yield "#4\n"
    bad: dict[str, list[str]] = {}
    for kept in json.loads(value_of(document.extra, "datavyu.bad", "[]")):
        column, _, cell = kept.partition("\t")
        bad.setdefault(column, []).append(cell)
    by_tier: dict[str, list[DocumentEvent]] = {tier.id: [] for tier in document.tiers}
    for event in document.events:
        by_tier[event.tier].append(event)
    for tier in document.tiers:
        events = by_tier[tier.id]
        arguments = arguments_of(tier) or _own_arguments(tier, events)
        had = value_of(tier.extra, "datavyu.types", "\n").split("\n") if arguments_of(tier) else []
        types = had if all(had) and len(had) == len(arguments) else [NOMINAL] * len(arguments)
        kind = value_of(tier.extra, "datavyu.kind", "MATRIX,true,")
        kind = kind if kind.count(",") >= 2 else "MATRIX," + ("false," if "false" in kind else "true,")
        listed = ",".join(f"{_escape(name)}|{kind}" for name, kind in zip(arguments, types, strict=True))
        yield f"{_escape(tier.id)} ({kind})-{listed}\n"
        for event in events:
            values = ",".join(_escape(_value(tier, event, name, arguments)) for name in arguments)
            yield f"{clock_text(event.onset_us, mark=':')},{clock_text(event.offset_us, mark=':')},({values})\n"
        # What could not be read goes back as it stood, for a person to mend in Datavyu.
        yield from (f"{cell}\n" for cell in bad.get(tier.id, ()))
    yield from _statement_lines(document)


def _statement_lines(document: Document) -> Iterator[str]:
    """A column of its own with one cell, the way every lab's scripts can see it."""
    if document.statement is None:
        return
    names = {tier.id for tier in document.tiers}
    column = next(name for number in count(1) if (name := f"{MARK}_{number}" if number > 1 else MARK) not in names)
    told = dict(pairs_of(document.statement))
    yield f"{column} (MATRIX,true,)-{','.join(f'{name}|NOMINAL' for name in STATED)}\n"
    yield f"00:00:00:000,00:00:00:000,({','.join(_escape(told.get(name, '')) for name in STATED)})\n"


def _own_arguments(tier: DocumentTier, events: list[DocumentEvent]) -> tuple[str, ...]:
    modifiers = dict.fromkeys(name for event in events for name, _ in event.modifiers)
    told = [name for name in FIELDS if any(_field(tier, event, name) for event in events)]
    return (CODE, *modifiers, *told)


def _value(tier: DocumentTier, event: DocumentEvent, name: str, arguments: tuple[str, ...]) -> str:
    if name == CODE or len(arguments) == 1:
        return event.code
    if CODE in arguments and name in FIELDS:
        return _field(tier, event, name)
    return value_of(event.modifiers, name)


def _escape(text: str) -> str:
    text = re.sub(r"([\\,()|])", r"\\\1", text)
    return text.replace("\n", "\\n").replace("\r", "\\r")
