"""Guess which column of a foreign table means what, from the names that programs and labs give them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from coder.files.bounded_read import FormatError
from coder.interchange.document.tier_names import parse_tier_name
from coder.interchange.formats.tables.column_mapping import (
    MODIFIER_MARK,
    NUMBERED_MODIFIER,
    CodeColumn,
    Mapping,
    TimeUnit,
)
from coder.interchange.formats.tables.delimited_text import Sheet, some
from coder.vocabulary.language import tr

# English and German, as INTERACT, BORIS, the Observer, ELAN, Praat's scripts, Datavyu and labs head their columns.
_NAMES: dict[str, tuple[str, ...]] = {
    "onset": (
        "onset", "onset_time", "onset time", "onset_ms", "onset (s)", "onset (ms)", "start", "start (s)", "start time",
        "start_time", "begin", "begin time", "begin time - msec", "begin time - ss.msec",
        "begin time - hh:mm:ss.ms", "tmin", "time", "time_relative_sf", "beginn",
        "anfang", "startzeit", "onset_us", "onset_s", "start_s", "start_ms", "begin_s", "time_s",
        "onset_frame", "onset frame",
    ),
    "offset": (
        "offset", "offset_time", "offset time", "offset_ms", "offset (s)", "offset (ms)", "stop", "stop (s)",
        "stop time", "stop_time", "end", "end time", "end_time", "end time - msec", "end time - ss.msec",
        "end time - hh:mm:ss.ms", "tmax", "ende", "endzeit",
        "offset_us", "offset_s", "stop_s", "stop_ms", "end_s", "end_ms", "offset_frame", "offset frame",
    ),
    "duration": (
        "duration", "duration_time", "duration time", "duration_s", "duration_us", "duration (s)", "duration_sf",
        "length", "dauer", "duration - msec", "duration - ss.msec", "duration - hh:mm:ss.ms",
    ),
    "code": ("code", "codes", "behavior", "behaviour", "label", "annotation", "value", "event", "verhalten", "text"),
    "subject": ("subject", "participant", "speaker", "focal", "actor", "person", "akteur", "sprecher"),
    "group": ("group", "tier", "column", "class", "behavioral category", "category", "klasse", "kategorie", "gruppe"),
    "recording": ("recording", "observation id", "observation", "file", "session", "dataset", "datei", "sitzung"),
    "comment": (
        "comment", "comment start", "comments", "description", "note", "transcript", "kommentar", "bemerkung",
        "beschreibung",
    ),
    "coder": ("coder", "annotator", "observer", "kodierer", "beobachter"),
    "level": ("level", "ebene"),
    "status": ("status", "behavior type", "event_type", "event type"),
}  # fmt: skip
_BOOKKEEPING = {
    "number", "ordinal", "duration_ms", "index", "row", "id", "behavior type", "set", "event", "nr", "nr.", "lfd. nr.",
    "onset_us", "offset_us", "duration_us", "onset_ms", "offset_ms", "onset_s", "offset_s", "duration_s",
    "onset_frame", "offset_frame", "duration_frame", "onset frame", "offset frame", "duration frame", "duration",
}  # fmt: skip
# ELAN writes each time in up to five notations, one column each.
_ELAN_TIME = re.compile(r"(begin time|end time|duration)( - .*)?", re.IGNORECASE)
_MEASURED = re.compile(r"-?\d+[.,:]\d[\d.,:]*")
_CLOCK = re.compile(r"\d+:\d\d?:\d\d?([:.,]\d+)?")
_TIMECODE = re.compile(r"\d+:\d\d?:\d\d?[:;]\d\d")
_DECIMAL_COMMA = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+),\d+")
_PLAIN = re.compile(r"-?\d+")
_TIME = re.compile(r"[-+]?\d[\d.,:]*")
_STEPS = {"start", "stop", "state start", "state stop"}


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row is the header of a table of events, which may stand below a preamble."""
    names = {cell.strip().lower() for cell in cells}
    # A row with a time or a number in it holds data, whatever else its cells say: START is a value of many a table.
    data = any(_TIME.fullmatch(name) for name in names)
    return len(names - {""}) > 1 and not data and not names.isdisjoint(_NAMES["onset"])


def guess_mapping(sheet: Sheet) -> Mapping:
    """Guess a mapping; raise FormatError where not even the onset can be told."""
    if sheet.columns[:1] == ("1",):
        return _without_header(sheet)
    lower = {name.lower().strip(): name for name in sheet.columns}
    found = {part: next((lower[name] for name in names if name in lower), "") for part, names in _NAMES.items()}
    if not found["onset"]:
        have = some(sheet.columns)
        raise FormatError(
            sheet.name,
            tr("no column looks like an onset (they are {have}): say which is in a column mapping", have=have),
        )
    if not {text.lower() for text in _column(sheet, found["status"])} & _STEPS:
        found["status"] = ""
    if "frame" in found["offset"].lower() and "frame" not in found["onset"].lower():
        found["offset"] = ""
    for part in ("offset", "duration"):
        # One unit holds for a whole table: a column that names another one is not read with it.
        if (
            _said_unit(found[part])
            and _said_unit(found["onset"])
            and _said_unit(found[part]) != _said_unit(found["onset"])
        ):
            found[part] = ""
    if found["code"].lower() == "event" and "set" in lower:
        found["code"] = ""  # INTERACT numbers its events; its codes stand in one column per class
    known = {name for name in found.values() if name}
    modifiers = tuple(name for name in sheet.columns if _is_modifier(name))
    known |= set(modifiers)
    others = [name for name in sheet.columns if name and name not in known and not _is_bookkeeping(sheet, name)]
    code_columns: tuple[CodeColumn, ...] = ()
    if found["group"] and not found["code"] and others:
        # Datavyu's export: one column per argument, and the name of its column in every row.
        modifiers = tuple(others)
        found["code"] = found["group"]
    elif not found["code"]:
        code_columns = tuple(CodeColumn(name, *parse_tier_name(name)) for name in others)
    sampled = False
    if code_columns and not (found["offset"] or found["duration"] or found["status"]):
        # Times and columns of codes, and no end: looks at even steps, or nobody can tell.
        sampled = even_step(_column(sheet, found["onset"])) > 0
        if not sampled:
            raise FormatError(
                sheet.name,
                tr(
                    "its rows have a time ({found!r}) and columns of codes and no end, and do not stand at even "
                    "steps: say in a column mapping what they are",
                    found=found["onset"],
                ),
            )
    onsets = _column(sheet, found["onset"])
    return Mapping(
        name="guessed",
        onset=found["onset"],
        offset=found["offset"],
        duration=found["duration"],
        code=found["code"],
        subject=found["subject"],
        group=found["group"],
        recording=found["recording"],
        comment=found["comment"],
        coder=found["coder"],
        code_columns=code_columns,
        modifiers=modifiers,
        status=found["status"],
        level=found["level"],
        sampled=sampled,
        time=_unit(found["onset"], onsets, sheet, found),
        decimal_comma=any(_DECIMAL_COMMA.fullmatch(text) for text in onsets),
        delimiter=sheet.delimiter,
    )


def _is_modifier(name: str) -> bool:
    marked = name.lower().endswith(MODIFIER_MARK) and len(name) > len(MODIFIER_MARK)
    return marked or NUMBERED_MODIFIER.fullmatch(name.strip()) is not None


def even_step(times: Sequence[str]) -> float:
    """Return the step between times that stand at even steps, in their own unit; 0 where they do not."""
    try:
        at = [float(text.replace(",", ".")) for text in times if text]
    except ValueError:
        return 0.0
    steps = [after - before for before, after in pairwise(at)]
    if len(steps) < 2 or min(steps) <= 0 or max(steps) - min(steps) > 0.02 * max(steps):
        return 0.0
    return (at[-1] - at[0]) / len(steps)


def _is_bookkeeping(sheet: Sheet, name: str) -> bool:
    """Whether a column cannot hold codes: by its name, or because everything in it is a measured number or a time."""
    if name.lower() in _BOOKKEEPING or _ELAN_TIME.fullmatch(name):
        return True
    held = [text for text in _column(sheet, name) if text]
    return bool(held) and all(_MEASURED.fullmatch(text) for text in held)


def _without_header(sheet: Sheet) -> Mapping:
    """Onset, offset and code in that order, as analysis scripts write them."""
    if len(sheet.columns) != 3:
        raise FormatError(
            sheet.name,
            tr(
                "it has {number} columns and no header: say what they mean in a column mapping",
                number=len(sheet.columns),
            ),
        )
    return Mapping(name="guessed", onset="1", offset="2", code="3", delimiter=sheet.delimiter, header=False)


def _column(sheet: Sheet, name: str) -> list[str]:
    if name not in sheet.columns:
        return []
    at = sheet.columns.index(name)
    return [cells[at].strip() for _, cells in sheet.rows[:200] if at < len(cells)]


def _said_unit(name: str) -> TimeUnit | None:
    """Return the unit that a column's name says its times are in."""
    ends = {
        "_us": TimeUnit.MICROSECONDS,
        "_ms": TimeUnit.MILLISECONDS,
        "(ms)": TimeUnit.MILLISECONDS,
        " - msec": TimeUnit.MILLISECONDS,
        " - ss.msec": TimeUnit.SECONDS,
        "_s": TimeUnit.SECONDS,
        "(s)": TimeUnit.SECONDS,
    }
    return next((unit for end, unit in ends.items() if name.lower().strip().endswith(end)), None)


def _unit(name: str, onsets: list[str], sheet: Sheet, found: dict[str, str]) -> TimeUnit:
    told = [text for text in onsets if text]
    # What no table says is the rate of its frames: the mapping stays without one until a person says it.
    if told and all(_TIMECODE.fullmatch(text) for text in told):
        return TimeUnit.TIMECODE
    if told and all(_CLOCK.fullmatch(text) for text in told):
        return TimeUnit.CLOCK
    if "frame" in name.lower():
        return TimeUnit.FRAMES
    said = _said_unit(name)
    if said is not None:
        return said
    whole = bool(onsets) and all(_PLAIN.fullmatch(text) for text in onsets if text)
    # Datavyu's tables count milliseconds and say so nowhere but in their column "ordinal".
    if whole and "ordinal" in {column.lower() for column in sheet.columns}:
        return TimeUnit.MILLISECONDS
    return TimeUnit.SECONDS
