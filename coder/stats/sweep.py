"""How much the share of answered bids depends on the width of the window: the same data under many windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from coder.stats.chance import ChanceTest, Statistic, circular_shift_test
from coder.stats.result import LEVEL, SEED, Result, StatsError
from coder.stats.times import Unit, from_us
from coder.stats.windows import Anchor

WINDOWS_US: tuple[int, ...] = tuple(range(500_000, 10_000_001, 500_000))
"""0.5 to 10 s in steps of half a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSweep(Result):
    """A sensitivity curve. It has no single estimate; each point is a record of its own.

    Attributes
    ----------
    windows : tuple of float
        Widths, in the caller's unit.
    points : tuple of ChanceTest
        Share answered and chance baseline at each width.
    """

    windows: tuple[float, ...] = ()
    points: tuple[ChanceTest, ...] = ()


def window_sweep(
    bid_onsets: ArrayLike,
    response_onsets: ArrayLike,
    *,
    span: tuple[float, float],
    windows: Sequence[float] | None = None,
    bid_offsets: ArrayLike | None = None,
    anchor: Anchor = "onset",
    overlap: float | None = 0,
    hidden: tuple[ArrayLike, ArrayLike] | None = None,
    statistic: Statistic = "answered",
    draws: int = 1_000,
    seed: int = SEED,
    level: float = LEVEL,
    unit: Unit = "us",
) -> WindowSweep:
    """Compute the share of answered bids, and what chance gives, for a range of windows.

    A window is a convention. Where the distance between what was seen and chance holds over the whole range, the
    convention matters little; where it holds at one width only, say so.

    Parameters
    ----------
    windows : sequence of float, optional
        Widths; 0.5 to 10 s in steps of 0.5 s where not given.
    bid_onsets, response_onsets, span, bid_offsets, anchor, overlap, hidden, statistic, draws, seed, level, unit
        As for :func:`circular_shift_test`, which computes each point.
    """
    widths = [from_us(w, unit) for w in WINDOWS_US] if windows is None else [float(w) for w in windows]
    if not widths:
        raise StatsError("name one window at least.")
    points = tuple(
        circular_shift_test(
            bid_onsets,
            response_onsets,
            window=width,
            span=span,
            bid_offsets=bid_offsets,
            anchor=anchor,
            overlap=overlap,
            hidden=hidden,
            statistic=statistic,
            draws=draws,
            seed=seed,
            level=level,
            unit=unit,
        )
        for width in widths
    )
    return WindowSweep(
        name="window_sweep",
        estimate=None,
        reason=points[0].reason or "a curve is read as a whole: see its points",
        n=points[0].n,
        n_of="bids",
        method="share of bids answered under each window, against circular shifts",
        parameters={
            "anchor": anchor,
            "overlap": overlap if anchor == "offset" else 0,
            "statistic": statistic,
            "draws": draws,
            "seed": seed,
            "unit": unit,
        },
        notes=points[0].notes,
        level=level,
        windows=tuple(np.asarray(widths).tolist()),
        points=points,
    )
