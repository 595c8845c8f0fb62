"""Whether bids and responses both drift over a recording: then they look related though neither follows the other."""

from __future__ import annotations

import math

from coder.stats.time_arrays import Ints
from coder.vocabulary.language import tr

_WHY = tr("bids and responses are both spread unevenly over the recording, which alone makes them look related")
DRIFT = tr("{why}: responses were moved within stretches of it, and not round the whole", why=_WHY)
DRIFT_IN_GAPS = tr("{why}, and gaps in another order do not keep that: read circular_shift_test instead", why=_WHY)

DRIFT_OF_STATES = tr(
    "the states of both are spread unevenly over the recording, which alone makes them look related: give its parts as "
    "spans of their own before reading p"
)

PARTS = 4
"""Parts in which acts are counted to see whether they gather in some."""

MOST_STRETCHES = 8
WINDOWS_IN_A_STRETCH = 6
"""A stretch is as long as this many windows at least: in a shorter one there is nowhere to move an answer to."""

_TREND_Z = 1.0
_UNEVEN = 4.64  # chi-square of 3 degrees of freedom that even acts exceed one time in five


def drift_together(bids: Ints, responses: Ints, total: int) -> bool:
    """Whether both speed up or slow down (Laplace's trend test), or both gather in some quarter of the time.

    Meant to be asked too often rather than too seldom: moving within stretches is right without a drift too.

    References
    ----------
    Cox, D. R., & Lewis, P. A. W. (1966). The statistical analysis of series of events, ch. 3.
    """
    return all(_drifts(times, total) for times in (bids, responses))


def stretches_of(total: int, window: int) -> int:
    """Return in how many stretches a recording is cut for moving responses within each."""
    return max(1, min(MOST_STRETCHES, total // max(1, WINDOWS_IN_A_STRETCH * window)))


def _drifts(times: Ints, total: int) -> bool:
    n = int(times.size)
    if not n or not total:
        return False
    z = (float(times.mean()) / total - 0.5) * math.sqrt(12 * n)
    counts = [int(((times * PARTS) // total == part).sum()) for part in range(PARTS)]
    uneven = sum((count - n / PARTS) ** 2 for count in counts) / (n / PARTS)
    return abs(z) > _TREND_Z or uneven > _UNEVEN
