"""Reading a table that a caregiver chose to bring: one column of times, one of values; nothing else of it is kept."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coder.files.bounded_read import FormatError
from coder.interchange.formats.tables.delimited_text import Sheet, read_sheet
from coder.vocabulary.context import Point
from coder.vocabulary.language import tr

MOST_POINTS = 20_000
"""How many values are kept: years of nights, or a day of minutes. A recording of single beats is another thing."""

_DAY_NAMES = re.compile(r"date|day|night|time|start|when|timestamp|datum|tag|nacht|zeit|jour|fecha", re.IGNORECASE)
_VALUE_NAMES = {
    "sleep": r"asleep|sleep|schlaf|sommeil|sueñ|duration|dauer|hours|stunden",
    "hrv": r"rmssd|sdnn|hrv|heart.?rate.?variab",
}
_UNITS = ((r"\bms\b|millisec|rmssd|sdnn|hrv", "ms"), (r"\bmin", "min"), (r"\bh\b|\bhrs?\b|hour|stunde", "h"))
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_LENGTH = re.compile(
    r"(\d{1,2})\s*(?::|h|hr|hrs|hours|std)\.?\s*(\d{1,2})(?::\d{2})?\s*(?:m|min|mins|minutes)?\.?", re.I
)
_DAY = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})(?:[ T,]+(\d{1,2}:\d{2}(?::\d{2})?))?")
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?)(?:\.\d+)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?")
_NOTHING = frozenset({"", "-", "–", "na", "n/a", "nan", "null", "none", "--"})


@dataclass(frozen=True, slots=True)
class SeriesFile:
    """What a file holds: the values, how they were found, and what was passed over.

    Attributes
    ----------
    time_column, value_column, unit : str
        Which columns were read, and the unit that a header says ("" where it says none).
    empty : int
        Rows without a value.
    """

    points: tuple[Point, ...]
    time_column: str
    value_column: str
    unit: str
    empty: int


def read_series(path: Path, *, name: str, column: str | None = None) -> SeriesFile:
    """Read times and values from a table; ``name`` says what is looked for, ``column`` names the values outright.

    Raises FormatError, in one sentence, where the file is no such table or it is not clear which column is meant.
    """
    sheet = read_sheet(path)
    if len(sheet.rows) > MOST_POINTS:
        raise FormatError(
            path.name,
            tr(
                "it has {number} rows, and {most_points} values is the most that is kept",
                number=len(sheet.rows),
                most_points=MOST_POINTS,
            ),
        )
    times = _time_column(sheet)
    values = _value_column(sheet, times, name, column)
    month_first = _month_first(sheet, times)
    found: list[tuple[str, str, int]] = []
    empty = 0
    for line, cells in sheet.rows:
        value = cells[values].strip() if values < len(cells) else ""
        if value.lower() in _NOTHING:
            empty += 1
        else:
            found.append((cells[times].strip() if times < len(cells) else "", value, line))
    if not found:
        raise FormatError(path.name, tr("the column {columns!r} holds no value", columns=sheet.columns[values]))
    unit = next((unit for pattern, unit in _UNITS if re.search(pattern, sheet.columns[values], re.IGNORECASE)), "")
    points = [
        Point(_moment(sheet.name, at, line, month_first=month_first), _value(sheet.name, text, line, unit))
        for at, text, line in found
    ]
    return SeriesFile(
        points=tuple(sorted(points, key=lambda point: (point.at, point.value))),
        time_column=sheet.columns[times],
        value_column=sheet.columns[values],
        unit=unit or ("h" if any(_LENGTH.fullmatch(text) for _, text, _ in found) else ""),
        empty=empty,
    )


def _time_column(sheet: Sheet) -> int:
    """The first column whose every filled cell is a day, those whose name says so before others."""
    width = len(sheet.columns)
    days = [n for n in range(width) if _all_days(_filled(sheet, n))]
    named = [n for n in days if _DAY_NAMES.search(sheet.columns[n])]
    if not days:
        raise FormatError(
            sheet.name, tr("it has no column of dates: one is needed, as 2026-03-01 or 2026-03-01 06:30 or 01.03.2026")
        )
    return (named or days)[0]


def _value_column(sheet: Sheet, times: int, name: str, column: str | None) -> int:
    names = [one.lower() for one in sheet.columns]
    if column is not None:
        if column.strip().lower() not in names:
            raise FormatError(
                sheet.name,
                tr("it has no column {column!r}; its columns are {listed}", column=column[:40], listed=_listed(sheet)),
            )
        return names.index(column.strip().lower())
    numeric = [n for n in range(len(names)) if n != times and _all_values(_filled(sheet, n))]
    said = name.strip().lower()
    same = [n for n in numeric if names[n] == said]
    holding = [n for n in numeric if said and said in names[n]]
    kind = next((one for one, words in _VALUE_NAMES.items() if re.search(words, said)), "")
    usual = [n for n in numeric if kind and re.search(_VALUE_NAMES[kind], names[n])]
    for chosen in (same, holding, usual, numeric):
        if len(chosen) == 1:
            return chosen[0]
    if not numeric:
        raise FormatError(sheet.name, tr("it has no column of numbers beside the dates"))
    raise FormatError(
        sheet.name,
        tr(
            "several columns could be {name!r}; name the one that is meant, of {listed}",
            name=name[:40],
            listed=_listed(sheet),
        ),
    )


def _listed(sheet: Sheet) -> str:
    shown = ", ".join(repr(one[:40]) for one in sheet.columns[:8])
    return shown + (", …" if len(sheet.columns) > 8 else "")


def _filled(sheet: Sheet, column: int) -> list[str]:
    cells = (row[column].strip() for _, row in sheet.rows if column < len(row))
    return [cell for cell in cells if cell.lower() not in _NOTHING]


def _all_days(cells: Sequence[str]) -> bool:
    return bool(cells) and all(_DAY.fullmatch(cell) or _iso(cell) is not None for cell in cells)


def _all_values(cells: Sequence[str]) -> bool:
    return bool(cells) and all(_NUMBER.fullmatch(cell) or _LENGTH.fullmatch(cell) for cell in cells)


def _iso(text: str) -> datetime | None:
    """Read an ISO date or date and time; a zone is cut off, for the wall clock of the caregiver is meant."""
    match = re.fullmatch(
        r"(\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?)(?:\.\d+)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?", text
    )
    if match is None:
        return None
    try:
        return datetime.fromisoformat(match[1])
    except ValueError:
        return None


def _month_first(sheet: Sheet, times: int) -> bool:
    """Whether 03/01/2026 is the first of March in this file; refuse one that leaves it open."""
    slashed = [match for cell in _filled(sheet, times) if (match := _DAY.fullmatch(cell)) and match[2] == "/"]
    if any(int(match[1]) > 12 for match in slashed) or not slashed:
        return False
    if any(int(match[3]) > 12 for match in slashed):
        return True
    raise FormatError(
        sheet.name,
        tr(
            "nobody can say which part of {slashed!r} is the month; write the dates as 2026-03-01",
            slashed=slashed[0][0],
        ),
    )


def _moment(name: str, text: str, line: int, *, month_first: bool) -> str:
    moment = _iso(text)
    match = _DAY.fullmatch(text)
    if moment is None and match is not None:
        day, month = (match[3], match[1]) if month_first and match[2] == "/" else (match[1], match[3])
        clock = f"T{match[5].rjust(5, '0') if len(match[5]) < 6 else match[5].rjust(8, '0')}" if match[5] else ""
        try:
            moment = datetime.fromisoformat(f"{match[4]}-{month:0>2}-{day:0>2}{clock}")
        except ValueError:
            moment = None
    if moment is None:
        raise FormatError(
            name, tr("{text!r} is no date; write it as 2026-03-01", text=text[:30]), place=tr("line {line}", line=line)
        )
    whole_day = not re.search(r"\d[T ,]+\d", text)
    return moment.date().isoformat() if whole_day else moment.isoformat(timespec="minutes")


def _value(name: str, text: str, line: int, unit: str) -> float:
    """Return a number, with a decimal point or comma; a length such as 7:35 or 7 h 35 in hours (or minutes)."""
    length = _LENGTH.fullmatch(text)
    if length is not None and int(length[2]) < 60:
        minutes = int(length[1]) * 60 + int(length[2])
        return float(minutes) if unit == "min" else round(minutes / 60, 4)
    if _NUMBER.fullmatch(text) is None or len(text) > 32:
        raise FormatError(name, tr("{text!r} is no number", text=text[:30]), place=tr("line {line}", line=line))
    value = float(text.replace(",", "."))
    if not math.isfinite(value):
        raise FormatError(name, tr("{text!r} is no number", text=text[:30]), place=tr("line {line}", line=line))
    return value
