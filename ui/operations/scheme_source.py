"""Reads a scheme that is named, or that lies in a file, for the window and the command line alike."""

from __future__ import annotations

from pathlib import Path

from coder.files.atomic_write import is_live
from coder.files.bounded_read import FormatError
from coder.interchange.ethogram import ethogram_of
from coder.vocabulary.errors import SchemeError
from coder.vocabulary.scheme import builtin_names, builtin_text
from coder.vocabulary.scheme_text import scheme_toml


def scheme_text(name: str) -> str:
    """Return the TOML text of a scheme: one that is named, one in a TOML file, or what another program's file plans."""
    path = Path(name)
    if name in builtin_names() or not path.suffix:
        return builtin_text(name)
    if is_live(path):
        raise SchemeError(f"{path} is a device or a pipe, not a file; name a TOML file.")
    try:
        if path.suffix.lower() != ".toml":
            return scheme_toml(ethogram_of(path))
        return path.read_text("utf-8-sig")
    except FormatError as error:
        raise SchemeError(f"No scheme can be read from {path.name}: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SchemeError(f"{path} cannot be read as a scheme ({error}); name a TOML file in UTF-8.") from error
