"""Edits of what stands beside the codes: a caregiver's card, the meeting, a series that was brought. All undoable."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from coder.study.edits.changes import Row, RowChange, SaysNothingSeen, StudyRows
from coder.vocabulary.context import Point
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role
from coder.vocabulary.wall_clock import DayWindow, began_of

LONGEST_WORDS = 4_000
"""How many characters one answer of a card may have: a page and more."""
LONGEST_NAME = 80
MOST_MONTHS = 240
"""An age above is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class FillCard(SaysNothingSeen):
    """Write down what a caregiver chose to say of their own side. An empty answer is one that they did not give."""

    recording: str
    caregiver: str
    rest: str = ""
    support: str = ""
    restores: str = ""

    @property
    def label(self) -> str:
        return "the caregiver's own side"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        words = {
            name: kept_words(text, name, LONGEST_WORDS)
            for name, text in (("rest", self.rest), ("support", self.support), ("restores", self.restores))
        }
        if not any(words.values()):
            raise StudyError(tr("The card is empty; write down what they said, or say that they would rather not."))
        return _card(rows, self.recording, self.caregiver, words, coder)


@dataclass(frozen=True, slots=True)
class RatherNot(SaysNothingSeen):
    """Write down that a caregiver was asked and would rather not say; what stood on the card goes."""

    recording: str
    caregiver: str

    @property
    def label(self) -> str:
        return "the caregiver would rather not say"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        return _card(rows, self.recording, self.caregiver, {"rest": "", "support": "", "restores": ""}, coder)


@dataclass(frozen=True, slots=True)
class RemoveCard(SaysNothingSeen):
    """Take a caregiver's card out: then nothing was collected."""

    recording: str
    caregiver: str

    @property
    def label(self) -> str:
        return "take the caregiver's card out"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        key = f"{self.recording}/{self.caregiver}"
        before = rows.get("cards", key)
        return [] if before is None else [RowChange("cards", key, before, None)]


@dataclass(frozen=True, slots=True)
class DescribeMeeting(SaysNothingSeen):
    """Say with which family, where and when a recording was made. None leaves an answer, "" takes it back.

    ``child_months`` is the child's age in whole months, as it was typed.
    """

    recording: str
    family: str | None = None
    setting: str | None = None
    began_at: str | None = None
    windows: Sequence[DayWindow] | None = None
    child_months: str | None = None

    @property
    def label(self) -> str:
        return "where and when it was"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        existing_recording(rows, self.recording)
        before = rows.get("meetings", self.recording)
        after: dict[str, str | int | float | None] = dict(
            before
            or {
                "id": self.recording,
                "recording": self.recording,
                "family": "",
                "setting": "",
                "began_at": "",
                "windows": "[]",
                "child_months": None,
            }
        )
        if self.family is not None:
            after["family"] = kept_words(self.family, "family's pseudonym", LONGEST_NAME)
        if self.setting is not None:
            after["setting"] = kept_words(self.setting, "setting", LONGEST_NAME)
        if self.began_at is not None:
            text = self.began_at.strip()
            after["began_at"] = began_of(text).isoformat(timespec="seconds") if text else ""
        if self.windows is not None:
            after["windows"] = windows_text(self.windows)
        if self.child_months is not None:
            after["child_months"] = months_of(self.child_months)
        said = any(after[name] for name in ("family", "setting", "began_at")) or after.get("child_months") is not None
        nothing = not said and after["windows"] == "[]"
        wanted = None if nothing else after
        return [] if wanted == before else [RowChange("meetings", self.recording, before, wanted)]


@dataclass(frozen=True, slots=True)
class BringSeries(SaysNothingSeen):
    """Keep a series that a caregiver chose to bring. Under the same name it takes the place of the one before."""

    recording: str
    caregiver: str
    name: str
    unit: str
    points: tuple[Point, ...]

    @property
    def label(self) -> str:
        return f"bring {self.name}"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        existing_recording(rows, self.recording)
        check_caregiver(self.caregiver)
        name, unit = (
            kept_words(self.name, "name of the series", LONGEST_NAME),
            kept_words(self.unit, "unit", LONGEST_NAME),
        )
        if not name or not self.points:
            raise StudyError(tr("A series needs a name and at least one value; give both."))
        same = rows.where("series", recording=self.recording, caregiver=self.caregiver, name=name)
        before = same[0] if same else None
        row: Row = {
            "id": str(before["id"]) if before else rows.new_id("s"),
            "recording": self.recording,
            "caregiver": self.caregiver,
            "name": name,
            "unit": unit,
            "points": json.dumps([[one.at, one.value] for one in sorted(self.points, key=lambda p: p.at)]),
            "brought_at": rows.now(),
        }
        return [RowChange("series", str(row["id"]), before, row)]


@dataclass(frozen=True, slots=True)
class RemoveSeries(SaysNothingSeen):
    """Take a series out that was brought."""

    series: str

    @property
    def label(self) -> str:
        return "take out what was brought"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        before = rows.get("series", self.series)
        if before is None:
            raise StudyError(
                tr("There is no series {series!r} in this study; list them to find its id.", series=self.series)
            )
        return [RowChange("series", self.series, before, None)]


def windows_text(windows: Sequence[DayWindow]) -> str:
    """Return windows of the day as the column holds them, in order."""
    return json.dumps([[one.begins, one.ends, one.name[:LONGEST_NAME]] for one in sorted(set(windows))])


def _card(rows: StudyRows, recording: str, caregiver: str, words: dict[str, str], coder: str) -> list[RowChange]:
    existing_recording(rows, recording)
    check_caregiver(caregiver)
    key = f"{recording}/{caregiver}"
    row: Row = {
        "id": key,
        "recording": recording,
        "caregiver": caregiver,
        **words,
        "said_at": rows.now(),
        "coder": coder,
    }
    return [RowChange("cards", key, rows.get("cards", key), row)]


def existing_recording(rows: StudyRows, recording: str) -> None:
    """Raise StudyError where the study has no such recording."""
    if rows.get("recordings", recording) is None:
        raise StudyError(
            tr("There is no recording {recording!r} in this study; list them to find its id.", recording=recording)
        )


def check_caregiver(caregiver: str) -> None:
    """Raise StudyError where this names no caregiver."""
    role, colon, name = caregiver.partition(":")
    if role != Role.CAREGIVER or (colon and not name.strip()) or "/" in name or len(name) > LONGEST_NAME:
        raise StudyError(
            tr("{caregiver!r} is no caregiver; use caregiver, or caregiver:NAME with a pseudonym.", caregiver=caregiver)
        )


def months_of(text: str) -> int | None:
    """Return an age in whole months as it was typed, None for ""; raise StudyError where it is none."""
    typed = text.strip()
    if not typed:
        return None
    if not typed.isascii() or not typed.isdigit() or int(typed) > MOST_MONTHS:
        raise StudyError(
            tr(
                "{typed!r} is no age in whole months; write a number such as 8, at most {most_months}.",
                typed=typed,
                most_months=MOST_MONTHS,
            )
        )
    return int(typed)


def kept_words(text: str, what: str, longest: int) -> str:
    """Return a person's words without what cannot be shown; raise StudyError where they are too many."""
    kept = "".join(char for char in text if char in "\n\t" or char.isprintable()).strip()
    if len(kept) > longest:
        raise StudyError(
            tr(
                "The {what} has {number} characters; {longest} is the most that is kept.",
                what=what,
                number=len(kept),
                longest=longest,
            )
        )
    return kept
