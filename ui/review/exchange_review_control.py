"""Working exchange by exchange: what a card plays, marks and draws, and what becomes of what is dragged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from PySide6.QtCore import Signal

from coder.exchanges.full_presence import full_presence_of
from coder.exchanges.pairing import RULES
from coder.proposals.exchange import ExchangeKind, ExchangeProposal
from coder.proposals.exchange_queue import ExchangeQueue, exchange_queue
from coder.proposals.played_stretch import PlayedItem
from coder.study.edits.changes import Changes, Edit
from coder.study.edits.exchanges import ConfirmExchange, SetPairing, waits_again
from coder.study.project import Project
from coder.study.state import RecordingState
from coder.vocabulary.errors import Cancelled
from coder.vocabulary.events import Draft, Event, Status
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import MICROS, Interval, format_us
from ui.player.engine import PlayerEngine
from ui.player.playback_control import PlayControl
from ui.review.exchange_card import ExchangePanel
from ui.review.onset_overlay import Onset, OnsetOverlay
from ui.review.play_through import PlayedKind
from ui.review.played_kinds import cards_alike
from ui.timeline.bracket import Bracket, BracketEnd
from ui.timeline.edge_move import MovedEdge
from ui.timeline.timeline_feed import TimelineFeed
from ui.timeline.timeline_view import TimelineView
from ui.window.session import Session
from ui.window.study_edits import StudyEdits
from ui.window.window_control import Ends, WindowControl

LEAD_US = MICROS
"""A card plays from a second before the bid to a second after what came back, or to where watching ended."""

MOST_ACTS = 60_000
"""More acts than a day's recording has: a broken import is worked act by act, not paired with itself."""

_PATIENCE = 5
"""How often pairing steps back before what else is asked of the study: an analysis asks without end."""

TOO_MANY = tr(
    "This recording has more than 60,000 acts of yours and proposals together, so no exchanges are proposed: work "
    "act by act, or look at the import they came with."
)


@dataclass(frozen=True, slots=True)
class _Worked:
    """Cards that were worked out; None where there are far too many acts, or where something else went first."""

    queue: ExchangeQueue | None
    stepped_back: bool = False


class ExchangeReview(WindowControl):
    """Signals: ``changed`` when another card is in hand or cards are made anew; ``told(str)`` for the status line."""

    changed = Signal()
    ENDS = Ends.WINDOW

    def __init__(
        self,
        session: Session,
        panel: ExchangePanel,
        timeline: TimelineView,
        feed: TimelineFeed,
        engine: PlayerEngine,
        play: PlayControl,
        edits: StudyEdits,
    ) -> None:
        super().__init__()
        self._session, self.panel, self._timeline, self._feed = session, panel, timeline, feed
        self._engine, self._play, self._edits = engine, play, edits
        self.marks = OnsetOverlay()
        self.active = False
        self.aside = False
        """Whether the clip is played through: then no card is taken to its place by itself."""
        self._asked = 0
        self._made = 0
        self._said_of: ExchangeProposal | None = None
        self._checking: ExchangeProposal | None = None
        self._wanted: str | None = None
        self._too_many_in: str | None = None
        self._shown: tuple[str, str] | None = None
        panel.chosen.connect(self._in_hand)
        panel.decided.connect(self._decide)
        panel.pending_changed.connect(self._show_pending)
        panel.pending_changed.connect(self.changed)  # what was moved on a decided card can be kept
        panel.rule_chosen.connect(lambda _: self._make_anew())
        timeline.bracket_dragged.connect(self._bracket_dragged)
        session.refused.connect(lambda _: self._checked())

    # What the window tells it

    def show_state(self, state: RecordingState | None, scheme: Scheme | None, *, hidden: bool) -> None:
        """Make the cards of a recording as it stands; none where a coder is blind or proposals are hidden."""
        none = state is None or scheme is None or hidden or not state.all_seen or not state.coder
        shown = None if none or state is None else (state.recording.id, state.coder or "")
        if shown is None or shown != self._shown:
            # Cards of another recording, or for other eyes, do not wait behind what is shown.
            self.panel.show_queue(None)
            self._wanted = None
        self._shown = shown
        self.panel.people = state.people if state is not None and shown is not None else ()
        self.panel.analysed = state is None or state.report is not None
        self._make_anew()

    def follow(self, changes: Changes) -> None:
        """After an undo or redo, take the card that waits again in hand."""
        self._wanted = waits_again(changes)

    def set_active(self, active: bool) -> None:
        """Work exchange by exchange, or put it aside."""
        if active == self.active:
            return
        self.active = active
        if active:
            self._in_hand(self.panel.current)
        else:
            self.panel.put_down()
            self._clear_marks()
            self._feed.put_back()

    def finish(self) -> None:
        """Work out no cards any more: a window that closes does not wait for them."""
        self._asked += 1

    # Keys

    def nudge(self, end: BracketEnd, frames: int) -> None:
        """Move the bid's or the answer's onset by frames, on the card."""
        act = self._act_at(end)
        if act is None:
            return
        self._timeline.select(act)
        moved = self._timeline.nudge(MovedEdge.ONSET, frames)
        if moved is not None:
            self._engine.pause()
            self._engine.seek_time(moved.onset_us)
            self.panel.set_times(act, moved.onset_us, moved.offset_us)

    def answer_with_selected(self) -> None:
        """Put the act that is selected in the timeline in the answer's place."""
        if self._timeline.selected is not None:
            self._answer_with(self._timeline.selected)

    def answer_with_nothing(self) -> None:
        """Say that nothing answers it, on the card."""
        self.panel.set_response(None)

    def kind_in_hand(self, *, any_kind: bool) -> PlayedKind | None:
        """What waits of the kind of the card in hand, or of any; None where no card waits."""
        item, queue = self.panel.current, self.panel.queue
        if item is None or queue is None or not self.panel.waits:
            return None
        words = self.panel.what.text().split("?")[0]
        return cards_alike(queue, item, words, self.chosen_besides, any_kind=any_kind)

    @property
    def chosen_besides(self) -> Interval | None:
        """The part of the clip that a person selected, where it is another than the card in hand."""
        item, chosen = self.panel.current, self._play.chosen
        return chosen if item is None or chosen != self._span(item) else None

    def mark(self, items: Sequence[PlayedItem]) -> None:
        """Mark on the picture when each of what is played through begins; with nothing to mark, the card's own."""
        if items:
            self._timeline.set_bracket(None)
            self.marks.set_onsets(tuple(Onset(one.interval.onset_us, one.words) for one in items))
        elif self.active:
            self._draw()
        else:
            self._clear_marks()

    def leave_to_rule(self, bid: str) -> None:
        """Take a pairing by hand back."""
        self._edits.edit(SetPairing(bid, to_rule=True))

    def give_up(self) -> bool:
        """Forget what was moved; whether anything was."""
        given = self.panel.give_up()
        if given:
            self._feed.put_back()
        return given

    def item_selected(self, item: str) -> bool:
        """Take the card of an act in hand that a person pointed at; whether there is one."""
        current = self.panel.current
        if current is not None and current.kind == "answer" and item not in current.parts and self._can_answer(item):
            self._timeline.select(item)  # it may be meant for the answer's place (T)
            return True
        return self.panel.choose_act(item)

    def edge_dragged(self, item: str, onset_us: int, offset_us: int) -> bool:
        """Move an act of the card in hand; whether it is one."""
        current = self.panel.current
        if current is None or item not in (*current.parts, self.panel.response):
            return False
        self.panel.set_times(item, onset_us, offset_us)
        return True

    # Internals

    def _make_anew(self) -> None:
        """Propose anew in the study's thread, from a state that nobody changes: the window never waits."""
        state, study = self._session.state, self._session.study
        self._asked += 1
        if self._shown is None or state is None or study is None:
            self._show(None)
            self._too_many_in = None
            return
        self._work_out(self._asked, state, study.scheme, RULES[self.panel.rule].id)

    def _work_out(
        self, number: int, state: RecordingState, scheme: Scheme, rule: str, *, patience: int = _PATIENCE
    ) -> None:
        """Pair a crowd's acts while nobody waits: an edit goes first, and then it is begun anew, so many times."""

        def go_on() -> None:
            if number != self._asked or (patience and self._session.others_wait):
                raise Cancelled

        def work(_: Project) -> _Worked:
            try:
                return _Worked(_queue_of(state, scheme, rule, go_on))
            except Cancelled:
                return _Worked(None, stepped_back=True)

        def show(worked: _Worked) -> None:
            if number != self._asked:
                return
            if worked.stepped_back:
                self._work_out(number, state, scheme, rule, patience=patience - 1)
                return
            self._made = number
            too_many = state.recording.id if worked.queue is None else None
            if too_many is not None and too_many == self._too_many_in:
                return  # it was said, and nothing is shown that an edit could have changed
            self._show(worked.queue)
            self._too_many_in = too_many
            if too_many is not None:
                self.told.emit(TOO_MANY)

        self._session.call(work, show)

    def _show(self, queue: ExchangeQueue | None) -> None:
        wanted, self._wanted = self._wanted, None
        self.panel.show_queue(queue, choose=wanted)
        if self.active and not self.aside:
            self._draw()
        self.changed.emit()

    def _decide(self, edit: Edit) -> None:
        """Decide on a card once: what is said of it makes all cards anew, and it stands there until they are."""
        card = self.panel.current
        if card is self._checking or (card is self._said_of and self._made != self._asked):
            return
        self._said_of = card
        if isinstance(edit, ConfirmExchange) and edit.leaves_moved_to_rule:
            self._keep_as_shown(edit)
        else:
            self._edits.decide(edit)

    def _keep_as_shown(self, edit: ConfirmExchange) -> None:
        """Confirm moved acts; where the rule would no longer pair them as the card shows, the pairing is a human's."""
        state, study = self._session.state, self._session.study
        if state is None or study is None:
            return
        card, scheme, rule = edit.card, study.scheme, self.panel.rule

        def paired(_: Project) -> bool:
            queue = _queue_of(state, scheme, RULES[rule].id, lambda: None, edit.times)
            return queue is not None and any((i.bid, i.response) == (card.bid, card.response) for i in _answers(queue))

        def keep(by_rule: bool) -> None:
            self._checked()
            self._edits.decide(edit if by_rule else replace(edit, response=card.response))

        self._checking = self.panel.current
        self._session.call(paired, keep)

    def _checked(self) -> None:
        self._checking = None

    def _in_hand(self, item: ExchangeProposal | None) -> None:
        if not self.active or self.aside:
            return
        self._feed.put_back()  # what was moved on another card and not kept stands as it is
        if item is None:
            self._clear_marks()
            self._engine.pause()
            self._engine.set_loop(None)
            self._play.choose(None)
        else:
            span = self._span(item)
            self._timeline.select(item.bid)
            self._timeline.show_range(max(span.onset_us - LEAD_US, 0), span.offset_us + LEAD_US)
            self._show_pending()
            self._play.play_loop(span, lead_us=LEAD_US)
        self.changed.emit()

    def _span(self, item: ExchangeProposal) -> Interval:
        """What has to be seen: of two acts at once also that they are at once."""
        return Interval(item.interval.onset_us, max(item.interval.offset_us, item.interval.onset_us + 1))

    def _draw(self) -> None:
        """Draw the bracket on the timeline, and mark both onsets on the picture."""
        item, queue = self.panel.current, self.panel.queue
        if item is None or queue is None or item.bid not in queue.acts.by_id:
            self._clear_marks()
            return
        acts, response = queue.acts, self.panel.response
        begins = self.panel.times_of(item.bid).onset_us
        onsets = [Onset(begins, acts.words(acts.by_id[item.bid]))]
        anchor = item.anchor_us + begins - acts.by_id[item.bid].onset_us
        ends = item.watched_until_us if item.watched_until_us is not None else item.interval.offset_us
        if response is not None and response in acts.by_id:
            ends = self.panel.times_of(response).onset_us
            onsets.append(Onset(ends, acts.words(acts.by_id[response])))
        words = self.panel.soon_words() or format_us(anchor)
        known = response if response in acts.by_id else None
        self._timeline.set_bracket(Bracket(item.bid, known, anchor, ends, words))
        self.marks.set_onsets(tuple(onsets))

    def _clear_marks(self) -> None:
        self._timeline.set_bracket(None)
        self.marks.set_onsets(())

    def _show_pending(self) -> None:
        item = self.panel.current
        if item is None or self.panel.queue is None:
            return
        for act in (*item.parts, self.panel.response):
            if act is not None and act in self.panel.queue.acts.by_id:
                span = self.panel.times_of(act)
                if span != self.panel.queue.acts.by_id[act].interval or self._is_moved(act, span):
                    self._feed.show_pending(act, span.onset_us, span.offset_us)
        self._draw()

    def _is_moved(self, act: str, span: Interval) -> bool:
        """Whether an act is drawn elsewhere than the card has it."""
        shown = self._timeline.model.item(act)
        return shown is not None and (shown.onset_us, shown.offset_us) != (span.onset_us, span.offset_us)

    def _bracket_dragged(self, end: str, us: int, item: str) -> None:
        """An end was let go: on another act, which takes that place, or at another frame, to which the act moves."""
        current, queue = self.panel.current, self.panel.queue
        if current is None or queue is None:
            return
        act = self._act_at(BracketEnd(end))
        if item and item in queue.acts.by_id and item not in (current.bid, self.panel.response):
            if end == BracketEnd.RESPONSE:
                self._answer_with(item)
            else:
                self._ask_with(item)
        elif act is not None:
            was = self.panel.times_of(act)
            lasts = was.offset_us > was.onset_us
            if lasts and us >= was.offset_us:
                return  # an act cannot begin after its end
            self.panel.set_times(act, us, was.offset_us if lasts else us)

    def _answer_with(self, act: str) -> None:
        if self._can_answer(act):
            self.panel.set_response(act)

    def _ask_with(self, act: str) -> None:
        """Take the card of another bid in hand, with the answer that stood on this one in the answer's place."""
        before = self.panel.current
        answer = self.panel.response if before is not None and before.kind is ExchangeKind.ANSWER else None
        if not self.panel.choose_act(act) or answer is None:
            return
        now = self.panel.current
        if now is not None and now.bid == act and now.response != answer and self._can_answer(answer):
            self.panel.set_response(answer)

    def _can_answer(self, act: str) -> bool:
        """Whether an act is another person's than the bid in hand."""
        item, queue = self.panel.current, self.panel.queue
        if item is None or queue is None or act not in queue.acts.by_id:
            return False
        subject = queue.acts.by_id[act].subject
        return subject not in (queue.acts.by_id[item.bid].subject, "together")

    def _act_at(self, end: BracketEnd) -> str | None:
        item = self.panel.current
        if item is None:
            return None
        return item.bid if end is BracketEnd.BID else self.panel.response


def _answers(queue: ExchangeQueue) -> Iterator[ExchangeProposal]:
    return (item for item in queue.items if item.kind is ExchangeKind.ANSWER and item.status is not Status.REJECTED)


def _queue_of(
    state: RecordingState,
    scheme: Scheme,
    rule: str,
    go_on: Callable[[], None],
    moved: Mapping[str, tuple[int, int]] = MappingProxyType({}),
) -> ExchangeQueue | None:
    """Propose exchanges from what one coder may see: their own events and what waits; None where it is far too much.

    ``moved`` are acts at other times than they are kept with.
    """
    waiting = [p for p in state.proposals if p.status in (Status.OPEN, Status.SKIPPED)]
    if state.events.coders[state.coder or ""] + len(waiting) > MOST_ACTS:
        return None
    events = [event for event in state.events if event.coder == state.coder]
    if moved:
        events = [_at(event, moved.get(event.id)) for event in events]
        waiting = [replace(p, draft=_at(p.draft, moved.get(p.id))) for p in waiting]
    presence = full_presence_of(state.beside, events, state.recording.duration_us)
    return exchange_queue(
        events,
        waiting,
        scheme=scheme,
        rule=presence.rule(RULES[rule]),
        end_us=state.recording.duration_us,
        settled=state.outcomes,
        pairings=state.pairings,
        words=state.own_words,
        full_presence=presence.windows,
        people=state.people,
        go_on=go_on,
    )


_Act = TypeVar("_Act", Event, Draft)


def _at(act: _Act, times: tuple[int, int] | None) -> _Act:
    """Return an act at the times that a human gave it."""
    return replace(act, onset_us=times[0], offset_us=times[1]) if times is not None else act
