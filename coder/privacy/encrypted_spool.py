"""A working file that nobody can read: in memory while it is small, beyond that encrypted in a file without a name.

What a person has not yet looked through may not lie in the clear anywhere, and may not outlive the process, however it
ends. So a large spool goes into a temporary file that has no name from the start (where the system can do that), in
chunks of AES-256-GCM under a key that is nowhere but in memory, each time a chunk is put away with a nonce of its own.
"""

from __future__ import annotations

import io
import os
import tempfile
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, BinaryIO

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from coder.privacy.seekable_file import SeekableFile
from coder.vocabulary.language import tr

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

CHUNK = 64 << 10
HELD_BYTES = 64 << 20
"""Held in memory; what is beyond is put away encrypted, the chunk untouched for longest first."""
_NONCE, _TAG = 12, 16
_SLOT = _NONCE + CHUNK + _TAG


class Spool:
    """Bytes at positions, written and read in any order, by several threads."""

    def __init__(self, *, held_bytes: int = HELD_BYTES) -> None:
        self.size = 0
        self._most = max(1, held_bytes // CHUNK)
        self._held: OrderedDict[int, bytearray] = OrderedDict()
        self._away: set[int] = set()
        self._file: BinaryIO | None = None
        self._cipher = AESGCM(os.urandom(32))
        self._lock = threading.Lock()
        self._closed = False

    def read(self, at: int, length: int) -> bytes:
        """Return up to ``length`` bytes from a position; fewer at the end."""
        with self._lock:
            self._check()
            end = min(at + length, self.size)
            parts = []
            while at < end:
                number, start = divmod(at, CHUNK)
                stop = min(CHUNK, start + end - at)
                parts.append(bytes(self._chunk(number)[start:stop]))
                at += stop - start
            return b"".join(parts)

    def write(self, at: int, data: bytes) -> None:
        """Put bytes at a position; what lies between the end and a later position is zeros."""
        with self._lock:
            self._check()
            done = 0
            while done < len(data):
                number, start = divmod(at + done, CHUNK)
                piece = data[done : done + CHUNK - start]
                self._chunk(number)[start : start + len(piece)] = piece
                done += len(piece)
            self.size = max(self.size, at + len(data))

    def open(self) -> BinaryIO:
        """Open it for reading from the start; each opening has a position of its own."""
        return io.BufferedReader(SpoolFile(self), CHUNK)

    def close(self) -> None:
        """Forget everything. Closing again does nothing."""
        with self._lock:
            self._closed = True
            self._held.clear()
            self._away.clear()
            self.size = 0
            if self._file is not None:
                self._file.close()
                self._file = None

    def _check(self) -> None:
        if self._closed:
            raise ValueError(tr("this spool has been forgotten"))

    def _chunk(self, number: int) -> bytearray:
        chunk = self._held.get(number)
        if chunk is None:
            chunk = self._fetch(number) if number in self._away else bytearray(CHUNK)
            self._held[number] = chunk
            if len(self._held) > self._most:
                self._put_away(*self._held.popitem(last=False))
        self._held.move_to_end(number)
        return chunk

    def _put_away(self, number: int, chunk: bytearray) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed with the spool
        nonce = os.urandom(_NONCE)
        self._file.seek(number * _SLOT)
        self._file.write(nonce + self._cipher.encrypt(nonce, bytes(chunk), number.to_bytes(8, "big")))
        self._away.add(number)

    def _fetch(self, number: int) -> bytearray:
        assert self._file is not None
        self._file.seek(number * _SLOT)
        slot = self._file.read(_SLOT)
        return bytearray(self._cipher.decrypt(slot[:_NONCE], slot[_NONCE:], number.to_bytes(8, "big")))


class SpoolFile(SeekableFile):
    """A spool as a file: readable, writable, seekable. Closing it leaves the spool as it is."""

    def __init__(self, spool: Spool) -> None:
        super().__init__()
        self._spool = spool

    @property
    def size(self) -> int:
        """How much the spool holds, in bytes."""
        return self._spool.size

    def writable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill a buffer from the position; 0 at the end."""
        view = memoryview(buffer).cast("B")
        piece = self._spool.read(self._at, len(view))
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def write(self, data: ReadableBuffer) -> int:
        """Write at the position."""
        piece = bytes(data)
        self._spool.write(self._at, piece)
        self._at += len(piece)
        return len(piece)
