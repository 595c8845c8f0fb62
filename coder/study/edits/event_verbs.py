"""The verbs of hand coding, on one event or on many, each one step that one undo takes back."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from coder.study.edits.changes import Edit, Row, RowChange, StudyRows, Value
from coder.study.edits.event_ledger import Ledger, require_one_time, said_event
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event, Origin
from coder.vocabulary.language import tr
from coder.vocabulary.modifiers import pairs_of
from coder.vocabulary.scheme import role_of
from coder.vocabulary.time import format_us

Modifiers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ChangeEvents:
    """Give events another code, subject, onset, offset, modifier or comment; None leaves what is there.

    ``modifiers`` names values to set, of several each under the name; an empty value takes that modifier off. Onset and
    offset are for one event; they are moved onto the nearest frames.
    """

    events: tuple[str, ...]
    code: str | None = None
    subject: str | None = None
    onset_us: int | None = None
    offset_us: int | None = None
    modifiers: Modifiers = ()
    comment: str | None = None

    @property
    def label(self) -> str:
        return f"change {_named(self.events)}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        if len(self.events) > 1 and (self.onset_us is not None or self.offset_us is not None):
            raise StudyError(tr("Several events cannot be given one time; shift them, or change one at a time."))
        ledger = Ledger(rows, coder)
        for event_id in [ledger.own(event_id)["id"] for event_id in _each(self.events)]:
            event = ledger.get("events", str(event_id))
            if event is None:
                continue  # another of them, changed before, takes its place
            new: dict[str, Value] = {"onset_us": self.onset_us, "offset_us": self.offset_us}
            new |= {"code": self.code, "subject": self.subject, "note": self.comment}
            wanted = {name: value for name, value in new.items() if value is not None}
            if self.onset_us is not None and self.offset_us is None and event["onset_us"] == event["offset_us"]:
                wanted["offset_us"] = self.onset_us  # a point has one time
            if self.modifiers:
                wanted["modifiers"] = ledger.describe({**event, **wanted}, self.modifiers)
            if self.onset_us is not None or self.offset_us is not None:
                whole = {**event, **wanted}
                require_one_time(
                    rows.scheme,
                    *(str(whole["subject"]), str(whole["code"])),
                    *(_int(whole["onset_us"]), _int(whole["offset_us"])),
                )
                _require_inside(rows, whole)
                onset, offset = on_frames(
                    rows, str(event["recording"]), _int(whole["onset_us"]), _int(whole["offset_us"])
                )
                wanted |= {name: t for name, t in (("onset_us", onset), ("offset_us", offset)) if name in wanted}
            ledger.change(event, **wanted)
        return ledger.changes


@dataclass(frozen=True, slots=True)
class RemoveEvents:
    """Take events out; proposals behind them wait again."""

    events: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"remove {_named(self.events)}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        ledger = Ledger(rows, coder)
        for event_id in _each(self.events):
            ledger.remove(ledger.own(event_id))
        return ledger.changes


@dataclass(frozen=True, slots=True)
class ShiftEvents:
    """Move events by an amount, each onto the nearest frames; how long they last stays as far as frames allow."""

    events: tuple[str, ...]
    by_us: int

    @property
    def label(self) -> str:
        return f"shift {_named(self.events)}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        ledger = Ledger(rows, coder)
        # From the end on that they move towards, so that none cuts the one that is about to get out of its way.
        listed = sorted((ledger.own(event_id) for event_id in _each(self.events)), key=_onset, reverse=self.by_us > 0)
        for event in listed:
            onset, offset = _int(event["onset_us"]) + self.by_us, _int(event["offset_us"]) + self.by_us
            _require_inside(rows, {**event, "onset_us": onset, "offset_us": offset})
            first, last = on_frames(rows, str(event["recording"]), onset, offset)
            ledger.change(event, onset_us=first, offset_us=last)
        return ledger.changes


@dataclass(frozen=True, slots=True)
class SplitEvent:
    """End a state at a frame and go on with another from there; the first part keeps its proposal."""

    event: str
    at_us: int

    @property
    def label(self) -> str:
        return f"split {self.event}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        ledger = Ledger(rows, coder)
        event = ledger.own(self.event)
        at, _ = on_frames(rows, str(event["recording"]), self.at_us, self.at_us)
        if not _onset(event) < at < _int(event["offset_us"]):
            raise StudyError(
                tr(
                    "{at} does not lie inside {event}, which ends at {end}; split a state at a frame between its "
                    "onset and its offset.",
                    at=format_us(at),
                    event=said_event(event, ledger.scheme),
                    end=format_us(_int(event["offset_us"])),
                )
            )
        ledger.split(event, at)
        return ledger.changes


@dataclass(frozen=True, slots=True)
class MergeEvents:
    """Make one state of several of one code and subject: from the first onset to the last offset."""

    events: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"merge {_named(self.events)}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        ledger = Ledger(rows, coder)
        listed = sorted((ledger.own(event_id) for event_id in _each(self.events)), key=_onset)
        if len(listed) < 2:
            raise StudyError(tr("Merging takes two events at least; name the others too."))
        if len({(row["recording"], row["subject"], row["code"]) for row in listed}) > 1:
            raise StudyError(tr("Only events of one code and one subject in one recording become one."))
        first, *others = listed
        if first["onset_us"] == first["offset_us"]:
            raise StudyError(tr("Points cannot become one; remove those that are too many."))
        notes = " | ".join(dict.fromkeys(str(row["note"]) for row in listed if row["note"]))
        for other in others:
            ledger.remove(other)
        ledger.change(first, offset_us=max(_int(row["offset_us"]) for row in listed), note=notes)
        return ledger.changes


class EventEdge(StrEnum):
    """Which edge of a state goes to its neighbour."""

    ONSET = "onset"
    OFFSET = "offset"


@dataclass(frozen=True, slots=True)
class MeetNeighbour:
    """Stretch or shrink states to the neighbour in their tier: the onset to where the one before ends, or the offset to
    where the one after begins.

    Of several those that have none, and points, stay as they are; where that is all of them, the first says why.
    """

    events: tuple[str, ...]
    edge: EventEdge

    @property
    def label(self) -> str:
        return f"stretch {_named(self.events)}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        ledger, refused = Ledger(rows, coder), []
        events = [ledger.own(name) for name in _each(self.events)]
        for event in events:
            try:
                edge = self._edge_of(ledger, event)
            except StudyError as error:
                refused.append(error)
                continue
            ledger.change(event, **edge)
        if len(refused) == len(events):
            raise refused[0]
        return ledger.changes

    def _edge_of(self, ledger: Ledger, event: Row) -> dict[str, int]:
        """Return the edge where it meets the neighbour; StudyError where there is none."""
        if event["onset_us"] == event["offset_us"]:
            said = said_event(event, ledger.scheme)
            raise StudyError(tr("{event} is a point and does not last; move it instead.", event=said))
        role = role_of(str(event["subject"]))
        group = ledger.scheme.code(role, str(event["code"])).group
        tier = [
            row
            for row in ledger.where(
                "events", recording=event["recording"], subject=event["subject"], coder=event["coder"]
            )
            if row["id"] != event["id"]
            and row["onset_us"] != row["offset_us"]
            and ledger.scheme.has(role, str(row["code"]))
            and ledger.scheme.code(role, str(row["code"])).group == group
        ]
        if self.edge is EventEdge.OFFSET:
            found = [_onset(row) for row in tier if _onset(row) > _onset(event)]
            edge = {"offset_us": min(found)} if found else {}
        else:
            found = [_int(row["offset_us"]) for row in tier if _int(row["offset_us"]) < _int(event["offset_us"])]
            edge = {"onset_us": max(found)} if found else {}
        if not edge:
            side = "after" if self.edge is EventEdge.OFFSET else "before"
            said = said_event(event, ledger.scheme)
            raise StudyError(tr("There is no event {side} {event} in its tier to meet.", side=side, event=said))
        return edge


@dataclass(frozen=True, slots=True)
class Copied:
    """An event as it lies on the clipboard: ``after_us`` is how long after the first of them it begins."""

    subject: str
    code: str
    after_us: int
    duration_us: int
    note: str
    modifiers: Modifiers


def copied(events: Sequence[Event]) -> tuple[Copied, ...]:
    """Take events onto the clipboard, in order of onset."""
    listed = sorted(events, key=lambda event: event.onset_us)
    return tuple(
        Copied(
            event.subject,
            event.code,
            event.onset_us - listed[0].onset_us,
            event.interval.duration_us,
            event.note,
            event.modifiers,
        )
        for event in listed
    )


@dataclass(frozen=True, slots=True)
class PasteEvents:
    """Code again what was copied, the first of it from a time on, in this recording or another."""

    recording: str
    copies: tuple[Copied, ...]
    at_us: int

    @property
    def label(self) -> str:
        return f"paste {_count(len(self.copies))}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        ledger = Ledger(rows, coder)
        for copy in self.copies:
            onset = self.at_us + copy.after_us
            self._require_room(rows, onset, onset + copy.duration_us)
            first, last = on_frames(rows, self.recording, onset, onset + copy.duration_us)
            ledger.new_event(
                recording=self.recording,
                subject=copy.subject,
                code=copy.code,
                onset_us=first,
                offset_us=last,
                origin=Origin.HUMAN,
                note=copy.note,
                modifiers=json.dumps(copy.modifiers),
            )
        return ledger.changes

    def _require_room(self, rows: StudyRows, onset: int, offset: int) -> None:
        end = rows.frame_index(self.recording).end_us
        if not lies_inside(onset, offset, end=end):
            raise StudyError(
                tr(
                    "What is pasted would lie from {onset} to {offset}, outside the recording, which ends at {end}; "
                    "paste it from an earlier frame.",
                    onset=format_us(onset),
                    offset=format_us(offset),
                    end=format_us(end),
                )
            )


@dataclass(frozen=True, slots=True)
class ReplaceText:
    """Find words and put others in their place, in comments or in the values of a modifier.

    ``pattern`` is a regular expression where ``regex``, and ``replacement`` may then name its groups. ``within`` is the
    name of a modifier; "" for comments. A value that becomes empty is taken off.
    """

    events: tuple[str, ...]
    pattern: str
    replacement: str
    regex: bool = False
    within: str = ""

    @property
    def label(self) -> str:
        return f"replace words in {_named(self.events)}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        ledger = Ledger(rows, coder)
        if not self.pattern:
            raise StudyError(tr("There is nothing to look for; give the words that shall be replaced."))
        for event_id in _each(self.events):
            event = ledger.own(event_id)
            if not self.within:
                ledger.change(event, note=self.becomes(str(event["note"])))
                continue
            held = [value for name, value in pairs_of(str(event["modifiers"])) if name == self.within]
            new = [self.becomes(value) for value in held]
            if new != held:
                wanted = [(self.within, value) for value in new]
                ledger.change(event, modifiers=ledger.describe(event, wanted))
        return ledger.changes

    def becomes(self, text: str) -> str:
        """Return what becomes of a text; raise StudyError where the expression cannot be searched for."""
        words = self.replacement if self.regex else self.replacement.replace("\\", r"\\")
        try:
            return re.sub(self.pattern if self.regex else re.escape(self.pattern), words, text)
        except (re.error, IndexError) as error:
            raise StudyError(
                tr(
                    "“{pattern}” cannot be searched for ({error}); mend the expression.",
                    pattern=self.pattern,
                    error=error,
                )
            ) from error


def label_of(edit: Edit, changes: Sequence[RowChange]) -> str:
    """What the menu says after "Undo": of an edit of many events it counts those that became otherwise."""
    if not isinstance(edit, ChangeEvents | RemoveEvents | ShiftEvents | MeetNeighbour | ReplaceText):
        return edit.label
    changed = {row.id for row in changes if row.table == "events"}
    named = tuple(event_id for event_id in dict.fromkeys(edit.events) if event_id in changed)
    return replace(edit, events=named or edit.events).label


def on_frames(rows: StudyRows, recording: str, onset_us: int, offset_us: int) -> tuple[int, int]:
    """Return two times moved onto the nearest frames; an offset may also be the end of the recording."""
    index = rows.frame_index(recording)
    onset = int(index.pts_us[index.nearest(onset_us)])
    nearest = int(index.pts_us[index.nearest(offset_us)])
    if offset_us <= onset_us:
        return onset, min(nearest, onset)
    last = index.end_us if abs(index.end_us - offset_us) < abs(nearest - offset_us) else nearest
    if last <= onset:
        n = index.nearest(onset_us) + 1
        last = int(index.pts_us[n]) if n < len(index) else index.end_us
    return onset, last


def _require_inside(rows: StudyRows, event: Row) -> None:
    what = said_event(event, rows.scheme)
    end = rows.frame_index(str(event["recording"])).end_us
    require_inside(_int(event["onset_us"]), _int(event["offset_us"]), end=end, what=what)


def lies_inside(onset: int, offset: int, *, end: int) -> bool:
    """Whether a recording that ends there has a frame for the onset, and the event to its end."""
    return 0 <= onset < end and offset <= end


def require_inside(onset: int, offset: int, *, end: int, what: str = "") -> None:
    """Raise StudyError where an event would lie outside of its recording: what was typed is not moved to its edge."""
    if not lies_inside(onset, offset, end=end):
        raise StudyError(
            tr(
                "{what} would lie from {onset} to {offset}, outside the recording, which ends at {end}; "
                "give other times.",
                what=what or tr("The event"),
                onset=format_us(onset),
                offset=format_us(offset),
                end=format_us(end),
            )
        )


def _each(events: Sequence[str]) -> tuple[str, ...]:
    if not events:
        raise StudyError(tr("No event is named; name one at least."))
    return tuple(dict.fromkeys(events))


def _named(events: Sequence[str]) -> str:
    return events[0] if len(events) == 1 else _count(len(events))


def _count(count: int) -> str:
    return "1 event" if count == 1 else f"{count} events"


def _onset(event: Row) -> int:
    return _int(event["onset_us"])


def _int(value: Value) -> int:
    assert isinstance(value, int)
    return value
