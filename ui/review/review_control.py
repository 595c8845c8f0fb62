"""Deciding, adjusting and coding by hand: the Review and Code menus, and edits from the timeline and the panels."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal

from coder.exchanges.pairing import Outcome
from coder.proposals.speakers import SpeakerSuggestion
from coder.proposals.voices import VOICE_CODES
from coder.study.edits.coding import (
    AddEvent,
    Changes,
    Edit,
    MoveEvent,
    NoteEvent,
    RemoveEvent,
    Reopen,
    SetRole,
    SettleOutcome,
)
from coder.study.edits.cuts import cuts_of
from coder.study.edits.hand_coded import HandCoded
from coder.study.edits.role_changes import RoleAsksError
from coder.study.edits.states_under_way import EndState
from coder.study.project import Project
from coder.study.state import RecordingState
from coder.study.voice_speakers import suggested_speakers
from coder.vocabulary.errors import MendableError
from coder.vocabulary.events import Event, Origin, Proposal, Status
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role, with_keys
from coder.vocabulary.time import Interval, format_us
from coder.vocabulary.unproposed_stretch import UnproposedStretch
from ui.operations.hand_coding import HandCoder
from ui.operations.wording import edit_words, subject_words
from ui.player.engine import PlayerEngine
from ui.player.playback_control import PlayControl
from ui.review.decision_time import AttentionClock
from ui.review.play_through import PlayThrough
from ui.review.played_kinds import acts_alike
from ui.review.review_panel import ReviewPanel
from ui.timeline.edge_move import MovedEdge
from ui.timeline.timeline_feed import TimelineFeed
from ui.timeline.timeline_view import TimelineView
from ui.widgets.fate_question import ask_fate
from ui.window.actions import KeyMode
from ui.window.session import Session
from ui.window.window_control import WindowControl

_GROWS_BY_US = 200_000
_BY_HAND = tr("coding by hand")
NOTHING_THERE = tr("Nothing of this kind waits in the selected part of the clip.")


@dataclass(frozen=True, slots=True)
class InHand:
    """What a coder had in hand when a study was locked: nothing that has begun is lost by it."""

    recording: str
    mode: KeyMode
    hand: HandCoder | None
    item: str | None
    pending: tuple[int, int] | None


class ReviewControl(WindowControl):
    """Signals: ``changed`` when mode, selection or states under way change; ``told(str)`` for the status line."""

    changed = Signal()

    def __init__(
        self,
        session: Session,
        panel: ReviewPanel,
        timeline: TimelineView,
        feed: TimelineFeed,
        engine: PlayerEngine,
        play: PlayControl,
        ask_coder: Callable[[], bool],
    ) -> None:
        super().__init__()
        self._session, self._panel, self._timeline, self._feed = session, panel, timeline, feed
        self._engine, self._play, self._ask_coder = engine, play, ask_coder
        self.mode = KeyMode.REVIEW
        self.hand: HandCoder | None = None
        self._hand_for: str | None = None
        self.only_codes: frozenset[str] = frozenset()
        """Codes whose keys code now, as ``role/id``, where a pass limits them; all where it is empty."""
        self.own_keys: Mapping[str, str] = {}
        """Keys that a pass gives to codes, by ``role/id``, in place of those of the scheme."""
        self._deciding = False
        self._unanswered = 0
        self.newest: str | None = None
        """The act that a key coded last, which is in hand until another is."""
        self._keyed = False
        """Whether the newest edit was made by a code's key."""
        self._drawn_us = 0
        self._looking: tuple[UnproposedStretch, frozenset[str]] | None = None
        self.through = PlayThrough(engine, timeline, self.edit)
        """Many of a kind that are played through, to be decided on at once."""
        self.quiet = False
        """Whether the edges of what is coded by hand meet those of the proposal that waits for the same act."""
        self._hand_clock = AttentionClock(self)
        self._speakers_for: tuple[str, str, frozenset[tuple[str, str]]] | None = None
        self._speakers_asked: tuple[str, str] | None = None
        self.aside = False
        """Whether another queue is being worked: then nothing is taken in hand here by itself."""
        panel.chosen.connect(self._in_hand)
        panel.decided.connect(self._decide)
        panel.pending_changed.connect(self._show_pending)
        panel.noted.connect(self.note_event)
        panel.by_hand.connect(self._code_stretch)
        self.through.told.connect(self.told)
        self.through.changed.connect(self.changed)
        session.refused.connect(self._decision_ended)

    def touch(self) -> None:
        """Somebody has a hand on the window."""
        for clock in (self._panel, self.through, self._hand_clock):
            clock.touch()

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

    def voice_child(self) -> None:
        """Say that the voice in hand is the child's."""
        self._panel.accept_as(Role.CHILD.value)

    def voice_caregiver(self) -> None:
        """Say that it is the caregiver's: the one whose keys code by hand, of several."""
        self._panel.accept_as(self.hand.caregiver if self.hand is not None else Role.CAREGIVER.value)

    def voice_other(self) -> None:
        """Say that it is somebody else's."""
        self._panel.accept_as(Role.OTHER.value)

    def voice_several(self) -> None:
        """Say that several are heard at once."""
        self._panel.accept_as(Role.SEVERAL.value)

    def voice_alike(self) -> None:
        """Say of all that follow and sound of this kind what was said of a voice last."""
        if not self._panel.accept_alike():
            self.told.emit(tr("First say whose one voice was (1 to 4); then 5 says the same of all of its kind."))

    def voice_suggested(self) -> None:
        """Say that the voice in hand is whose it is suggested to be."""
        if not self._panel.accept_suggested():
            self.told.emit(tr("Nothing says whose this voice may be; say it with 1 to 4."))

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
            self.edit(RemoveEvent(event.id))
        elif proposal is not None:
            self.edit(Reopen(proposal.id))

    def write_note(self) -> None:
        """Write a note on what is in hand."""
        self._panel.note.write()

    def note_event(self, text: str) -> None:
        """Keep a note on the event in hand."""
        if self.selected_event is not None:
            self.edit(NoteEvent(self.selected_event, text))

    # Times

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

    def edge_dragged(self, item: str, onset_us: int, offset_us: int) -> None:
        """Take the times of an edge that was dragged in the timeline."""
        current = self._panel.current
        if current is not None and current.id == item:
            self._panel.set_pending(onset_us, offset_us)
        elif self._proposal(item) is not None:
            self._panel.choose(item)
            self._panel.set_pending(onset_us, offset_us)
            self._show_edge(onset_us)
        elif self._event(item) is not None:
            self.edit(MoveEvent(item, onset_us, offset_us))

    def edge_previewed(self, us: int | None) -> None:
        """Show the frame under an edge that is being dragged."""
        if us is not None:
            self._show_edge(us)

    # Selecting

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

    def go_to(self, item: str) -> None:
        """Show and play a proposal or an event."""
        event, proposal = self._event(item), self._proposal(item)
        if event is not None:
            self.item_selected(item)
            self._play.play_loop(event.interval)
        elif proposal is not None and self.mode is KeyMode.CODE:
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

    # Who is who, and outcomes

    def role_chosen(self, letter: str, role: str | None) -> None:
        """Settle who a person is."""
        state = self._session.state
        if state is None or (not self._session.coder and not self._ask_coder()):
            return
        edit, coder = SetRole(state.recording.id, letter, role), self._session.coder

        def asks(project: Project) -> str | None:
            try:
                project.preview(edit, coder=coder)
            except RoleAsksError as question:
                return question.plain
            except MendableError:
                return None  # the edit says it again, in its own sentence
            return None

        def go_on(question: str | None) -> None:
            if question is None:
                self.edit(edit)
            else:
                ask_fate(self._panel.window(), question, lambda fate: self.edit(replace(edit, fate=fate)))

        self._session.call(asks, go_on)

    def settled(self, bid: str, outcome: Outcome | None) -> None:
        """Settle what became of a bid."""
        self.edit(SettleOutcome(bid, outcome))

    # Coding by hand

    def toggle_code_mode(self) -> None:
        """Let letters code, or decide."""
        self.mode = KeyMode.CODE if self.mode is KeyMode.REVIEW else KeyMode.REVIEW
        self.through.end()
        self._hand_clock.forget()
        self._hand_clock.hold(_BY_HAND if self.mode is KeyMode.CODE else None)
        if self.mode is KeyMode.CODE:
            # Whoever codes by hand goes through the clip, not round and round one proposal.
            self._panel.put_down()
            self._let_go()
        elif self._looking is not None:
            self._panel.forget_event()
            self._end_look(*self._looking)
        else:
            self._panel.to_queue()
        self.show_under_way()
        self.changed.emit()

    def _code_stretch(self, stretch: UnproposedStretch) -> None:
        """Code by hand what is in a stretch in which nothing was proposed; leaving the mode comes back to it."""
        state = self._session.state
        if state is None:
            return
        self._looking = (stretch, frozenset(event.id for event in state.events))
        self.mode = KeyMode.CODE
        self._hand_clock.forget()
        self._hand_clock.hold(_BY_HAND)
        self._let_go()
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

    def show_under_way(self) -> None:
        """Draw what is under way up to the frame that is shown."""
        running = self.hand.under_way if self.hand is not None and self.mode is KeyMode.CODE else []
        self._feed.show_under_way(running, self._engine.pts_us)

    def frame_shown(self, us: int) -> None:
        """Let what is under way grow with the clip; while it plays, not with every frame."""
        coding = self.hand is not None and self.hand.under_way and self.mode is KeyMode.CODE
        if coding and (not self._engine.playing or abs(us - self._drawn_us) >= _GROWS_BY_US):
            self._drawn_us = us
            self.show_under_way()

    def code_key(self, key: str) -> bool:
        """Press a code's key at the frame that is shown; return whether it is one."""
        state, hand = self._session.state, self.hand
        if self.mode is not KeyMode.CODE or state is None or hand is None or key.lower() not in self.code_keys:
            return False
        subject = hand.subject_key(key)
        if subject is not None:
            self.choose_subject(subject)
            return True
        self._coded(hand.key(key, state.recording.id, self._engine.pts_us))
        return True

    def answers(self, key: str) -> bool:
        """Whether a key answers what is asked of the act that was coded last: then it does before it codes."""
        return self.mode is KeyMode.CODE and self.hand is not None and self.hand.takes(key)

    def answer_key(self, key: str) -> None:
        """Answer what is asked."""
        if self.hand is not None:
            self._coded(self.hand.answer(key))

    def describe(self, event: Event) -> None:
        """Ask for what the code of one's own event asks for and nobody has said yet, whether at once or later."""
        if self.hand is not None and event.coder == self._session.coder:
            self.hand.describe(event)
        self.changed.emit()

    def code_row(self, row: str) -> None:
        """Press a code of the list, "role/id", at the frame that is shown: some codes have no key."""
        state, hand = self._session.state, self.hand
        if self.mode is KeyMode.CODE and state is not None and hand is not None:
            role, _, name = row.partition("/")
            code = hand.scheme.code(Role(role), name)
            self._coded(hand.press(code, state.recording.id, self._engine.pts_us))

    @property
    def code_keys(self) -> frozenset[str]:
        """Keys that code now: those of the scheme, while coding by hand."""
        if self.mode is not KeyMode.CODE or self.hand is None:
            return frozenset()
        scheme = self.hand.scheme
        only, subjects = self.only_codes, (one.key for one in scheme.subjects)
        codes = (code.key for code in scheme.codes if not only or f"{code.role}/{code.id}" in only)
        return frozenset({*codes, *subjects} - {""})

    def toggle_quiet(self) -> None:
        """Let proposals draw the edges of what is coded by hand, or not."""
        self.quiet = not self.quiet
        words = tr("Edges of what you code meet a proposal's that lies within half a second; it is not asked any more.")
        if self.quiet and self._panel.hidden:
            words = tr("Proposals are switched off (P shows them), so there are no edges to meet yet.")
        self.told.emit(words if self.quiet else tr("What you code stays on the frames of your own keys."))
        self.changed.emit()

    def _by_hand(self, edit: Edit) -> Edit:
        """Code with the time it took, and in quiet mode with the proposal's edges where proposals are in view."""
        if not isinstance(edit, AddEvent | EndState):
            return edit
        state, took_ms = self._session.state, self._hand_clock.spent_ms(_BY_HAND)
        self._hand_clock.forget()
        seen = state is not None and state.all_seen and bool(state.coder) and not self._panel.hidden
        return HandCoded(edit, took_ms=took_ms, quiet=self.quiet and seen)

    def _coded(self, edit: Edit | None) -> None:
        edit = self._by_hand(edit) if edit is not None else None
        if edit is not None and not self._make(edit, self._hold_newest):
            self._follow_study()  # nobody said who codes, so nothing has begun
        self._keyed = edit is not None
        self.show_under_way()
        self.changed.emit()

    def _hold_newest(self, changes: Changes) -> None:
        """Take what a key coded in hand where the clip is, so that the keys of correcting are about it at once."""
        self._tell_done(changes, ())
        event = self._event(changes.added[0]) if changes.added else None
        if event is not None and self.mode is KeyMode.CODE:
            self.newest = event.id
            self._timeline.select(event.id)
            self._panel.show_event(event)
            self.changed.emit()

    def choose_subject(self, subject: str) -> None:
        """Let the keys of that role code this one's acts."""
        if self.hand is not None:
            self.hand.choose(subject)
            self.changed.emit()

    def give_up(self) -> None:
        """Forget what is newest: one state that has begun, else times that were moved, else what was pointed at."""
        current = self._panel.current
        state = self._session.state
        if self.mode is KeyMode.CODE and self.hand is not None and self.hand.asking is not None:
            self.hand.asking = None
            self.told.emit(tr("Left for later; what is asked for and not said yet is found with: missing=any"))
        elif self.mode is KeyMode.CODE and self.hand is not None and state is not None and self.hand.under_way:
            dropped = self.hand.drop(state.recording.id)
            if dropped is not None:
                edit, code, onset = dropped
                what = tr(
                    "“{subject} {code}”, begun at {time}",
                    subject=subject_words(edit.subject),
                    code=code.label,
                    time=format_us(onset),
                )
                self._make(
                    edit, lambda _: self.told.emit(tr("Forgotten: {what}. Ctrl+Z has it under way again.", what=what))
                )
            self.show_under_way()
        elif current is not None and self._panel.pending != (current.draft.onset_us, current.draft.offset_us):
            self._panel.set_pending(current.draft.onset_us, current.draft.offset_us)
        elif current is None and self._panel.stretch is None:
            self._timeline.select(None)
            self._panel.to_queue()
        self.changed.emit()

    def edit(self, edit: Edit) -> bool:
        """Make an edit in the coder's name, asking for it once; return whether there is a name."""
        named = {str(getattr(edit, "event", "")), *getattr(edit, "events", ())} - {""}
        return self._make(edit, lambda changes: self._tell_done(changes, named))

    def _make(self, edit: Edit, then: Callable[[Changes], None]) -> bool:
        if not self._session.coder and not self._ask_coder():
            return False
        self._unanswered += 1
        self._keyed = False

        def answered(changes: Changes) -> None:
            self._unanswered = max(self._unanswered - 1, 0)
            self._follow_study()
            then(changes)

        self._session.apply(edit, answered)
        return True

    def _follow_study(self) -> None:
        """Take what is under way from the study, unless keys that were pressed since are still on their way there."""
        state = self._session.state
        if self.hand is not None and state is not None and self._unanswered == 0:
            before = self.hand.under_way
            self.hand.follow(state.own_under_way)
            if self.hand.under_way != before:
                self.show_under_way()
                self.changed.emit()

    def show_state(self, state: RecordingState | None) -> None:
        """Take a recording as it stands, with what its coder has under way there."""
        study = self._session.study
        if state is None or study is None or self._session.for_family:
            self.through.end()
        if state is None or study is None:
            self.hand, self._hand_for, self._looking = None, None, None
        elif (
            self.hand is None
            or self._hand_for != state.recording.id
            or self.hand.scheme != with_keys(study.scheme, self.own_keys)
        ):
            self.hand = HandCoder(with_keys(study.scheme, self.own_keys), _caregiver_of(state))
            self._hand_for = state.recording.id
            self.through.end()
            self._hand_clock.forget()
            if self._looking is not None and self._looking[0].recording != state.recording.id:
                self._looking = None
        self._follow_study()
        self._ask_speakers(state)

    def _ask_speakers(self, state: RecordingState | None) -> None:
        """Ask whose the waiting voices may be, once for every voice settled and one question at a time."""
        if state is None or not any(_is_open_voice(proposal) for proposal in state.proposals):
            self._speakers_for = None
            self._panel.show_speakers({})
            return
        recording, coder = state.recording.id, state.coder
        voices = state.events if state.events.codes.keys() & VOICE_CODES else ()
        asked = (recording, coder or "", frozenset((e.id, e.subject) for e in voices if e.code in VOICE_CODES))
        if asked == self._speakers_for or self._speakers_asked == asked[:2]:
            return
        self._speakers_for, self._speakers_asked = asked, asked[:2]

        def answered(speakers: Mapping[str, SpeakerSuggestion]) -> None:
            self._speakers_asked = None
            now = self._session.state
            if now is not None and (now.recording.id, now.coder) == (recording, coder):
                self._panel.show_speakers(speakers)
                self._ask_speakers(now)  # more may have been settled while this was worked out

        self._session.call(lambda project: suggested_speakers(project, recording, coder=coder), answered)

    def limit(self, codes: Collection[str] = (), keys: Mapping[str, str] | None = None) -> None:
        """Let the keys of some codes code alone, or codes have other keys; all of the scheme's own again without."""
        self.only_codes, self.own_keys = frozenset(codes), dict(keys or {})
        self.show_state(self._session.state)
        self.show_under_way()
        self.changed.emit()

    def follow(self, changes: Changes) -> None:
        """After an edit, an undo or a redo: a proposal that waits again is taken in hand."""
        self._deciding = False
        self.through.end()
        self.show_under_way()
        if self.mode is KeyMode.CODE or self.aside:
            return
        state = self._session.state
        open_ = {item.id for item in state.queue if item.status == Status.OPEN} if state is not None else set()
        asked = (*changes.proposals, *(row.id for row in changes.touched("stretches")))
        again = [item for item in asked if item in open_]
        current = self._panel.current or self._panel.stretch
        if again and (current is None or current.id != again[-1]):
            self._panel.choose(again[-1])

    # While the study is locked

    def put_by(self) -> InHand | None:
        """Return what is in hand, to be taken up again; None where no recording is shown."""
        state, current = self._session.state, self._panel.current
        self._deciding = False  # the answer to what was decided last comes into a locked window
        self._unanswered = 0
        if state is None:
            return None
        item = current.id if current is not None else self.selected_event
        pending = self._panel.pending if current is not None else None
        return InHand(state.recording.id, self.mode, self.hand, item, pending)

    def take_up(self, kept: InHand) -> None:
        """Take in hand again what was put by, in the recording that it was put by in."""
        if self.mode is not kept.mode:
            self.toggle_code_mode()
        if self.hand is not None and kept.hand is not None and self.hand.scheme == kept.hand.scheme:
            self.hand = kept.hand
            self._follow_study()
        if kept.item is not None:
            self.item_selected(kept.item)
        current = self._panel.current
        if kept.pending is not None and current is not None and current.id == kept.item:
            self._panel.set_pending(*kept.pending)
        self.show_under_way()
        self.changed.emit()

    # Inside

    def _tell_done(self, changes: Changes, named: Collection[str]) -> None:
        state, study = self._session.state, self._session.study
        if state is not None and study is not None:
            done = tr("Done: {edit}.", edit=edit_words(changes.label, state, study.scheme, changes))
            cuts = cuts_of(changes, study.scheme, about={*named, *changes.added})
            new = [row.after for row in changes.touched("events") if row.before is None and row.after is not None]
            if any(row["origin"] == Origin.HUMAN and row["proposal"] for row in new):
                cuts = (tr("Its edges met the proposal's where these were near"), *cuts)
            self.told.emit(" ".join((done, *(f"{sentence}." for sentence in cuts))))

    def undo(self) -> None:
        """Take back the coder's newest edit, and say which."""
        self._session.undo(lambda changes: self._tell_step(tr("Took back"), changes))

    def redo(self) -> None:
        """Bring back what the coder undid last, and say what."""
        self._session.redo(lambda changes: self._tell_step(tr("Brought back"), changes))

    def _tell_step(self, verb: str, changes: Changes) -> None:
        state, study = self._session.state, self._session.study
        if state is not None and study is not None:
            self.told.emit(f"{verb}: {edit_words(changes.label, state, study.scheme, changes)}.")

    def _decide(self, edit: Edit) -> None:
        """One decision at a time: a key pressed twice must not decide what nobody has seen."""
        if not self._deciding:
            self._deciding = self.edit(edit)

    def _decision_ended(self, sentence: str) -> None:
        if self._keyed and self.hand is not None:
            self.hand.refused = sentence  # said beside the codes: a box would take the keys that come after
            self.told.emit(sentence)
            self.changed.emit()
        self._deciding = False
        self._unanswered = 0  # answers come in order, and what was refused is the study's last word for now
        self._follow_study()

    def _in_hand(self, item: Proposal | UnproposedStretch | Event | None) -> None:
        if self.mode is KeyMode.CODE or self.aside or self.through.active:
            return  # an edit made by hand must neither stop the clip nor take it elsewhere
        held = self._panel.current
        moved = held is not None and self._panel.pending != (held.draft.onset_us, held.draft.offset_us)
        self._feed.put_back(but=(held.id,) if held is not None and moved else ())
        if item is None:
            self._let_go()
        else:
            interval = item.interval if isinstance(item, Event) else Interval(*self._panel.pending)
            self._loop_around(item.id, interval)
        self.changed.emit()

    def _let_go(self) -> None:
        self._timeline.select(None)
        self._engine.pause()
        self._engine.set_loop(None)
        self._play.choose(None)

    def _loop_around(self, item: str, interval: Interval) -> None:
        self._timeline.select(item)
        self._show(interval)
        self._play.play_loop(interval)

    def _show(self, interval: Interval) -> None:
        self._timeline.show_range(interval.onset_us, max(interval.offset_us, interval.onset_us + 1))

    def _show_pending(self, onset_us: int, offset_us: int) -> None:
        current = self._panel.current
        if current is not None:
            self._feed.show_pending(current.id, onset_us, offset_us)
            self._play.choose(Interval(onset_us, offset_us))

    def _show_edge(self, us: int) -> None:
        """Stop at the first frame of a state, or the first without it: an edge is the PTS of a frame."""
        self._engine.pause()
        self._engine.seek_time(us)

    def _nudge(self, edge: MovedEdge, frames: int) -> None:
        if self._held() is None:
            return
        moved = self._timeline.nudge(edge, frames)
        if moved is not None:
            self._place(moved.onset_us, moved.offset_us)
            self._show_edge(moved.onset_us if edge is MovedEdge.ONSET else moved.offset_us)

    def _held(self) -> Interval | None:
        event = self._panel.event_in_hand
        if event is not None:
            return event.interval
        return Interval(*self._panel.pending) if self._panel.current is not None else None

    def _place(self, onset_us: int, offset_us: int) -> None:
        held = self._held()
        if held is None:
            return
        if held.duration_us == 0:
            offset_us = onset_us
        elif offset_us <= onset_us:
            self.told.emit(tr("The offset must lie after the onset."))
            return
        if self.selected_event is not None:
            self.edit(MoveEvent(self.selected_event, onset_us, offset_us))
        else:
            self._panel.set_pending(onset_us, offset_us)

    def _proposal(self, item: str) -> Proposal | None:
        state = self._session.state
        return next((p for p in state.queue if p.id == item and isinstance(p, Proposal)), None) if state else None

    def _event(self, item: str | None) -> Event | None:
        state = self._session.state
        return state.events.by_id.get(item) if state is not None and item is not None else None


def _is_open_voice(proposal: Proposal) -> bool:
    return proposal.draft.subject == Role.SOMEONE and proposal.status in (Status.OPEN, Status.SKIPPED)


def _caregiver_of(state: RecordingState) -> str:
    """The caregiver of a recording; of several, the one seen longest."""
    roles = (person.role for person in state.people)
    return next((role for role in roles if role and role.split(":")[0] == Role.CAREGIVER), Role.CAREGIVER.value)
