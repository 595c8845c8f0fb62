"""What an analysis that is not whole has looked at so far: parts as the models packed them, until it is whole."""

from __future__ import annotations

from typing import cast

from coder.study.store.database import Database


def kept_looks(db: Database, recording: str, key: str) -> tuple[bytes, ...]:
    """Parts kept under an analysis key, in order."""
    sql = "SELECT content FROM looks WHERE recording = ? AND key = ? ORDER BY part"
    return tuple(cast("bytes", content) for (content,) in db.execute(sql, (recording, key)))


def keep_looks(db: Database, recording: str, key: str, part: bytes) -> None:
    """Keep a further part. What was kept under another key goes: one analysis of a recording is under way at a time."""
    db.execute("DELETE FROM looks WHERE recording = ? AND key <> ?", (recording, key))
    sql = """INSERT INTO looks SELECT ?, ?, coalesce(max(part), 0) + 1, ? FROM looks WHERE recording = ? AND key = ?"""
    db.execute(sql, (recording, key, part, recording, key))


def forget_looks(db: Database, recording: str) -> None:
    """Take out everything that was kept of a recording."""
    db.execute("DELETE FROM looks WHERE recording = ?", (recording,))
