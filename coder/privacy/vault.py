"""A clip at rest: AES-256-GCM in chunks of 64 KiB under a key of its own, read and sought like a plain file.

Layout: a 32-byte header (magic, chunk size, file id, plain size), then the chunks, each with its 16-byte tag. Every
chunk's additional data binds file id, chunk number and the whole plain size, so that a chunk that was altered, moved,
taken from another file or left out is noticed, and so is a cut tail. A clip key is used for one file, written once; the
chunk number can therefore be the nonce (NIST SP 800-38D, 8.2.1).
"""

from __future__ import annotations

import hashlib
import io
import os
import struct
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from coder.files.atomic_write import place_in_study
from coder.privacy.seekable_file import SeekableFile
from coder.vocabulary.errors import ClipError
from coder.vocabulary.language import tr

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 64 << 10
TAG = 16
_HEADER = struct.Struct("<4sI16sQ")
_MAGIC = b"DMV1"
_KEPT_CHUNKS = 32
_WRAP_AAD = b"dyadmirror clip key"


def new_wrapped_key(study_key: bytes) -> tuple[bytes, bytes]:
    """Make a clip key; return it, and the same wrapped under the study key."""
    key, nonce = os.urandom(32), os.urandom(12)
    return key, nonce + AESGCM(study_key).encrypt(nonce, key, _WRAP_AAD)


def unwrap_key(study_key: bytes, wrapped: bytes) -> bytes:
    """Return a clip key; raise ClipError where the wrapped key was altered."""
    try:
        return AESGCM(study_key).decrypt(wrapped[:12], wrapped[12:], _WRAP_AAD)
    except InvalidTag as error:
        raise ClipError(tr("The key of this clip has been altered; restore the study from a backup.")) from error


def encrypt_file(source: Path, target: Path, key: bytes) -> tuple[str, int]:
    """Write ``source`` encrypted to ``target``, whole or not at all; return SHA-256 and size of the plain clip.

    Raises ClipError where the clip changes while it is read.
    """
    return encrypt(lambda: source.open("rb"), source.stat().st_size, target, key, name=source.name)


def encrypt(opened: Callable[[], BinaryIO], size: int, target: Path, key: bytes, *, name: str) -> tuple[str, int]:
    """Write ``size`` bytes of what ``opened`` opens as :func:`encrypt_file` does."""
    file_id, digest = os.urandom(16), hashlib.sha256()
    cipher = AESGCM(key)

    def fill(out: BinaryIO) -> None:
        out.write(_HEADER.pack(_MAGIC, CHUNK, file_id, size))
        done = 0
        with opened() as plain:
            for number in range(_chunks(size)):
                chunk = plain.read(CHUNK)
                digest.update(chunk)
                done += len(chunk)
                out.write(cipher.encrypt(_nonce(number), chunk, _bound(file_id, number, size)))
            if done != size or plain.read(1):
                raise ClipError(tr("{name} changed while it was copied; add it again when it is finished.", name=name))

    place_in_study(target, fill)
    return digest.hexdigest(), size


def is_vault(path: Path) -> bool:
    """Whether a file begins as an encrypted clip does."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


class VaultFile(SeekableFile):
    """An encrypted clip, opened for reading. Decrypted chunks live in memory only, a few at a time."""

    def __init__(self, path: Path, key: bytes) -> None:
        super().__init__()
        self._name = path.name
        self._file = path.open("rb")
        self._cipher = AESGCM(key)
        self._kept: OrderedDict[int, bytes] = OrderedDict()
        header = self._file.read(_HEADER.size)
        if len(header) < _HEADER.size:
            self._damaged("its beginning is missing")
        self._size: int
        magic, chunk, self._id, self._size = _HEADER.unpack(header)
        if magic != _MAGIC or chunk != CHUNK:
            self._damaged("it does not begin as an encrypted clip does")
        if os.fstat(self._file.fileno()).st_size != _HEADER.size + self._size + TAG * _chunks(self._size):
            self._damaged("its length is not the one it was written with")

    @property
    def size(self) -> int:
        """Length of the plain clip, in bytes."""
        return self._size

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill a buffer from the current position; 0 at the end. Raises ClipError where a chunk was altered."""
        view = memoryview(buffer).cast("B")
        if self._at >= self._size or not len(view):
            return 0
        number, start = divmod(self._at, CHUNK)
        piece = self._chunk(number)[start : start + len(view)]
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        """Close the file and forget what was decrypted."""
        if not self.closed:
            self._kept.clear()
            self._file.close()
        super().close()

    def _chunk(self, number: int) -> bytes:
        if number in self._kept:
            self._kept.move_to_end(number)
            return self._kept[number]
        self._file.seek(_HEADER.size + number * (CHUNK + TAG))
        length = min(CHUNK, self._size - number * CHUNK) + TAG
        try:
            plain = self._cipher.decrypt(_nonce(number), self._file.read(length), _bound(self._id, number, self._size))
        except InvalidTag:
            self._damaged(f"its part {number + 1} has been altered")
        self._kept[number] = plain
        if len(self._kept) > _KEPT_CHUNKS:
            self._kept.popitem(last=False)
        return plain

    def _damaged(self, what: str) -> None:
        self._file.close()
        raise ClipError(
            tr(
                "The encrypted clip {name} cannot be trusted ({what}); restore it from a backup.",
                name=self._name,
                what=what,
            )
        )


def open_vault(path: Path, key: bytes) -> BinaryIO:
    """Open an encrypted clip as a buffered, seekable stream of the plain one."""
    return io.BufferedReader(VaultFile(path, key), CHUNK)


def _chunks(size: int) -> int:
    return -(-size // CHUNK)


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _bound(file_id: bytes, number: int, size: int) -> bytes:
    return file_id + number.to_bytes(8, "big") + size.to_bytes(8, "big")
