"""The optional library that reads and writes Parquet, or one sentence about how to have it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from coder.files.bounded_read import FormatError


def require_parquet(what: str = "it", instead: str = "") -> tuple[Any, Any]:
    """Return pyarrow and its Parquet module.

    Raises FormatError, one sentence, where they are not installed: ``what`` needs it, and what serves ``instead``.
    """
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        also = f", or export as {instead}" if instead else ""
        raise FormatError("Parquet", f"{what} needs the package pyarrow: install dyadmirror[parquet]{also}") from error
