"""Where two coders differ: one entry for each place, to be clicked through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NIL = "(none)"
"""Stands for "nothing coded" in agreement tables."""

Kind = Literal["different code", "only first", "only second"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One place where two coders differ.

    Attributes
    ----------
    recording : str
        Which recording ("" where only one was compared).
    onset, offset : float
        Where to look, in the caller's unit.
    first, second : str
        What each coded; ``(none)`` for nothing.
    kind : str
        "different code", "only first" or "only second".
    """

    recording: str
    onset: float
    offset: float
    first: str
    second: str
    kind: Kind


def kind_of(first: str, second: str) -> Kind:
    """Say how two codes differ."""
    if first == NIL:
        return "only second"
    return "only first" if second == NIL else "different code"
