"""Finds studies again by their marks: folders of studies are looked for where people keep them, and tried."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ui.window.device_memory import FolderMark

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
    marks: Sequence[FolderMark],
    roots: Iterable[Path],
    *,
    stopped: Callable[[], bool] = lambda: False,
    deepest: int = DEEPEST,
    most: int = MOST_FOLDERS,
    any_folder: bool = False,
) -> dict[FolderMark, Path]:
    """Return the folders that these marks are of, in the order of the marks; those that are not there are left out.

    Only folders of studies are tried, unless ``any_folder`` is wanted: a try costs a millisecond for each mark.
    Neither hidden folders nor links are looked into, and nothing within a study.
    """
    found: dict[FolderMark, Path] = {}
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
        is_study = any(one.name == _STUDY_FILE for one in inside)
        if is_study or any_folder:
            found |= {mark: folder for mark in marks if mark not in found and mark.fits(folder)}
        if depth < deepest and not is_study:
            waiting.extend((Path(one.path), depth + 1) for one in inside if _is_open_folder(one))
    return {mark: found[mark] for mark in marks if mark in found}


def _is_open_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
