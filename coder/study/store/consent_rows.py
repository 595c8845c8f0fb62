"""The rows of purpose, retention date and agreements.

What was altered behind the app's back into nonsense is read as the least that it can mean: no purpose, no use, a date
that is past. ``dyadmirror audit --verify`` says where.
"""

from __future__ import annotations

import os
from datetime import date

from coder.privacy.audit_crosscheck import seal_of
from coder.privacy.consent import ConsentGiven, Use
from coder.privacy.purpose import Purpose
from coder.study.store.database import Database

_PUT_OFF, _LOCK_AFTER = "purpose put off", "lock after minutes"


def purpose(db: Database) -> Purpose | None:
    """Return what the study says it is for; None where it was not stated."""
    row = db.get("facts", "purpose")
    return Purpose(str(row["value"])) if row and row["value"] in set(Purpose) else None


def retention(db: Database) -> date | None:
    """Return the study's last good day, or None."""
    row = db.get("facts", "retention")
    return _date(row["value"]) if row else None


def state(db: Database, *, purpose: Purpose | None, retention: date | None) -> None:
    """Keep what is given; None leaves what is there."""
    if purpose is not None:
        db.insert("facts", {"id": "purpose", "value": purpose.value})
    if retention is not None:
        db.insert("facts", {"id": "retention", "value": retention.isoformat()})


def purpose_put_off(db: Database) -> bool:
    """Whether somebody was asked for the purpose and said: later."""
    return db.get("facts", _PUT_OFF) is not None


def put_off_purpose(db: Database) -> None:
    """Keep that they did."""
    db.insert("facts", {"id": _PUT_OFF, "value": db.now()})


def agreement_put_off(db: Database, recording: str) -> bool:
    """Whether somebody was asked who agreed for a recording and said: not now."""
    return db.get("facts", put_off_id(recording)) is not None


def put_off_agreement(db: Database, recording: str) -> None:
    """Keep that they did."""
    db.insert("facts", {"id": put_off_id(recording), "value": db.now()})


def put_off_id(recording: str) -> str:
    """Under which id that is kept."""
    return f"agreement put off for {recording}"


def lock_after_min(db: Database, *, usual: int, most: int) -> int:
    """Return after how many minutes the study locks; what is no such number is read as the usual."""
    row = db.get("facts", _LOCK_AFTER)
    text = str(row["value"]) if row else ""
    return int(text) if text.isdecimal() and int(text) <= most else usual


def keep_lock_after(db: Database, minutes: int) -> None:
    """Keep that number."""
    db.insert("facts", {"id": _LOCK_AFTER, "value": str(minutes)})


def agreements(db: Database, recording: str) -> tuple[ConsentGiven, ...]:
    """Return who agreed to what for a recording, in the order in which they were first asked."""
    sql = "SELECT who, uses, until, withdrawn_at FROM agreements WHERE recording = ? ORDER BY rowid"
    return tuple(_given(*row) for row in db.execute(sql, (recording,)))


def every_agreement(db: Database) -> dict[str, tuple[ConsentGiven, ...]]:
    """Return who agreed to what, by recording, in one question; a recording of which nobody was asked is left out."""
    found: dict[str, tuple[ConsentGiven, ...]] = {}
    sql = "SELECT recording, who, uses, until, withdrawn_at FROM agreements ORDER BY rowid"
    for recording, *row in db.execute(sql):
        found[str(recording)] = (*found.get(str(recording), ()), _given(*row))
    return found


def _given(who: object, uses: object, until: object, withdrawn_at: object) -> ConsentGiven:
    return ConsentGiven(
        who=str(who),
        uses=frozenset(Use(word) for word in str(uses).split(",") if word in set(Use)),
        until=_date(until) if until is not None else None,
        withdrawn=withdrawn_at is not None,
    )


def any_agreement(db: Database) -> bool:
    """Whether anybody's agreement is recorded in the study."""
    return bool(db.execute("SELECT 1 FROM agreements LIMIT 1"))


def seal(db: Database, recording: str) -> str:
    """Return the seal over a recording's agreements as they are now."""
    row = db.get("facts", salt_id(recording))
    return seal_of(agreements(db, recording), str(row["value"]) if row else "")


def salt_id(recording: str) -> str:
    """Under which id the salt of a recording's seal is kept."""
    return f"salt of {recording}"


def keep(db: Database, recording: str, agreement: ConsentGiven) -> None:
    """Record an agreement or its withdrawal, in place of what the same person said before."""
    uses = ",".join(use.value for use in Use if use in agreement.uses)
    until = agreement.until.isoformat() if agreement.until else None
    db.execute(
        """INSERT INTO agreements VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (recording, who) DO UPDATE SET uses = excluded.uses, until = excluded.until,
            recorded_at = excluded.recorded_at, withdrawn_at = excluded.withdrawn_at""",
        (recording, agreement.who, uses, until, db.now(), db.now() if agreement.withdrawn else None),
    )
    db.insert("facts", {"id": salt_id(recording), "value": os.urandom(16).hex()})


def _date(text: object) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return date.min
