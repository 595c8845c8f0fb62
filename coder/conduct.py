"""How a coder works on a recording: seeing what models and others said, or blind. Kept, so that agreement can tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """What a coder could see. What was once seen cannot be unseen: from ``opened`` there is no way back."""

    ASSISTED = "assisted"
    BLIND = "blind"
    OPENED = "opened"


class Why(StrEnum):
    """How it came to be so."""

    CHOSEN = "chosen"
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class Conduct:
    """How one coder works on one recording.

    Attributes
    ----------
    mode : Mode
        ``opened``: it was coded blind first, and the proposals and others' events were shown at ``opened_at``.
    why : Why
        Whether somebody chose it, or the study's random share drew it.
    begun_at, opened_at : str, str or None
        UTC, ISO 8601.
    """

    recording: str
    coder: str
    mode: Mode
    why: Why
    begun_at: str
    opened_at: str | None = None
