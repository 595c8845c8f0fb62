"""Families drawn anew, each with all that it brought: how far a figure of theirs may lie from that of others. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations_with_replacement

import numpy as np
import numpy.typing as npt

DRAWS, SEED, LEVEL = 2_000, 20_140, 0.95
FEW = 5
"""With fewer families the interval is from the lowest to the highest of them, and holds what others give less often."""
_ALL_OF = 7
"""Up to so many families every draw there is is taken, as often as it comes: 1,716 of seven."""

_Numbers = npt.NDArray[np.float64]
Draws = tuple[_Numbers, _Numbers]
"""How often each family is in each draw, (draws, families), and the probability of each draw, (draws,)."""


def family_draws(families: int) -> Draws:
    """Return draws of families with replacement, as many as there are (Efron 1979).

    Of few families a thousand draws at random leave the rarest of them to luck: of three, a draw of one alone has a
    probability of 1 in 27, beside the 1 in 40 that an interval cuts. So an end hung on the seed, and on which family's
    name comes first. Of these every draw is taken with its probability.
    """
    if families > _ALL_OF:
        drawn = np.random.default_rng(SEED).multinomial(families, np.full(families, 1 / families), DRAWS)
        return drawn.astype(np.float64), np.full(DRAWS, 1 / DRAWS)
    every = list(combinations_with_replacement(range(families), families))
    times = np.array([np.bincount(one, minlength=families) for one in every], np.float64)
    ways = np.array([math.factorial(families) / math.prod(math.factorial(int(n)) for n in row) for row in times])
    return times, ways / float(families**families)


def interval_of(values: _Numbers, chances: _Numbers, families: int) -> tuple[float, float] | None:
    """Return the interval of a figure over draws; None where it is the same in all of them, or in none is any.

    Percentiles, widened for few families as Hesterberg (2015, "expanded percentile") has it: draws vary too little.
    """
    known = np.isfinite(values)
    if not known.any() or np.ptp(values[known]) < 1e-12:
        return None
    order = np.argsort(values[known], kind="stable")
    up_to = np.cumsum(chances[known][order])
    tail = _tail(families)
    return _at(values[known][order], up_to / up_to[-1], [tail, 1 - tail])


def _at(
    values: npt.NDArray[np.float64], up_to: npt.NDArray[np.float64], shares: Sequence[float]
) -> tuple[float, float]:
    low, high = (min(int(np.searchsorted(up_to, share - 1e-12)), len(values) - 1) for share in shares)
    return float(values[low]), float(values[high])


def _tail(families: int) -> float:
    """The share to cut at each end: what Student's t leaves on the scale of the draws."""
    from scipy.special import ndtr, stdtrit

    reach = math.sqrt(families / (families - 1)) * float(stdtrit(families - 1, 0.5 + LEVEL / 2))
    return float(ndtr(-reach))
