"""A delimited table as rows of cells: delimiter, header and byte order mark found out, formulas made harmless."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from coder.files.bounded_read import FormatError, head_of, read_text
from coder.interchange.formats.tables.spreadsheet import is_workbook, read_workbook
from coder.vocabulary.language import tr

DELIMITERS = (",", ";", "\t")
MAX_COLUMNS = 2_000
MAX_ROWS = 250_000
"""Ten times what a day of close coding holds, and every frame of nearly three hours; each row costs kilobytes later."""
MAX_CELLS = 5_000_000
MAX_PREAMBLE = 100
_FORMULA = tuple("=+-@\t\r＝＋－＠'")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


def some(columns: Sequence[str]) -> str:
    """The first few columns, short, for a sentence."""
    return ", ".join(repr(name[:24]) for name in columns[:8])


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of a table; ``columns`` are the names in the header, or "1", "2", ... where it has none."""

    name: str
    delimiter: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]
    """Line number and cells."""
    left: tuple[str, ...] = ()
    """Names of further sheets of a workbook, which were not read."""


def read_sheet(
    path: Path,
    *,
    delimiter: str = "",
    encoding: str = "",
    header: bool | None = None,
    is_header: Callable[[Sequence[str]], bool] = lambda cells: False,
) -> Sheet:
    """Read a table. With ``header`` None, a first row without any number is one.

    Rows before one that ``is_header`` knows are a preamble and left out; where it knows none of the first rows, the
    table begins with the first.
    """
    left: tuple[str, ...] = ()
    if is_workbook(head_of(path)):
        rows, left = _of_workbook(path, is_header)
    else:
        rows, delimiter = _of_text(path, delimiter, encoding)
    if not rows:
        raise FormatError(path.name, tr("the table has no rows"))
    if max(len(cells) for _, cells in rows) > MAX_COLUMNS:
        raise FormatError(
            path.name, tr("it has more than {max_columns} columns: it is no table of events", max_columns=MAX_COLUMNS)
        )
    if header is not False:
        begins = next((at for at, (_, cells) in enumerate(rows[:MAX_PREAMBLE]) if is_header(cells)), 0)
        rows = rows[begins:]
    if header is None:
        header = not any(_NUMBER.fullmatch(cell.strip()) for cell in rows[0][1])
    if not header:
        width = max(len(cells) for _, cells in rows)
        return Sheet(path.name, delimiter, tuple(str(number) for number in range(1, width + 1)), tuple(rows), left)
    return Sheet(path.name, delimiter, tuple(name.strip() for name in rows[0][1]), tuple(rows[1:]), left)


def _of_workbook(
    path: Path, is_header: Callable[[Sequence[str]], bool]
) -> tuple[list[tuple[int, list[str]]], tuple[str, ...]]:
    """Rows of the first sheet with a header that is known, else of the first sheet; and the names of the others."""
    sheets = [sheet for sheet in read_workbook(path) if sheet.rows]
    if not sheets:
        return [], ()
    chosen = next((s for s in sheets if any(is_header(cells) for _, cells in s.rows[:MAX_PREAMBLE])), sheets[0])
    return chosen.rows, tuple(sheet.name for sheet in sheets if sheet is not chosen)


def _of_text(path: Path, delimiter: str, encoding: str) -> tuple[list[tuple[int, list[str]]], str]:
    text = read_text(path, encoding=encoding)
    if text[:4].lower() == "sep=" and text[4:5] in DELIMITERS:
        delimiter = delimiter or text[4]
        text = "\n" + text.partition("\n")[2]
    delimiter = delimiter or _delimiter(text)
    if len(delimiter) != 1:
        raise FormatError(path.name, tr("a delimiter is one character, not {delimiter!r}", delimiter=delimiter))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, list[str]]] = []
    held = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, cells))
                held += len(cells)
            if len(rows) > MAX_ROWS or held > MAX_CELLS:
                raise FormatError(
                    path.name,
                    tr(
                        "the table has more than {max_rows:,} rows or {max_cells:,} cells: it is no table of events; "
                        "leave out what is not coded, or bring it in by parts",
                        max_rows=MAX_ROWS,
                        max_cells=MAX_CELLS,
                    ),
                    place=tr("line {line_num}", line_num=reader.line_num),
                )
    except csv.Error as error:
        raise FormatError(
            path.name,
            tr("the table is broken ({error})", error=error),
            place=tr("line {line_num}", line_num=reader.line_num),
        ) from error
    return rows, delimiter


def harmless(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula: an apostrophe before it, as Excel itself shows texts."""
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def as_meant(cell: str) -> str:
    """Undo :func:`harmless`."""
    return cell[1:] if cell.startswith("'") else cell


def csv_lines(rows: Iterable[Sequence[str]]) -> str:
    """Write rows as comma-separated lines."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _delimiter(text: str) -> str:
    """The mark that stands most evenly in the first lines."""
    lines = [line for line in text[:20_000].split("\n")[:20] if line.strip()]
    found = {mark: min((line.count(mark) for line in lines), default=0) for mark in DELIMITERS}
    # A decimal comma stands in every line of a table that is divided by semicolons or tabs.
    for mark in (";", "\t"):
        if found[mark]:
            return mark
    return ","
