"""Figures beyond the usual ones, for who asks: other windows, other shuffles, what follows what, what goes together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from coder.exchanges.time_apart import ABOUT_PRESENCE
from coder.report.figures.act_rates import NOT_OBSERVABLE, only_human, unseen_of
from coder.report.figures.bid_answers import seconds, stretches
from coder.report.figures.exclusive_groups import group_of
from coder.report.figures.recording_figures import DRAWS, Numbers
from coder.report.figures.vocal_turns import Turns, turns_of
from coder.stats import (
    ChanceTest,
    Coded,
    CoOccurrence,
    LagSequential,
    Transitions,
    WindowSweep,
    co_occurrence,
    gap_shuffle_test,
    lag_sequential,
    transition_matrix,
    window_sweep,
)
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.progress import Progress, part, silent
from coder.vocabulary.scheme import Role, Scheme, role_of
from coder.vocabulary.time import MICROS, Interval

PARTS = ("sweep", "shuffle", "lags", "transitions", "together", "turns")
"""What can be asked for, by name."""

LAGS = (1, 2, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateTransitions:
    """Which state followed which, in one exclusive group of one subject."""

    subject: str
    group: str
    result: Transitions


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """What was asked for beyond the usual figures; None where it was not. Times in statistics are seconds.

    Attributes
    ----------
    sweep : WindowSweep or None
        Share of bids answered, and chance, for windows of 0.5 to 10 s from the rule's anchor.
    shuffle : ChanceTest or None
        The chance baseline by gap shuffle.
    lags : tuple of LagSequential or None
        What followed what, one, two and three acts later, over the acts of child and caregiver in order of onset.
    transitions : tuple of StateTransitions or None
        Which state followed which.
    together : CoOccurrence or None
        Time that each state of the child shares with each of the caregiver.
    turns : Turns or None
        Vocal turn-taking of child and caregivers, and what follows a cry.
    """

    sweep: WindowSweep | None = None
    shuffle: ChanceTest | None = None
    lags: tuple[LagSequential, ...] | None = None
    transitions: tuple[StateTransitions, ...] | None = None
    together: CoOccurrence | None = None
    turns: Turns | None = None


def parts_named(text: str) -> tuple[str, ...]:
    """Return the parts that a text names, with commas between; raise StudyError for one that there is not."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    unknown = [name for name in names if name not in (*PARTS, "all")]
    if unknown or not names:
        what = tr("There is no figure {unknown!r}", unknown=unknown[0]) if unknown else tr("No figure is named")
        raise StudyError(
            tr("{what}; name some of {parts}, with commas between, or all.", what=what, parts=", ".join(PARTS))
        )
    return PARTS if "all" in names else names


def further_of(
    numbers: Numbers, *, scheme: Scheme, parts: Sequence[str] = PARTS, progress: Progress = silent
) -> Further:
    """Compute what is asked for beyond the usual figures, from the same events under the same rule.

    Parameters
    ----------
    numbers : Numbers
        Of one recording or episode.
    scheme : Scheme
        Says which codes exclude each other.
    parts : sequence of str
        Some of :data:`PARTS`.
    progress : callable
        Told the share done; what it raises stops the run.
    """
    given = {**numbers.answers.for_statistics(), "seed": numbers.seed}
    shuffling = part(progress, 0, 0.3 if "sweep" in parts else 1)
    sweeping = part(progress, 0.3 if "shuffle" in parts else 0, 1)
    window = numbers.rule.window_us / MICROS
    return Further(
        shuffle=gap_shuffle_test(window=window, draws=DRAWS, progress=shuffling, **given)
        if "shuffle" in parts
        else None,
        sweep=window_sweep(progress=sweeping, **given) if "sweep" in parts else None,
        lags=_lags(numbers, scheme) if "lags" in parts else None,
        transitions=_transitions(numbers, scheme) if "transitions" in parts else None,
        together=_together(numbers, scheme) if "together" in parts else None,
        turns=turns_of(numbers) if "turns" in parts else None,
    )


def _acts(numbers: Numbers, scheme: Scheme) -> list[Event]:
    return acts_of_both(numbers.events, scheme)


def acts_of_both(events: Sequence[Event], scheme: Scheme) -> list[Event]:
    """Acts of child and caregivers; not who is there, not what could be seen, and nothing that only a human codes."""
    return [
        e
        for e in events
        if role_of(e.subject) in (Role.CHILD, Role.CAREGIVER)
        and e.code not in {NOT_OBSERVABLE, *ABOUT_PRESENCE}
        and not only_human(e, scheme)
    ]


def _lags(numbers: Numbers, scheme: Scheme) -> tuple[LagSequential, ...]:
    names = acts_in_order(_acts(numbers, scheme), span=numbers.span, gone=(*numbers.hidden, *numbers.set_aside))
    return tuple(lag_sequential(names, lag=lag) for lag in LAGS)


def acts_in_order(events: Sequence[Event], *, span: Interval, gone: Sequence[Interval]) -> list[str | None]:
    """Return what followed what; None where a stretch that nobody could see, or that is set aside, breaks it."""
    acts = [
        e for e in events if span.contains(e.onset_us) and not any(stretch.contains(e.onset_us) for stretch in gone)
    ]
    names: list[str | None] = [_name(e) for e in acts[:1]]
    for before, after in pairwise(acts):
        between = Interval(before.onset_us, after.onset_us)
        broken = any(stretch.overlaps(between) for stretch in gone)
        names += [None, _name(after)] if broken else [_name(after)]
    return names


def _name(event: Event) -> str:
    return f"{role_of(event.subject)} {event.code}"


def _transitions(numbers: Numbers, scheme: Scheme) -> tuple[StateTransitions, ...]:
    def place(event: Event) -> tuple[str, str]:
        return event.subject, group_of(event, scheme)

    states = sorted(
        (e for e in _acts(numbers, scheme) if e.offset_us > e.onset_us), key=lambda e: (place(e), e.onset_us)
    )
    return tuple(
        StateTransitions(
            subject=subject,
            group=group,
            result=transition_matrix(
                _coded(mine),
                span=seconds(numbers.span),
                hidden=stretches(unseen_of(subject, numbers.events, numbers.span)),
                unit="s",
            ),
        )
        for (subject, group), found in groupby(states, key=place)
        if (mine := list(found))
    )


def _together(numbers: Numbers, scheme: Scheme) -> CoOccurrence:
    sides = [[e for e in _acts(numbers, scheme) if role_of(e.subject) is role] for role in (Role.CHILD, Role.CAREGIVER)]
    # Asked stillness is no share of what the two do together.
    hidden = stretches((*numbers.hidden, *numbers.set_aside))
    return co_occurrence(_coded(sides[0]), _coded(sides[1]), span=seconds(numbers.span), hidden=hidden, unit="s")


def _coded(events: Sequence[Event]) -> Coded:
    return Coded(*stretches(e.interval for e in events), [e.code for e in events])
