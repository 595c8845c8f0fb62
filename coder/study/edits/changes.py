"""What an edit is made of: rows before and after, and what an edit may ask while it plans. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from coder.media import FrameIndex
from coder.vocabulary.scheme import Scheme

Value = str | int | float | None
Row = Mapping[str, Value]

JOURNALED = (
    *("people", "proposals", "events", "decisions", "outcomes", "codes"),
    *(
        "meetings",
        "cards",
        "series",
        "private_notes",
        "stretches",
        "sources",
        "under_way",
        "recordings",
        "own_words",
        "pairings",
        "exchange_words",
        "cameras",
        "hand_times",
        "set_aside",
    ),
)
"""The tables that an edit may touch. Each has a text key named ``id`` and, but for recordings, a column ``recording``.

Of recordings only those without a clip come and go with an edit: their frames lie on an even grid, made anew.
"""

WHAT_COUNTS = ("subject", "code", "onset_us", "offset_us")
"""What a proposal says: an event that differs from it in one of these was adjusted."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after; None where the row is not there."""

    table: str
    id: str
    before: Row | None
    after: Row | None

    @property
    def inverse(self) -> RowChange:
        """The change that takes this one back."""
        return RowChange(self.table, self.id, self.after, self.before)

    @property
    def recording(self) -> str:
        """Which recording it concerns."""
        row = self.after or self.before or {}
        return self.id if self.table == "recordings" else str(row["recording"])


@dataclass(frozen=True, slots=True)
class Changes:
    """What an edit, an undo or a redo changed: the window hears this once and redraws just that."""

    seq: int
    label: str
    rows: tuple[RowChange, ...]

    def touched(self, table: str) -> tuple[RowChange, ...]:
        """Changes of one table."""
        return tuple(row for row in self.rows if row.table == table)

    @property
    def recordings(self) -> frozenset[str]:
        """Recordings that were touched."""
        return frozenset(row.recording for row in self.rows)

    @property
    def proposals(self) -> tuple[str, ...]:
        """Proposals that may stand otherwise now: those decided on, and those behind events that came or went."""
        named = [row.id for row in self.touched("proposals")]
        for row in (*self.touched("decisions"), *self.touched("events")):
            named += [str(side["proposal"]) for side in (row.before, row.after) if side and side["proposal"]]
        return tuple(dict.fromkeys(named))

    @property
    def added(self) -> tuple[str, ...]:
        """Ids of the events that are new; what the edit is about comes first, what it cut off others after it."""
        return tuple(row.id for row in self.touched("events") if row.before is None)


def is_over(row: Row, equal: Mapping[str, Value], onset_us: int, offset_us: int) -> bool:
    """Whether an event with these values shares time with ``[onset, offset)``."""
    return (
        int(str(row["onset_us"])) < offset_us
        and int(str(row["offset_us"])) > onset_us
        and all(row[column] == value for column, value in equal.items())
    )


class StudyRows(Protocol):
    """What an edit may ask while it plans."""

    def get(self, table: str, row_id: str) -> Row | None:
        """One row, or None."""

    def where(self, table: str, **equal: Value) -> list[Row]:
        """Rows whose columns equal the given values."""

    def events_over(self, recording: str, subject: str, coder: str, *, onset_us: int, offset_us: int) -> list[Row]:
        """Events of one subject and coder that share time with ``[onset, offset)``, in order of insertion."""

    def new_id(self, prefix: str) -> str:
        """An id that this study has never used."""

    def new_ids(self, prefix: str, count: int) -> list[str]:
        """As many such ids, in order: for edits that bring thousands."""

    def frame_gap_us(self, recording: str, t_us: int) -> int:
        """Time from the frame before to the frame at ``t_us``: how exact a mark on that frame can be."""

    def frame_index(self, recording: str) -> FrameIndex:
        """Every frame of a recording."""

    @property
    def scheme(self) -> Scheme:
        """The study's coding scheme."""

    def now(self) -> str:
        """The time of the edit, UTC, ISO 8601."""


def recording_called(rows: StudyRows, recording: str) -> str:
    """Return what a person knows a recording by: its name, as the window shows it; of several called alike with its id.

    Every sentence about a recording calls it so. What leaves the study, and what is typed into a command, has its id.
    """
    row = rows.get("recordings", recording)
    if row is None:
        return recording
    name = str(row["name"])
    return name if len(rows.where("recordings", name=name)) == 1 else f"{name} ({recording})"


class SaysNothingSeen:
    """Base of edits of how a recording was made, or of what a caregiver says: with them nobody begins to code it."""

    __slots__ = ()


class Edit(Protocol):
    """Something a human does to a study."""

    @property
    def label(self) -> str:
        """What the menu says after "Undo"."""

    def plan(self, rows: StudyRows, coder: str) -> list[RowChange]:
        """The changes it makes; raise StudyError, in one sentence, where it does not fit."""
