"""Workbooks of Excel and LibreOffice (``.xlsx``) as rows of texts, each cell as its sheet would show it in full."""

from __future__ import annotations

import datetime
import io
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError

from coder.files.bounded_read import FormatError, open_zip
from coder.vocabulary.language import tr

MAX_ROWS = 1_048_576
"""A sheet has no more."""
_MAX_CELLS = 4_000_000
_BROKEN = (
    ParseError, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError,
    AssertionError, EOFError, OSError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """One sheet: its name, and the number and texts of each row that holds anything."""

    name: str
    rows: list[tuple[int, list[str]]]


def is_workbook(head: bytes) -> bool:
    """Whether a file begins as a packed Office document, and is no project of Datavyu."""
    return head.startswith(b"PK\x03\x04") and (b"[Content_Types].xml" in head or b"xl/" in head)


def read_workbook(path: Path) -> list[WorkbookSheet]:
    """Read every sheet; formulas give the value that was last worked out.

    Raises
    ------
    FormatError
        It is damaged, too large, no workbook, or holds what no workbook needs.
    """
    from openpyxl import load_workbook  # a third of a second that only a workbook has to wait for
    from openpyxl.utils.exceptions import InvalidFileException

    members = open_zip(path)
    if not any(name.startswith("xl/") for name in members):
        raise FormatError(path.name, tr("it is no workbook: save the table as .xlsx or .csv"))
    for name, data in members.items():
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise FormatError(
                path.name, tr("it declares a document type, which can be a trap: it was not read"), place=name
            )
    try:
        with warnings.catch_warnings():
            # Styles and extensions that openpyxl does not know hold no cell.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=True, keep_links=False)
            return [_sheet(path, sheet) for sheet in book.worksheets]
    except (InvalidFileException, *_BROKEN) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(path.name, tr("its sheets are damaged: save it again as .xlsx, or as .csv")) from error


def _sheet(path: Path, sheet: object) -> WorkbookSheet:
    # A sheet may say that it is as large as one can be, for a cell that was once touched at its end: each row is as
    # wide as what stands in it.
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    rows: list[tuple[int, list[str]]] = []
    cells = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):  # type: ignore[attr-defined]
        texts = [_text(value) for value in values]
        while texts and not texts[-1]:
            texts.pop()
        cells += len(texts)
        if cells > _MAX_CELLS or number > MAX_ROWS:
            raise FormatError(
                path.name, tr("it has more cells than a table of events: save the sheet you need as .csv")
            )
        if any(text.strip() for text in texts):
            rows.append((number, texts))
    return WorkbookSheet(str(getattr(sheet, "title", "")), rows)


def _text(value: object) -> str:
    """A cell as text: numbers as they are, times of day and durations as a clock."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        # Excel keeps fifteen digits; more would show what sums leave behind.
        return format(value, ".15g") if abs(value) < 1e15 else format(value, ".0f")
    if isinstance(value, datetime.timedelta):
        return _clock(value.days * 86_400 + value.seconds, value.microseconds)
    if isinstance(value, datetime.time):
        return _clock(value.hour * 3_600 + value.minute * 60 + value.second, value.microsecond)
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ")
    return str(value)


def _clock(seconds: int, us: int) -> str:
    return f"{seconds // 3_600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{us:06d}"
