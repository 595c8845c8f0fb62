"""RecordingState: everything the window shows of one recording, frozen, so that a thread can hand it over."""

from __future__ import annotations

from dataclasses import dataclass

from coder.context import NOTHING_BESIDE, Beside
from coder.events import Event, Proposal, Status
from coder.exchanges import Outcome
from coder.media import FrameIndex
from coder.people import Person
from coder.recording import AnalysisReport, Recording


@dataclass(frozen=True, slots=True)
class RecordingState:
    """One recording as it stands after the newest edit.

    ``proposals`` and ``events`` are in order of onset. ``report`` is None before the first analysis. ``outcomes`` maps
    a bid's event id to what a human said of it. ``beside`` is the caregiver's own side, the meeting and
    what was brought.
    """

    recording: Recording
    index: FrameIndex
    report: AnalysisReport | None
    people: tuple[Person, ...]
    proposals: tuple[Proposal, ...]
    events: tuple[Event, ...]
    outcomes: dict[str, Outcome]
    undo_label: str | None
    redo_label: str | None
    beside: Beside = NOTHING_BESIDE

    @property
    def queue(self) -> tuple[Proposal, ...]:
        """What waits for a decision: open proposals in order of onset, then the skipped ones."""
        waiting = [p for p in self.proposals if p.status is Status.OPEN]
        return (*waiting, *(p for p in self.proposals if p.status is Status.SKIPPED))
