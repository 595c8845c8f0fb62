"""Exchanges: each bid with its outcome under one written rule. Confirmed events in, exchanges out; pure.

Definitions (docs/exchanges.md says them in prose):

* Latency is response onset minus anchor. A response before the anchor (an overlap) has a negative latency and is kept.
* A response already under way at the bid's onset is marked, not counted.
* One response answers one bid: responses are taken in order of time, and each goes to the nearest earlier bid that
  has no answer yet and whose window holds it.
* A bid without an answer is right-censored, never dropped: at the next bid, at the window's end, when either subject
  stops being observable, or at the end of the recording or episode, whichever comes first.
* Where a family chose windows for being fully there, a rule has a variant (:func:`acknowledged_outside`): inside them
  it is the rule as it is; to a bid that begins outside, a warm acknowledgement is an answer too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from coder.exchanges.human_pairing import NO_PAIRINGS, Pairings
from coder.vocabulary.events import Event
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
    """What became of a bid. A rule says only the first two; the others are a human's word."""

    ANSWERED = "answered"
    UNSETTLED = "unsettled"
    ACKNOWLEDGED = "acknowledged"
    AVAILABLE_NEARBY = "available nearby"
    NO_ANSWER_SEEN = "no answer seen"
    NOT_OBSERVABLE = "not observable"
    NOT_A_BID = "not a bid"


STILL_FACE = "still_face"
"""Episode in which the caregiver was asked not to answer."""

ACKNOWLEDGING = frozenset({"acknowledges"})
"""Codes of a caregiver that say "I heard you": a word, a nod, a touch in passing."""

FULL_PRESENCE = "full_presence"
"""Code of the pair for a window in which the family chose to be fully there."""

SETTLED_BY_HUMAN = tuple(Outcome)[2:]
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
    """

    id: str
    window_us: int
    anchor: Anchor
    overlap_us: int | None
    adjacent: bool
    source: str
    direction: Direction = Direction.CHILD_TO_CAREGIVER
    acknowledged_outside: bool = False

    @property
    def pairing(self) -> str:
        """The pairing rule, as stored with each result."""
        return "one response answers one bid, the nearest unanswered earlier bid first"


RULES: Mapping[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule("prompt-2s", 2_000_000, Anchor.OFFSET, None, False, "McGillion et al. 2013; Bornstein et al. 2015"),
        Rule("prompt-3s", 3_000_000, Anchor.ONSET, 0, False, "Kuchirko et al. 2018; Van Egeren et al. 2001"),
        Rule("turn-5s", 5_000_000, Anchor.OFFSET, 0, True, "the LENA conversational turn"),
        Rule("turn-2s-1s", 2_000_000, Anchor.OFFSET, 1_000_000, False, "Casillas et al. 2019"),
    )
}
"""The named rules of the design."""


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
        ``answered`` or ``unsettled`` by rule; anything else by a human.
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
    settled = settled or {}
    acts = _in_order(events)
    bids, responses = bids_and_responses(acts, scheme, rule.direction)
    real_bids = [bid for bid in bids if settled.get(bid.id) is not Outcome.NOT_A_BID]
    unseen = unobservable(acts, end_us)
    outside = frozenset(
        bid.id
        for bid in bids
        if rule.acknowledged_outside and not any(window.contains(bid.onset_us) for window in full_presence)
    )
    known = {response.id for response in responses}
    nods = [act for act in _acknowledgements(acts, rule) if act.id not in known]
    by_hand = pairings.standing(acts)
    left = [bid for bid in real_bids if bid.id not in by_hand]
    free = [act for act in _in_order([*responses, *nods]) if act.id not in by_hand.values()]
    answers = _pair(left, free, acts, rule, unseen, nods, outside, pairings)
    act_of = {act.id: act for act in acts}
    answers |= {bid.id: act_of[by_hand[bid.id] or ""] for bid in real_bids if by_hand.get(bid.id) is not None}
    ends = [(bid.onset_us, "the next bid began") for bid in real_bids]
    ends += [
        (e.onset_us, "from then on the caregiver had been asked not to answer")
        for e in acts
        if e.code == STILL_FACE and role_of(e.subject) is Role.TOGETHER
    ]
    found = (
        _exchange(bid, answers.get(bid.id), responses, rule, settled.get(bid.id), unseen, ends, end_us) for bid in bids
    )
    nodded = {nod.id for nod in nods}
    said = (_acknowledged(item, nodded) if item.bid in outside else item for item in found)
    return tuple(_by_hand(item, settled.get(item.bid)) if item.bid in by_hand else item for item in said)


def _by_hand(item: Exchange, word: Outcome | None) -> Exchange:
    """Say of an exchange that a human paired it; a word of theirs beside the pairing stands."""
    if item.outcome is Outcome.NOT_A_BID:
        return item
    if item.response is None:
        return replace(item, paired_by_hand=True, reason=f"a human said that nothing answers it; {item.reason}")
    outcome = Outcome.ACKNOWLEDGED if word is Outcome.ACKNOWLEDGED else Outcome.ANSWERED
    return replace(item, paired_by_hand=True, outcome=outcome, is_answer=True, reason="a human paired the two")


def _in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda e: (e.onset_us, e.offset_us, e.id))


def _acknowledgements(acts: Iterable[Event], rule: Rule) -> list[Event]:
    """Return a caregiver's acknowledgements where the rule takes them for answers to a child."""
    if not rule.acknowledged_outside or rule.direction is not Direction.CHILD_TO_CAREGIVER:
        return []
    return [act for act in acts if act.code in ACKNOWLEDGING and role_of(act.subject) is Role.CAREGIVER]


def _acknowledged(item: Exchange, nodded: set[str]) -> Exchange:
    """Say of a bid outside the windows that an acknowledgement answered it, where one did."""
    if item.response in nodded:
        said = "acknowledged outside the full-presence windows: an answer there"
        return replace(item, outcome=Outcome.ACKNOWLEDGED, reason=said)
    if item.outcome is Outcome.ACKNOWLEDGED and item.response is None:
        # When it came is not known. Watched until the window's end it would say "not yet", and it was: so the bid is
        # watched for no time at all, and is no open moment.
        said = "acknowledged outside the full-presence windows, as a human said: an answer whose time is not known"
        return replace(item, is_answer=True, censored_at_us=item.anchor_us, reason=said)
    return item


def bids_and_responses(acts: Iterable[Event], scheme: Scheme, direction: Direction) -> tuple[list[Event], list[Event]]:
    """Split confirmed events into bids and responses by the scheme's flags."""
    child: list[Event] = []
    caregiver: list[Event] = []
    for act in acts:
        role = role_of(act.subject)
        try:
            code = scheme.code(role, act.code)
        except KeyError:
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
    acts: Sequence[Event],
    rule: Rule,
    unseen: Mapping[str, Sequence[Interval]],
    nods: Sequence[Event],
    outside: frozenset[str],
    pairings: Pairings,
) -> dict[str, Event]:
    """Give each response, in order of time, to the nearest earlier bid without an answer; ``nods`` only outside."""
    answers: dict[str, Event] = {}
    only_outside = {nod.id for nod in nods}
    for response in responses:
        for bid in reversed(bids):
            anchor, earliest, latest = _window(bid, rule)
            if bid.id in answers or not earliest <= response.onset_us <= latest or pairings.parts(bid, response):
                continue
            if response.id in only_outside and bid.id not in outside:
                continue
            watch_ended = _view_ends(bid, unseen)
            if watch_ended is not None and watch_ended < response.onset_us:
                continue
            if rule.adjacent and _something_between(bid, response, anchor, acts):
                continue
            answers[bid.id] = response
            break
    return answers


def _something_between(bid: Event, response: Event, anchor: int, acts: Sequence[Event]) -> bool:
    """Whether another act of anybody but the responder begins between the anchor and the response."""
    return any(
        anchor <= act.onset_us < response.onset_us
        and act.id not in (bid.id, response.id)
        and act.subject != response.subject
        and role_of(act.subject) is not Role.TOGETHER
        and act.code != "not_observable"
        for act in acts
    )


def unobservable(acts: Sequence[Event], end_us: int) -> dict[str, tuple[Interval, ...]]:
    """Return when the child, and when every caregiver, could not be observed, by confirmed events.

    Keys are ``child`` and ``caregiver``; stretches may overlap. While one of several caregivers can be seen, an answer
    can be. Statistics take the same stretches out of their denominators.
    """
    child = [e.interval for e in acts if e.code == "not_observable" and role_of(e.subject) is Role.CHILD]
    apart = [e.interval for e in acts if e.code == "separation" and role_of(e.subject) is Role.TOGETHER]
    names = sorted({e.subject for e in acts if role_of(e.subject) is Role.CAREGIVER})
    away = [_away([e for e in acts if e.subject == name], end_us) for name in names]
    return {"child": tuple(child), "caregiver": (*_common(away), *apart)}


def _away(acts: Sequence[Event], end_us: int) -> list[Interval]:
    """Return when one caregiver could not be observed: marked stretches, and from each leaving to the next return."""
    spans = [e.interval for e in acts if e.code == "not_observable"]
    returns = [e.onset_us for e in acts if e.code == "return"]
    for left in (e.onset_us for e in acts if e.code == "leave_view"):
        back = min((t for t in returns if t >= left), default=max(end_us, left))
        spans.append(Interval(left, back))
    return spans


def _common(spans_by_person: Sequence[Sequence[Interval]]) -> list[Interval]:
    """Return what lies in every person's spans: while one caregiver is in view, an answer can be seen."""
    if not spans_by_person:
        return []
    common = list(spans_by_person[0])
    for spans in spans_by_person[1:]:
        common = [
            Interval(max(a.onset_us, b.onset_us), min(a.offset_us, b.offset_us))
            for a in common
            for b in spans
            if a.overlaps(b)
        ]
    return common


def _view_ends(bid: Event, unseen: Mapping[str, Sequence[Interval]]) -> int | None:
    """Return when, from the bid's onset on, the first of the two stops being observable; None if neither does."""
    ends = [
        max(span.onset_us, bid.onset_us) for spans in unseen.values() for span in spans if span.offset_us > bid.onset_us
    ]
    return min(ends, default=None)


def _exchange(
    bid: Event,
    response: Event | None,
    responses: Sequence[Event],
    rule: Rule,
    word: Outcome | None,
    unseen: Mapping[str, Sequence[Interval]],
    ends: Sequence[tuple[int, str]],
    end_us: int,
) -> Exchange:
    anchor, _, latest = _window(bid, rule)
    under_way = next((r for r in responses if r.onset_us < bid.onset_us < r.offset_us), None)
    censored_at, reason = _censoring(bid, latest, unseen, ends, end_us)
    if under_way is not None:
        reason += f"; a response had been under way since {format_us(under_way.onset_us)}"
    if word is Outcome.NOT_A_BID:
        reason = "a human said that this is not a bid"
    open_exchange = Exchange(
        bid=bid.id,
        bid_subject=bid.subject,
        bid_code=bid.code,
        bid_interval=bid.interval,
        response=None,
        response_subject=None,
        response_code=None,
        outcome=word or Outcome.UNSETTLED,
        latency_us=None,
        censored_at_us=censored_at,
        reason=reason,
        under_way=under_way.id if under_way else None,
        timing_bound_us=bid.timing_bound_us,
        rule=rule.id,
        anchor_us=anchor,
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


def _censoring(
    bid: Event,
    latest: int,
    unseen: Mapping[str, Sequence[Interval]],
    begins: Sequence[tuple[int, str]],
    end_us: int,
) -> tuple[int, str]:
    """Return where watching for an answer ended, and why, taking the earliest of all reasons."""
    ends = [(latest, "no response began within the window")]
    ends += [(t, why) for t, why in begins if t > bid.onset_us]
    view = _view_ends(bid, unseen)
    if view is not None:
        ends.append((view, "the child or the caregiver could no longer be observed"))
    ends.append((max(end_us, bid.onset_us), "the recording ended"))
    return min(ends, key=lambda item: item[0])
