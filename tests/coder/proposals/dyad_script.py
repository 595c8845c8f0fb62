"""A scripted pair: known angles, places and hands over time, turned into tracks with noise and dropouts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from hypothesis import Phase, settings

from coder.proposals import propose
from coder.vocabulary.analysis_settings import RuleSettings
from coder.vocabulary.events import Draft
from coder.vocabulary.people import Person
from coder.vocabulary.signals import SIGNALS, SignalTrack
from coder.vocabulary.time import Interval

PROPERTY = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,  # noise has tails: what is promised must hold on the same noise every time
    phases=(Phase.explicit, Phase.generate),  # a smaller random seed is no simpler: shrinking only takes time
)

WIDTH_PX = 640
NOISE = {
    "head_yaw": 4.0, "head_pitch": 4.0, "head_x": 2.0, "head_y": 2.0, "head_width": 2.0,
    "smile": 0.05, "mouth_open": 0.03, "iris_x": 0.0, "reach": 0.05, "hand_on": 0.03,
}  # fmt: skip
"""Standard deviation of the measuring error (cut off at 2.5 of them), near what models show on rendered people."""

Curve = Callable[[np.ndarray], np.ndarray]


def flat(level: float) -> Curve:
    return lambda t: np.full(len(t), level, dtype=float)


def ramp(*points: tuple[float, float]) -> Curve:
    """Straight lines through (second, level)."""
    seconds, levels = zip(*points, strict=True)
    return lambda t: np.interp(t, seconds, levels)


def act(onset: float, offset: float, *, rest: float, level: float, move: float = 0.2) -> Curve:
    """At rest, then at ``level`` from ``onset`` to ``offset``; each move takes ``move`` seconds about its middle."""
    h = move / 2
    return ramp((onset - h, rest), (onset + h, level), (offset - h, level), (offset + h, rest))


ARM_AT_REST = flat(0.2)
NOTHING_BETWEEN = flat(0.0)
HANDS_APART = flat(1.5)


@dataclass(frozen=True)
class Script:
    """What child ("B", right) and caregiver ("A", left) do; anything not said stays at rest."""

    seconds: float = 8.0
    child: dict[str, Curve] = field(default_factory=dict)
    caregiver: dict[str, Curve] = field(default_factory=dict)
    reach: Curve = ARM_AT_REST
    child_hand_on: Curve = HANDS_APART
    caregiver_hand_on: Curve = HANDS_APART
    thing_between: Curve = NOTHING_BETWEEN


REST = {
    "in_view": 1.0, "face_seen": 1.0, "head_yaw": 0.0, "head_pitch": 0.0, "head_roll": 0.0, "smile": 0.0,
    "mouth_open": 0.05, "lean": 0.0,
}  # fmt: skip
CHILD_REST = REST | {"head_x": 440.0, "head_y": 240.0, "head_width": 85.0}
CAREGIVER_REST = REST | {"head_x": 210.0, "head_y": 160.0, "head_width": 125.0}


def frames_at(seconds: float, rng: np.random.Generator | None) -> np.ndarray:
    """PTS of frames at 25 fps, or with a variable frame interval of 70 to 140 ms."""
    if rng is None:
        return np.arange(0, seconds * 1e6, 40_000).astype(np.int64)
    steps = rng.integers(70_000, 140_000, size=int(seconds * 1e6 / 70_000) + 2)
    pts = np.concatenate([[0], np.cumsum(steps)])
    return pts[pts < seconds * 1e6].astype(np.int64)


def samples_of(frames: np.ndarray, rate_hz: float = 10.0) -> np.ndarray:
    """First frame at or after each tick of the sampling clock."""
    ticks = np.arange(frames[0], frames[-1] + 1, 1e6 / rate_hz)
    return frames[np.unique(np.searchsorted(frames, ticks))]


@dataclass(frozen=True)
class Shoot:
    """Tracks of a script, ready to propose from."""

    tracks: tuple[SignalTrack, ...]
    people: tuple[Person, ...]
    frame_pts_us: np.ndarray
    end_us: int

    @property
    def longest_sampling_us(self) -> int:
        return int(np.diff(self.tracks[0].pts_us).max())

    def propose(self, rules: RuleSettings | None = None) -> tuple[Draft, ...]:
        return propose(
            self.tracks,
            self.people,
            frame_pts_us=self.frame_pts_us,
            end_us=self.end_us,
            settings=rules or RuleSettings(),
        )


def person(letter: str, role: str | None, *, confirmed: str | None = None) -> Person:
    return Person(letter, role, confirmed, (0.0, 0.0, 100.0, 100.0), (Interval(0, 1),))


def shoot(
    script: Script,
    *,
    seed: int | None = None,
    variable: bool = False,
    dropout: float = 0.0,
    roles: Sequence[tuple[str, str | None]] = (("A", "caregiver"), ("B", "child")),
) -> Shoot:
    """Film a script: sample it at 10 Hz, add noise with ``seed``, lose a share of the samples to ``dropout``
    (of 0.05, no more than two running; of more, as it comes)."""
    rng = np.random.default_rng(seed)
    frames = frames_at(script.seconds, rng if variable else None)
    pts = samples_of(frames)
    t = pts / 1e6
    tracks = []
    for letter, rest, curves in (("A", CAREGIVER_REST, script.caregiver), ("B", CHILD_REST, script.child)):
        values = {name: curves.get(name, flat(rest.get(name, np.nan)))(t) for name in {**rest, **curves}}
        absent = values["in_view"] < 0.5
        lost = _lost(rng, len(t), dropout)
        for name, value in values.items():
            hidden = absent | lost if name != "in_view" else np.zeros(len(t), dtype=bool)
            tracks.append(_track(name, letter, pts, value, hidden, rng if seed is not None else None))
    pairs = {
        ("B+A", "reach"): script.reach,
        ("B+A", "hand_on"): script.child_hand_on,
        ("A+B", "hand_on"): script.caregiver_hand_on,
        ("B+A", "thing_between"): script.thing_between,
    }
    there = {letter: next(x for x in tracks if x.person == letter and x.name == "in_view").value for letter in "AB"}
    absent = (there["A"] < 0.5) | (there["B"] < 0.5)
    for (letters, name), curve in pairs.items():
        lost = absent | _lost(rng, len(t), dropout)
        tracks.append(_track(name, letters, pts, curve(t), lost, rng if seed is not None else None))
    return Shoot(
        tracks=tuple(tracks),
        people=tuple(person(letter, role) for letter, role in roles),
        frame_pts_us=frames,
        end_us=round(script.seconds * 1e6),
    )


def _track(
    name: str, who: str, pts: np.ndarray, value: np.ndarray, hidden: np.ndarray, rng: np.random.Generator | None
) -> SignalTrack:
    error = np.clip(rng.normal(0, 1, len(pts)), -2.5, 2.5) if rng is not None else np.zeros(len(pts))
    noisy = value + NOISE.get(name, 0.0) * error
    return SignalTrack(
        name=name,
        unit=SIGNALS[name][0],
        person=who,
        pts_us=pts,
        value=np.where(hidden, np.nan, noisy).astype(np.float32),
        validity=np.where(hidden, 0.0, 0.9).astype(np.float32),
        model="scripted@1",
    )


def _lost(rng: np.random.Generator, n: int, dropout: float) -> np.ndarray:
    lost = rng.random(n) < dropout
    if dropout <= 0.05:
        lost[2:] &= ~(lost[1:-1] & lost[:-2])
    return lost
