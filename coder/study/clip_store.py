"""The clips of a study as files: taken in, encrypted where it has a key, and opened only if they are what was added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from coder.files.atomic_write import UnconfirmedError, copy_into_study, digest_of, is_plain_name
from coder.media import ClipInfo, Source
from coder.media.joined_clip import ClipPart
from coder.privacy import vault
from coder.vocabulary.errors import ClipError, StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.recording import StoredClip
from coder.vocabulary.system_errors import said

READ_THROUGH_BYTES = 256 << 20
"""A clip in the clear up to this size is read through for its hash before it is shown; beyond it, ``--verify`` does."""


@dataclass(frozen=True, slots=True)
class FoundClip:
    """A clip that is to be taken in: a file, or several that were joined."""

    source: Source
    name: str
    ending: str
    size: Callable[[], int] | None = None
    parts: tuple[ClipPart, ...] = ()

    def opened(self) -> BinaryIO:
        """Open its bytes."""
        return self.source.open("rb") if isinstance(self.source, Path) else self.source()

    def bytes(self) -> int:
        """How many bytes it has."""
        return self.source.stat().st_size if isinstance(self.source, Path) else self.size() if self.size else 0


@dataclass(frozen=True, slots=True)
class TakenClip:
    """A clip that is the study's now: its SHA-256 and size, and its wrapped key where it is encrypted."""

    sha256: str
    size: int
    wrapped: bytes | None


def clip_facts(info: ClipInfo) -> dict[str, Any]:
    """Return what a study keeps of any clip besides its frames, as JSON has it."""
    return {
        "width": info.width,
        "height": info.height,
        "fps": round(float(info.average_fps), 3),
        "sound": info.audio is not None,
        "sound_lead_us": info.sound_lead_us,
    }


def found_file(path: Path) -> FoundClip:
    """Return a file as a clip that is to be taken in."""
    return FoundClip(path, path.name, path.suffix.lower())


class ClipStore:
    """The folder ``media`` of one study."""

    def __init__(self, media: Path, key: bytes | None) -> None:
        self._media, self._key = media, key
        self._seen_as_added: dict[str, tuple[int, ...]] = {}

    def take_in(self, found: FoundClip, name: str) -> TakenClip:
        """Copy a clip into the study, encrypted where the study has a key."""
        target = self._media / name
        try:
            if self._key is None:
                digest, size = copy_into_study(found.opened, target)
                return TakenClip(digest, size, None)
            key, wrapped = vault.new_wrapped_key(self._key)
            digest, size = vault.encrypt(found.opened, found.bytes(), target, key, name=found.name)
            return TakenClip(digest, size, wrapped)
        except FileExistsError as error:
            raise StudyError(
                tr(
                    "{target} is there although no recording names it; close the study and open it again, which "
                    "moves it "
                    "aside.",
                    target=target,
                )
            ) from error
        except UnconfirmedError as error:
            target.unlink(missing_ok=True)
            raise StudyError(
                tr("{found} could not be copied into the study: {said}.", found=found.name, said=said(error))
            ) from error
        except OSError as error:
            raise StudyError(
                tr("{found} could not be copied into the study: {said}.", found=found.name, said=said(error))
            ) from error

    def path_of(self, shown: StoredClip) -> Path:
        """Return where a clip lies; raise StudyError where it would lie outside of the study."""
        if not shown.linked and not is_plain_name(shown.clip):
            raise StudyError(
                tr("The study names a clip outside itself for {shown}; restore it from a backup.", shown=shown.id)
            )
        path = Path(shown.clip) if shown.linked else self._media / shown.clip
        if not shown.linked and (path.is_symlink() or self._media.is_symlink()):
            raise StudyError(
                tr("{path} is a link out of the study, which no version of Dyad Mirror makes; remove it.", path=path)
            )
        return path

    def source(self, shown: StoredClip, wrapped: bytes | None) -> Source:
        """Return what opens a clip: a path, or a stream that decrypts as it is read.

        Raises ClipError where the clip has gone or been changed since it was added.
        """
        path = self.path_of(shown)
        if not path.is_file():
            raise ClipError(
                tr(
                    "The clip of {shown} is no longer at {path}; put it back there to go on.",
                    shown=shown.name,
                    path=path,
                )
            )
        if wrapped and self._key is not None:
            return partial(vault.open_vault, path, vault.unwrap_key(self._key, wrapped))
        if not self._is_as_added(path, shown):
            raise ClipError(
                tr("The clip {path} has changed since it was added; put the original back to go on.", path=path)
            )
        return path

    def _is_as_added(self, path: Path, shown: StoredClip) -> bool:
        """Whether a clip in the clear is the one that was added: by its size, and up to a size by all of it, once."""
        found = path.stat()
        if found.st_size != shown.clip_bytes:
            return False
        seen = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
        if found.st_size <= READ_THROUGH_BYTES and self._seen_as_added.get(shown.id) != seen:
            if digest_of(path)[0] != shown.clip_sha256:
                return False
            self._seen_as_added[shown.id] = seen
        return True


def altered(shown: str) -> StudyError:
    """Return what is said where a clip is not what a human brought in."""
    return StudyError(
        tr(
            "What {shown} would show is not what was added to this study: somebody altered it; restore the study "
            "from a "
            "backup.",
            shown=shown,
        )
    )
