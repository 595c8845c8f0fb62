"""What humans said about which act answers which bid: it stands apart from what a rule computes, and above it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from coder.vocabulary.events import Event, Status


@dataclass(frozen=True, slots=True)
class Pairings:
    """Pairings set by hand in one recording.

    Attributes
    ----------
    by_hand : mapping of event id to event id or None
        Bid to the act that answers it; None where a human said that no act does.
    apart : frozenset of (act, act)
        Bid and act of which a human said that they do not belong together. Acts by their roots (:func:`root_of`), for
        that may have been said while both were proposals.
    """

    by_hand: Mapping[str, str | None] = field(default_factory=dict)
    apart: frozenset[tuple[str, str]] = frozenset()

    def parts(self, bid: Event, response: Event) -> bool:
        """Whether a human said that these two do not belong together."""
        return bool(self.apart) and any((b, r) in self.apart for b in names_of(bid) for r in names_of(response))

    def standing(self, acts: Iterable[Event]) -> dict[str, str | None]:
        """Return the pairings whose two acts are still there: one that lost an act is the rule's again."""
        known = {act.id for act in acts}
        return {
            bid: response
            for bid, response in self.by_hand.items()
            if bid in known and (response is None or response in known)
        }


NO_PAIRINGS = Pairings()
"""Nobody has paired anything by hand."""


def root_of(act: Event) -> str:
    """Return the name that an act keeps from proposal to event, however its times are moved."""
    return act.proposal or act.id


def names_of(act: Event) -> tuple[str, ...]:
    """Return every name under which a human may have spoken of an act."""
    return (act.id,) if act.proposal is None else (act.id, act.proposal)


class _Word(Protocol):
    @property
    def exchange(self) -> str: ...
    @property
    def bid(self) -> str: ...
    @property
    def response(self) -> str | None: ...
    @property
    def verdict(self) -> Status: ...


def pairings_of(by_hand: Mapping[str, str | None], words: Iterable[_Word]) -> Pairings:
    """Return a recording's pairings: those set by hand, and those rejected among proposed answers."""
    apart = {
        (word.bid, word.response)
        for word in words
        if word.verdict is Status.REJECTED and word.response is not None and word.exchange.startswith(ANSWER_PREFIX)
    }
    return Pairings(dict(by_hand), frozenset(apart))


ANSWER_PREFIX = "x-"
"""How the ids of proposed answers begin; what else two people do together says nothing about pairing."""
