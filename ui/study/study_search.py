"""Finds studies again by their marks: folders of studies are looked for where people keep them, and tried."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ui.window.device_memory import StudyMark

_STUDY_FILE = "study.db"
DEEPEST = 4
MOST_FOLDERS = 20_000
"""A large disk is not read through for a list; what lies deeper is opened by "Open study…"."""


def usual_roots() -> tuple[Path, ...]:
    """Return where people keep studies: their own folder, and drives that are put in."""
    mounted = {"darwin": ["/Volumes"], "win32": [f"{letter}:\\" for letter in "DEFGHIJ"]}.get(
        sys.platform, ["/media", "/run/media", "/mnt"]
    )
    return (Path.home(), *(Path(one) for one in mounted if Path(one).is_dir()))


def find(
    marks: Sequence[StudyMark],
    roots: Iterable[Path],
    *,
    stopped: Callable[[], bool] = lambda: False,
    deepest: int = DEEPEST,
    most: int = MOST_FOLDERS,
) -> list[Path]:
    """Return the folders that these marks are of, in the order of the marks; those that are not there are left out.

    Neither hidden folders nor links are looked into, and nothing within a study.
    """
    found: dict[StudyMark, Path] = {}
    waiting = deque((root, 0) for root in roots)
    looked = 0
    while waiting and len(found) < len(marks) and looked < most and not stopped():
        folder, depth = waiting.popleft()
        looked += 1
        try:
            with os.scandir(folder) as entries:
                inside = list(entries)
        except OSError:
            continue  # not ours to read
        if any(one.name == _STUDY_FILE for one in inside):
            found |= {mark: folder for mark in marks if mark not in found and mark.fits(folder)}
        elif depth < deepest:
            waiting.extend((Path(one.path), depth + 1) for one in inside if _is_open_folder(one))
    return [found[mark] for mark in marks if mark in found]


def _is_open_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
