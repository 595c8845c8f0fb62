"""The one path by which events change: it keeps outcome, origin, timing bound and the tier's other events true.

An edit writes into a ledger, which answers with what it has written already, so that one edit can change many events
one after another; :attr:`Ledger.changes` is what came of it, each row once.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from coder.study.edits.changes import WHAT_COUNTS, Row, RowChange, StudyRows, Value
from coder.study.edits.events_in_time import EventsInTime
from coder.study.edits.planned_rows import PlannedRows
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Origin
from coder.vocabulary.language import tr
from coder.vocabulary.modifiers import pairs_of, suited, with_values
from coder.vocabulary.scheme import Code, CodeKind, Scheme, role_of, who_words
from coder.vocabulary.time import format_us

CONSENSUS = "consensus"
"""Name of the layer that is settled from several coders' layers; nobody codes under this name."""

FEW = 16
"""How often an edit asks the study's index for neighbours, before it reads a whole row of the timeline once."""


class Ledger:
    """Rows as they will be when an edit is done, for one layer: only its own events can be changed.

    Every method raises StudyError, in one sentence, where a change does not fit; then nothing of the edit is kept.
    """

    def __init__(self, rows: StudyRows, coder: str) -> None:
        self._rows, self.coder = PlannedRows(rows), coder
        self._in_time: dict[tuple[str, str], EventsInTime] = {}
        self._asked: Counter[tuple[str, str]] = Counter()

    @property
    def changes(self) -> list[RowChange]:
        """What was written, in the order in which rows were first touched."""
        return self._rows.changes

    # Rows

    @property
    def scheme(self) -> Scheme:
        """The study's coding scheme."""
        return self._rows.scheme

    def get(self, table: str, row_id: str) -> Row | None:
        """One row as it will be, or None."""
        return self._rows.get(table, row_id)

    def where(self, table: str, **equal: Value) -> list[Row]:
        """Rows as they will be whose columns equal the given values."""
        return self._rows.where(table, **equal)

    def put(self, table: str, row: Row) -> None:
        """Write a row."""
        self._write(table, str(row["id"]), row)

    def drop(self, table: str, row_id: str) -> None:
        """Take a row out, if it is there."""
        self._write(table, row_id, None)

    def _write(self, table: str, row_id: str, row: Row | None) -> None:
        self._rows.write(table, row_id, row)
        if table == "events":
            for place, events in self._in_time.items():
                events.keep(row_id, self._if_in(place, row))

    # Events

    def _own_in_time(self, event: Row) -> EventsInTime | None:
        """This layer's events of the recording and subject of one, where an edit asks for many neighbours.

        None for the first few: the study's index finds those without reading all that was ever coded.
        """
        place = str(event["recording"]), str(event["subject"])
        self._asked[place] += 1
        if place not in self._in_time and self._asked[place] > FEW:
            rows = self._rows.where("events", recording=place[0], subject=place[1], coder=self.coder)
            self._in_time[place] = EventsInTime(rows)
        return self._in_time.get(place)

    def _if_in(self, place: tuple[str, str], row: Row | None) -> Row | None:
        """Return an event where it is one of this layer in a recording and of a subject; else None."""
        here = row is not None and (row["recording"], row["subject"], row["coder"]) == (*place, self.coder)
        return row if here else None

    def own(self, event_id: str) -> Row:
        """Return an event of this layer; raise StudyError where it is another's, saying whose."""
        row = self.get("events", event_id)
        if row is None:
            raise StudyError(
                tr("There is no event {event_id!r} in this study; list them to find its id.", event_id=event_id)
            )
        if row["coder"] != self.coder:
            raise StudyError(not_yours(row, self.scheme))
        return row

    def new_event(
        self,
        *,
        recording: str,
        subject: str,
        code: str,
        onset_us: int,
        offset_us: int,
        origin: Origin,
        proposal: str | None = None,
        timing_bound_us: int | None = None,
        note: str = "",
        modifiers: str = "[]",
        copied_from: Iterable[str] = (),
    ) -> Row:
        """Add an event to this layer and make room for it. Its bound is that of its frame where none is given."""
        onset, offset = checked_times(self.scheme, subject, code, onset_us, offset_us)
        known = self.scheme.code(role_of(subject), code)
        row: Row = {
            "id": self._rows.new_id("e"),
            "recording": recording,
            "subject": subject,
            "code": code,
            "onset_us": onset,
            "offset_us": offset,
            "coder": self.coder,
            "origin": origin.value,
            "proposal": proposal,
            "timing_bound_us": self._gap(recording, onset) if timing_bound_us is None else timing_bound_us,
            "note": note,
            "modifiers": modifiers,
            "copied_from": json.dumps(list(copied_from)),
            "scheme": known.scheme,
        }
        self.place(row)
        return row

    def change(self, before: Row, **new: Value) -> Row:
        """Give an event of this layer other values, and make room for it where it lies now."""
        after = {**before, **new}
        if any(after[name] != before[name] for name in WHAT_COUNTS):
            subject, code = str(after["subject"]), str(after["code"])
            after["onset_us"], after["offset_us"] = checked_times(
                self.scheme, subject, code, _int(after["onset_us"]), _int(after["offset_us"])
            )
        if after == before:
            return before
        true = self._true(before, after)
        if any(true[name] != before[name] for name in WHAT_COUNTS):
            self.place(true)
        else:
            self.put("events", true)
        return true

    def describe(self, row: Row, wanted: Iterable[tuple[str, str]]) -> str:
        """Return the modifiers of an event, or of a state under way, with others set, as they are stored."""
        code = self._code(row)
        held = pairs_of(str(row.get("modifiers", "[]")))
        return json.dumps(with_values(held, wanted, code.modifiers if code is not None else ()))

    def remove(self, event: Row) -> None:
        """Take an event of this layer out, with what was said of it; a proposal behind it is open again."""
        self.drop("events", str(event["id"]))
        if self.get("outcomes", str(event["id"])) is not None:
            self.drop("outcomes", str(event["id"]))

    def split(self, event: Row, at_us: int) -> Row:
        """End a state at a time and go on with another from there; the first part keeps proposal and outcome."""
        return self._cut_in_two(event, at_us, at_us, bound_us=0)

    # Internals

    def _true(self, before: Row, after: dict[str, Value]) -> Row:
        """Return the values with origin and bound as they follow; drop an outcome of what can be no bid any more."""
        if any(after[name] != before[name] for name in WHAT_COUNTS) and before["origin"] == Origin.ACCEPTED:
            after["origin"] = Origin.ADJUSTED.value
        if after["onset_us"] != before["onset_us"] and after["timing_bound_us"] == before["timing_bound_us"]:
            after["timing_bound_us"] = self._gap(str(after["recording"]), _int(after["onset_us"]))
        if after["code"] != before["code"] or after["subject"] != before["subject"]:
            code, was = self._code(after), self._code(before)
            after["scheme"] = code.scheme if code is not None else ""
            kept = suited(
                pairs_of(str(after.get("modifiers", "[]"))),
                was.modifiers if was is not None else (),
                code.modifiers if code is not None else (),
            )
            after["modifiers"] = json.dumps(kept)
            if (code is None or not code.bid) and self.get("outcomes", str(after["id"])) is not None:
                self.drop("outcomes", str(after["id"]))
        return after

    def place(self, event: Row) -> None:
        """Write an event and make room for it; what it is about stands before what it cuts."""
        self.put("events", event)
        code = self._code(event)
        if code is not None and code.kind is CodeKind.POINT:
            self._refuse_twice(event, code)
        elif code is not None:
            self._make_room(event, code)

    def _refuse_twice(self, event: Row, code: Code) -> None:
        same = {name: event[name] for name in ("recording", "subject", "code", "onset_us", "coder")}
        in_time = self._own_in_time(event)
        here = self.where("events", **same) if in_time is None else in_time.beginning(_int(event["onset_us"]))
        twin = next((row for row in here if row["code"] == event["code"] and row["id"] != event["id"]), None)
        if twin is not None:
            raise StudyError(
                tr(
                    "{act} is coded on this frame already; one frame holds one such point.",
                    act=said_act(twin, self.scheme),
                )
            )

    def _make_room(self, event: Row, code: Code) -> None:
        """States of one exclusive group never overlap for a subject and coder: trim, split or remove what is there.

        An earlier state that reaches into the new one ends where the new one begins, a later one begins where it ends;
        one that lies wholly inside gives way, and its proposal is open again. All of it is part of the same edit.
        """
        onset, offset, bound = (_int(event[name]) for name in ("onset_us", "offset_us", "timing_bound_us"))
        for other in self._over(event, onset, offset):
            if other["id"] == event["id"]:
                continue
            start, end = _int(other["onset_us"]), _int(other["offset_us"])
            other_code = self._code(other)
            if other_code is None or other_code.kind is CodeKind.POINT or other_code.group != code.group:
                continue
            if start < onset < offset < end:
                self._cut_in_two(other, onset, offset, bound_us=bound)
            elif start < onset:
                self._trim(other, offset_us=onset)
            elif end > offset:
                self._trim(other, onset_us=offset, bound_us=bound)
            else:
                self.remove(other)

    def _over(self, event: Row, onset_us: int, offset_us: int) -> list[Row]:
        """Events of the same subject and coder, as they will be, that share time with ``[onset, offset)``."""
        in_time = self._own_in_time(event)
        if in_time is not None:
            return in_time.meeting(onset_us, offset_us)
        recording, subject, coder = (str(event[name]) for name in ("recording", "subject", "coder"))
        return self._rows.events_over(recording, subject, coder, onset_us=onset_us, offset_us=offset_us)

    def _trim(self, other: Row, *, bound_us: int = 0, **edge: Value) -> Row:
        after = self._true(other, {**other, **edge})
        if "onset_us" in edge:
            # It begins where another ends, and is known no better than that.
            after = {**after, "timing_bound_us": max(_int(after["timing_bound_us"]), bound_us)}
        self.put("events", after)
        return after

    def _cut_in_two(self, event: Row, end_us: int, again_us: int, *, bound_us: int) -> Row:
        """Leave the first part with the proposal, and make what comes after a human's own event."""
        came_of_proposal = event["origin"] in (Origin.ACCEPTED, Origin.ADJUSTED)
        self._trim(event, offset_us=end_us)
        tail = {
            **event,
            "id": self._rows.new_id("e"),
            "onset_us": again_us,
            "origin": Origin.HUMAN.value if came_of_proposal else event["origin"],
            "proposal": None,
            "timing_bound_us": max(self._gap(str(event["recording"]), again_us), bound_us),
        }
        self.put("events", tail)
        return tail

    def _gap(self, recording: str, t_us: int) -> int:
        return self._rows.frame_gap_us(recording, t_us)

    def _code(self, event: Row) -> Code | None:
        role = role_of(str(event["subject"]))
        return self.scheme.code(role, str(event["code"])) if self.scheme.has(role, str(event["code"])) else None


def said_act(row: Row, scheme: Scheme) -> str:
    """Say what an event, or a state under way, is: “child smiles”."""
    role, code = role_of(str(row["subject"])), str(row["code"])
    label = scheme.code(role, code).label if scheme.has(role, code) else code.replace("_", " ")
    return f"“{who_words(str(row['subject']))} {label}”"


def said_event(event: Row, scheme: Scheme) -> str:
    """Say which event it is: its code, of whom, and when it begins."""
    return tr("{act} at {time}", act=said_act(event, scheme), time=format_us(_int(event["onset_us"])))


def not_yours(event: Row, scheme: Scheme) -> str:
    """Say whose an event is, and what one can do."""
    if event["coder"] == CONSENSUS:
        return tr(
            "{event} is in the consensus layer, which only settling changes: File ▸ Settle differences…, or --layer "
            "{layer} on the command line.",
            event=said_event(event, scheme),
            layer=CONSENSUS,
        )
    return tr(
        "{event} is {owner}'s, and only {owner} changes it; copy it into your own layer to build on it.",
        event=said_event(event, scheme),
        owner=event["coder"],
    )


def code_called(scheme: Scheme, subject: str, code_id: str) -> Code:
    """Return a subject's code; raise StudyError where the scheme has none of that name, or none at all."""
    try:
        return scheme.code(role_of(subject), code_id)
    except (KeyError, ValueError) as error:
        if not scheme.codes:
            raise StudyError(
                tr(
                    "This study has no code yet; write some, or take a scheme in: Code ▸ Coding scheme…, or "
                    "dyadmirror scheme STUDY SCHEME"
                )
            ) from error
        raise StudyError(
            tr(
                "The scheme has no code “{code}” for “{subject}”; choose one of its codes.",
                code=_called(scheme, code_id),
                subject=who_words(subject),
            )
        ) from error


def _called(scheme: Scheme, code_id: str) -> str:
    """What a code is called for whomever the scheme has it, and what was typed where it has it for nobody."""
    return next((code.label for code in scheme.codes if code.id == code_id), code_id)


def require_one_time(scheme: Scheme, subject: str, code_id: str, onset_us: int, offset_us: int) -> None:
    """Raise StudyError where a point is given an offset of its own by who types both."""
    role = role_of(subject)
    if onset_us == offset_us or not scheme.has(role, code_id) or scheme.code(role, code_id).kind is not CodeKind.POINT:
        return
    what = said_act({"subject": subject, "code": code_id}, scheme)
    raise StudyError(tr("{what} is a point and has one time; give its onset alone.", what=what))


def checked_times(scheme: Scheme, subject: str, code_id: str, onset_us: int, offset_us: int) -> tuple[int, int]:
    """Return times that suit the code's kind; raise StudyError where they cannot."""
    code = code_called(scheme, subject, code_id)
    if onset_us < 0:
        raise StudyError(
            tr("{onset} lies before the clip's first frame; begin at 0 or later.", onset=format_us(onset_us))
        )
    if code.kind is CodeKind.POINT:
        return onset_us, onset_us
    if offset_us <= onset_us:
        raise StudyError(
            tr(
                "{act} would end at {offset}, no later than it begins ({onset}); give a later offset.",
                act=said_act({"subject": subject, "code": code_id}, scheme),
                offset=format_us(offset_us),
                onset=format_us(onset_us),
            )
        )
    return onset_us, offset_us


def _int(value: Value) -> int:
    assert isinstance(value, int)
    return value
