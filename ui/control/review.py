"""Deciding, adjusting and coding by hand: the Review and Code menus, and edits from the timeline and the panels."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from coder.edits import Edit, MoveEvent, RemoveEvent, SetRole, SettleOutcome
from coder.events import Event, Proposal
from coder.exchanges import Outcome
from coder.state import RecordingState
from coder.timebase import Interval
from ui.actions import Mode
from ui.control.play import PlayControl
from ui.hand_coding import HandCoder
from ui.panels.review import ReviewPanel
from ui.player.engine import PlayerEngine
from ui.session import Session
from ui.timeline.edges import Edge, nudged
from ui.timeline.frames import FrameGrid
from ui.timeline.model import Item, ItemKind
from ui.timeline.view import TimelineView


class ReviewControl(QObject):
    """Signals: ``changed`` when mode, selection or states under way change; ``told(str)`` for the status line."""

    changed = Signal()
    told = Signal(str)

    def __init__(
        self,
        session: Session,
        panel: ReviewPanel,
        timeline: TimelineView,
        engine: PlayerEngine,
        play: PlayControl,
        ask_coder: Callable[[], bool],
    ) -> None:
        super().__init__()
        self._session, self._panel, self._timeline = session, panel, timeline
        self._engine, self._play, self._ask_coder = engine, play, ask_coder
        self.mode = Mode.REVIEW
        self.selected_event: str | None = None
        self.hand: HandCoder | None = None
        panel.chosen.connect(self._proposal_in_hand)
        panel.decided.connect(self.edit)
        panel.pending_changed.connect(self._show_pending)

    # Deciding

    def accept(self) -> None:
        """Accept the proposal in hand."""
        self._panel.accept()

    def reject(self) -> None:
        """Reject it."""
        self._panel.reject()

    def skip(self) -> None:
        """Leave it for later."""
        self._panel.skip()

    def play_again(self) -> None:
        """Play it again."""
        self._panel.again()

    def next_proposal(self) -> None:
        """Go on without deciding."""
        self._panel.go(1)

    def previous_proposal(self) -> None:
        """Go back."""
        self._panel.go(-1)

    def show_confidence(self) -> None:
        """Show how sure the rule is."""
        self._panel.show_confidence()

    # Times

    def onset_earlier(self) -> None:
        """Onset one frame earlier."""
        self._nudge(Edge.ONSET, -1)

    def onset_later(self) -> None:
        """Onset one frame later."""
        self._nudge(Edge.ONSET, 1)

    def offset_earlier(self) -> None:
        """Offset one frame earlier."""
        self._nudge(Edge.OFFSET, -1)

    def offset_later(self) -> None:
        """Offset one frame later."""
        self._nudge(Edge.OFFSET, 1)

    def onset_here(self) -> None:
        """Onset at the frame that is shown."""
        self._place(lambda held: (self._engine.pts_us, held.offset_us))

    def offset_here(self) -> None:
        """Offset at the frame that is shown."""
        self._place(lambda held: (held.onset_us, self._engine.pts_us))

    def edge_dragged(self, item: str, onset_us: int, offset_us: int) -> None:
        """Take the times of an edge that was dragged in the timeline."""
        current = self._panel.current
        if current is not None and current.id == item:
            self._panel.set_pending(onset_us, offset_us)
        elif self._proposal(item) is not None:
            self._panel.choose(item)
            self._panel.set_pending(onset_us, offset_us)
        elif self._event(item) is not None:
            self.edit(MoveEvent(item, onset_us, offset_us))

    # Selecting

    def item_selected(self, item: str) -> None:
        """Take what was clicked in the timeline in hand."""
        if self._proposal(item) is not None:
            self.selected_event = None
            self._panel.choose(item)
        else:
            self.selected_event = item if self._event(item) is not None else None
        self.changed.emit()

    def go_to(self, item: str) -> None:
        """Show and play a proposal or an event."""
        found = self._event(item)
        proposal = self._proposal(item)
        interval = found.interval if found else proposal.draft.interval if proposal else None
        if interval is None:
            return
        self.item_selected(item)
        self._timeline.select(item)
        self._show(interval)
        self._play.play_loop(interval)

    def remove_event(self) -> None:
        """Remove the selected event."""
        if self.selected_event is not None:
            self.edit(RemoveEvent(self.selected_event))
            self.selected_event = None

    # Who is who, and outcomes

    def role_chosen(self, letter: str, role: str | None) -> None:
        """Settle who a person is."""
        if self._session.state is not None:
            self.edit(SetRole(self._session.state.recording.id, letter, role))

    def settled(self, bid: str, outcome: Outcome | None) -> None:
        """Settle what became of a bid."""
        self.edit(SettleOutcome(bid, outcome))

    # Coding by hand

    def toggle_code_mode(self) -> None:
        """Let letters code, or decide."""
        self.mode = Mode.CODE if self.mode is Mode.REVIEW else Mode.REVIEW
        self.changed.emit()

    def code_key(self, key: str) -> bool:
        """Press a code's key at the frame that is shown; return whether it is one."""
        state, hand = self._session.state, self.hand
        if self.mode is not Mode.CODE or state is None or hand is None or not self._is_code_key(key):
            return False
        for edit in hand.key(key, state.recording.id, self._engine.pts_us):
            self.edit(edit)
        running = ", ".join(f"{code.label} since {onset / 1e6:.2f} s" for _, code, onset in hand.under_way)
        self.told.emit(f"Under way: {running}" if running else "")
        self.changed.emit()
        return True

    def give_up(self) -> None:
        """Forget states that have begun and the times that were moved but not accepted."""
        if self.hand is not None:
            self.hand.give_up()
        current = self._panel.current
        if current is not None:
            self._panel.set_pending(current.draft.onset_us, current.draft.offset_us)
        self.told.emit("")
        self.changed.emit()

    def edit(self, edit: Edit) -> None:
        """Make an edit in the coder's name, asking for it once."""
        if self._session.coder or self._ask_coder():
            self._session.apply(edit, lambda changes: self.told.emit(f"Done: {changes.label}"))

    def show_state(self, state: RecordingState | None) -> None:
        """Take another recording."""
        study = self._session.study
        if state is None or study is None:
            self.hand = None
        elif self.hand is None or self.hand.scheme != study.scheme:
            frames = max(len(state.index), 1)
            self.hand = HandCoder(study.scheme, max(state.index.end_us // frames, 1))
        if self.selected_event is not None and self._event(self.selected_event) is None:
            self.selected_event = None

    # Inside

    def _proposal_in_hand(self, proposal: Proposal | None) -> None:
        if proposal is None:
            self._engine.set_loop(None)
        else:
            self._timeline.select(proposal.id)
            self._play.selection = proposal.draft.interval
            self._show(proposal.draft.interval)
            self._play.play_loop(proposal.draft.interval)
        self.changed.emit()

    def _show(self, interval: Interval) -> None:
        self._timeline.show_range(interval.onset_us, max(interval.offset_us, interval.onset_us + 1))

    def _show_pending(self, onset_us: int, offset_us: int) -> None:
        self._timeline.set_range(Interval(onset_us, offset_us))
        self._play.selection = Interval(onset_us, offset_us)

    def _nudge(self, edge: Edge, frames: int) -> None:
        state = self._session.state
        if state is None:
            return
        grid = FrameGrid.of(state.index.pts_us, state.index.end_us)
        self._place(lambda held: nudged(_as_item(held), edge, frames, grid))
        held = self._held()
        if held is not None:
            self._engine.pause()
            self._engine.seek_time(held.onset_us if edge is Edge.ONSET else max(held.offset_us - 1, 0))

    def _held(self) -> Interval | None:
        event = self._event(self.selected_event) if self.selected_event else None
        if event is not None:
            return event.interval
        return Interval(*self._panel.pending) if self._panel.current is not None else None

    def _place(self, move: Callable[[Interval], tuple[int, int] | Interval]) -> None:
        held = self._held()
        if held is None:
            return
        moved = move(held)
        onset, offset = (moved.onset_us, moved.offset_us) if isinstance(moved, Interval) else moved
        if held.duration_us == 0:
            offset = onset
        if offset < onset or (held.duration_us and offset == onset):
            self.told.emit("The offset must lie after the onset.")
            return
        if self.selected_event is not None:
            self.edit(MoveEvent(self.selected_event, onset, offset))
        else:
            self._panel.set_pending(onset, offset)

    def _is_code_key(self, key: str) -> bool:
        return self.hand is not None and any(code.key == key.lower() for code in self.hand.scheme.codes if code.key)

    def _proposal(self, item: str) -> Proposal | None:
        state = self._session.state
        return next((p for p in state.queue if p.id == item), None) if state else None

    def _event(self, item: str | None) -> Event | None:
        state = self._session.state
        return next((e for e in state.events if e.id == item), None) if state else None


def _as_item(held: Interval) -> Item:
    """Return an interval as the timeline's own arithmetic takes it."""
    point = held.duration_us == 0
    return Item("held", "held", held.onset_us, held.offset_us, "", ItemKind.PROPOSAL, point)
