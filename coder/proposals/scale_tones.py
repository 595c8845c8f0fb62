"""Tones that stand on a scale: what an instrument plays. A voice holds a tone too, but wherever it happens to be.

An instrument's notes lie a whole number of semitones apart, whatever it is tuned to; steady moments of crying, babble
and talk lie anywhere. The circular concentration of the tones within a semitone tells the two apart (the mean resultant
length of directional statistics, Mardia & Jupp 2000, Directional Statistics, section 2.3.1).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

STEADY_US = 128_000
"""For at least so long a tone is held."""
STEADY_SEMITONES = 0.3
"""Within so much it is held: the estimator's own wandering, and no vibrato to speak of."""
SURE_OF_PITCH = 0.7
AROUND_US = 3_000_000
"""So far before and after an act its neighbours' tones count: a tune goes on where no voice is heard in it."""
LEAST_TONES = 6
"""Fewer lie on a scale by chance too often: six do in one of fifty."""
FIT = 0.8
BY_CHANCE = 0.005
"""Tones that lie anywhere fit as well no oftener than this where an act is left out for them: a cry across a room has
six that seem to stand on a scale now and then, and what is left out is never heard again."""
SHARE = 0.35
"""Of the act's own pitched time, so much has to be held tones: who talks while music plays is still heard."""


@dataclass(frozen=True, slots=True)
class HeldTone:
    """Samples ``[first, stop)`` at ``semitones`` above 100 Hz."""

    first: int
    stop: int
    semitones: float


def held_tones(pitch: npt.NDArray[np.float64], voicing: npt.NDArray[np.float64], step_us: int) -> tuple[HeldTone, ...]:
    """Find the stretches in which the pitch (Hz, NaN where there is none) stays where it is, one after another."""
    sure = np.isfinite(pitch) & (voicing >= SURE_OF_PITCH)
    semitones = (12 * np.log2(np.where(sure, np.maximum(pitch, 1), 100) / 100)).tolist()
    least, found, first, low, high = STEADY_US // step_us, [], 0, 0.0, 0.0
    held = False
    for at, known in enumerate([*sure.tolist(), False]):
        here = semitones[at] if known else 0.0
        if held and known and max(high, here) - min(low, here) <= STEADY_SEMITONES:
            low, high = min(low, here), max(high, here)
            continue
        if held and at - first >= least:
            found.append(HeldTone(first, at, float(np.median(semitones[first:at]))))
        held, first, low, high = known, at, here, here
    return tuple(found)


def scale_fit(tones: Sequence[HeldTone]) -> float:
    """How closely tones lie whole semitones apart, each as long as it is: 1 exactly, near 0 anywhere; 0 of none."""
    if not tones:
        return 0.0
    length = np.array([tone.stop - tone.first for tone in tones], np.float64)
    turned = np.exp(2j * np.pi * np.array([tone.semitones for tone in tones]))
    return float(np.abs((length * turned).sum()) / length.sum())


def chance_of_fit(tones: Sequence[HeldTone]) -> float:
    """How often as many tones that lie anywhere would fit a scale as closely: the Rayleigh test (Mardia & Jupp 2000,
    section 6.3.1), to first order; 1 of none."""
    return float(np.exp(-len(tones) * scale_fit(tones) ** 2))


def is_played(tones: Sequence[HeldTone], first: int, stop: int, *, pitched: int, step_us: int) -> bool:
    """Whether samples ``[first, stop)``, ``pitched`` of them with a pitch, are notes of an instrument."""
    near = _around(tones, first, stop, step_us)
    if not _is_tune(near) or chance_of_fit(near) > BY_CHANCE:
        return False
    own = sum(max(min(tone.stop, stop) - max(tone.first, first), 0) for tone in near)
    return own >= SHARE * max(pitched, 1)


def tune_heard(tones: Sequence[HeldTone], n: int, step_us: int) -> npt.NDArray[np.bool_]:
    """At which of ``n`` samples a note of a tune is held: its pitch is an instrument's, or a singer's."""
    out = np.zeros(n, bool)
    for tone in tones:
        out[tone.first : tone.stop] = _is_tune(_around(tones, tone.first, tone.stop, step_us))
    return out


def _around(tones: Sequence[HeldTone], first: int, stop: int, step_us: int) -> Sequence[HeldTone]:
    around = AROUND_US // step_us
    begin = bisect_right(tones, first - around, key=lambda tone: tone.stop)
    return tones[begin : bisect_left(tones, stop + around, key=lambda tone: tone.first)]


def _is_tune(tones: Sequence[HeldTone]) -> bool:
    return len(tones) >= LEAST_TONES and scale_fit(tones) >= FIT
