"""Which column of a table means what: said once, kept as a preset, used again; and other names for tiers."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from coder.files.atomic_write import write_leaving
from coder.files.bounded_read import ENCODINGS, FormatError, read_text
from coder.interchange.document.document import DEFAULT_GROUP, Document, DocumentSubject
from coder.vocabulary.language import tr


class TimeUnit(StrEnum):
    """How a table writes times. ``clock`` is HH:MM:SS.mmm or HH:MM:SS:mmm, ``timecode`` is HH:MM:SS:FF."""

    SECONDS = "seconds"
    MILLISECONDS = "milliseconds"
    MICROSECONDS = "microseconds"
    FRAMES = "frames"
    CLOCK = "clock"
    TIMECODE = "timecode"


MODIFIER_MARK = " (modifier)"
"""Closes the name of a column that holds a modifier, where its name alone could be that of a class of codes."""

NUMBERED_MODIFIER = re.compile(r"modifiers?(?:[ _]?#?\d+)?(?:: *(?P<name>.+))?", re.IGNORECASE)
"""A column of a modifier as the Observer and BORIS head it, after a colon the modifier's name where one is said."""


def modifier_header(number: int, name: str) -> str:
    """Return the heading of a numbered column of a modifier that has a name: ``Modifier_1: hand``."""
    return f"Modifier_{number}: {name}"


def modifier_name(column: str) -> str:
    """Return what the modifier of a column is called: its name where the heading says one, else the heading."""
    numbered = NUMBERED_MODIFIER.fullmatch(column.strip())
    return (numbered["name"] if numbered else "") or column.removesuffix(MODIFIER_MARK)


@dataclass(frozen=True, slots=True)
class CodeColumn:
    """A column whose cells are codes of one subject and group; an empty cell is no event."""

    column: str
    subject: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class TierNames:
    """What a tier of the file is called here: "childhands" is the group "hands" of the subject "child"."""

    tier: str
    subject: str
    group: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """A column mapping. Columns are named by their header, or "1", "2", ... where the table has none.

    Attributes
    ----------
    onset, offset, duration : str
        Time columns; a row with neither offset nor duration is a point.
    code, subject, group, recording, comment, coder : str
        Columns that say these, or "".
    code_columns : tuple of CodeColumn
        For tables with one column per class of behaviour, as INTERACT writes them.
    modifiers : tuple of str
        Columns that become modifiers.
    status : str
        Column that says where an event begins and ends in rows of their own, as BORIS and the Observer list events:
        ``START`` and ``STOP`` (or ``State start``, ``State stop``) pair by recording, subject, code and modifiers.
    level : str
        Column of the row's level, as in INTERACT: rows of the deepest level are events, the others episodes.
    fixed_subject : str
        Subject of every event, where no column says it.
    begins : str
        Time, in the table's own unit, that is zero here.
    delimiter, encoding : str
        "" to find them out; old exports and spreadsheets in Europe are often ``windows-1252``.
    sampled : bool
        Whether every row is a look at even steps, as Solomon Coder writes them: a code lasts while the rows hold it.
    tiers : tuple of TierNames
        Applied after reading, to files of any format.
    """

    name: str = ""
    onset: str = ""
    offset: str = ""
    duration: str = ""
    code: str = ""
    subject: str = ""
    group: str = ""
    recording: str = ""
    comment: str = ""
    coder: str = ""
    code_columns: tuple[CodeColumn, ...] = ()
    modifiers: tuple[str, ...] = ()
    status: str = ""
    level: str = ""
    fixed_subject: str = ""
    time: TimeUnit = TimeUnit.SECONDS
    frame_rate: float | None = None
    decimal_comma: bool = False
    begins: str = ""
    delimiter: str = ""
    encoding: str = ""
    header: bool = True
    sampled: bool = False
    tiers: tuple[TierNames, ...] = ()


def text_of(mapping: Mapping) -> str:
    """Write a mapping as a preset (JSON). It holds names of columns and nothing of what stands in them."""
    return json.dumps(asdict(mapping), indent=2, ensure_ascii=False) + "\n"


def mapping_of(text: str, name: str) -> Mapping:
    """Read a preset, called ``name`` in errors.

    Raises FormatError where it is none, or names something that no mapping has.
    """
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormatError(name, tr("it is no preset of a column mapping: its JSON is broken")) from error
    known = {field.name for field in fields(Mapping)}
    if not isinstance(told, dict) or not set(told) <= known:
        if not isinstance(told, dict):
            raise FormatError(name, tr("it is no preset of a column mapping (it holds no table)"))
        odd = ", ".join(sorted(set(told) - known)[:3])
        raise FormatError(name, tr("it is no preset of a column mapping (it holds {odd})", odd=odd))
    try:
        return _mapping(told)
    except (TypeError, ValueError) as error:
        raise FormatError(name, tr("a value of the preset does not fit ({error})", error=error)) from error


def save_mapping(mapping: Mapping, path: Path, *, over: bool = True) -> None:
    """Write a preset to a file; ``over`` lets it take the place of one that is there."""
    write_leaving(path, text_of(mapping).encode(), over=over)


def load_mapping(path: Path) -> Mapping:
    """Read a preset from a file. Raises FormatError as :func:`mapping_of` does."""
    return mapping_of(read_text(path), path.name)


def renamed(document: Document, names: tuple[TierNames, ...]) -> Document:
    """Give tiers the subjects and groups that a mapping says; a tier the document does not have is passed over."""
    wanted = {one.tier: one for one in names}
    tiers = tuple(
        replace(tier, subject=wanted[tier.id].subject, group=wanted[tier.id].group or DEFAULT_GROUP)
        if tier.id in wanted
        else tier
        for tier in document.tiers
    )
    subjects = {tier.id: tier.subject for tier in tiers}
    named = {subject.name for subject in document.subjects}
    fresh = dict.fromkeys(tier.subject for tier in tiers if tier.subject and tier.subject not in named)
    return replace(
        document,
        tiers=tiers,
        subjects=document.subjects + tuple(DocumentSubject(name) for name in fresh),
        events=tuple(
            event if event.subject == subjects[event.tier] else replace(event, subject=subjects[event.tier])
            for event in document.events
        ),
    )


def _mapping(told: dict[str, Any]) -> Mapping:
    for name in ("decimal_comma", "header", "sampled"):
        if not isinstance(told.get(name, True), bool):
            raise ValueError(tr("{name} is neither true nor false", name=name))
    rate = told.get("frame_rate")
    if rate is not None and not (isinstance(rate, int | float) and 0 < rate <= 10_000):
        raise ValueError(tr("frame_rate is no number of frames per second"))
    if told.get("encoding", "") not in ("", *ENCODINGS):
        raise ValueError(tr("encoding is none of {encodings}", encodings=", ".join(ENCODINGS)))
    lists = {"code_columns", "modifiers", "tiers"}
    others = {"decimal_comma", "header", "sampled", "frame_rate", "time"} | lists
    if not all(isinstance(value, str) for name, value in told.items() if name not in others):
        raise ValueError(tr("a column name is no text"))
    return Mapping(
        **{name: value for name, value in told.items() if name not in lists | {"time"}},
        time=TimeUnit(told.get("time", TimeUnit.SECONDS)),
        code_columns=tuple(CodeColumn(**one) for one in told.get("code_columns", ())),
        modifiers=tuple(str(name) for name in told.get("modifiers", ())),
        tiers=tuple(TierNames(**one) for one in told.get("tiers", ())),
    )
