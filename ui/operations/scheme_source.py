"""Reads a scheme that is named, or that lies in a file, for the window and the command line alike."""

from __future__ import annotations

from pathlib import Path

from coder.files.atomic_write import is_live
from coder.vocabulary.errors import SchemeError
from coder.vocabulary.scheme import builtin_text


def scheme_text(name: str) -> str:
    """Return the TOML text of a scheme that is named, or that lies in a file."""
    path = Path(name)
    if not name.endswith(".toml"):
        return builtin_text(name)
    if is_live(path):
        raise SchemeError(f"{path} is a device or a pipe, not a file; name a TOML file.")
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SchemeError(f"{path} cannot be read as a scheme ({error}); name a TOML file in UTF-8.") from error
