"""Turn-taking as it would be if the voices of nobody yet were the child's and the caregiver's: a range, no figure.

Each voice of ``someone`` is given to the child or to the caregiver by lot, as often as the settled voices of its code
are theirs (of any code, where none of its code is settled), many times over: multiple imputation (Rubin 1987) of who
spoke, without its pooled errors, for the voices of one recording depend on one another. What is so spread is in no
other figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coder.report.figures.bid_answers import seconds, stretches
from coder.stats import TurnTaking, turn_taking
from coder.vocabulary.events import Event
from coder.vocabulary.time import Interval

DRAWS = 100
MIDDLE = (0.05, 0.5, 0.95)
"""Quantiles over the draws that are said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadRange:
    """The middle nine tenths of what the draws gave, and their median: seconds or a share."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SomeoneSpread:
    """What turn-taking would be with ``voices`` of someone spread, over ``draws`` draws.

    ``offset`` is the median floor transfer offset in seconds, None where in some draw the floor never changed hands;
    the others are shares of the time in which somebody could be heard, None where there is none.
    """

    voices: int
    draws: int
    offset: SpreadRange | None
    both: SpreadRange | None
    child: SpreadRange | None
    caregiver: SpreadRange | None
    neither: SpreadRange | None


def spread_of(
    child: Sequence[Event],
    caregiver: Sequence[Event],
    someone: Sequence[Event],
    several: Sequence[Event],
    *,
    span: Interval,
    unheard: Sequence[Interval],
    seed: int,
) -> SomeoneSpread | None:
    """Spread the voices of someone by lot; None where there are none, or nobody's voices are settled to go by."""
    if not someone or not (child or caregiver):
        return None
    chance = np.random.default_rng(seed)
    shares = np.array([_childs_share(voice.code, child, caregiver) for voice in someone])
    takings: list[TurnTaking] = []
    for _ in range(DRAWS):
        is_childs = chance.random(len(someone)) < shares
        mine = [voice for voice, childs in zip(someone, is_childs, strict=True) if childs]
        theirs = [voice for voice, childs in zip(someone, is_childs, strict=True) if not childs]
        takings.append(
            turn_taking(
                stretches(e.interval for e in (*child, *mine, *several)),
                stretches(e.interval for e in (*caregiver, *theirs, *several)),
                span=seconds(span),
                hidden=stretches(unheard) if unheard else None,
                names=("child", "caregiver"),
                draws=0,
            )
        )
    return SomeoneSpread(
        voices=len(someone),
        draws=DRAWS,
        offset=_range([one.estimate for one in takings]),
        both=_range([one.both for one in takings]),
        child=_range([one.first_only for one in takings]),
        caregiver=_range([one.second_only for one in takings]),
        neither=_range([one.neither for one in takings]),
    )


def _childs_share(code: str, child: Sequence[Event], caregiver: Sequence[Event]) -> float:
    """How often settled voices of this code are the child's; of any code, where none of this one is settled."""
    mine, theirs = (sum(voice.code == code for voice in voices) for voices in (child, caregiver))
    if not mine + theirs:
        mine, theirs = len(child), len(caregiver)
    return mine / (mine + theirs)


def _range(values: Sequence[float | None]) -> SpreadRange | None:
    known = [value for value in values if value is not None]
    if len(known) < len(values) or not known:
        return None
    low, median, high = (float(end) for end in np.quantile(known, MIDDLE))
    return SpreadRange(low=low, median=median, high=high)
