"""What was made so far of a file that takes hours, beside it, until it is whole: a stop or a crash costs seconds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from coder.files.atomic_write import PRIVATE, refuse_target
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.system_errors import said

_MARK = b"Dyad Mirror, unfinished: "
_LENGTH = 8


class UnfinishedParts:
    """Parts kept in ``NAME.unfinished`` beside a file ``NAME`` outside of every study.

    The first line says whose parts they are; each part follows its length. A part that a crash cut off is left out.
    Every method raises StudyError, one sentence, where the system refuses or something of another origin has that name.

    Parameters
    ----------
    target : Path
        The file that is being made.
    key : str
        What determines its content. Parts kept under another key are those of other settings, and go.
    """

    def __init__(self, target: Path, key: str) -> None:
        self.path = target.with_name(target.name + ".unfinished")
        self._head = _MARK + key.encode() + b"\n"

    def read(self) -> tuple[bytes, ...]:
        """Return the parts kept so far, in order; () where there are none."""
        if not self._is_ours():
            return ()
        try:
            content = self.path.read_bytes()
            parts = tuple(_parts(content[len(self._head) :])) if content.startswith(self._head) else ()
            if not parts:
                self.path.unlink()
            else:
                # The next part goes where the last whole one ended.
                os.truncate(self.path, len(self._head) + sum(_LENGTH + len(part) for part in parts))
        except OSError as error:
            raise self._refused(error) from error
        return parts

    def keep(self, part: bytes) -> None:
        """Add a part."""
        begun = self._is_ours()
        flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        try:
            descriptor = os.open(self.path, flags if begun else flags | os.O_CREAT | os.O_EXCL, PRIVATE)
            with os.fdopen(descriptor, "ab") as out:
                out.write((b"" if begun else self._head) + len(part).to_bytes(_LENGTH, "big") + part)
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            raise self._refused(error) from error

    def forget(self) -> None:
        """Remove what was kept."""
        try:
            if os.path.lexists(self.path) and self._is_ours():
                self.path.unlink()
        except OSError as error:
            raise self._refused(error) from error

    def _is_ours(self) -> bool:
        """Whether there is a file, which begins as ours do; raise StudyError where something else is there."""
        refuse_target(self.path, over=True)
        try:
            with self.path.open("rb") as file:
                ours = _MARK.startswith(file.read(len(_MARK)))  # a power cut may leave it empty
        except FileNotFoundError:
            return False
        except OSError as error:
            raise self._refused(error) from error
        if not ours:
            raise StudyError(
                tr(
                    "{path} is no file that Dyad Mirror left unfinished; move it away or choose another name.",
                    path=self.path,
                )
            )
        return True

    def _refused(self, error: OSError) -> StudyError:
        return StudyError(tr("{path} cannot be written: {said}.", path=self.path, said=said(error)))


def _parts(content: bytes) -> Iterator[bytes]:
    at = 0
    while at + _LENGTH <= len(content):
        end = at + _LENGTH + int.from_bytes(content[at : at + _LENGTH], "big")
        if end > len(content):
            return
        yield content[at + _LENGTH : end]
        at = end
