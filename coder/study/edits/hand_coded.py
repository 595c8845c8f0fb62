"""Coding by hand with what comes along: the time it took, and in quiet mode the edges of the proposal that it meets."""

from __future__ import annotations

from dataclasses import dataclass

from coder.study.edits.changes import Edit, Row, RowChange, StudyRows
from coder.study.edits.event_ledger import Ledger
from coder.study.edits.planned_rows import PlannedRows
from coder.study.proposal_status import NO_LONGER, standings
from coder.vocabulary.events import Origin, Status
from coder.vocabulary.scheme import Scheme, role_of
from coder.vocabulary.time import Interval

SNAP_US = 500_000
"""How far an edge reaches for a proposal's: about as late as a hand is on a key while a clip plays."""


@dataclass(frozen=True, slots=True)
class HandCoded:
    """An edit that codes by hand, with the time it took.

    Attributes
    ----------
    edit : Edit
        What codes; where it makes an event, this is about the first that it makes.
    took_ms : int
        How long the coder was at it; 0 keeps no time.
    quiet : bool
        Let the event meet the proposal that waits for the same act: an edge within half a second of the proposal's
        moves onto it, and the proposal is not asked any more. The event stays the human's (origin ``human``), and
        names the proposal; an onset that was moved has the proposal's bound, any other that of its frame.
    """

    edit: Edit
    took_ms: int = 0
    quiet: bool = False

    @property
    def label(self) -> str:
        return self.edit.label

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        planned = PlannedRows(rows)
        planned.extend(self.edit.plan(planned, coder))
        made = next(
            (row.after for row in planned.changes if row.table == "events" and row.before is None and row.after), None
        )
        if made is None or made["origin"] != Origin.HUMAN:
            return planned.changes
        if self.quiet:
            planned.extend(_met(planned, made, coder))
        if self.took_ms > 0:
            time: Row = {
                "id": made["id"],
                "recording": made["recording"],
                "coder": coder,
                "subject": made["subject"],
                "code": made["code"],
                "took_ms": self.took_ms,
            }
            planned.extend([RowChange("hand_times", str(made["id"]), None, time)])
        return planned.changes


def _met(rows: PlannedRows, event: Row, coder: str) -> list[RowChange]:
    """Let an event take the edges of the proposal that waits for the same act, if there is one."""
    of_code = {name: event[name] for name in ("recording", "code")}
    mine = (rows.where(table, recording=event["recording"], coder=coder) for table in ("events", "decisions"))
    standing = standings(*mine)
    asked = [
        row
        for row in rows.where("proposals", **of_code)
        if standing.get(str(row["id"]), Status.OPEN) in (Status.OPEN, Status.SKIPPED) and row["status"] != NO_LONGER
        if _is_of(rows.scheme, str(event["subject"]), str(row["subject"]))
    ]
    span = _span(event)
    same = [row for row in asked if _is_same(_span(row), span)]
    if not same:
        return []
    proposal = min(same, key=lambda row: abs(_span(row).onset_us - span.onset_us))
    onset, offset = _span(proposal).onset_us, _span(proposal).offset_us
    meets_onset, meets_offset = abs(onset - span.onset_us) <= SNAP_US, abs(offset - span.offset_us) <= SNAP_US
    ledger = Ledger(rows, coder)
    ledger.change(
        event,
        onset_us=onset if meets_onset else span.onset_us,
        offset_us=offset if meets_offset else span.offset_us,
        proposal=proposal["id"],
        timing_bound_us=proposal["timing_bound_us"] if meets_onset else event["timing_bound_us"],
    )
    return ledger.changes


def _is_of(scheme: Scheme, subject: str, proposed: str) -> bool:
    """Whether a proposal is of whom an event is about: models say "child" also of the one child whom a scheme names."""
    role = role_of(subject)
    only = [one.id for one in scheme.subjects if one.role is role] == [subject]
    return subject == proposed or (only and proposed == role.value)


def _span(row: Row) -> Interval:
    return Interval(int(str(row["onset_us"])), int(str(row["offset_us"])))


def _is_same(one: Interval, other: Interval) -> bool:
    """Whether two are the same act: they share most of their time, or of points and short acts, begin and end near."""
    near = abs(one.onset_us - other.onset_us) <= SNAP_US and abs(one.offset_us - other.offset_us) <= SNAP_US
    return near or 2 * one.overlap_us(other) > max(one.duration_us, other.duration_us)
