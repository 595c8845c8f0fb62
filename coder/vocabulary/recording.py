"""A recording in a study, and the report of the analysis that was made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol


class StoredClip(Protocol):
    """What a recording and each of its further cameras have alike: one clip, in the study or linked."""

    @property
    def id(self) -> str:
        """Of the recording, or of the camera."""

    @property
    def name(self) -> str:
        """What a human calls it."""

    @property
    def clip(self) -> str:
        """File name in ``media``, or the full path of a linked clip; "" where it is elsewhere."""

    @property
    def linked(self) -> bool:
        """Whether it stays where it was."""

    @property
    def clip_sha256(self) -> str:
        """What it was when it was added."""

    @property
    def clip_bytes(self) -> int:
        """How long the file was then."""

    @property
    def duration_us(self) -> int:
        """End of its last frame."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One meeting, by its first clip, whose clock is the recording's; see :mod:`coder.vocabulary.camera` for others.

    Attributes
    ----------
    id : str
        ``r1``, ``r2``, ...; unique in the study.
    name : str
        What a human calls it; the file name without its ending at first.
    clip : str
        File name inside the study's ``media`` folder, or the full path of a linked clip.
    linked : bool
        Whether the clip stays where it was; then the study can neither guard nor erase it.
    clip_sha256, clip_bytes : str, int
        What the clip was when it was added, so that a changed file is noticed.
    duration_us : int
        End of the last frame.
    info : dict
        Size, codec and the like, for display.
    """

    id: str
    name: str
    added_at: str
    clip: str
    linked: bool
    clip_sha256: str
    clip_bytes: int
    duration_us: int
    info: dict[str, Any]

    @property
    def joints_us(self) -> tuple[int, ...]:
        """Where one of several files ends and the next begins, from the first frame; () for a single file."""
        told = self.info.get("joints_us", ())
        return tuple(at for at in told if isinstance(at, int)) if isinstance(told, (list, tuple)) else ()


@dataclass(frozen=True, slots=True)
class AnalysisReport:
    """What an analysis cost and said about itself.

    ``key`` names clip, weights and settings together: the same key means the same result, served from the study.
    """

    key: str
    made_at: str
    rate_hz: float
    seconds: float
    clip_seconds: float
    frames: int
    model_runs: dict[str, int]
    models: tuple[str, ...]
    notes: tuple[str, ...]

    def said_of(self, letter: str) -> str:
        """Return what the notes say of a person: why a role is suggested, or that none is; "" where they do not."""
        return next((note.removeprefix(f"{letter}: ") for note in self.notes if note.startswith(f"{letter}: ")), "")
