"""Coding as the clip plays: a state is begun, ended or dropped. What is under way is kept in the study."""

from __future__ import annotations

from dataclasses import dataclass

from coder.study.edits.changes import Row, RowChange, StudyRows
from coder.study.edits.event_ledger import Ledger, code_called, said_act
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Origin
from coder.vocabulary.language import tr
from coder.vocabulary.modifiers import Pairs
from coder.vocabulary.scheme import CodeKind, Scheme
from coder.vocabulary.time import format_us


@dataclass(frozen=True, slots=True)
class BeginState:
    """Begin a state at a frame; it is under way until it is ended or dropped, whatever happens in between."""

    recording: str
    subject: str
    code: str
    at_us: int

    @property
    def label(self) -> str:
        return f"begin {self.code.replace('_', ' ')}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        ledger = Ledger(rows, coder)
        _begin(ledger, rows, self.recording, self.subject, self.code, self.at_us)
        return ledger.changes


@dataclass(frozen=True, slots=True)
class EndState:
    """End a state that this coder has under way, at a frame; it becomes an event. ``next_code`` begins there at once.

    One that is ended where it began lasts one frame. An end before the beginning is refused: whoever has gone back in
    the clip presses a key for what is there, and turning it round would cover all that was coded in between.
    """

    recording: str
    subject: str
    code: str
    at_us: int
    next_code: str | None = None

    @property
    def label(self) -> str:
        return f"add {self.code.replace('_', ' ')}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        ledger = Ledger(rows, coder)
        running = _running(ledger, self.recording, self.subject, self.code)
        if running is None:
            raise StudyError(
                tr("{act} is not under way here, so there is nothing to end.", act=_said(self, ledger.scheme))
            )
        onset, offset = int(str(running["onset_us"])), self.at_us
        if offset < onset:
            raise StudyError(
                tr(
                    "{act} began at {begun}, later than {at}, so it does not end here: go on past its beginning to end "
                    "it, or forget it (Esc, twice).",
                    act=said_act(running, ledger.scheme),
                    begun=format_us(onset),
                    at=format_us(offset),
                )
            )
        if offset == onset:
            index = rows.frame_index(self.recording)
            offset = onset + index.interval_us(index.at(onset))
        ledger.new_event(
            recording=self.recording,
            subject=self.subject,
            code=self.code,
            onset_us=onset,
            offset_us=offset,
            origin=Origin.HUMAN,
            modifiers=str(running.get("modifiers", "[]")),
        )
        ledger.drop("under_way", str(running["id"]))
        if self.next_code is not None:
            _begin(ledger, rows, self.recording, self.subject, self.next_code, self.at_us)
        return ledger.changes


@dataclass(frozen=True, slots=True)
class DescribeAct:
    """Say more of what was coded a moment ago at a frame, whether it is under way still or an event already.

    Each answer is an edit of its own, so that nothing that was said is lost by a crash before the last of them.
    """

    recording: str
    subject: str
    code: str
    onset_us: int
    modifiers: Pairs

    @property
    def label(self) -> str:
        return f"describe {self.code.replace('_', ' ')}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        ledger = Ledger(rows, coder)
        which = {"recording": self.recording, "coder": coder, "subject": self.subject, "code": self.code}
        for table in ("under_way", "events"):
            for row in ledger.where(table, **which, onset_us=self.onset_us):
                ledger.put(table, {**row, "modifiers": ledger.describe(row, self.modifiers)})
                return ledger.changes
        raise StudyError(
            tr("{act} is no longer where it was coded, so nothing more is said.", act=_said(self, ledger.scheme))
        )


@dataclass(frozen=True, slots=True)
class DropState:
    """Forget a state that this coder has begun; an undo has it under way again."""

    recording: str
    subject: str
    code: str

    @property
    def label(self) -> str:
        return f"forget {self.code.replace('_', ' ')} that had begun"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        ledger = Ledger(rows, coder)
        running = _running(ledger, self.recording, self.subject, self.code)
        if running is None:
            raise StudyError(
                tr("{act} is not under way here, so there is nothing to forget.", act=_said(self, ledger.scheme))
            )
        ledger.drop("under_way", str(running["id"]))
        return ledger.changes


def under_way_id(row: Row, group: str) -> str:
    """Return under what id a state is under way: of a group one is, for a coder and a subject of a recording."""
    return f"{row['recording']}/{row['coder']}/{row['subject']}/{group}"


def _begin(ledger: Ledger, rows: StudyRows, recording: str, subject: str, code_id: str, at_us: int) -> None:
    code = code_called(ledger.scheme, subject, code_id)
    if code.kind is CodeKind.POINT:
        raise StudyError(tr("“{code}” is a point and does not last; code it at its frame.", code=code.label))
    row_id = under_way_id({"recording": recording, "coder": ledger.coder, "subject": subject}, code.group)
    running = ledger.get("under_way", row_id)
    if running is not None:
        act = said_act(running, ledger.scheme)
        raise StudyError(tr("{act} is under way, and excludes it; end it or drop it first.", act=act))
    ledger.put(
        "under_way",
        {
            "id": row_id,
            "recording": recording,
            "coder": ledger.coder,
            "subject": subject,
            "code": code_id,
            "grp": code.group,
            "onset_us": at_us,
            "begun_at": rows.now(),
            "modifiers": "[]",
        },
    )


def _running(ledger: Ledger, recording: str, subject: str, code: str) -> Row | None:
    found = ledger.where("under_way", recording=recording, coder=ledger.coder, subject=subject, code=code)
    return found[0] if found else None


def _said(edit: EndState | DescribeAct | DropState, scheme: Scheme) -> str:
    return said_act({"subject": edit.subject, "code": edit.code}, scheme)
