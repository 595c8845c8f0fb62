"""Rows to domain records and back: the only place that knows which column holds what."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import TypeVar

import numpy as np

from coder.proposals.exchange_queue import ExchangeWord
from coder.study.edits.changes import Row, Value
from coder.vocabulary.coding_condition import CodingMode, Conduct, Why
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Decision, Draft, Event, Origin, Proposal, Status, UnderWay
from coder.vocabulary.language import tr
from coder.vocabulary.modifiers import pairs_of
from coder.vocabulary.people import Person
from coder.vocabulary.recording import AnalysisReport, Recording
from coder.vocabulary.scheme import role_of
from coder.vocabulary.signals import SignalTrack
from coder.vocabulary.time import Interval
from coder.vocabulary.unproposed_stretch import StretchStatus, UnproposedStretch

_LETTER = re.compile(r"(?:c\d+:)?[^:]+")
"""Somebody whom the models told apart, in the first camera's picture or a further one's."""
_From = TypeVar("_From")
_Record = TypeVar("_Record")


def _or_says_so(read: Callable[[_From], _Record]) -> Callable[[_From], _Record]:
    """Say in a sentence that a row was altered into what no version of the app writes."""

    @wraps(read)
    def told(row: _From) -> _Record:
        try:
            return read(row)
        except (ValueError, KeyError, TypeError, AssertionError, RecursionError) as error:
            what = read.__name__.removesuffix("_of")
            article = "an" if what[0] in "aeiou" else "a"
            raise StudyError(
                tr(
                    "The study has been altered: it holds {article} {what} that cannot be read; restore it from a "
                    "backup.",
                    article=article,
                    what=what,
                )
            ) from error

    return told


def _subject(row: Row) -> str:
    """A subject of a known role; any other would stop whatever counts or pairs by roles."""
    subject = str(row["subject"])
    role_of(subject)
    return subject


@_or_says_so
def event_of(row: Row) -> Event:
    """Return the event that a row holds."""
    return Event(
        id=str(row["id"]),
        recording=str(row["recording"]),
        subject=_subject(row),
        code=str(row["code"]),
        onset_us=_int(row, "onset_us"),
        offset_us=_int(row, "offset_us"),
        coder=str(row["coder"]),
        origin=Origin(str(row["origin"])),
        proposal=_text(row, "proposal"),
        timing_bound_us=_int(row, "timing_bound_us"),
        note=str(row["note"]),
        modifiers=pairs_of(str(row.get("modifiers", "[]"))),
        copied_from=tuple(json.loads(str(row.get("copied_from", "[]")))),
        scheme=str(row.get("scheme", "")),
    )


def event_row(event: Event) -> dict[str, Value]:
    """Return an event as a row that :func:`event_of` reads back."""
    return {
        "id": event.id,
        "recording": event.recording,
        "subject": event.subject,
        "code": event.code,
        "onset_us": event.onset_us,
        "offset_us": event.offset_us,
        "coder": event.coder,
        "origin": event.origin.value,
        "proposal": event.proposal,
        "timing_bound_us": event.timing_bound_us,
        "note": event.note,
        "modifiers": json.dumps(event.modifiers),
        "copied_from": json.dumps(event.copied_from),
        "scheme": event.scheme,
    }


@_or_says_so
def under_way_of(row: Row) -> UnderWay:
    """Return the state under way that a row holds."""
    return UnderWay(
        id=str(row["id"]),
        recording=str(row["recording"]),
        coder=str(row["coder"]),
        subject=_subject(row),
        code=str(row["code"]),
        onset_us=_int(row, "onset_us"),
        begun_at=str(row["begun_at"]),
        modifiers=pairs_of(str(row.get("modifiers", "[]"))),
    )


@_or_says_so
def proposal_of(row: Row) -> Proposal:
    """Return the proposal that a row holds."""
    confidence = row["confidence"]
    assert isinstance(confidence, float)
    draft = Draft(
        subject=_subject(row),
        code=str(row["code"]),
        onset_us=_int(row, "onset_us"),
        offset_us=_int(row, "offset_us"),
        timing_bound_us=_int(row, "timing_bound_us"),
        evidence=str(row["evidence"]),
        models=tuple(json.loads(str(row["models"]))),
        confidence=confidence,
        rule=str(row["rule"]),
    )
    made = bool(row.get("still_made", True))
    return Proposal(str(row["id"]), str(row["recording"]), draft, Status(str(row["status"])), made)


def proposal_row(proposal: Proposal) -> Row:
    """Return the row that holds a proposal."""
    draft = proposal.draft
    return {
        "id": proposal.id,
        "recording": proposal.recording,
        "subject": draft.subject,
        "code": draft.code,
        "onset_us": draft.onset_us,
        "offset_us": draft.offset_us,
        "timing_bound_us": draft.timing_bound_us,
        "evidence": draft.evidence,
        "models": json.dumps(draft.models),
        "confidence": float(draft.confidence),
        "rule": draft.rule,
        "status": proposal.status.value,
    }


@_or_says_so
def decision_of(row: Row) -> Decision:
    """Return the decision that a row holds."""
    return Decision(
        id=str(row["id"]),
        proposal=str(row["proposal"]),
        verdict=Status(str(row["verdict"])),
        coder=str(row["coder"]),
        decided_at=str(row["decided_at"]),
        took_ms=_int(row, "took_ms"),
        event=_text(row, "event"),
    )


@_or_says_so
def exchange_word_of(row: Row) -> ExchangeWord:
    """Return what a human said of a proposed exchange, from its row."""
    return ExchangeWord(
        exchange=str(row["exchange"]),
        bid=str(row["bid"]),
        response=_text(row, "response"),
        verdict=Status(str(row["verdict"])),
        coder=str(row["coder"]),
        took_ms=_int(row, "took_ms"),
    )


def paired_of(row: Row) -> str | None:
    """Return which event a human paired with a bid; None where they said that nothing answers it."""
    return _text(row, "response")


@_or_says_so
def conduct_of(row: Row) -> Conduct:
    """Return the conduct that a row holds."""
    return Conduct(
        recording=str(row["recording"]),
        coder=str(row["coder"]),
        mode=CodingMode(str(row["mode"])),
        why=Why(str(row["why"])),
        begun_at=str(row["begun_at"]),
        opened_at=_text(row, "opened_at"),
    )


def conduct_row(conduct: Conduct) -> Row:
    """Return the row that holds a conduct."""
    return {
        "id": f"{conduct.recording}/{conduct.coder}",
        "recording": conduct.recording,
        "coder": conduct.coder,
        "mode": conduct.mode.value,
        "why": conduct.why.value,
        "begun_at": conduct.begun_at,
        "opened_at": conduct.opened_at,
    }


@_or_says_so
def stretch_of(row: Row) -> UnproposedStretch:
    """Return the stretch that a row holds."""
    return UnproposedStretch(
        id=str(row["id"]),
        recording=str(row["recording"]),
        onset_us=_int(row, "onset_us"),
        offset_us=_int(row, "offset_us"),
        status=StretchStatus(str(row["status"])),
        coder=str(row["coder"]),
        decided_at=str(row["decided_at"]),
        took_ms=_int(row, "took_ms"),
    )


def stretch_row(stretch: UnproposedStretch) -> Row:
    """Return the row that holds a stretch."""
    return {**asdict(stretch), "status": stretch.status.value}


@_or_says_so
def person_of(row: Row) -> Person:
    """Return the person that a row holds."""
    x, y, width, height = json.loads(str(row["median_box"]))
    letter, suggested, confirmed = str(row["letter"]), _text(row, "suggested_role"), _text(row, "confirmed_role")
    if not _LETTER.fullmatch(letter):
        raise ValueError(letter)
    for role in (suggested, confirmed):
        if role and role != "nobody":
            role_of(role)
    return Person(
        letter=letter,
        suggested_role=suggested,
        confirmed_role=confirmed,
        median_box=(x, y, width, height),
        in_view=tuple(Interval(on, off) for on, off in json.loads(str(row["in_view"]))),
    )


def person_row(recording: str, person: Person) -> Row:
    """Return the row that holds a person."""
    return {
        "id": f"{recording}/{person.letter}",
        "recording": recording,
        "letter": person.letter,
        "suggested_role": person.suggested_role,
        "confirmed_role": person.confirmed_role,
        "median_box": json.dumps([round(float(side), 2) for side in person.median_box]),
        "in_view": json.dumps([[span.onset_us, span.offset_us] for span in person.in_view]),
    }


@_or_says_so
def recording_of(row: Row) -> Recording:
    """Return the recording that a row holds."""
    if _int(row, "duration_us") < 0:
        raise ValueError(tr("no time runs backwards"))
    return Recording(
        id=str(row["id"]),
        name=str(row["name"]),
        added_at=str(row["added_at"]),
        clip=str(row["clip"]),
        linked=bool(row["linked"]),
        clip_sha256=str(row["clip_sha256"]),
        clip_bytes=_int(row, "clip_bytes"),
        duration_us=_int(row, "duration_us"),
        info=json.loads(str(row["info"])),
    )


def recording_row(recording: Recording) -> Row:
    """Return the row that holds a recording."""
    return {
        **asdict(recording),
        "linked": int(recording.linked),
        "info": json.dumps(recording.info, sort_keys=True),
    }


def report_text(report: AnalysisReport) -> str:
    """Return an analysis report as JSON."""
    return json.dumps(asdict(report), sort_keys=True)


@_or_says_so
def report_of(text: str) -> AnalysisReport:
    """Return the analysis report that JSON holds."""
    raw = json.loads(text)
    return AnalysisReport(**{**raw, "models": tuple(raw["models"]), "notes": tuple(raw["notes"])})


def track_values(recording: str, track: SignalTrack) -> tuple[object, ...]:
    """Return the columns of the signals table, arrays as little-endian bytes."""
    return (
        recording,
        track.person,
        track.name,
        track.unit,
        track.model,
        track.pts_us.astype("<i8").tobytes(),
        track.value.astype("<f4").tobytes(),
        track.validity.astype("<f4").tobytes(),
    )


@_or_says_so
def track_of(values: tuple[object, ...]) -> SignalTrack:
    """Return the track that a row of the signals table holds."""
    _, person, name, unit, model, pts, value, validity = values
    assert isinstance(pts, bytes)
    assert isinstance(value, bytes)
    assert isinstance(validity, bytes)
    return SignalTrack(
        name=str(name),
        unit=str(unit),
        person=str(person),
        pts_us=np.frombuffer(pts, "<i8").astype(np.int64),
        value=np.frombuffer(value, "<f4").astype(np.float32),
        validity=np.frombuffer(validity, "<f4").astype(np.float32),
        model=str(model),
    )


def _int(row: Row, column: str) -> int:
    value = row[column]
    assert isinstance(value, int)
    return value


def _text(row: Row, column: str) -> str | None:
    value = row[column]
    return None if value is None else str(value)
