"""Parting and coming back, with what passed between: a ritual, looks after the other, the first act on return."""

from __future__ import annotations

from coder.proposals.exchange import Acts, ExchangeKind, ExchangeProposal, seconds
from coder.vocabulary.events import Event, Status
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role, role_of
from coder.vocabulary.time import Interval, format_us

APART = ("separation", "apart")
TOGETHER_AGAIN = ("reunion",)
LEAVING = ("leave_view", "leaves", "leaves_unseen")
COMING_BACK = ("return", "returns")
RITUAL = ("announces", "parting_ritual", "leaves_a_token")
STATES_OF_SETTLING = ("settled",)

FIRST_ACT_WITHIN_US = 10_000_000
"""How long a first act is looked for: as long as the models' own reunion lasts."""

RITUAL_WITHIN_US = 30_000_000
"""How long before a parting a ritual belongs to it."""


def reunions(acts: Acts, end_us: int) -> list[ExchangeProposal]:
    """Return every parting that was seen to end in a coming back."""
    found = (_proposal(acts, apart, end_us) for apart in acts.of(Role.TOGETHER, *APART))
    return [item for item in found if item is not None]


def _proposal(acts: Acts, apart: Event, end_us: int) -> ExchangeProposal | None:
    again = _nearest(acts.of(Role.TOGETHER, *TOGETHER_AGAIN), apart.offset_us)
    back = _nearest(acts.of(Role.CAREGIVER, *COMING_BACK), apart.offset_us)
    arrival = again or back
    if arrival is None:
        return None
    left = _nearest(acts.of(Role.CAREGIVER, *LEAVING), apart.onset_us)
    unseen = next((a for a in acts.of(Role.CAREGIVER, "not_observable") if _mostly(a.interval, apart.interval)), None)
    anchor = arrival.onset_us
    until = min(anchor + FIRST_ACT_WITHIN_US, end_us)
    if again is not None:
        until = min(until, max(again.offset_us, anchor))
    first = _first_act(acts, anchor, until)
    named = (arrival, first, apart, left, back, unseen)
    parts = tuple(dict.fromkeys(act.id for act in named if act is not None))
    bound = arrival.timing_bound_us + (first.timing_bound_us if first is not None else 0)
    between = acts.between(apart.onset_us, apart.offset_us, *parts)
    return ExchangeProposal(
        id=f"r-{acts.root(apart.id)}" + (f"-{acts.root(first.id)}" if first is not None else ""),
        kind=ExchangeKind.REUNION,
        recording=apart.recording,
        bid=arrival.id,
        response=first.id if first is not None else None,
        latency_us=first.onset_us - anchor if first is not None else None,
        latency_bound_us=bound,
        anchor_us=anchor,
        watched_until_us=until if first is None else None,
        offered_outcome=None,
        evidence=_evidence(acts, apart, arrival, first, until, bound, between),
        status=Status.OPEN,
        rule="",
        interval=Interval(apart.onset_us, max(first.onset_us if first is not None else until, anchor)),
        parts=parts,
        waiting=tuple(part for part in parts if acts.waits(part)),
        between=tuple(act.id for act in between),
        called=tr("a parting and a coming back"),
    )


def _first_act(acts: Acts, back_us: int, until_us: int) -> Event | None:
    """Return the first act of either toward the other after the return: a signal or what can answer one."""
    for act in acts.between(back_us, until_us + 1):
        if act.code in (*COMING_BACK, *LEAVING, *STATES_OF_SETTLING):
            continue
        code = acts.scheme.code(role_of(act.subject), act.code)
        if code.bid or code.response:
            return act
    return None


def _evidence(
    acts: Acts, apart: Event, arrival: Event, first: Event | None, until: int, bound: int, between: tuple[Event, ...]
) -> str:
    ritual = next(
        (
            act
            for act in acts.of(Role.CAREGIVER, *RITUAL)
            if apart.onset_us - RITUAL_WITHIN_US <= act.onset_us <= apart.onset_us
        ),
        None,
    )
    before = tr(" Before the parting {words}.", words=acts.words(ritual)) if ritual is not None else ""
    said = "; ".join(f"{acts.words(act)} ({format_us(act.onset_us)})" for act in between[:4])
    meanwhile = tr(" Meanwhile: {said}.", said=said) if said else ""
    if first is None:
        back = tr(
            " Both there again at {time}; until {time_2} no act of one toward the other was seen to begin.",
            time=format_us(arrival.onset_us),
            time_2=format_us(until),
        )
    else:
        back = tr(
            " Both there again at {time}; the first act after it, {seconds} ± {seconds_2} later: {words}.",
            time=format_us(arrival.onset_us),
            seconds=seconds(first.onset_us - arrival.onset_us),
            seconds_2=seconds(bound),
            words=acts.words(first),
        )
    span = tr(
        "Apart from {time} to {time_2} ({seconds}).",
        time=format_us(apart.onset_us),
        time_2=format_us(apart.offset_us),
        seconds=seconds(apart.interval.duration_us),
    )
    return f"{span}{before}{meanwhile}{back}"


def _nearest(found: list[Event], at_us: int) -> Event | None:
    """Return the act that begins where the time apart begins or ends, as near as both were timed."""
    near = [act for act in found if abs(act.onset_us - at_us) <= max(1_000_000, act.timing_bound_us)]
    return min(near, key=lambda act: abs(act.onset_us - at_us), default=None)


def _mostly(one: Interval, other: Interval) -> bool:
    return 2 * one.overlap_us(other) > max(one.duration_us, other.duration_us)
