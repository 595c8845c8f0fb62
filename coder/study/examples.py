"""Examples of codes: a short clip or picture of one's own, kept in the study and nowhere else."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path, PurePath

from coder.files.atomic_write import is_live
from coder.media import Clip
from coder.study.guard import Guard
from coder.study.store import example_rows, withdrawn_clips
from coder.study.store.database import Database
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role
from coder.vocabulary.system_errors import said

MOST_BYTES = 64 << 20
"""An example is a few seconds, or a picture; a longer clip is a recording of its own."""
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM")


@dataclass(frozen=True, slots=True)
class CodeExample:
    """What is shown beside a code: a picture, or a clip, as bytes in memory. ``code`` is ``role/id``."""

    code: str
    name: str
    picture: bool
    content: bytes


class Examples:
    """The examples of one open study. None of them leaves it with a scheme, an export or a report."""

    def __init__(self, db: Database, guard: Guard) -> None:
        self._db, self._guard = db, guard

    @property
    def names(self) -> dict[str, str]:
        """The name of each example, by ``role/id`` of its code; without a clip whose consent was withdrawn here."""
        withdrawn = self._withdrawn()
        return {code: name for code, (name, _) in example_rows.names(self._db).items() if code not in withdrawn}

    def of(self, code: str) -> CodeExample | None:
        """Return a code's example, or None; also where it is a clip whose consent was withdrawn here."""
        found = example_rows.content(self._db, code) if code not in self._withdrawn() else None
        return CodeExample(code, *found) if found is not None else None

    def keep(self, code: str, path: Path) -> CodeExample:
        """Take a copy of a file into the study as a code's example, in place of the one before.

        Raises StudyError or ClipError, in one sentence, where it is neither a picture nor a clip, is too long, or is a
        clip whose consent was withdrawn here.
        """
        self._require(code)
        if is_live(path):
            raise StudyError(
                tr("{path} is a device or a pipe, not a file; choose a short clip or a picture.", path=path.name)
            )
        try:
            if path.stat().st_size > MOST_BYTES:
                raise StudyError(
                    tr(
                        "{path} has more than {most_bytes} MB; an example is a few seconds, or a picture.",
                        path=path.name,
                        most_bytes=MOST_BYTES >> 20,
                    )
                )
            if self._guard.was_withdrawn(path):
                raise StudyError(
                    tr(
                        "Consent for {path} was withdrawn in this study, so it is no example; choose another clip or "
                        "picture.",
                        path=path.name,
                    )
                )
            held = path.read_bytes()
        except OSError as error:
            raise StudyError(
                tr("{path} cannot be read ({said}); choose another file.", path=path.name, said=said(error))
            ) from error
        picture = held.startswith(_PICTURES) or (held[:4] == b"RIFF" and held[8:12] == b"WEBP")
        if not picture:
            with Clip.open(lambda: io.BytesIO(held), name=path.name):
                pass  # it opens, and so can be shown
        name = PurePath(path).name
        with self._db.transaction():
            example_rows.keep(self._db, code, name, held, picture=picture)
        return CodeExample(code, name, picture, held)

    def forget(self, code: str) -> None:
        """Erase a code's example."""
        if code not in self.names:
            raise StudyError(
                tr(
                    "The code {code!r} has no example; these have: {value}.",
                    code=code,
                    value=", ".join(self.names) or tr("none yet"),
                )
            )
        with self._db.transaction():
            example_rows.forget(self._db, code)

    def _withdrawn(self) -> frozenset[str]:
        """The codes whose example is the very clip of a recording that was withdrawn; locked as that is, not erased."""
        if not withdrawn_clips.any_kept(self._db):
            return frozenset()  # so that no example is read for its hash where nobody has said no
        return withdrawn_clips.kept_names(self._db, example_rows.hashes(self._db))

    def _require(self, code: str) -> None:
        role, _, name = code.partition("/")
        if role not in set(Role) or not self._db.scheme.has(Role(role), name):
            raise StudyError(tr("The scheme has no code {code!r}; name it as ROLE/CODE, as in child/smile.", code=code))
