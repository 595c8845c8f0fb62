"""Bids and what came back, proposed under a rule: the pairing is the rule engine's own, over acts that may yet wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coder.exchanges.human_pairing import Pairings
from coder.exchanges.pairing import Anchor, Exchange, Outcome, Rule, exchanges, unobservable
from coder.exchanges.time_apart import STILL_FACE, time_apart
from coder.proposals.exchange import (
    ALREADY_THERE,
    AVAILABLE_NEARBY,
    NOT_OBSERVABLE,
    VOICE_GROUPS,
    Acts,
    ExchangeKind,
    ExchangeProposal,
    seconds,
)
from coder.vocabulary.events import Event, Status
from coder.vocabulary.language import named, tr
from coder.vocabulary.people import Person
from coder.vocabulary.scheme import Role, is_of, role_of
from coder.vocabulary.time import Interval, format_us

_MOST_BETWEEN = 3

SIGHT_US = 30_000_000
"""How long before and after an act that somebody coded its caregiver is taken to have been in the picture."""
GOES_ON_WITHIN_US = 1_000_000
"""An act that begins anew so soon may only have been lost from sight: a hand behind a sleeve, a face in a turn."""


def answers(
    acts: Acts,
    *,
    rule: Rule,
    end_us: int,
    settled: Mapping[str, Outcome],
    pairings: Pairings,
    full_presence: Sequence[Interval] = (),
    people: Iterable[Person] = (),
) -> list[ExchangeProposal]:
    """Return one proposal for each bid: the act that would count as its answer, or until when none was seen.

    Parameters
    ----------
    acts : Acts
        Proposed and confirmed acts together.
    rule : Rule
        The study's rule.
    end_us : int
        End of the recording.
    settled : mapping of event id to Outcome
        What humans said of confirmed bids.
    pairings : Pairings
        What humans paired or said not to belong together.
    people : iterable of Person
        Whom the models found in the picture.
    """
    found = exchanges(
        acts.all,
        scheme=acts.scheme,
        rule=rule,
        end_us=end_us,
        settled=settled,
        full_presence=full_presence,
        pairings=pairings,
    )
    # An act that two schemes code is one bid.
    bids = [item for item in found if item.outcome is not Outcome.NOT_A_BID and item.same_act_as is None]
    watch = _Watch(
        rule=rule,
        end_us=end_us,
        unseen=tuple(span for spans in unobservable(acts.all, end_us).values() for span in spans),
        apart=time_apart(acts.all, end_us),
        seen=_caregiver_seen(acts, people),
    )
    made = [_proposal(acts, item, watch) for item in bids]
    return [item for item in made if item is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watch:
    """Under which rule, until when, and with what in sight one watched for answers in a recording."""

    rule: Rule
    end_us: int
    unseen: tuple[Interval, ...]
    apart: tuple[Interval, ...]
    seen: tuple[Interval, ...]
    """When a caregiver was seen: only of that time anybody can say that they were there."""


def _caregiver_seen(acts: Acts, people: Iterable[Person]) -> tuple[Interval, ...]:
    """When a caregiver was found in the picture, or is coded as doing what is seen: who only reads has no act at all.

    A voice alone is no sight of anybody: what its owner was turned to, nobody can say. Where somebody coded by hand,
    half a minute around an act is taken for sight of whoever does it; nothing is said of an hour in which nobody
    looked.
    """
    found = [span for one in people if is_of(one.role, Role.CAREGIVER) for span in one.in_view]
    coded = (
        Interval(max(act.onset_us - SIGHT_US, 0), act.offset_us + SIGHT_US)
        for act in acts.of(Role.CAREGIVER)
        if act.code != "not_observable" and acts.group(act) not in VOICE_GROUPS
    )
    return (*found, *coded)


def _proposal(acts: Acts, item: Exchange, watch: _Watch) -> ExchangeProposal | None:
    bid = acts.by_id[item.bid]
    response = acts.by_id[item.response] if item.response is not None else None
    until = item.censored_at_us if response is None else None
    last = response.onset_us if response is not None else max(until or bid.onset_us, bid.onset_us)
    shown = Interval(min(bid.onset_us, last), last)
    offered = None
    if response is None and not _is_said(item):
        offered = _offered(acts, item, watch)
    there = item.under_way if response is None and offered == ALREADY_THERE else None
    parts = [bid.id, *([response.id] if response is not None else []), *([there] if there else [])]
    between = acts.between(bid.onset_us, last, *parts) if response is not None else ()
    name = f"x-{acts.root(bid.id)}" + (f"-{acts.root(response.id)}" if response is not None else "")
    return ExchangeProposal(
        id=name,
        kind=ExchangeKind.ANSWER,
        recording=bid.recording,
        bid=bid.id,
        response=item.response,
        latency_us=item.latency_us,
        latency_bound_us=item.timing_bound_us,
        anchor_us=item.anchor_us,
        watched_until_us=until,
        offered_outcome=offered,
        evidence=_evidence(acts, item, bid, response, watch, offered),
        status=Status.OPEN,
        rule=watch.rule.id,
        interval=shown,
        parts=tuple(parts),
        waiting=tuple(part for part in parts if acts.waits(part)),
        between=tuple(act.id for act in between),
        observable=not any(span.overlaps(Interval(bid.onset_us, max(last, bid.onset_us + 1))) for span in watch.unseen),
        paired_by_hand=item.paired_by_hand,
    )


def _is_said(item: Exchange) -> bool:
    """Whether it is known already what became of a bid: a human said so, or what they coded does."""
    return item.outcome not in (Outcome.ANSWERED, Outcome.UNSETTLED) and item.outcome.value != ALREADY_THERE


def _offered(acts: Acts, item: Exchange, watch: _Watch) -> str | None:
    """Return what can be said of a bid to which no act began; None where nothing more than that can be."""
    onset = item.bid_interval.onset_us
    if any(span.contains(onset) for span in watch.unseen):
        return NOT_OBSERVABLE
    if item.under_way is not None or item.outcome.value == ALREADY_THERE:
        return ALREADY_THERE
    window = Interval(onset, max(item.anchor_us + watch.rule.window_us, onset))
    seen = any(span.overlaps(window) for span in watch.seen)
    if not seen or window.offset_us > watch.end_us or any(span.overlaps(window) for span in watch.unseen):
        return None
    asked = any(act.interval.overlaps(window) for act in acts.of(Role.TOGETHER, STILL_FACE))
    doing = acts.near(Role.CAREGIVER, window)
    busy = not any(_touches(act, window) for act in doing if act.code != "not_observable")
    return AVAILABLE_NEARBY if busy and not asked else None


def _touches(act: Event, window: Interval) -> bool:
    return act.onset_us <= window.offset_us and max(act.offset_us, act.onset_us + 1) > window.onset_us


def _evidence(
    acts: Acts,
    item: Exchange,
    bid: Event,
    response: Event | None,
    watch: _Watch,
    offered: str | None,
) -> str:
    """Say why this pairing, or what was seen instead."""
    if response is None:
        return _nothing_began(acts, item, bid, watch, offered)
    assert item.latency_us is not None
    time, onset = format_us(item.anchor_us), watch.rule.anchor is Anchor.ONSET
    values = {
        "answer": _began(acts.words(response)),
        "lag": seconds(abs(item.latency_us)),
        "bound": seconds(item.timing_bound_us),
        "bid": acts.words(bid),
        "moment": tr("begins {time}", time=time) if onset else tr("ends {time}", time=time),
    }
    said = (
        tr("{answer} {lag} ± {bound} before {bid} ({moment})", **values)
        if item.latency_us < 0
        else tr("{answer} {lag} ± {bound} after {bid} ({moment})", **values)
    )
    if item.paired_by_hand:
        return tr("{said}: a human paired the two.", said=said)
    others = [
        act
        for act in acts.between(bid.onset_us, response.onset_us, bid.id, response.id)
        if act.subject != bid.subject and _can_answer(acts, act)
    ]
    why = tr("the first since then that can be an answer") if not others else tr("the first that answers no other bid")
    between = acts.between(bid.onset_us, response.onset_us, bid.id, response.id)[:_MOST_BETWEEN]
    meanwhile = "; ".join(f"{acts.words(act)} ({format_us(act.onset_us)})" for act in between)
    return (
        tr("{said}: {why}.", said=said, why=why)
        + _goes_on(acts, response)
        + (tr(" In between: {meanwhile}.", meanwhile=meanwhile) if meanwhile else "")
    )


def _goes_on(acts: Acts, response: Event) -> str:
    """Say where the same act was seen until just before: it may have gone on unseen, and then it was there already."""
    just_before = Interval(max(response.onset_us - GOES_ON_WITHIN_US, 0), response.onset_us)
    ended = [
        act.offset_us
        for act in acts.near(role_of(response.subject), just_before)
        if (act.subject, act.code) == (response.subject, response.code)
        and act.id != response.id
        and act.offset_us <= response.onset_us
    ]
    return (
        tr(" The same was seen until {time}: it may not have ended in between.", time=format_us(max(ended)))
        if ended
        else ""
    )


def _can_answer(acts: Acts, act: Event) -> bool:
    return acts.scheme.code(role_of(act.subject), act.code).response


def _nothing_began(acts: Acts, item: Exchange, bid: Event, watch: _Watch, offered: str | None) -> str:
    doing = tr("{began} at {time}", began=_began(acts.words(bid)), time=format_us(bid.onset_us))
    if offered == NOT_OBSERVABLE and any(span.contains(bid.onset_us) for span in watch.apart):
        return tr("{doing}. The two were apart just then, so nothing can be said of what came back.", doing=doing)
    if offered == NOT_OBSERVABLE:
        return tr(
            "{doing}. One of the two could not be observed just then, so nothing can be said of what came back.",
            doing=doing,
        )
    if _is_said(item):
        return tr("{doing}. What became of it is said: {outcome}.", doing=doing, outcome=named(item.outcome))
    if offered == ALREADY_THERE:
        if item.under_way is None:
            return tr("{doing}. Somebody was with the child already, so there is no latency.", doing=doing)
        there = acts.by_id[item.under_way]
        return tr(
            "{doing}; {words} since {time}: already there, so there is no latency.",
            doing=doing,
            words=acts.words(there),
            time=format_us(there.onset_us),
        )
    if offered == AVAILABLE_NEARBY:
        until = format_us(item.anchor_us + watch.rule.window_us)
        return tr(
            "{doing}. The caregiver was there and, as far as was seen, turned to something else until {until}: "
            "available nearby, if you see it so.",
            doing=doing,
            until=until,
        )
    if not watch.seen:
        return tr(
            "{doing}. No caregiver was found in the picture, so nothing can be said of what came back.", doing=doing
        )
    assert item.censored_at_us is not None
    return tr(
        "{doing}. Watched until {time}: {reason}. More cannot be said from here.",
        doing=doing,
        time=format_us(item.censored_at_us),
        reason=item.reason,
    )


def _began(words: str) -> str:
    return words[0].upper() + words[1:]
