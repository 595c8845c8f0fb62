"""Every proposed exchange of a recording with where it stands. Made anew whenever acts, roles or the rule change."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from coder.exchanges.human_pairing import ANSWER_PREFIX, NO_PAIRINGS, Pairings
from coder.exchanges.pairing import Outcome, Rule, unobservable
from coder.proposals.exchange import ALREADY_THERE, Acts, ExchangeKind, ExchangeProposal
from coder.proposals.exchange_answers import answers
from coder.proposals.exchange_repairs import repairs
from coder.proposals.exchange_reunions import reunions
from coder.proposals.exchange_shared import shared
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event, Proposal, Status
from coder.vocabulary.language import tr
from coder.vocabulary.people import Person
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import Interval

_KINDS = tuple(ExchangeKind)


@dataclass(frozen=True, slots=True)
class ExchangeWord:
    """What a human said of one proposed exchange: ``bid`` and ``response`` by their roots."""

    exchange: str
    bid: str
    response: str | None
    verdict: Status
    coder: str
    took_ms: int = 0


@dataclass(frozen=True, slots=True)
class ExchangeQueue:
    """All proposed exchanges of a recording, in order of time, and the acts they are made of."""

    items: tuple[ExchangeProposal, ...]
    acts: Acts

    @property
    def waiting(self) -> tuple[ExchangeProposal, ...]:
        """What asks for a word: what is open in order of time, then what was left for later."""
        open_ = [item for item in self.items if item.status is Status.OPEN]
        return (*open_, *(item for item in self.items if item.status is Status.SKIPPED))

    def named(self, exchange_id: str) -> ExchangeProposal:
        """Return one by its id; raise StudyError where there is none."""
        found = next((item for item in self.items if item.id == exchange_id), None)
        if found is None:
            raise StudyError(
                tr(
                    "There is no proposed exchange {exchange_id!r} now: acts, roles or the rule may have changed; "
                    "list them anew with: dyadmirror proposals STUDY RECORDING --exchanges",
                    exchange_id=exchange_id,
                )
            )
        return found


def exchange_queue(
    events: Sequence[Event],
    proposals: Iterable[Proposal],
    *,
    scheme: Scheme,
    rule: Rule,
    end_us: int,
    settled: Mapping[str, Outcome] | None = None,
    pairings: Pairings = NO_PAIRINGS,
    words: Mapping[str, ExchangeWord] | None = None,
    full_presence: Sequence[Interval] = (),
    people: Sequence[Person] = (),
    go_on: Callable[[], None] = lambda: None,
) -> ExchangeQueue:
    """Propose exchanges from confirmed and proposed acts together.

    Parameters
    ----------
    events, proposals
        Of one recording; proposals that were decided on are left out, for their events are there.
    rule : Rule
        What counts as an answer.
    settled, pairings, words
        What humans said of bids, of pairings and of exchanges that were proposed; none of it is lost when an act, a
        role or the rule changes.
    people
        Whom the models found in the picture: nobody is *available nearby* who was never there.
    go_on
        Asked now and then; what it raises (``Cancelled``, say) ends the work.

    Returns
    -------
    ExchangeQueue
        Nothing in it is data: only a human's word makes an event or a pairing of it.
    """
    said, settled = words or {}, settled or {}
    acts = Acts(events, proposals, scheme)
    unseen = [span for spans in unobservable(acts.all, end_us).values() for span in spans]

    def paired(by: Pairings) -> list[ExchangeProposal]:
        go_on()
        return answers(
            acts,
            rule=rule,
            end_us=end_us,
            settled=settled,
            pairings=by,
            full_presence=full_presence,
            people=people,
        )

    lost = _Lost(unseen)
    found = {
        item.id: replace(item, observable=not lost.within(item.interval))
        for item in (*shared(acts, go_on), *repairs(acts, unseen), *reunions(acts, end_us))
    }
    if pairings.apart:
        # What a human took apart stays in the list as they left it; what is proposed instead stands beside it.
        unparted = paired(replace(pairings, apart=frozenset()))
        found |= {item.id: item for item in unparted if _verdict(said, item) is Status.REJECTED}
    # What a human paired keeps the id under which they said so.
    changed = {word.bid: name for name, word in said.items() if _is_answer(name) and word.verdict is Status.ADJUSTED}
    for item in paired(pairings):
        name = changed.get(acts.root(item.bid), item.id) if item.paired_by_hand else item.id
        found[name] = replace(item, id=name)
    decided = {
        word.bid
        for name, word in said.items()
        if _is_answer(name) and word.verdict in (Status.ACCEPTED, Status.ADJUSTED)
    }
    items = [replace(item, status=_status(item, said, settled, acts, decided)) for item in found.values()]
    items.sort(key=lambda item: (item.interval.onset_us, _KINDS.index(item.kind), item.id))
    return ExchangeQueue(tuple(items), acts)


class _Lost:
    """When one of the two could not be observed, so that crowds of cards ask each stretch no more than once."""

    def __init__(self, spans: Iterable[Interval]) -> None:
        self._spans: list[Interval] = []
        for span in sorted(spans):
            if self._spans and span.onset_us <= self._spans[-1].offset_us:
                last = self._spans.pop()
                span = Interval(last.onset_us, max(last.offset_us, span.offset_us))
            self._spans.append(span)

    def within(self, stretch: Interval) -> bool:
        """Whether any of it shares time with a stretch."""
        at = bisect_right(self._spans, stretch.onset_us, key=lambda span: span.offset_us)
        return at < len(self._spans) and self._spans[at].overlaps(stretch)


def _is_answer(exchange_id: str) -> bool:
    return exchange_id.startswith(ANSWER_PREFIX)


def _verdict(said: Mapping[str, ExchangeWord], item: ExchangeProposal) -> Status | None:
    word = said.get(item.id)
    return word.verdict if word is not None else None


def _status(
    item: ExchangeProposal,
    said: Mapping[str, ExchangeWord],
    settled: Mapping[str, Outcome],
    acts: Acts,
    decided: set[str],
) -> Status:
    """Return where an exchange stands; what was answered elsewhere, act by act, is not asked again."""
    verdict = _verdict(said, item)
    if verdict is Status.REJECTED:
        return verdict
    open_bid = item.kind is ExchangeKind.ANSWER and item.offered_outcome not in (None, ALREADY_THERE)
    told = item.bid in settled or acts.root(item.bid) in decided or item.paired_by_hand
    if item.waiting or (open_bid and not told):
        return Status.SKIPPED if verdict is Status.SKIPPED else Status.OPEN
    return verdict if verdict is Status.ADJUSTED else Status.ACCEPTED


def says_no_more(card: ExchangeProposal) -> bool:
    """Whether confirming a card says only what was seen: no word on what became of a bid that no rule would say."""
    return card.offered_outcome in (None, ALREADY_THERE)


def kind_of(acts: Acts, card: ExchangeProposal) -> tuple[object, ...]:
    """Cards of one kind hold the same acts, whoever began, and would say the same of the bid."""
    named = (acts.by_id[one] for one in (card.bid, card.response) if one is not None)
    return card.kind, frozenset((act.subject, act.code) for act in named), card.offered_outcome
