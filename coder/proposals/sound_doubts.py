"""Where what is heard is to be trusted less, and why: overdriven, hum, tunes, several voices at once, no sound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from coder.proposals.voices import several_at_once
from coder.vocabulary.signals import SEVERAL_FROM, SOUND, SignalTrack
from coder.vocabulary.time import Interval

BRIDGED_US = 300_000
"""Stretches of one doubt that are no farther apart are one: a mark for each frame would be read by nobody."""
LEAST_US = 100_000
AUDIBLE_DB = -60.0
"""Quieter than this (full scale is 0) nobody hears what could be doubted."""
ABSENT_DB, ABSENT_US = -99.0, 1_000_000
"""Quieter than the last bit of 16 for so long is no quiet room: the track has ended, begins later, or was cut."""
STEADY_US, STEADY_SHARE = 300_000, 0.5
"""Hum and tunes last. Noise of a quiet room looks like hum for one frame in eight, here and there: that is none."""
_NEEDED = ("sound_level", "voicing", "roughness")

Flags = npt.NDArray[np.bool_]


class DoubtOfSound(StrEnum):
    """Why what is heard in a stretch is less sure."""

    OVERDRIVEN = "overdriven"
    HUM = "hum"
    TUNE = "tune"
    SEVERAL = "several"
    ABSENT = "absent"


_LAST = frozenset((DoubtOfSound.HUM, DoubtOfSound.TUNE))


@dataclass(frozen=True, slots=True)
class DoubtedSound:
    """A stretch of sound, and why it is trusted less."""

    why: DoubtOfSound
    interval: Interval


def doubted_sounds(tracks: Iterable[SignalTrack]) -> tuple[DoubtedSound, ...]:
    """Find the stretches in the signals of a sound.

    Returns
    -------
    tuple of DoubtedSound
        In order of onset; those of two kinds may overlap. () where nothing was listened for.
    """
    mine = {track.name: track for track in tracks if track.person == SOUND}
    if not set(_NEEDED) <= mine.keys() or len(mine["sound_level"].pts_us) < 2:
        return ()
    level, voicing, roughness = (mine[name] for name in _NEEDED)
    # Hum is taken out before the level is measured; it is heard all the same.
    aloud = np.maximum(level.value, mine["hum"].value) if "hum" in mine else level.value
    several = mine.get("several")
    nowhere = np.zeros(len(level.pts_us), bool)
    at_once = several_at_once(several) if several is not None else nowhere
    raised = np.nan_to_num(several.value) >= SEVERAL_FROM if several is not None else nowhere
    heard = level.valid & (aloud > AUDIBLE_DB)
    found: Sequence[tuple[DoubtOfSound, Flags]] = (
        (DoubtOfSound.OVERDRIVEN, ~level.valid),
        (DoubtOfSound.HUM, heard & ~voicing.valid),
        (DoubtOfSound.TUNE, heard & voicing.valid & ~roughness.valid & ~raised),
        (DoubtOfSound.SEVERAL, at_once),
        (DoubtOfSound.ABSENT, aloud <= ABSENT_DB),
    )
    stretches = [
        DoubtedSound(why, when)
        for why, flags in found
        for when, share in _stretches(flags, level.pts_us)
        if _lasts(why, when, share)
    ]
    return tuple(sorted(stretches, key=lambda one: (one.interval.onset_us, one.why)))


def without_sound(tracks: Iterable[SignalTrack]) -> tuple[Interval, ...]:
    """Return the stretches in which a clip holds no sound, so that nobody can be heard; in order, in microseconds."""
    return tuple(one.interval for one in doubted_sounds(tracks) if one.why is DoubtOfSound.ABSENT)


def _lasts(why: DoubtOfSound, when: Interval, share: float) -> bool:
    if why is DoubtOfSound.ABSENT:
        return when.duration_us >= ABSENT_US
    return why not in _LAST or (when.duration_us >= STEADY_US and share >= STEADY_SHARE)


def _stretches(flags: Flags, pts_us: npt.NDArray[np.int64]) -> list[tuple[Interval, float]]:
    """Return stretches of one doubt, with the share of their frames (0 to 1) that have it."""
    step = int(np.median(np.diff(pts_us)))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    joined: list[tuple[int, int]] = []
    for first, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if joined and int(pts_us[first] - pts_us[joined[-1][1] - 1]) - step <= BRIDGED_US:
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((first, stop))
    found = (
        (Interval(int(pts_us[first]), int(pts_us[stop - 1]) + step), float(flags[first:stop].mean()))
        for first, stop in joined
    )
    return [one for one in found if one[0].duration_us >= LEAST_US]
