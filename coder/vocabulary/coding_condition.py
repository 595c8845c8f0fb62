"""How a coder works on a recording: seeing what models and others said, or blind. Kept, so that agreement can tell."""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass
from enum import StrEnum

from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr

DEFAULT_SHARE = 0.2
"""One recording in five is coded blind where a study does not say otherwise."""


class CodingMode(StrEnum):
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
    mode: CodingMode
    why: Why
    begun_at: str
    opened_at: str | None = None

    @property
    def blind(self) -> bool:
        """Whether this coder still sees neither proposals nor what others said."""
        return self.mode is CodingMode.BLIND


def drawn(salt: str, recording: str, coder: str, *, share: float) -> bool:
    """Draw whether a coder begins a recording blind.

    Nobody without the study's secret salt can foresee it; with it, the same draw comes out again, so that it can be
    checked. Every pair of recording and coder is drawn by itself, and a larger share holds every pair that a smaller
    one does.
    """
    said = "\n".join((recording, coder)).encode()
    number = int.from_bytes(hmac.new(salt.encode(), said, hashlib.sha256).digest()[:8], "big")
    return number < share * 2**64


def share_of(text: str) -> float:
    """Read a share from 0 to 1; raise StudyError in one sentence where it is none."""
    try:
        share = float(text)
    except ValueError:
        share = math.nan
    if not 0 <= share <= 1:
        raise StudyError(
            tr("{text!r} is no share; give a number from 0 (none is coded blind) to 1 (all are).", text=text)
        )
    return share
