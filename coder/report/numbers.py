"""The numbers of one recording, assembled from one coder's confirmed events under one rule. Pure; nothing is pooled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from coder.context import NOTHING_BESIDE, Beside
from coder.events import Event
from coder.exchanges import Anchor, Direction, Exchange, Outcome, Rule, bids_and_responses, exchanges, unobservable
from coder.report.acts import Act, acts_of
from coder.report.matching import Matching, matchings_of
from coder.scheme import Role, Scheme, role_of
from coder.stats import (
    SEED,
    ChanceTest,
    KaplanMeier,
    Rate,
    StatsError,
    TwoByTwo,
    circular_shift_test,
    contingency_table,
    kaplan_meier,
    rate,
)
from coder.stats.times import observable
from coder.timebase import MICROS, Interval

STEP_S = 1.0
"""Time unit of the contingency table, in seconds: the usual one."""

DRAWS = 10_000
"""Shifts behind the chance baseline."""

HOUR_S = 3600

STILL_FACE = "still_face"
"""Episode in which the caregiver was asked not to answer."""

OUT_NOT_A_BID = "a human said that it is not a bid"
OUT_NOT_OBSERVABLE = "a human said that it could not be observed"
OUT_UNSEEN = "it began where child or caregiver could not be observed"
OUT_ASKED = "the caregiver had been asked not to answer (still face)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What one coder's events of one recording say. Times in statistics are seconds.

    Attributes
    ----------
    recording, coder : str
        Whose words these are about which recording; ``coder`` is "" where nothing is coded.
    rule : Rule
        Convention of what counts as an answer.
    span : Interval
        What was coded, in microseconds.
    hidden : tuple of Interval
        Where child or every caregiver could not be observed: in no denominator.
    set_aside : tuple of Interval
        Where the caregiver had been asked not to answer: in no figure about answers.
    observable_us : int
        Observable time, before anything is set aside.
    timing_bound_us : int or None
        How far a latency may be from the truth, at most; None without bids.
    events : tuple of Event
        What everything here rests on, in order of time.
    exchanges : tuple of Exchange
        Every confirmed bid with what became of it.
    outcomes : mapping of outcome to count
        Every outcome, also those that did not occur.
    left_out : mapping of reason to count
        Bids that are in no figure about answers, and why.
    bids : Rate
        Bids per hour of observable time: they stand beside what was not answered, because a child who stops
        signalling looks well answered.
    latency : KaplanMeier
        Time to an answer; bids without one are censored.
    contingency : TwoByTwo
        Responses inside and outside the windows after bids.
    chance : ChanceTest
        Share of bids answered, beside what the same responses give at unrelated times.
    acts : tuple of Act
        How often and how long each code was seen.
    matchings : tuple of Matching
        Mismatch, match and repair, each under a stated definition.
    notes : tuple of str
        What a reader should know.
    beside : Beside
        The caregiver's own side, without which nothing here is shown; empty says that it was not collected.
    """

    recording: str
    coder: str
    rule: Rule
    seed: int
    span: Interval
    hidden: tuple[Interval, ...]
    set_aside: tuple[Interval, ...]
    observable_us: int
    timing_bound_us: int | None
    events: tuple[Event, ...]
    exchanges: tuple[Exchange, ...]
    outcomes: Mapping[Outcome, int]
    left_out: Mapping[str, int]
    bids: Rate
    latency: KaplanMeier
    contingency: TwoByTwo
    chance: ChanceTest
    acts: tuple[Act, ...]
    matchings: tuple[Matching, ...]
    notes: tuple[str, ...]
    beside: Beside = NOTHING_BESIDE

    @property
    def counted(self) -> int:
        """Bids that the figures about answers rest on."""
        return self.latency.n


def numbers_of(
    events: Sequence[Event],
    *,
    scheme: Scheme,
    rule: Rule,
    span: Interval,
    recording: str = "",
    settled: Mapping[str, Outcome] | None = None,
    seed: int = SEED,
    beside: Beside = NOTHING_BESIDE,
) -> Numbers:
    """Assemble the numbers of one recording.

    Parameters
    ----------
    events : sequence of Event
        Confirmed events of one coder. Proposals have no place here.
    scheme : Scheme
        Says which codes are bids and which are responses.
    rule : Rule
        Convention of what counts as an answer.
    span : Interval
        What was coded, in microseconds on the recording's clock.
    recording : str
        Its id, for the record.
    settled : mapping of event id to Outcome
        What a human said of bids.
    seed : int
        Of the chance baseline.
    beside : Beside
        The caregiver's own side, the meeting, and what was brought.

    Raises
    ------
    StatsError
        Where the events are of several coders (their acts would count twice), and for a seed below 0.
    """
    if seed < 0:
        raise StatsError(f"A seed is a whole number from 0 on; {seed} is not.")
    coders = sorted({event.coder for event in events})
    if len(coders) > 1:
        raise StatsError(f"{recording or 'the recording'} was coded by {', '.join(coders)}: say whose events to use.")
    unseen = unobservable(events, span.offset_us)
    hidden = tuple(sorted((*unseen["child"], *unseen["caregiver"])))
    set_aside = tuple(e.interval for e in events if e.code == STILL_FACE and role_of(e.subject) is Role.TOGETHER)
    found = exchanges(events, scheme=scheme, rule=rule, end_us=span.offset_us, settled=settled)
    kept, left_out = _kept(found, span, hidden, set_aside)
    out = (*hidden, *set_aside)
    bids, responses = _arrays(events, scheme, rule, {item.bid for item in kept})
    window: dict[str, float | str | None] = {
        "window": rule.window_us / MICROS,
        "anchor": rule.anchor.value,
        "overlap": None if rule.overlap_us is None else rule.overlap_us / MICROS,
    }
    return Numbers(
        recording=recording,
        coder=coders[0] if coders else "",
        rule=rule,
        seed=seed,
        span=span,
        hidden=hidden,
        set_aside=set_aside,
        observable_us=_seen(span, hidden),
        timing_bound_us=max((item.timing_bound_us for item in kept), default=None),
        events=tuple(sorted(events, key=lambda e: (e.onset_us, e.offset_us, e.id))),
        exchanges=found,
        outcomes={outcome: sum(item.outcome is outcome for item in found) for outcome in Outcome},
        left_out=left_out,
        bids=rate(bids[0], span=seconds(span), hidden=stretches(out), per_seconds=HOUR_S, unit="s"),
        latency=_latency(kept, rule),
        contingency=contingency_table(
            bids[0],
            responses,
            span=seconds(span),
            step=STEP_S,
            bid_offsets=bids[1],
            hidden=stretches(out),
            unit="s",
            **window,  # type: ignore[arg-type]
        ),
        chance=_chance(bids, responses, span, out, rule, window, seed),
        acts=acts_of(events, scheme=scheme, span=span),
        matchings=matchings_of(events, scheme=scheme, span=span, hidden=hidden),
        notes=_notes(events, set_aside, rule),
        beside=beside,
    )


def seconds(span: Interval) -> tuple[float, float]:
    """Return a stretch of time in seconds."""
    return span.onset_us / MICROS, span.offset_us / MICROS


def stretches(intervals: Iterable[Interval]) -> tuple[list[float], list[float]]:
    """Return intervals as onsets and offsets in seconds, as statistics take them."""
    pairs = [seconds(interval) for interval in intervals]
    return [on for on, _ in pairs], [off for _, off in pairs]


def _seen(span: Interval, hidden: Sequence[Interval]) -> int:
    both = (np.array([i.onset_us for i in hidden]), np.array([i.offset_us for i in hidden]))
    return observable((span.onset_us, span.offset_us), both if hidden else None, unit="us").total_us


def _kept(
    found: Iterable[Exchange], span: Interval, hidden: Sequence[Interval], set_aside: Sequence[Interval]
) -> tuple[tuple[Exchange, ...], dict[str, int]]:
    """Part the bids that can be answered from those that cannot, and say why for each."""
    kept: list[Exchange] = []
    out: Counter[str] = Counter()
    for item in found:
        onset = item.bid_interval.onset_us
        if item.outcome is Outcome.NOT_A_BID:
            out[OUT_NOT_A_BID] += 1
        elif item.outcome is Outcome.NOT_OBSERVABLE:
            out[OUT_NOT_OBSERVABLE] += 1
        elif not span.contains(onset) or any(stretch.contains(onset) for stretch in hidden):
            out[OUT_UNSEEN] += 1
        elif any(stretch.contains(onset) for stretch in set_aside):
            out[OUT_ASKED] += 1
        else:
            kept.append(item)
    return tuple(kept), dict(out)


def _arrays(
    events: Sequence[Event], scheme: Scheme, rule: Rule, kept: set[str]
) -> tuple[tuple[list[float], list[float]], list[float]]:
    acts = sorted(events, key=lambda e: (e.onset_us, e.offset_us, e.id))
    bids, responses = bids_and_responses(acts, scheme, rule.direction)
    return stretches(bid.interval for bid in bids if bid.id in kept), stretches(r.interval for r in responses)[0]


def _latency(kept: Sequence[Exchange], rule: Rule) -> KaplanMeier:
    """Time to an answer, with the mean restricted to the window where somebody was watched for so long."""
    ends = [item.latency_us if item.latency_us is not None else _watched(item) for item in kept]
    durations, answered = [end / MICROS for end in ends], [item.latency_us is not None for item in kept]
    curve = kaplan_meier(durations, answered, tau=rule.window_us / MICROS)
    mean = curve.restricted_mean
    if mean is None or mean.defined:
        return curve
    shorter = kaplan_meier(durations, answered).restricted_mean
    if shorter is None or not shorter.defined:
        return curve
    note = "no bid without an answer was watched to the window's end: the mean is of the time up to tau"
    return replace(curve, restricted_mean=replace(shorter, notes=(*shorter.notes, note)))


def _watched(item: Exchange) -> int:
    assert item.censored_at_us is not None
    return item.censored_at_us - item.anchor_us


def _chance(
    bids: tuple[list[float], list[float]],
    responses: list[float],
    span: Interval,
    out: Sequence[Interval],
    rule: Rule,
    window: Mapping[str, float | str | None],
    seed: int,
) -> ChanceTest:
    found = circular_shift_test(
        bids[0],
        responses,
        span=seconds(span),
        bid_offsets=bids[1],
        hidden=stretches(out),
        draws=DRAWS,
        seed=seed,
        unit="s",
        **window,  # type: ignore[arg-type]
    )
    if not rule.adjacent:
        return found
    note = "the rule lets nothing else come in between; neither what was seen nor the shifts here heed that"
    return replace(found, notes=(*found.notes, note))


def _notes(events: Sequence[Event], set_aside: Sequence[Interval], rule: Rule) -> tuple[str, ...]:
    notes = []
    if not events:
        notes.append("nothing is confirmed in this recording yet")
    names = {e.subject for e in events if role_of(e.subject) is Role.CAREGIVER}
    if len(names) > 1:
        notes.append(f"{len(names)} caregivers are taken together: an answer by any of them is an answer")
    if set_aside:
        notes.append("the still-face episode is in no figure about answers: nobody was to answer there")
    if rule.anchor is Anchor.OFFSET:
        notes.append("latencies count from the end of the bid; a negative one is an overlap")
    if rule.direction is Direction.CAREGIVER_TO_CHILD:
        notes.append("bids are the caregiver's and answers the child's")
    return tuple(notes)
