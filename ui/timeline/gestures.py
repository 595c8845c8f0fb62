"""What a press of the mouse begins: scrub, range, edge, pan, width of the names. Each ends once or is called off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coder.vocabulary.language import plural
from coder.vocabulary.time import Interval
from ui.timeline.edge_move import MovedEdge, length, moved, snapped, told
from ui.timeline.live_painter import Ghost
from ui.timeline.timeline_model import Item

if TYPE_CHECKING:
    from ui.timeline.timeline_view import TimelineView

DRAG_FROM_PX = 3
"""A press that moves less is a click: selecting an item must not move its edge."""

SNAP_PX = 7


class Gesture:
    """From a press to its release. ``ghost`` and ``words`` are drawn meanwhile."""

    scrolls = False
    """Whether the view scrolls along when the pointer leaves it."""

    def __init__(self, view: TimelineView) -> None:
        self.view = view
        self.ghost: Ghost | None = None
        self.range: Interval | None = None
        self.words: tuple[str, int] | None = None

    def move(self, x: float, *, free: bool) -> None:
        """The pointer is at ``x`` pixels of the track area; ``free`` passes neighbours by."""

    def release(self) -> None:
        """The button was let go: say what came of it."""

    def cancel(self) -> None:
        """Leave everything as it was before the press."""


class Scrub(Gesture):
    """Drag along the ruler: the playhead follows, frame by frame."""

    scrolls = True

    def __init__(self, view: TimelineView) -> None:
        super().__init__(view)
        self._before_us = view.playhead_us
        self._last_us: int | None = None

    def move(self, x: float, *, free: bool) -> None:
        """Ask for the frame under the pointer, once for each frame."""
        us = self.view.frame_time(self.view.scale.us_at(x))
        if us != self._last_us:
            self._last_us = us
            self.view.seek_requested.emit(us)

    def cancel(self) -> None:
        """Go back to where the playhead was."""
        self.view.seek_requested.emit(self._before_us)


class SelectRange(Gesture):
    """Drag over empty time: a range from frame to frame. Without a drag: a click, which seeks."""

    scrolls = True

    def __init__(self, view: TimelineView, x: float) -> None:
        super().__init__(view)
        self._press_px = x
        self._press_us = view.scale.us_at(x)
        self._dragged = False

    def move(self, x: float, *, free: bool) -> None:
        """Stretch the range to the pointer."""
        self._dragged = self._dragged or abs(x - self._press_px) >= DRAG_FROM_PX
        if not self._dragged:
            return
        from_us = snap(self.view, self._press_us, free=free)
        to_us = snap(self.view, self.view.scale.us_at(x), free=free)
        span = Interval(min(from_us, to_us), max(from_us, to_us))
        self.range = span if span.duration_us else None
        frames = self.view.frames.steps_between(span.onset_us, span.offset_us)
        self.words = f"{length(span.duration_us)} · {frames} {plural(frames, 'frame', 'frames')}", to_us

    def release(self) -> None:
        """Select the range, or seek."""
        if self.range is not None:
            self.view.set_range(self.range)
            self.view.range_selected.emit(self.range.onset_us, self.range.offset_us)
        else:
            self.view.seek_requested.emit(self.view.frame_time(self._press_us))


class DragEdge(Gesture):
    """Drag an edge (or a point): shown as a ghost, told once at release, applied by whoever owns the data."""

    scrolls = True

    def __init__(self, view: TimelineView, item: Item, edge: MovedEdge, x: float) -> None:
        super().__init__(view)
        self.item = item
        self._edge = edge
        self._press_px = x
        at_us = item.offset_us if edge is MovedEdge.OFFSET else item.onset_us
        # The edge keeps its distance to the pointer: taking hold of it must not move it.
        self._held_us = at_us - view.scale.us_at(x)
        self._interval = self._before = Interval(item.onset_us, item.offset_us)
        self._dragged = False

    def move(self, x: float, *, free: bool) -> None:
        """Bring the edge to the pointer."""
        self._dragged = self._dragged or abs(x - self._press_px) >= DRAG_FROM_PX
        if not self._dragged:
            return
        us = self.view.scale.us_at(x) + self._held_us
        target = snap(self.view, us, free=free, item=self.item)
        self._interval = moved(self.item, self._edge, target, self.view.frames)
        at_us = self._interval.offset_us if self._edge is MovedEdge.OFFSET else self._interval.onset_us
        if self.ghost is None or self.ghost.at_us != at_us:
            self.view.edge_previewed.emit(at_us)
        self.ghost = Ghost(self.item, self._interval, at_us)
        self.words = told(self._before, self._interval, self._edge, self.view.frames), at_us

    def release(self) -> None:
        """Say where the edge was let go, if that is elsewhere."""
        self._end_preview()
        if self._interval != self._before:
            self.view.edge_dragged.emit(self.item.id, self._interval.onset_us, self._interval.offset_us)

    def cancel(self) -> None:
        """The edge was never moved."""
        self._end_preview()

    def _end_preview(self) -> None:
        if self.ghost is not None:
            self.view.edge_previewed.emit(None)


class Pan(Gesture):
    """Drag the clip along under the pointer."""

    def __init__(self, view: TimelineView, x: float) -> None:
        super().__init__(view)
        self._last_px = x

    def move(self, x: float, *, free: bool) -> None:
        """Scroll by what the pointer moved."""
        self.view.set_scale(self.view.scale.panned(self._last_px - x))
        self._last_px = x


class ResizeNames(Gesture):
    """Drag the border of the column of names."""

    def __init__(self, view: TimelineView) -> None:
        super().__init__(view)
        self._before_px = view.label_width

    def move(self, x: float, *, free: bool) -> None:
        """Put the border under the pointer."""
        self.view.set_label_width(self.view.label_width + round(x))

    def cancel(self) -> None:
        """Give the column its old width."""
        self.view.set_label_width(self._before_px)


def snap(view: TimelineView, us: int, *, free: bool, item: Item | None = None) -> int:
    """The frame time for ``us``; unless ``free``, edges of other items and the playhead nearby come first."""
    reach_us = SNAP_PX * view.scale.us_per_px
    near: list[int] = []
    if not free:
        near = [view.playhead_us]
        for tier in view.model.tiers:
            index = view.model.index(tier.id)
            for i in index.between(us - reach_us, us + reach_us).tolist():
                other = index.items[i]
                if item is None or other.id != item.id:
                    near += [other.onset_us, other.offset_us]
    return snapped(us, view.frames, neighbours=near, reach_us=reach_us)
