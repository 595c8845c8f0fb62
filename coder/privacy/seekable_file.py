"""A file that is plain only in memory, as what reads it sees it: a position, and a length that is known."""

from __future__ import annotations

import io
import os
from abc import abstractmethod

from coder.vocabulary.language import tr


class SeekableFile(io.RawIOBase):
    """Readable and seekable; how bytes come to be is for who makes one of it."""

    def __init__(self) -> None:
        super().__init__()
        self._at = 0

    @property
    @abstractmethod
    def size(self) -> int:
        """Length of what can be read, in bytes."""

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the position."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a position; beyond the end nothing can be read."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise ValueError(tr("a position before the beginning"))
        self._at = base + offset
        return self._at
