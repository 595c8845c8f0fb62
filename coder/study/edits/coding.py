"""What a human says of proposals, events, outcomes and people, as edits; each change carries its own inverse.

The plan is pure: it reads rows, it writes none. The store applies a plan and its journal entry in one transaction, so
the journal is undo, crash recovery and history at once. Whatever changes an event does it through
:class:`coder.study.edits.event_ledger.Ledger`. The verbs of hand coding are in ``coder.study.edits.event_verbs``.
"""

from __future__ import annotations

from dataclasses import dataclass

from coder.exchanges.pairing import SETTLED_BY_HUMAN, Outcome
from coder.study.edits.changes import Row, RowChange, StudyRows, Value
from coder.study.edits.event_ledger import Ledger, said_event
from coder.study.edits.role_changes import Fate, change_of_role
from coder.study.proposal_status import NO_LONGER, standings
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Origin, Status
from coder.vocabulary.language import tr
from coder.vocabulary.modifiers import Pairs
from coder.vocabulary.people import camera_of
from coder.vocabulary.scheme import Role, is_of, who_words


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
        return f"accept {self.proposal}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        ledger = Ledger(rows, coder)
        proposal = _undecided(ledger, self.proposal)
        onset = self.onset_us if self.onset_us is not None else _int(proposal["onset_us"])
        offset = self.offset_us if self.offset_us is not None else _int(proposal["offset_us"])
        recording, moved = str(proposal["recording"]), (onset, offset) != (proposal["onset_us"], proposal["offset_us"])
        # A human's own mark is as exact as its frame; an onset that was not moved keeps the proposal's bound.
        bound = proposal["timing_bound_us"] if onset == proposal["onset_us"] else rows.frame_gap_us(recording, onset)
        event = ledger.new_event(
            recording=recording,
            subject=_who(proposal, self.subject),
            code=str(proposal["code"]),
            onset_us=onset,
            offset_us=offset,
            origin=Origin.ADJUSTED if moved else Origin.ACCEPTED,
            proposal=self.proposal,
            timing_bound_us=_int(bound),
            note=self.note,
        )
        _decide(ledger, rows, proposal, Status(str(event["origin"])), self.took_ms, str(event["id"]))
        return ledger.changes


@dataclass(frozen=True, slots=True)
class Reject:
    """Say that a proposal is not so."""

    proposal: str
    took_ms: int = 0

    @property
    def label(self) -> str:
        return f"reject {self.proposal}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        return _decided(rows, coder, self.proposal, Status.REJECTED, self.took_ms)


@dataclass(frozen=True, slots=True)
class Skip:
    """Leave a proposal for later; it stays undecided and comes again at the end of the queue."""

    proposal: str
    took_ms: int = 0

    @property
    def label(self) -> str:
        return f"skip {self.proposal}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        return _decided(rows, coder, self.proposal, Status.SKIPPED, self.took_ms)


@dataclass(frozen=True, slots=True)
class Reopen:
    """Let a proposal that one has rejected wait again; the decision that was made stays in the record."""

    proposal: str

    @property
    def label(self) -> str:
        return f"decide {self.proposal} again"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        ledger = Ledger(rows, coder)
        proposal = _existing(rows, "proposals", self.proposal, "proposal")
        if _standing(ledger, self.proposal) is not Status.REJECTED:
            raise StudyError(
                tr(
                    "{coder} has not rejected the proposal {act}, so there is nothing to reopen.",
                    coder=coder,
                    act=said_event(proposal, ledger.scheme),
                )
            )
        _decide(ledger, rows, proposal, Status.OPEN, 0, None)
        return ledger.changes


@dataclass(frozen=True, slots=True)
class AddEvent:
    """Code something that no model proposed."""

    recording: str
    subject: str
    code: str
    onset_us: int
    offset_us: int
    note: str = ""
    modifiers: Pairs = ()

    @property
    def label(self) -> str:
        return f"add {self.code.replace('_', ' ')}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        ledger = Ledger(rows, coder)
        event = ledger.new_event(
            recording=self.recording,
            subject=self.subject,
            code=self.code,
            onset_us=self.onset_us,
            offset_us=self.offset_us,
            origin=Origin.HUMAN,
            note=self.note,
        )
        if self.modifiers:
            ledger.put("events", {**event, "modifiers": ledger.describe(event, self.modifiers)})
        return ledger.changes


@dataclass(frozen=True, slots=True)
class MoveEvent:
    """Give an event other times. An accepted event becomes an adjusted one."""

    event: str
    onset_us: int
    offset_us: int

    @property
    def label(self) -> str:
        return f"move {self.event}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        ledger = Ledger(rows, coder)
        ledger.change(ledger.own(self.event), onset_us=self.onset_us, offset_us=self.offset_us)
        return ledger.changes


@dataclass(frozen=True, slots=True)
class RemoveEvent:
    """Take an event out; a proposal behind it waits again."""

    event: str

    @property
    def label(self) -> str:
        return f"remove {self.event}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        ledger = Ledger(rows, coder)
        ledger.remove(ledger.own(self.event))
        return ledger.changes


@dataclass(frozen=True, slots=True)
class NoteEvent:
    """Write a note on an event."""

    event: str
    note: str

    @property
    def label(self) -> str:
        return f"note on {self.event}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        ledger = Ledger(rows, coder)
        ledger.change(ledger.own(self.event), note=self.note)
        return ledger.changes


@dataclass(frozen=True, slots=True)
class SettleOutcome:
    """Say what became of a bid of one's own layer where the rule cannot; None takes the word back."""

    bid: str
    outcome: Outcome | None

    @property
    def label(self) -> str:
        return f"settle {self.bid}" if self.outcome else f"unsettle {self.bid}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        if self.outcome is not None and self.outcome not in SETTLED_BY_HUMAN:
            raise StudyError(
                tr("{outcome!r} follows from events and a rule; a human settles one of: ", outcome=self.outcome.value)
                + ", ".join(outcome.value for outcome in SETTLED_BY_HUMAN)
                + "."
            )
        ledger = Ledger(rows, coder)
        event = ledger.own(self.bid)
        if self.outcome is None:
            ledger.drop("outcomes", self.bid)
        else:
            ledger.put(
                "outcomes",
                {
                    "id": self.bid,
                    "recording": event["recording"],
                    "outcome": self.outcome.value,
                    "coder": coder,
                    "settled_at": rows.now(),
                },
            )
        return ledger.changes


@dataclass(frozen=True, slots=True)
class SetRole:
    """Say who a person is: ``child``, ``child:Ama``, ``caregiver:Kim``, ``other``, ``nobody``; None takes it back.

    Where one's own accepted events were said of them under the role before, ``fate`` says what becomes of those;
    without it the edit is refused, so that nothing is changed unasked.
    """

    recording: str
    letter: str
    role: str | None
    fate: Fate | None = None

    @property
    def label(self) -> str:
        return f"person {self.letter} is {who_words(self.role) if self.role else 'not settled'}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        if self.role is not None and not _is_role(self.role):
            raise StudyError(
                tr(
                    "{role!r} is not a role; use child, child:NAME, caregiver, caregiver:NAME, other or nobody.",
                    role=self.role,
                )
            )
        before = _existing(rows, "people", f"{self.recording}/{self.letter}", "person")
        ledger = Ledger(rows, coder)
        people = rows.where("people", recording=self.recording)
        ledger.put("people", {**before, "confirmed_role": self.role})
        if is_of(self.role, Role.CHILD):
            # One child a recording: whoever was called so before (by a human or by suggestion) is so no longer.
            for row in people:
                # Each camera shows the one child.
                another = row["letter"] != self.letter and camera_of(str(row["letter"])) == camera_of(self.letter)
                was = row["confirmed_role"] or row["suggested_role"]
                # Two letters of one name are one child, whom tracking lost and found.
                if another and is_of(str(was), Role.CHILD) and (was == Role.CHILD or was != self.role):
                    ledger.put("people", {**row, "confirmed_role": Role.CAREGIVER.value})
        change_of_role(ledger, self.recording, people, self.fate)
        return ledger.changes


def _who(proposal: Row, said: str | None) -> str:
    """Who an accepted proposal is about: what a human said of a voice, else what the proposal says."""
    proposed = str(proposal["subject"])
    if said is None or said == proposed:
        return proposed
    if proposed != Role.SOMEONE:
        raise StudyError(
            tr(
                "The proposal is about “{proposed}”: only of a voice can be said whose it was. "
                "Whom the models take somebody for is settled under who is who.",
                proposed=who_words(proposed),
            )
        )
    if said not in (Role.SEVERAL, Role.SOMEONE) and (said == "nobody" or not _is_role(said)):
        raise StudyError(
            tr(
                "{said!r} cannot be whose voice it was; use child, child:NAME, caregiver, caregiver:NAME, other, "
                "several or someone, or reject what is no voice.",
                said=said,
            )
        )
    return said


def _is_role(text: str) -> bool:
    name, colon, pseudonym = text.partition(":")
    if colon:
        return name in (Role.CHILD, Role.CAREGIVER) and bool(pseudonym.strip()) and "/" not in pseudonym
    return name in (Role.CHILD, Role.CAREGIVER, Role.OTHER, "nobody")


def _int(value: Value) -> int:
    assert isinstance(value, int)
    return value


def _existing(rows: StudyRows | Ledger, table: str, row_id: str, what: str) -> Row:
    row = rows.get(table, row_id)
    if row is None:
        raise StudyError(
            tr("There is no {what} {row_id!r} in this study; list them to find its id.", what=what, row_id=row_id)
        )
    return row


def _standing(ledger: Ledger, proposal: str) -> Status:
    """Where a proposal stands for this coder."""
    mine = [ledger.where(table, proposal=proposal, coder=ledger.coder) for table in ("events", "decisions")]
    return standings(*mine).get(proposal, Status.OPEN)


def _undecided(ledger: Ledger, proposal_id: str) -> Row:
    proposal = _existing(ledger, "proposals", proposal_id, "proposal")
    standing = _standing(ledger, proposal_id)
    if standing is Status.OPEN and proposal["status"] == NO_LONGER:
        raise StudyError(
            tr(
                "The proposal {act} is no longer made, since roles or the analysis changed.",
                act=said_event(proposal, ledger.scheme),
            )
        )
    if standing not in (Status.OPEN, Status.SKIPPED):
        raise StudyError(
            tr(
                "The proposal {act} has been decided by {coder} ({standing}); undo that to decide anew.",
                act=said_event(proposal, ledger.scheme),
                coder=ledger.coder,
                standing=standing,
            )
        )
    return proposal


def _decided(rows: StudyRows, coder: str, proposal_id: str, status: Status, took_ms: int) -> list[RowChange]:
    ledger = Ledger(rows, coder)
    _decide(ledger, rows, _undecided(ledger, proposal_id), status, took_ms, None)
    return ledger.changes


def _decide(ledger: Ledger, rows: StudyRows, proposal: Row, status: Status, took_ms: int, event: str | None) -> None:
    ledger.put(
        "decisions",
        {
            "id": rows.new_id("d"),
            "recording": proposal["recording"],
            "proposal": proposal["id"],
            "verdict": status.value,
            "coder": ledger.coder,
            "decided_at": rows.now(),
            "took_ms": took_ms,
            "event": event,
        },
    )


def event_row(
    event_id: str,
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
    """Return the row of a new event as another program says it; its id is one that the study has never used."""
    return {
        "id": event_id,
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
