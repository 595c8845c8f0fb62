"""One act that two schemes code is one act: which bids say again what another bid says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from coder.exchanges.caregiver_presence import touches
from coder.vocabulary.events import Event
from coder.vocabulary.scheme import Role, builtin_names, builtin_scheme, role_of

SAME_ONSET_US = 500_000
"""Two codes of one act may begin so far apart: a coder marks them one after the other."""


def said_again(bids: Sequence[Event]) -> dict[str, str]:
    """Return, for each bid that says again what an earlier one in the list says, the earlier one's id.

    Two bids of one subject are one act where no scheme of the app holds both codes (within a scheme they are two acts
    on purpose: a look and a smile), they share time, and they begin within half a second of each other.
    """
    again: dict[str, str] = {}
    for place, bid in enumerate(bids):
        for before in range(place - 1, -1, -1):
            other = bids[before]
            if bid.onset_us - other.onset_us > SAME_ONSET_US:
                break
            if other.id not in again and _one_act(bid, other):
                again[bid.id] = other.id
                break
    return again


def _one_act(bid: Event, other: Event) -> bool:
    if bid.subject != other.subject or bid.code == other.code:
        return False
    role = role_of(bid.subject)
    mine, theirs = _schemes_with(role, bid.code), _schemes_with(role, other.code)
    if not mine or not theirs or mine & theirs:
        return False
    return bid.onset_us == other.onset_us or touches(other.interval, bid.interval)


@cache
def _schemes_with(role: Role, code: str) -> frozenset[str]:
    return frozenset(name for name in builtin_names() if builtin_scheme(name).has(role, code))
