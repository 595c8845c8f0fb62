"""Every edit a human can make, as data. An edit plans row changes; each change carries its own inverse.

The plan is pure: it reads rows, it writes none. The store applies a plan and its journal entry in one transaction, so
the journal is undo, crash recovery and history at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from coder.exchanges.pairing import SETTLED_BY_HUMAN, Outcome
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Origin, Status
from coder.vocabulary.scheme import Kind, Role, Scheme, role_of

Value = str | int | float | None
Row = Mapping[str, Value]

JOURNALED = (
    *("people", "proposals", "events", "decisions", "outcomes", "codes"),
    *("meetings", "cards", "series", "private_notes", "stretches", "sources"),
)
"""The tables that an edit may touch. Each has a text key named ``id`` and a column ``recording``."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after; None where the row is not there."""

    table: str
    id: str
    before: Row | None
    after: Row | None

    @property
    def inverse(self) -> RowChange:
        """The change that takes this one back."""
        return RowChange(self.table, self.id, self.after, self.before)

    @property
    def recording(self) -> str:
        """Which recording it concerns."""
        row = self.after or self.before or {}
        return str(row["recording"])


@dataclass(frozen=True, slots=True)
class Changes:
    """What an edit, an undo or a redo changed: the window hears this once and redraws just that."""

    seq: int
    label: str
    rows: tuple[RowChange, ...]

    def touched(self, table: str) -> tuple[RowChange, ...]:
        """Changes of one table."""
        return tuple(row for row in self.rows if row.table == table)

    @property
    def recordings(self) -> frozenset[str]:
        """Recordings that were touched."""
        return frozenset(row.recording for row in self.rows)


class Rows(Protocol):
    """What an edit may ask while it plans."""

    def get(self, table: str, row_id: str) -> Row | None:
        """One row, or None."""

    def where(self, table: str, **equal: Value) -> list[Row]:
        """Rows whose columns equal the given values."""

    def new_id(self, prefix: str) -> str:
        """An id that this study has never used."""

    def frame_gap_us(self, recording: str, t_us: int) -> int:
        """Time from the frame before to the frame at ``t_us``: how exact a mark on that frame can be."""

    @property
    def scheme(self) -> Scheme:
        """The study's coding scheme."""

    def now(self) -> str:
        """The time of the edit, UTC, ISO 8601."""


class Edit(Protocol):
    """Something a human does to a study."""

    @property
    def label(self) -> str:
        """What the menu says after "Undo"."""

    def plan(self, rows: Rows, coder: str) -> list[RowChange]:
        """The changes it makes; raise StudyError, in one sentence, where it does not fit."""


@dataclass(frozen=True, slots=True)
class Accept:
    """Accept a proposal, as it is or with adjusted times. Only this turns a proposal into an event.

    ``subject`` says who it was, where the proposal is about someone: a voice without a name.
    """

    proposal: str
    onset_us: int | None = None
    offset_us: int | None = None
    took_ms: int = 0
    note: str = ""
    subject: str | None = None

    @property
    def label(self) -> str:
        """See :class:`Edit`."""
        return f"accept {self.proposal}"

    def plan(self, rows: Rows, coder: str) -> list[RowChange]:
        """See :class:`Edit`."""
        proposal = _undecided(rows, self.proposal)
        onset = self.onset_us if self.onset_us is not None else _int(proposal["onset_us"])
        offset = self.offset_us if self.offset_us is not None else _int(proposal["offset_us"])
        subject, code = _who(proposal, self.subject), str(proposal["code"])
        onset, offset = _checked_times(rows, subject, code, onset, offset)
        moved = (onset, offset) != (proposal["onset_us"], proposal["offset_us"])
        event = event_row(
            rows,
            recording=str(proposal["recording"]),
            subject=subject,
            code=code,
            onset_us=onset,
            offset_us=offset,
            coder=coder,
            origin=Origin.ADJUSTED if moved else Origin.ACCEPTED,
            proposal=self.proposal,
            timing_bound_us=_bound(rows, proposal, onset),
            note=self.note,
        )
        status = Status.ADJUSTED if moved else Status.ACCEPTED
        return [
            *_make_room(rows, event),
            RowChange("events", str(event["id"]), None, event),
            *_decide(rows, proposal, status, coder, self.took_ms, str(event["id"])),
        ]


@dataclass(frozen=True, slots=True)
class Reject:
    """Say that a proposal is not so."""

    proposal: str
    took_ms: int = 0

    @property
    def label(self) -> str:
        """See :class:`Edit`."""
        return f"reject {self.proposal}"

    def plan(self, rows: Rows, coder: str) -> list[RowChange]:
        """See :class:`Edit`."""
        proposal = _undecided(rows, self.proposal)
        return _decide(rows, proposal, Status.REJECTED, coder, self.took_ms, None)


@dataclass(frozen=True, slots=True)
class Skip:
    """Leave a proposal for later; it stays undecided and comes again at the end of the queue."""

    proposal: str
    took_ms: int = 0

    @property
    def label(self) -> str:
        """See :class:`Edit`."""
        return f"skip {self.proposal}"

    def plan(self, rows: Rows, coder: str) -> list[RowChange]:
        """See :class:`Edit`."""
        proposal = _undecided(rows, self.proposal)
        return _decide(rows, proposal, Status.SKIPPED, coder, self.took_ms, None)


@dataclass(frozen=True, slots=True)
class Reopen:
    """Let a rejected proposal wait again; the decision that was made stays in the record."""

    proposal: str

    @property
    def label(self) -> str:
        """See :class:`Edit`."""
        return f"decide {self.proposal} again"

    def plan(self, rows: Rows, coder: str) -> list[RowChange]:
        """See :class:`Edit`."""
        before = _existing(rows, "proposals", self.proposal, "proposal")
        if before["status"] != Status.REJECTED:
            raise StudyError(f"The proposal {self.proposal!r} is not a rejected one, so there is nothing to take back.")
        return [RowChange("proposals", self.proposal, before, {**before, "status": Status.OPEN.value})]


@dataclass(frozen=True, slots=True)
class AddEvent:
    """Code something that no model proposed."""

    recording: str
    subject: str
    code: str
    onset_us: int
    offset_us: int
    note: str = ""

    @property
    def label(self) -> str:
        """See :class:`Edit`."""
        return f"add {self.code.replace('_', ' ')}"

    def plan(self, rows: Rows, coder: str) -> list[RowChange]:
        """See :class:`Edit`."""
        onset, offset = _checked_times(rows, self.subject, self.code, self.onset_us, self.offset_us)
        event = event_row(
            rows,
            recording=self.recording,
            subject=self.subject,
            code=self.code,
            onset_us=onset,
            offset_us=offset,
            coder=coder,
            origin=Origin.HUMAN,
            proposal=None,
            timing_bound_us=rows.frame_gap_us(self.recording, onset),
            note=self.note,
        )
        return [*_make_room(rows, event), RowChange("events", str(event["id"]), None, event)]


@dataclass(frozen=True, slots=True)
class MoveEvent:
    """Give an event other times. An accepted event becomes an adjusted one."""

    event: str
    onset_us: int
    offset_us: int

    @property
    def label(self) -> str:
        """See :class:`Edit`."""
        return f"move {self.event}"

    def plan(self, rows: Rows, coder: str) -> list[RowChange]:
        """See :class:`Edit`."""
        before = _existing(rows, "events", self.event, "event")
        onset, offset = _checked_times(rows, str(before["subject"]), str(before["code"]), self.onset_us, self.offset_us)
        if (onset, offset) == (before["onset_us"], before["offset_us"]):
            return []
        origin = Origin.ADJUSTED if before["origin"] == Origin.ACCEPTED else Origin(str(before["origin"]))
        times = {"onset_us": onset, "offset_us": offset, "timing_bound_us": _bound(rows, before, onset)}
        after = {**before, **times, "origin": origin.value}
        return [*_make_room(rows, after), RowChange("events", self.event, before, after)]


@dataclass(frozen=True, slots=True)
class RemoveEvent:
    """Take an event out; a proposal behind it waits again."""

    event: str

    @property
    def label(self) -> str:
        """See :class:`Edit`."""
        return f"remove {self.event}"

    def plan(self, rows: Rows, coder: str) -> list[RowChange]:
        """See :class:`Edit`."""
        event = _existing(rows, "events", self.event, "event")
        changes = [RowChange("events", self.event, event, None)]
        outcome = rows.get("outcomes", self.event)
        if outcome is not None:
            changes.append(RowChange("outcomes", self.event, outcome, None))
        proposal = rows.get("proposals", str(event["proposal"])) if event["proposal"] else None
        if proposal is not None:
            after = {**proposal, "status": Status.OPEN.value}
            changes.append(RowChange("proposals", str(proposal["id"]), proposal, after))
        return changes


@dataclass(frozen=True, slots=True)
class NoteEvent:
    """Write a note on an event."""

    event: str
    note: str

    @property
    def label(self) -> str:
        """See :class:`Edit`."""
        return f"note on {self.event}"

    def plan(self, rows: Rows, coder: str) -> list[RowChange]:
        """See :class:`Edit`."""
        before = _existing(rows, "events", self.event, "event")
        return [RowChange("events", self.event, before, {**before, "note": self.note})]


@dataclass(frozen=True, slots=True)
class SettleOutcome:
    """Say what became of a bid where the rule cannot; None takes the word back."""

    bid: str
    outcome: Outcome | None

    @property
    def label(self) -> str:
        """See :class:`Edit`."""
        return f"settle {self.bid}" if self.outcome else f"unsettle {self.bid}"

    def plan(self, rows: Rows, coder: str) -> list[RowChange]:
        """See :class:`Edit`."""
        if self.outcome is not None and self.outcome not in SETTLED_BY_HUMAN:
            raise StudyError(
                f"{self.outcome.value!r} follows from events and a rule; a human settles one of: "
                + ", ".join(outcome.value for outcome in SETTLED_BY_HUMAN)
                + "."
            )
        event = _existing(rows, "events", self.bid, "event")
        before = rows.get("outcomes", self.bid)
        after: Row | None = None
        if self.outcome is not None:
            after = {
                "id": self.bid,
                "recording": event["recording"],
                "outcome": self.outcome.value,
                "coder": coder,
                "settled_at": rows.now(),
            }
        return [] if before is None and after is None else [RowChange("outcomes", self.bid, before, after)]


@dataclass(frozen=True, slots=True)
class SetRole:
    """Say who a person is: ``child``, ``caregiver``, ``caregiver:Kim``, ``other``, ``nobody``; None takes it back."""

    recording: str
    letter: str
    role: str | None

    @property
    def label(self) -> str:
        """See :class:`Edit`."""
        return f"person {self.letter} is {self.role or 'not settled'}"

    def plan(self, rows: Rows, coder: str) -> list[RowChange]:
        """See :class:`Edit`."""
        if self.role is not None and not _is_role(self.role):
            raise StudyError(f"{self.role!r} is not a role; use child, caregiver, caregiver:NAME, other or nobody.")
        before = _existing(rows, "people", f"{self.recording}/{self.letter}", "person")
        changes = [RowChange("people", str(before["id"]), before, {**before, "confirmed_role": self.role})]
        if self.role == Role.CHILD:
            # One child a recording: whoever was called so before (by a human or by suggestion) is so no longer.
            for row in rows.where("people", recording=self.recording):
                if row["letter"] != self.letter and (row["confirmed_role"] or row["suggested_role"]) == Role.CHILD:
                    after = {**row, "confirmed_role": Role.CAREGIVER.value}
                    changes.append(RowChange("people", str(row["id"]), row, after))
        return changes


def _who(proposal: Row, said: str | None) -> str:
    """Who an accepted proposal is about: what a human said of a voice, else what the proposal says."""
    proposed = str(proposal["subject"])
    if said is None or said == proposed:
        return proposed
    if proposed != Role.SOMEONE:
        raise StudyError(
            f"The proposal {proposal['id']!r} is about {proposed!r}: only of a voice can be said whose it was. "
            "Whom the models take somebody for is settled under who is who."
        )
    if said not in (Role.SEVERAL, Role.SOMEONE) and (said == "nobody" or not _is_role(said)):
        raise StudyError(
            f"{said!r} cannot be whose voice it was; use child, caregiver, caregiver:NAME, other, several or someone, "
            "or reject what is no voice."
        )
    return said


def _bound(rows: Rows, before: Row, onset_us: int) -> int:
    """How far an onset may be off: an unmoved one keeps its bound, a human's own mark is as exact as its frame."""
    if onset_us == before["onset_us"]:
        return _int(before["timing_bound_us"])
    return rows.frame_gap_us(str(before["recording"]), onset_us)


def _is_role(text: str) -> bool:
    name, colon, pseudonym = text.partition(":")
    if colon:
        return name == Role.CAREGIVER and bool(pseudonym.strip()) and "/" not in pseudonym
    return name in (Role.CHILD, Role.CAREGIVER, Role.OTHER, "nobody")


def _int(value: Value) -> int:
    assert isinstance(value, int)
    return value


def _existing(rows: Rows, table: str, row_id: str, what: str) -> Row:
    row = rows.get(table, row_id)
    if row is None:
        raise StudyError(f"There is no {what} {row_id!r} in this study; list them to find its id.")
    return row


def _undecided(rows: Rows, proposal_id: str) -> Row:
    proposal = _existing(rows, "proposals", proposal_id, "proposal")
    if proposal["status"] not in (Status.OPEN, Status.SKIPPED):
        raise StudyError(
            f"The proposal {proposal_id!r} has been decided ({proposal['status']}); undo that first to decide anew."
        )
    return proposal


def _decide(rows: Rows, proposal: Row, status: Status, coder: str, took_ms: int, event: str | None) -> list[RowChange]:
    decision = {
        "id": rows.new_id("d"),
        "recording": proposal["recording"],
        "proposal": proposal["id"],
        "verdict": status.value,
        "coder": coder,
        "decided_at": rows.now(),
        "took_ms": took_ms,
        "event": event,
    }
    return [
        RowChange("proposals", str(proposal["id"]), proposal, {**proposal, "status": status.value}),
        RowChange("decisions", str(decision["id"]), None, decision),
    ]


def event_row(
    rows: Rows,
    *,
    recording: str,
    subject: str,
    code: str,
    onset_us: int,
    offset_us: int,
    coder: str,
    origin: Origin,
    proposal: str | None,
    timing_bound_us: int,
    note: str,
) -> Row:
    """Return the row of a new event, under an id that the study has never used."""
    return {
        "id": rows.new_id("e"),
        "recording": recording,
        "subject": subject,
        "code": code,
        "onset_us": onset_us,
        "offset_us": offset_us,
        "coder": coder,
        "origin": origin.value,
        "proposal": proposal,
        "timing_bound_us": timing_bound_us,
        "note": note,
    }


def _checked_times(rows: Rows, subject: str, code_id: str, onset_us: int, offset_us: int) -> tuple[int, int]:
    """Return times that suit the code's kind; raise StudyError where they cannot."""
    try:
        code = rows.scheme.code(role_of(subject), code_id)
    except (KeyError, ValueError) as error:
        raise StudyError(f"The scheme has no code {code_id!r} for {subject!r}; choose one of its codes.") from error
    if onset_us < 0:
        raise StudyError(f"The onset {onset_us} µs lies before the clip's first frame; use 0 or later.")
    if code.kind is Kind.POINT:
        return onset_us, onset_us
    if offset_us <= onset_us:
        raise StudyError(
            f"{code.label!r} would end ({offset_us} µs) no later than it begins ({onset_us} µs); give a later offset."
        )
    return onset_us, offset_us


def _make_room(rows: Rows, event: Row) -> list[RowChange]:
    """States of one exclusive group never overlap for a subject and coder: shorten, split or remove what is in the way.

    An earlier state that reaches into the new one ends where the new one begins, a later one begins where it ends;
    one that lies wholly inside gives way. All of it is part of the same edit, so one undo brings it back.
    """
    scheme, subject = rows.scheme, str(event["subject"])
    role = role_of(subject)
    code = scheme.code(role, str(event["code"]))
    if code.kind is Kind.POINT:
        return []
    onset, offset = _int(event["onset_us"]), _int(event["offset_us"])
    changes: list[RowChange] = []
    for other in rows.where("events", recording=event["recording"], subject=subject, coder=event["coder"]):
        if other["id"] == event["id"]:
            continue
        other_code = scheme.code(role, str(other["code"]))
        start, end = _int(other["onset_us"]), _int(other["offset_us"])
        if other_code.group != code.group or other_code.kind is Kind.POINT or end <= onset or start >= offset:
            continue
        after: Row | None = None
        if start < onset:
            after = {**other, "offset_us": onset}
            if end > offset:
                tail = {**other, "id": rows.new_id("e"), "onset_us": offset}
                changes.append(RowChange("events", str(tail["id"]), None, tail))
        elif end > offset:
            after = {**other, "onset_us": offset}
        changes.append(RowChange("events", str(other["id"]), other, after))
    return changes
