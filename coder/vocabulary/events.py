"""Event (a human's word), Proposal (a machine's, waiting), Decision (what a human did with it). All frozen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from coder.vocabulary.time import Interval


class Origin(StrEnum):
    """How an event came to be. Agreement is reported apart for each."""

    HUMAN = "human"
    ACCEPTED = "accepted"
    ADJUSTED = "adjusted"
    IMPORTED = "imported"
    COPIED = "copied"
    """From another coder's layer, into one's own: no word of one's own, so agreement with that coder says nothing."""
    SETTLED = "settled"
    """In the consensus layer, from the layers that it names."""


class Status(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    SKIPPED = "skipped"
    ACCEPTED = "accepted"
    ADJUSTED = "adjusted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Event:
    """A code for a subject over an interval, said by a human.

    ``timing_bound_us`` is how wrong the onset may be: half the frame interval for a human's own mark; the
    proposal's bound where its times were taken over unchanged. ``copied_from`` names the events behind a copied or
    settled one, as ``coder/event``.
    """

    id: str
    recording: str
    subject: str
    code: str
    onset_us: int
    offset_us: int
    coder: str
    origin: Origin
    proposal: str | None
    timing_bound_us: int
    note: str = ""
    modifiers: tuple[tuple[str, str], ...] = ()
    """Names and values of its details, in their order."""
    copied_from: tuple[str, ...] = ()
    scheme: str = ""
    """The scheme by which it was coded and its version, as ``id@version``; "" where nobody kept it."""

    @property
    def interval(self) -> Interval:
        """When it was."""
        return Interval(self.onset_us, self.offset_us)


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A state that somebody has begun and not yet ended; it waits in the study for whoever began it."""

    id: str
    recording: str
    coder: str
    subject: str
    code: str
    onset_us: int
    begun_at: str
    modifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What a rule says before it is stored: a proposal without an id, about persons' roles as they stand.

    Attributes
    ----------
    subject : str
        ``child``, ``caregiver``, ``caregiver:Kim``, ``together``.
    code : str
        Code id of the scheme.
    onset_us, offset_us : int
        PTS of frames, microseconds from the recording's first frame; half-open.
    timing_bound_us : int
        How far the true onset may lie from ``onset_us``: the gap to the sample before, at least one frame.
    evidence : str
        One sentence that a clinician reads.
    models : tuple of str
        ``id@version`` of each model behind it.
    confidence : float
        0 to 1; hidden in the window until asked for.
    rule : str
        ``name@version`` of the rule.
    """

    subject: str
    code: str
    onset_us: int
    offset_us: int
    timing_bound_us: int
    evidence: str
    models: tuple[str, ...]
    confidence: float
    rule: str

    @property
    def interval(self) -> Interval:
        """When it was."""
        return Interval(self.onset_us, self.offset_us)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft in a study, waiting for a human's decision. It is never data.

    One that somebody decided on stays where it is no longer ``still_made``: the newest analysis proposes it no more.
    """

    id: str
    recording: str
    draft: Draft
    status: Status
    still_made: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """What a human did with a proposal: who, when, how long it took, and what came of it.

    A verdict ``open`` lets a proposal that was rejected wait again.
    """

    id: str
    proposal: str
    verdict: Status
    coder: str
    decided_at: str
    took_ms: int
    event: str | None
