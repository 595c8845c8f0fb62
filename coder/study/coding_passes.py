"""Passes: a filter that one works through from the start, with its own keys and speed, and how far everybody is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from coder.study.edits.changes import Row, recording_called
from coder.study.layers import Layers
from coder.study.store.database import Database
from coder.study.store.pass_places import place_id
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme, role_of
from coder.vocabulary.time import format_us

_FACT = "passes"
DETAILS = "details"
"""A pass that every study has: what codes ask for and nobody has said yet."""


class PassOrder(StrEnum):
    """By what the events of a pass are worked through; those of one code or subject by time."""

    TIME = "time"
    CODE = "code"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Pass:
    """What is worked through.

    Attributes
    ----------
    name : str
    query : str
        Which events, as ``dyadmirror find`` reads it; "" for a pass that only codes.
    codes : tuple of str
        Codes whose keys code in it, as ``role/id``; () for all of the scheme. They are also what it is about, where
        there is no query.
    speed : float
        How fast the clip plays in it.
    subjects : tuple of str
        Whose acts it is about, as events name them, or roles; () for everybody's.
    layer : str
        Whose events it goes through; "" for those of whoever works through it.
    order : PassOrder
        By what its events are worked through.
    keys : tuple of (str, str)
        Keys of its own, as ``role/id`` and key, in place of those of the scheme.
    """

    name: str
    query: str = ""
    codes: tuple[str, ...] = ()
    speed: float = 1.0
    subjects: tuple[str, ...] = ()
    layer: str = ""
    order: PassOrder = PassOrder.TIME
    keys: tuple[tuple[str, str], ...] = ()

    def codes_in(self, scheme: Scheme) -> frozenset[str]:
        """Return the codes whose keys code in it, as ``role/id``: its own, else all of those whom it is about."""
        roles = {role_of(subject) for subject in self.subjects}
        named = self.codes or [f"{c.role}/{c.id}" for c in scheme.codes if not roles or c.role in roles]
        return frozenset(named)

    @property
    def is_a_search(self) -> bool:
        """Whether it is worked through to find what it is about, and not along events that a query or a layer has."""
        return bool(self.codes or self.subjects) and not (self.query.strip() or self.layer)

    def sought_in(self, scheme: Scheme) -> frozenset[str]:
        """Return the codes that are looked for in it, as ``role/id``: those of its own whose subject it is about."""
        roles = {role_of(subject).value for subject in self.subjects}
        return frozenset(one for one in self.codes_in(scheme) if not roles or one.partition("/")[0] in roles)

    def place(self, event: Event) -> tuple[str, int, str]:
        """Where an event stands in the order of this pass."""
        first = {PassOrder.TIME: "", PassOrder.CODE: event.code, PassOrder.SUBJECT: event.subject}[self.order]
        return first, event.onset_us, event.id


@dataclass(frozen=True, slots=True)
class PassProgress:
    """How far a coder is with a pass through a recording.

    ``events`` is how many events the pass is about for them now, ``ahead`` how many of these are still to come: by
    time those that lie at or after ``reached_us``. ``done_at`` is when they said that it is done; None before.
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
        return (Pass(DETAILS, "missing=any"), *_defined(self._db))

    def named(self, name: str) -> Pass:
        """One pass; raise StudyError where there is none of that name."""
        found = {one.name: one for one in self.all}
        if name not in found:
            raise StudyError(tr("This study has no pass {name!r}; it has: {found}.", name=name, found=", ".join(found)))
        return found[name]

    def define(self, new: Pass) -> None:
        """Keep a pass, in place of one of the same name; raise StudyError where it does not hold together."""
        if not new.name.strip() or "/" in new.name or new.name == DETAILS:
            raise StudyError(
                tr("{new!r} is no name for a pass; give a word of your own, without a slash.", new=new.name)
            )
        if not 0.1 <= new.speed <= 4:
            raise StudyError(tr("A pass plays at 0.1 to 4 times the clip's speed, not at {speed:g}.", speed=new.speed))
        self._layers.query(new.query)
        known = {f"{code.role}/{code.id}" for code in self._db.scheme.codes}
        for code in new.codes:
            if code not in known:
                raise StudyError(
                    tr("The scheme has no code {code!r}; name the codes of a pass as ROLE/CODE.", code=code)
                )
        for subject in new.subjects:
            try:
                role_of(subject)
            except ValueError as error:
                raise StudyError(
                    tr("{subject!r} is no subject; name a role, or a subject as events name it.", subject=subject)
                ) from error
        held: dict[str, str] = {}
        for code, key in new.keys:
            if code not in known or (new.codes and code not in new.codes):
                raise StudyError(
                    tr(
                        "The pass gives a key to {code!r}, which is none of its codes; name them as ROLE/CODE.",
                        code=code,
                    )
                )
            if len(key) != 1 or not key.isprintable() or key.isspace():
                raise StudyError(tr("{key!r} is no key for {code}; a key is one character.", key=key, code=code))
            if key.lower() in held:
                raise StudyError(
                    tr(
                        "The key {key!r} is given to {held} and to {code}; give one another.",
                        key=key,
                        held=held[key.lower()],
                        code=code,
                    )
                )
            held[key.lower()] = code
        if not new.query.strip() and not new.codes and not new.subjects:
            raise StudyError(tr("A pass is about some events (a query), some codes or subjects; give one of them."))
        self._keep([*(one for one in self.all[1:] if one.name != new.name), new])

    def forget(self, name: str) -> None:
        """Take a pass out; how far people were with it stays."""
        self.named(name)
        self._keep([one for one in self.all[1:] if one.name != name])

    def events(self, name: str, events: Sequence[Event], coder: str) -> tuple[Event, ...]:
        """Return the events that a pass is about for a coder, in its order."""
        one = self.named(name)
        found = tuple(event for event in events if event.coder == (one.layer or coder))
        if one.query.strip():
            found = self._layers.query(one.query, coder).of(found, self._db.scheme)
        elif one.codes:
            found = of_codes(found, one.codes)
        if one.subjects:
            found = tuple(e for e in found if e.subject in one.subjects or role_of(e.subject).value in one.subjects)
        return tuple(sorted(found, key=one.place))

    def left(self, name: str, recording: str, coder: str, events: Sequence[Event]) -> tuple[Event, ...]:
        """Return the events of a pass that a coder has not come to yet, in its order."""
        one, about = self.named(name), self.events(name, events, coder)
        if one.order is PassOrder.TIME:
            mark = self._db.get("pass_marks", f"{recording}/{coder}/{name}")
            reached = int(str(mark["reached_us"])) if mark is not None else 0
            return tuple(event for event in about if event.onset_us >= reached)
        row = self._db.get("facts", place_id(recording, coder, name))
        if row is None:
            return about
        first, onset, event_id = json.loads(str(row["value"]))
        return tuple(event for event in about if one.place(event) >= (first, onset, event_id))

    def progress(self, recording: str, coder: str, events: Sequence[Event]) -> tuple[PassProgress, ...]:
        """How far a coder is with each pass through a recording, whose events are given."""
        found = []
        for one in self.all:
            mark = self._db.get("pass_marks", f"{recording}/{coder}/{one.name}")
            reached = int(str(mark["reached_us"])) if mark is not None else 0
            done_at = str(mark["done_at"]) if mark is not None and mark["done_at"] is not None else None
            about = self.events(one.name, events, coder)
            ahead = len(self.left(one.name, recording, coder, events)) if done_at is None else 0
            found.append(
                PassProgress(
                    one.name, recording, coder, events=len(about), ahead=ahead, reached_us=reached, done_at=done_at
                )
            )
        return tuple(found)

    def coded_until(self, recording: str, coder: str, end_us: int, *, done_by: str | None = None) -> int:
        """Return how far from the start a coder has come with any pass of codes or subjects; 0 with none.

        With ``done_by``, a time as it is kept, only passes that were done by then count: of others it is not known.
        """
        return max(
            (
                end_us if mark["done_at"] is not None else int(str(mark["reached_us"]))
                for _, mark in self._marked(recording, coder, done_by)
            ),
            default=0,
        )

    def looked_for(self, recording: str, coder: str, *, done_by: str | None = None) -> frozenset[str] | None:
        """Return the codes of the passes by which a coder has come anywhere, as ``role/id``; None where by none.

        Then nothing is said of what they looked for; nor by a pass that goes from one event that stands there to the
        next: those of a query, or of another's layer. ``done_by`` as for :meth:`coded_until`.
        """
        come = [one for one, mark in self._marked(recording, coder, done_by) if one.is_a_search and _has_begun(mark)]
        return frozenset().union(*(one.sought_in(self._db.scheme) for one in come)) if come else None

    def _marked(self, recording: str, coder: str, done_by: str | None) -> list[tuple[Pass, Row]]:
        """The passes of codes or subjects of which it is kept how far a coder has come, by a time if one is given."""
        told = (
            (one, self._db.get("pass_marks", f"{recording}/{coder}/{one.name}"))
            for one in self.all
            if one.codes or one.subjects
        )
        return [
            (one, mark)
            for one, mark in told
            if mark and (done_by is None or (mark["done_at"] is not None and str(mark["done_at"]) <= done_by))
        ]

    def mark(
        self, recording: str, coder: str, name: str, reached_us: int, *, done: bool = False, at: Event | None = None
    ) -> None:
        """Keep how far a coder is with a pass, or that it is done. It is no edit: nothing that was coded changes.

        ``at`` is the event that they have come to, for a pass that is not worked through by time.
        """
        one = self.named(name)
        end = self._db.frame_index(recording).end_us
        if not 0 <= reached_us <= end:
            raise StudyError(
                tr(
                    "{reached} lies outside the recording {recording}, which ends at {end}.",
                    reached=format_us(reached_us),
                    recording=recording_called(self._db, recording),
                    end=format_us(end),
                )
            )
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
            if at is not None and one.order is not PassOrder.TIME:
                self._db.insert("facts", {"id": place_id(recording, coder, name), "value": json.dumps(one.place(at))})

    def _keep(self, listed: Sequence[Pass]) -> None:
        with self._db.transaction():
            _write(self._db, listed)


def rename_codes(db: Database, renames: Mapping[str, str]) -> None:
    """Let passes follow renamed codes, ``role/id`` to ``role/id``. The caller holds the transaction."""
    before = _defined(db)
    after = [
        replace(
            one,
            codes=tuple(dict.fromkeys(renames.get(code, code) for code in one.codes)),
            keys=tuple({renames.get(code, code): (renames.get(code, code), key) for code, key in one.keys}.values()),
        )
        for one in before
    ]
    if after != before:
        _write(db, after)


def _defined(db: Database) -> list[Pass]:
    row = db.get("facts", _FACT)
    return [_pass_of(one) for one in json.loads(str(row["value"]))] if row is not None else []


def _write(db: Database, listed: Sequence[Pass]) -> None:
    db.insert("facts", {"id": _FACT, "value": json.dumps([asdict(one) for one in listed])})


def _has_begun(mark: Row) -> bool:
    return mark["done_at"] is not None or int(str(mark["reached_us"])) > 0


def _pass_of(raw: Mapping[str, Any]) -> Pass:
    return Pass(
        str(raw["name"]),
        str(raw["query"]),
        tuple(raw["codes"]),
        speed=float(raw["speed"]),
        subjects=tuple(raw.get("subjects", ())),
        layer=str(raw.get("layer", "")),
        order=PassOrder(raw.get("order", "time")),
        keys=tuple((str(code), str(key)) for code, key in raw.get("keys", ())),
    )


def of_codes(events: Sequence[Event], codes: Sequence[str]) -> tuple[Event, ...]:
    """Return the events of codes that are named as ``role/id``."""
    return tuple(event for event in events if f"{event.subject.split(':')[0]}/{event.code}" in codes)
