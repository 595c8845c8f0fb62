"""Which queue is worked: by exchange, by act or by code. Keys and clicks go to the one in hand."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from coder.study.edits.changes import Changes
from coder.study.state import RecordingState
from coder.vocabulary.events import Status
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import Interval
from ui.review.exchange_review_control import ExchangeReview
from ui.review.play_through import PlayedKind
from ui.review.play_through_line import PlayThroughLine
from ui.review.played_kinds import is_played_with_all
from ui.review.queue_head import QueueHead
from ui.review.review_control import NOTHING_THERE, ReviewControl
from ui.review.review_panel import ReviewPanel
from ui.timeline.bracket import BracketEnd
from ui.window.actions import When
from ui.window.double_press import DoublePress


class Queue(StrEnum):
    """How what waits is worked through."""

    EXCHANGE = "by exchange"
    ACT = "by act"
    CODE = "by code"


_ORDER = tuple(Queue)
_TITLES = {Queue.EXCHANGE: tr("What came back"), Queue.ACT: tr("Act by act"), Queue.CODE: tr("By code")}


class QueueControl(QObject):
    """Signals: ``changed`` when another queue is worked."""

    changed = Signal()

    def __init__(
        self, review: ReviewControl, panel: ReviewPanel, exchanges: ExchangeReview, stack: QStackedWidget
    ) -> None:
        super().__init__()
        self._review, self._panel, self._exchanges, self._stack = review, panel, exchanges, stack
        self.chosen = Queue.EXCHANGE
        self._recording: str | None = None
        self._had_cards = self._edited = self._until_settled = False
        self.head = QueueHead()
        self.head.all.clicked.connect(lambda _=False: self.play_whole())
        self.tabs = self.head.tabs
        for place, queue in enumerate(_ORDER):
            self.tabs.addTab(_TITLES[queue])
            self.tabs.setTabToolTip(place, f"Ctrl+{place + 1}")
        self.tabs.currentChanged.connect(lambda place: self.choose(_ORDER[place]))
        self.line = PlayThroughLine(review.through)
        self._waiting = 0
        self._hidden = False
        self._marked: PlayedKind | None = None
        self._twice = DoublePress()
        review.through.changed.connect(self._mark)
        exchanges.changed.connect(self._arrange)
        review.changed.connect(self._arrange)

    @property
    def by_exchange(self) -> bool:
        """Whether an exchange is what keys and clicks are about now."""
        return self._exchanges.active

    @property
    def _on_card(self) -> bool:
        """Whether keys move what the card shows: not where a list covers it in which an event was pointed at."""
        covered = self._review.selected_event is not None and not self._exchanges.panel.isVisible()
        return self.by_exchange and not covered

    @property
    def words_now(self) -> dict[str, str]:
        """What accepting and rejecting are called for what is in hand, by the id of the action: as on the buttons."""
        through, panel = self._review.through, self._exchanges.panel if self.by_exchange else self._panel
        if through.active:
            return {"accept": self.line.buttons[0].bare, "reject": self.line.buttons[1].bare}
        return {"accept": panel.accept_button.bare, "reject": panel.reject_button.bare}

    def choose(self, queue: Queue) -> None:
        """Work through what waits in another way."""
        if queue is self.chosen:
            return
        self.chosen, self._until_settled = queue, False
        self.tabs.setCurrentIndex(_ORDER.index(queue))
        if self._panel.by_code is not (queue is Queue.CODE):
            self._panel.by_code = queue is Queue.CODE
            self._panel.show_queue()
        self._arrange()
        if not self.by_exchange and self._review.reviewing:
            self._panel.to_queue()
        self.changed.emit()

    def work_exchanges(self) -> None:
        """Work by exchange."""
        self.choose(Queue.EXCHANGE)

    def work_acts(self) -> None:
        """Work by act."""
        self.choose(Queue.ACT)

    def work_codes(self) -> None:
        """Work by code."""
        self.choose(Queue.CODE)

    def show_state(self, state: RecordingState | None, scheme: Scheme | None, *, hidden: bool) -> None:
        """Take a recording as it stands."""
        self._hidden = hidden
        if hidden:
            self._review.through.end()
        recording = state.recording.id if state is not None else None
        if recording != self._recording:
            self._recording = recording
            if self._until_settled:
                self.choose(Queue.EXCHANGE)  # it held for the recording in which voices were being settled
            self._had_cards = self._edited = False
        none = state is None or hidden
        self._waiting = 0 if none or state is None else sum(map(is_played_with_all, state.proposals))
        self._exchanges.show_state(state, scheme, hidden=hidden)

    def follow(self, changes: Changes) -> None:
        """After an edit, an undo or a redo."""
        self._edited = True
        self._exchanges.follow(changes)

    def amend(self, holds: dict[When, bool]) -> None:
        """Say what makes sense now, where an exchange is in hand."""
        item = self._exchanges.panel.current
        here = self.by_exchange and item is not None
        holds[When.EXCHANGE] = here
        if self._review.through.active:
            holds |= dict.fromkeys((When.EXCHANGE, When.PROPOSAL, When.VOICE, When.DECIDED), False)
            holds[When.WAITS] = holds[When.TO_KEEP] = True
            return
        if self.by_exchange:
            holds[When.WAITS] = self._exchanges.panel.waits
            holds[When.TO_KEEP] = self._exchanges.panel.waits or self._exchanges.panel.changed
            holds[When.PROPOSAL] = holds[When.VOICE] = False  # no key decides on what is not shown
            holds[When.IN_HAND] = holds[When.EVENT]  # a note is an act's: an event that was pointed at can have one
            holds[When.DECIDED] = item is not None and item.status is Status.REJECTED

    def _mark(self) -> None:
        """Say on the picture what begins while it is played through, and no longer."""
        kind = self._review.through.kind
        if kind is not self._marked:
            self._marked = kind
            self._exchanges.mark(kind.items if kind is not None else ())
            if kind is None:
                self._exchanges.panel.take_up() if self.by_exchange else self._panel.take_up()

    def _arrange(self) -> None:
        """Show the cards where there are any and they are wanted; else the acts, or why nothing is in hand."""
        queue = self._exchanges.panel.queue
        any_cards = queue is not None and bool(queue.items)
        review = self._review.reviewing
        if review:
            self._settle_first(any_cards=any_cards)
        on = any_cards and review and self.chosen is Queue.EXCHANGE
        through = self._review.through
        self.head.show_parts(tabs=any_cards and review, whole=review and self._waiting > 1 and not through.active)
        self._review.aside = on
        if review:
            self._stack.setCurrentWidget(self._exchanges.panel if on else self._panel)
        if on:
            self._panel.put_down()
        self._exchanges.aside = self._review.through.active
        self._stack.setEnabled(not through.active or through.again)  # its keys are about what is played through
        if on is not self._exchanges.active:
            self._exchanges.set_active(on)
            self.changed.emit()

    def _settle_first(self, *, any_cards: bool) -> None:
        """Let who settles voices go on where that itself made the first card: whose a voice was decides what came back.

        Act by act is worked until no voice waits; then the cards come up.
        """
        first, self._had_cards = any_cards and not self._had_cards, any_cards
        waits = self._panel.voices_wait
        if first and waits and self._edited and self.chosen is Queue.EXCHANGE:
            self.choose(Queue.ACT)
            self._until_settled = True
        elif self._until_settled and not waits:
            self.choose(Queue.EXCHANGE)

    # What keys and clicks ask for

    def accept(self) -> None:
        """Say that it is so."""
        if self._review.through.active:
            self._review.through.accept()
        else:
            self._exchanges.panel.accept() if self.by_exchange else self._review.accept()

    def accept_first(self) -> None:
        """Confirm the bid alone."""
        self._exchanges.panel.accept_first()

    def reject(self) -> None:
        """Say that it is not so."""
        if self._review.through.active:
            self._review.through.reject()
        else:
            self._exchanges.panel.reject() if self.by_exchange else self._review.reject()

    def reject_bid(self) -> None:
        """Say that the bid was not there; by a second press, for a slip of Shift must reject nothing."""
        if self._means(tr("the first act was not there")):
            self._exchanges.panel.reject_bid()

    def reject_response(self) -> None:
        """Say that the answering act was not there; by a second press, as above."""
        if self._means(tr("the answering act was not there")):
            self._exchanges.panel.reject_response()

    def _means(self, what: str) -> bool:
        card = self._exchanges.panel.current
        if card is None:
            return False
        meant = self._twice.meant((card.id, what))
        if not meant:
            self._review.told.emit(tr("The same key again says that {what}.", what=what))
        return meant

    def skip(self) -> None:
        """Leave it for later."""
        if self._review.through.active:
            self._review.through.leave_out()
        else:
            self._exchanges.panel.skip() if self.by_exchange else self._review.skip()

    def play_many(self) -> None:
        """Play what waits of the kind in hand through, to decide on it at once."""
        self._play_through(wide=False)

    def play_all(self) -> None:
        """Play all that waits of the person in hand through (of cards, all that the two do), to decide at once."""
        self._play_through(wide=True)

    def play_whole(self) -> None:
        """Play the clip, or its selected part, as it is, to decide on all that waits; again, take what was played."""
        if self._review.through.whole:
            self._review.through.accept()
            return
        if self._hidden:
            self._review.told.emit(NOTHING_THERE)
            return
        in_hand = Interval(*self._panel.pending)
        chosen = self._exchanges.chosen_besides if self.by_exchange else self._review.chosen_besides(in_hand)
        self._review.play_whole(chosen)
        self._lay_aside()

    def toggle_faster_between(self) -> None:
        """Play a whole clip twice as fast where nothing that waits begins or ends, or as fast everywhere."""
        through = self._review.through
        through.play_faster_between(not through.pace.faster_between)
        said = tr("A whole clip is played as fast everywhere.")
        if through.pace.faster_between:
            said = tr("Where nothing begins or ends, a whole clip is played twice as fast from now on.")
        self._review.told.emit(said)
        self.changed.emit()

    def _play_through(self, *, wide: bool) -> None:
        kind = self._exchanges.kind_in_hand(any_kind=wide) if self.by_exchange else None
        if kind is not None and kind.items:
            self._review.through.begin(kind)
        elif self.by_exchange:
            self._review.told.emit(NOTHING_THERE)
        else:
            self._review.play_many(any_code=wide)
        self._lay_aside()

    def _lay_aside(self) -> None:
        """Count no time for what was in hand, while something is played through."""
        if self._review.through.active:
            self._exchanges.panel.put_down()
            self._panel.put_down()

    def touch(self) -> None:
        """Somebody has a hand on the window."""
        self._exchanges.panel.touch()
        self._review.touch()

    def again(self) -> None:
        """Play it again."""
        self._exchanges.panel.again() if self.by_exchange else self._review.play_again()

    def next(self) -> None:
        """Go on without deciding."""
        self._exchanges.panel.go(1) if self.by_exchange else self._review.next_proposal()

    def previous(self) -> None:
        """Go back."""
        self._exchanges.panel.go(-1) if self.by_exchange else self._review.previous_proposal()

    def reopen(self) -> None:
        """Let it wait again."""
        self._exchanges.panel.reopen() if self.by_exchange else self._review.reopen()

    def ask_outcome(self) -> None:
        """Ask what became of the bid."""
        self._exchanges.panel.ask_outcome()

    def this_answers(self) -> None:
        """Let the selected act be the answer."""
        self._exchanges.answer_with_selected()

    def nothing_answers(self) -> None:
        """Say that nothing answers it."""
        self._exchanges.answer_with_nothing()

    def onset_earlier(self) -> None:
        """The bid's (or act's) onset one frame earlier."""
        self._exchanges.nudge(BracketEnd.BID, -1) if self._on_card else self._review.times.onset_earlier()

    def onset_later(self) -> None:
        """The bid's (or act's) onset one frame later."""
        self._exchanges.nudge(BracketEnd.BID, 1) if self._on_card else self._review.times.onset_later()

    def offset_earlier(self) -> None:
        """The answer's onset (or the act's offset) one frame earlier."""
        self._exchanges.nudge(BracketEnd.RESPONSE, -1) if self._on_card else self._review.times.offset_earlier()

    def offset_later(self) -> None:
        """The answer's onset (or the act's offset) one frame later."""
        self._exchanges.nudge(BracketEnd.RESPONSE, 1) if self._on_card else self._review.times.offset_later()

    def onset_here(self) -> None:
        """The act's onset at the frame that is shown; of a whole clip that plays, that of the act it is nearest to."""
        through = self._review.through
        through.begins_here() if through.whole else self._review.times.onset_here()

    def offset_here(self) -> None:
        """The act's offset at the frame that is shown, in the same way."""
        through = self._review.through
        through.ends_here() if through.whole else self._review.times.offset_here()

    def item_selected(self, item: str) -> None:
        """Take what was clicked in the timeline in hand."""
        if not (self.by_exchange and self._exchanges.item_selected(item)):
            self._review.item_selected(item)

    def edge_dragged(self, item: str, onset_us: int, offset_us: int) -> None:
        """Take the times of an edge that was dragged."""
        if not (self.by_exchange and self._exchanges.edge_dragged(item, onset_us, offset_us)):
            self._review.edge_dragged(item, onset_us, offset_us)

    def end_playing(self) -> bool:
        """End what is played through to be decided at once; return whether anything was."""
        return self._review.through.end()

    def give_up(self) -> None:
        """Forget what is newest."""
        if not (self.by_exchange and self._exchanges.give_up()):
            self._review.give_up()
