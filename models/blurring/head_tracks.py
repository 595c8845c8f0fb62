"""From what may be heads in single frames to what is hidden in each: followed over time, held through gaps.

A head that is seen again is hidden all the way between. One that is lost stays hidden where it was for a while,
growing, and so does the place at which one appears, backwards. Where somebody who was surely there is lost for longer,
and did not leave over the edge of the picture, nobody can say where the face is: then the whole frame is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.blurring.head_detection import RESULT_LEAST, HeadEllipse
from models.blurring.lost_heads import HOLD_US, Followed, away, missing

GROWTH = 0.8
"""By how much what is hidden has grown at the end of the hold: a head that is not seen may move."""
WEAK_REACH, WEAK_HOLD_US = 0.5, 300_000
"""What the analysis would not call a face carries a head on only so near, starts none, and is held for so long."""
GENEROUS = 1.15
"""Everything is hidden this much larger than the head seems."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is hidden in one frame: these places, or all of it."""

    heads: tuple[HeadEllipse, ...]
    whole: bool = False


def plan(
    seen: Sequence[Sequence[HeadEllipse]], pts_us: npt.NDArray[np.int64], *, width: int, height: int
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
    hidden: list[list[HeadEllipse]] = [[head.grown(GENEROUS) for head in heads] for heads in seen]
    for frame, heads in enumerate(seen):
        if weak := [head.grown(GENEROUS) for head in heads if _is_weak(head)]:
            for near in _around(pts_us, int(pts_us[frame]), WEAK_HOLD_US):
                hidden[near] += weak
    for track in tracks:
        _hold(track, hidden, pts_us)
    whole = missing(tracks, seen, pts_us, width=width, height=height)
    return tuple(Hidden(tuple(heads), bool(all_)) for heads, all_ in zip(hidden, whole, strict=True))


def follow(seen: Sequence[Sequence[HeadEllipse]], pts_us: npt.NDArray[np.int64]) -> list[Followed]:
    """Link sightings to heads: each to the nearest one that it can be, several of one frame to the same."""
    tracks: list[Followed] = []
    open_: list[Followed] = []
    for frame, heads in enumerate(seen):
        now = int(pts_us[frame])
        open_ = [track for track in open_ if now - int(pts_us[track.frames[-1]]) <= 2 * HOLD_US]
        before = [(track, track.heads[-1], track.frames[-1]) for track in open_]
        fresh: list[Followed] = []
        for head in sorted(heads, key=lambda head: -head.face):
            most = WEAK_REACH if _is_weak(head) else 1.0
            near = [
                (apart, n)
                for n, (_, last, when) in enumerate(before)
                if (apart := away(last, head, now - int(pts_us[when]))) < most
            ]
            if not near and _is_weak(head):
                continue
            again = next((track for track in fresh if away(track.heads[-1], head, 0) < 1), None)
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


def _hold(track: Followed, hidden: list[list[HeadEllipse]], pts_us: npt.NDArray[np.int64]) -> None:
    """Hide a head at its sightings and between them, and for a while before the first and after the last."""
    times = pts_us[track.frames]
    first, last = track.frames[0], track.frames[-1]
    for frame in range(_around(pts_us, int(times[0]), HOLD_US).start, _around(pts_us, int(times[-1]), HOLD_US).stop):
        at = int(pts_us[frame])
        if frame < first:
            after, head = int(times[0]) - at, track.heads[0]
        elif frame > last:
            after, head = at - int(times[-1]), track.heads[-1]
        else:
            head, after = _between(track, times, at)
        hidden[frame].append(head.grown(GENEROUS + GROWTH * after / HOLD_US))


def _between(track: Followed, times: npt.NDArray[np.int64], at: int) -> tuple[HeadEllipse, int]:
    """The head at a sighting or on its way to the next one, and how far in time from the nearer (µs).

    It is as large as it was seen at most within the hold around: heads do not shrink, but what is seen of them does.
    """
    i = int(np.searchsorted(times, at, side="right")) - 1
    following = min(i + 1, len(times) - 1)
    a, b = track.heads[i], track.heads[following]
    begin, end = int(times[i]), int(times[following])
    part = (at - begin) / max(end - begin, 1)
    near = _around(times, at, HOLD_US)
    around = (a, b, *track.heads[near.start : near.stop])
    half_width, half_height = max(h.half_width for h in around), max(h.half_height for h in around)
    head = HeadEllipse(a.x + part * (b.x - a.x), a.y + part * (b.y - a.y), half_width, half_height)
    return head, min(at - begin, max(end - at, 0))


def _around(times: npt.NDArray[np.int64], at: int, by: int) -> range:
    """Numbers of the times that lie no further than ``by`` from a moment."""
    return range(int(np.searchsorted(times, at - by)), int(np.searchsorted(times, at + by, side="right")))


def _is_weak(head: HeadEllipse) -> bool:
    return 0 < head.face < RESULT_LEAST
