"""The network seal: the first thing every entry point does. On Linux the kernel then refuses this process a network.

A seccomp filter (no privileges needed) lets through sockets of the local kind only (AF_UNIX: the screen, the desktop)
and refuses every other family, io_uring (which could make sockets past a filter), ptrace and its kin (which could
borrow another process's), what makes the kernel or a helper of it ask a network (keys of the kind ``dns_resolver``,
mounting, tunnels), and system calls of foreign ABIs (which count differently). It holds for all threads, for every
child process, and cannot be taken off. Sources: seccomp(2), prctl(2), the kernel's syscall tables.

macOS and Windows give an ordinary process no such means: there the state says so, truthfully.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coder.privacy.process_isolation import keep_apart
from coder.vocabulary.language import tr

AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_VSOCK = 1, 2, 10, 16, 17, 40
_SOCK_STREAM, _SOL_SOCKET, _SO_DOMAIN = 1, 1, 39
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
_SET_MODE_FILTER, _FLAG_TSYNC = 1, 1
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES
_X32_BIT = 0x40000000


class SealError(Exception):
    """The seal could not be put on, or does not hold: the app must stop before it touches footage."""


@dataclass(frozen=True, slots=True)
class SealState:
    """Whether the kernel refuses this process a network, in words for the window."""

    enforced: bool
    words: str


@dataclass(frozen=True, slots=True)
class _Machine:
    """What the filter must know of a processor: its audit name and its system call numbers."""

    audit_arch: int
    seccomp: int
    socket: int
    socketpair: int
    ioctl: int
    refused: dict[str, int]
    x32: bool


_ALIKE = {
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "io_uring_register": 427,
    "open_tree": 428,
    "move_mount": 429,
    "fsopen": 430,
    "fsconfig": 431,
    "fsmount": 432,
    "pidfd_getfd": 438,
}
"""Calls that count alike on every machine."""
_NAMES = (
    *("ptrace", "process_vm_readv", "process_vm_writev", "mount", "add_key", "request_key", "keyctl"),
    *("bpf", "userfaultfd", "perf_event_open"),
)
_X86_64 = dict(zip(_NAMES, (101, 310, 311, 165, 248, 249, 250, 321, 323, 298), strict=True))
_AARCH64 = dict(zip(_NAMES, (117, 270, 271, 40, 217, 218, 219, 280, 282, 241), strict=True))
_MACHINES = {
    "x86_64": _Machine(0xC000003E, 317, 41, 53, 16, {**_X86_64, **_ALIKE}, x32=True),
    "aarch64": _Machine(0xC00000B7, 277, 198, 199, 29, {**_AARCH64, **_ALIKE}, x32=False),
}
_TUNSETIFF = 0x400454CA
"""The request by which an opened /dev/net/tun becomes a network interface."""

_state: SealState | None = None


def seal() -> SealState:
    """Put the seal on this process and test that it holds. Calling it again changes nothing.

    Raises SealError where the system offers the seal and it cannot be put on, where it does not hold, or where the
    process was started with an open network socket.
    """
    global _state
    if _state is None:
        _no_core_dumps()
        _tripwire()
        machine = _MACHINES.get(platform.machine()) if sys.platform.startswith("linux") else None
        if machine is None:
            _state = SealState(
                False,
                tr(
                    "not enforced here: {system} on {machine} has no seal yet",
                    system=platform.system(),
                    machine=platform.machine(),
                ),
            )
        else:
            _refuse_inherited()
            _install(machine)
            keep_apart()
            check()
            _state = SealState(True, tr("sealed: the system refuses this app every network connection") + _preloaded())
    return _state


def current() -> SealState:
    """Return how things stand, without changing them."""
    return _state or SealState(False, tr("not sealed: the app was not started by its own entry point"))


def check() -> None:
    """Try, natively, what the seal must refuse, and ask the kernel; raise SealError where anything gets through."""
    _ask_kernel()
    libc = ctypes.CDLL(None, use_errno=True)
    for family in (AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_VSOCK):
        if _call(libc.socket, family, _SOCK_STREAM, 0) != errno.EACCES:
            raise SealError(
                tr("the network seal does not hold: a socket of family {family} was not refused", family=family)
            )
    for name, number in _MACHINES[platform.machine()].refused.items():
        if _call(libc.syscall, number, 0, 0, 0, 0, 0, 0) != errno.EACCES:
            raise SealError(tr("the network seal does not hold: the system call {name} was not refused", name=name))


def _ask_kernel() -> None:
    """Read of every thread whether the kernel filters it: a library that answers for the kernel would not say so."""
    for thread in Path("/proc/self/task").iterdir():
        lines = (thread / "status").read_text("ascii", errors="replace").splitlines()
        told = dict(line.split(":", 1) for line in lines if ":" in line)
        if told.get("Seccomp", "").strip() != "2" or told.get("NoNewPrivs", "").strip() != "1":
            raise SealError(tr("the network seal does not hold: the kernel does not filter every thread"))


def _preloaded() -> str:
    """Words for what was put into this process before it could seal itself."""
    names = [name for name in ("LD_PRELOAD", "LD_AUDIT") if os.environ.get(name)]
    return (
        tr("; {names} put a library into it before that, which is to be trusted or removed", names=names[0])
        if names
        else ""
    )


def inherited_sockets() -> tuple[int, ...]:
    """Descriptors of this process that reach a network, or could (Linux; elsewhere always empty)."""
    folder = Path("/proc/self/fd")
    if not folder.is_dir():
        return ()
    libc = ctypes.CDLL(None, use_errno=True)
    found = []
    for name in [entry.name for entry in folder.iterdir()]:
        domain, size = ctypes.c_int(0), ctypes.c_uint(4)
        answer = libc.getsockopt(int(name), _SOL_SOCKET, _SO_DOMAIN, ctypes.byref(domain), ctypes.byref(size))
        if (answer == 0 and domain.value != AF_UNIX) or _leads_out(folder / name):
            found.append(int(name))
    return tuple(sorted(found))


def _leads_out(descriptor: Path) -> bool:
    """Whether a descriptor is a ring that could make sockets past a filter, or a tunnel."""
    try:
        target = str(descriptor.readlink())
    except OSError:
        return False  # it was the one that listed the folder
    return target in ("anon_inode:[io_uring]", "/dev/net/tun")


def _refuse_inherited() -> None:
    if found := inherited_sockets():
        raise SealError(
            tr(
                "the app was started with an open network socket (descriptor {found}); start it from a terminal",
                found=found[0],
            )
        )


def _install(machine: _Machine) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise SealError(tr("the network seal cannot be put on: {strerror}", strerror=os.strerror(ctypes.get_errno())))
    code = program(machine)
    instructions = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    whole = Program(len(code) // 8, ctypes.addressof(instructions))
    answer = libc.syscall(machine.seccomp, _SET_MODE_FILTER, _FLAG_TSYNC, ctypes.byref(whole))
    if answer != 0:
        reason = tr("a thread could not be sealed") if answer > 0 else os.strerror(ctypes.get_errno())
        raise SealError(tr("the network seal cannot be put on: {reason}", reason=reason))


def program(machine: _Machine) -> bytes:
    """Return the filter as classic BPF, 8 bytes an instruction.

    It reads ``struct seccomp_data``: call number at 0, architecture at 4, low halves of the first and second argument
    at 16 and 24 (both machines are little-endian). The kernel takes a socket's family and a device's request as 32
    bits, so the low half is all there is.
    """
    lines: list[_Line] = [
        _Line(_LOAD, 4),
        _Line(_JUMP_EQUAL, machine.audit_arch, otherwise="refuse"),
        _Line(_LOAD, 0),
        *(_Line(_JUMP_EQUAL, number, then="refuse") for number in machine.refused.values()),
        *((_Line(_JUMP_AT_LEAST, _X32_BIT, then="refuse"),) if machine.x32 else ()),
        _Line(_JUMP_EQUAL, machine.socket, then="family"),
        _Line(_JUMP_EQUAL, machine.socketpair, then="family"),
        _Line(_JUMP_EQUAL, machine.ioctl, otherwise="allow"),
        _Line(_LOAD, 24),
        _Line(_JUMP_EQUAL, _TUNSETIFF, then="refuse", otherwise="allow"),
        _Line(_LOAD, 16, label="family"),
        _Line(_JUMP_EQUAL, AF_UNIX, otherwise="refuse"),
        _Line(_GIVE, _ALLOW, label="allow"),
        _Line(_GIVE, _REFUSE, label="refuse"),
    ]
    places = {line.label: place for place, line in enumerate(lines) if line.label}

    def ahead(place: int, label: str) -> int:
        return places[label] - place - 1 if label else 0

    return b"".join(
        struct.pack("<HBBI", line.does, ahead(n, line.then), ahead(n, line.otherwise), line.value)
        for n, line in enumerate(lines)
    )


_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _GIVE = 0x20, 0x15, 0x35, 0x06


@dataclass(frozen=True, slots=True)
class _Line:
    """One instruction. A test goes on to the line ``then`` or ``otherwise``; "" is the next one."""

    does: int
    value: int
    then: str = ""
    otherwise: str = ""
    label: str = ""


def _call(function: Callable[..., int], *arguments: int) -> int:
    """Return the error number of a native call, 0 where it succeeded; a descriptor that it gave is closed."""
    ctypes.set_errno(0)
    answer = int(function(*(ctypes.c_long(argument) for argument in arguments)))
    if answer >= 0:
        os.close(answer)
        return 0
    return ctypes.get_errno()


def _no_core_dumps() -> None:
    """A crash must not write footage or keys to the disk, nor let another process of the user read them."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _tripwire() -> None:
    """Refuse sockets that Python code asks for. It sees neither native code nor children: a tripwire, no more."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "socket.__new__" and arguments[1] not in (AF_UNIX, -1):
            raise PermissionError(errno.EACCES, tr("Dyad Mirror reaches no network"))
        if event in ("socket.getaddrinfo", "socket.gethostbyname"):
            raise PermissionError(errno.EACCES, tr("Dyad Mirror reaches no network"))

    sys.addaudithook(hook)
