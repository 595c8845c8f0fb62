"""Mismatch, match and repair from confirmed states, each under a definition that is printed with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from coder.exchanges.pairing import Exchange, Outcome
from coder.report.figures.act_rates import NOT_OBSERVABLE
from coder.stats import Coded, MismatchRepair, mismatch_repair
from coder.stats.time_arrays import merge
from coder.vocabulary.events import Event
from coder.vocabulary.language import named, tr
from coder.vocabulary.scheme import Role, Scheme, builtin_names, builtin_scheme, role_of
from coder.vocabulary.time import MICROS, Interval, seconds_to_us

FACING = "facing"
TURNED, ELSEWHERE = tr("turned to the other"), tr("turned elsewhere")
LOOKS = {Role.CHILD: "look_to_caregiver", Role.CAREGIVER: "look_to_child"}

FACING_WORDS = tr(
    "Each of the two is turned to the other (a confirmed look) or turned elsewhere (all other observable time). The "
    "two states fit where both are turned to each other and where neither is; they do not where only one is. A rest "
    "from each other fits; whose turn it was is not asked."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Mismatch, match and repair under one definition.

    Attributes
    ----------
    states : str
        Which states: ``facing``, or the name of a scheme that says which states fit.
    definition : str
        What counts as a match, in words.
    result : MismatchRepair
        Times in seconds; undefined with its reason.
    """

    states: str
    definition: str
    result: MismatchRepair

    def found_again_us(self, found: Iterable[Exchange]) -> tuple[int, ...]:
        """When they were out of step and then found each other, in microseconds.

        By looks, a mismatch also ends where both have turned elsewhere: that fits, and is not finding each other.
        Nor were they out of step while an answer was on its way: ``found`` says which signs had one.
        """
        waits = [
            (item.bid_interval.onset_us, item.anchor_us + item.latency_us)
            for item in found
            if item.outcome is Outcome.ANSWERED and item.latency_us is not None
        ]
        stretches = self.result.stretches
        ended = [
            (seconds_to_us(one.onset), seconds_to_us(one.offset))
            for one, after in pairwise(stretches)
            if not one.matched and one.end_seen and (self.states != FACING or after.child == TURNED)
        ]
        return tuple(end for start, end in ended if not any(asked <= start and end <= came for asked, came in waits))


def matchings_of(
    events: Sequence[Event], *, scheme: Scheme, span: Interval, hidden: Sequence[Interval]
) -> tuple[Matching, ...]:
    """Return one matching for each scheme whose states were coded, and the one by looks, last."""
    listed = [one for one in map(builtin_scheme, builtin_names()) if one.fits]
    if set(scheme.fits) - {pair for one in listed for pair in one.fits}:
        listed.append(scheme)  # a laboratory's own list of what fits
    found = [_by_scheme(one, events, span, hidden) for one in listed]
    return (*(one for one in found if one is not None), _by_looks(events, span, hidden))


def _by_scheme(scheme: Scheme, events: Sequence[Event], span: Interval, hidden: Sequence[Interval]) -> Matching | None:
    name, fits = scheme.id, scheme.fits
    child = _states(scheme, Role.CHILD, {c for c, _ in fits}, events)
    caregiver = _states(scheme, Role.CAREGIVER, {c for _, c in fits}, events)
    if not child and not caregiver:
        return None
    pairs = "; ".join(tr("{a} with {b}", a=a, b=b) for a, b in fits).replace("_", " ")
    definition = tr(
        "States of the scheme {name!r} fit in these pairs (child with caregiver): {pairs}.", name=name, pairs=pairs
    )
    people = {e.subject for e in caregiver}
    if len(people) > 1:
        reason = tr("{number} caregivers have such states, and a match is defined for two people", number=len(people))
        return Matching(states=name, definition=definition, result=_undefined(reason))
    result = mismatch_repair(
        _coded(child), _coded(caregiver), span=_ends(span), fits=fits, hidden=_seconds(hidden), unit="s"
    )
    return Matching(states=name, definition=definition, result=result)


def _states(scheme: Scheme, role: Role, fitting: set[str], events: Sequence[Event]) -> list[Event]:
    """Events of one role in the groups that hold fitting states: a state that fits with nothing belongs to them too."""
    codes = [code for code in scheme.codes if code.role is role]
    groups = {code.group for code in codes if code.id in fitting}
    known = {code.id for code in codes if code.group in groups} - {NOT_OBSERVABLE}
    return [e for e in events if role_of(e.subject) is role and e.code in known]


def _coded(events: Sequence[Event]) -> Coded:
    return Coded(*_seconds(e.interval for e in events), [e.code for e in events])


def _by_looks(events: Sequence[Event], span: Interval, hidden: Sequence[Interval]) -> Matching:
    looks = {
        role: [e.interval for e in events if role_of(e.subject) is role and e.code == code]
        for role, code in LOOKS.items()
    }
    missing = [named(role) for role, found in looks.items() if not found]
    if missing:
        who = tr(" and of the ").join(missing)
        reason = tr(
            "no look of the {who} to the other was coded, and not coded is not the same as not looking", who=who
        )
        return Matching(states=FACING, definition=FACING_WORDS, result=_undefined(reason))
    child, caregiver = (_turned(found, span) for found in looks.values())
    result = mismatch_repair(child, caregiver, span=_ends(span), hidden=_seconds(hidden), unit="s")
    return Matching(states=FACING, definition=FACING_WORDS, result=result)


def _turned(looks: Sequence[Interval], span: Interval) -> Coded:
    """Looks of one side (of any caregiver, where there are several) and, between them, being turned elsewhere."""
    on, off = merge(
        np.clip(np.array([i.onset_us for i in looks], dtype=np.int64), span.onset_us, span.offset_us),
        np.clip(np.array([i.offset_us for i in looks], dtype=np.int64), span.onset_us, span.offset_us),
    )
    edges = [span.onset_us, *(int(t) for pair in zip(on, off, strict=True) for t in pair), span.offset_us]
    pieces = [(a, b, TURNED if i % 2 else ELSEWHERE) for i, (a, b) in enumerate(pairwise(edges)) if b > a]
    return Coded([a / MICROS for a, _, _ in pieces], [b / MICROS for _, b, _ in pieces], [c for _, _, c in pieces])


def _ends(span: Interval) -> tuple[float, float]:
    return span.onset_us / MICROS, span.offset_us / MICROS


def _seconds(intervals: Iterable[Interval]) -> tuple[list[float], list[float]]:
    pairs = [(i.onset_us / MICROS, i.offset_us / MICROS) for i in intervals]
    return [on for on, _ in pairs], [off for _, off in pairs]


def _undefined(reason: str) -> MismatchRepair:
    return MismatchRepair(
        name="mismatch_repair",
        estimate=None,
        n=0,
        n_of="stretches",
        method=tr("share of coded time in which the two states fit"),
        reason=reason,
    )
