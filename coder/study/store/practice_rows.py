"""Who practises in which recording, against which layer, and what was shown to them: kept as facts, never journaled."""

from __future__ import annotations

import json
from dataclasses import dataclass

from coder.study.store import row_mapping
from coder.study.store.database import Database
from coder.vocabulary.events import Event

_FACT = "practice"
_SHOWN = "practice shown"


@dataclass(frozen=True, slots=True)
class Practice:
    """One coder who practises in one recording: nothing that they code in it is data.

    ``gold`` is the layer that they are set beside, ``done`` whether they said that they have coded it to its end.
    """

    recording: str
    coder: str
    gold: str
    begun_at: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class ShownPractice:
    """What a coder had said by themselves before the differences up to ``until_us`` were shown to them."""

    until_us: int
    events: tuple[Event, ...]


def practices(db: Database) -> tuple[Practice, ...]:
    """Return everybody who practises, in the order in which they began."""
    row = db.get("facts", _FACT)
    return tuple(Practice(**one) for one in json.loads(str(row["value"]))) if row is not None else ()


def practice_of(db: Database, recording: str, coder: str) -> Practice | None:
    """Return a coder's practice in a recording, or None."""
    return next((one for one in practices(db) if (one.recording, one.coder) == (recording, coder)), None)


def keep(db: Database, new: Practice) -> None:
    """Keep a practice, in place of that of the same coder and recording. The caller holds the transaction."""
    others = [one for one in practices(db) if (one.recording, one.coder) != (new.recording, new.coder)]
    _write(db, (*others, new))


def shown(db: Database, recording: str, coder: str) -> ShownPractice:
    """Return what was said before it was shown; nothing up to 0 where nothing was."""
    row = db.get("facts", f"{_SHOWN} {recording}/{coder}")
    if row is None:
        return ShownPractice(0, ())
    held = json.loads(str(row["value"]))
    return ShownPractice(int(held["until_us"]), tuple(row_mapping.event_of(one) for one in held["events"]))


def keep_shown(db: Database, recording: str, coder: str, said: ShownPractice) -> None:
    """Keep what was said up to a time. The caller holds the transaction."""
    rows = [row_mapping.event_row(event) for event in said.events]
    value = json.dumps({"until_us": said.until_us, "events": rows})
    db.insert("facts", {"id": f"{_SHOWN} {recording}/{coder}", "value": value})


def forget(db: Database, recording: str) -> None:
    """Delete all of a recording that is erased."""
    _write(db, tuple(one for one in practices(db) if one.recording != recording))
    for row in db.where("facts"):
        if str(row["id"]).startswith(f"{_SHOWN} {recording}/"):
            db.delete("facts", str(row["id"]))


def _write(db: Database, listed: tuple[Practice, ...]) -> None:
    if not listed:
        db.delete("facts", _FACT)
        return
    told = [
        {"recording": p.recording, "coder": p.coder, "gold": p.gold, "begun_at": p.begun_at, "done": p.done}
        for p in listed
    ]
    db.insert("facts", {"id": _FACT, "value": json.dumps(told)})
