"""How many answers accident alone would give: circular shifts and gap shuffles of the responses, seeded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.result import LEVEL, SEED, Result, StatsError, check_level
from coder.stats.times import (
    Floats,
    Ints,
    Observable,
    Unit,
    coverage,
    left_out,
    merge,
    observable,
    one_us,
    pair_us,
    to_us,
    us_per,
)
from coder.stats.windows import Anchor, BidWindows, answered, bid_windows

Statistic = Literal["answered", "any_response"]
Alternative = Literal["greater", "less", "two-sided"]

# Rows of shuffled onsets handled together: 2,000 × 500 responses are 8 MB.
_BATCH = 2_000


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


def circular_shift_test(
    bid_onsets: ArrayLike,
    response_onsets: ArrayLike,
    *,
    window: float,
    span: tuple[float, float],
    bid_offsets: ArrayLike | None = None,
    anchor: Anchor = "onset",
    overlap: float | None = 0,
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    statistic: Statistic = "answered",
    alternative: Alternative = "greater",
    draws: int = 10_000,
    seed: int = SEED,
    level: float = LEVEL,
    unit: Unit = "us",
) -> ChanceTest:
    """Compare the share of answered bids with what the same responses give at unrelated times.

    All responses together are moved round the observable time as on a circle, by a distance drawn at random, which
    keeps their number and rhythm and breaks their relation to the bids. A talkative caregiver answers by accident; the
    null mean says how often. Bids and responses that both gather in one part of a recording (both early, say) also
    look related: give such parts as spans of their own.

    Parameters
    ----------
    bid_onsets, bid_offsets : array_like, shape (n,)
        When the bids were; offsets are needed where the window is anchored there.
    response_onsets : array_like, shape (m,)
        When the responses began.
    window, anchor, overlap
        The window of the rule; a response exactly at its end counts. See :func:`contingency_table`.
    span : (float, float)
        Start and end of what was coded.
    hidden : (onsets, offsets), optional
        Unobservable stretches; the circle is what remains. A window ends where view is lost.
    statistic : "answered" or "any_response"
        One response answers one bid (nearest unanswered earlier bid first), or a bid counts where any response lies in
        its window.
    alternative : "greater", "less" or "two-sided"
        Direction of the p-value.
    draws, seed : int
        Number of shifts and seed.
    level : float
        Share of shuffles that ``null_interval`` holds.
    unit : "us", "ms" or "s"
        Unit of every time here.

    Returns
    -------
    ChanceTest
        Undefined without bids, responses or observable time.

    References
    ----------
    Besag, J., & Diggle, P. J. (1977). Simple Monte Carlo tests for spatial pattern. Applied Statistics, 26, 327–333.
    Lancaster, H. O. (1961). Significance tests in discrete distributions. JASA, 56, 223–234.
    Phipson, B., & Smyth, G. K. (2010). Permutation p-values should never be zero. Stat. Appl. Genet. Mol. Biol., 9, 39.
    """
    return _against_chance(
        _shift,
        name="circular_shift_test",
        method="responses moved round the observable time together (Besag & Diggle 1977)",
        bids=(bid_onsets, bid_offsets),
        response_onsets=response_onsets,
        rule=(one_us(window, unit, "window"), anchor, overlap),
        shown={"window": window, "anchor": anchor, "overlap": overlap if anchor == "offset" else 0},
        span=span,
        hidden=hidden,
        statistic=statistic,
        alternative=alternative,
        draws=draws,
        seed=seed,
        level=level,
        unit=unit,
    )


def gap_shuffle_test(
    bid_onsets: ArrayLike,
    response_onsets: ArrayLike,
    *,
    window: float,
    span: tuple[float, float],
    bid_offsets: ArrayLike | None = None,
    anchor: Anchor = "onset",
    overlap: float | None = 0,
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    statistic: Statistic = "answered",
    alternative: Alternative = "greater",
    draws: int = 10_000,
    seed: int = SEED,
    level: float = LEVEL,
    unit: Unit = "us",
) -> ChanceTest:
    """Compare the share of answered bids with what the same gaps between responses give in another order.

    The gaps before, between and after the responses are put in a random order: their number and lengths stay, their
    order and every slower rhythm is broken. Parameters, result and references as for :func:`circular_shift_test`.
    """
    return _against_chance(
        _shuffle_gaps,
        name="gap_shuffle_test",
        method="gaps between responses put in random order",
        bids=(bid_onsets, bid_offsets),
        response_onsets=response_onsets,
        rule=(one_us(window, unit, "window"), anchor, overlap),
        shown={"window": window, "anchor": anchor, "overlap": overlap if anchor == "offset" else 0},
        span=span,
        hidden=hidden,
        statistic=statistic,
        alternative=alternative,
        draws=draws,
        seed=seed,
        level=level,
        unit=unit,
    )


def overlap_shift_test(
    first: tuple[ArrayLike, ArrayLike],
    second: tuple[ArrayLike, ArrayLike],
    *,
    span: tuple[float, float],
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    alternative: Alternative = "greater",
    draws: int = 10_000,
    seed: int = SEED,
    level: float = LEVEL,
    unit: Unit = "us",
) -> ChanceTest:
    """Compare the time that two states share (mutual gaze, say) with what they share at unrelated times.

    Parameters
    ----------
    first, second : (onsets, offsets)
        States of the two; the second's are moved round the observable time.
    span, hidden, alternative, draws, seed, level, unit
        As for :func:`circular_shift_test`.

    Returns
    -------
    ChanceTest
        Estimate: shared time as a share of observable time; ``count``: shared time in the caller's unit.
    """
    seen = observable(span, hidden, unit=unit)
    record = partial(
        ChanceTest,
        name="overlap_shift_test",
        n_of="states",
        method="second's states moved round the observable time together (Besag & Diggle 1977)",
        parameters={"draws": draws, "seed": seed, "alternative": alternative, "unit": unit},
        level=check_level(level),
    )
    a_on, a_off, _ = seen.cut(*merge(*pair_us(first[0], first[1], unit=unit, what="first")))
    b_on, b_off, _ = seen.cut(*merge(*pair_us(second[0], second[1], unit=unit, what="second")))
    n = int(a_on.size + b_on.size)
    if not seen.total_us:
        return record(n=n, estimate=None, reason="there is no observable time")
    if not a_on.size or not b_on.size:
        return record(n=n, estimate=None, reason="one of the two has no states in observable time")
    a_on, a_off, b_on, b_off = (seen.clock(t) for t in (a_on, a_off, b_on, b_off))
    rng = np.random.default_rng(seed)
    shifts = np.append(0, rng.integers(0, seen.total_us, size=_draws(draws)))
    shared = _shared(a_on, a_off, b_on, b_off, shifts, seen.total_us) / seen.total_us
    result = _compare(partial(record, n=n), float(shared[0]), shared[1:], alternative, level)
    return replace(result, count=float(shared[0]) * seen.total_us / us_per(unit))


def _against_chance(
    shuffle: Callable[[Ints, int, int, np.random.Generator], Ints],
    *,
    name: str,
    method: str,
    bids: tuple[ArrayLike, ArrayLike | None],
    response_onsets: ArrayLike,
    rule: tuple[int, Anchor, float | None],
    shown: dict[str, object],
    span: tuple[float, float],
    hidden: tuple[ArrayLike, ArrayLike] | None,
    statistic: Statistic,
    alternative: Alternative,
    draws: int,
    seed: int,
    level: float,
    unit: Unit,
) -> ChanceTest:
    if statistic not in ("answered", "any_response"):
        raise StatsError(f"statistic is 'answered' or 'any_response', not {statistic!r}.")
    width, anchor, overlap = rule
    if width < 0:
        raise StatsError("the window cannot be shorter than nothing.")
    seen = observable(span, hidden, unit=unit)
    real = bid_windows(bids[0], bids[1], width=width, anchor=anchor, overlap=overlap, seen=seen, unit=unit)
    onsets = np.sort(to_us(response_onsets, unit, "response_onsets"))
    kept = onsets[seen.holds(onsets)]
    record = partial(
        ChanceTest,
        name=name,
        n=real.size,
        n_of="bids",
        method=f"share of bids answered, against chance: {method}",
        parameters={
            **shown,
            "statistic": statistic,
            "responses": int(kept.size),
            "draws": draws,
            "seed": seed,
            "alternative": alternative,
            "unit": unit,
        },
        notes=(*left_out(real.left_out, "bids"), *left_out(int(onsets.size - kept.size), "responses")),
        level=check_level(level),
    )
    if not seen.total_us:
        return record(estimate=None, reason="there is no observable time")
    if not real.size:
        return record(estimate=None, reason="no bid begins in observable time")
    if not kept.size:
        return record(estimate=None, reason="no response begins in observable time, so there is nothing to move")
    on_clock, responses = _on_clock(real, seen), seen.clock(kept)
    one_to_one = statistic == "answered"
    count = int(answered(on_clock, responses[None, :], one_to_one=one_to_one)[0])
    rng = np.random.default_rng(seed)
    null = np.concatenate(
        [
            answered(on_clock, shuffle(responses, seen.total_us, rows, rng), one_to_one=one_to_one)
            for rows in _batches(_draws(draws))
        ]
    )
    result = _compare(record, count / real.size, null / real.size, alternative, level)
    return replace(result, count=float(count))


def _draws(draws: int) -> int:
    if draws < 1:
        raise StatsError("the number of shuffles must be 1 at least; 10,000 is usual.")
    return draws


def _batches(draws: int) -> list[int]:
    full, rest = divmod(draws, _BATCH)
    return [_BATCH] * full + ([rest] if rest else [])


def _on_clock(windows: BidWindows, seen: Observable) -> BidWindows:
    return BidWindows(
        onsets=seen.clock(windows.onsets),
        earliest=seen.clock(windows.earliest),
        latest=seen.clock(windows.latest),
        ends=seen.clock(windows.ends),
        left_out=windows.left_out,
    )


def _shift(onsets: Ints, total: int, rows: int, rng: np.random.Generator) -> Ints:
    shifts = rng.integers(0, total, size=(rows, 1))
    return np.sort((onsets[None, :] + shifts) % total, axis=1)


def _shuffle_gaps(onsets: Ints, total: int, rows: int, rng: np.random.Generator) -> Ints:
    gaps = np.diff(np.concatenate(([0], onsets, [total])))
    shuffled = rng.permuted(np.broadcast_to(gaps, (rows, gaps.size)), axis=1)
    # A zero gap in last place would put a response at the very end, where nothing can be observed.
    return np.asarray(np.minimum(np.cumsum(shuffled, axis=1)[:, :-1], total - 1), dtype=np.int64)


def _shared(a_on: Ints, a_off: Ints, b_on: Ints, b_off: Ints, shifts: Ints, total: int) -> Floats:
    """Time that a's states share with b's moved by each shift; the circle is unrolled twice instead of wrapped."""
    on, off = merge(np.concatenate((a_on, a_on + total)), np.concatenate((a_off, a_off + total)))
    shared = np.zeros(shifts.size, dtype=np.int64)
    for start, end in zip(b_on.tolist(), b_off.tolist(), strict=True):
        shared += coverage(end + shifts, on, off) - coverage(start + shifts, on, off)
    return shared.astype(np.float64)


def _compare(
    record: Callable[..., ChanceTest], seen: float, null: Floats, alternative: Alternative, level: float
) -> ChanceTest:
    # Shares are ratios of whole numbers: the slack keeps equal ones equal.
    above, below = int((null >= seen - 1e-12).sum()), int((null <= seen + 1e-12).sum())
    ties = above + below - null.size
    if alternative not in ("greater", "less", "two-sided"):
        raise StatsError(f"alternative is 'greater', 'less' or 'two-sided', not {alternative!r}.")
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
