"""Which bids the figures about answers rest on, in a recording or an episode of it, and how long each waited. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from coder.exchanges.full_presence import NO_WINDOWS, FullPresence
from coder.exchanges.human_pairing import NO_PAIRINGS, Pairings
from coder.exchanges.pairing import ACKNOWLEDGING, Exchange, Outcome, Rule, bids_and_responses, exchanges, unobservable
from coder.exchanges.time_apart import STILL_FACE, time_apart
from coder.report.figures.episode_figures import EpisodeFigures, events_within
from coder.report.figures.human_pairing_figures import NOTHING_BY_HAND, ByHand, by_hand_of
from coder.stats import KaplanMeier, Rate, kaplan_meier, rate
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role, Scheme, role_of
from coder.vocabulary.time import MICROS, Interval

HOUR_S = 3600

OUT_NOT_A_BID = tr("a human said that it is not a bid")
OUT_NOT_OBSERVABLE = tr("a human said that it could not be observed")
OUT_APART = tr("the two were apart")
OUT_SAID_AGAIN = tr("it is an act that another scheme codes too, and is counted there")
OUT_UNSEEN = tr("it began where child or caregiver could not be observed")
OUT_ASKED = tr("the caregiver had been asked not to answer (still face)")


@dataclass(frozen=True, slots=True, kw_only=True)
class BidAnswers:
    """Bids with what became of them, and those that can be counted.

    Attributes
    ----------
    recording : str
        Of which recording.
    rule : Rule
        Convention of what counts as an answer.
    span : Interval
        What was coded, of the recording or the episode.
    hidden : tuple of Interval
        Where child or every caregiver could not be observed.
    set_aside : tuple of Interval
        Where the caregiver had been asked not to answer.
    exchanges : tuple of Exchange
        Every confirmed bid with what became of it.
    signals : tuple of Exchange
        Those in which the child reached out and somebody could have been seen to answer.
    kept : tuple of Exchange
        Those among them that the figures about answers rest on: a caregiver who was already there, was near by, or
        acknowledged the child in a way that the rule takes for no answer, leaves no answer to wait for.
    left_out : mapping of reason to count
        The others, and why.
    responses_s : tuple of float
        Onsets of the acts that can be answers, in seconds.
    full_presence : FullPresence
        Windows that the family chose; a rule's variant asks for them.
    by_hand : ByHand
        What humans paired, and how that differs from the rule.
    """

    recording: str
    rule: Rule
    span: Interval
    hidden: tuple[Interval, ...]
    set_aside: tuple[Interval, ...]
    exchanges: tuple[Exchange, ...]
    signals: tuple[Exchange, ...]
    kept: tuple[Exchange, ...]
    left_out: Mapping[str, int]
    responses_s: tuple[float, ...]
    full_presence: FullPresence = NO_WINDOWS
    by_hand: ByHand = NOTHING_BY_HAND

    @property
    def left_open(self) -> int:
        """Bids that were watched to the window's end without an answer, with nobody known to be there."""
        return sum(item.left_open for item in self.kept)

    @property
    def cut_short(self) -> int:
        """Bids without an answer that could not be watched to the window's end: nothing can be said of them."""
        return sum(not item.is_answer and not item.left_open for item in self.kept)

    def became(self, outcome: Outcome) -> int:
        """How many of the signals became this."""
        return sum(item.outcome is outcome for item in self.signals)

    @property
    def bids_per_hour(self) -> Rate:
        """Signals an hour of observable time: they stand beside every count of bids without an answer."""
        onsets = [item.bid_interval.onset_us / MICROS for item in self.signals]
        out = stretches((*self.hidden, *self.set_aside))
        return rate(onsets, span=seconds(self.span), hidden=out, per_seconds=HOUR_S, unit="s")

    def for_statistics(self) -> dict[str, Any]:
        """Return bids, responses, span and unobservable time as every statistic about answers takes them, in s.

        A bid that was acknowledged at a time which nobody marked is not among them: no window can be laid on it.
        """
        timed_ones = [item for item in self.kept if not item.is_answer or item.latency_us is not None]
        onsets, offsets = stretches(item.bid_interval for item in timed_ones)
        return {
            "bid_onsets": onsets,
            "response_onsets": list(self.responses_s),
            "bid_offsets": offsets,
            "span": seconds(self.span),
            "hidden": stretches((*self.hidden, *self.set_aside)),
            "anchor": self.rule.anchor.value,
            "overlap": None if self.rule.overlap_us is None else self.rule.overlap_us / MICROS,
            "unit": "s",
        }


def answers_of(
    events: Sequence[Event],
    *,
    scheme: Scheme,
    rule: Rule,
    span: Interval,
    recording: str = "",
    settled: Mapping[str, Outcome] | None = None,
    episode: EpisodeFigures | None = None,
    full_presence: FullPresence = NO_WINDOWS,
    pairings: Pairings = NO_PAIRINGS,
) -> BidAnswers:
    """Pair bids with responses, and part the bids that count from those that nobody could have answered.

    Parameters as for :func:`coder.report.figures.recording_figures.numbers_of`. In an episode, bids and
    responses are those that begin in it, and nobody watches past its end.
    """
    paired = events
    if episode is not None:
        span = Interval(max(span.onset_us, episode.interval.onset_us), min(span.offset_us, episode.interval.offset_us))
        paired = events_within(events, span, scheme=scheme, rule=rule)
    unseen = unobservable(events, span.offset_us)
    hidden = tuple(sorted((*unseen["child"], *unseen["caregiver"])))
    set_aside = tuple(e.interval for e in events if e.code == STILL_FACE and role_of(e.subject) is Role.TOGETHER)
    pair = partial(
        exchanges,
        paired,
        scheme=scheme,
        rule=rule,
        end_us=span.offset_us,
        settled=settled,
        full_presence=full_presence.windows,
    )
    found = pair(pairings=pairings)
    apart = time_apart(events, span.offset_us)
    signals, left_out = _answerable(found, span, hidden, set_aside, apart)
    in_order = sorted(paired, key=lambda e: (e.onset_us, e.id))
    _, responses = bids_and_responses(in_order, scheme, rule.direction)
    if rule.acknowledged_outside:
        known = {e.id for e in responses}
        responses += [e for e in in_order if e.id not in known and _answers_outside(e, full_presence)]
        responses.sort(key=lambda e: (e.onset_us, e.id))
    return BidAnswers(
        recording=recording,
        rule=rule,
        span=span,
        hidden=hidden,
        set_aside=set_aside,
        exchanges=found,
        signals=signals,
        kept=tuple(item for item in signals if not item.needs_no_answer),
        left_out=left_out,
        responses_s=tuple(e.onset_us / MICROS for e in responses if episode is None or e.onset_us >= span.onset_us),
        full_presence=full_presence,
        by_hand=by_hand_of(found, pair()) if pairings != NO_PAIRINGS else NOTHING_BY_HAND,
    )


def _answers_outside(event: Event, windows: FullPresence) -> bool:
    """Whether this is an acknowledgement outside the windows that the family chose."""
    return (
        event.code in ACKNOWLEDGING
        and role_of(event.subject) is Role.CAREGIVER
        and not any(window.contains(event.onset_us) for window in windows.windows)
    )


def seconds(span: Interval) -> tuple[float, float]:
    """Return a stretch of time in seconds."""
    return span.onset_us / MICROS, span.offset_us / MICROS


def stretches(intervals: Iterable[Interval]) -> tuple[list[float], list[float]]:
    """Return intervals as onsets and offsets in seconds, as statistics take them."""
    pairs = [seconds(interval) for interval in intervals]
    return [on for on, _ in pairs], [off for _, off in pairs]


def _answerable(
    found: Iterable[Exchange],
    span: Interval,
    hidden: Sequence[Interval],
    set_aside: Sequence[Interval],
    apart: Sequence[Interval],
) -> tuple[tuple[Exchange, ...], dict[str, int]]:
    """Part the bids that can be answered from those that cannot, and say why for each."""
    kept: list[Exchange] = []
    out: Counter[str] = Counter()
    for item in found:
        onset = item.bid_interval.onset_us
        if item.same_act_as is not None:
            out[OUT_SAID_AGAIN] += 1
        elif item.outcome is Outcome.NOT_A_BID:
            out[OUT_NOT_A_BID] += 1
        elif item.outcome is Outcome.NOT_OBSERVABLE:
            out[OUT_NOT_OBSERVABLE] += 1
        elif any(stretch.contains(onset) for stretch in apart):
            out[OUT_APART] += 1
        elif not span.contains(onset) or any(stretch.contains(onset) for stretch in hidden):
            out[OUT_UNSEEN] += 1
        elif any(stretch.contains(onset) for stretch in set_aside):
            out[OUT_ASKED] += 1
        else:
            kept.append(item)
    return tuple(kept), dict(out)


def latency_of(kept: Sequence[Exchange], *, tau_us: int) -> KaplanMeier:
    """Time to an answer, with the mean restricted to the window where somebody was watched for so long."""
    durations, answered = timed(kept)
    curve = kaplan_meier(durations, answered, tau=tau_us / MICROS)
    mean = curve.restricted_mean
    if mean is None or mean.defined:
        return curve
    shorter = kaplan_meier(durations, answered).restricted_mean
    if shorter is None or not shorter.defined:
        return curve
    note = tr("no bid without an answer was watched to the window's end: the mean is of the time up to tau")
    return replace(curve, restricted_mean=replace(shorter, notes=(*shorter.notes, note)))


def timed(kept: Iterable[Exchange]) -> tuple[list[float], list[bool]]:
    """Return how long each bid waited or was watched, in seconds, and whether it was answered."""
    pairs = [(item.latency_us, item) for item in kept]
    durations = [(_watched(item) if latency is None else latency) / MICROS for latency, item in pairs]
    return durations, [latency is not None for latency, _ in pairs]


def _watched(item: Exchange) -> int:
    assert item.censored_at_us is not None
    return item.censored_at_us - item.anchor_us
