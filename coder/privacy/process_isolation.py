"""Keeps this process out of other programs' memory: what it cannot do itself, it must not make another do for it.

A filter of system calls does not see ``/proc/PID/mem`` being opened, through which one program can write into another
of the same user. A Landlock domain does: the kernel lets nothing inside trace or touch the memory of anything outside.
The rules it needs to exist refuse TCP, a second wall behind the filter. Linux 6.7 and later; sources: landlock(7),
security/landlock/task.c. It holds for the calling thread and all that it starts: the caller is the first thread.
"""

from __future__ import annotations

import ctypes
import struct
import sys

_CREATE, _RESTRICT = 444, 446
_ASK_VERSION = 1
_SINCE = 4
"""The version of Landlock that knows TCP; earlier ones have only rules about files, which would forbid renaming."""
_BIND_TCP, _CONNECT_TCP = 1, 2


def keep_apart() -> bool:
    """Enter a Landlock domain of our own; False where this system has none (nothing is changed then).

    The process must have ``no_new_privs`` set already.
    """
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(_CREATE, None, ctypes.c_size_t(0), _ASK_VERSION) < _SINCE:
        return False
    rules = struct.pack("=QQ", 0, _BIND_TCP | _CONNECT_TCP)
    ruleset = libc.syscall(_CREATE, rules, ctypes.c_size_t(len(rules)), 0)
    if ruleset < 0:
        return False
    try:
        return bool(libc.syscall(_RESTRICT, ruleset, 0) == 0)
    finally:
        libc.close(ruleset)
