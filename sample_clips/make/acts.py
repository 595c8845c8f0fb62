"""A timeline of acts: who moves what, to where, when and how fast; and what every channel's value is at a time.

Written by hand for each clip in ``scripts.py``; nothing here is measured or drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from geometry import Array

TURN_S = 0.40
"""How long a head turn takes; people turn to each other in 0.3 to 0.5 s."""

Value = float | str


@dataclass(frozen=True, slots=True)
class Act:
    """One movement: ``channel`` of ``who`` goes to ``to``, beginning at ``at`` and taking ``over`` seconds.

    Channels: ``look`` (a named direction), ``smile``, ``reach``, ``touch``, ``lean``, ``approach``, ``leave``, ``hold``
    (the ball held up between the two), ``cover`` (a caregiver's hand before the own mouth), ``turned`` (with the back
    to the camera), all 0 to 1; and of the ``camera`` ``shift`` (metres to the right).
    """

    who: str
    channel: str
    to: Value
    at: float
    over: float = TURN_S


@dataclass(frozen=True, slots=True)
class Speech:
    """Words of a caregiver, spoken by the speech synthesizer."""

    who: str
    text: str
    at: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch that begins and ends in the same rest, so that stretches can be put one after the other."""

    seconds: float
    acts: tuple[Act, ...]
    speech: tuple[Speech, ...] = ()


@dataclass(frozen=True, slots=True)
class Seat:
    """Where one person sits and who they are.

    ``side`` is −1 at the picture's left and +1 at its right; ``near_hand`` how far inward (metres from the neck) the
    hand next to the other rests. ``lies_deg`` is how far somebody lies, turned in the picture about the neck.
    """

    role: str
    person: str
    side: int
    neck: tuple[float, float, float]
    rest_look: str
    near_hand: float = 0.10
    lies_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class Clip:
    """A whole clip: the people, the room, the stretches in order, and the frame rate.

    ``toy_yaw`` is how far a head is turned inward when the child looks at the toy. ``folder`` is where below
    ``sample_clips`` the clip lies; ``roll_deg`` how far its camera is tilted; ``light`` what share of the usual light
    there is; ``blanket`` lies on the table over whoever lies there.
    """

    name: str
    title: str
    fps: float
    seats: dict[str, Seat]
    look_of_room: str
    segments: tuple[Segment, ...]
    ball: tuple[float, float]
    notebook: bool = True
    toy_yaw: float = 9.0
    quality: int = 23
    folder: str = ""
    roll_deg: float = 0.0
    light: float = 1.0
    blanket: bool = False

    @property
    def seconds(self) -> float:
        """Length of the clip."""
        return sum(segment.seconds for segment in self.segments)

    @property
    def frames(self) -> int:
        """Number of frames."""
        return round(self.seconds * self.fps)


def ease(t: float) -> float:
    """Minimum-jerk progress of a movement, 0 to 1: slow, fast, slow, as hands and heads do move."""
    t = min(max(t, 0.0), 1.0)
    return t**3 * (10 - 15 * t + 6 * t * t)


@dataclass(slots=True)
class Track:
    """Values of one channel over a segment: a start value and the acts on it, in order."""

    start: Array
    steps: list[tuple[float, float, Array]] = field(default_factory=list)

    def at(self, t: float) -> Array:
        """Value at ``t`` seconds into the segment."""
        value = self.start
        for begin, over, goal in self.steps:
            if t <= begin:
                break
            value = value + (goal - value) * ease((t - begin) / over)
        return value


def scalar_track(segment: Segment, who: str, channel: str) -> Track:
    """Track of a channel that goes from 0 to 1."""
    steps = [
        (act.at, act.over, np.array([float(act.to)]))
        for act in segment.acts
        if act.who == who and act.channel == channel
    ]
    return Track(np.zeros(1), sorted(steps, key=lambda s: s[0]))


def look_track(segment: Segment, who: str, directions: dict[str, Array], rest: str) -> Track:
    """Track of a head's direction: (yaw, pitch) in degrees, from named directions."""
    steps = [
        (act.at, act.over, directions[str(act.to)]) for act in segment.acts if act.who == who and act.channel == "look"
    ]
    return Track(directions[rest], sorted(steps, key=lambda s: s[0]))
