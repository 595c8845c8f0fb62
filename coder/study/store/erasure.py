"""Takes everything about one recording out of ``study.db``: neither undo nor a look at the file brings it back."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import apsw

from coder.privacy.erasure_residue import Pieces, pieces_of, remains
from coder.study.edits.changes import recording_called
from coder.study.store import (
    blinding_rows,
    calibration_rows,
    camera_rows,
    clip_seal,
    code_choices,
    example_rows,
    practice_rows,
    step_seal,
)
from coder.study.store.consent_rows import put_off_id, salt_id
from coder.study.store.database import Database
from coder.study.store.pass_places import forget_places
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr

_KEPT = ("recordings", "codes")
"""Tables with a column ``recording`` that are not simply emptied of it."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was taken out: how many rows by table, and the pieces by which it would be known again in the file."""

    rows: dict[str, int]
    pieces: Pieces
    codes_kept: int
    """Codes that came in with it and stay, because another recording is coded with them."""


def erase_rows(db: Database, recording: str) -> Erased:
    """Delete every row of a recording, its history and the codes that came in with it alone.

    The caller holds the transaction. Every table that names a recording is emptied of it, whatever table that is.
    Raises StudyError, and then nothing is changed, where a row is still there afterwards.
    """
    tables = [name for name in _tables_with(db, "recording") if name not in _KEPT]
    cameras = [str(row["id"]) for row in db.where("camera_clips", recording=recording)]
    gone: list[object] = []
    removed: dict[str, int] = {"calibrations": calibration_rows.forget_from(db, recording, gone)}
    # An example of a code names no recording; where it is this very clip it goes with it.
    first = (str(row["clip_sha256"]) for row in db.where("recordings", id=recording) if row["clip"])
    examples = example_rows.forget_same(db, {*first, *camera_rows.hashes(db, recording)})
    removed["code_examples"] = len(examples) // 2
    gone += examples
    for table in tables:
        gone += _values(db, f'SELECT * FROM "{table}" WHERE recording = ?', recording)
        ((count,),) = db.execute(f'SELECT count(*) FROM "{table}" WHERE recording = ?', (recording,))
        db.execute(f'DELETE FROM "{table}" WHERE recording = ?', (recording,))
        removed[table] = int(str(count))
    gone += _values(db, "SELECT * FROM recordings WHERE id = ?", recording)
    db.execute("DELETE FROM recordings WHERE id = ?", (recording,))
    db.delete("facts", salt_id(recording))
    db.delete("facts", put_off_id(recording))
    for camera in cameras:
        clip_seal.forget(db, camera)
    clip_seal.forget(db, recording)
    step_seal.forget(db)
    blinding_rows.forget_blind_words(db, recording)
    practice_rows.forget(db, recording)
    forget_places(db, recording)
    steps = [
        seq for seq, changes in db.execute("SELECT seq, changes FROM journal") if _touches(str(changes), recording)
    ]
    for seq in steps:
        gone += _values(db, "SELECT label, changes FROM journal WHERE seq = ?", seq)
        db.execute("DELETE FROM journal WHERE seq = ?", (seq,))
    codes, kept = _erase_codes(db, recording, gone)
    gone += code_choices.forget_unused(db)
    for table in (*tables, "codes"):
        if db.execute(f'SELECT 1 FROM "{table}" WHERE recording = ? LIMIT 1', (recording,)):
            raise StudyError(
                tr(
                    "The recording {recording} could not be erased: something in the study's file keeps rows of "
                    "{table}; "
                    "nothing was changed, restore the study from a backup and erase it there.",
                    recording=recording_called(db, recording),
                    table=table,
                )
            )
    db.scheme_changed()
    return Erased({**removed, "codes": codes, "history": len(steps)}, pieces_of(gone), kept)


def rebuild(db: Database) -> bool:
    """Write the file anew without what was freed, and cut the log to nothing; False where another program holds it."""
    try:
        db.execute("VACUUM")
    except (apsw.SQLError, StudyError):
        # Somebody else reads, or there is no room for a second copy: what is freed was overwritten all the same.
        return empty_log(db) and False
    return empty_log(db)


def empty_log(db: Database) -> bool:
    """Fold the write-ahead log into the database and cut it to nothing; False where another program holds it."""
    try:
        ((busy, _, _),) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except (apsw.BusyError, StudyError):
        return False
    return busy == 0


def what_remains(db: Database, pieces: Pieces) -> int:
    """Count the pieces of what was erased that the file's own bytes still hold, and that nothing kept accounts for."""
    found = remains(pieces, db.bytes())
    if not found:
        return 0
    kept = _all_there_is(db)
    return sum(piece not in kept for piece in found)


def _erase_codes(db: Database, recording: str, gone: list[object]) -> tuple[int, int]:
    """Delete the codes that came in with a recording; one that another is coded with goes over to that one."""
    erased = kept = 0
    for row in db.where("codes", recording=recording):
        sql = "SELECT recording FROM events WHERE code = ? AND recording <> ? LIMIT 1"
        other = db.execute(sql, (row["code"], recording))
        if other:
            # What describes it may name the file that the erased recording came in.
            gone.append(row["description"])
            db.execute("UPDATE codes SET recording = ?, description = '' WHERE id = ?", (other[0][0], row["id"]))
            kept += 1
        else:
            gone += row.values()
            db.delete("codes", str(row["id"]))
            erased += 1
    return erased, kept


def _tables_with(db: Database, column: str) -> list[str]:
    sql = """SELECT m.name FROM sqlite_master AS m, pragma_table_info(m.name) AS p
        WHERE m.type = 'table' AND p.name = ? ORDER BY m.name"""
    return [str(name) for (name,) in db.execute(sql, (column,))]


def _values(db: Database, sql: str, value: object) -> list[object]:
    return [item for row in db.execute(sql, (value,)) for item in row]


def _all_there_is(db: Database) -> bytes:
    """Every value that the study keeps, and the text of its tables: what may rightly be found in the file."""
    parts: list[bytes] = []
    for name, sql in db.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index')"):
        parts.append(str(sql).encode())
        if sql is None or not re.fullmatch(r"\w+", str(name)):
            continue
        if str(sql).upper().startswith("CREATE TABLE"):
            for row in db.execute(f'SELECT * FROM "{name}"'):
                parts += [item if isinstance(item, bytes) else str(item).encode() for item in row]
                parts.append(b"".join(item if isinstance(item, bytes) else str(item).encode() for item in row))
    return b"\0".join(parts)


def _touches(changes: str, recording: str) -> bool:
    return any(
        (row_id if table == "recordings" else (after or before or {}).get("recording")) == recording
        for table, row_id, before, after in json.loads(changes)
    )
