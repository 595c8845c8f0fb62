"""Tables for models as one file: a Frictionless data package, with readers and scripts for R and Python."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from importlib.resources import files
from typing import IO, Any

from coder.files.parquet_library import require_parquet
from coder.interchange.document.document import Document
from coder.interchange.document.provenance import pairs_of
from coder.interchange.formats.format_registry import Format, register
from coder.interchange.formats.tables.delimited_text import csv_lines
from coder.interchange.formats.tables.event_table import CARRIES, cell_text
from coder.interchange.formats.tables.model_tables import ModelTable, TableColumn, model_tables
from coder.interchange.formats.tables.tidy_rows import told_apart
from coder.vocabulary.language import tr

SCRIPTS = ("read_tables.py", "read_tables.R", "models.py", "models.R")
"""What lies beside the tables: two readers, and the usual models on what they read."""

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can name: the same study gives the same bytes."""


def write_package(documents: Sequence[Document], file: IO[bytes], *, parquet: bool) -> None:
    """Write the tables, ``datapackage.json``, readers and scripts into one zip."""
    content = _parquet if parquet else _csv
    ending = "parquet" if parquet else "csv"
    tables = model_tables(documents)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "datapackage.json", _dictionary(documents, tables, ending).encode())
        for table in tables:
            _put(archive, f"{table.name}.{ending}", content(table))
        for name in SCRIPTS:
            _put(archive, name, files("coder.interchange.formats.tables").joinpath("scripts", name).read_bytes())
    file.write(packed.getvalue())


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    about = zipfile.ZipInfo(name, _LONG_AGO)
    about.compress_type = zipfile.ZIP_DEFLATED
    about.external_attr = 0o644 << 16
    archive.writestr(about, content)


def _csv(table: ModelTable) -> bytes:
    rows = [[column.name for column in table.columns], *([cell_text(cell) for cell in row] for row in table.rows)]
    return csv_lines(rows).encode()


def _parquet(table: ModelTable) -> bytes:
    pa, pq = require_parquet(instead="models-csv")
    kinds = {"integer": pa.int64(), "number": pa.float64(), "string": pa.string()}
    columns: list[Any] = list(zip(*table.rows, strict=True)) if table.rows else [()] * len(table.columns)
    arrays = [pa.array(cells, kinds[one.kind]) for one, cells in zip(table.columns, columns, strict=True)]
    out = io.BytesIO()
    pq.write_table(pa.table(arrays, names=[one.name for one in table.columns]), out)
    return out.getvalue()


def _dictionary(documents: Sequence[Document], tables: Sequence[ModelTable], ending: str) -> str:
    layers = [layer for document in documents for layer in document.layers]
    about = {
        "profile": "tabular-data-package" if ending == "csv" else "data-package",
        "name": "dyadmirror-tables",
        "title": "Bids, recordings and units of time, for models",
        "description": "Families are numbers, and the clusters of every model: bids of one family belong together. "
        "Times count from the first frame of the recording. Unanswered bids are right-censored, never dropped.",
        "made_with": f"Dyad Mirror {version('dyadmirror')}",
        "rules": sorted({layer.rule for layer in layers}),
        "schemes": sorted({name for layer in layers for name in layer.scheme.split()}),
        "stated": {document.title: dict(pairs_of(document.statement)) for document in documents if document.statement},
        "resources": [_resource(table, ending) for table in tables],
    }
    return json.dumps(about, indent=1, ensure_ascii=False) + "\n"


def _resource(table: ModelTable, ending: str) -> dict[str, Any]:
    csv = {"encoding": "utf-8", "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True}}
    refers = {
        "fields": ["recording", "layer"],
        "reference": {"resource": "recordings", "fields": ["recording", "layer"]},
    }
    return {
        "profile": "tabular-data-resource" if ending == "csv" else "data-resource",
        "name": table.name,
        "title": table.title,
        "path": f"{table.name}.{ending}",
        "format": ending,
        "mediatype": "text/csv" if ending == "csv" else "application/vnd.apache.parquet",
        **(csv if ending == "csv" else {}),
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
            **({} if table.name == "recordings" else {"foreignKeys": [refers]}),
        },
    }


def _field(column: TableColumn) -> dict[str, str]:
    return {
        "name": column.name,
        "type": column.kind,
        "description": column.means,
        **({"unit": column.unit} if column.unit else {}),
    }


def _register(form: str, name: str, extension: str, write: Callable[..., None]) -> None:
    register(
        Format(
            id=form,
            name=name,
            extensions=(extension,),
            write=write,
            carries=replace(CARRIES, exchanges=True, layers=True, comments=False, modifiers=False),
            finish=told_apart,
            many=True,
            loses_writing=(tr("Everything but one row a bid, one a recording and one a unit of time."),),
        )
    )


_register(
    "models-csv",
    tr("Tables for models in R and Python (CSV, zipped)"),
    ".tables.zip",
    partial(write_package, parquet=False),
)
_register(
    "models-parquet",
    tr("Tables for models in R and Python (Parquet, zipped)"),
    ".parquet.zip",
    partial(write_package, parquet=True),
)
