"""Fingerprints of clips whose consent was withdrawn, by which they are known again after everything else is erased.

Each is an HMAC of the clip's SHA-256 under a secret of the study: with the clip in hand it tells that it was here, and
without it, nothing. They stay when the recording is erased; that is what they are for.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping

from coder.study.store.database import Database

_KEPT, _SECRET = "withdrawn clips", "secret of withdrawn clips"


def keep(db: Database, clip_sha256: str) -> None:
    """Keep a clip's fingerprint; "" is no clip."""
    if clip_sha256:
        _write(db, {*_all(db), _fingerprint(db, clip_sha256)})


def forget(db: Database, clip_sha256: str) -> None:
    """Forget a clip's fingerprint, since its people agreed anew."""
    if clip_sha256 and any_kept(db):
        _write(db, _all(db) - {_fingerprint(db, clip_sha256)})


def any_kept(db: Database) -> bool:
    """Whether there is any, so that a clip has to be read for its hash."""
    return bool(_all(db))


def is_kept(db: Database, clip_sha256: str) -> bool:
    """Whether consent for the clip with this hash was withdrawn here."""
    return _fingerprint(db, clip_sha256) in _all(db)


def kept_names(db: Database, held: Mapping[str, str]) -> frozenset[str]:
    """Return the names in ``held`` (name to SHA-256) under which a clip lies whose consent was withdrawn."""
    kept = _all(db)
    return frozenset(name for name, digest in held.items() if _fingerprint(db, digest) in kept)


def _all(db: Database) -> set[str]:
    row = db.get("facts", _KEPT)
    return set(map(str, json.loads(str(row["value"])))) if row is not None else set()


def _write(db: Database, found: set[str]) -> None:
    db.insert("facts", {"id": _KEPT, "value": json.dumps(sorted(found))})


def _fingerprint(db: Database, clip_sha256: str) -> str:
    row = db.get("facts", _SECRET)
    if row is None:
        row = {"id": _SECRET, "value": os.urandom(32).hex()}
        db.insert("facts", row)
    return hmac.new(bytes.fromhex(str(row["value"])), clip_sha256.encode(), hashlib.sha256).hexdigest()
