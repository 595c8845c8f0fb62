"""Stretch: a few seconds in which nothing was proposed, drawn into the queue to ask what the models missed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from coder.vocabulary.time import Interval


class StretchStatus(StrEnum):
    """Where a stretch stands."""

    OPEN = "open"
    SKIPPED = "skipped"
    NOTHING = "nothing"
    FOUND = "found"


LOOKED_AT = (StretchStatus.NOTHING, StretchStatus.FOUND)
"""A human has looked and said what they found."""


@dataclass(frozen=True, slots=True)
class UnproposedStretch:
    """A stretch of a recording in which the models proposed nothing.

    Attributes
    ----------
    onset_us, offset_us : int
        PTS of frames, half-open.
    coder, decided_at : str
        Who decided and when (UTC, ISO 8601); empty while nobody has.
    took_ms : int
        How long it was in hand.
    """

    id: str
    recording: str
    onset_us: int
    offset_us: int
    status: StretchStatus
    coder: str = ""
    decided_at: str = ""
    took_ms: int = 0

    @property
    def interval(self) -> Interval:
        """When it is."""
        return Interval(self.onset_us, self.offset_us)
