"""How a long computation says how far it is, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float], None]
"""Told the share done, from 0 to 1, between parts of a long run. What it raises (``Cancelled``, say) stops the run."""


def silent(share: float) -> None:
    """Say nothing."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """Return the progress of a part that fills a whole from ``start`` to ``end``."""
    return lambda share: progress(start + share * (end - start))
