"""A survival curve as charts draw it: the share answered, its band, and how many were still watched."""

from __future__ import annotations

from itertools import pairwise

from coder.stats import KaplanMeier
from coder.vocabulary.language import tr


def steps_of(curve: KaplanMeier, start: float = 0.0) -> tuple[tuple[float, float], ...]:
    """Return the corners of the share answered over time, from ``start`` (s); it begins at none."""
    corners, before = [(start, 0.0)], 0.0
    for t, survival in zip(curve.times, curve.survival, strict=True):
        corners += [(max(t, start), before), (max(t, start), 1 - survival)]
        before = 1 - survival
    return tuple(corners)


def band_of(curve: KaplanMeier, end: float) -> tuple[tuple[float, float, float, float], ...]:
    """Return the band of the share answered as pieces (from, to, low, high), up to ``end`` (s)."""
    edges = pairwise((*curve.times, end))
    return tuple(
        (t, until, 1 - high, 1 - low)
        for (t, until), low, high in zip(edges, curve.lower, curve.upper, strict=True)
        if low is not None and high is not None and until > t
    )


def watched_words(curve: KaplanMeier, end: float) -> str:
    """Say how many still waited and were watched (the numbers at risk) at the onset, half-way and near the ``end``."""
    counts = (tr("{n} at {at:.1f} s", n=curve.still_watched(at), at=at) for at in (0.0, end / 2, end * 0.9))
    return tr("Still waiting and watched: {counts}.", counts=", ".join(counts))
