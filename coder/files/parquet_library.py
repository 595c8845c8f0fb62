"""The optional library that reads and writes Parquet, or one sentence about how to have it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from coder.files.bounded_read import FormatError
from coder.vocabulary.language import tr


def require_parquet(what: str = "it", instead: str = "") -> tuple[Any, Any]:
    """Return pyarrow and its Parquet module.

    Raises FormatError, one sentence, where they are not installed: ``what`` needs it, and what serves ``instead``.
    """
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        also = tr(", or export as {instead}", instead=instead) if instead else ""
        raise FormatError(
            "Parquet", tr("{what} needs the package pyarrow: install dyadmirror[parquet]{also}", what=what, also=also)
        ) from error
