"""Episodes of a recording: the stretches that a human named, each with what belongs to it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from coder.exchanges.pairing import Rule, bids_and_responses
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Code, Role, Scheme, builtin_names, builtin_scheme, role_of
from coder.vocabulary.time import Interval

EVERY = "all"
"""Asks for every episode."""

BESIDE_TEMPLATES = ("separation", "reunion", "apart", "full_presence")
"""Stretches of the two together that are no planned episode, and yet have a beginning, an end and a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeFigures:
    """One named stretch of a recording.

    Attributes
    ----------
    code, label : str
        What it is called.
    interval : Interval
        When it was, in microseconds.
    planned_us : int or None
        How long the timing template meant it to last.
    """

    code: str
    label: str
    interval: Interval
    planned_us: int | None


def episodes_of(events: Iterable[Event], *, scheme: Scheme) -> tuple[EpisodeFigures, ...]:
    """Return the episodes that were coded, in order of time."""
    together = [e for e in events if role_of(e.subject) is Role.TOGETHER and e.offset_us > e.onset_us]
    known = {code.id: code for code in (*_builtin_codes(), *scheme.codes) if code.role is Role.TOGETHER}
    followed = _followed({e.code for e in together}, scheme)
    found = [
        EpisodeFigures(
            code=e.code,
            label=known[e.code].label if e.code in known else e.code.replace("_", " "),
            interval=e.interval,
            planned_us=followed.get(e.code),
        )
        for e in together
        if e.code in BESIDE_TEMPLATES or (e.code in known and known[e.code].planned_us)
    ]
    return tuple(sorted(found, key=lambda one: (one.interval.onset_us, one.interval.offset_us, one.code)))


def chosen_episodes(episodes: Sequence[EpisodeFigures], code: str) -> tuple[EpisodeFigures, ...]:
    """Return the episodes of one code, or every one for ``all``; raise StudyError where there is none."""
    if code == EVERY and episodes:
        return tuple(episodes)
    found = tuple(one for one in episodes if one.code == code)
    if found:
        return found
    known = sorted({one.code for one in episodes})
    there = tr("there are {known}", known=", ".join(known)) if known else tr("no episode is coded in it")
    what = tr("no episode") if code == EVERY else tr("no episode {code!r}", code=code)
    raise StudyError(tr("This recording has {what}; {there}.", what=what, there=there))


def events_within(events: Iterable[Event], interval: Interval, *, scheme: Scheme, rule: Rule) -> tuple[Event, ...]:
    """Return the events that matter to a stretch: all that begin before its end, less bids that began before it.

    What began earlier and lasts into it stays: a state still fills time, a caregiver who left is still away, and a
    response under way at a bid is marked as such. A bid from before would take an answer from one within.
    """
    begun = [e for e in events if e.onset_us < interval.offset_us]
    bids, _ = bids_and_responses(begun, scheme, rule.direction)
    before = {bid.id for bid in bids if bid.onset_us < interval.onset_us}
    return tuple(e for e in begun if e.id not in before)


def _followed(codes: set[str], scheme: Scheme) -> dict[str, int]:
    """Return how long episodes were meant to last, by the templates that were followed.

    "reunion" is an episode of the still-face procedure and also the first seconds after any separation.
    """
    found: dict[str, int] = {}
    for template in (*map(builtin_scheme, builtin_names()), scheme):
        planned = {code.id: code.planned_us for code in template.episodes}
        if len(codes & set(planned)) > 1:
            found.update(planned)
    return found


@cache
def _builtin_codes() -> tuple[Code, ...]:
    return tuple(code for name in builtin_names() for code in builtin_scheme(name).codes)
