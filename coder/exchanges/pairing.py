"""Exchanges: each bid with its outcome under one written rule. Confirmed events in, exchanges out; pure.

Definitions (docs/exchanges.md says them in prose):

* Latency is response onset minus anchor. A response before the anchor (an overlap) has a negative latency and is kept.
* A response already under way at the bid's onset is no answer to it: where nothing new answers, the caregiver was
  already there, which has no latency and is never open. So it is with crying that is accompanied while it lasts.
* One response answers one bid: responses are taken in order of time, and each goes to the nearest earlier bid that
  has no answer yet and whose window holds it.
* A bid without an answer is right-censored, never dropped: at the window's end, when either subject stops being
  observable, when the caregiver is asked not to answer, or at the end of the recording or episode, whichever comes
  first. No answer counts past such an end either: what cuts an unanswered bid cuts an answered one alike. The next bid
  is no such end, unless the rule says that nothing may come between.
* A warm acknowledgement is never an open moment. Under a rule's variant (:func:`acknowledged_outside`) it is an answer
  to a bid that begins outside the windows which the family chose for being fully there (everywhere, where it chose
  none); inside them, and under the rule as it is, it is told apart as acknowledged.
* A caregiver who is coded as near by when a bid begins is available nearby: present and not focused is no miss.
* A code that only a human uses for a caregiver's own state is no act toward the child, and pairs with nothing.
* An act that two schemes code is one bid (:mod:`coder.exchanges.same_act`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate, takewhile

from coder.exchanges.acts_in_time import ActsInTime
from coder.exchanges.caregiver_presence import SAYS_COMPANY, is_accompanied, is_near_by
from coder.exchanges.human_pairing import NO_PAIRINGS, Pairings
from coder.exchanges.same_act import said_again
from coder.exchanges.time_apart import APART, STILL_FACE, away, in_common
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role, Scheme, role_of
from coder.vocabulary.time import Interval, format_us


class Anchor(StrEnum):
    """From where in the bid a latency is counted."""

    ONSET = "onset"
    OFFSET = "offset"


class Direction(StrEnum):
    """Whose acts are bids and whose are responses."""

    CHILD_TO_CAREGIVER = "child to caregiver"
    CAREGIVER_TO_CHILD = "caregiver to child"


class Outcome(StrEnum):
    """What became of a bid. The first three follow from what is coded; the others are a human's word.

    An acknowledgement, and a caregiver near by, that a human coded as such, are a human's word too.
    """

    ANSWERED = "answered"
    ALREADY_THERE = "already there"
    UNSETTLED = "unsettled"
    ACKNOWLEDGED = "acknowledged"
    AVAILABLE_NEARBY = "available nearby"
    NO_ANSWER_SEEN = "no answer seen"
    NOT_OBSERVABLE = "not observable"
    NOT_A_BID = "not a bid"

    @property
    def meaning(self) -> str:
        """Return what it says, to somebody who has to choose among them; "" for those that nobody chooses."""
        return {
            Outcome.ACKNOWLEDGED: tr("a word or a nod that says: I heard you"),
            Outcome.AVAILABLE_NEARBY: tr("there, and busy with something else; not a miss"),
            Outcome.NO_ANSWER_SEEN: tr("both could be seen, and nothing came back"),
            Outcome.NOT_OBSERVABLE: tr("whether an answer came cannot be seen here"),
            Outcome.NOT_A_BID: tr("the child offered nothing here"),
        }.get(self, "")


ACKNOWLEDGING = frozenset({"acknowledges"})
"""Codes of a caregiver that say "I heard you": a word, a nod, a touch in passing."""

FULL_PRESENCE = "full_presence"
"""Code of the pair for a window in which the family chose to be fully there."""

SETTLED_BY_HUMAN = tuple(Outcome)[3:]
"""The outcomes that only a human settles."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A convention for what counts as an answer. Windows are conventions, so each is named and stored.

    Attributes
    ----------
    id : str
        Name under which results are stored and cited.
    window_us : int
        Width after the anchor, in microseconds; a response exactly at its end still counts.
    anchor : Anchor
        Where the window starts.
    overlap_us : int or None
        How long before an *offset* anchor a response may begin; None: at any time within the bid.
    adjacent : bool
        Whether nothing else (another bid, another person's act) may begin between the anchor and the response.
    source : str
        Who used this window.
    direction : Direction
        Whose bids and whose responses.
    acknowledged_outside : bool
        Whether an acknowledgement answers a bid that begins outside the full-presence windows which the family chose.
    cut_at_next_bid : bool
        Whether an unanswered bid, and only that, is watched no longer than to the next bid. Discouraged: it makes
        latencies look short where a child bids often. For recomputing figures that were counted so.
    """

    id: str
    window_us: int
    anchor: Anchor
    overlap_us: int | None
    adjacent: bool
    source: str
    direction: Direction = Direction.CHILD_TO_CAREGIVER
    acknowledged_outside: bool = False
    cut_at_next_bid: bool = False

    @property
    def censoring(self) -> str:
        """Until when an unanswered bid is watched, as reports say it."""
        first = tr("at the next bid, ") if self.cut_at_next_bid else ""
        first += tr("where another act came between, ") if self.adjacent else ""
        said = tr(
            "{first}at the end of the window, when either could no longer be observed or the caregiver was asked not "
            "to answer, or at the end of the recording, whichever came first",
            first=first,
        )
        if not self.cut_at_next_bid:
            return tr("{said}; no answer counted past such an end either", said=said)
        return tr(
            "{said}. Cutting unanswered bids alone at the next bid makes latencies look short where bids are many",
            said=said,
        )

    @property
    def pairing(self) -> str:
        """The pairing rule, as stored with each result."""
        return tr("one response answers one bid, the nearest unanswered earlier bid first")


RULES: Mapping[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule("prompt-2s", 2_000_000, Anchor.OFFSET, None, False, tr("McGillion et al. 2013; Bornstein et al. 2015")),
        Rule("prompt-3s", 3_000_000, Anchor.ONSET, 0, False, tr("Kuchirko et al. 2018; Van Egeren et al. 2001")),
        Rule("turn-5s", 5_000_000, Anchor.OFFSET, 0, True, tr("the LENA conversational turn")),
        Rule("turn-2s-1s", 2_000_000, Anchor.OFFSET, 1_000_000, False, tr("Casillas et al. 2019")),
    )
}
"""The named rules of the design."""


CUT_AT_NEXT_BID: Mapping[str, Rule] = {
    rule.id: rule
    for rule in (replace(one, id=f"{one.id}+cut-at-next-bid", cut_at_next_bid=True) for one in RULES.values())
}
"""The same rules as they were counted before; discouraged, for figures that have to be recomputed."""

NAMED_RULES: Mapping[str, Rule] = {**RULES, **CUT_AT_NEXT_BID}
"""Every rule that can be asked for by name."""


def acknowledged_outside(rule: Rule) -> Rule:
    """Return the rule's variant for families who chose full-presence windows, under a name of its own."""
    return replace(rule, id=f"{rule.id}+acknowledged-outside", acknowledged_outside=True)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One bid with its outcome under one rule.

    Attributes
    ----------
    bid, bid_subject, bid_code : str
        Event id, subject and code of the bid.
    bid_interval : Interval
        When the bid was.
    response, response_subject, response_code : str or None
        The answering event, where there is one.
    outcome : Outcome
        ``answered``, ``already there`` or ``unsettled`` by rule; anything else by a human.
    latency_us : int or None
        Response onset minus anchor; negative for an overlap; None where unanswered.
    censored_at_us : int or None
        Where watching for an answer ended, on the recording's clock; None where answered.
    reason : str
        Why the latency ends or is missing, in words.
    under_way : str or None
        Event id of a response that had already begun when the bid began.
    timing_bound_us : int
        How far the latency may be from the truth: the bounds of both onsets together.
    rule : str
        Rule id.
    anchor_us : int
        From where the latency is counted, on the recording's clock.
    is_answer : bool
        Whether the bid found an answer under the rule: ``answered``, or acknowledged where the rule takes that for one.
    accompanied : bool
        Whether a caregiver was with a child who protested or cried, at some time while it lasted.
    watched_through : bool
        Whether both could be watched until the end of the window: a bid that was not is no open moment.
    same_act_as : str or None
        Event id of the bid that codes the same act by another scheme; such a bid is counted there and not here.
    paired_by_hand : bool
        Whether a human said what answers it, or that nothing does; then the rule was not asked.
    """

    bid: str
    bid_subject: str
    bid_code: str
    bid_interval: Interval
    response: str | None
    response_subject: str | None
    response_code: str | None
    outcome: Outcome
    latency_us: int | None
    censored_at_us: int | None
    reason: str
    under_way: str | None
    timing_bound_us: int
    rule: str
    anchor_us: int
    is_answer: bool = False
    accompanied: bool = False
    watched_through: bool = True
    same_act_as: str | None = None

    @property
    def left_open(self) -> bool:
        """Whether no answer was seen: nothing else is known of the bid, and it was watched to the window's end."""
        if self.outcome is Outcome.NO_ANSWER_SEEN:
            return True
        return self.outcome is Outcome.UNSETTLED and self.watched_through

    @property
    def needs_no_answer(self) -> bool:
        """Whether it is in no share of answers: somebody was there, or said "I heard you", and no time can be told."""
        there = (Outcome.ALREADY_THERE, Outcome.AVAILABLE_NEARBY, Outcome.ACKNOWLEDGED)
        return self.outcome in there and not self.is_answer

    paired_by_hand: bool = False


def exchanges(
    events: Sequence[Event],
    *,
    scheme: Scheme,
    rule: Rule,
    end_us: int,
    settled: Mapping[str, Outcome] | None = None,
    full_presence: Sequence[Interval] = (),
    pairings: Pairings = NO_PAIRINGS,
) -> tuple[Exchange, ...]:
    """Return the exchanges of one recording or episode, in order of the bids.

    Parameters
    ----------
    events : sequence of Event
        Confirmed events of one recording.
    scheme : Scheme
        Says which codes are bids and which are responses.
    rule : Rule
        Window, anchor, overlap and direction.
    end_us : int
        End of the recording or episode: nobody watched past it.
    settled : mapping of event id to Outcome
        What a human said of a bid. ``not a bid`` takes the event out of the pairing; every other word stands where
        the rule finds no answer.
    full_presence : sequence of Interval
        Windows that the family chose; only a rule with ``acknowledged_outside`` asks for them.
    pairings : Pairings
        What humans paired: it goes before the rule, which pairs what is left.
    """
    acts = _in_order(events)
    bids, responses = bids_and_responses(acts, scheme, rule.direction)
    again = said_again(bids)
    words = {again.get(bid, bid): word for bid, word in (settled or {}).items()} | dict(settled or {})
    real_bids = [bid for bid in bids if words.get(bid.id) is not Outcome.NOT_A_BID and bid.id not in again]
    unseen = unobservable(acts, end_us)
    outside = frozenset(
        bid.id
        for bid in bids
        if rule.acknowledged_outside and not any(window.contains(bid.onset_us) for window in full_presence)
    )
    known = {response.id for response in responses}
    nods = [act for act in _acknowledgements(acts, rule) if act.id not in known]
    in_time, answering_acts = ActsInTime(acts), ActsInTime(responses)
    company = ActsInTime(act for act in acts if act.code in SAYS_COMPANY)
    there = {bid.id: _company(bid, company, answering_acts, rule) for bid in bids}
    to_nods = frozenset(bid for bid in outside if not there[bid].already)
    asked = [e.interval for e in acts if e.code == STILL_FACE and role_of(e.subject) is Role.TOGETHER]
    watch_ends = {bid.id: _watch_ends(bid, unseen, [one.onset_us for one in asked], end_us) for bid in bids}
    by_hand = pairings.standing(acts)
    left = [bid for bid in real_bids if bid.id not in by_hand]
    paired = set(by_hand.values())
    free = [act for act in _in_order([*responses, *nods]) if act.id not in paired]
    answers = _pair(left, free, in_time, rule, watch_ends, nods, to_nods, pairings)
    act_of = {act.id: act for act in acts}
    answers |= {bid.id: act_of[by_hand[bid.id] or ""] for bid in real_bids if by_hand.get(bid.id) is not None}
    taken = {answer.id for answer in answers.values()}
    spare = [nod for nod in nods if nod.id not in taken]
    unanswered = [bid for bid in left if bid.id not in answers and bid.id not in outside]
    acknowledged = frozenset(_pair(unanswered, spare, in_time, rule, watch_ends, (), frozenset(), pairings))
    starts = [bid.onset_us for bid in real_bids] if rule.cut_at_next_bid else []
    answering = Role.CAREGIVER if rule.direction is Direction.CHILD_TO_CAREGIVER else Role.CHILD
    responders = {act.subject for act in acts if role_of(act.subject) is answering} or {""}
    nodded = {nod.id for nod in nods}
    found: dict[str, Exchange] = {}
    for bid in bids:
        censoring = _censoring(bid, rule, watch_ends[bid.id], in_time, responders, starts)
        item = _exchange(bid, answers.get(bid.id), there[bid.id], rule, words.get(bid.id), censoring)
        item = replace(item, watched_through=_watched_through(item, rule, unseen, asked, end_us))
        if bid.id in acknowledged and not there[bid.id].already and words.get(bid.id) is None:
            item = replace(item, outcome=Outcome.ACKNOWLEDGED, reason=ACKNOWLEDGED_APART)
        item = _acknowledged(item, nodded, full_presence) if bid.id in outside else item
        found[bid.id] = _by_hand(item, words.get(bid.id)) if bid.id in by_hand else item
    return tuple(_again(item, found[again[item.bid]]) if item.bid in again else item for item in found.values())


def _again(item: Exchange, first: Exchange) -> Exchange:
    """Say of a bid that codes an act a second time what became of the act."""
    return replace(
        first,
        bid=item.bid,
        bid_code=item.bid_code,
        bid_interval=item.bid_interval,
        reason=tr(
            "the same act as {bid} ({code}), coded by another scheme",
            bid=first.bid,
            code=first.bid_code.replace("_", " "),
        ),
        same_act_as=first.bid,
    )


ACKNOWLEDGED_APART = tr("acknowledged: told apart from an answer, and no open moment")


@dataclass(frozen=True, slots=True)
class _Company:
    """Who was there for a bid: a response that had begun before, company in crying, a caregiver near by."""

    under_way: Event | None
    accompanied: bool
    near_by: bool

    @property
    def already(self) -> bool:
        return self.under_way is not None or self.accompanied


def _company(bid: Event, company: ActsInTime, responses: ActsInTime, rule: Rule) -> _Company:
    begun = responses.near(bid.onset_us, bid.onset_us)
    under_way = next((r for r in begun if r.onset_us < bid.onset_us < r.offset_us), None)
    if rule.direction is not Direction.CHILD_TO_CAREGIVER:
        return _Company(under_way, accompanied=False, near_by=False)
    beside = company.near(bid.onset_us, bid.offset_us)
    return _Company(under_way, accompanied=is_accompanied(bid, beside), near_by=is_near_by(bid, beside))


def _by_hand(item: Exchange, word: Outcome | None) -> Exchange:
    """Say of an exchange that a human paired it; a word of theirs beside the pairing stands."""
    if item.outcome is Outcome.NOT_A_BID:
        return item
    if item.response is None:
        reason = tr("a human said that nothing answers it; {reason}", reason=item.reason)
        return replace(item, paired_by_hand=True, reason=reason)
    outcome = Outcome.ACKNOWLEDGED if word is Outcome.ACKNOWLEDGED else Outcome.ANSWERED
    return replace(item, paired_by_hand=True, outcome=outcome, is_answer=True, reason=tr("a human paired the two"))


def _in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda e: (e.onset_us, e.offset_us, e.id))


def _acknowledgements(acts: Iterable[Event], rule: Rule) -> list[Event]:
    """Return a caregiver's acknowledgements of a child."""
    if rule.direction is not Direction.CHILD_TO_CAREGIVER:
        return []
    return [act for act in acts if act.code in ACKNOWLEDGING and role_of(act.subject) is Role.CAREGIVER]


def _acknowledged(item: Exchange, nodded: set[str], windows: Sequence[Interval]) -> Exchange:
    """Say of a bid outside the windows that an acknowledgement answered it, where one did."""
    where = tr("acknowledged outside the full-presence windows") if windows else "acknowledged"
    if item.response in nodded:
        said = (
            tr("{where}: an answer there", where=where)
            if windows
            else tr("{where}: an answer, for no full-presence window holds it", where=where)
        )
        return replace(item, outcome=Outcome.ACKNOWLEDGED, reason=said)
    if item.outcome is Outcome.ACKNOWLEDGED and item.response is None:
        # When it came is not known. Watched until the window's end it would say "not yet", and it was: so the bid is
        # watched for no time at all, and is no open moment.
        said = tr("{where}, as a human said: an answer whose time is not known", where=where)
        return replace(item, is_answer=True, censored_at_us=item.anchor_us, reason=said)
    return item


def bids_and_responses(acts: Iterable[Event], scheme: Scheme, direction: Direction) -> tuple[list[Event], list[Event]]:
    """Split confirmed events into bids and responses by the scheme's flags.

    A caregiver's own state (short words, mechanical answering) is neither, whatever an old scheme's text says of it.
    """
    child: list[Event] = []
    caregiver: list[Event] = []
    for act in acts:
        role = role_of(act.subject)
        try:
            code = scheme.code(role, act.code)
        except KeyError:
            continue
        if code.only_human:
            continue
        if role is Role.CHILD and code.bid:
            child.append(act)
        elif role is Role.CAREGIVER and code.response:
            caregiver.append(act)
    return (child, caregiver) if direction is Direction.CHILD_TO_CAREGIVER else (caregiver, child)


def _window(bid: Event, rule: Rule) -> tuple[int, int, int]:
    """Return (anchor, earliest, latest) onset of a response that may answer the bid, in µs, ends included."""
    if rule.anchor is Anchor.ONSET:
        return bid.onset_us, bid.onset_us, bid.onset_us + rule.window_us
    earliest = bid.onset_us if rule.overlap_us is None else max(bid.onset_us, bid.offset_us - rule.overlap_us)
    return bid.offset_us, earliest, bid.offset_us + rule.window_us


def _pair(
    bids: Sequence[Event],
    responses: Sequence[Event],
    acts: ActsInTime,
    rule: Rule,
    watch_ends: Mapping[str, tuple[int, str]],
    nods: Sequence[Event],
    outside: frozenset[str],
    pairings: Pairings,
) -> dict[str, Event]:
    """Give each response, in order of time, to the nearest earlier bid without an answer; ``nods`` only outside."""
    answers: dict[str, Event] = {}
    only_outside = {nod.id for nod in nods}
    asked = ActsInTime(bids)
    # No bid up to here waits as long as this: with it the search back ends.
    waits_until = list(accumulate((_window(bid, rule)[2] for bid in asked.all), max))
    for response in responses:
        for at, bid in asked.begun_by(response.onset_us):
            if waits_until[at] < response.onset_us:
                break
            anchor, earliest, latest = _window(bid, rule)
            if bid.id in answers or not earliest <= response.onset_us <= latest or pairings.parts(bid, response):
                continue
            if response.id in only_outside and bid.id not in outside:
                continue
            # Stretches are half-open: what begins at the very moment at which view is lost was not seen.
            if watch_ends[bid.id][0] <= response.onset_us:
                continue
            if rule.adjacent and _something_between(bid, response, anchor, acts):
                continue
            answers[bid.id] = response
            break
    return answers


def _something_between(bid: Event, response: Event, anchor: int, acts: ActsInTime) -> bool:
    """Whether another act of anybody but the responder begins between the anchor and the response."""
    between = takewhile(lambda act: act.onset_us < response.onset_us, acts.begun_from(anchor))
    return any(act.id != response.id and _comes_between(act, bid, response.subject) for act in between)


def _comes_between(act: Event, bid: Event, responder: str) -> bool:
    return (
        act.id != bid.id
        and act.subject != responder
        and role_of(act.subject) is not Role.TOGETHER
        and act.code != "not_observable"
    )


def unobservable(acts: Sequence[Event], end_us: int) -> dict[str, tuple[Interval, ...]]:
    """Return when the child, and when every caregiver, could not be observed, by confirmed events.

    Keys are ``child`` and ``caregiver``; stretches may overlap. While one of several caregivers can be seen, an answer
    can be. Statistics take the same stretches out of their denominators.
    """
    child = [e.interval for e in acts if e.code == "not_observable" and role_of(e.subject) is Role.CHILD]
    apart = [e.interval for e in acts if e.code in APART and role_of(e.subject) is Role.TOGETHER]
    names = sorted({e.subject for e in acts if role_of(e.subject) is Role.CAREGIVER})
    gone = [_gone([e for e in acts if e.subject == name], end_us) for name in names]
    return {"child": tuple(child), "caregiver": (*in_common(gone), *apart)}


def _gone(acts: Sequence[Event], end_us: int) -> list[Interval]:
    """Return when one caregiver could not be observed: marked stretches, and while away."""
    return [*(e.interval for e in acts if e.code == "not_observable"), *away(acts, end_us)]


def _view_ends(bid: Event, unseen: Mapping[str, Sequence[Interval]]) -> int | None:
    """Return when, from the bid's onset on, the first of the two stops being observable; None if neither does."""
    ends = [
        max(span.onset_us, bid.onset_us) for spans in unseen.values() for span in spans if span.offset_us > bid.onset_us
    ]
    return min(ends, default=None)


def _rules_word(there: _Company) -> Outcome:
    """Return what is to be said of a bid that no new act answers."""
    if there.already:
        return Outcome.ALREADY_THERE
    return Outcome.AVAILABLE_NEARBY if there.near_by else Outcome.UNSETTLED


def _watched_through(
    item: Exchange, rule: Rule, unseen: Mapping[str, Sequence[Interval]], asked: Iterable[Interval], end_us: int
) -> bool:
    """Whether nothing but the window's end ended the watching: not the recording, sight, time apart or stillness."""
    bid = item.bid_interval
    latest = item.anchor_us + rule.window_us
    gone = (*asked, *(one for spans in unseen.values() for one in spans))
    cuts = (max(one.onset_us, bid.onset_us) for one in gone if one.offset_us > bid.onset_us)
    return latest <= min((end_us, *cuts))


def _why_open(there: _Company, word: Outcome | None, ended: str) -> str:
    """Say why no new act answers a bid: who was there comes before what did not come."""
    if word is Outcome.NOT_A_BID:
        return tr("a human said that this is not a bid")
    if word is not None:
        return tr("a human said what became of it; {ended}", ended=ended)
    if there.under_way is not None:
        began = format_us(there.under_way.onset_us)
        return tr("a response had been under way since {began}; {ended}", began=began, ended=ended)
    if there.accompanied:
        return tr("the caregiver was with the child while it cried or protested; {ended}", ended=ended)
    if there.near_by:
        return tr("the caregiver was near by; {ended}", ended=ended)
    return ended


def _exchange(
    bid: Event,
    response: Event | None,
    there: _Company,
    rule: Rule,
    word: Outcome | None,
    censoring: tuple[int, str],
) -> Exchange:
    anchor, _, _ = _window(bid, rule)
    censored_at, ended = censoring
    under_way = there.under_way
    reason = _why_open(there, word, ended)
    open_exchange = Exchange(
        bid=bid.id,
        bid_subject=bid.subject,
        bid_code=bid.code,
        bid_interval=bid.interval,
        response=None,
        response_subject=None,
        response_code=None,
        outcome=word or _rules_word(there),
        latency_us=None,
        censored_at_us=censored_at,
        reason=reason,
        under_way=under_way.id if under_way else None,
        timing_bound_us=bid.timing_bound_us,
        rule=rule.id,
        anchor_us=anchor,
        accompanied=there.accompanied,
    )
    if response is None:
        return open_exchange
    latency = response.onset_us - anchor
    return replace(
        open_exchange,
        response=response.id,
        response_subject=response.subject,
        response_code=response.code,
        outcome=Outcome.ANSWERED,
        is_answer=True,
        latency_us=latency,
        censored_at_us=None,
        reason="the response began before the bid ended" if latency < 0 else "answered within the window",
        timing_bound_us=bid.timing_bound_us + response.timing_bound_us,
    )


def _watch_ends(
    bid: Event, unseen: Mapping[str, Sequence[Interval]], asked: Sequence[int], end_us: int
) -> tuple[int, str]:
    """Return when nobody watched for an answer any longer, answered or not, and why: the earliest of all reasons."""
    ends = [(t, tr("from then on the caregiver had been asked not to answer")) for t in asked if t > bid.onset_us]
    view = _view_ends(bid, unseen)
    if view is not None:
        ends.append((view, tr("the child or the caregiver could no longer be observed")))
    ends.append((max(end_us, bid.onset_us), tr("the recording ended")))
    return min(ends, key=lambda item: item[0])


def _censoring(
    bid: Event,
    rule: Rule,
    watch_ends: tuple[int, str],
    acts: ActsInTime,
    responders: Iterable[str],
    next_bids: Sequence[int],
) -> tuple[int, str]:
    """Return until when a bid without an answer was watched, and why no longer."""
    anchor, _, latest = _window(bid, rule)
    ends = [(latest, tr("no response began within the window"))]
    following = next_bids[bisect_right(next_bids, bid.onset_us) :][:1]
    ends += [(t, tr("the next bid began")) for t in following]
    if rule.adjacent:
        # From the moment on at which nobody could answer any more without something having come between.
        firsts = [_first_between(bid, anchor, acts, who) for who in responders]
        if None not in firsts:
            ends.append((max(t for t in firsts if t is not None), tr("another act came between")))
    return min((*ends, watch_ends), key=lambda item: item[0])


def _first_between(bid: Event, anchor: int, acts: ActsInTime, responder: str) -> int | None:
    return next((a.onset_us for a in acts.begun_from(anchor) if _comes_between(a, bid, responder)), None)
