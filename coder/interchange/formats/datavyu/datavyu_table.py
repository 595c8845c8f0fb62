"""Datavyu's tables: every column of a spreadsheet side by side, each with its own ordinal, onset and offset."""

from __future__ import annotations

from collections.abc import Sequence

from coder.interchange.document.document import Document, DocumentEvent, DocumentSubject, DocumentTier, in_order
from coder.interchange.document.losses import LossReport
from coder.interchange.document.written_times import decimal_us
from coder.interchange.formats.datavyu.datavyu_reader import event_of_values
from coder.interchange.formats.tables.delimited_text import Sheet, as_meant
from coder.vocabulary.language import tr

_TIMES = ("ordinal", "onset", "offset")


def is_side_by_side(columns: Sequence[str]) -> bool:
    """Whether a header names ordinal, onset and offset of several columns: ``mom.onset``, ``child.onset``."""
    return bool(_starts(columns))


def read_side_by_side(sheet: Sheet, title: str, report: LossReport) -> Document:
    """Read such a table; its times are milliseconds, as Datavyu writes them."""
    at = {name: number for number, name in enumerate(sheet.columns)}
    tiers: list[DocumentTier] = []
    events: list[DocumentEvent] = []
    for name in _starts(sheet.columns):
        tier = DocumentTier(name, "", name)
        tiers.append(tier)
        named = ((column, *column.rpartition(".")[::2]) for column in sheet.columns)
        arguments = [(part, at[column]) for column, stem, part in named if stem == name and part not in _TIMES]
        for line, cells in sheet.rows:
            begin, end = (_cell(cells, at[f"{name}.{part}"]) for part in ("onset", "offset"))
            if not begin and not end:
                continue  # another column has more cells than this one
            try:
                onset, offset = decimal_us(begin, scale=1_000), decimal_us(end or begin, scale=1_000)
                if not 0 <= onset <= offset:
                    raise ValueError(tr("a cell ends before it begins, or begins before the recording"))
            except ValueError as error:
                report.left_out(f"line {line}, {name}", str(error))
                continue
            values = tuple((part, _cell(cells, number)) for part, number in arguments)
            events.append(event_of_values(tier, onset, offset, values))
    return Document(
        title=title,
        subjects=tuple(DocumentSubject(name) for name in dict.fromkeys(tier.subject for tier in tiers) if name),
        tiers=tuple(tiers),
        events=in_order(events),
    )


def _starts(columns: Sequence[str]) -> tuple[str, ...]:
    names = {name.strip() for name in columns}
    stems = dict.fromkeys(name.strip().rpartition(".")[0] for name in columns if name.strip().endswith(".onset"))
    return tuple(stem for stem in stems if stem and f"{stem}.offset" in names and f"{stem}.ordinal" in names)


def _cell(cells: list[str], at: int) -> str:
    return as_meant(cells[at].strip()) if at < len(cells) else ""
