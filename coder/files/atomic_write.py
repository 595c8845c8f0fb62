"""The one way in which the product writes a file: whole or not at all, and over nothing that is not ours.

A file is written without a name where the system can do that, else under a fresh, unpredictable one that is opened
exclusively in the target's own folder, for its owner alone. It is flushed to the disk and then put in place. A link is
never followed, and what leaves a study lands in none.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.system_errors import said

STUDY_MARK = "study.db"
"""The file that makes a folder a study."""
BEGUN_MARK = ".dyadmirror-begun"
"""Lies in the folder of a study from its first moment until it is whole."""
PRIVATE, PRIVATE_FOLDER = 0o600, 0o700
HALF_MADE = b"Dyad Mirror: half-made, not whole"
"""What a file that goes into a study begins with until all of it is written."""
_HALF_NAME = re.compile(r"\.dyadmirror-[0-9a-f]{32}\.partial")
_NO_NAMELESS = (errno.EOPNOTSUPP, errno.EISDIR, errno.ENOENT, errno.EINVAL, errno.ENOSYS)
_NO_HARD_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EACCES)

_FILM_HEADS = (b"\x1aE\xdf\xa3", b"\x00\x00\x01\xba", b"OggS", b"FLV\x01", b"\x30\x26\xb2\x75")
"""First bytes of Matroska and WebM, MPEG, Ogg, Flash video and Windows media."""
_FILM_ATOMS = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
"""What MP4 and QuickTime begin with, after four bytes."""

Fill = Callable[[BinaryIO], object]


class UnconfirmedError(OSError):
    """The file is in its place, but the disk did not confirm that it will last through a power cut."""


# What leaves a study


_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def refuse_target(target: Path, *, over: bool, clip: bool = False) -> None:
    """Raise StudyError, in a sentence, where nothing may be written to ``target``.

    That is: inside a study, through a link, over anything but a regular file, and over a file without ``over``; over
    film or sound whatever was said, unless it is a ``clip`` that is written. A recording cannot be made again.
    """
    # Signs that turn the direction of writing let “x[turn]gpj.csv” look like a picture.
    if any(ord(letter) < 32 or ord(letter) == 127 or letter in _TURNS for letter in target.name):
        raise StudyError(
            tr(
                "The name of {target} holds a line break or another character that cannot be seen; choose another "
                "name.",
                target=repr(str(target)),
            )
        )
    try:
        folder = target.parent.resolve(strict=True)
        inside = next((one for one in (folder, *folder.parents) if (one / STUDY_MARK).exists()), None)
        there = _kind(target)
        film = over and not clip and there == "a file" and _is_film(target)
    except OSError as error:
        raise StudyError(tr("{target} cannot be written: {said}.", target=target, said=said(error))) from error
    if inside is not None:
        raise StudyError(
            tr(
                "{target} lies inside the study {inside}; what leaves goes into a folder outside of it.",
                target=target,
                inside=inside.name,
            )
        )
    if there not in (None, "a file"):
        raise StudyError(
            tr(
                "{target} is {there}, and only a plain file is ever written over; choose another name.",
                target=target,
                there=there,
            )
        )
    if film:
        raise StudyError(
            tr("{target} is a film or a sound, which is never written over; choose another name.", target=target)
        )
    if there and not over:
        raise StudyError(
            tr(
                "{target} is there already; choose another name (on the command line, --force writes over it).",
                target=target,
            )
        )


def refuse_inside_study(folder: Path) -> None:
    """Raise StudyError where a new study would lie inside another."""
    try:
        there = folder.resolve()
        inside = next((one for one in there.parents if (one / STUDY_MARK).exists()), None)
    except OSError as error:
        raise StudyError(
            tr("The study cannot be made at {folder}: {said}.", folder=folder, said=said(error))
        ) from error
    if inside is not None:
        raise StudyError(
            tr(
                "{folder} lies inside the study {inside}; choose a folder outside of it.",
                folder=folder,
                inside=inside.name,
            )
        )


def _is_film(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(377)
    riff = head[:4] == b"RIFF" and head[8:12] in (b"AVI ", b"WAVE")
    stream = len(head) == 377 and head[0] == head[188] == head[376] == 0x47
    return riff or stream or head[4:8] in _FILM_ATOMS or head.startswith(_FILM_HEADS)


@contextmanager
def file_that_leaves(target: Path, *, over: bool, clip: bool = False) -> Iterator[BinaryIO]:
    """Write a new file outside of every study; it takes its place when everything in it was written.

    ``over`` says that a human was told of the file that is there. Raises StudyError as :func:`refuse_target` does, and
    where the system refuses; then what was there stays as it was.
    """
    refuse_target(target, over=over, clip=clip)
    try:
        with _whole(target, over=over, marked=False, leaves=True) as out:
            yield out
    except FileExistsError as error:
        raise StudyError(
            tr("{target} came to be there meanwhile; it was left alone, choose another name.", target=target)
        ) from error
    except UnconfirmedError as error:
        raise StudyError(
            tr("{target} was written, but the disk did not confirm it; look whether it is whole.", target=target)
        ) from error
    except OSError as error:
        raise StudyError(tr("{target} cannot be written: {said}.", target=target, said=said(error))) from error


def write_leaving(target: Path, content: bytes, *, over: bool) -> None:
    """Write bytes to a file outside of every study; see :func:`file_that_leaves`."""
    with file_that_leaves(target, over=over) as out:
        out.write(content)


# What goes into a study


def write_in_study(path: Path, content: bytes) -> None:
    """Write ``content`` so that a crash leaves the old file or the new one, never half of either."""
    with _whole(path, over=True, marked=False) as out:
        out.write(content)


def copy_into_study(opened: Callable[[], BinaryIO], target: Path) -> tuple[str, int]:
    """Copy what ``opened`` opens so that a crash or a full disk leaves no half copy; return its SHA-256 and size."""
    digest = hashlib.sha256()
    size = 0

    def fill(out: BinaryIO) -> None:
        nonlocal size
        with opened() as original:
            while block := original.read(1 << 20):
                digest.update(block)
                size += len(block)
                out.write(block)

    place_in_study(target, fill)
    return digest.hexdigest(), size


def place_in_study(path: Path, fill: Fill) -> None:
    """Let ``fill`` write a new file into a study, from front to back; whatever fails leaves nothing behind.

    Where the process is killed half-way and the system knows only files with names, what is left says that it is
    half-made (see :func:`is_half_made`).
    """
    with _whole(path, over=False, marked=True) as out:
        fill(out)


def is_half_made(path: Path) -> bool:
    """Whether a file is one that this product had begun to write into a study: by its name and by its first bytes."""
    if not _HALF_NAME.fullmatch(path.name) or _kind(path) != "a file":
        return False
    with path.open("rb") as file:
        return file.read(len(HALF_MADE)) in (HALF_MADE, b"")


# Writing


@contextmanager
def _whole(path: Path, *, over: bool, marked: bool, leaves: bool = False) -> Iterator[BinaryIO]:
    folder = os.open(path.parent, os.O_RDONLY) if os.name != "nt" else None
    try:
        # Its path may have become a link since it was looked at; from here on the folder itself is held.
        if leaves and folder is not None and _lies_in_study(folder):
            raise StudyError(
                tr(
                    "The folder of {target} was another one a moment ago and lies inside a study now; nothing was "
                    "written.",
                    target=path,
                )
            )
        descriptor, name = _opened(path.parent, folder)
        try:
            with os.fdopen(descriptor, "wb") as out:
                held = _HeldBack(out) if marked else None
                yield cast("BinaryIO", held or out)
                if held is not None:
                    held.finish()
                out.flush()
                os.fsync(out.fileno())
                name = name or _named(out.fileno(), path, folder, over=over)
            if name != path.name:
                _put(path.parent, name, path.name, folder, over=over)
        except BaseException:
            if name not in ("", path.name):
                with suppress(OSError):
                    _unlink(path.parent, name, folder)
            raise
    finally:
        if folder is not None:
            os.close(folder)
    try:
        sync_folder(path.parent)
    except OSError as error:
        raise UnconfirmedError(error.errno, error.strerror) from error


def _lies_in_study(folder: int) -> bool:
    """Whether an open folder is a study's or lies in one: asked of the folder itself, whatever now has its name."""
    held = os.dup(folder)
    try:
        while True:
            with suppress(FileNotFoundError):
                os.stat(STUDY_MARK, dir_fd=held, follow_symlinks=False)
                return True
            below, held = held, os.open("..", getattr(os, "O_PATH", os.O_RDONLY), dir_fd=held)
            top = os.path.samestat(os.fstat(below), os.fstat(held))
            os.close(below)
            if top:
                return False
    except PermissionError:
        return False  # where the way up cannot be read (only without O_PATH), the path that was looked at has to do
    finally:
        os.close(held)


def _opened(folder: Path, descriptor: int | None) -> tuple[int, str]:
    """Open a new file in a folder; its name is "" where it has none."""
    if hasattr(os, "O_TMPFILE") and Path("/proc/self/fd").is_dir():
        try:
            return os.open(folder, os.O_TMPFILE | os.O_WRONLY, PRIVATE), ""
        except OSError as error:
            # Some file systems (FAT, network folders) know only files with names.
            if error.errno not in _NO_NAMELESS:
                raise
    name = f".dyadmirror-{secrets.token_hex(16)}.partial"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    where = name if descriptor is not None else str(folder / name)
    return os.open(where, flags, PRIVATE, dir_fd=descriptor), name


def _named(descriptor: int, path: Path, folder: int | None, *, over: bool) -> str:
    """Give a whole file its name: at once the right one, or a fresh one where it shall take the place of another."""
    name = f".dyadmirror-{secrets.token_hex(16)}.partial" if over else path.name
    # With a folder's descriptor, Python asks for the file itself and not for the link in /proc.
    os.link(f"/proc/self/fd/{descriptor}", name, dst_dir_fd=folder)
    return name


def _put(folder: Path, name: str, final: str, descriptor: int | None, *, over: bool) -> None:
    source, target = (name, final) if descriptor is not None else (str(folder / name), str(folder / final))
    if not over:
        try:
            # Unlike renaming, this never takes the place of what came to be there meanwhile.
            os.link(source, target, src_dir_fd=descriptor, dst_dir_fd=descriptor, follow_symlinks=False)
            _unlink(folder, name, descriptor)
            return
        except (OSError, NotImplementedError) as error:
            if isinstance(error, OSError) and error.errno not in _NO_HARD_LINKS:
                raise
        if _kind(folder / final) is not None:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), final)
    os.replace(source, target, src_dir_fd=descriptor, dst_dir_fd=descriptor)


def _unlink(folder: Path, name: str, descriptor: int | None) -> None:
    os.unlink(name if descriptor is not None else str(folder / name), dir_fd=descriptor)


class _HeldBack:
    """Writes a file from front to back whose first bytes say "half-made" until it is whole."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._head = out, b""
        out.write(HALF_MADE)
        out.flush()

    def write(self, data: bytes) -> int:
        """Write bytes; the first ones are kept for the end."""
        room = len(HALF_MADE) - len(self._head)
        self._head += data[:room]
        self._out.write(data[room:])
        return len(data)

    def finish(self) -> None:
        """Put the true beginning in place, once everything else is on the disk."""
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.seek(0)
        self._out.write(self._head)
        if len(self._head) < len(HALF_MADE):
            self._out.truncate(len(self._head))


# Kinds of files


def is_live(path: Path) -> bool:
    """Whether something is there that is neither file nor folder: a pipe, a device, a socket. Reading it would wait."""
    return path.exists() and not path.is_file() and not path.is_dir()


def is_plain_file(path: Path) -> bool:
    """Whether a regular file is there, and no link to one."""
    return _kind(path) == "a file"


def _kind(path: Path) -> str | None:
    """What is there, itself and not what a link leads to; None where nothing is."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISREG(mode):
        return "a file"
    if stat.S_ISLNK(mode):
        return tr("a link")
    return "a folder" if stat.S_ISDIR(mode) else tr("a device, a pipe or a socket")


def is_plain_name(name: str) -> bool:
    """Whether a name stays in the folder it is joined to: one that was altered must not lead anywhere else."""
    return bool(name) and name not in (".", "..") and not set(name) & set("/\\:\0")


def sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut (where the system lets a folder be flushed)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EBADF, errno.EROFS):  # folders of some file systems cannot be
            raise
    finally:
        os.close(descriptor)


def digest_of(path: Path) -> tuple[str, int]:
    """Return a file's SHA-256 and size."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return digest, file.tell()


def begin_study(folder: Path) -> None:
    """Say in an empty folder that a study is being made there: until :func:`finish_study` it can be made anew."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    os.close(os.open(folder / BEGUN_MARK, flags, PRIVATE))
    sync_folder(folder)


def finish_study(folder: Path) -> None:
    """Say that the study is whole."""
    (folder / BEGUN_MARK).unlink()
    sync_folder(folder)


def is_study_begun(folder: Path, *, made_there: Callable[[Path], bool]) -> bool:
    """Whether a study was being made in a folder when that broke off, and nothing else lies there.

    A clip, a folder of somebody's or a link: then it is left as it is. ``made_there`` says of a plain file among the
    clips whether only the making can have put it there.
    """
    if _kind(folder / BEGUN_MARK) != "a file":
        return False
    names = {"keys.json", STUDY_MARK, f"{STUDY_MARK}-wal", f"{STUDY_MARK}-shm", f"{STUDY_MARK}-journal", BEGUN_MARK}
    for path in folder.iterdir():
        if path.name == "media":
            if _kind(path) != "a folder" or not all(
                _kind(one) == "a file" and made_there(one) for one in path.iterdir()
            ):
                return False
        elif _kind(path) != "a file" or not (path.name in names or _HALF_NAME.fullmatch(path.name)):
            return False
    return True


def remove_half_made(folder: Path, *, keep_folder: bool) -> None:
    """Remove a folder, or with ``keep_folder`` what is in it, as far as that is possible."""
    for path in folder.glob("*") if keep_folder else (folder,):
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
