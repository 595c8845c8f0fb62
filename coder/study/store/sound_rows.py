"""The row that keeps the picture of a recording's sound: in the study, encrypted with it, erased with its recording."""

from __future__ import annotations

from typing import cast

from coder.study.store.database import Database


def kept_sound(db: Database, recording: str) -> bytes | None:
    """Return the packed picture; None where none was kept."""
    rows = db.execute("SELECT content FROM sound_pictures WHERE recording = ?", (recording,))
    return cast("bytes", rows[0][0]) if rows else None


def keep_sound(db: Database, recording: str, packed: bytes) -> None:
    """Keep it in the place of what was kept before."""
    db.execute("INSERT OR REPLACE INTO sound_pictures VALUES (?, ?)", (recording, packed))
