"""How the memory of pictures, sound and networks is held by the system's allocator, which would keep what is freed."""

from __future__ import annotations

import ctypes
import sys
from functools import cache

_ARENA_MAX = -8
"""glibc's number for how many heaps there may be."""


def one_heap() -> None:
    """Let all threads share one heap; nothing where the system has no such call. Called before there are threads.

    glibc gives every thread a heap of its own, and what lies free at a heap's end is given back of the first one alone:
    the threads that decode, look and listen would each keep the most that they ever needed.
    """
    libc = _glibc()
    if libc is not None:
        libc.mallopt(_ARENA_MAX, 1)


def give_back() -> None:
    """Return what is freed and still held; nothing where the system has no such call.

    glibc keeps freed blocks for later. Pictures are large, and those of the next clip are others: over a day of
    changing recordings 100 to 250 MB of such blocks would stay, in which nothing is. Loading networks leaves 70 MB.
    """
    libc = _glibc()
    if libc is not None:
        libc.malloc_trim(0)


@cache
def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None
