"""Coding by hand in the window: letters code at the frame that is shown; what has begun is drawn and given up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal

from coder.study.coding_passes import Pass
from coder.study.edits.changes import Changes, Edit
from coder.study.edits.coding import AddEvent
from coder.study.edits.hand_coded import HandCoded
from coder.study.edits.states_under_way import DescribeAct, EndState
from coder.study.state import RecordingState
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.people import first_of
from coder.vocabulary.scheme import Code, Role, Scheme, with_keys
from coder.vocabulary.time import format_us
from ui.operations.hand_coding import HandCoder
from ui.operations.wording import subject_words
from ui.player.engine import PlayerEngine
from ui.timeline.timeline_feed import TimelineFeed
from ui.widgets.decision_time import AttentionClock
from ui.window.double_press import DoublePress
from ui.window.letter_mode import LetterMode
from ui.window.session import Session
from ui.window.study_edits import StudyEdits
from ui.window.window_control import WindowControl

_GROWS_BY_US = 200_000
_NAMED = 4
"""Codes of a pass that a sentence names."""
_BY_HAND = tr("coding by hand")


@dataclass(frozen=True, slots=True)
class CodingPutBy:
    """What a coder had under way by hand when a study was locked."""

    coding: bool
    hand: HandCoder | None


class HandCodingControl(WindowControl):
    """Signals: ``changed`` when mode, keys or states under way change; ``coded(str)`` with an event that came of a key;
    ``begun(str)`` with the row of a state that was begun; ``told(str)`` for the status line.
    """

    changed = Signal()
    coded = Signal(str)
    begun = Signal(str)

    def __init__(
        self,
        session: Session,
        mode: LetterMode,
        edits: StudyEdits,
        feed: TimelineFeed,
        engine: PlayerEngine,
        proposals_hidden: Callable[[], bool],
    ) -> None:
        super().__init__()
        self._session, self._mode, self._edits = session, mode, edits
        self._feed, self._engine, self._proposals_hidden = feed, engine, proposals_hidden
        self.hand: HandCoder | None = None
        self._hand_for: str | None = None
        self.current_pass: Pass | None = None
        """The pass that is being worked through: its codes and keys alone code."""
        self.quiet = False
        """Whether the edges of what is coded by hand meet those of the proposal that waits for the same act."""
        self._drawn_us = 0
        self._clock = AttentionClock(self)
        self._twice = DoublePress()
        session.refused.connect(self._refused)
        session.edited.connect(lambda *_: self._forget_refusal())
        mode.changed.connect(self._mode_changed)
        edits.answered.connect(self._follow_study)

    def touch(self) -> None:
        """Somebody has a hand on the window."""
        self._clock.touch()

    @property
    def coding(self) -> bool:
        """Whether letters code now."""
        return self._mode.coding

    @property
    def caregiver(self) -> str:
        """Whose acts the caregiver's keys code, of several."""
        return self.hand.caregiver if self.hand is not None else Role.CAREGIVER.value

    # The mode

    def toggle_code_mode(self) -> None:
        """Let letters code, or decide."""
        self._mode.toggle()

    def toggle_quiet(self) -> None:
        """Let proposals draw the edges of what is coded by hand, or not."""
        self.quiet = not self.quiet
        words = tr("Edges of what you code meet a proposal's that lies within half a second; it is not asked any more.")
        if self.quiet and self._proposals_hidden():
            words = tr("Proposals are switched off (P shows them), so there are no edges to meet yet.")
        self.told.emit(words if self.quiet else tr("What you code stays on the frames of your own keys."))
        self.changed.emit()

    def limit(self, to: Pass | None = None) -> None:
        """Let the codes of a pass code alone, with the keys that it gives them; all of the scheme's own without."""
        self.current_pass = to
        self._forget_refusal()
        self.show_state(self._session.state)
        self.show_under_way()
        self.changed.emit()

    # Keys

    @property
    def listed(self) -> tuple[Code, ...]:
        """Codes that can be coded now: in a pass its own, and what is under way, so that it can be ended."""
        hand, one = self.hand, self.current_pass
        if hand is None or one is None:
            return hand.scheme.codes if hand is not None else ()
        within, running = one.codes_in(hand.scheme), {(code.role, code.id) for _, code, _ in hand.under_way}
        return tuple(c for c in hand.scheme.codes if f"{c.role}/{c.id}" in within or (c.role, c.id) in running)

    @property
    def code_keys(self) -> frozenset[str]:
        """Keys that code now: those of the scheme, or of the pass, while coding by hand."""
        if not self.coding or self.hand is None:
            return frozenset()
        subjects = {one.key for one in self.hand.scheme.subjects}
        return frozenset({code.key for code in self.listed} | subjects) - {""}

    def takes(self, key: str) -> bool:
        """Whether a key codes now, or would outside of the pass: then it says so, and does nothing else."""
        study = self._session.study
        if not self.coding or study is None or self.hand is None:
            return False
        others = study.scheme.codes if self.current_pass is not None else ()
        return key != "" and (key in self.code_keys or any(code.key == key for code in others))

    def code_key(self, key: str) -> bool:
        """Press a code's key at the frame that is shown; return whether it is one."""
        state, hand = self._session.state, self.hand
        if state is None or hand is None or not self.takes(key.lower()):
            return False
        if hand.hold():
            self.changed.emit()
            return True
        subject = hand.subject_key(key)
        if subject is not None:
            hand.choose(subject, by_key=True)
            self.changed.emit()
        elif any(code.key == key.lower() for code in self.listed):
            self._coded(hand.key(key, state.recording.id, self._engine.pts_us))
        else:
            hand.refused = self._not_in_pass(key.lower())
            self.told.emit(hand.refused)
            self.changed.emit()
        return True

    def _not_in_pass(self, key: str) -> str:
        """Say of a key of the scheme's why it codes nothing in a pass, and how one leaves it."""
        study, hand, one = self._session.study, self.hand, self.current_pass
        if study is None or hand is None or one is None:
            return ""
        pressed = next(code for code in study.scheme.codes if code.key == key)
        here = next((c for c in self.listed if (c.role, c.id) == (pressed.role, pressed.id)), None)
        act = _act(pressed)
        if here is not None:
            return tr("In the pass “{name}” the key of “{act}” is {key}.", name=one.name, act=act, key=here.key.upper())
        within = one.codes_in(hand.scheme)
        of = [_act(code) for code in hand.scheme.codes if f"{code.role}/{code.id}" in within]
        more = tr(" and {number} more", number=len(of) - _NAMED) if len(of) > _NAMED else ""
        return tr(
            "“{act}” is not of the pass “{name}”, which is of {codes}; Ctrl+Shift+Up leaves the pass.",
            act=act,
            name=one.name,
            codes=", ".join(of[:_NAMED]) + more,
        )

    def code_row(self, row: str) -> None:
        """Press a code of the list, "role/id", at the frame that is shown: some codes have no key."""
        state, hand = self._session.state, self.hand
        if self.coding and state is not None and hand is not None:
            if hand.hold():
                self.changed.emit()
                return
            role, _, name = row.partition("/")
            code = hand.scheme.code(Role(role), name)
            self._coded(hand.press(code, state.recording.id, self._engine.pts_us))

    def answers(self, key: str) -> bool:
        """Whether a key answers what is asked of the act that was coded last: then it does before it codes."""
        return self.coding and self.hand is not None and self.hand.takes(key)

    def answer_key(self, key: str) -> None:
        """Answer what is asked."""
        if self.hand is not None:
            self._coded(self.hand.answer(key))

    def describe(self, event: Event) -> None:
        """Ask for what the code of one's own event asks for and nobody has said yet, whether at once or later."""
        if self.hand is not None and event.coder == self._session.coder:
            self.hand.describe(event)
        self.changed.emit()

    def choose_subject(self, subject: str) -> None:
        """Let the keys of that role code this one's acts."""
        if self.hand is not None:
            self.hand.choose(subject)
            self.changed.emit()

    def leave_question(self) -> bool:
        """Leave what is asked for later, or take away why a key changed nothing; return whether anything was said."""
        if not self.coding or self.hand is None or (self.hand.asking is None and not self.hand.refused):
            return False
        if self.hand.refused:
            self._forget_refusal()
            return True
        self.hand.asking = None
        self.told.emit(tr("Left for later; what is asked for and not said yet is found with: missing=any"))
        self.changed.emit()
        return True

    def give_up(self) -> bool:
        """Forget the state that began last, at the second time of asking; return whether there is one."""
        state, hand = self._session.state, self.hand
        if not self.coding or hand is None or state is None or not hand.under_way:
            return False
        subject, code, onset = hand.under_way[-1]
        what = _begun(subject, code, onset)
        if not self._twice.meant((subject, code.id, onset)):
            self.told.emit(tr("Still under way: {what}. Esc again forgets it.", what=what))
            return True
        self._forget(hand, state.recording.id, what)
        return True

    def end_newest(self) -> None:
        """End the state that was begun last at the frame that is shown, whatever letters do now."""
        state, hand = self._session.state, self.hand
        if state is not None and hand is not None:
            self._coded(hand.end(state.recording.id, self._engine.pts_us))

    def forget_newest(self) -> None:
        """Forget the state that was begun last: by a button or a menu, which are pressed by no slip."""
        state, hand = self._session.state, self.hand
        if state is not None and hand is not None and hand.under_way:
            self._forget(hand, state.recording.id, _begun(*hand.under_way[-1]))

    def _forget(self, hand: HandCoder, recording: str, what: str) -> None:
        edit = hand.drop(recording)
        if edit is None:
            return
        told = tr("Forgotten: {what}. Ctrl+Z has it under way again.", what=what)
        self._edits.make(edit, lambda _: self.told.emit(told))
        self.show_under_way()
        self.changed.emit()

    # What is under way

    @property
    def running(self) -> Sequence[tuple[str, Code, int]]:
        """Subject, code and onset of every state that the coder has begun here."""
        return self.hand.under_way if self.hand is not None else ()

    def show_under_way(self) -> None:
        """Draw what is under way up to the frame that is shown; say in which row one was begun."""
        if row := self._feed.show_under_way(self.running, self._engine.pts_us):
            self.begun.emit(row)

    def frame_shown(self, us: int) -> None:
        """Let what is under way grow with the clip; while it plays, not with every frame."""
        if self.running and (not self._engine.playing or abs(us - self._drawn_us) >= _GROWS_BY_US):
            self._drawn_us = us
            self.show_under_way()

    def show_state(self, state: RecordingState | None) -> None:
        """Take a recording as it stands, with what its coder has under way there."""
        study = self._session.study
        if state is None or study is None:
            self.hand, self._hand_for = None, None
        elif self.hand is None or self._hand_for != state.recording.id or self.hand.scheme != self._keyed(study.scheme):
            self.hand = HandCoder(self._keyed(study.scheme), first_of(state.people, Role.CAREGIVER))
            self._hand_for = state.recording.id
            self._clock.forget()
        self._follow_study()

    def _keyed(self, scheme: Scheme) -> Scheme:
        return with_keys(scheme, dict(self.current_pass.keys)) if self.current_pass is not None else scheme

    # While the study is locked

    def put_by(self) -> CodingPutBy:
        """Return what is under way, to be taken up again."""
        return CodingPutBy(self.coding, self.hand)

    def take_up(self, kept: CodingPutBy) -> None:
        """Go on with what was put by."""
        if self.coding is not kept.coding:
            self.toggle_code_mode()
        if self.hand is not None and kept.hand is not None and self.hand.scheme == kept.hand.scheme:
            self.hand = kept.hand
            self._follow_study()

    # Internals

    def _mode_changed(self) -> None:
        self._clock.forget()
        self._clock.hold(_BY_HAND if self.coding else None)
        self.show_under_way()
        self.changed.emit()

    def _by_hand(self, edit: Edit) -> Edit:
        """Code with the time it took, and in quiet mode with the proposal's edges where proposals are in view."""
        if not isinstance(edit, AddEvent | EndState):
            return edit
        state, took_ms = self._session.state, self._clock.spent_ms(_BY_HAND)
        self._clock.forget()
        seen = state is not None and state.all_seen and bool(state.coder) and not self._proposals_hidden()
        return HandCoded(edit, took_ms=took_ms, quiet=self.quiet and seen)

    def _coded(self, edit: Edit | None) -> None:
        edit = self._by_hand(edit) if edit is not None else None
        if edit is not None and not self._edits.make(edit, self._done):
            self._follow_study()  # nobody said who codes, so nothing has begun
        self.show_under_way()
        self.changed.emit()

    def _done(self, changes: Changes) -> None:
        self._edits.tell_done(changes)
        self.hold_added(changes)

    def hold_added(self, changes: Changes) -> None:
        """Take in hand what a key coded, or what an undo brought back."""
        if changes.added and self.coding:
            self.coded.emit(changes.added[0])

    def _refused(self, sentence: str) -> None:
        """Say beside the codes that a key changed nothing: a box would take the keys that come after."""
        if self.hand is not None and self.coding and self._edits.was_refused:
            self.hand.refused = sentence
            if not isinstance(self._edits.newest, DescribeAct):
                self.hand.asking = None  # nothing was coded that could be described
            self.told.emit(sentence)
            self.changed.emit()

    def _forget_refusal(self) -> None:
        """What was refused before is no longer the newest word."""
        if self.hand is not None and self.hand.refused:
            self.hand.refused = ""
            self.changed.emit()

    def _follow_study(self) -> None:
        """Take what is under way from the study, unless keys that were pressed since are still on their way there."""
        state = self._session.state
        if self.hand is not None and state is not None and self._edits.all_answered:
            before = self.hand.under_way
            self.hand.follow(state.own_under_way)
            if self.hand.under_way != before:
                self.show_under_way()
                self.changed.emit()


def _begun(subject: str, code: Code, onset_us: int) -> str:
    return tr(
        "“{subject} {code}”, begun at {time}",
        subject=subject_words(subject),
        code=code.label,
        time=format_us(onset_us),
    )


def _act(code: Code) -> str:
    return f"{subject_words(code.role)} {code.label}"
