"""Edits of a caregiver's own words for the study. All undoable; nothing is written that they did not say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coder.study.edits.caregiver_context import LONGEST_WORDS, check_caregiver, existing_recording, kept_words
from coder.study.edits.changes import Row, RowChange, SaysNothingSeen, StudyRows
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.own_words import MOST_PRACTICES, OwnWordKind


@dataclass(frozen=True, slots=True)
class SayOwn(SaysNothingSeen):
    """Write down what a caregiver said. Without a day it is of the day of the recording, else of today."""

    recording: str
    caregiver: str
    kind: OwnWordKind
    words: str = ""
    said_on: str = ""
    hour: int | None = None

    @property
    def label(self) -> str:
        return "a caregiver's own words"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        existing_recording(rows, self.recording)
        check_caregiver(self.caregiver)
        words = kept_words(self.words, "line", LONGEST_WORDS)
        if self.kind is OwnWordKind.ANSWER:
            raise StudyError(tr("What came of a practice is said of that practice; name it."))
        if not words and self.kind is not OwnWordKind.LOW:
            raise StudyError(tr("Nothing is written; write down what they said."))
        if self.kind is OwnWordKind.LOW and self.hour is None:
            raise StudyError(tr("Say at which hour little was left, from 0 to 23."))
        if self.hour is not None and not 0 <= self.hour <= 23:
            raise StudyError(tr("{hour} is no hour of the day; give one from 0 to 23.", hour=self.hour))
        if self.kind is OwnWordKind.PRACTICE:
            _room_for_a_practice(rows, self.caregiver, self.recording)
        row = _row(rows, self.recording, self.caregiver, self.kind, coder)
        row |= {"words": words, "said_on": _day(rows, self.recording, self.said_on), "hour": self.hour}
        return [RowChange("own_words", str(row["id"]), None, row)]


@dataclass(frozen=True, slots=True)
class AnswerPractice(SaysNothingSeen):
    """Write down, at a later visit, whether a practice came about and whether it helped."""

    recording: str
    practice: str
    came_about: str = ""
    helped: str = ""
    said_on: str = ""

    @property
    def label(self) -> str:
        return "what came of a practice"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        existing_recording(rows, self.recording)
        practice = rows.get("own_words", self.practice)
        if practice is None or practice["kind"] != OwnWordKind.PRACTICE.value:
            raise StudyError(
                tr(
                    "There is no practice {practice!r} in this study; list the own words to find its id.",
                    practice=self.practice,
                )
            )
        words, helped = (kept_words(text, "line", LONGEST_WORDS) for text in (self.came_about, self.helped))
        if not words and not helped:
            raise StudyError(tr("Nothing is written; say whether it came about, or whether it helped."))
        row = _row(rows, self.recording, str(practice["caregiver"]), OwnWordKind.ANSWER, coder)
        row |= {"of": self.practice, "words": words, "helped": helped}
        row |= {"said_on": _day(rows, self.recording, self.said_on)}
        return [RowChange("own_words", str(row["id"]), None, row)]


@dataclass(frozen=True, slots=True)
class TakeOutOwn(SaysNothingSeen):
    """Take out what was said; with a practice go the answers to it."""

    words: str

    @property
    def label(self) -> str:
        return "take own words out"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        before = rows.get("own_words", self.words)
        if before is None:
            raise StudyError(
                tr("There are no own words {words!r} in this study; list them to find the id.", words=self.words)
            )
        gone = [before, *rows.where("own_words", of=self.words)]
        return [RowChange("own_words", str(row["id"]), row, None) for row in gone]


def _row(
    rows: StudyRows, recording: str, caregiver: str, kind: OwnWordKind, coder: str
) -> dict[str, str | int | float | None]:
    return {
        "id": rows.new_id("w"),
        "recording": recording,
        "caregiver": caregiver,
        "kind": kind.value,
        "of": "",
        "words": "",
        "helped": "",
        "said_on": "",
        "hour": None,
        "said_at": rows.now(),
        "coder": coder,
    }


def _room_for_a_practice(rows: StudyRows, caregiver: str, recording: str) -> None:
    family = _family(rows, recording)
    held = rows.where("own_words", caregiver=caregiver, kind=OwnWordKind.PRACTICE.value)
    mine = [row for row in held if _family(rows, str(row["recording"])) == family]
    if len(mine) >= MOST_PRACTICES:
        raise StudyError(
            tr(
                "{caregiver} holds {most_practices} practices already, and more would be a task; take one out first "
                "({mine}).",
                caregiver=caregiver,
                most_practices=MOST_PRACTICES,
                mine=", ".join(str(row["id"]) for row in mine),
            )
        )


def _family(rows: StudyRows, recording: str) -> str:
    meeting: Row | None = rows.get("meetings", recording)
    return str(meeting["family"]) if meeting is not None else ""


def _day(rows: StudyRows, recording: str, said_on: str) -> str:
    text = said_on.strip()
    if not text:
        meeting = rows.get("meetings", recording)
        return (str(meeting["began_at"])[:10] if meeting is not None else "") or rows.now()[:10]
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise StudyError(tr("{text!r} is no day; write it as 2026-03-01.", text=text[:30])) from error
