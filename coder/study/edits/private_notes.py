"""What a coder notices in themselves before a hard stretch: for them alone, in nothing that leaves or counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coder.exchanges.caregiver_presence import ACCOMPANIED, CRYING
from coder.exchanges.time_apart import APART, STILL_FACE
from coder.study.edits.changes import Row, RowChange, StudyRows
from coder.vocabulary.errors import StudyError
from coder.vocabulary.event_list import EventList
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us

LONGEST = 8_000
"""How many characters one note may have: some pages."""

HARD_CODES = frozenset({*CRYING, ACCOMPANIED, "steps_away", "leaves_unseen", STILL_FACE, *APART})
"""Codes of stretches that may be hard to watch: a child who cries or protests, or is left for a while."""


@dataclass(frozen=True, slots=True)
class PrivateNote:
    """One note. ``at_us`` is the moment of the recording that was shown; ``written_at`` is UTC, ISO 8601."""

    id: str
    recording: str
    coder: str
    at_us: int
    text: str
    written_at: str


@dataclass(frozen=True, slots=True)
class KeepPrivateNote:
    """Keep what the coder notices in themselves. Its label holds none of its words: it is shown in a menu."""

    recording: str
    at_us: int
    text: str

    @property
    def label(self) -> str:
        return "the note to yourself"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        text = self.text.strip()
        if not text:
            raise StudyError(tr("The note is empty; write a word or two, or leave it."))
        if len(text) > LONGEST:
            raise StudyError(
                tr(
                    "The note has {number} characters; {longest} is the most, so keep it as two.",
                    number=len(text),
                    longest=LONGEST,
                )
            )
        if self.at_us < 0:
            raise StudyError(tr("{at} lies before the clip's first frame; use 0 or later.", at=format_us(self.at_us)))
        note: Row = {
            "id": rows.new_id("n"),
            "recording": self.recording,
            "coder": coder,
            "at_us": self.at_us,
            "text": text,
            "written_at": rows.now(),
        }
        return [RowChange("private_notes", str(note["id"]), None, note)]


@dataclass(frozen=True, slots=True)
class RemovePrivateNote:
    """Take a note of one's own out."""

    note: str

    @property
    def label(self) -> str:
        return "taking out the note to yourself"

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        """See :class:`coder.study.edits.coding.Edit`. Another coder's note is as if it were not there."""
        before = rows.get("private_notes", self.note)
        if before is None or before["coder"] != coder:
            raise StudyError(
                tr("There is no note {note!r} of yours in this study; list yours to find its id.", note=self.note)
            )
        return [RowChange("private_notes", self.note, before, None)]


def private_note_of(row: Row) -> PrivateNote:
    """Return the note that a row holds."""
    return PrivateNote(
        id=str(row["id"]),
        recording=str(row["recording"]),
        coder=str(row["coder"]),
        at_us=int(str(row["at_us"])),
        text=str(row["text"]),
        written_at=str(row["written_at"]),
    )


def is_hard(events: Iterable[Event]) -> bool:
    """Whether something among these events may be hard to watch."""
    return any(code in HARD_CODES for code in EventList.of(events).codes)
