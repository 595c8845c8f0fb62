"""The rows of calibrations: every version, what it came from, and which are in use one after another."""

from __future__ import annotations

import json
from collections.abc import Sequence

from coder.study.store.database import Database
from coder.vocabulary.calibration import BUILT_IN, Calibration, rules_from_text
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr

_USED = "calibrations used"
_ALTERED = tr("The calibrations in this study cannot be read: its file was altered; restore a backup.")


def kept(db: Database) -> tuple[Calibration, ...]:
    """Return every version, oldest first."""
    sources: dict[int, list[str]] = {}
    for number, recording in db.execute("SELECT calibration, recording FROM calibration_sources ORDER BY rowid"):
        sources.setdefault(int(str(number)), []).append(str(recording))
    rows = db.execute("SELECT number, made_at, content FROM calibrations ORDER BY number")
    return tuple(
        Calibration(
            int(str(number)), str(made_at), rules_from_text(str(content)), tuple(sources.get(int(str(number)), ()))
        )
        for number, made_at, content in rows
    )


def keep(db: Database, calibration: Calibration) -> None:
    """Keep a version for good."""
    values = (calibration.number, calibration.made_at, calibration.to_text())
    db.execute("INSERT INTO calibrations VALUES (?, ?, ?)", values)
    for recording in calibration.recordings:
        db.execute("INSERT INTO calibration_sources VALUES (?, ?)", (calibration.number, recording))


def used(db: Database) -> tuple[int, ...]:
    """Return which were put in use, one after another; the last is in use. Never empty."""
    row = db.get("facts", _USED)
    if row is None:
        return (BUILT_IN,)
    try:
        found = json.loads(str(row["value"]))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not found or not all(type(number) is int for number in found):
        raise StudyError(_ALTERED)
    return tuple(found)


def keep_used(db: Database, numbers: Sequence[int]) -> None:
    """Keep which were put in use, one after another."""
    db.insert("facts", {"id": _USED, "value": json.dumps(list(numbers))})


def came_from(db: Database, recording: str) -> bool:
    """Whether any version was fitted to a recording."""
    return bool(db.execute("SELECT 1 FROM calibration_sources WHERE recording = ? LIMIT 1", (recording,)))


def forget_from(db: Database, recording: str, gone: list[object]) -> int:
    """Delete every version that came from a recording, and add what they held to ``gone``; return how many.

    What was in use before them is in use again.
    """
    rows = db.execute("SELECT calibration FROM calibration_sources WHERE recording = ?", (recording,))
    numbers = {int(str(number)) for (number,) in rows}
    for number in numbers:
        gone += [
            value for row in db.execute("SELECT content FROM calibrations WHERE number = ?", (number,)) for value in row
        ]
        db.execute("DELETE FROM calibrations WHERE number = ?", (number,))
        db.execute("DELETE FROM calibration_sources WHERE calibration = ?", (number,))
    if numbers:
        left = [number for number in used(db) if number not in numbers]
        keep_used(db, [number for i, number in enumerate(left) if i == 0 or left[i - 1] != number] or [BUILT_IN])
    return len(numbers)
