"""From what may be heads in single frames to what is hidden in each: followed over time, held through gaps.

A head that is seen again is hidden all the way between. One that is lost stays hidden where it was for a while,
growing, and so does the place at which one appears, backwards. Where somebody who was surely there is lost for longer,
and did not leave over the edge of the picture, nobody can say where the face is: then the whole frame is hidden.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from coder.timebase import MICROS
from models.blurring.heads import FACE_SURE, Head

HOLD_US = 1_000_000
"""How long a lost head stays hidden where it was, forwards and backwards."""
GROWTH = 0.8
"""By how much what is hidden has grown at the end of the hold: a head that is not seen may move."""
REACH, REACH_A_SECOND = 0.9, 2.0
"""How far a head may have moved between two sightings: sizes of it, at once and for each second between."""
SIZES_APART = 2.2
"""Two sightings of one head differ by less than this factor in size."""
SOMEBODY_US, SOMEBODY_SIGHTINGS = 300_000, 4
"""A followed head is somebody, who cannot vanish, where a sure face was seen for this long and this often."""
SAME, SAME_US = 0.6, 300_000
"""Two heads that lie this much nearer than the reach, this soon after one of them was seen last, are one head."""
EDGE = 0.04
"""A face whose box comes this near to the edge (share of the picture's shorter side) is about to leave over it."""
SPEED_US = 400_000
"""The stretch before it is lost over which a head's speed is taken."""
GENEROUS = 1.15
"""Everything is hidden this much larger than the head seems."""


@dataclass(slots=True)
class Followed:
    """One head over time: frames in which it was seen, and where."""

    frames: list[int] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is hidden in one frame: these places, or all of it."""

    heads: tuple[Head, ...]
    whole: bool = False


def plan(
    seen: Sequence[Sequence[Head]], pts_us: npt.NDArray[np.int64], *, width: int, height: int
) -> tuple[Hidden, ...]:
    """Say what to hide in each frame.

    Parameters
    ----------
    seen : sequence of sequences of Head
        What may be heads, for each frame.
    pts_us : int64 array (frames,)
        Time of each frame, never decreasing.
    width, height : int
        Pixels of the picture.
    """
    tracks = follow(seen, pts_us)
    hidden: list[list[Head]] = [[head.grown(GENEROUS) for head in heads] for heads in seen]
    for track in tracks:
        _hold(track, hidden, pts_us)
    whole = _lost(tracks, pts_us, width, height)
    return tuple(Hidden(tuple(heads), bool(all_)) for heads, all_ in zip(hidden, whole, strict=True))


def follow(seen: Sequence[Sequence[Head]], pts_us: npt.NDArray[np.int64]) -> list[Followed]:
    """Link sightings to heads: each to the nearest one that it can be, several of one frame to the same."""
    tracks: list[Followed] = []
    open_: list[Followed] = []
    for frame, heads in enumerate(seen):
        now = int(pts_us[frame])
        open_ = [track for track in open_ if now - int(pts_us[track.frames[-1]]) <= 2 * HOLD_US]
        before = [(track, track.heads[-1], track.frames[-1]) for track in open_]
        fresh: list[Followed] = []
        for head in sorted(heads, key=lambda head: -head.face):
            near = [
                (away, n)
                for n, (_, last, when) in enumerate(before)
                if (away := _away(last, head, now - int(pts_us[when]))) < 1
            ]
            again = next((track for track in fresh if _away(track.heads[-1], head, 0) < 1), None)
            if near:
                track = before[min(near)[1]][0]
            elif again is not None:
                track = again
            else:
                track = Followed()
                fresh.append(track)
            if track.frames and track.frames[-1] == frame:
                # The surest sighting of a frame stands for the track; the others are hidden as they are.
                continue
            track.frames.append(frame)
            track.heads.append(head)
        tracks += fresh
        open_ += fresh
    return tracks


def _away(last: Head, head: Head, after_us: int) -> float:
    """How far apart two sightings are; one head's are less than 1."""
    small, large = sorted((last.size, head.size))
    if large > SIZES_APART * small:
        return math.inf
    reach = large * (REACH + REACH_A_SECOND * after_us / MICROS)
    return math.hypot(last.x - head.x, last.y - head.y) / reach


def _hold(track: Followed, hidden: list[list[Head]], pts_us: npt.NDArray[np.int64]) -> None:
    """Hide a head between its sightings, and for a while before the first and after the last."""
    first, last = track.frames[0], track.frames[-1]
    for frame in range(len(hidden)):
        at = int(pts_us[frame])
        if frame < first:
            after, head = int(pts_us[first]) - at, track.heads[0]
        elif frame > last:
            after, head = at - int(pts_us[last]), track.heads[-1]
        else:
            i = int(np.searchsorted(track.frames, frame, side="right")) - 1
            if track.frames[i] == frame:
                continue
            head, after = _between(track, i, at, pts_us)
        if after <= HOLD_US:
            hidden[frame].append(head.grown(GENEROUS + GROWTH * after / HOLD_US))


def _between(track: Followed, i: int, at: int, pts_us: npt.NDArray[np.int64]) -> tuple[Head, int]:
    """The head on its way from one sighting to the next, as large as the larger, and how far from the nearer (µs)."""
    a, b = track.heads[i], track.heads[i + 1]
    begin, end = int(pts_us[track.frames[i]]), int(pts_us[track.frames[i + 1]])
    part = (at - begin) / max(end - begin, 1)
    half_width, half_height = max(a.half_width, b.half_width), max(a.half_height, b.half_height)
    head = Head(a.x + part * (b.x - a.x), a.y + part * (b.y - a.y), half_width, half_height)
    return head, min(at - begin, end - at)


def _lost(tracks: Sequence[Followed], pts_us: npt.NDArray[np.int64], width: int, height: int) -> npt.NDArray[np.bool_]:
    """Mark frames in which somebody is, nobody knows where."""
    people = [track for track in tracks if _is_somebody(track, pts_us)]
    start, end = int(pts_us[0]), int(pts_us[-1])

    def accounted_for(track: Followed, *, forward: bool) -> bool:
        return _leaves(track, pts_us, width, height, forward=forward) or any(
            _takes_over(other, track, pts_us, forward=forward) for other in tracks if other is not track
        )

    gone = [t for t in people if int(pts_us[t.frames[-1]]) < end and not accounted_for(t, forward=True)]
    come = [t for t in people if int(pts_us[t.frames[0]]) > start and not accounted_for(t, forward=False)]
    waiting = sorted(come, key=lambda t: t.frames[0])
    whole = np.zeros(len(pts_us), np.bool_)

    def hide(after: int, before: int) -> None:
        whole[(pts_us > after) & (pts_us < before)] = True

    for track in sorted(gone, key=lambda t: t.frames[-1]):
        lost = int(pts_us[track.frames[-1]])
        # Whoever appears next, not over the edge, may be who was lost.
        found = next((t for t in waiting if t is not track and t.frames[0] > track.frames[-1]), None)
        if found is not None:
            waiting.remove(found)
        hide(lost + HOLD_US, int(pts_us[found.frames[0]]) - HOLD_US if found is not None else end + 1)
    for track in waiting:
        hide(start - 1, int(pts_us[track.frames[0]]) - HOLD_US)
    # Within one track, a gap longer than both holds.
    for track in people:
        times = pts_us[track.frames]
        for i in np.flatnonzero(np.diff(times) > 2 * HOLD_US):
            hide(int(times[i]) + HOLD_US, int(times[i + 1]) - HOLD_US)
    return whole


def _takes_over(other: Followed, track: Followed, pts_us: npt.NDArray[np.int64], *, forward: bool) -> bool:
    """Whether another track goes on where this one ends (or, backwards, begins): then both are one head.

    One that was there all along is the same head only where it lies on it; one that is new may have moved.
    """
    end = -1 if forward else 0
    when, head = int(pts_us[track.frames[end]]), track.heads[end]
    new = other.frames[0] > track.frames[-1] if forward else other.frames[-1] < track.frames[0]
    within, near = (HOLD_US, 1.0) if new else (SAME_US, SAME)
    for frame, seen in zip(other.frames, other.heads, strict=True):
        after = int(pts_us[frame]) - when if forward else when - int(pts_us[frame])
        if 0 < after <= within and _away(head, seen, after if new else 0) < near:
            return True
    return False


def _is_somebody(track: Followed, pts_us: npt.NDArray[np.int64]) -> bool:
    sure = [frame for frame, head in zip(track.frames, track.heads, strict=True) if head.face >= FACE_SURE]
    return len(sure) >= SOMEBODY_SIGHTINGS and int(pts_us[sure[-1]] - pts_us[sure[0]]) >= SOMEBODY_US


def _leaves(track: Followed, pts_us: npt.NDArray[np.int64], width: int, height: int, *, forward: bool) -> bool:
    """Whether a head, where it was seen last (or, backwards, first), is on its way over the edge of the picture."""
    frames, heads = (track.frames, track.heads) if forward else (track.frames[::-1], track.heads[::-1])
    last, when = heads[-1], int(pts_us[frames[-1]])
    lately = [head for head, frame in zip(heads, frames, strict=True) if abs(when - int(pts_us[frame])) <= SPEED_US]
    since = next(frame for frame in frames if abs(when - int(pts_us[frame])) <= SPEED_US)
    seconds = max(abs(when - int(pts_us[since])) / MICROS, 1e-6)
    speed_x, speed_y = (last.x - lately[0].x) / seconds, (last.y - lately[0].y) / seconds
    margin = EDGE * min(width, height)
    for x, y in ((last.x, last.y), (last.x + speed_x * HOLD_US / MICROS, last.y + speed_y * HOLD_US / MICROS)):
        # Half of what is hidden is the face itself.
        left, right = x - 0.5 * last.half_width, x + 0.5 * last.half_width
        upper, lower = y - 0.5 * last.half_height, y + 0.5 * last.half_height
        if left < margin or upper < margin or right > width - margin or lower > height - margin:
            return True
    return False
