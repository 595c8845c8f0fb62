"""Examples of codes in the database: a clip or picture each, by ``role/id``."""

from __future__ import annotations

import hashlib
from collections.abc import Container

from coder.study.store.database import Database


def names(db: Database) -> dict[str, tuple[str, bool]]:
    """Return name, and whether it is a picture, of every example, by code."""
    found = db.execute("SELECT id, name, picture FROM code_examples ORDER BY id")
    return {str(code): (str(name), bool(picture)) for code, name, picture in found}


def content(db: Database, code: str) -> tuple[str, bool, bytes] | None:
    """Return name, whether it is a picture, and the bytes of a code's example; None where it has none."""
    for name, picture, held in db.execute("SELECT name, picture, content FROM code_examples WHERE id = ?", (code,)):
        assert isinstance(held, bytes)
        return str(name), bool(picture), held
    return None


def hashes(db: Database) -> dict[str, str]:
    """Return the SHA-256 of every example, by code."""
    found = {code: content(db, code) for code in names(db)}
    return {code: hashlib.sha256(held[2]).hexdigest() for code, held in found.items() if held is not None}


def keep(db: Database, code: str, name: str, held: bytes, *, picture: bool) -> None:
    """Keep an example, in place of another of the same code. The caller holds the transaction."""
    sql = "INSERT OR REPLACE INTO code_examples VALUES (?, ?, ?, ?, ?)"
    db.execute(sql, (code, name, int(picture), held, db.now()))


def forget(db: Database, code: str) -> None:
    """Delete an example; what it held is overwritten. The caller holds the transaction."""
    db.execute("DELETE FROM code_examples WHERE id = ?", (code,))


def forget_same(db: Database, of: Container[str]) -> list[object]:
    """Delete the examples that are these very clips, by SHA-256; return their names and bytes. Within a transaction."""
    gone: list[object] = []
    for code, digest in hashes(db).items():
        found = content(db, code)
        if found is not None and digest in of:
            gone += [found[0], found[2]]
            forget(db, code)
    return gone


def rename(db: Database, old: str, new: str) -> None:
    """Let an example follow a code that is called otherwise, unless that has one. The caller holds the transaction."""
    if new not in names(db):
        db.execute("UPDATE code_examples SET id = ? WHERE id = ?", (new, old))
