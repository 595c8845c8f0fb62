"""Where something is heard at all: stretches that rise out of a recording's own quiet, to go from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from coder.media.sound_picture import BAND_US, CEILING_DB, FLOOR_DB, SoundPicture
from coder.vocabulary.time import Interval

RISES_DB = 10.0
"""Above the recording's own quiet a stretch begins; it goes on down to half of that."""

QUIET_SHARE = 20
"""The quiet is what this per cent of the time is no louder than."""

BRIDGED_US = 300_000
"""A pause up to this long does not end a stretch: breath between two words."""

SHORTEST_US = 60_000
"""What is shorter is a click."""


def sound_stretches(picture: SoundPicture) -> tuple[Interval, ...]:
    """Return the stretches in order. It says that something sounds, never that it is a voice, or whose."""
    power = (10 ** (picture.bands.astype(np.float32) / 255 * (CEILING_DB - FLOOR_DB) / 10)).sum(axis=1)
    if not len(power):
        return ()
    level = 10 * np.log10(power)
    quiet = float(np.percentile(level, QUIET_SHARE))
    loud, audible = level >= quiet + RISES_DB, level >= quiet + RISES_DB / 2
    edges = np.flatnonzero(np.diff(np.concatenate(([0], audible.astype(np.int8), [0]))))
    runs = [(a, b) for a, b in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True) if loud[a:b].any()]
    if not runs:
        return ()
    pauses = [after[0] - before[1] > BRIDGED_US // BAND_US for before, after in pairwise(runs)]
    firsts = [runs[0][0], *(after[0] for (_, after), apart in zip(pairwise(runs), pauses, strict=True) if apart)]
    stops = [*(before[1] for (before, _), apart in zip(pairwise(runs), pauses, strict=True) if apart), runs[-1][1]]
    return tuple(
        Interval(first * BAND_US, stop * BAND_US)
        for first, stop in zip(firsts, stops, strict=True)
        if (stop - first) * BAND_US >= SHORTEST_US
    )


def onset_after(onsets: Sequence[int], us: int, places: int) -> int | None:
    """Return the next of some onsets in order (``places`` 1), or the one before (-1); None where there is none."""
    if places > 0:
        return next((onset for onset in onsets if onset > us), None)
    return next((onset for onset in reversed(onsets) if onset < us), None)
