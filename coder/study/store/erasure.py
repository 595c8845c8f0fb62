"""Takes everything about one recording out of ``study.db``: neither undo nor a look at the file brings it back."""

from __future__ import annotations

import json

import apsw

from coder.study.store import blinding_rows
from coder.study.store.consent_rows import salt_id
from coder.study.store.database import Database

_OF_A_RECORDING = (
    "clip_keys",
    "frame_indexes",
    "analyses",
    "signals",
    "people",
    "proposals",
    "events",
    "decisions",
    "outcomes",
    "agreements",
    "meetings",
    "cards",
    "series",
    "private_notes",
    "stretches",
    "conducts",
    "sources",
    "pairings",
    "exchange_words",
)


def erase_rows(db: Database, recording: str) -> dict[str, int]:
    """Delete every row of a recording, its history included; return how many there were, by table.

    The caller holds the transaction. ``secure_delete`` (see ``coder.study.store.connection``) overwrites what is freed.
    """
    removed: dict[str, int] = {}
    for table in _OF_A_RECORDING:
        ((count,),) = db.execute(f"SELECT count(*) FROM {table} WHERE recording = ?", (recording,))
        db.execute(f"DELETE FROM {table} WHERE recording = ?", (recording,))
        removed[table] = int(str(count))
    db.execute("DELETE FROM recordings WHERE id = ?", (recording,))
    db.delete("facts", salt_id(recording))
    blinding_rows.forget_blind_words(db, recording)
    steps = [
        seq for seq, changes in db.execute("SELECT seq, changes FROM journal") if _touches(str(changes), recording)
    ]
    for seq in steps:
        db.execute("DELETE FROM journal WHERE seq = ?", (seq,))
    return {**removed, "history": len(steps)}


def empty_log(db: Database) -> bool:
    """Fold the write-ahead log into the database and cut it to nothing; False where another program holds it."""
    try:
        ((busy, _, _),) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except apsw.BusyError:
        return False
    return busy == 0


def _touches(changes: str, recording: str) -> bool:
    return any((after or before or {}).get("recording") == recording for _, _, before, after in json.loads(changes))
