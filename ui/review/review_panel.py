"""The review panel: the queue of proposals, the one in hand with its evidence, and what the human makes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from coder.proposals.speakers import NO_VOICE, SpeakerSuggestion
from coder.study.edits.changes import Edit
from coder.study.edits.coding import Accept, Reject, Skip
from coder.study.edits.settled_voices import SettleVoices, voices_alike
from coder.study.edits.unproposed_stretches import SettleStretch
from coder.study.state import RecordingState
from coder.vocabulary.events import Event, Proposal, Status
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role, Scheme
from coder.vocabulary.time import format_us
from coder.vocabulary.unproposed_stretch import LOOKED_AT, StretchStatus, UnproposedStretch
from ui.operations.wording import code_words, speaker_words, subject_words, unsettled_words
from ui.review.empty_queue import EmptyReview
from ui.review.item_card import ItemCard
from ui.review.unsettled_line import UnsettledLine
from ui.widgets.decision_time import AttentionClock
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.even_grid import EvenGrid
from ui.widgets.filled_button import FirstButton
from ui.widgets.keys_now import KEYS, key_button
from ui.widgets.measure import PANEL, SNUG, TIGHT
from ui.widgets.note_line import NoteLine
from ui.widgets.row_table import RowsTable, Words
from ui.widgets.share_bar import ShareBar
from ui.widgets.tab_row import TabRow

WAITING = (Status.OPEN, Status.SKIPPED)
_STRETCH_WAITS = (StretchStatus.OPEN, StretchStatus.SKIPPED)
_LISTS = (
    (tr("Waiting"), WAITING),
    (tr("Accepted"), (Status.ACCEPTED, Status.ADJUSTED)),
    (tr("Rejected"), (Status.REJECTED,)),
)
_KEYS = tr("Q W onset · E R offset · N note · B look back · Ctrl+Z undo")
_STRETCH_KEYS = tr("D codes by hand, Ctrl+D comes back · B look back · Ctrl+Z undo")
_VOICE_KEYS = tr(
    "1 child · 2 caregiver · 3 other · 4 several · D no voice · 5 as the last of this kind, for all of it · "
    "+ faster, at the same pitch"
)
_SUGGESTED_KEYS = tr("6 as suggested · ") + _VOICE_KEYS
_DECIDING = ((tr("Accept  (F)"), tr("Reject  (D)")), (tr("Nothing more  (F)"), tr("Code what is there  (D)")))
_MARKS = {
    Status.OPEN: ("", tr("waits")),
    Status.SKIPPED: (tr("later"), tr("left for later")),
    Status.ACCEPTED: ("✓", tr("accepted")),
    Status.ADJUSTED: ("✓ moved", tr("accepted with other times")),
    Status.REJECTED: ("✗", tr("rejected")),
}


class ReviewPanel(QWidget):
    """Shows one thing at a time: a proposal that waits, a decided one, or an event that a person has pointed at.

    Signals
    -------
    chosen(Proposal | Stretch | Event | None)
        Something else is in hand: the window plays it.
    pending_changed(time_us, time_us)
        The times of the proposal in hand were nudged or dragged, not yet decided.
    decided(Edit)
        The human's word, with the time it took.
    asked(str)
        A button that stands for an action of the window: its id.
    by_hand(Stretch)
        There is something to code in a stretch in which nothing was proposed.
    noted(str)
        A note was written on the event in hand.
    """

    chosen = Signal(object)
    pending_changed = Signal(object, object)
    decided = Signal(object)
    asked = Signal(str)
    by_hand = Signal(object)
    noted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scheme: Scheme | None = None
        self._state: RecordingState | None = None
        self._item: Proposal | UnproposedStretch | None = None
        self._event: Event | None = None
        self._hidden = False
        self._onset_us = self._offset_us = 0
        self._recent: list[str] = []
        self.by_code = False
        """Whether the queue goes code by code instead of by time."""
        self._said: dict[str, str | None] = {}  # code of a voice to whose it was said to be, last; None: no voice
        self._speakers: Mapping[str, SpeakerSuggestion] = {}
        self._clock = AttentionClock(self)
        self._bar = ShareBar(tr("decided proposals"))
        self.card = ItemCard()
        self.unsettled = UnsettledLine()
        self.unsettled.clicked.connect(lambda: self.asked.emit("tab_people"))
        self.note = NoteLine(tr("Note, kept with your word (N)"))
        self.note.written.connect(self._note_written)
        self.empty = EmptyReview()
        self.empty.asked.connect(self.asked)
        self.which = TabRow()
        self.which.setAccessibleName(tr("which proposals are listed"))
        self.which.setUsesScrollButtons(False)
        self.which.setElideMode(Qt.TextElideMode.ElideRight)
        self.which.setExpanding(False)
        for _ in _LISTS:
            self.which.addTab("")
        self.which.currentChanged.connect(lambda _: self._fill())
        self.list = RowsTable(tr("proposals"), (tr("at"), tr("who"), tr("what"), ""))
        self.list.horizontalHeader().hide()
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.moved.connect(self.choose)
        self.list.activated_row.connect(lambda _: self.again())
        self._lay_out()
        KEYS.changed.connect(self._show)
        self.show_state(None, None, hidden=False)

    def _lay_out(self) -> None:
        self.accept_button = key_button(tr("Accept  (F)"), self.accept, FirstButton)
        self.reject_button = key_button(tr("Reject  (D)"), self.reject)
        self.skip_button = key_button(tr("Leave for later  (S)"), self.skip)
        self.again_button = key_button(tr("Play again  (A)"), self.again)
        self.reopen_button = key_button(tr("Decide again  (G)"), lambda: self.asked.emit("reopen"))
        self.remove_button = key_button(tr("Remove  (Del)"), lambda: self.asked.emit("remove"))
        self.play_button = key_button(tr("Play again  (A)"), self.again)
        self.back_button = key_button(tr("Back  (Esc)"), self.to_queue)
        self._keys = ElidedLabel(quiet=True)
        self._buttons = QStackedWidget()
        self._buttons.addWidget(_grid(self.accept_button, self.reject_button, self.skip_button, self.again_button))
        self._buttons.addWidget(_grid(self.reopen_button, self.remove_button, self.play_button, self.back_button))
        self._buttons.setSizePolicy(self.card.sizePolicy())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*PANEL)
        layout.setSpacing(SNUG)
        above = (self._bar, self.empty, self.card, self.unsettled, self.note)
        for widget in (*above, self._buttons, self._keys, self.which):
            layout.addWidget(widget)
        layout.addWidget(self.list, 1)
        layout.addStretch(0)
        self.list.setMinimumHeight(self.list.verticalHeader().defaultSectionSize())

    # What is in hand

    @property
    def current(self) -> Proposal | None:
        """The proposal in hand, if it waits for a decision."""
        held = self._item
        waits = isinstance(held, Proposal) and self._event is None and held.status in WAITING
        return held if waits and isinstance(held, Proposal) else None

    @property
    def voice(self) -> Proposal | None:
        """The proposal in hand, if it is a voice of whom nobody has said who it was."""
        held = self.current
        return held if held is not None and _is_voice(held) else None

    @property
    def voices_wait(self) -> bool:
        """Whether voices wait of whom nobody has said who it was; those that were left for later are left out."""
        waiting = (item for item in self._queue if isinstance(item, Proposal) and item.status is Status.OPEN)
        return not self._hidden and any(_is_voice(item) for item in waiting)

    @property
    def speaker(self) -> SpeakerSuggestion | None:
        """Whose the voice in hand may be, where anything says so."""
        held = self.voice
        return self._speakers.get(held.id) if held is not None else None

    def show_speakers(self, speakers: Mapping[str, SpeakerSuggestion]) -> None:
        """Take whose the waiting voices may be."""
        self._speakers = speakers
        self._show_speaker()

    @property
    def stretch(self) -> UnproposedStretch | None:
        """The stretch in hand in which nothing was proposed, if it waits to be looked at."""
        held = self._item
        return (
            held
            if isinstance(held, UnproposedStretch) and self._event is None and held.status in _STRETCH_WAITS
            else None
        )

    @property
    def decided_proposal(self) -> Proposal | None:
        """The decided proposal in hand, or the one behind the event in hand."""
        held = self._item
        if self._event is not None:
            held = self._find(self._event.proposal) if self._event.proposal else None
            return held if isinstance(held, Proposal) else None
        return held if isinstance(held, Proposal) and held.status not in WAITING else None

    @property
    def event_in_hand(self) -> Event | None:
        """The event that a person has pointed at."""
        return self._event

    @property
    def pending(self) -> tuple[int, int]:
        """Onset and offset as the human has them now, in µs."""
        return self._onset_us, self._offset_us

    def show_state(self, state: RecordingState | None, scheme: Scheme | None, *, hidden: bool) -> None:
        """Show the queue as it stands, keeping what is in hand, else taking what follows it."""
        fresh = state is None or self._state is None or state.recording.id != self._state.recording.id
        if fresh:
            self._item = self._event = None
            self._recent.clear()
            self._said = {}
            self._speakers = {}
            self._clock.forget()
            self.which.setCurrentIndex(0)
        row = 0 if self._looking_back else max(self.list.currentIndex().row(), 0)
        self._state, self._scheme, self._hidden = state, scheme, hidden
        self._fill()
        self._show_count()
        if self._event is not None and state is not None:
            event = state.events.by_id.get(self._event.id)
            if event is not None:
                self._event = event
                self._show()
                return
            self._event = None
        before = self._item
        after = self._find(before.id) if before is not None else None
        if after is not None and before is not None and not hidden and after.status is before.status:
            self._item = after
            self._show()
            return
        self.which.setCurrentIndex(0)
        self._take(self._waiting_at(row))

    def show_queue(self) -> None:
        """List what waits in the order in which it is asked now."""
        self._fill()

    def choose(self, item_id: str) -> bool:
        """Take a proposal in hand, by id; of an accepted one, the event. Return whether there is one."""
        proposal = self._find(item_id)
        if proposal is None or self._hidden:
            return False
        if isinstance(proposal, UnproposedStretch):
            if proposal.status in LOOKED_AT:
                return False
            self.which.setCurrentIndex(0)
            self._take(proposal)
            return True
        event = None
        if proposal.status not in WAITING and self._state is not None:
            mine = (e for e in self._state.events if e.coder == self._state.coder)
            event = next((e for e in mine if e.proposal == item_id), None)
        self.which.setCurrentIndex(next(n for n, (_, holds) in enumerate(_LISTS) if proposal.status in holds))
        self._take(proposal, event)
        return True

    def show_event(self, event: Event) -> None:
        """Take an event in hand, without playing it."""
        self._event = event
        self._show()

    def forget_event(self) -> None:
        """Let the event in hand go: what waits behind it is in hand again."""
        self._event = None

    @property
    def hidden(self) -> bool:
        """Whether proposals are kept from view."""
        return self._hidden

    def touch(self) -> None:
        """Somebody has a hand on the window."""
        self._clock.touch()

    def put_down(self) -> None:
        """Stop counting how long the thing in hand takes: something else is done now."""
        self._clock.hold(None)

    def take_up(self) -> None:
        """Count on for the thing in hand, which was put down for something else."""
        self._clock.hold(self._item.id if self._item is not None and self._event is None else None)

    def to_queue(self) -> None:
        """Go back to what waits."""
        self.which.setCurrentIndex(0)
        self._event = None
        self._take(self.current or self.stretch or self._waiting_at(0))

    def look_back(self) -> None:
        """Take the proposal in hand that was decided before this one; the newest first."""
        decided = [p.id for p in self._state.proposals if p.status not in WAITING] if self._state else []
        known = set(decided)
        order = [i for i in decided if i not in self._recent] + [i for i in self._recent if i in known]
        held = self.decided_proposal
        place = order.index(held.id) if held is not None and held.id in order else len(order)
        if order:
            self.choose(order[max(place - 1, 0)])

    def go(self, rows: int) -> None:
        """Go on or back in the list without deciding."""
        self.list.step(rows)

    def set_pending(self, onset_us: int, offset_us: int) -> None:
        """Change the times of the proposal in hand; nothing is stored until it is accepted."""
        if self.current is not None:
            self._onset_us, self._offset_us = onset_us, offset_us
            self._show()
            self.pending_changed.emit(onset_us, offset_us)

    def show_confidence(self) -> None:
        """Say how sure the rule is; hidden until asked, because showing it makes people agree with it."""
        if self.current is not None:
            draft = self.current.draft
            self.card.show_sure(
                tr("The rule is {confidence:.0f} % sure ({rule}).", confidence=100 * draft.confidence, rule=draft.rule)
            )

    # Deciding

    def accept(self) -> None:
        """Say that it is so, at the times shown."""
        held = self.current
        if self.stretch is not None:
            self._settle(self.stretch, StretchStatus.NOTHING)
        elif held is not None:
            moved = self.pending != (held.draft.onset_us, held.draft.offset_us)
            onset, offset = self.pending if moved else (None, None)
            took_ms = self._clock.spent_ms(held.id)
            self._decide(held, Accept(held.id, onset, offset, took_ms=took_ms, note=self.note.text().strip()))

    def accept_as(self, subject: str) -> None:
        """Say whose the voice in hand is, at the times shown."""
        held = self.voice
        if held is not None:
            moved = self.pending != (held.draft.onset_us, held.draft.offset_us)
            onset, offset = self.pending if moved else (None, None)
            took_ms, note = self._clock.spent_ms(held.id), self.note.text().strip()
            self._said[held.draft.code] = subject
            self._decide(held, Accept(held.id, onset, offset, took_ms=took_ms, note=note, subject=subject))

    def accept_suggested(self) -> bool:
        """Say that the voice in hand is whose the suggestion says, or none; return whether there is one."""
        said = self.speaker
        if said is not None and said.subject == NO_VOICE:
            self.reject()
        elif said is not None:
            self.accept_as(said.subject)
        return said is not None

    def accept_alike(self) -> bool:
        """Say of all waiting voices of the kind in hand what was said last of one of that kind; return whether it was.

        What was said of another kind does not count: the next voice comes by itself, and is of another kind often.
        """
        held, state = self.voice, self._state
        if held is None or state is None or held.draft.code not in self._said:
            return False
        rest = voices_alike(state.proposals, held)
        took_ms = self._clock.spent_ms(held.id)
        self._decide(held, SettleVoices((held.id, *rest), self._said[held.draft.code], took_ms=took_ms))
        return True

    def reject(self) -> None:
        """Say that it is not so; of a stretch, that there is something to code."""
        if self.stretch is not None:
            self.by_hand.emit(self.stretch)
        elif self.current is not None:
            if self.voice is not None:
                self._said[self.voice.draft.code] = None
            self._decide(self.current, Reject(self.current.id, took_ms=self._clock.spent_ms(self.current.id)))

    def skip(self) -> None:
        """Leave it for later."""
        if self.stretch is not None:
            self._settle(self.stretch, StretchStatus.SKIPPED)
        elif self.current is not None:
            self._decide(self.current, Skip(self.current.id, took_ms=self._clock.spent_ms(self.current.id)))

    def found(self, stretch: UnproposedStretch) -> None:
        """Say that a stretch held something, which was coded by hand."""
        self._settle(stretch, StretchStatus.FOUND)

    def again(self) -> None:
        """Play it again from its start."""
        self.chosen.emit(self._event or self._item)

    def _decide(self, proposal: Proposal, edit: Edit) -> None:
        if proposal.id in self._recent:
            self._recent.remove(proposal.id)
        self._recent.append(proposal.id)
        self._clock.forget(proposal.id)
        self.decided.emit(edit)

    def _settle(self, stretch: UnproposedStretch, status: StretchStatus) -> None:
        took_ms = self._clock.spent_ms(stretch.id)
        self._clock.forget(stretch.id)
        self.decided.emit(SettleStretch(stretch.id, status, took_ms=took_ms))

    def _note_written(self, text: str) -> None:
        if self._event is not None:
            self.noted.emit(text)

    # Internals

    @property
    def _queue(self) -> tuple[Proposal | UnproposedStretch, ...]:
        """What waits, in the order in which it is asked."""
        queue = self._state.queue if self._state is not None else ()
        return tuple(sorted(queue, key=_by_code)) if self.by_code else queue

    @property
    def _looking_back(self) -> bool:
        return self.which.currentIndex() > 0

    def _find(self, item_id: str) -> Proposal | UnproposedStretch | None:
        state = self._state
        items: list[Proposal | UnproposedStretch] = [*state.proposals, *state.stretches] if state is not None else []
        return next((item for item in items if item.id == item_id), None)

    def _waiting_at(self, row: int) -> Proposal | UnproposedStretch | None:
        queue = self._queue if not self._hidden else ()
        return queue[min(row, len(queue) - 1)] if queue else None

    def _take(self, item: Proposal | UnproposedStretch | None, event: Event | None = None) -> None:
        self._item, self._event = item, event
        self.card.show_sure("")
        self.note.clear()
        if item is not None:
            interval = item.interval if isinstance(item, UnproposedStretch) else item.draft.interval
            self._onset_us, self._offset_us = interval.onset_us, interval.offset_us
        self._show()
        self._clock.hold(item.id if item is not None and event is None else None)
        self.chosen.emit(event or item)

    def _fill(self) -> None:
        state, scheme = self._state, self._scheme
        listed: tuple[Proposal | UnproposedStretch, ...] = ()
        if state is not None and not self._hidden:
            listed = self._queue
            if self._looking_back:
                holds = _LISTS[self.which.currentIndex()][1]
                listed = tuple(p for p in state.proposals if p.status in holds)
        if scheme is not None:
            self.list.fill([item.id for item in listed], lambda row: _words(listed[row], scheme))
        self.list.choose(self._item.id if self._item is not None else None)

    def _show(self) -> None:
        """Show what is in hand, or what to do next."""
        something = self._scheme is not None and (self._event is not None or self._item is not None)
        for widget in (self.card, self._buttons, self._keys):
            widget.setVisible(something)
        state = self._state
        anything = state is not None and bool(state.proposals or state.stretches) and not self._hidden
        self.which.setVisible(anything)
        self.list.setVisible(anything and bool(self.list.rows_model.keys))
        self.empty.setVisible(not something)
        if not something:
            self.card.clear()
            self.empty.show_reason(self._state, hidden=self._hidden)
        if self._scheme is None:
            return
        waits = self.current is not None or self.stretch is not None
        self._buttons.setCurrentIndex(0 if waits else 1)
        for button, words in zip(
            (self.accept_button, self.reject_button), _DECIDING[self.stretch is not None], strict=True
        ):
            button.setText(words)
        if self._event is not None:
            self.card.show_event(self._event, self._scheme)
            self.note.show_text(self._event.note)
            self._keys.setText(KEYS.hint(_KEYS))
            self.reopen_button.setEnabled(self._event.proposal is not None)
            self.remove_button.setEnabled(True)
        elif isinstance(self._item, UnproposedStretch):
            self.card.show_stretch(self._item)
            self._keys.setText(KEYS.hint(_STRETCH_KEYS))
        elif self._item is not None:
            self.card.show_proposal(self._item, self._scheme, self.pending)
            self._keys.setText(
                KEYS.hint("" if self.current is None else _VOICE_KEYS if self.voice is not None else _KEYS)
            )
            self.reopen_button.setEnabled(True)
            self.remove_button.setEnabled(False)
        held, people = self.current, state.people if state is not None else ()
        self.unsettled.show_words(unsettled_words(people, held.draft.subject) if held is not None else "")
        self._show_speaker()
        self.list.choose(self._item.id if self._item is not None else None)

    def _show_speaker(self) -> None:
        said = self.speaker
        self.card.show_speaker("" if said is None else speaker_words(said))
        if self.voice is not None:
            self._keys.setText(KEYS.hint(_VOICE_KEYS if said is None else _SUGGESTED_KEYS))

    def _show_count(self) -> None:
        state = self._state if not self._hidden else None
        proposals, stretches = (state.proposals, state.stretches) if state is not None else ((), ())
        counts = Counter([*(p.status.value for p in proposals), *(s.status.value for s in stretches)])
        for n, (words, holds) in enumerate(_LISTS):
            self.which.setTabText(n, f"{words} {sum(counts[status] for status in holds)}")
        if counts[Status.SKIPPED]:
            self.which.setTabText(
                0, tr("{tabtext} ({counts} later)", tabtext=self.which.tabText(0), counts=counts[Status.SKIPPED])
            )
        left = counts[Status.OPEN] + counts[Status.SKIPPED]
        asked = len(proposals) + len(stretches)
        self._bar.show_share(asked - left, asked)
        self._bar.setVisible(asked > 0)


def _by_code(item: Proposal | UnproposedStretch) -> tuple[bool, str, str]:
    """Sort what was left for later last, and else by subject and code; what is of one code stays in order of time."""
    later = item.status in (Status.SKIPPED, StretchStatus.SKIPPED)
    return (later, "~", "") if isinstance(item, UnproposedStretch) else (later, item.draft.subject, item.draft.code)


def _is_voice(proposal: Proposal) -> bool:
    return proposal.draft.subject == Role.SOMEONE


def _words(item: Proposal | UnproposedStretch, scheme: Scheme) -> Words:
    mark, spoken = _MARKS[Status(item.status)]
    if isinstance(item, UnproposedStretch):
        at = format_us(item.onset_us)
        return Words(
            (at, "", tr("nothing proposed"), mark),
            spoken=tr("a stretch with nothing proposed, at {at}, {spoken}", at=at, spoken=spoken),
        )
    draft = item.draft
    who, what = subject_words(draft.subject), code_words(scheme, draft.subject, draft.code)
    at = format_us(draft.onset_us)
    return Words(
        (at, who, what, mark),
        tip=draft.evidence,
        spoken=tr("{who} {what}, at {at}, {spoken}", who=who, what=what, at=at, spoken=spoken),
    )


def _grid(*buttons: QPushButton) -> QWidget:
    """Lay four buttons out two by two, or in a row where there is room."""
    widget = QWidget()
    grid = EvenGrid(widget)
    grid.setContentsMargins(TIGHT, TIGHT, TIGHT, TIGHT)  # room for the ring around what has the keyboard
    grid.setSpacing(SNUG)
    for button in buttons:
        grid.addWidget(button)
    return widget
