"""The interval of a share that was counted: so many of so many."""

from __future__ import annotations

import math

from coder.stats.result import z_of


def wilson(count: int, of: int, level: float) -> tuple[float, float]:
    """Return the interval of a share whose things are independent, at 0 and at 1 too.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA, 22, 209–212.
    """
    z = z_of(level)
    middle = (count + z**2 / 2) / (of + z**2)
    half = z / (of + z**2) * math.sqrt(count * (of - count) / of + z**2 / 4)
    # At the ends rounding would leave a low end of 1e-17.
    return (max(0.0, middle - half) if count else 0.0), (min(1.0, middle + half) if count < of else 1.0)
