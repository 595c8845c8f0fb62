"""Vocal turn-taking of a recording: who was heard when, how the floor goes to and fro, and what follows a cry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coder.proposals.voices import VOICE_CODES
from coder.report.figures.bid_answers import seconds, stretches
from coder.report.figures.recording_figures import Numbers
from coder.report.figures.someone_spread import SomeoneSpread, spread_of
from coder.stats import KaplanMeier, TurnTaking, kaplan_meier, turn_taking
from coder.vocabulary.events import Event
from coder.vocabulary.scheme import Role, role_of
from coder.vocabulary.time import MICROS, without

CRIES = "cries"
WATCHED_S = 30.0
"""How long after a cry's onset an answer to it is watched for; later ones are censored there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """Turn-taking of child and caregivers, and how long it takes from a cry to the caregiver's next act.

    ``left_out`` counts voices that are nobody's yet (``someone``): each name with its number.
    Of several at once both are heard, so that they count as time of both; whose turn it was, they do not say.
    ``unheard_us`` is time without any sound: nobody can be heard there, so that it is in no share of time and in no
    comparison with chance, and no turn goes over it. A voice that a human settled there makes its time heard.
    ``spread`` is what the figures would be with the voices of someone given to the two by lot; None without any.
    """

    taking: TurnTaking
    after_cries: KaplanMeier
    left_out: tuple[tuple[str, int], ...]
    unheard_us: int = 0
    spread: SomeoneSpread | None = None


def both_heard(numbers: Numbers) -> bool:
    """Whether voices of the child and of a caregiver are settled: without both there are no turns."""
    heard = {role_of(event.subject) for event in numbers.events if event.code in VOICE_CODES}
    return {Role.CHILD, Role.CAREGIVER} <= heard


def turns_of(numbers: Numbers) -> Turns:
    """Work out turn-taking from confirmed events. Caregivers are taken together, as the child hears them."""
    voices = [e for e in numbers.events if e.code in VOICE_CODES and e.offset_us > e.onset_us]
    child, caregiver = (_of(voices, role) for role in (Role.CHILD, Role.CAREGIVER))
    several = _of(voices, Role.SEVERAL)
    someone = _of(voices, Role.SOMEONE)
    unheard = without(numbers.unheard, sorted((e.interval for e in voices), key=lambda one: one.onset_us))
    taking = turn_taking(
        stretches(e.interval for e in (*child, *several)),
        stretches(e.interval for e in (*caregiver, *several)),
        span=seconds(numbers.span),
        hidden=stretches(unheard) if unheard else None,
        names=("child", "caregiver"),
        seed=numbers.seed,
    )
    left_out = tuple((name, len(found)) for name, found in (("someone", someone),) if found)
    return Turns(
        taking=taking,
        after_cries=_after_cries(numbers, child),
        left_out=left_out,
        unheard_us=sum(one.overlap_us(numbers.span) for one in unheard),
        spread=spread_of(child, caregiver, someone, several, span=numbers.span, unheard=unheard, seed=numbers.seed),
    )


def _of(events: Iterable[Event], role: Role) -> list[Event]:
    return [e for e in events if role_of(e.subject) is role]


def _after_cries(numbers: Numbers, child: list[Event]) -> KaplanMeier:
    """Time from each cry's onset to the next act of a caregiver that could be an answer, censored and never dropped.

    An act under way at the onset answers nothing; unobservable time and the recording's end censor.
    """
    answers = sorted(e.onset_us for e in _of(numbers.events, Role.CAREGIVER) if e.code != "not_observable")
    durations, observed = [], []
    for cry in (e for e in child if e.code == CRIES and numbers.span.contains(e.onset_us)):
        ends = [cry.onset_us + int(WATCHED_S * MICROS), numbers.span.offset_us]
        ends += [gone.onset_us for gone in numbers.hidden if gone.offset_us > cry.onset_us]
        end = max(min(ends), cry.onset_us)
        answer = next((t for t in answers if t > cry.onset_us), None)
        seen = answer is not None and answer <= end
        durations.append(((answer if seen and answer is not None else end) - cry.onset_us) / MICROS)
        observed.append(seen)
    return kaplan_meier(durations, observed, of="cries")
