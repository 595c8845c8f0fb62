"""What the window and the player's thread say to each other."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QImage

from coder.media import ClipInfo, FrameIndex
from coder.vocabulary.time import Interval


@dataclass(frozen=True, slots=True)
class FrameRequest:
    """A frame to show; where it is damaged, the next one that is not, in direction ``way``."""

    request: int
    n: int
    way: int = 1


@dataclass(frozen=True, slots=True)
class Playing:
    """How to play, all of it at once; another one replaces it."""

    serial: int
    speed: float = 1.0
    loop: Interval | None = None
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """The clip is open."""

    clip: int
    info: ClipInfo
    index: FrameIndex
    has_sound: bool


@dataclass(frozen=True, slots=True)
class ShownFrame:
    """A frame to show, and the newest request that it takes account of."""

    clip: int
    request: int
    index: int
    pts_us: int
    image: QImage


@dataclass(frozen=True, slots=True)
class Fetched:
    """A picture somebody asked for aside, None where there is none; the window knows by the number who did."""

    clip: int
    image: QImage | None
    number: int


@dataclass(frozen=True, slots=True)
class Ended:
    """Playing came to the clip's end."""

    clip: int
    serial: int


@dataclass(frozen=True, slots=True)
class Sound:
    """Whether playing is heard; the reason where it is not."""

    clip: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Failed:
    """One sentence for the person."""

    clip: int
    sentence: str


Message = Opened | ShownFrame | Fetched | Ended | Sound | Failed
