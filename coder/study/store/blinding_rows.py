"""The rows of who codes blind: conducts, the share and its salt, and what was said blind before it was opened."""

from __future__ import annotations

import json
import os

from coder.study.store import row_mapping
from coder.study.store.database import Database
from coder.vocabulary.coding_condition import DEFAULT_SHARE, Conduct, share_of
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event

_SHARE = "blind share"
_SALT = "blind salt"


def conduct(db: Database, recording: str, coder: str) -> Conduct | None:
    """Return how a coder works on a recording; None where they have not begun."""
    row = db.get("conducts", f"{recording}/{coder}")
    return row_mapping.conduct_of(row) if row else None


def blind_anywhere(db: Database, coder: str) -> bool:
    """Whether a coder codes any recording blind now."""
    return any(row_mapping.conduct_of(row).blind for row in db.where("conducts", coder=coder))


def keep(db: Database, conduct: Conduct) -> None:
    """Write a conduct."""
    db.insert("conducts", row_mapping.conduct_row(conduct))


def share(db: Database) -> float:
    """Return the share of recordings that are begun blind; the default where nothing, or nonsense, is kept."""
    row = db.get("facts", _SHARE)
    try:
        return share_of(str(row["value"])) if row else DEFAULT_SHARE
    except StudyError:
        return DEFAULT_SHARE


def keep_share(db: Database, share: float) -> None:
    """Keep another share."""
    db.insert("facts", {"id": _SHARE, "value": repr(share)})


def salt(db: Database) -> str:
    """Return the secret that makes the draw unforeseeable; a study from before there was a draw is given one."""
    row = db.get("facts", _SALT)
    if row is not None:
        return str(row["value"])
    made = os.urandom(32).hex()
    db.insert("facts", {"id": _SALT, "value": made})
    return made


def has_worked(db: Database, recording: str, coder: str) -> bool:
    """Whether a coder has decided or coded in a recording, in any way that left a row."""
    return any(
        db.execute(f"SELECT 1 FROM {table} WHERE recording = ? AND coder = ? LIMIT 1", (recording, coder))
        for table in ("events", "decisions", "outcomes", "stretches", "pairings", "exchange_words")
    )


def coded_by_others(db: Database, recording: str, coder: str) -> bool:
    """Whether anybody but a coder has coded in a recording, or has a state under way there."""
    return any(
        db.execute(f"SELECT 1 FROM {table} WHERE recording = ? AND coder <> ? LIMIT 1", (recording, coder))
        for table in ("events", "under_way")
    )


def keep_blind_words(db: Database, recording: str, coder: str) -> None:
    """Keep a coder's events as they stand now, at the end of coding blind: later edits must not pass for blind."""
    rows = db.where("events", recording=recording, coder=coder)
    db.insert("facts", {"id": _words_id(recording, coder), "value": json.dumps([dict(row) for row in rows])})


def blind_words(db: Database, recording: str, coder: str) -> tuple[Event, ...]:
    """Return a coder's events as they stood when coding blind ended."""
    row = db.get("facts", _words_id(recording, coder))
    return tuple(row_mapping.event_of(kept) for kept in json.loads(str(row["value"]))) if row else ()


def forget_blind_words(db: Database, recording: str) -> None:
    """Delete what was kept of a recording when coding blind ended."""
    for row in db.where("facts"):
        if str(row["id"]).startswith(_words_id(recording, "")):
            db.delete("facts", str(row["id"]))


def _words_id(recording: str, coder: str) -> str:
    return f"blind words {recording}/{coder}"
