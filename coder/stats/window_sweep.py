"""How much the share of answered bids depends on the width of the window: the same data under many windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

from numpy.typing import ArrayLike

from coder.stats.null_comparison import ChanceTest
from coder.stats.permutation import ChanceOptions, circular_shift_test
from coder.stats.result import Result, StatsError
from coder.stats.time_arrays import from_us, listed
from coder.vocabulary.language import tr
from coder.vocabulary.progress import part, silent

WINDOWS_US: tuple[int, ...] = tuple(range(500_000, 10_000_001, 500_000))
"""0.5 to 10 s in steps of half a second."""

DRAWS = 1_000
"""Shifts behind each point."""


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
    **options: Unpack[ChanceOptions],
) -> WindowSweep:
    """Compute the share of answered bids, and what chance gives, for a range of windows.

    A window is a convention. Where the distance between what was seen and chance holds over the whole range, the
    convention matters little; where it holds at one width only, say so.

    Parameters
    ----------
    windows : sequence of float, optional
        Widths; 0.5 to 10 s in steps of 0.5 s where not given.
    bid_onsets, response_onsets, span, options
        As for :func:`circular_shift_test`, which computes each point; 1,000 shifts each if ``draws`` is not given.
    """
    options.setdefault("draws", DRAWS)
    widths = (
        [from_us(w, options.get("unit", "us")) for w in WINDOWS_US] if windows is None else listed(windows, "windows")
    )
    if not len(widths):
        raise StatsError(tr("name one window at least."))
    progress = options.pop("progress", silent)
    points = []
    for k, width in enumerate(widths):
        options["progress"] = part(progress, k / len(widths), (k + 1) / len(widths))
        points.append(circular_shift_test(bid_onsets, response_onsets, window=width, span=span, **options))
    shown = points[0]
    return WindowSweep(
        name="window_sweep",
        estimate=None,
        reason=shown.reason or tr("a curve is read as a whole: see its points"),
        n=shown.n,
        n_of="bids",
        method=tr("share of bids answered under each window, against circular shifts"),
        parameters={key: value for key, value in shown.parameters.items() if key not in ("window", "responses")},
        notes=shown.notes,
        level=shown.level,
        windows=tuple(float(width) for width in widths),
        points=tuple(points),
    )
