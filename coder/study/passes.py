"""Passes: a filter that one works through from the start, with its own keys and speed, and how far everybody is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from coder.study.edits.changes import Row
from coder.study.layers import Layers
from coder.study.store.database import Database
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event

_FACT = "passes"
DETAILS = "details"
"""A pass that every study has: what codes ask for and nobody has said yet."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What is worked through.

    Attributes
    ----------
    name : str
    query : str
        Which events, as ``dyadmirror find`` reads it; "" for a pass that only codes.
    codes : tuple of str
        Codes whose keys code in it, as ``role/id``; () for all of the scheme.
    speed : float
        How fast the clip plays in it.
    """

    name: str
    query: str = ""
    codes: tuple[str, ...] = ()
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class PassProgress:
    """How far a coder is with a pass through a recording.

    ``events`` is how many of their events the pass is about now, ``ahead`` how many of these lie at or after
    ``reached_us``. ``done_at`` is when they said that it is done; None before.
    """

    name: str
    recording: str
    coder: str
    events: int
    ahead: int
    reached_us: int
    done_at: str | None


class Passes:
    """The passes of one open study."""

    def __init__(self, db: Database, layers: Layers) -> None:
        self._db, self._layers = db, layers

    @property
    def all(self) -> tuple[Pass, ...]:
        """Every pass, in the order in which they were defined; the one for details first."""
        row = self._db.get("facts", _FACT)
        listed = json.loads(str(row["value"])) if row is not None else []
        kept = [Pass(one["name"], one["query"], tuple(one["codes"]), float(one["speed"])) for one in listed]
        return (Pass(DETAILS, "missing=any"), *kept)

    def named(self, name: str) -> Pass:
        """One pass; raise StudyError where there is none of that name."""
        found = {one.name: one for one in self.all}
        if name not in found:
            raise StudyError(f"This study has no pass {name!r}; it has: {', '.join(found)}.")
        return found[name]

    def define(self, new: Pass) -> None:
        """Keep a pass, in place of one of the same name; raise StudyError where it does not hold together."""
        if not new.name.strip() or "/" in new.name or new.name == DETAILS:
            raise StudyError(f"{new.name!r} is no name for a pass; give a word of your own, without a slash.")
        if not 0.1 <= new.speed <= 4:
            raise StudyError(f"A pass plays at 0.1 to 4 times the clip's speed, not at {new.speed:g}.")
        self._layers.query(new.query)
        known = {f"{code.role}/{code.id}" for code in self._db.scheme.codes}
        for code in new.codes:
            if code not in known:
                raise StudyError(f"The scheme has no code {code!r}; name the codes of a pass as ROLE/CODE.")
        if not new.query.strip() and not new.codes:
            raise StudyError("A pass is about some events (a query) or some codes; give one of them.")
        self._keep([*(one for one in self.all[1:] if one.name != new.name), new])

    def forget(self, name: str) -> None:
        """Take a pass out; how far people were with it stays."""
        self.named(name)
        self._keep([one for one in self.all[1:] if one.name != name])

    def events(self, name: str, events: Sequence[Event], coder: str) -> tuple[Event, ...]:
        """Return a coder's events that a pass is about, in order of onset."""
        one = self.named(name)
        mine = [event for event in events if event.coder == coder]
        if one.query.strip():
            return self._layers.query(one.query).of(mine, self._db.scheme)
        return of_codes(mine, one.codes)

    def progress(self, recording: str, coder: str, events: Sequence[Event]) -> tuple[PassProgress, ...]:
        """How far a coder is with each pass through a recording, whose events are given."""
        found = []
        for one in self.all:
            mark = self._db.get("pass_marks", f"{recording}/{coder}/{one.name}")
            reached = int(str(mark["reached_us"])) if mark is not None else 0
            done_at = str(mark["done_at"]) if mark is not None and mark["done_at"] is not None else None
            about = self.events(one.name, events, coder)
            ahead = sum(event.onset_us >= reached for event in about)
            found.append(PassProgress(one.name, recording, coder, len(about), ahead, reached, done_at))
        return tuple(found)

    def mark(self, recording: str, coder: str, name: str, reached_us: int, *, done: bool = False) -> None:
        """Keep how far a coder is with a pass, or that it is done. It is no edit: nothing that was coded changes."""
        self.named(name)
        end = self._db.frame_index(recording).end_us
        if not 0 <= reached_us <= end:
            raise StudyError(f"{reached_us} µs lies outside the recording {recording} (0 to {end} µs).")
        row: Row = {
            "id": f"{recording}/{coder}/{name}",
            "recording": recording,
            "coder": coder,
            "pass": name,
            "reached_us": reached_us,
            "done_at": self._db.now() if done else None,
        }
        with self._db.transaction():
            self._db.insert("pass_marks", row)

    def _keep(self, listed: Sequence[Pass]) -> None:
        with self._db.transaction():
            self._db.insert("facts", {"id": _FACT, "value": json.dumps([asdict(one) for one in listed])})


def of_codes(events: Sequence[Event], codes: Sequence[str]) -> tuple[Event, ...]:
    """Return the events of codes that are named as ``role/id``."""
    return tuple(event for event in events if f"{event.subject.split(':')[0]}/{event.code}" in codes)
