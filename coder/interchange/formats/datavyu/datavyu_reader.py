"""Datavyu projects into documents: one tier per column, cells with their codes, in the forms of versions 2 to 4."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from coder.files.bounded_read import FormatError, decode, head_of, open_zip, read_text, refuse_many
from coder.interchange.document.document import (
    DEFAULT_GROUP,
    Document,
    DocumentEvent,
    DocumentSubject,
    DocumentTier,
    Pairs,
    Statement,
    in_order,
)
from coder.interchange.document.losses import LossReport
from coder.interchange.document.provenance import FIELDS as STATED
from coder.interchange.document.provenance import statement_of
from coder.interchange.document.tier_names import unique_name
from coder.interchange.document.written_times import clock_us
from coder.interchange.formats.datavyu.reliability_passes import as_pass, base_of, find_passes
from coder.interchange.formats.tables.column_mapping import Mapping
from coder.vocabulary.language import tr

CODE = "code"
NOMINAL = "NOMINAL"
FIELDS = ("comment", "coder", "origin")
"""Arguments that this program writes beside ``code``; in columns without ``code`` they are arguments like any other."""

_HEADER = re.compile(r"(?P<name>.*?) \((?P<kind>[A-Z]+)(?P<rest>,[^)]*)?\)(?:-(?P<arguments>.*))?", re.DOTALL)
_CELL = re.compile(r"(\d+:\d+:\d+:\d+),(\d+:\d+:\d+:\d+),(.*)", re.DOTALL)


@dataclass(slots=True)
class _Column:
    """A column being read; ``matrix`` cells stand in brackets."""

    name: str
    kind: str
    arguments: tuple[str, ...]
    types: tuple[str, ...] = ()
    cells: list[tuple[int, str, str, str]] = field(default_factory=list)

    @property
    def matrix(self) -> bool:
        return self.kind.startswith("MATRIX")


def read_datavyu(path: Path, mapping: Mapping | None, report: LossReport) -> tuple[Document, ...]:
    """Read a project (``.opf``) or the bare spreadsheet that Datavyu writes as text."""
    project = ""
    if head_of(path)[:2] == b"PK":
        members = open_zip(path)
        if "db" not in members:
            raise FormatError(path.name, tr("it is a zip file, but no project of Datavyu (it holds no “db”)"))
        text = decode(members["db"], path.name)
        project = decode(members.get("project", b""), path.name)
        others = [name for name in members if name not in ("db", "project")]
        report.add("members-dropped", tr("Further files in the project are left out."), count=len(others))
    else:
        text = read_text(path)
    refuse_many(path.name, text, {"\n": 1, ",": 12})
    columns = list(_columns(text, path.name))
    stated = next((column for column in columns if _is_statement(column)), None)
    columns = [column for column in columns if column is not stated]
    tiers: list[DocumentTier] = []
    events: list[DocumentEvent] = []
    taken: set[str] = set()
    bad: list[str] = []
    passes = find_passes({column.name for column in columns})
    for column in columns:
        if column.name in taken:
            report.add("columns-renamed", tr("Columns with the name of another are numbered."), example=column.name)
        tier_id = unique_name(column.name, taken)
        taken.add(tier_id)
        subject, group = parse_column_name(passes[tier_id][0] if tier_id in passes else tier_id)
        extra = [("datavyu.kind", column.kind), ("datavyu.arguments", "\n".join(column.arguments))]
        if set(column.types) - {NOMINAL}:
            extra.append(("datavyu.types", "\n".join(column.types)))
        tier = DocumentTier(tier_id, subject, group, extra=tuple(extra))
        tiers.append(as_pass(tier, subject, group, passes[tier_id]) if tier_id in passes else tier)
        if tier_id in passes:
            report.add(
                "columns-as-passes",
                tr("Columns named after another and its reliability are read as a second coder's pass over it."),
                example=tier_id,
            )
        for cell in column.cells:
            try:
                events.append(_event(tiers[-1], column, cell, report))
            except ValueError as error:
                report.left_out(f"line {cell[0]}", str(error))
                begin, end, value = cell[1:]
                bad.append(f"{tier_id}\t{begin},{end},{value}")
    document = Document(
        title=path.stem,
        subjects=tuple(DocumentSubject(name) for name in dict.fromkeys(t.subject for t in tiers if t.subject)),
        tiers=tuple(tiers),
        events=in_order(events),
        statement=_statement(stated) if stated is not None else None,
        extra=((("datavyu.project", project),) if project else ())
        + ((("datavyu.bad", json.dumps(bad)),) if bad else ()),
    )
    return (document,)


def _is_statement(column: _Column) -> bool:
    """Whether a column is what the file says about itself; earlier versions of this app said fewer things."""
    told = tuple(column.arguments)
    return len(told) >= 3 and told == STATED[: len(told)] and len(column.cells) == 1


def _statement(column: _Column) -> Statement | None:
    values = [_unescape(part) for part in _split(column.cells[0][3][1:-1])]
    return statement_of(dict(zip(STATED, values, strict=False)))


def parse_column_name(name: str) -> tuple[str, str]:
    """Subject and group of a column: ``gaze__child`` is the group ``gaze`` of ``child``."""
    group, mark, subject = name.rpartition("__")
    return (subject, group) if mark and group and subject else ("", name)


def column_names(tier: DocumentTier) -> tuple[str, str]:
    """Subject and group as the reader takes them from a tier's name, or from the column that it is a pass over."""
    return parse_column_name(base_of(tier))


def column_name(subject: str, group: str) -> str:
    """Name a column: the inverse of :func:`parse_column_name` for names that Datavyu takes."""
    return f"{group}__{subject}" if subject else group


def arguments_of(tier: DocumentTier) -> tuple[str, ...]:
    """Arguments that the tier's column had in the file it came from."""
    had = dict(tier.extra).get("datavyu.arguments", "")
    return tuple(had.split("\n")) if had else ()


def _columns(text: str, name: str) -> Iterator[_Column]:
    lines = text.replace("\r\n", "\n").split("\n")
    if not re.fullmatch(r"#[234]\s*", lines[0]):
        raise FormatError(name, tr("it is no Datavyu spreadsheet of version 2, 3 or 4"), place="line 1")
    column: _Column | None = None
    number = 1
    while number < len(lines):
        line, first = lines[number], number + 1
        number += 1
        cell = _CELL.fullmatch(line)
        if cell is not None and column is not None:
            # A line end inside a bracketed cell belongs to its text.
            while column.matrix and not _closed(cell[3]) and number < len(lines) and not _begins(lines[number]):
                line = f"{line}\n{lines[number]}"
                number += 1
                cell = _CELL.fullmatch(line) or cell
            if column.matrix and not _closed(cell[3]):
                raise FormatError(
                    name, tr("a cell is not closed with a bracket"), place=tr("line {first}", first=first)
                )
            column.cells.append((first, cell[1], cell[2], cell[3]))
            continue
        header = _HEADER.fullmatch(line)
        if header is not None:
            if column is not None:
                yield column
            listed = header["arguments"] or ""
            told = [_argument(part) for part in _split(listed)] if listed else []
            kind = header["kind"] + (header["rest"] or "")
            column = _Column(
                _unescape(header["name"]) or DEFAULT_GROUP,
                kind,
                tuple(name for name, _ in told),
                tuple(type_ for _, type_ in told),
            )
        elif line.strip():
            raise FormatError(
                name, tr("it is neither a column nor a cell with two times"), place=tr("line {first}", first=first)
            )
    if column is not None:
        yield column


def _begins(line: str) -> bool:
    return bool(_CELL.fullmatch(line) or _HEADER.fullmatch(line))


def _closed(value: str) -> bool:
    marks = len(value) - 1 - len(value[:-1].rstrip("\\"))
    return value.endswith(")") and marks % 2 == 0


def _argument(text: str) -> tuple[str, str]:
    """Name and type of an argument; older versions put the name in angle brackets."""
    name, mark, kind = text.rpartition("|")
    return _unescape(name if mark else text).strip("<>"), kind if mark else NOMINAL


def _event(tier: DocumentTier, column: _Column, cell: tuple[int, str, str, str], report: LossReport) -> DocumentEvent:
    line, begin, end, value = cell
    onset, offset = clock_us(begin), clock_us(end)
    if offset == 0 < onset:
        report.add(
            "offsets-missing", tr("Cells without an offset are read as points."), example=f"{tier.id}, line {line}"
        )
        offset = onset
    if offset < onset:
        raise ValueError(tr("a cell ends before it begins ({begin} to {end})", begin=begin, end=end))
    values = [_unescape(part) for part in _split(value[1:-1])] if column.matrix else [_unescape(value)]
    known = column.arguments or (CODE,)
    if len(values) != len(known):
        if len(values) > len(known) or any(values[len(known) :]):
            raise ValueError(
                tr("a cell holds {number} codes in a column of {number_2}", number=len(values), number_2=len(known))
            )
        values += [""] * (len(known) - len(values))
    return event_of_values(tier, onset, offset, tuple(zip(known, values, strict=True)))


def event_of_values(tier: DocumentTier, onset: int, offset: int, values: Pairs) -> DocumentEvent:
    """Return the event of a cell with these arguments: one is its code, of several each is a modifier."""
    known = dict(values)
    if CODE in known:
        comment, coder, origin = (known.get(name, "") for name in FIELDS)
        coder = coder or tier.coder
        modifiers = tuple((name, value) for name, value in values if value and name != CODE and name not in FIELDS)
        code = known[CODE]
        point = onset == offset
        return DocumentEvent(
            tier.id,
            tier.subject,
            code,
            onset_us=onset,
            offset_us=offset,
            point=point,
            modifiers=modifiers,
            comment=comment,
            coder=coder,
            origin=origin,
        )
    if len(values) == 1:
        return DocumentEvent(tier.id, tier.subject, values[0][1], onset, offset, onset == offset, coder=tier.coder)
    held = tuple((name, value) for name, value in values if value)
    return DocumentEvent(
        tier.id,
        tier.subject,
        tier.group,
        onset_us=onset,
        offset_us=offset,
        point=onset == offset,
        modifiers=held,
        coder=tier.coder,
    )


def _split(text: str) -> list[str]:
    """Split at commas that no backslash marks."""
    parts: list[str] = []
    begun = at = 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == ",":
            parts.append(text[begun:at])
            begun = at + 1
        at += 1
    parts.append(text[begun:])
    return parts


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    return re.sub(r"\\(.)", lambda mark: {"n": "\n", "r": "\r"}.get(mark[1], mark[1]), text, flags=re.DOTALL)
