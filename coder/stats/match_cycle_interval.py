"""An interval for a share of time: from complete cycles of match and mismatch, not from neighbouring moments."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.result import LEVEL, Result, StatsError, check_level
from coder.vocabulary.language import tr

FEWEST_CYCLES = 5
"""Below this many complete cycles their spread says too little for an interval."""


def cycle_share(matched: ArrayLike, mismatched: ArrayLike, *, level: float = LEVEL) -> Result:
    """Share of time in the first of two alternating states, with an interval over cycles as the independent units.

    Neighbouring moments are not independent; one cycle (a stretch of each state) after another nearly is. The share is
    the ratio of two sums over cycles, and its spread that of a ratio estimator, on the logit scale so that the interval
    stays between 0 and 1.

    Parameters
    ----------
    matched, mismatched : array_like, shape (n,)
        Lengths of the two stretches of each complete cycle, in any one unit.
    level : float
        Confidence level.

    References
    ----------
    Crane, M. A., & Iglehart, D. L. (1975). Simulating stable stochastic systems, III: Regenerative processes and
    discrete-event simulations. Operations Research, 23, 33–45.
    """
    on, off = np.asarray(matched, dtype=float), np.asarray(mismatched, dtype=float)
    if on.shape != off.shape or on.ndim != 1:
        raise StatsError(tr("each cycle has one stretch of either kind: give two lists of the same length."))
    if not (np.isfinite(on).all() and np.isfinite(off).all() and (on >= 0).all() and (off >= 0).all()):
        raise StatsError(tr("lengths of stretches are finite and not below 0."))
    n, total = int(on.size), float((on + off).sum())
    method = tr("ratio of two sums over complete cycles, interval on the logit scale (after Crane & Iglehart 1975)")
    notes = [tr("the interval takes cycles as alike and independent of each other")]
    if not total:
        reason = tr("there is no complete cycle of a match and a mismatch")
        return Result(name="cycle_share", estimate=None, n=n, n_of="cycles", method=method, reason=reason)
    share = float(on.sum()) / total
    interval = None
    if n < FEWEST_CYCLES:
        notes = [
            tr(
                "no interval: {n} complete cycles, and fewer than {fewest_cycles} say nothing of their spread",
                n=n,
                fewest_cycles=FEWEST_CYCLES,
            )
        ]
    elif 0 < share < 1:
        interval = _interval(on, off, share, check_level(level))
    return Result(
        name="cycle_share",
        estimate=share,
        n=n,
        n_of="cycles",
        method=method,
        interval=interval,
        level=level,
        notes=tuple(notes),
    )


def _interval(on: np.ndarray, off: np.ndarray, share: float, level: float) -> tuple[float, float]:
    from scipy.special import expit, stdtrit

    n, lengths = on.size, on + off
    spread = float(((on - share * lengths) ** 2).sum()) / (n - 1)
    error = math.sqrt(spread / n) / float(lengths.mean()) / (share * (1 - share))
    reach = float(stdtrit(n - 1, 0.5 + level / 2)) * error
    centre = math.log(share / (1 - share))
    return float(expit(centre - reach)), float(expit(centre + reach))
