"""The exchange in hand: what was offered, what came back and how soon, and what the human makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from coder.exchanges.pairing import SETTLED_BY_HUMAN
from coder.proposals.exchange import ALREADY_THERE, ExchangeKind, ExchangeProposal
from coder.proposals.exchange_queue import ExchangeQueue, says_no_more
from coder.study.edits.exchanges import NOTHING, CardPart, ConfirmExchange, RejectExchange, ReopenExchange, SkipExchange
from coder.vocabulary.events import Event, Status
from coder.vocabulary.language import tr
from coder.vocabulary.people import Person
from coder.vocabulary.time import MICROS, Interval, format_us
from ui.operations.wording import outcome_choice, unsettled_words
from ui.review.heading_words import heading_words
from ui.review.unsettled_line import UnsettledLine
from ui.widgets.decision_time import AttentionClock
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.even_grid import EvenGrid
from ui.widgets.filled_button import FirstButton
from ui.widgets.keys_now import KEYS, key_button
from ui.widgets.lettered_menu import LetteredMenu
from ui.widgets.measure import PANEL, SNUG, TIGHT, ScaledLabel, Type
from ui.widgets.row_table import RowsTable, Words
from ui.widgets.rule_box import RuleBox
from ui.widgets.share_bar import ShareBar
from ui.widgets.words_area import WordsArea

_LOW_LINES = 22
"""Lines of text below which the hint of keys gives way: F1 and the buttons say them too."""
_KEYS = tr("Q W bid · E R answer · T this act answers · Shift+T nothing does")
_MARKS = {
    Status.OPEN: "",
    Status.SKIPPED: tr("later"),
    Status.ACCEPTED: "✓",
    Status.ADJUSTED: tr("✓ by hand"),
    Status.REJECTED: tr("not so"),
}
_ALL_SAID = tr(
    "Every exchange has had your word. They stand under Exchanges (Alt+4); Report (Ctrl+P) makes a page of them. Acts "
    "that no exchange needed wait under Act by act (Ctrl+2)."
)
_ALL_BY_HAND = tr(
    "These exchanges are of acts that were coded by hand; they stand under Exchanges (Alt+4). The models have not "
    "looked at all of this clip yet: Analyse (Ctrl+R) lets them propose."
)


class ExchangePanel(QWidget):
    """One card at a time, and all of them in a list. No card is coloured, ordered or worded as worse than another.

    Signals
    -------
    chosen(ExchangeProposal | None)
        Another card is in hand: the window plays it.
    decided(Edit)
        The human's word, with the time it took.
    rule_chosen(str)
        Propose under another rule.
    pending_changed()
        An act was moved or replaced on the card, not yet said.
    asked(str)
        A button that stands for an action of the window: its id.
    """

    chosen = Signal(object)
    decided = Signal(object)
    rule_chosen = Signal(str)
    pending_changed = Signal()
    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue: ExchangeQueue | None = None
        self._item: ExchangeProposal | None = None
        self.people: Sequence[Person] = ()
        """Who is who in the recording, as far as that is settled."""
        self.analysed = True
        self._times: dict[str, tuple[int, int]] = {}
        self._response: str | None = None
        self._clock = AttentionClock(self)
        self.bar = ShareBar(tr("decided exchanges"))
        self.rule_box = RuleBox()
        self.rule_box.currentIndexChanged.connect(lambda _: self.rule_chosen.emit(self.rule))
        self.what = ScaledLabel(size=Type.STRONG, wraps=True)
        self.soon = ScaledLabel(size=Type.FIGURE, wraps=True)
        self.why, self.parts = (ScaledLabel(quiet=True, wraps=True) for _ in range(2))
        self.words = WordsArea(most_lines=12)
        self.words.setAccessibleName(tr("the exchange in hand, in words"))
        self.unsettled = UnsettledLine()
        self.unsettled.clicked.connect(lambda: self.asked.emit("tab_people"))
        self.list = RowsTable(tr("exchanges"), (tr("at"), tr("what"), tr("how soon"), ""), give_way=(tr("how soon"),))
        self.list.horizontalHeader().hide()
        self.list.moved.connect(self.choose)
        self.list.activated_row.connect(lambda _: self.again())
        self.accept_button = key_button(tr("Accept  (F)"), self.accept, FirstButton)
        self.reject_button = key_button(tr("Not together  (D)"), self.reject)
        self.skip_button = key_button(tr("Leave for later  (S)"), self.skip)
        self.again_button = key_button(tr("Play again  (A)"), self.again)
        self.became_button = key_button(tr("Outcome…  (H)"), self.ask_outcome)
        self.half_button = key_button(tr("First only  (Shift+F)"), self.accept_first)
        self._buttons = (
            self.accept_button,
            self.reject_button,
            self.skip_button,
            self.again_button,
            self.became_button,
            self.half_button,
        )
        self._keys = ElidedLabel(quiet=True)
        KEYS.changed.connect(self._say_keys)
        self._say_keys()
        self._lay_out()
        self.show_queue(None)

    def _say_keys(self) -> None:
        self._keys.setText(KEYS.hint(_KEYS))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        label = QLabel(tr("Rule"))
        label.setBuddy(self.rule_box)
        head.addWidget(label)
        head.addWidget(self.rule_box, 1)
        grid = EvenGrid()
        grid.setContentsMargins(TIGHT, TIGHT, TIGHT, TIGHT)
        grid.setSpacing(SNUG)
        for button in self._buttons:
            grid.addWidget(button)
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(*PANEL)
        layout.setSpacing(SNUG)
        layout.addWidget(self.bar)
        layout.addLayout(head)
        for widget in (self.what, self.soon, self.why, self.parts):
            self.words.column.addWidget(widget)
        self.words.column.addStretch(1)
        self.words.needed = (self.what, self.soon, self.why)
        layout.addWidget(self.words)
        layout.addWidget(self.unsettled)
        layout.addLayout(grid)
        layout.addWidget(self._keys)
        layout.addWidget(self.list, 1)
        # What is in hand is read whole before what else there is; the timeline shows that too.
        self.list.setMinimumHeight(self.list.verticalHeader().defaultSectionSize())
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the sentence has it."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        low = self.height() < _LOW_LINES * self.fontMetrics().lineSpacing()
        self._keys.setVisible(self._item is not None and not low)
        row, needed = self.list.minimumHeight(), self._column.totalMinimumSize().height()
        without = needed - (row + SNUG if not self.list.isHidden() else 0)
        whole = without + self.words.sizeHint().height() - self.words.minimumSizeHint().height()
        # Less than two rows are no list, and would scroll beside a card that scrolls: the timeline shows the others.
        self.list.setHidden(self._item is not None and self.height() - whole < 2 * row + SNUG)

    # What is in hand

    @property
    def current(self) -> ExchangeProposal | None:
        """The card in hand, decided or not."""
        return self._item

    @property
    def waits(self) -> bool:
        """Whether the card in hand asks for a word."""
        return self._item is not None and self._item.status in (Status.OPEN, Status.SKIPPED)

    @property
    def queue(self) -> ExchangeQueue | None:
        """All cards of the recording."""
        return self._queue

    @property
    def response(self) -> str | None:
        """The act that stands as the answer now: a human's choice, else the proposed one."""
        if self._response is not None:
            return None if self._response == NOTHING else self._response
        return self._item.response if self._item is not None else None

    @property
    def rule(self) -> str:
        """Name of the rule."""
        return self.rule_box.rule.id

    def times_of(self, act: str) -> Interval:
        """When an act is, as the human has it now."""
        assert self._queue is not None
        return Interval(*self._times[act]) if act in self._times else self._queue.acts.by_id[act].interval

    def latency_us(self) -> int | None:
        """How soon it came, with what was moved or replaced on the card."""
        item, response = self._item, self.response
        if item is None or response is None or self._queue is None or response not in self._queue.acts.by_id:
            return None
        moved = self.times_of(item.bid).onset_us - self._queue.acts.by_id[item.bid].onset_us
        return self.times_of(response).onset_us - item.anchor_us - moved

    def latency_bound_us(self) -> int:
        """How well the latency is known: by the two acts that stand on the card now."""
        item, response = self._item, self.response
        if item is None or self._queue is None or self._response is None or response is None:
            return item.latency_bound_us if item is not None else 0
        return sum(self._queue.acts.by_id[act].timing_bound_us for act in (item.bid, response))

    def soon_words(self) -> str:
        """How soon it came with its bound, as the card stands now, or what can be said instead."""
        assert self._item is not None
        return _soon_words(self._item, self.latency_us(), self.latency_bound_us(), changed=self._response is not None)

    def show_queue(self, queue: ExchangeQueue | None, *, choose: str | None = None) -> None:
        """Show the cards as they stand, keeping the one in hand, else taking what follows it; or the one to choose."""
        before, row = self._item, max(self.list.currentIndex().row(), 0)
        self._queue = queue
        items = queue.items if queue is not None else ()
        self.list.fill([item.id for item in items], lambda n: self._words(items[n]))
        done = sum(item.status not in (Status.OPEN, Status.SKIPPED) for item in items)
        self.bar.show_share(done, len(items))
        self.bar.setVisible(bool(items))
        by_id = {item.id: item for item in items}
        if choose is not None and choose in by_id:
            self._take(by_id[choose])
            return
        same = by_id.get(before.id) if before is not None else None
        if same is not None and before is not None and same.status is before.status and same.parts == before.parts:
            self._item = same
            self._keep_what_is_there()
            self._show()
            return
        self._take(self._next(row))

    def _keep_what_is_there(self) -> None:
        """Forget what was put on the card of an act that is gone since, as by an undo."""
        there = self._queue.acts.by_id if self._queue is not None else {}
        times = {act: at for act, at in self._times.items() if act in there}
        response = self._response if self._response == NOTHING or self._response in there else None
        if (times, response) != (self._times, self._response):
            self._times, self._response = times, response
            self.pending_changed.emit()

    def choose(self, exchange_id: str) -> None:
        """Take a card in hand by its id."""
        item = next((i for i in self._queue.items if i.id == exchange_id), None) if self._queue is not None else None
        if item is not None:
            self._take(item)

    def choose_act(self, act: str) -> bool:
        """Take the card in hand that an act is part of; the one of which it is the bid first."""
        items = self._queue.items if self._queue is not None else ()
        if self._item is not None and act in self._item.parts:
            return True
        found = [i for i in items if act in i.parts]
        found.sort(key=lambda i: (i.bid != act, i.kind is not ExchangeKind.ANSWER))
        if found:
            self._take(found[0])
        return bool(found)

    def go(self, rows: int) -> None:
        """Go on or back in the list without deciding."""
        self.list.step(rows)

    def touch(self) -> None:
        """Somebody has a hand on the window."""
        self._clock.touch()

    def put_down(self) -> None:
        """Stop counting how long the card is in hand."""
        self._clock.hold(None)

    def take_up(self) -> None:
        """Count on for the card in hand."""
        self._clock.hold(self._item.id if self._item is not None and self.waits else None)

    def set_times(self, act: str, onset_us: int, offset_us: int) -> None:
        """Move an act on the card; nothing is kept until it is confirmed."""
        if self._queue is not None and act in self._queue.acts.by_id:
            self._times[act] = (onset_us, offset_us)
            self._show()
            self.pending_changed.emit()

    def set_response(self, act: str | None) -> None:
        """Put another act in the answer's place, or nothing; nothing is kept until it is confirmed."""
        if self._item is not None and self._item.kind is ExchangeKind.ANSWER and act != self._item.bid:
            self._response = act if act is not None else NOTHING
            self._show()
            self.pending_changed.emit()

    def give_up(self) -> bool:
        """Forget what was moved or replaced; whether anything was."""
        anything = bool(self._times) or self._response is not None
        self._times, self._response = {}, None
        self._show()
        if anything:
            self.pending_changed.emit()
        return anything

    # Deciding

    def accept(self) -> None:
        """Confirm acts and pairing as they are shown."""
        self._confirm(None)

    def accept_first(self) -> None:
        """Confirm the bid alone; the rest of the card goes on waiting."""
        if self._item is not None and _has_half(self._item):
            self._say(
                ConfirmExchange(
                    self._item,
                    only=frozenset({self._item.bid}),
                    times={act: at for act, at in self._times.items() if act == self._item.bid},
                )
            )

    def reject(self) -> None:
        """Say that the two do not belong together; of a bid alone, that it was not there."""
        if self.waits and self._item is not None:
            self._say(RejectExchange(self._item))

    def reject_bid(self) -> None:
        """Say that the bid was not there."""
        if self.waits and self._item is not None:
            self._say(RejectExchange(self._item, CardPart.BID))

    def reject_response(self) -> None:
        """Say that the answering act was not there."""
        if self.waits and self._item is not None and self._item.response is not None:
            self._say(RejectExchange(self._item, CardPart.RESPONSE))

    def skip(self) -> None:
        """Leave it for later."""
        if self.waits and self._item is not None:
            self._say(SkipExchange(self._item))

    def reopen(self) -> None:
        """Let a rejected card wait again."""
        if self._item is not None and self._item.status is Status.REJECTED:
            self._say(ReopenExchange(self._item))

    def again(self) -> None:
        """Play it again."""
        self.chosen.emit(self._item)

    def ask_outcome(self) -> None:
        """Ask what became of the bid; every answer is of the same rank."""
        if self._item is None or self._item.kind is not ExchangeKind.ANSWER:
            return
        menu = LetteredMenu(tr("What became of it"), self)
        for outcome in SETTLED_BY_HUMAN:
            say = menu.addAction(outcome_choice(outcome))
            say.triggered.connect(lambda _=False, words=outcome.value: self._confirm(words))
        menu.addSeparator()
        menu.addAction(tr("leave it to the rule")).triggered.connect(lambda _=False: self._confirm("open"))
        menu.popup(self.became_button.mapToGlobal(QPoint(0, 0)))

    def _confirm(self, outcome: str | None) -> None:
        item = self._item
        if item is None or (not self.waits and outcome is None and not self._times and self._response is None):
            return
        shown = (*item.parts, self._response)
        times = {act: at for act, at in self._times.items() if act in shown}
        self._say(ConfirmExchange(item, response=self._response, outcome=outcome, times=times))

    def _say(self, edit: ConfirmExchange | RejectExchange | SkipExchange | ReopenExchange) -> None:
        if not isinstance(edit, ReopenExchange):
            edit = replace(edit, took_ms=self._clock.spent_ms(edit.card.id))
        self._clock.forget(edit.card.id)
        self.decided.emit(edit)

    # Internals

    def _next(self, row: int) -> ExchangeProposal | None:
        """What asks for a word from this row on, else from the start; then what was left for later."""
        items = self._queue.items if self._queue is not None else ()
        for status in (Status.OPEN, Status.SKIPPED):
            for item in (*items[row:], *items[:row]):
                if item.status is status:
                    return item
        return None

    def _take(self, item: ExchangeProposal | None) -> None:
        self._item, self._times, self._response = item, {}, None
        self._show()
        self._clock.hold(item.id if item is not None and self.waits else None)
        self.chosen.emit(item)

    def _show(self) -> None:
        item, queue = self._item, self._queue
        for widget in (self.what, self.soon, self.parts, *self._buttons):
            widget.setVisible(item is not None)
        if item is None or queue is None:
            self._fold()
            for label in (self.what, self.soon, self.parts):
                label.clear()  # what is no longer shown must not lie behind what is
            self.setAccessibleDescription("")
            self.unsettled.show_words("")
            said = KEYS.said(_ALL_SAID if self.analysed else _ALL_BY_HAND)
            self.why.setText(said if queue is not None and queue.items else "")
            return
        self.what.setText(heading_words(item.status, self._heading(item)))
        self.soon.setText(self.soon_words())
        self.soon.setVisible(bool(self.soon.text()))
        why = tr("As you changed it; Esc puts it back.") if self.changed else item.evidence
        subjects = (queue.acts.by_id[act].subject for act in item.waiting if act in queue.acts.by_id)
        self.why.setText(why)
        self.unsettled.show_words(unsettled_words(self.people, *subjects))
        self.parts.setText(self._part_words(item))
        self.accept_button.setText(tr("Keep it so  (F)") if self.changed else _accept_words(item))
        self.accept_button.setEnabled(self.waits or self.changed)
        self.reject_button.setText(tr("Not there  (D)") if item.response is None else tr("Not together  (D)"))
        self.reject_button.setEnabled(self.waits)
        self.skip_button.setEnabled(self.waits)
        self.half_button.setEnabled(_has_half(item))
        self.became_button.setEnabled(item.kind is ExchangeKind.ANSWER)
        self.words.words_changed()
        self._fold()
        self.setAccessibleDescription(" ".join((self.what.text(), self.soon.text(), self.why.text())))
        self.list.choose(item.id)

    @property
    def changed(self) -> bool:
        """Whether an act was moved or replaced on the card and not kept yet."""
        return bool(self._times) or self._response is not None

    def _heading(self, item: ExchangeProposal) -> str:
        assert self._queue is not None
        acts = self._queue.acts
        first = _capital(acts.words(acts.by_id[item.bid]))
        if item.kind is not ExchangeKind.ANSWER:
            return _capital(item.called)
        response = self.response
        if response is None or response not in acts.by_id:
            return first
        return f"{first} → {acts.words(acts.by_id[response])}"

    def _part_words(self, item: ExchangeProposal) -> str:
        """Say which acts the card holds and which of them are confirmed already."""
        assert self._queue is not None
        acts = self._queue.acts
        shown = [act for act in item.parts if act != item.response or self._response is None]
        if self._response not in (None, NOTHING):
            shown.append(str(self._response))
        said = (self._act_words(acts.by_id[act]) for act in shown if act in acts.by_id)
        return "\n".join(said)

    def _act_words(self, act: Event) -> str:
        assert self._queue is not None
        span = self.times_of(act.id)
        mark = "○" if self._queue.acts.waits(act.id) else "✓"
        when = format_us(span.onset_us) + (f" – {format_us(span.offset_us)}" if span.duration_us else "")
        return f"{mark} {self._queue.acts.words(act)}, {when}"

    def _words(self, item: ExchangeProposal) -> Words:
        acts = self._queue.acts if self._queue is not None else None
        what = ""
        if acts is not None:
            what = acts.words(acts.by_id[item.bid]) if item.kind is ExchangeKind.ANSWER else item.called
            if item.kind is ExchangeKind.ANSWER and item.response is not None:
                what += f" → {acts.words(acts.by_id[item.response])}"
        soon = "" if item.latency_us is None else tr("{latency:.2f} s", latency=item.latency_us / MICROS)
        mark = _MARKS[item.status] if not item.paired_by_hand else tr("✓ by hand")
        at = format_us(item.interval.onset_us)
        return Words(
            (at, what, soon, mark),
            tip=item.evidence,
            spoken=tr("{what}, at {at}, {soon} {mark}", what=what, at=at, soon=soon, mark=mark),
        )


def _soon_words(item: ExchangeProposal, latency_us: int | None, bound_us: int, *, changed: bool) -> str:
    if latency_us is not None:
        known = tr(
            "{latency:.2f} s ± {latency_bound:.2f} s",
            latency=latency_us / MICROS,
            latency_bound=bound_us / MICROS,
        )
        # Of what both do at once a bare figure reads as how long it lasted.
        return tr("begun {known} apart", known=known) if item.kind is ExchangeKind.SHARED else known
    if item.kind is not ExchangeKind.ANSWER:
        return ""
    if changed:
        return tr("nothing answers it")
    if item.offered_outcome is not None:
        return f"{item.offered_outcome}?" if item.offered_outcome != ALREADY_THERE else ALREADY_THERE
    return tr("none seen so far") if item.response is None else ""


def _has_half(item: ExchangeProposal) -> bool:
    """Whether the first act can be confirmed with something left to ask: another act, or what became of it."""
    return item.bid in item.waiting and (len(item.waiting) > 1 or not says_no_more(item))


def _accept_words(item: ExchangeProposal) -> str:
    if item.offered_outcome is not None and item.offered_outcome != ALREADY_THERE:
        return tr("{capital}  (F)", capital=_capital(item.offered_outcome))
    return tr("Accept  (F)")


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
