"""Time that two states share, against what they share at unrelated times."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.drift import DRIFT_OF_STATES, drift_together
from coder.stats.null_comparison import Alternative, ChanceTest, against_chance, batches
from coder.stats.result import LEVEL, SEED, check_level, generator
from coder.stats.time_arrays import Floats, Ints, Unit, coverage, merge, observable, two_arrays, us_per
from coder.vocabulary.language import tr
from coder.vocabulary.progress import Progress, silent


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
    progress: Progress = silent,
) -> ChanceTest:
    """Compare the time that two states share (mutual gaze, say) with what they share at unrelated times.

    Parameters
    ----------
    first, second : (onsets, offsets)
        States of the two; the second's are moved round the observable time.
    span, hidden, alternative, draws, seed, level, unit, progress
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
        method=tr("second's states moved round the observable time together (Besag & Diggle 1977)"),
        parameters={"draws": draws, "seed": seed, "alternative": alternative, "unit": unit},
        level=check_level(level),
    )
    a_on, a_off, _ = seen.cut(*merge(*two_arrays(first, unit=unit, what="first")))
    b_on, b_off, _ = seen.cut(*merge(*two_arrays(second, unit=unit, what="second")))
    n = int(a_on.size + b_on.size)
    if not seen.total_us:
        return record(n=n, estimate=None, reason=tr("there is no observable time"))
    if not a_on.size or not b_on.size:
        return record(n=n, estimate=None, reason=tr("one of the two has no states in observable time"))
    a_on, a_off, b_on, b_off = (seen.clock(t) for t in (a_on, a_off, b_on, b_off))
    rng, total = generator(seed), seen.total_us
    if drift_together(a_on, b_on, total):
        record = partial(record, notes=(DRIFT_OF_STATES,))

    def shared(shifts: Ints) -> Floats:
        return _shared(a_on, a_off, b_on, b_off, shifts, total) / total

    real = float(shared(np.zeros(1, dtype=np.int64))[0])
    null = np.concatenate([shared(rng.integers(0, total, size=rows)) for rows in batches(draws, progress)])
    result = against_chance(partial(record, n=n), real, null, alternative, level)
    return replace(result, count=real * total / us_per(unit))


def _shared(a_on: Ints, a_off: Ints, b_on: Ints, b_off: Ints, shifts: Ints, total: int) -> Floats:
    """Time that a's states share with b's moved by each shift; the circle is unrolled twice instead of wrapped."""
    on, off = merge(np.concatenate((a_on, a_on + total)), np.concatenate((a_off, a_off + total)))
    shared = np.zeros(shifts.size, dtype=np.int64)
    for start, end in zip(b_on.tolist(), b_off.tolist(), strict=True):
        shared += coverage(end + shifts, on, off) - coverage(start + shifts, on, off)
    return shared.astype(np.float64)
