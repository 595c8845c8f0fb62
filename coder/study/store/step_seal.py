"""Binds what leaves to the steps of the coders that it was made from: the trail holds a seal over them, no count.

A step that somebody alters together with its row fits the row; it does not fit what the trail was told when a file
left, and whoever noted the head of the trail can tell whether that was written anew. The seal is salted, and its salt
goes with an erasure: what was told before it proves nothing of what was erased any more.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator

from coder.study.store.database import Database

_SALT = "salt of steps"


def sealed(db: Database) -> str:
    """Return the seal over every step that there is; the caller holds the transaction."""
    if db.get("facts", _SALT) is None:
        db.insert("facts", {"id": _SALT, "value": os.urandom(16).hex()})
    *_, last = seals(db)
    return last


def seals(db: Database) -> Iterator[str]:
    """Yield the seal as it was before the first step and after each: going back and forth does not change it."""
    row = db.get("facts", _SALT)
    digest = hashlib.sha256(str(row["value"] if row else "").encode())
    yield digest.hexdigest()
    for seq, coder, changes in db.execute("SELECT seq, coder, changes FROM journal ORDER BY seq"):
        digest.update(f"{seq}\0{coder}\0{changes}\0".encode("utf-8", "surrogatepass"))
        yield digest.hexdigest()


def forget(db: Database) -> None:
    """Let the salt go."""
    db.delete("facts", _SALT)
