"""Files that are either whole or not there: write beside the target, flush to the disk, then rename."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def is_live(path: Path) -> bool:
    """Whether something is there that is neither file nor folder: a pipe, a device, a socket. Reading it would wait."""
    return path.exists() and not path.is_file() and not path.is_dir()


def write_atomically(path: Path, content: bytes) -> None:
    """Write ``content`` so that a crash leaves the old file or the new one, never half of either."""
    place_atomically(path, lambda out: out.write(content))


def copy_atomically(source: Path, target: Path) -> tuple[str, int]:
    """Copy a file so that a crash or a full disk leaves no half copy; return its SHA-256 and size."""
    digest = hashlib.sha256()
    size = 0

    def fill(out: BinaryIO) -> None:
        nonlocal size
        with source.open("rb") as original:
            while block := original.read(1 << 20):
                digest.update(block)
                size += len(block)
                out.write(block)

    place_atomically(target, fill)
    return digest.hexdigest(), size


def place_atomically(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Let ``fill`` write a file beside the target, then put it in place; whatever fails leaves nothing behind."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as out:
            fill(out)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def place_unseen(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Like :func:`place_atomically`, but half a file never has a name, where the system can do that.

    Where the process is killed half-way, the system itself takes back what has no name. The whole file has a name of
    its own for the moment in which it takes the place of another.
    """
    if not hasattr(os, "O_TMPFILE"):
        place_atomically(path, fill)
        return
    try:
        descriptor = os.open(path.parent, os.O_TMPFILE | os.O_WRONLY, 0o600)
    except OSError as error:
        # Some file systems (FAT, network folders) know only files with names.
        if error.errno not in (errno.EOPNOTSUPP, errno.EISDIR, errno.ENOENT, errno.EINVAL) or not path.parent.is_dir():
            raise
        place_atomically(path, fill)
        return
    beside = path.with_name(f".{path.name}.partial")
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        with os.fdopen(descriptor, "wb") as out:
            fill(out)
            out.flush()
            os.fsync(out.fileno())
            beside.unlink(missing_ok=True)
            # With a folder's descriptor, Python asks for the file itself and not for the link in /proc.
            os.link(f"/proc/self/fd/{out.fileno()}", beside.name, dst_dir_fd=folder)
    finally:
        os.close(folder)
    try:
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


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
    finally:
        os.close(descriptor)


def digest_of(path: Path) -> tuple[str, int]:
    """Return a file's SHA-256 and size."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return digest, file.tell()


def remove_half_made(folder: Path, *, keep_folder: bool) -> None:
    """Remove a folder, or with ``keep_folder`` what is in it, as far as that is possible."""
    for path in folder.glob("*") if keep_folder else (folder,):
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
