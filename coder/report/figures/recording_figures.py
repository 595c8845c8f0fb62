"""The numbers of one recording, assembled from one coder's confirmed events under one rule. Pure; nothing is pooled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from coder.exchanges.full_presence import NO_WINDOWS, FullPresence
from coder.exchanges.human_pairing import NO_PAIRINGS, Pairings
from coder.exchanges.pairing import Anchor, Direction, Exchange, Outcome, Rule
from coder.exchanges.time_apart import ABOUT_PRESENCE
from coder.report.figures.act_rates import NOT_OBSERVABLE, ActFrequency, acts_of
from coder.report.figures.bid_answers import BidAnswers, answers_of, latency_of
from coder.report.figures.coded_stretch import part_words
from coder.report.figures.episode_figures import EpisodeFigures
from coder.report.figures.human_pairing_figures import by_hand_words
from coder.report.figures.match_repair import Matching, matchings_of
from coder.report.figures.model_misses import Missed, missed_of
from coder.report.figures.readable_time import ReadableTime
from coder.stats import (
    SEED,
    ChanceTest,
    KaplanMeier,
    Rate,
    StatsError,
    TwoByTwo,
    circular_shift_test,
    contingency_table,
)
from coder.stats.time_arrays import observable
from coder.vocabulary.context import NOTHING_BESIDE, Beside
from coder.vocabulary.events import Event
from coder.vocabulary.language import plural, tr
from coder.vocabulary.progress import Progress, silent
from coder.vocabulary.scheme import Role, Scheme, role_of
from coder.vocabulary.time import MICROS, Interval
from coder.vocabulary.unproposed_stretch import UnproposedStretch

STEP_S = 1.0
"""Time unit of the contingency table, in seconds: the usual one."""

SAYS_WHO_COULD_BE_SEEN = ABOUT_PRESENCE | {NOT_OBSERVABLE}
"""Codes of somebody who looked at who could be seen when."""

DRAWS = 10_000
"""Shifts behind the chance baseline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What one coder's events of one recording say. Times in statistics are seconds.

    Attributes
    ----------
    recording, coder : str
        Whose words these are about which recording; ``coder`` is "" where nothing is coded.
    rule : Rule
        Convention of what counts as an answer.
    episode : Episode or None
        The episode that all of this is about; None for the whole recording.
    answers : Answers
        Every confirmed bid with what became of it, and which of them the figures about answers rest on.
    observable_us : int
        Observable time, before anything is set aside.
    timing_bound_us : int or None
        How far a latency may be from the truth, at most; None without bids.
    events : tuple of Event
        What everything here rests on, in order of time; for an episode all that began before its end.
    outcomes : mapping of outcome to count
        Every outcome, also those that did not occur.
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
    missed : Missed or None
        What the models missed, in stretches where they proposed nothing; None where none were drawn.
    unheard : tuple of Interval
        Where the recording holds no sound, so that nobody's voice could be heard; also outside the span.
    presence_known : bool
        Whether anybody looked at who could be seen when. Where nobody did, the observable time is only all of the
        time, and nothing is known of who was in the picture.
    clip : Interval
        The whole recording; the span is the part of it that was gone through.
    """

    recording: str
    coder: str
    rule: Rule
    seed: int
    episode: EpisodeFigures | None
    answers: BidAnswers
    observable_us: int
    timing_bound_us: int | None
    events: tuple[Event, ...]
    outcomes: Mapping[Outcome, int]
    bids: Rate
    latency: KaplanMeier
    contingency: TwoByTwo
    chance: ChanceTest
    acts: tuple[ActFrequency, ...]
    matchings: tuple[Matching, ...]
    notes: tuple[str, ...]
    beside: Beside = NOTHING_BESIDE
    missed: Missed | None = None
    unheard: tuple[Interval, ...] = ()
    presence_known: bool = False
    clip: Interval

    @property
    def partly(self) -> bool:
        """Whether only a part of the recording was gone through, so that nothing is over all of it."""
        return self.episode is None and self.span != self.clip

    @property
    def span(self) -> Interval:
        """What was coded (of the episode), in microseconds."""
        return self.answers.span

    @property
    def hidden(self) -> tuple[Interval, ...]:
        """Where child or every caregiver could not be observed: in no denominator."""
        return self.answers.hidden

    @property
    def set_aside(self) -> tuple[Interval, ...]:
        """Where the caregiver had been asked not to answer: in no figure about answers."""
        return self.answers.set_aside

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """Every confirmed bid with what became of it."""
        return self.answers.exchanges

    @property
    def left_out(self) -> Mapping[str, int]:
        """Bids that are in no figure about answers, and why."""
        return self.answers.left_out

    @property
    def full_presence(self) -> FullPresence:
        """Windows that the family chose; a rule's variant asks for them."""
        return self.answers.full_presence

    @property
    def found_again_us(self) -> tuple[int, ...]:
        """When the two had been out of step, with no answer on its way, and found each other."""
        return self.matchings[0].found_again_us(self.exchanges)

    @property
    def counted(self) -> int:
        """Bids that the figures about answers rest on."""
        return len(self.answers.kept)

    @property
    def left_open(self) -> int:
        """Those among them that found no answer."""
        return self.answers.left_open


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What is known of how a recording was watched.

    Attributes
    ----------
    part : Interval or None
        The part that was gone through; None for all of it. An episode is watched to its own end.
    marked : Interval or None
        Where codes stand, if that says that it may have been watched no further; None where it does not.
    presence_known : bool
        Whether somebody, or the models, looked at who could be seen when, though nothing need be coded of it. Codes
        that say who was there say that somebody did.
    """

    part: Interval | None = None
    marked: Interval | None = None
    presence_known: bool = False


WHOLE = Watched()
"""All of it was gone through, and nothing else is known."""


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
    episode: EpisodeFigures | None = None,
    full_presence: FullPresence = NO_WINDOWS,
    stretches: Sequence[UnproposedStretch] = (),
    pairings: Pairings = NO_PAIRINGS,
    readings: Mapping[str, ReadableTime] | None = None,
    unheard: Sequence[Interval] = (),
    watched: Watched = WHOLE,
    progress: Progress = silent,
) -> Numbers:
    """Assemble the numbers of one recording, or of one episode of it.

    Parameters
    ----------
    events : sequence of Event
        Confirmed events of one coder. Proposals have no place here.
    scheme : Scheme
        Says which codes are bids and which are responses.
    rule : Rule
        Convention of what counts as an answer.
    span : Interval
        The whole recording, in microseconds on its clock.
    recording : str
        Its id, for the record.
    settled : mapping of event id to Outcome
        What a human said of bids.
    seed : int
        Of the chance baseline.
    beside : Beside
        The caregiver's own side, the meeting, and what was brought.
    episode : Episode, optional
        Only this stretch: bids and responses that begin in it, watched until its end at most.
    full_presence : FullPresence
        Windows that the family chose; only ``full_presence.rule(rule)`` asks for them.
    stretches : sequence of Stretch
        Where nothing was proposed, and what a look there found.
    pairings : Pairings
        What humans paired; it goes before the rule.
    readings : mapping of subject to Reading
        Over which time smiles are counted that rest on proposals.
    unheard : sequence of Interval
        Where the recording holds no sound, in order: in no denominator of voices.
    watched : Watched
        Which part of it was coded, and whether anybody looked at who could be seen.
    progress : callable
        Told the share done; what it raises stops the run.

    Raises StatsError where the events are of several coders (their acts would count twice), and for a seed below 0.
    """
    coder, clip = _one_coder(events, recording, seed), span
    answers = answers_of(
        events,
        scheme=scheme,
        rule=rule,
        span=span if episode is not None else watched.part or span,
        recording=recording,
        settled=settled,
        episode=episode,
        full_presence=full_presence,
        pairings=pairings,
    )
    span, hidden = answers.span, answers.hidden
    # What began before an episode may last into it; what begins after its end is of no concern to it.
    begun = events if episode is None else [e for e in events if e.onset_us < span.offset_us]
    given = answers.for_statistics()
    return Numbers(
        recording=recording,
        coder=coder,
        rule=rule,
        seed=seed,
        episode=episode,
        answers=answers,
        observable_us=_seen(span, hidden),
        timing_bound_us=max((item.timing_bound_us for item in answers.kept), default=None),
        events=tuple(sorted(begun, key=lambda e: (e.onset_us, e.offset_us, e.id))),
        outcomes=_outcomes(answers.exchanges),
        bids=answers.bids_per_hour,
        latency=latency_of(answers.kept, tau_us=rule.window_us),
        contingency=contingency_table(window=rule.window_us / MICROS, step=STEP_S, **given),
        chance=_chance(rule, seed, progress, given),
        acts=_acts(begun, scheme, span, readings, unseen=episode is None),
        matchings=matchings_of(begun, scheme=scheme, span=span, hidden=(*hidden, *answers.set_aside)),
        notes=(*_about_part(answers, clip, episode, watched.marked), *_notes(events, answers, rule, readings or {})),
        beside=beside.among(event.subject for event in events),
        missed=missed_of(stretches, begun, coder=coder, span=span) if stretches else None,
        unheard=tuple(unheard),
        clip=clip,
        presence_known=watched.presence_known or any(event.code in SAYS_WHO_COULD_BE_SEEN for event in events),
    )


def _one_coder(events: Sequence[Event], recording: str, seed: int) -> str:
    """Return whose events these are; "" where there are none. Raises StatsError for several, and for a seed below 0."""
    if seed < 0:
        raise StatsError(tr("A seed is a whole number from 0 on; {seed} is not.", seed=seed))
    coders = sorted({event.coder for event in events})
    if len(coders) > 1:
        raise StatsError(
            tr(
                "{value} was coded by {coders}: say whose events to use.",
                value=recording or tr("the recording"),
                coders=", ".join(coders),
            )
        )
    return coders[0] if coders else ""


def _about_part(
    answers: BidAnswers, clip: Interval, episode: EpisodeFigures | None, marked: Interval | None
) -> tuple[str, ...]:
    said = part_words(answers.span, clip, marked) if episode is None else ""
    return (said,) if said else ()


def _acts(
    events: Sequence[Event],
    scheme: Scheme,
    span: Interval,
    readings: Mapping[str, ReadableTime] | None,
    *,
    unseen: bool,
) -> tuple[ActFrequency, ...]:
    """Return how often each code was seen; of an episode, those that were not are left out."""
    acts = acts_of(events, scheme=scheme, span=span, readings=readings)
    return tuple(act for act in acts if unseen or act.seen)


def _outcomes(found: Sequence[Exchange]) -> dict[Outcome, int]:
    """Count what became of bids; an act that two schemes code is counted once."""
    return {outcome: sum(item.outcome is outcome and item.same_act_as is None for item in found) for outcome in Outcome}


def _about_hands(answers: BidAnswers) -> tuple[str, ...]:
    said = by_hand_words(answers.by_hand)
    if not said:
        return ()
    return (
        tr(
            "{said}{said_2}; outcomes and latencies go by that, the chance baseline by the rule alone",
            said=said[0].lower(),
            said_2=said[1:-1],
        ),
    )


def _seen(span: Interval, hidden: Sequence[Interval]) -> int:
    both = (np.array([i.onset_us for i in hidden]), np.array([i.offset_us for i in hidden]))
    return observable((span.onset_us, span.offset_us), both if hidden else None, unit="us").total_us


def _chance(rule: Rule, seed: int, progress: Progress, given: Mapping[str, Any]) -> ChanceTest:
    window = rule.window_us / MICROS
    found = circular_shift_test(window=window, draws=DRAWS, seed=seed, progress=progress, **given)
    notes = []
    if rule.adjacent:
        notes.append(
            tr("the rule lets nothing else come in between; neither what was seen nor the shifts here heed that")
        )
    if rule.acknowledged_outside:
        notes.append(
            tr("acknowledgements outside the full-presence windows are answers in both, what was seen and the shifts")
        )
    return replace(found, notes=(*found.notes, *notes))


def _notes(
    events: Sequence[Event], answers: BidAnswers, rule: Rule, readings: Mapping[str, ReadableTime]
) -> tuple[str, ...]:
    notes = []
    if not events:
        notes.append(tr("nothing is confirmed in this recording yet"))
    names = {e.subject for e in events if role_of(e.subject) is Role.CAREGIVER}
    if len(names) > 1:
        notes.append(
            tr("{number} caregivers are taken together: an answer by any of them is an answer", number=len(names))
        )
    if answers.set_aside:
        notes.append(tr("the still-face episode is in no figure about answers: nobody was to answer there"))
    if rule.anchor is Anchor.OFFSET:
        notes.append(tr("latencies count from the end of the bid; a negative one is an overlap"))
    if rule.direction is Direction.CAREGIVER_TO_CHILD:
        notes.append(tr("bids are the caregiver's and answers the child's"))
    said = (*notes, *_about_company(answers), *_about_windows(answers), *_about_hands(answers))
    return (*said, *(reading.words for reading in readings.values()))


def _about_company(answers: BidAnswers) -> list[str]:
    """What a reader should know of who was there before any act could answer."""
    notes = []
    there = answers.became(Outcome.ALREADY_THERE)
    anew = sum(item.under_way is not None and item.outcome is Outcome.ANSWERED for item in answers.kept)
    if there:
        notes.append(
            tr(
                "at {how_many} of the child's the caregiver was already there: no latency, "
                "not open, and in no share of answers",
                how_many=plural(there, "{there} signal", "{there} signals", there=there),
            )
        )
    if anew:
        notes.append(
            tr(
                "at {how_many} the caregiver was already there and answered anew: "
                "these count as answered, so the share is of signals that were answered or that found nobody there",
                how_many=plural(anew, "{anew} signal", "{anew} signals", anew=anew),
            )
        )
    if answers.became(Outcome.AVAILABLE_NEARBY):
        notes.append(tr("signals at which the caregiver was available nearby are in no share of answers, and not open"))
    if any(item.outcome is Outcome.ACKNOWLEDGED and not item.is_answer for item in answers.signals):
        notes.append(
            tr("signals that were acknowledged, where that is no answer, are in no share of answers, and not open")
        )
    if answers.cut_short:
        were = plural(answers.cut_short, "{cut_short} signal", "{cut_short} signals", cut_short=answers.cut_short)
        notes.append(tr("{were} could not be watched to the window's end: not open", were=were))
    return notes


def _about_windows(answers: BidAnswers) -> list[str]:
    """What a reader should know of the family's windows; the rule's name alone would say it too quietly."""
    windows = answers.full_presence
    if not answers.rule.acknowledged_outside:
        aside = tr("the family's full-presence windows are left aside, as was asked: the rule is used as it is")
        return [aside] if windows.chosen else [windows.note] if windows.note else []
    notes = [
        tr(
            "a variant of the rule: to a bid outside the family's full-presence windows an acknowledgement is an "
            "answer too; the windows: {names}",
            names="; ".join(windows.names),
        )
        if windows.names
        else tr(
            "a variant of the rule: to a bid outside the family's full-presence windows an acknowledgement is an "
            "answer too; no window was chosen"
        )
    ]
    untimed = sum(item.is_answer and item.latency_us is None for item in answers.kept)
    if untimed:
        notes.append(
            plural(
                untimed,
                "{untimed} bid was acknowledged at a time that nobody marked: it is no open moment, and leaves the "
                "latency curve at its start",
                "{untimed} bids were acknowledged at a time that nobody marked: they are no open moments, and leave "
                "the latency curve at its start",
                untimed=untimed,
            )
        )
    return notes
