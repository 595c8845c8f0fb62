"""Frames in which somebody is, nobody knows where: who is lost without leaving over the edge, and until when.

What holds forwards in time holds backwards: whoever appears out of nowhere was there before.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from coder.vocabulary.time import MICROS
from models.blurring.head_detection import FACE_SURE, HeadEllipse

Times = npt.NDArray[np.int64]

REACH, REACH_A_SECOND = 0.9, 2.0
"""How far a head may have moved between two sightings: sizes of it, at once and for each second between."""
SIZES_APART = 2.2
"""Two sightings of one head differ by less than this factor in size."""
HOLD_US = 1_000_000
"""How long a lost head stays hidden where it was, forwards and backwards."""
SOMEBODY_US, SOMEBODY_SIGHTINGS = 300_000, 4
"""A followed head is somebody, who cannot vanish, where a sure face was seen for this long and this often."""
EDGE = 0.04
"""A face whose box comes this near to the edge (share of the picture's shorter side) is about to leave over it."""
SPEED_US, LEAVES_US = 400_000, 400_000
"""The stretch before it is lost over which a head's speed is taken, and within which it would be at the edge."""


@dataclass(slots=True)
class Followed:
    """One head over time: frames in which it was seen, and where."""

    frames: list[int] = field(default_factory=list)
    heads: list[HeadEllipse] = field(default_factory=list)


def away(last: HeadEllipse, head: HeadEllipse, after_us: int) -> float:
    """How far apart two sightings are; one head's are less than 1."""
    small, large = sorted((last.size, head.size))
    if large > SIZES_APART * small:
        return math.inf
    reach = large * (REACH + REACH_A_SECOND * after_us / MICROS)
    return math.hypot(last.x - head.x, last.y - head.y) / reach


def missing(
    tracks: Sequence[Followed], seen: Sequence[Sequence[HeadEllipse]], pts_us: Times, *, width: int, height: int
) -> npt.NDArray[np.bool_]:
    """Mark the frames, bool (frames,), in which somebody is lost from sight for longer than a lost head is held."""
    together = np.array([_apart(heads) for heads in seen])
    forwards = _vanished(tracks, together, pts_us, width, height)
    last = len(pts_us) - 1
    turned = [Followed([last - frame for frame in t.frames[::-1]], t.heads[::-1]) for t in tracks]
    backwards = _vanished(turned, together[::-1], pts_us[-1] - pts_us[::-1], width, height)
    return forwards | backwards[::-1]


def _vanished(
    tracks: Sequence[Followed], together: npt.NDArray[np.int_], pts_us: Times, width: int, height: int
) -> npt.NDArray[np.bool_]:
    people = [track for track in tracks if _is_somebody(track, pts_us)]
    whole = np.zeros(len(pts_us), np.bool_)
    appear = sorted(track.frames[0] for track in people)
    for track in sorted(_unaccounted(people, tracks, pts_us, width, height), key=lambda track: track.frames[-1]):
        frame = track.frames[-1]
        # As many faces apart as when this one was last among them: nobody is missing.
        sure = max(_sure_frames(track), default=frame)
        all_there = np.flatnonzero(together[frame + 1 :] >= max(1, together[sure]))
        found = int(pts_us[frame + 1 + all_there[0]]) if len(all_there) else int(pts_us[-1]) + 1
        # Whoever appears next may be who was lost; where they appear is held backwards, too.
        following = next((first for first in appear if first > frame), None)
        if following is not None:
            appear.remove(following)
            found = min(found, int(pts_us[following]) - HOLD_US)
        whole[(pts_us > pts_us[frame] + HOLD_US) & (pts_us < found)] = True
    return whole


def _unaccounted(
    people: Sequence[Followed], tracks: Sequence[Followed], pts_us: Times, width: int, height: int
) -> list[Followed]:
    """Tracks at whose end somebody is nowhere: not over the edge, and not going on as another track."""
    found: list[Followed] = []
    asked = list(people)
    for track in asked:  # grows: who takes over has to be accounted for in turn
        if track.frames[-1] == len(pts_us) - 1 or _leaves(track, pts_us, width, height):
            continue
        near = [(_takes_over(t, track, pts_us), n) for n, t in enumerate(tracks) if t is not track]
        apart, n = min(near, default=(math.inf, 0))
        if apart >= 1:
            found.append(track)
        elif all(tracks[n] is not t for t in asked):
            asked.append(tracks[n])
    return found


def _apart(heads: Sequence[HeadEllipse]) -> int:
    """How many sure faces there are in one frame, those that lie on one another counted once."""
    kept: list[HeadEllipse] = []
    for head in heads:
        if head.face >= FACE_SURE and all(away(one, head, 0) >= 1 for one in kept):
            kept.append(head)
    return len(kept)


def _takes_over(other: Followed, track: Followed, pts_us: Times) -> float:
    """How near another track goes on where this one ends; from 1 on it is another head.

    Two that were surely seen in one frame, apart, are two people, and neither stands for the other. One that does not
    last longer is no help.
    """
    when, head = int(pts_us[track.frames[-1]]), track.heads[-1]
    if other.frames[-1] <= track.frames[-1] or int(pts_us[other.frames[0]]) > when + HOLD_US:
        return math.inf
    if _sure_frames(track) & _sure_frames(other):
        return math.inf
    apart = math.inf
    for frame, seen in zip(other.frames, other.heads, strict=True):
        after = int(pts_us[frame]) - when
        if 0 < after <= HOLD_US:
            apart = min(apart, away(head, seen, after))
    return apart


def _sure_frames(track: Followed) -> set[int]:
    return {frame for frame, head in zip(track.frames, track.heads, strict=True) if head.face >= FACE_SURE}


def _is_somebody(track: Followed, pts_us: Times) -> bool:
    sure = _sure_frames(track)
    return len(sure) >= SOMEBODY_SIGHTINGS and int(pts_us[max(sure)] - pts_us[min(sure)]) >= SOMEBODY_US


def _leaves(track: Followed, pts_us: Times, width: int, height: int) -> bool:
    """Whether a head, where it was seen last, is on its way over the edge of the picture."""
    last, when = track.heads[-1], int(pts_us[track.frames[-1]])
    n = next(n for n, frame in enumerate(track.frames) if when - int(pts_us[frame]) <= SPEED_US)
    seconds = max(when - int(pts_us[track.frames[n]]), 1) / MICROS
    speed_x, speed_y = (last.x - track.heads[n].x) / seconds, (last.y - track.heads[n].y) / seconds
    margin, soon = EDGE * min(width, height), LEAVES_US / MICROS
    for x, y in ((last.x, last.y), (last.x + speed_x * soon, last.y + speed_y * soon)):
        # Half of what is hidden is the face itself.
        left, right = x - 0.5 * last.half_width, x + 0.5 * last.half_width
        upper, lower = y - 0.5 * last.half_height, y + 0.5 * last.half_height
        if left < margin or upper < margin or right > width - margin or lower > height - margin:
            return True
    return False
