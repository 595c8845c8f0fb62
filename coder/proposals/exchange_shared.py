"""What the two do at once and in turn: smiles, looks, contact, voices. Said as what is seen, never as a feeling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from coder.exchanges.acts_in_time import ActsInTime
from coder.proposals.exchange import VOICE_GROUPS, Acts, ExchangeKind, ExchangeProposal, seconds, who
from coder.vocabulary.events import Event, Status
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role, role_of
from coder.vocabulary.time import Interval, format_us

LEAST_FACING_US = 400_000
"""Two looks that meet for less are no face to face, as in the rule for the pair's own code."""

LONGEST_LEAD_US = 3_000_000
"""How long one may have begun before the other for a card to show it from there: as long as a prompt window."""


@dataclass(frozen=True, slots=True)
class _Joint:
    """A child's and a caregiver's code that make one thing of both, the pair's own code for it, and its name."""

    child: str
    caregiver: str
    pair: str
    name: str
    least_us: int = 1


JOINT = (
    _Joint("smile", "smile", "", tr("both smile")),
    _Joint("look_to_caregiver", "look_to_child", "face_to_face", tr("face to face"), LEAST_FACING_US),
)
CONTACT = ("touch", "contact")

TURN_GAP_US, TURN_OVERLAP_US = 2_000_000, 1_000_000


def shared(acts: Acts, go_on: Callable[[], None] = lambda: None) -> list[ExchangeProposal]:
    """Return every shared stretch, who began, how much later the other, who ended; and turns of two voices.

    ``go_on`` is asked act by act, for crowds make many pairs; what it raises ends the work.
    """
    found: list[ExchangeProposal] = []
    for kind in JOINT:
        children, caregivers = acts.of(Role.CHILD, kind.child), acts.of(Role.CAREGIVER, kind.caregiver)
        pairs = acts.of(Role.TOGETHER, kind.pair) if kind.pair else []
        others, both = ActsInTime(caregivers), ActsInTime(pairs)
        for mine in children:
            go_on()
            found += [
                _joint(acts, kind, mine, theirs, both.near(mine.onset_us, mine.offset_us))
                for theirs in others.near(mine.onset_us, mine.offset_us)
                if min(mine.offset_us, theirs.offset_us) - max(mine.onset_us, theirs.onset_us) >= kind.least_us
            ]
    return [*found, *_contacts(acts), *_turns(acts)]


def _turns(acts: Acts) -> list[ExchangeProposal]:
    """Turns of two voices: one begins at most 2 s after the other ended, or 1 s before it (Casillas et al. 2019)."""
    voices = [act for role in (Role.CHILD, Role.CAREGIVER) for act in acts.of(role) if acts.group(act) in VOICE_GROUPS]
    voices.sort(key=lambda act: (act.onset_us, act.offset_us, act.id))
    return [
        _turn(acts, first, second)
        for first, second in pairwise(voices)
        if first.subject != second.subject and -TURN_OVERLAP_US <= second.onset_us - first.offset_us <= TURN_GAP_US
    ]


def _turn(acts: Acts, first: Event, second: Event) -> ExchangeProposal:
    gap, bound = second.onset_us - first.offset_us, first.timing_bound_us + second.timing_bound_us
    order = tr("before the other ended") if gap < 0 else tr("after the other ended")
    return _shared(
        acts,
        (first.id, second.id),
        bid=first,
        answer=(second, gap),
        bound_us=bound,
        anchor_us=first.offset_us,
        called=tr("voices in turn"),
        evidence=tr(
            "Voices in turn from {time} to {time_2}: {words}, then {words_2}, {seconds} ± {seconds_2} {order}.",
            time=format_us(first.onset_us),
            time_2=format_us(second.offset_us),
            words=acts.words(first),
            words_2=acts.words(second),
            seconds=seconds(abs(gap)),
            seconds_2=seconds(bound),
            order=order,
        ),
        interval=Interval(first.onset_us, max(second.offset_us, first.offset_us)),
    )


def _joint(acts: Acts, kind: _Joint, mine: Event, theirs: Event, pairs: Sequence[Event]) -> ExchangeProposal:
    first, second = sorted(
        (mine, theirs), key=lambda act: (act.onset_us, role_of(act.subject) is not Role.CHILD, act.id)
    )
    both = Interval(second.onset_us, min(mine.offset_us, theirs.offset_us))
    bound = first.timing_bound_us + second.timing_bound_us
    lag = second.onset_us - first.onset_us
    first_began = (
        tr("the {who} began", who=who(first.subject))
        if lag <= LONGEST_LEAD_US
        else tr("the {who} since {time}", who=who(first.subject), time=format_us(first.onset_us))
    )
    began = (
        tr("both began at once (within {seconds})", seconds=seconds(bound))
        if lag <= bound
        else tr(
            "{first_began}, the {who_2} {seconds} ± {seconds_2} later",
            first_began=first_began,
            who_2=who(second.subject),
            seconds=seconds(lag),
            seconds_2=seconds(bound),
        )
    )
    ended = ""
    if abs(mine.offset_us - theirs.offset_us) > bound:
        ended = tr("; the {who} ended first", who=who(min((mine, theirs), key=lambda act: act.offset_us).subject))
    pair = next((act for act in pairs if act.interval.overlaps(both)), None)
    parts = (first.id, second.id, *((pair.id,) if pair is not None else ()))
    return _shared(
        acts,
        parts,
        bid=first,
        answer=(second, lag),
        bound_us=bound,
        anchor_us=first.onset_us,
        called=kind.name,
        evidence=tr(
            "{kind} from {time} to {time_2}: {began}{ended}.",
            kind=kind.name[0].upper() + kind.name[1:],
            time=format_us(both.onset_us),
            time_2=format_us(both.offset_us),
            began=began,
            ended=ended,
        ),
        # Whoever began long before the other is seen in it all the same: the card stands where both meet.
        interval=Interval(first.onset_us if lag <= LONGEST_LEAD_US else both.onset_us, both.offset_us),
        between=tuple(act.id for act in acts.between(first.onset_us, second.onset_us, *parts)),
    )


def _contacts(acts: Acts) -> list[ExchangeProposal]:
    """Contact is one act of both; whose hand it was is said where a caregiver's touch was seen with it.

    A touch is contact also where nobody coded it a second time as that.
    """
    touch, contact = CONTACT
    hands, pairs = acts.of(Role.CAREGIVER, touch), acts.of(Role.TOGETHER, contact)
    in_time, both = ActsInTime(hands), ActsInTime(pairs)
    alone = [one for one in hands if not any(map(one.interval.overlaps, _intervals(both, one)))]
    return [
        *(_contact(acts, pair, in_time.near(pair.onset_us, pair.offset_us)) for pair in pairs),
        *(_contact(acts, one, [one]) for one in alone),
    ]


def _intervals(acts: ActsInTime, around: Event) -> list[Interval]:
    return [act.interval for act in acts.near(around.onset_us, around.offset_us)]


def _contact(acts: Acts, pair: Event, hands: Sequence[Event]) -> ExchangeProposal:
    hand = next((act for act in hands if act.interval.overlaps(pair.interval)), None)
    first = hand or pair
    parts = tuple(dict.fromkeys((first.id, pair.id)))
    whose = tr(": the {who}'s hand", who=who(hand.subject)) if hand is not None else ""
    return _shared(
        acts,
        parts,
        name=pair.id,
        bid=first,
        bound_us=first.timing_bound_us,
        anchor_us=first.onset_us,
        called=tr("in contact"),
        evidence=tr(
            "In contact from {time} to {time_2}{whose}.",
            time=format_us(pair.onset_us),
            time_2=format_us(pair.offset_us),
            whose=whose,
        ),
        interval=Interval(min(first.onset_us, pair.onset_us), pair.offset_us),
    )


def _shared(
    acts: Acts,
    parts: tuple[str, ...],
    *,
    bid: Event,
    bound_us: int,
    anchor_us: int,
    called: str,
    evidence: str,
    interval: Interval,
    answer: tuple[Event, int] | None = None,
    between: tuple[str, ...] = (),
    name: str = "",
) -> ExchangeProposal:
    """A card of what the two share; ``answer`` is the other's act and how much later it came."""
    other, later_us = answer if answer is not None else (None, None)
    roots = (acts.root(name),) if other is None else (acts.root(bid.id), acts.root(other.id))
    return ExchangeProposal(
        id="-".join(("s", *roots)),
        kind=ExchangeKind.SHARED,
        recording=bid.recording,
        bid=bid.id,
        response=other.id if other is not None else None,
        latency_us=later_us,
        latency_bound_us=bound_us,
        anchor_us=anchor_us,
        watched_until_us=None,
        offered_outcome=None,
        evidence=evidence,
        status=Status.OPEN,
        rule="",
        interval=interval,
        parts=parts,
        waiting=tuple(part for part in parts if acts.waits(part)),
        between=between,
        called=called,
    )
