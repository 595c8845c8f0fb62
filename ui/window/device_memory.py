"""What is kept on this device outside every study, once somebody said so: marks of studies, and how things look.

A mark is a salt and a digest of where a study lies. It says nothing: only who finds the very folder can tell that it is
the one. So nothing here names a study or a place, and a study that was moved or erased leaves nothing to be read.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ui.language.choice import forget_text, is_kept, keep_text, kept_text, settings_folder

MOST_STUDIES = 8
_SALT_BYTES = 16
_PASSES = 2_000
"""Of the digest: nothing for the few folders that are tried, and dear to who tries every name that there may be."""


@dataclass(frozen=True, slots=True)
class FolderMark:
    """What a folder is known again by."""

    salt: str
    digest: str

    @classmethod
    def of(cls, folder: Path) -> FolderMark:
        """Return a new mark of a folder."""
        salt = secrets.token_bytes(_SALT_BYTES).hex()
        return cls(salt, _digest(salt, folder))

    def fits(self, folder: Path) -> bool:
        """Whether it is this folder's."""
        return secrets.compare_digest(self.digest, _digest(self.salt, folder))


def _digest(salt: str, folder: Path) -> str:
    place = str(folder.resolve()).encode("utf-8", "surrogateescape")
    return hashlib.pbkdf2_hmac("sha256", place, bytes.fromhex(salt), _PASSES).hex()


class KeptFile:
    """One file of JSON in the folder for settings. That it is there is the consent; taking it back removes it."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def path(self) -> Path:
        """Where it lies, if it does."""
        return settings_folder() / self._name

    @property
    def wanted(self) -> bool:
        """Whether somebody said that this is to be kept."""
        return is_kept(self.path)

    def read(self) -> object:
        """Return what is kept; None where nothing is, or what is there was not written by this program."""
        try:
            return json.loads(kept_text(self.path))
        except (ValueError, RecursionError):
            return None

    def write(self, held: object) -> None:
        """Keep something; raise StudyError, in one sentence, where it cannot be kept."""
        keep_text(self.path, json.dumps(held))

    def forget(self) -> None:
        """Keep nothing any more, and leave no empty folder."""
        forget_text(self.path)


STUDIES, LOOK = KeptFile("studies"), KeptFile("look")


def marks() -> tuple[FolderMark, ...]:
    """Return the marks of the studies that were opened, the newest first."""
    held = STUDIES.read()
    found = (read_mark(one) for one in held) if isinstance(held, list) else ()
    return tuple(one for one in found if one is not None)[:MOST_STUDIES]


def read_mark(held: object) -> FolderMark | None:
    """Return a mark as :func:`written_mark` wrote it; None for anything else."""
    pair = (held.get("salt"), held.get("digest")) if isinstance(held, dict) else (None, None)
    whole = all(isinstance(text, str) and _is_hex(text) for text in pair)
    return FolderMark(str(pair[0]), str(pair[1])) if whole else None


def written_mark(mark: FolderMark) -> dict[str, str]:
    """Return a mark for a file of JSON."""
    return {"salt": mark.salt, "digest": mark.digest}


def keep_marks(kept: Iterable[FolderMark]) -> None:
    """Keep marks of studies, the newest first."""
    STUDIES.write([written_mark(one) for one in list(kept)[:MOST_STUDIES]])


def opened(folder: Path) -> None:
    """Put a study before all others, if somebody said that studies may be remembered."""
    if STUDIES.wanted:
        keep_marks((FolderMark.of(folder), *(one for one in marks() if not one.fits(folder))))


def look() -> Mapping[str, object]:
    """Return how things looked, by name; empty where nobody said that it may be kept."""
    held = LOOK.read()
    return held if isinstance(held, dict) else {}


def _is_hex(text: str) -> bool:
    try:
        return bool(bytes.fromhex(text))
    except ValueError:
        return False
