"""An interval of anything that is worked out over many dyads: dyads are drawn anew, each with all that it brought."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from coder.stats.null_comparison import batches
from coder.stats.result import LEVEL, SEED, Result, check_level, generator
from coder.stats.time_arrays import label, listed
from coder.vocabulary.language import tr
from coder.vocabulary.progress import Progress, silent

FEWEST_DYADS = 5
"""With fewer the spread between dyads is not known well enough for an interval."""

MOST_UNDEFINED = 0.05
"""Where more of the draws than this have no value, an interval would be of the others only."""


def dyad_bootstrap(
    statistic: Callable[[np.ndarray], float | None],
    dyads: Sequence[Any],
    *,
    name: str,
    draws: int = 2000,
    undefined_is: float | None = None,
    seed: int = SEED,
    level: float = LEVEL,
    progress: Progress = silent,
) -> Result:
    """Return a statistic over many dyads with an interval that knows that what one dyad brings belongs together.

    Parameters
    ----------
    statistic : callable
        Takes row numbers (array of int, a row perhaps several times) and returns the figure, None where undefined.
    dyads : sequence, length n
        Dyad (family) of each row.
    name : str
        What the record is called.
    draws : int
        How often dyads are drawn, with replacement, as many as there are.
    undefined_is : float, optional
        What stands for an undefined draw: ``math.inf`` for a median that was not reached; such an end is open.
    seed, level
        As everywhere.
    progress : callable
        Told the share done.

    Returns
    -------
    Result
        The interval is of percentiles, widened for few dyads (Hesterberg 2015, "expanded percentile"). None with fewer
        than ``FEWEST_DYADS``, or where too many draws have no value.

    References
    ----------
    Davison, A. C., & Hinkley, D. V. (1997). Bootstrap methods and their application, §3.8 (whole clusters are drawn).
    Hesterberg, T. C. (2015). What teachers should know about the bootstrap. The American Statistician, 69, 371–386.
    """
    names = np.array([label(one) for one in listed(dyads, "dyads")], dtype=object)
    kinds, places = np.unique(names, return_inverse=True) if names.size else (names, np.zeros(0, int))
    rows = [np.flatnonzero(places == k) for k in range(kinds.size)]
    record = partial(
        Result,
        name=name,
        n=int(kinds.size),
        n_of="dyads",
        method=tr("dyads drawn with all that they brought; expanded percentiles (Hesterberg 2015)"),
        parameters={"draws": draws, "seed": seed, "rows": int(names.size)},
        level=check_level(level),
    )
    if not kinds.size:
        return record(estimate=None, reason=tr("there is no dyad"))
    found = statistic(np.arange(names.size))
    if found is None:
        return record(estimate=None, reason=tr("it is undefined over all dyads together"))
    if kinds.size < FEWEST_DYADS:
        note = tr(
            "no interval: with fewer than {fewest_dyads} dyads nobody knows how dyads differ", fewest_dyads=FEWEST_DYADS
        )
        return record(estimate=found, notes=(note,))
    source, values = generator(seed), []
    for count in batches(draws, progress):
        for chosen in source.integers(0, kinds.size, (count, kinds.size)):
            value = statistic(np.concatenate([rows[k] for k in chosen]))
            values.append(undefined_is if value is None else value)
    told = np.array([value for value in values if value is not None], dtype=np.float64)
    if told.size < (1 - MOST_UNDEFINED) * len(values):
        return record(estimate=found, notes=(tr("no interval: in too many draws of dyads it is undefined"),))
    if np.ptp(told[np.isfinite(told)]) < 1e-12:
        return record(estimate=found, notes=(tr("no interval: it is the same whichever dyads are drawn"),))
    tail = _tail(int(kinds.size), level)
    ends = np.quantile(told, [tail, 1 - tail], method="inverted_cdf")
    low, high = (float(end) if math.isfinite(end) else None for end in ends)
    return record(estimate=found, interval=(low, high))


def _tail(dyads: int, level: float) -> float:
    """Return the share to cut at each end: what Student's t leaves on the scale of the draws, which vary too little."""
    from scipy.special import ndtr, stdtrit

    reach = math.sqrt(dyads / (dyads - 1)) * float(stdtrit(dyads - 1, 0.5 + level / 2))
    return float(ndtr(-reach))
