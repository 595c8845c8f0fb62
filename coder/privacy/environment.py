"""What this process takes from its surroundings: the environment by a list of what is allowed, and nobody else's files.

Qt, ONNX Runtime, OpenCV, FFmpeg, Python and the system's own libraries listen to hundreds of variables, some of which
write every picture to the disk, load a library or open a port. So those are kept that are needed, in the form in which
they are harmless, and all others are taken out before anything is loaded. A passphrase is taken out at once, also of
the memory in which the system shows a process's environment, so that no program that is started inherits it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import sys
from pathlib import Path

PASSPHRASE, NEW_PASSPHRASE = "DYADMIRROR_PASSPHRASE", "DYADMIRROR_NEW_PASSPHRASE"
_SECRETS = (PASSPHRASE, NEW_PASSPHRASE)

_ANY = ".*"
_WORD = r"[\w@.,:=+-]*"
_NUMBER = r"[\d.;=]*"
_BUS = r"unix:(path|abstract)=[^;,]*(,guid=[0-9a-f]+)?"
_ALLOWED = {
    # Who and where one is.
    **dict.fromkeys(("HOME", "USER", "LOGNAME", "PATH", "PWD", "SHELL", "TMPDIR", "TEMP", "TMP"), _ANY),
    **dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "XDG_DATA_DIRS"), _ANY),
    # Language and terminal.
    **dict.fromkeys(("LANG", "LANGUAGE", "TERM", "COLUMNS", "LINES", "NO_COLOR", "TZ"), r"[\w@.,:/+-]*"),
    r"LC_[A-Z]+": _WORD,
    # The screen, how large things are on it, and how somebody types Japanese on it.
    **dict.fromkeys(("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY"), _ANY),
    **dict.fromkeys(("XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP", "QT_IM_MODULE", "QT_IM_MODULES", "XMODIFIERS"), _WORD),
    "QT_QPA_PLATFORM": "xcb|wayland|wayland;xcb|wayland-egl|offscreen|minimal|windows|cocoa",
    **dict.fromkeys(("QT_SCALE_FACTOR", "QT_FONT_DPI", "QT_SCREEN_SCALE_FACTORS"), _NUMBER),
    **dict.fromkeys(("QT_AUTO_SCREEN_SCALE_FACTOR", "QT_ENABLE_HIGHDPI_SCALING", "QT_ACCESSIBILITY"), "[01]"),
    "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "[01]",
    # A bus that is there already: what reads the screen aloud needs it.
    **dict.fromkeys(("DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS"), _BUS),
    # How many processors to use.
    r"(OMP|OPENBLAS|MKL)_NUM_THREADS": _NUMBER,
    # Windows does not start a program without these.
    r"(?i:SYSTEMROOT|WINDIR|SYSTEMDRIVE|COMSPEC|PATHEXT|OS|USERPROFILE|USERNAME)": _ANY,
    r"(?i:APPDATA|LOCALAPPDATA|PROGRAMDATA)": _ANY,
    r"(?i:HOMEDRIVE|HOMEPATH|NUMBER_OF_PROCESSORS|PROCESSOR_\w+|ALLUSERSPROFILE)": _ANY,
    # Told of by the seal: it has done its work before anybody could take it out.
    **dict.fromkeys(("LD_PRELOAD", "LD_AUDIT"), _ANY),
}
_PATTERNS = tuple((re.compile(name), re.compile(value, re.DOTALL)) for name, value in _ALLOWED.items())

_taken: dict[str, str] = {}


def is_allowed(name: str, value: str) -> bool:
    """Whether a variable may stay: by its name and by what it says."""
    return any(key.fullmatch(name) and said.fullmatch(value) for key, said in _PATTERNS)


def settle_in() -> None:
    """Take secrets and everything that is not allowed out of the environment, and let files be their owner's alone.

    Called first of all, before any library is loaded that would listen.
    """
    for name in _SECRETS:
        if name in os.environ:
            _taken[name] = os.environ[name]
            _wipe(name)
            del os.environ[name]
    for name, value in list(os.environ.items()):
        if not is_allowed(name, value):
            del os.environ[name]
    _no_bus_of_our_own()
    # A file of rules in the person's settings (QtProject/qtlogging.ini) would have Qt tell every key that is pressed to
    # whoever keeps what a desktop's programs say. These rules stand above every file.
    os.environ["QT_LOGGING_RULES"] = "*.debug=false;*.info=false"
    os.umask(0o077)


def secret(name: str) -> str | None:
    """Return a passphrase that was given in the environment; None where none was."""
    return _taken.get(name, os.environ.get(name))


def _wipe(name: str) -> None:
    """Overwrite a variable where the system shows it (``/proc/PID/environ``): taking it out leaves it there."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(AttributeError, OSError):
        libc = ctypes.CDLL(None)
        libc.getenv.restype = ctypes.c_void_p
        where = libc.getenv(os.fsencode(name))
        if where:
            ctypes.memset(where, 0, len(ctypes.string_at(where)))


def _no_bus_of_our_own() -> None:
    """Where no session bus runs, Qt would start one, which goes on when we have ended."""
    if not sys.platform.startswith("linux") or "DBUS_SESSION_BUS_ADDRESS" in os.environ:
        return
    running = Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere")) / "bus"
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={running}" if running.exists() else "disabled:"
