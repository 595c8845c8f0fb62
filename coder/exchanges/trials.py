"""Trials: stretches that a marker names, with their factors, and how soon after a marker an act came. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from coder.exchanges.pairing import unobservable
from coder.vocabulary.events import Event
from coder.vocabulary.scheme import CodeKind, Role, Scheme, role_of
from coder.vocabulary.time import Interval

Factors = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MarkedTrial:
    """One stretch that a marker names.

    Attributes
    ----------
    marker : Event
        The event that marks it.
    number : int
        Which one it is of its code in the recording, from 1.
    span : Interval
        From the marker's onset: a state marks its own length; a point as far as the next marker of its code, or the
        recording's end. Microseconds.
    factors : tuple of (name, value)
        The marker's modifiers: stimulus, condition, side.
    """

    marker: Event
    number: int
    span: Interval
    factors: Factors


class TrialEnding(StrEnum):
    """What ended the watching of a trial for an act."""

    CAME = "came"
    UNDER_WAY = "under way"
    TRIAL_ENDS = "trial ends"
    OUT_OF_SIGHT = "out of sight"
    NOT_OBSERVABLE = "not observable"


@dataclass(frozen=True, slots=True)
class TrialLatency:
    """How soon after a marker an act came, in one trial.

    ``latency_us`` is None unless it came. ``watched_us`` is how long was watched for it: to the act, the trial's end,
    or until whoever acts could no longer be seen. ``bound_us`` is how exact a latency is: both onsets' bounds.
    """

    trial: MarkedTrial
    act: Event | None
    latency_us: int | None
    watched_us: int
    bound_us: int | None
    ending: TrialEnding

    @property
    def counts(self) -> bool:
        """Whether it is in the curve: not where the act was under way at the marker, or nobody could have seen it."""
        return self.ending not in (TrialEnding.UNDER_WAY, TrialEnding.NOT_OBSERVABLE)


def trials_of(
    events: Sequence[Event], scheme: Scheme, end_us: int, *, marker: str | None = None
) -> tuple[MarkedTrial, ...]:
    """Return the trials that one coder marked in a recording, in order of onset.

    Parameters
    ----------
    marker : str, optional
        Id of a code that marks trials; every such code's if not given.
    """
    marks = {
        (code.role, code.id): code.kind
        for code in scheme.codes
        if code.marker and (marker is None or code.id == marker)
    }
    listed = sorted(
        (event for event in events if (role_of(event.subject), event.code) in marks),
        key=lambda event: (event.onset_us, event.offset_us, event.id),
    )
    numbers: Counter[tuple[str, str]] = Counter()
    onsets: dict[tuple[str, str], list[int]] = {}
    for event in listed:
        onsets.setdefault((event.subject, event.code), []).append(event.onset_us)
    found = []
    for event in listed:
        alike = (event.subject, event.code)
        numbers[alike] += 1
        span = event.interval
        if marks[role_of(event.subject), event.code] is not CodeKind.STATE:
            after = bisect_right(onsets[alike], event.onset_us)
            later = onsets[alike][after] if after < len(onsets[alike]) else max(end_us, event.onset_us)
            span = Interval(event.onset_us, later)
        found.append(MarkedTrial(event, numbers[alike], span, event.modifiers))
    return tuple(found)


def latency_in(trial: MarkedTrial, acts: Sequence[Event], *, subject: str, code: str, end_us: int) -> TrialLatency:
    """Return how soon after its marker the first act of a code came in a trial.

    Censored where the trial ends, or whoever acts can no longer be observed, never dropped. An act that is under way
    at the marker gives no latency, nor does a trial at whose beginning nobody could be observed. ``subject`` may be a
    role: then anybody of that role.
    """
    begin, role = trial.span.onset_us, role_of(subject)
    alike = [
        act
        for act in acts
        if act.code == code and (act.subject == subject or (subject == role and role_of(act.subject) is role))
    ]
    if any(act.onset_us < begin < act.offset_us for act in alike):
        return TrialLatency(trial, None, None, 0, None, TrialEnding.UNDER_WAY)
    unseen = [span for span in _unseen(acts, role, subject, end_us) if span.offset_us > begin]
    if any(span.onset_us <= begin for span in unseen):
        return TrialLatency(trial, None, None, 0, None, TrialEnding.NOT_OBSERVABLE)
    sight = min((span.onset_us for span in unseen), default=end_us)
    until = min(trial.span.offset_us, sight)
    act = min((act for act in alike if begin <= act.onset_us < until), key=lambda act: act.onset_us, default=None)
    if act is None:
        ending = TrialEnding.OUT_OF_SIGHT if sight < trial.span.offset_us else TrialEnding.TRIAL_ENDS
        return TrialLatency(trial, None, None, until - begin, None, ending)
    bound = trial.marker.timing_bound_us + act.timing_bound_us
    return TrialLatency(trial, act, act.onset_us - begin, act.onset_us - begin, bound, TrialEnding.CAME)


def _unseen(acts: Sequence[Event], role: Role, subject: str, end_us: int) -> tuple[Interval, ...]:
    """When whoever acts could not be observed, by confirmed events."""
    if role in (Role.CHILD, Role.CAREGIVER):
        return unobservable(acts, end_us)[role.value]
    return tuple(act.interval for act in acts if act.subject == subject and act.code == "not_observable")
