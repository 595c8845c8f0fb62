"""What was seen beside what accident alone gives: the record, and the comparison with the shuffles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from coder.stats.result import Result, StatsError, whole
from coder.stats.time_arrays import Floats
from coder.vocabulary.language import tr
from coder.vocabulary.progress import Progress

Alternative = Literal["greater", "less", "two-sided"]

BATCH = 1_000
"""Shuffles handled together: 1,000 × 500 responses are 4 MB, and a run can be stopped after each batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChanceTest(Result):
    """What was seen beside what accident alone gives. The estimate is what was seen.

    Attributes
    ----------
    count : float or None
        Bids answered (or overlap time, in the caller's unit).
    null_mean, null_sd : float or None
        Mean and standard deviation over the shuffles, on the scale of the estimate.
    null_interval : (float, float) or None
        Range that holds ``level`` of the shuffles.
    difference : float or None
        Estimate less null mean.
    percentile : float or None
        Share of shuffles below the estimate, ties counted half, 0 to 100.
    p_value : float or None
        Mid-p: shuffles more extreme, and half of those that tie, as a share of all (Lancaster 1961). Counts of answered
        bids tie often; counting every tie as extreme would make a 5 % test reject about 3 % of the time.
    p_conservative : float or None
        (1 + shuffles at least as extreme) / (1 + shuffles) (Phipson & Smyth 2010): never rejects too often.
    z : float or None
        Difference in standard deviations of the shuffles; None where those do not vary.
    draws : int
        Number of shuffles.
    p_floor : float or None
        About how low ``p_value`` can come with this window in so much time; None where the shuffle has no such floor.
    """

    count: float | None = None
    null_mean: float | None = None
    null_sd: float | None = None
    null_interval: tuple[float, float] | None = None
    difference: float | None = None
    percentile: float | None = None
    p_value: float | None = None
    p_conservative: float | None = None
    z: float | None = None
    draws: int = 0
    p_floor: float | None = None


def batches(draws: int, progress: Progress) -> Iterator[int]:
    """Yield how many shuffles to do next, and say before each batch how far the run is.

    Raises StatsError for fewer shuffles than one; whatever ``progress`` raises stops the run.
    """
    draws = whole(draws, tr("the number of shuffles"), least=1)
    for done in range(0, draws, BATCH):
        progress(done / draws)
        yield min(BATCH, draws - done)
    progress(1.0)


def against_chance(
    record: Callable[..., ChanceTest], seen: float, null: Floats, alternative: Alternative, level: float
) -> ChanceTest:
    """Fill in the record: where what was seen lies among the shuffles."""
    # Shares are ratios of whole numbers: the slack keeps equal ones equal.
    above, below = int((null >= seen - 1e-12).sum()), int((null <= seen + 1e-12).sum())
    ties = above + below - null.size
    if alternative not in ("greater", "less", "two-sided"):
        raise StatsError(
            tr("alternative is 'greater', 'less' or 'two-sided', not {alternative!r}.", alternative=alternative)
        )
    # What was seen is itself one of the arrangements, and a tie with itself.
    p_exact = _p_value((1 + above) / (1 + null.size), (1 + below) / (1 + null.size), alternative)
    half = (1 + ties) / 2
    p_mid = _p_value((1 + above - half) / (1 + null.size), (1 + below - half) / (1 + null.size), alternative)
    mean, sd = float(null.mean()), float(null.std(ddof=1)) if null.size > 1 else 0.0
    low, high = np.quantile(null, [(1 - level) / 2, (1 + level) / 2])
    return record(
        estimate=seen,
        null_mean=mean,
        null_sd=sd,
        null_interval=(float(low), float(high)),
        difference=seen - mean,
        percentile=100 * (below - ties / 2) / null.size,
        p_value=p_mid,
        p_conservative=p_exact,
        z=(seen - mean) / sd if sd > 0 else None,
        draws=int(null.size),
    )


def _p_value(greater: float, less: float, alternative: Alternative) -> float:
    both = min(1.0, 2 * min(greater, less))
    return {"greater": greater, "less": less, "two-sided": both}[alternative]
