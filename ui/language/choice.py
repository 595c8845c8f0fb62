"""Which language is wanted, and which catalogues there are. Knows no Qt, so that a command in English loads none."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr

ENGLISH = "en"
_STEM = "dyadmirror_"
_MOST_BYTES = 60_000
"""Of a file in the folder for settings: what is longer was not written here."""
_SHIPPED = Path(__file__).parent


def wanted() -> tuple[str, ...]:
    """Return the languages to try, the best first: what somebody chose here, else what the system says."""
    chosen = remembered()
    if chosen:
        return (chosen,)
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        said = [_code(one) for one in os.environ.get(name, "").split(":") if one]
        if said:
            return tuple(one for code in said for one in dict.fromkeys((code, code.partition("_")[0])))
    return ()


def catalogues() -> dict[str, Path]:
    """Return the catalogues of this device by their language: those that came with the app, and those put beside it."""
    found: dict[str, Path] = {}
    for folder in (_SHIPPED, own_catalogues()):
        for file in sorted(folder.glob(f"{_STEM}*.qm")) if folder.is_dir() else ():
            found[file.stem.removeprefix(_STEM)] = file
    return found


def chosen_catalogue() -> tuple[str, Path] | None:
    """Return the language to speak and its catalogue; None for English."""
    asked = wanted()
    if not asked or ENGLISH in asked[:1]:
        return None
    there = catalogues()
    for code in asked:
        if code == ENGLISH:
            return None
        if code in there:
            return code, there[code]
    return None


def own_catalogues() -> Path:
    """Return the folder in which a person may put a catalogue of their own."""
    return _folder("XDG_DATA_HOME", ".local/share")


def remembered() -> str:
    """Return the language that somebody chose to keep on this device; "" where nobody did."""
    return _code(kept_text(_kept_in())[:40])


def remember(code: str) -> None:
    """Keep a language for the next start: one word in a file, outside every study. "" forgets it, file and all.

    Raises
    ------
    StudyError
        Where the file cannot be written.
    """
    if code:
        keep_text(_kept_in(), f"{code}\n")
    else:
        forget_text(_kept_in())


def kept_text(file: Path) -> str:
    """Return what a file in the folder for settings holds; "" where there is none, or what no program of ours wrote."""
    if not is_kept(file):
        return ""  # a pipe would wait for ever, and a link lead anywhere
    try:
        with file.open("rb") as held:
            return held.read(_MOST_BYTES).decode()
    except (OSError, UnicodeDecodeError):
        return ""


def is_kept(file: Path) -> bool:
    """Whether there is a plain file of that name in the folder for settings, and no link to one."""
    try:
        return stat.S_ISREG(file.lstat().st_mode)
    except OSError:
        return False


def keep_text(file: Path, text: str) -> None:
    """Write a file in the folder for settings, whole or not at all, and over nothing but a plain file.

    Raises StudyError, in one sentence, where it cannot be written.
    """
    from coder.files.atomic_write import write_leaving  # what it says is said in the language that is chosen here

    _or_say_why(file, lambda: file.parent.mkdir(parents=True, exist_ok=True))
    write_leaving(file, text.encode(), over=True)


def forget_text(file: Path) -> None:
    """Remove a file in the folder for settings, and leave no empty folder; raise StudyError where that fails."""

    def do() -> None:
        file.unlink(missing_ok=True)
        if file.parent.is_dir() and not any(file.parent.iterdir()):
            file.parent.rmdir()

    _or_say_why(file, do)


def _or_say_why(file: Path, do: Callable[[], None]) -> None:
    try:
        do()
    except OSError as error:
        raise StudyError(
            tr("Nothing can be kept in {folder}: {reason}.", folder=file.parent, reason=error.strerror)
        ) from error


def settings_folder() -> Path:
    """Return the folder for what somebody chose to keep on this device; it need not be there."""
    return _folder("XDG_CONFIG_HOME", ".config")


def _kept_in() -> Path:
    return settings_folder() / "language"


def _folder(variable: str, usual: str) -> Path:
    """Return the app's own folder of this kind, where each system keeps such folders; it need not be there."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home() / "AppData" / "Roaming")) / "dyadmirror"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "dyadmirror"
    given = os.environ.get(variable, "")
    return (Path(given) if Path(given).is_absolute() else Path.home() / usual) / "dyadmirror"


def _code(said: str) -> str:
    """Return ``pt_BR`` for ``pt_BR.UTF-8@euro`` or ``pt-BR``, and ``en`` for ``C``."""
    code = said.strip().partition(".")[0].partition("@")[0].replace("-", "_")
    return ENGLISH if code in ("C", "POSIX") else code if code.replace("_", "").isalnum() else ""
