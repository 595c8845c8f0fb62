"""Taking the latency's bracket by one of its ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS
from ui.timeline.bracket import Bracket, BracketEnd
from ui.timeline.gestures import DRAG_FROM_PX, Gesture, snap

if TYPE_CHECKING:
    from ui.timeline.timeline_view import TimelineView


class DragBracket(Gesture):
    """Drag an end to another frame, or onto another act; told once, at the release."""

    scrolls = True

    def __init__(self, view: TimelineView, bracket: Bracket, end: BracketEnd, x: float) -> None:
        super().__init__(view)
        self._bracket, self._end, self._press_px = bracket, end, x
        self._us: int | None = None

    def move(self, x: float, *, free: bool) -> None:
        """Bring the end to the pointer."""
        if self._us is None and abs(x - self._press_px) < DRAG_FROM_PX:
            return
        self._us = snap(self.view, self.view.scale.us_at(x), free=free)
        from_us = self._us if self._end is BracketEnd.BID else self._bracket.from_us
        to_us = self._us if self._end is BracketEnd.RESPONSE else self._bracket.to_us
        self.view.edge_previewed.emit(self._us)
        self.words = tr("{to:.2f} s", to=(to_us - from_us) / MICROS), self._us

    def release(self) -> None:
        """Say where it was let go, and on which act."""
        if self._us is not None:
            self.view.edge_previewed.emit(None)
            item = self.view.pointed_item()
            self.view.bracket_dragged.emit(self._end.value, self._us, item.id if item is not None else "")

    def cancel(self) -> None:
        """It was never moved."""
        if self._us is not None:
            self.view.edge_previewed.emit(None)
