"""Give memory that was freed back to the system, where its allocator would keep it."""

from __future__ import annotations

import ctypes
import sys
from functools import cache


def give_back() -> None:
    """Return what is freed and still held; nothing where the system has no such call.

    glibc keeps freed blocks of each thread's heap for later. Pictures are large, and those of the next clip are
    others: over a day of changing recordings 100 to 250 MB of such blocks would stay, in which nothing is. Loading the
    networks of an analysis leaves 70 MB.
    """
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> ctypes._NamedFuncPointer | None:
    if not sys.platform.startswith("linux"):
        return None
    trim: ctypes._NamedFuncPointer | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim
