"""Guess which column of a foreign table means what, from the names that programs and labs give them."""

from __future__ import annotations

import re

from coder.formats.mapping import CodeColumn, Mapping, TimeUnit
from coder.formats.sheet import Sheet
from coder.formats.source import FormatError

_NAMES: dict[str, tuple[str, ...]] = {
    "onset": ("onset", "onset_time", "onset_ms", "start", "start (s)", "begin", "begin time", "start time", "time"),
    "offset": ("offset", "offset_time", "offset_ms", "stop", "stop (s)", "end", "end time", "stop time"),
    "duration": ("duration", "duration_time", "duration (s)", "length"),
    "code": ("code", "behavior", "behaviour", "label", "annotation", "value", "event"),
    "subject": ("subject", "participant", "speaker", "focal", "actor"),
    "group": ("group", "tier", "column", "class", "behavioral category", "category"),
    "recording": ("recording", "observation id", "file", "session"),
    "comment": ("comment", "comment start", "comments", "description", "note", "transcript"),
    "coder": ("coder", "annotator", "observer"),
    "level": ("level",),
}
_BOOKKEEPING = {"number", "ordinal", "duration_ms", "index", "row", "id", "behavior type", "modifiers"}
_CLOCK = re.compile(r"\d+:\d\d?:\d\d?([:.,]\d+)?")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
_PLAIN = re.compile(r"-?\d+")


def guess_mapping(sheet: Sheet) -> Mapping:
    """Guess a mapping; raise FormatError where not even the onset can be told."""
    if sheet.columns[:1] == ("1",):
        return _without_header(sheet)
    lower = {name.lower().strip(): name for name in sheet.columns}
    found = {part: next((lower[name] for name in names if name in lower), "") for part, names in _NAMES.items()}
    if not found["onset"]:
        have = ", ".join(repr(name) for name in sheet.columns[:8])
        raise FormatError(
            sheet.name, f"no column looks like an onset (they are {have}): say which is in a column mapping"
        )
    known = {name for name in found.values() if name}
    others = [name for name in sheet.columns if name and name not in known and name.lower() not in _BOOKKEEPING]
    modifiers: tuple[str, ...] = ()
    code_columns: tuple[CodeColumn, ...] = ()
    if found["group"] and not found["code"] and others:
        # Datavyu's export: one column per argument, and the name of its column in every row.
        modifiers = tuple(others)
        found["code"] = found["group"]
    elif not found["code"]:
        code_columns = tuple(CodeColumn(name, "", name) for name in others)
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
        level=found["level"],
        time=_unit(found["onset"], onsets, sheet, found),
        decimal_comma=any(_DECIMAL_COMMA.fullmatch(text) for text in onsets),
        delimiter=sheet.delimiter,
    )


def _without_header(sheet: Sheet) -> Mapping:
    """Onset, offset and code in that order, as analysis scripts write them."""
    if len(sheet.columns) != 3:
        raise FormatError(
            sheet.name, f"it has {len(sheet.columns)} columns and no header: say what they mean in a column mapping"
        )
    return Mapping(name="guessed", onset="1", offset="2", code="3", delimiter=sheet.delimiter, header=False)


def _column(sheet: Sheet, name: str) -> list[str]:
    at = sheet.columns.index(name)
    return [cells[at].strip() for _, cells in sheet.rows[:200] if at < len(cells)]


def _unit(name: str, onsets: list[str], sheet: Sheet, found: dict[str, str]) -> TimeUnit:
    if onsets and all(_CLOCK.fullmatch(text) for text in onsets if text):
        return TimeUnit.CLOCK
    if name.lower().endswith("_ms") or "(ms)" in name.lower():
        return TimeUnit.MILLISECONDS
    whole = bool(onsets) and all(_PLAIN.fullmatch(text) for text in onsets if text)
    # Datavyu's tables count milliseconds and say so nowhere but in their column "ordinal".
    if whole and "ordinal" in {column.lower() for column in sheet.columns}:
        return TimeUnit.MILLISECONDS
    return TimeUnit.SECONDS
