"""Onset and offset of what is in hand: a frame earlier or later, here, or where an edge was dragged to."""

from __future__ import annotations

from collections.abc import Callable

from coder.study.edits.changes import Edit
from coder.study.edits.coding import MoveEvent
from coder.vocabulary.events import Proposal
from coder.vocabulary.language import tr
from coder.vocabulary.time import Interval
from ui.player.engine import PlayerEngine
from ui.player.playback_control import PlayControl
from ui.review.review_panel import ReviewPanel
from ui.timeline.edge_move import MovedEdge
from ui.timeline.timeline_feed import TimelineFeed
from ui.timeline.timeline_view import TimelineView
from ui.window.window_control import WindowControl


class TimesInHand(WindowControl):
    """Times of a proposal wait with it until it is decided on; those of an event are an edit of their own.

    Signals: ``told(str)`` for the status line.
    """

    def __init__(
        self,
        panel: ReviewPanel,
        timeline: TimelineView,
        feed: TimelineFeed,
        engine: PlayerEngine,
        play: PlayControl,
        edit: Callable[[Edit], bool],
    ) -> None:
        super().__init__()
        self._panel, self._timeline, self._feed = panel, timeline, feed
        self._engine, self._play, self._edit = engine, play, edit
        panel.pending_changed.connect(self._show_pending)

    def onset_earlier(self) -> None:
        """Onset one frame earlier."""
        self._nudge(MovedEdge.ONSET, -1)

    def onset_later(self) -> None:
        """Onset one frame later."""
        self._nudge(MovedEdge.ONSET, 1)

    def offset_earlier(self) -> None:
        """Offset one frame earlier."""
        self._nudge(MovedEdge.OFFSET, -1)

    def offset_later(self) -> None:
        """Offset one frame later."""
        self._nudge(MovedEdge.OFFSET, 1)

    def onset_here(self) -> None:
        """Onset at the frame that is shown."""
        held = self._held()
        if held is not None:
            self._place(self._engine.pts_us, held.offset_us)

    def offset_here(self) -> None:
        """Offset at the frame that is shown: the first in which it is over."""
        held = self._held()
        if held is not None:
            self._place(self._engine.pts_us if held.duration_us == 0 else held.onset_us, self._engine.pts_us)

    def show_edge(self, us: int) -> None:
        """Stop at the first frame of a state, or the first without it: an edge is the PTS of a frame."""
        self._engine.pause()
        self._engine.seek_time(us)

    def edge_previewed(self, us: int | None) -> None:
        """Show the frame under an edge that is being dragged."""
        if us is not None:
            self.show_edge(us)

    @property
    def moved(self) -> Proposal | None:
        """The proposal in hand, where its times were moved and it is not decided on."""
        held = self._panel.current
        as_drafted = held is not None and self._panel.pending == (held.draft.onset_us, held.draft.offset_us)
        return None if as_drafted else held

    def give_up(self) -> bool:
        """Forget times that were moved and not decided on; return whether there were any."""
        held = self.moved
        if held is not None:
            self._panel.set_pending(held.draft.onset_us, held.draft.offset_us)
        return held is not None

    def _show_pending(self, onset_us: int, offset_us: int) -> None:
        current = self._panel.current
        if current is not None:
            self._feed.show_pending(current.id, onset_us, offset_us)
            self._play.choose(Interval(onset_us, offset_us))

    def _nudge(self, edge: MovedEdge, frames: int) -> None:
        if self._held() is None:
            return
        moved = self._timeline.nudge(edge, frames)
        if moved is not None:
            self._place(moved.onset_us, moved.offset_us)
            self.show_edge(moved.onset_us if edge is MovedEdge.ONSET else moved.offset_us)

    def _held(self) -> Interval | None:
        event = self._panel.event_in_hand
        if event is not None:
            return event.interval
        return Interval(*self._panel.pending) if self._panel.current is not None else None

    def _place(self, onset_us: int, offset_us: int) -> None:
        held, event = self._held(), self._panel.event_in_hand
        if held is None:
            return
        if held.duration_us == 0:
            offset_us = onset_us
        elif offset_us <= onset_us:
            self.told.emit(tr("The offset must lie after the onset."))
            return
        if event is not None:
            self._edit(MoveEvent(event.id, onset_us, offset_us))
        else:
            self._panel.set_pending(onset_us, offset_us)
