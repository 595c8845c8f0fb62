"""Parquet, for R and Python: one row an event or one row an exchange; needs the optional pyarrow."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import IO, Any

from coder.files.parquet_library import require_parquet
from coder.interchange.document.document import Document
from coder.interchange.document.provenance import MARK, pairs_of
from coder.interchange.formats.format_registry import Format, register
from coder.interchange.formats.tables.event_table import CARRIES
from coder.interchange.formats.tables.tidy_rows import (
    EVENT_COLUMNS,
    EXCHANGE_COLUMNS,
    FLAGS,
    Cell,
    event_rows,
    exchange_rows,
    finish_tidy,
)
from coder.vocabulary.language import tr


def write_parquet(documents: Sequence[Document], file: IO[bytes], *, exchanges: bool) -> None:
    """Write the tidy table of events, or of exchanges, with typed columns: times as 64-bit µs and as seconds."""
    pa, pq = require_parquet(instead="CSV")
    names, of = (EXCHANGE_COLUMNS, exchange_rows) if exchanges else (EVENT_COLUMNS, event_rows)
    rows = [row for document in documents for row in of(document)]
    columns: list[tuple[Cell, ...]] = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    stated = {document.title: dict(pairs_of(document.statement)) for document in documents if document.statement}
    schema = pa.schema([(name, _type(pa, name)) for name in names], metadata={MARK: json.dumps(stated)})
    pq.write_table(pa.table(dict(zip(names, columns, strict=True)), schema=schema), file)


def _type(pa: Any, name: str) -> Any:  # noqa: ANN401 - pyarrow is optional and untyped
    if name.endswith("_us") or name in FLAGS:
        return pa.int64()
    return pa.float64() if name.endswith("_s") else pa.string()


register(
    Format(
        id="parquet",
        name=tr("Parquet, one row an event"),
        extensions=(".parquet",),
        write=partial(write_parquet, exchanges=False),
        carries=CARRIES,
        finish=finish_tidy,
        many=True,
        loses_writing=(tr("Everything but one row per event or episode."),),
    )
)
register(
    Format(
        id="parquet-exchanges",
        name=tr("Parquet, one row an exchange"),
        extensions=(".exchanges.parquet",),
        write=partial(write_parquet, exchanges=True),
        carries=replace(CARRIES, exchanges=True),
        finish=finish_tidy,
        many=True,
        loses_writing=(tr("Everything but one row per exchange."),),
    )
)
