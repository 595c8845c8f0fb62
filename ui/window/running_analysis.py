"""What the guards ask of whoever runs analyses: which recording is looked at, and to stop."""

from __future__ import annotations

from typing import Protocol


class RunningAnalysis(Protocol):
    """One analysis at a time, or none; and whether a key that is shown only once is on the screen."""

    @property
    def running(self) -> bool:
        """Whether an analysis runs."""

    @property
    def running_for(self) -> str | None:
        """The recording that the models look at now."""

    @property
    def showing_recovery(self) -> bool:
        """Whether a recovery key is on the screen or about to be."""

    def stop_analysis(self) -> None:
        """Ask it to stop."""

    def leave_off(self, recording: str) -> None:
        """Look no longer at a recording that is erased, and keep nothing of it."""
