"""Deciding on what waits, and what is in hand: the Review menu, the timeline and the tables."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal

from coder.study.edits.changes import Changes
from coder.study.edits.coding import MoveEvent, NoteEvent, RemoveEvent, Reopen
from coder.study.state import RecordingState
from coder.vocabulary.events import Event, Proposal, Status
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import Interval
from coder.vocabulary.unproposed_stretch import UnproposedStretch
from ui.player.engine import PlayerEngine
from ui.player.playback_control import LEAD_US, PlayControl
from ui.review.play_through import PlayThrough
from ui.review.played_kinds import acts_alike, all_acts
from ui.review.review_panel import WAITING, ReviewPanel
from ui.review.times_in_hand import TimesInHand
from ui.timeline.timeline_feed import TimelineFeed
from ui.timeline.timeline_view import TimelineView
from ui.window.letter_mode import LetterMode
from ui.window.session import Session
from ui.window.study_edits import StudyEdits
from ui.window.window_control import WindowControl

NOTHING_THERE = tr("Nothing of this kind waits in the selected part of the clip.")
VOICE_LEAD_US = 250_000
"""A voice that comes by itself plays from so shortly before it: what lies between voices took most of settling them."""


@dataclass(frozen=True, slots=True)
class ItemInHand:
    """What a coder had in hand when a study was locked: times that were moved are not lost by it."""

    recording: str
    item: str | None
    pending: tuple[int, int] | None


class ReviewControl(WindowControl):
    """Signals: ``changed`` when what is in hand changes; ``told(str)`` for the status line."""

    changed = Signal()

    def __init__(
        self,
        session: Session,
        mode: LetterMode,
        edits: StudyEdits,
        panel: ReviewPanel,
        timeline: TimelineView,
        feed: TimelineFeed,
        engine: PlayerEngine,
        play: PlayControl,
    ) -> None:
        super().__init__()
        self._session, self._mode, self._edits = session, mode, edits
        self._panel, self._timeline, self._feed, self._engine, self._play = panel, timeline, feed, engine, play
        self.newest: str | None = None
        """The act that a key coded last, which is in hand until another is."""
        self._looking: tuple[UnproposedStretch, frozenset[str]] | None = None
        self._shown: tuple[str, Scheme] | None = None
        self.times = TimesInHand(panel, timeline, feed, engine, play, edits.edit)
        self.through = PlayThrough(engine, timeline, edits.edit)
        """Many of a kind that are played through, to be decided on at once."""
        self._codes_for_a_look = False
        """Whether the letters code because a clip is played once more, and decide again afterwards."""
        self.aside = False
        """Whether another queue is being worked: then nothing is taken in hand here by itself."""
        panel.chosen.connect(self._in_hand)
        panel.decided.connect(edits.decide)
        panel.noted.connect(self.note_event)
        panel.by_hand.connect(self._code_stretch)
        mode.changed.connect(self._mode_changed)
        self.times.told.connect(self.told)
        self.through.told.connect(self.told)
        self.through.changed.connect(self._show_marked)
        self.through.changed.connect(self._played_through)

    @property
    def reviewing(self) -> bool:
        """Whether letters decide."""
        return not self._mode.coding

    def touch(self) -> None:
        """Somebody has a hand on the window."""
        self._panel.touch()
        self.through.touch()

    @property
    def selected_event(self) -> str | None:
        """Id of the event in hand."""
        event = self._panel.event_in_hand
        return event.id if event is not None else None

    def stretch_in_hand(self) -> tuple[str, Interval] | None:
        """What is in hand, in words, and when; None where nothing is."""
        event, proposal = self._panel.event_in_hand, self._panel.current
        if event is not None:
            return tr("The selected event"), event.interval
        if self._panel.stretch is not None:
            return tr("The stretch in hand"), self._panel.stretch.interval
        return (tr("The proposal in hand"), proposal.draft.interval) if proposal is not None else None

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

    def play_many(self, *, any_code: bool) -> None:
        """Play what waits of the kind in hand (or of its subject), selected or close upon it, to decide at once."""
        state, study, first = self._session.state, self._session.study, self._panel.current
        if state is None or study is None or first is None:
            return
        chosen = self.chosen_besides(Interval(*self._panel.pending))
        kind = acts_alike(state.proposals, first, study.scheme, chosen, any_code=any_code)
        if kind is None:
            self.told.emit(tr("Whose each voice was is said one by one; 5 says the same of all of a kind."))
        elif not kind.items:
            self.told.emit(NOTHING_THERE)
        else:
            self.through.begin(kind)

    def play_whole(self, chosen: Interval | None) -> None:
        """Play the clip (or its ``chosen`` part) as it is, to decide on all that waits."""
        state, study = self._session.state, self._session.study
        if state is not None and study is not None:
            kind = all_acts(state.proposals, study.scheme, chosen, self._engine.end_us)
            if kind.items:
                self.through.begin(kind)
            else:
                self.told.emit(NOTHING_THERE)

    def chosen_besides(self, in_hand: Interval) -> Interval | None:
        """The part of the clip that a person selected, where it is another than what is in hand."""
        chosen = self._play.chosen
        return chosen if chosen is not None and chosen != in_hand else None

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

    def look_back(self) -> None:
        """Look again at what was decided before."""
        self._panel.look_back()

    def reopen(self) -> None:
        """Let the decided proposal in hand wait again; an event that came of it goes."""
        event, proposal = self._panel.event_in_hand, self._panel.decided_proposal
        if event is not None and event.proposal is not None:
            self._edits.edit(RemoveEvent(event.id))
        elif proposal is not None:
            self._edits.edit(Reopen(proposal.id))

    def write_note(self) -> None:
        """Write a note on what is in hand."""
        self._panel.note.write()

    def note_event(self, text: str) -> None:
        """Keep a note on the event in hand."""
        if self.selected_event is not None:
            self._edits.edit(NoteEvent(self.selected_event, text))

    # Selecting

    def edge_dragged(self, item: str, onset_us: int, offset_us: int) -> None:
        """Take the times of an edge that was dragged in the timeline."""
        current = self._panel.current
        if current is not None and current.id == item:
            self._panel.set_pending(onset_us, offset_us)
        elif self._proposal(item) is not None:
            self._panel.choose(item)
            self._panel.set_pending(onset_us, offset_us)
            self.times.show_edge(onset_us)
        elif self._event(item) is not None:
            self._edits.edit(MoveEvent(item, onset_us, offset_us))

    def item_selected(self, item: str) -> None:
        """Take what was clicked in the timeline or a table in hand."""
        event = self._event(item)
        if event is None:
            self._panel.choose(item)
        else:
            self._engine.pause()
            self._play.choose(event.interval)
            self._engine.set_loop(None)
            self._engine.seek_time(event.onset_us)
            self._timeline.select(item)
            self._show(event.interval)
            self._panel.show_event(event)
        self.changed.emit()

    def hold_coded(self, item: str) -> None:
        """Take what a key coded in hand where the clip is, so that the keys of correcting are about it at once."""
        event = self._event(item)
        if event is not None:
            self.newest = event.id
            self._timeline.select(event.id)
            self._panel.show_event(event)
            self.changed.emit()

    def go_to(self, item: str) -> None:
        """Show and play a proposal or an event."""
        event, proposal = self._event(item), self._proposal(item)
        if event is not None:
            self.item_selected(item)
            self._play.play_loop(event.interval)
        elif proposal is not None and self._mode.coding:
            self._loop_around(item, proposal.draft.interval)
        elif self._panel.current is not None and self._panel.current.id == item:
            self._panel.again()
        else:
            self._panel.choose(item)

    def go_to_time(self, t_us: int) -> None:
        """Show a moment, in the picture and in the timeline; nothing is taken in hand."""
        self._engine.pause()
        self._engine.set_loop(None)
        self._engine.seek_time(t_us)
        self._timeline.show_range(t_us, t_us)

    def give_up(self) -> None:
        """Forget what is newest: times that were moved, else the stretch that is marked and what was pointed at."""
        if self.times.give_up():
            self.changed.emit()
            return
        self._play.clear()
        if self._panel.current is None and self._panel.stretch is None:
            self._timeline.select(None)
            self._panel.to_queue()
        self.changed.emit()

    # A stretch in which nothing was proposed

    def _code_stretch(self, stretch: UnproposedStretch) -> None:
        """Code by hand what is in a stretch in which nothing was proposed; leaving the mode comes back to it."""
        state = self._session.state
        if state is None:
            return
        self._looking = (stretch, frozenset(event.id for event in state.events))
        self._mode.begin_coding()
        self._engine.seek_time(stretch.onset_us)
        self._play.choose(stretch.interval)
        self.told.emit(tr("Code what is there, then Ctrl+D comes back to the queue."))
        self.changed.emit()

    def _end_look(self, stretch: UnproposedStretch, before: frozenset[str]) -> None:
        """Settle a stretch in which something was coded; else it is in hand again, undecided."""
        self._looking = None

        def settle(_: object) -> None:
            state = self._session.state
            new = [e for e in state.events if e.id not in before] if state is not None else []
            if any(e.onset_us < stretch.offset_us and e.offset_us >= stretch.onset_us for e in new):
                self._panel.found(stretch)
            else:
                self._panel.to_queue()

        # Answers come in order: by then everything that was coded is on the disk and known here.
        self._session.call(lambda _: None, settle)

    # What the study says

    def show_state(self, state: RecordingState | None) -> None:
        """Take a recording as it stands."""
        study = self._session.study
        shown = (state.recording.id, study.scheme) if state is not None and study is not None else None
        if shown != self._shown or self._session.for_family:
            self.through.end()
        if self._looking is not None and (shown is None or self._looking[0].recording != shown[0]):
            self._looking = None
        self._shown = shown

    def follow(self, changes: Changes) -> None:
        """After an edit, an undo or a redo: a proposal that waits again is taken in hand."""
        state = self._session.state
        waiting = {item.id for item in state.queue if item.status in WAITING} if state is not None else set()
        self.through.follow(waiting)
        if self._mode.coding or self.aside or self.through.active:
            return
        open_ = {item.id for item in state.queue if item.status == Status.OPEN} if state is not None else set()
        asked = (*changes.proposals, *(row.id for row in changes.touched("stretches")))
        again = [item for item in asked if item in open_]
        current = self._panel.current or self._panel.stretch
        if again and (current is None or current.id != again[-1]):
            self._panel.choose(again[-1])

    # While the study is locked

    def put_by(self) -> ItemInHand | None:
        """Return what is in hand, to be taken up again; None where no recording is shown."""
        state, current = self._session.state, self._panel.current
        if state is None:
            return None
        item = current.id if current is not None else self.selected_event
        return ItemInHand(state.recording.id, item, self._panel.pending if current is not None else None)

    def take_up(self, kept: ItemInHand) -> None:
        """Take in hand again what was put by, in the recording that it was put by in."""
        if kept.item is not None:
            self.item_selected(kept.item)
        current = self._panel.current
        if kept.pending is not None and current is not None and current.id == kept.item:
            self._panel.set_pending(*kept.pending)
        self.changed.emit()

    # Internals

    def _show_marked(self) -> None:
        """Show what was said while the clip plays as it will be once it is kept."""
        self._feed.show_refused(self.through.not_so)
        self._feed.put_back(but=self.through.times)
        for one, at in self.through.times.items():
            self._feed.show_pending(one, at.onset_us, at.offset_us)

    def _played_through(self) -> None:
        """Let the letters code while a clip is played once more."""
        if self.through.again and not self._codes_for_a_look and not self._mode.coding:
            self._codes_for_a_look = True
            self._mode.begin_coding()
        elif not self.through.active and self._codes_for_a_look:
            self._codes_for_a_look = False
            if self._mode.coding:
                self._mode.toggle()
        self.changed.emit()

    def _mode_changed(self) -> None:
        if self.through.whole:
            self.changed.emit()  # what nobody proposed is coded while the clip plays on
            return
        self.through.end()
        if self._mode.coding:
            # Whoever codes by hand goes through the clip, not round and round one proposal.
            self._panel.put_down()
            self._let_go()
        elif self._looking is not None:
            self._panel.forget_event()
            self._end_look(*self._looking)
        else:
            self._panel.to_queue()
        self.changed.emit()

    def _in_hand(self, item: Proposal | UnproposedStretch | Event | None) -> None:
        if self._mode.coding or self.aside or self.through.active:
            return  # an edit made by hand must neither stop the clip nor take it elsewhere
        moved = self.times.moved
        self._feed.put_back(but=(moved.id,) if moved is not None else ())
        if item is None:
            self._let_go()
        else:
            interval = item.interval if isinstance(item, Event) else Interval(*self._panel.pending)
            # Asked for again, it is heard with what lies around it.
            comes = self._panel.voice is not None and self._timeline.selected != item.id
            self._loop_around(item.id, interval, lead_us=VOICE_LEAD_US if comes else LEAD_US)
        self.changed.emit()

    def _let_go(self) -> None:
        self._timeline.select(None)
        self._engine.pause()
        self._engine.set_loop(None)
        self._play.choose(None)

    def _loop_around(self, item: str, interval: Interval, *, lead_us: int = LEAD_US) -> None:
        self._timeline.select(item)
        self._show(interval)
        self._play.play_loop(interval, lead_us=lead_us)

    def _show(self, interval: Interval) -> None:
        self._timeline.show_range(interval.onset_us, max(interval.offset_us, interval.onset_us + 1))

    def _proposal(self, item: str) -> Proposal | None:
        state = self._session.state
        return next((p for p in state.queue if p.id == item and isinstance(p, Proposal)), None) if state else None

    def _event(self, item: str | None) -> Event | None:
        state = self._session.state
        return state.events.by_id.get(item) if state is not None and item is not None else None
