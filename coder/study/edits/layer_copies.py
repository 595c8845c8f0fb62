"""Building on another's coding: copied into one's own layer, or settled into the consensus layer. Both name whose."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from coder.study.edits.changes import Row, RowChange, StudyRows, Value
from coder.study.edits.event_ledger import CONSENSUS, Ledger, said_event
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Origin
from coder.vocabulary.language import tr


@dataclass(frozen=True, slots=True)
class CopyEvents:
    """Copy another coder's events into one's own layer, where they are one's own to change; each says where from.

    What lies in the way in one's own layer gives way, as when one codes by hand.
    """

    events: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"copy {self.events[0] if len(self.events) == 1 else f'{len(self.events)} events'}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        ledger = Ledger(rows, coder)
        for event in _listed(rows, self.events):
            if event["coder"] == coder:
                said = said_event(event, rows.scheme)
                raise StudyError(tr("{event} is in this layer already; paste it to code it again.", event=said))
            _copy(ledger, event, Origin.COPIED, [event])
        if not ledger.changes:
            raise StudyError(tr("There is nothing to copy; name events of another coder."))
        return ledger.changes


@dataclass(frozen=True, slots=True)
class SettleEvents:
    """Take events of several coders' layers into the consensus layer, and others out of it.

    Those taken that say the same (one code of one subject, at overlapping times) become one event that names them all;
    its times are those of the first named. So do those of each of ``together``, whatever their times and codes: a human
    says that they are one act, as the first of them has it. What was settled before from any of ``anew`` gives way.
    ``aside`` are events of which the lead settles that they are not so: the side that says nothing was taken.
    """

    take: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    anew: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"settle {len(self.take) + len(self.drop) + len(self.together) + len(self.aside)} events"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        if coder != CONSENSUS:
            raise StudyError(tr("Settling writes into the consensus layer; nobody's own layer is changed by it."))
        ledger = Ledger(rows, coder)
        for event_id in self.drop:
            ledger.remove(ledger.own(event_id))
        aside = _of_others(rows, self.aside)
        sources = [*_of_others(rows, self.anew), *aside]
        for recording in sorted({str(row["recording"]) for row in sources}):
            names = {_source(row) for row in sources if row["recording"] == recording}
            for settled in rows.where("events", recording=recording, coder=CONSENSUS):
                if names & set(json.loads(str(settled["copied_from"]))):
                    ledger.remove(ledger.own(str(settled["id"])))
        groups = [_of_others(rows, ids) for ids in self.together]
        for event in _of_others(rows, self.take):
            same = next((group for group in groups if says_the_same(group[0], event)), None)
            if same is None:
                groups.append([event])
            else:
                same.append(event)
        for row in (*sources, *(event for group in groups for event in group)):
            ledger.drop("set_aside", _source(row))
        for row in aside:
            place = {"id": _source(row), "recording": row["recording"]}
            ledger.put("set_aside", {**place, "coder": row["coder"], "settled_at": rows.now()})
        for group in groups:
            _copy(ledger, group[0], Origin.SETTLED, group)
        return ledger.changes


def _of_others(rows: StudyRows, events: Sequence[str]) -> list[Row]:
    found = _listed(rows, events)
    for event in found:
        if event["coder"] == CONSENSUS:
            said = said_event(event, rows.scheme)
            raise StudyError(tr("{event} is in the consensus layer already.", event=said))
    return found


def says_the_same(one: Row, other: Row) -> bool:
    """Whether two coders' events are one act: one code of one subject, at overlapping times or on one frame."""
    if any(one[name] != other[name] for name in ("recording", "subject", "code")) or one["coder"] == other["coder"]:
        return False
    on, off, other_on, other_off = (_int(row[name]) for row in (one, other) for name in ("onset_us", "offset_us"))
    return on == other_on or max(on, other_on) < min(off, other_off)


def _listed(rows: StudyRows, events: Sequence[str]) -> list[Row]:
    found = []
    for event_id in dict.fromkeys(events):
        event = rows.get("events", event_id)
        if event is None:
            raise StudyError(
                tr("There is no event {event_id!r} in this study; list them to find its id.", event_id=event_id)
            )
        found.append(event)
    return found


def _copy(ledger: Ledger, event: Row, origin: Origin, sources: Sequence[Row]) -> None:
    copied = ledger.new_event(
        recording=str(event["recording"]),
        subject=str(event["subject"]),
        code=str(event["code"]),
        onset_us=_int(event["onset_us"]),
        offset_us=_int(event["offset_us"]),
        origin=origin,
        timing_bound_us=max(_int(row["timing_bound_us"]) for row in sources),
        note=str(event["note"]),
        modifiers=str(event.get("modifiers", "[]")),
        copied_from=[_source(row) for row in sources],
    )
    said = ledger.get("outcomes", str(event["id"]))
    if said is not None:
        ledger.put("outcomes", {**said, "id": copied["id"], "coder": ledger.coder})


def _source(event: Row) -> str:
    return f"{event['coder']}/{event['id']}"


def _int(value: Value) -> int:
    assert isinstance(value, int)
    return value
