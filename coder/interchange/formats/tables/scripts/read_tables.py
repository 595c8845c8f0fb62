"""Read tables that Dyad Mirror wrote into data frames: frames = read_tables("study.tables.zip"); frames["bids"].

Needs pandas (and pyarrow for Parquet), and nothing of Dyad Mirror. The file is read where it is, and nothing else.
Bids of one family belong together: ``cluster`` is the family's number, or the recording where nobody said whose it is.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd

TYPES = {"integer": "Int64", "number": "float64", "string": "string"}


def read_tables(path: str | Path) -> dict[str, Any]:
    """Return the data frames of a ``.tables.zip``, a ``.parquet.zip``, or a folder into which one was unpacked.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``bids``, ``recordings`` and ``units``, typed as the dictionary says; times in µs (``_us``) and in s (``_s``).
        ``dictionary`` is the dictionary itself.

    Raises
    ------
    ValueError
        Where the file or folder holds no such tables.
    """
    path = Path(path)
    inside = _of_folder(path) if path.is_dir() else _of_zip(path)
    if "datapackage.json" not in inside:
        raise ValueError(f"{path.name} holds no tables of Dyad Mirror: datapackage.json is not in it.")
    dictionary = json.loads(inside["datapackage.json"])
    frames: dict[str, Any] = {"dictionary": dictionary}
    for one in dictionary["resources"]:
        frames[one["name"]] = _with_cluster(_frame(inside[one["path"]], one))
    return frames


def read_exchanges(path: str | Path) -> Any:  # noqa: ANN401 - a data frame
    """Return the bids of an ``.exchanges.csv`` or ``.exchanges.parquet`` as a data frame."""
    path = Path(path)
    frame = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, encoding="utf-8-sig")
    return _with_cluster(frame)


def _of_zip(path: Path) -> dict[str, bytes]:
    if not zipfile.is_zipfile(path):
        raise ValueError(f"{path.name} is neither a folder nor a zip file of tables.")
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _of_folder(path: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in path.iterdir() if one.is_file()}


def _frame(content: bytes, about: dict[str, Any]) -> Any:  # noqa: ANN401 - a data frame
    fields = about["schema"]["fields"]
    if about["format"] == "parquet":
        frame = pd.read_parquet(io.BytesIO(content))
    else:
        frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    for one in fields:
        column = frame[one["name"]]
        if about["format"] == "csv" and one["type"] != "string":
            column = pd.to_numeric(column.replace("", None))
        frame[one["name"]] = column.astype(TYPES[one["type"]])
    return frame


def _with_cluster(frame: Any) -> Any:  # noqa: ANN401 - a data frame
    family = frame["family"].fillna("").astype(str)
    return frame.assign(cluster=family.where(family != "", frame["recording"].astype(str)))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say which tables: python read_tables.py study.tables.zip (or .parquet.zip, or their folder)")
    for name, frame in read_tables(sys.argv[1]).items():
        if name != "dictionary":
            sys.stdout.write(f"{name}: {len(frame)} rows, {len(frame.columns)} columns\n")
