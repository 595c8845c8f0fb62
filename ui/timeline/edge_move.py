"""Moving an edge: where it may go, what it snaps to, and how the move is told. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from coder.vocabulary.language import plural, tr
from coder.vocabulary.time import MICROS, Interval, format_us
from ui.timeline.frame_times import FrameGrid
from ui.timeline.timeline_model import Item


class MovedEdge(StrEnum):
    """What of an item is moved. ``BOTH`` moves all of it, as a point always does."""

    ONSET = "onset"
    OFFSET = "offset"
    BOTH = "both"


def snapped(us: int, grid: FrameGrid, *, neighbours: Iterable[int] = (), reach_us: float = 0.0) -> int:
    """The frame time that ``us`` stands for.

    A neighbour (an edge of another item, the playhead) within ``reach_us`` wins over a nearer frame. One
    that lies on no frame time is passed over: a code begins at the PTS of a frame, always.
    """
    near = [n for n in neighbours if abs(n - us) <= reach_us and grid.is_bound(n)]
    if near:
        return min(near, key=lambda n: abs(n - us))
    return int(grid.bounds[grid.nearest(us)]) if grid.count else us


def moved(item: Item, edge: MovedEdge, to_us: int, grid: FrameGrid) -> Interval:
    """The interval of ``item`` with ``edge`` moved to ``to_us``, which is a frame time.

    An edge stops one frame short of the other: a state never shrinks to nothing. A point stays on a
    frame, so it stops at the last one's PTS rather than at the end of the clip.
    """
    onset, offset = item.onset_us, item.offset_us
    if not grid.count:
        return Interval(onset, offset)
    if item.point:
        at = min(to_us, grid.pts(grid.count - 1))
        return Interval(at, at)
    if edge is MovedEdge.ONSET:
        last = grid.stepped(offset, -1)
        return Interval(min(to_us, last), offset) if last < offset else Interval(onset, offset)
    if edge is MovedEdge.OFFSET:
        first = grid.stepped(onset, +1)
        return Interval(onset, max(to_us, first)) if first > onset else Interval(onset, offset)
    return _moved_whole(item, to_us, grid)


def nudged(item: Item, edge: MovedEdge, frames: int, grid: FrameGrid) -> Interval:
    """The interval of ``item`` with ``edge`` moved by so many frames of the clip (negative: earlier)."""
    from_us = item.offset_us if edge is MovedEdge.OFFSET else item.onset_us
    return moved(item, edge, grid.stepped(from_us, frames), grid)


def _moved_whole(item: Item, onset_us: int, grid: FrameGrid) -> Interval:
    """Move onset and offset by the same number of frames, stopping where either meets an end of the clip."""
    steps = grid.steps_between(item.onset_us, onset_us)
    room_before = grid.nearest(item.onset_us)
    room_after = grid.count - grid.nearest(item.offset_us)
    steps = min(max(steps, -room_before), room_after)
    if not steps:
        return Interval(item.onset_us, item.offset_us)
    return Interval(grid.stepped(item.onset_us, steps), grid.stepped(item.offset_us, steps))


def told(before: Interval, after: Interval, edge: MovedEdge, grid: FrameGrid) -> str:
    """The move in words: new time, difference in frames and in milliseconds, new length."""
    if edge is MovedEdge.OFFSET:
        name, was, now = "offset", before.offset_us, after.offset_us
    else:
        name, was, now = "onset", before.onset_us, after.onset_us
    frames = grid.steps_between(was, now)
    parts = [
        f"{name} {format_us(now)}",
        f"{frames:+d} {plural(abs(frames), 'frame', 'frames')}",
        tr("{now:+.0f} ms", now=(now - was) / 1000),
    ]
    if after.duration_us:
        parts.append(tr("lasts {length}", length=length(after.duration_us)))
    return " · ".join(parts)


def length(us: int) -> str:
    """A duration as people say it."""
    if us < MICROS:
        return tr("{us:.0f} ms", us=us / 1000)
    if us < 60 * MICROS:
        return tr("{us:.2f} s", us=us / MICROS)
    minutes, seconds = divmod(round(us / MICROS), 60)
    return tr("{minutes} min {seconds} s", minutes=minutes, seconds=seconds)
