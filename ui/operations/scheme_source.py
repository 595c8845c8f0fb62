"""Reads a scheme that is named, or that lies in a file, for the window and the command line alike."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from coder.files.atomic_write import is_live
from coder.files.bounded_read import FormatError
from coder.interchange.ethogram import ethogram_of
from coder.study.project import Project
from coder.study.study_folder import DB_NAME
from coder.vocabulary.errors import SchemeError, StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme, builtin_names, builtin_text, combined
from coder.vocabulary.scheme_text import scheme_toml

NOTHING = "none"
"""Stands for beginning from nothing."""


def scheme_text(name: str) -> str:
    """Return the TOML text of a scheme: one that is named, one in a TOML file, what another
    program's file plans, or what another study codes; of "none" a scheme of one's own that has no code yet.
    """
    if name == NOTHING:
        return scheme_toml(Scheme("own", tr("A scheme of your own"), 1, ()))
    path = Path(name)
    if name in builtin_names() or not (path.suffix or path.is_dir()):
        return builtin_text(name)
    if (path / DB_NAME).is_file() or path.name == DB_NAME:
        return _of_study(path if path.is_dir() else path.parent)
    if is_live(path):
        raise SchemeError(tr("{path} is a device or a pipe, not a file; name a TOML file.", path=path))
    try:
        if path.suffix.lower() != ".toml":
            return scheme_toml(ethogram_of(path))
        return path.read_text("utf-8-sig")
    except FormatError as error:
        raise SchemeError(tr("No scheme can be read from {path}: {error}", path=path.name, error=error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SchemeError(
            tr("{path} cannot be read as a scheme ({error}); name a TOML file in UTF-8.", path=path, error=error)
        ) from error


def _of_study(folder: Path) -> str:
    """What another study codes, as one scheme; a study with a passphrase is opened by nobody but its own people."""
    try:
        with Project.open(folder) as other:
            schemes = other.schemes.given
    except StudyError as error:
        raise SchemeError(
            tr("No scheme can be read from the study {folder}: {error}", folder=folder.name, error=error)
        ) from error
    whole = combined(schemes)
    return scheme_toml(replace(whole, id=re.sub(r"[^a-z0-9_]+", "_", whole.id)))
