"""Who is who from look to look: people kept apart by place, size and motion. Nobody is recognized.

First every look is paired with the tracklets that are under way (:func:`follow`); then, over the whole clip, tracklets
that can be one person's are joined and those that are nobody's left out (models/following/tracklet_joining.py).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from coder.vocabulary.analysis_settings import VisionSettings
from coder.vocabulary.progress import Progress, part, silent
from coder.vocabulary.time import MICROS
from models.following.torso_colour import CHECKED_EVERY, torso_colours
from models.seeing.detections import Sights
from models.seeing.person_assembly import Unit, cheapest_pairs, units_at

STEADY = 0.5
"""Share of the newest look in a tracklet's speed and size: a second's worth of looks forgets the rest."""
COAST_S = 0.3
"""An unseen head is expected to go on moving for this long, then to wait."""
LOOK_S = 0.1
"""The reach holds for looks this far apart; it grows from there."""
UNSURE_REACH = 0.6
"""Share of the reach within which an unsure face carries a person on, ..."""
UNSURE_S = 0.5
"""... and the longest absence after which it does."""
STEP_LOOKS = 6
"""Looks before and after a step in size that are compared."""
COLOUR_LOOKS = 15
"""The same for what is worn: things held before somebody are gone after fewer."""
UNSURE_COSTS = 0.6
"""What an unsure face adds to the cost of a pair: a sure one beside it wins."""


@dataclass(slots=True)
class Tracklet:
    """One stretch of one person: the looks in which they were seen, and which face and body were theirs."""

    looks: list[int] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    x: float = 0.0
    y: float = 0.0
    speed_x: float = 0.0
    speed_y: float = 0.0
    size: float = math.nan
    yaw: float = math.nan
    last_us: int = 0

    def add(self, look: int, pts_us: int, unit: Unit) -> None:
        """Take in the next look."""
        if self.looks:
            seconds = max(pts_us - self.last_us, 1) / MICROS
            # Through a long gap the speed says where from, not how fast: it is not learned from.
            if seconds <= 2 * COAST_S:
                self.speed_x += STEADY * ((unit.x - self.x) / seconds - self.speed_x)
                self.speed_y += STEADY * ((unit.y - self.y) / seconds - self.speed_y)
            else:
                self.speed_x = self.speed_y = 0.0
        # The box of a half-seen face is of any size: only a sure one says how large the head is.
        if unit.sure and math.isfinite(unit.size):
            self.size = unit.size if math.isnan(self.size) else self.size + STEADY * (unit.size - self.size)
        self.x, self.y, self.yaw, self.last_us = unit.x, unit.y, unit.yaw, pts_us
        self.looks.append(look)
        self.units.append(unit)


def follow(sights: Sights, vision: VisionSettings, progress: Progress = silent) -> list[Tracklet]:
    """Pair every look with the tracklets under way; what fits none begins a tracklet where it is sure.

    Parameters
    ----------
    progress : callable, optional
        Told the share done, several times a second; what it raises stops the following.

    Returns
    -------
    list of Tracklet
        In order of their first look.
    """
    tracklets: list[Tracklet] = []
    under_way: list[Tracklet] = []
    for look, pts_us in enumerate(sights.pts_us.tolist()):
        if look % CHECKED_EVERY == 0:
            progress(look / len(sights.pts_us))
        units = units_at(sights, look, vision)
        under_way = sorted(
            (t for t in under_way if pts_us - t.last_us <= vision.track_lost_us), key=lambda t: -t.last_us
        )
        fallback = _usual_size(units, under_way, sights)
        cost = np.array([[_cost(t, u, pts_us, vision, fallback) for t in under_way] for u in units])
        paired = dict(cheapest_pairs(cost.reshape(len(units), len(under_way))))
        begun: list[Tracklet] = []
        for i, unit in enumerate(units):
            if i in paired:
                under_way[paired[i]].add(look, pts_us, unit)
            elif unit.sure:
                tracklet = Tracklet()
                tracklet.add(look, pts_us, unit)
                begun.append(tracklet)
        tracklets += begun
        under_way += begun
    return tracklets


def _usual_size(units: Sequence[Unit], tracklets: Sequence[Tracklet], sights: Sights) -> float:
    """A head size where a person never showed a face: that of the others, else a seventh of the picture."""
    known = [s for s in (*(u.size for u in units), *(t.size for t in tracklets)) if math.isfinite(s)]
    return float(np.median(known)) if known else sights.height / 7


def _cost(tracklet: Tracklet, unit: Unit, pts_us: int, vision: VisionSettings, fallback: float) -> float:
    """How unlike the unit is to what the tracklet leads to expect; inf where it is too far or of another size."""
    seconds = (pts_us - tracklet.last_us) / MICROS
    coast = min(seconds, COAST_S)
    size = tracklet.size if math.isfinite(tracklet.size) else unit.size if math.isfinite(unit.size) else fallback
    expected = (tracklet.x + coast * tracklet.speed_x, tracklet.y + coast * tracklet.speed_y)
    # A head that stopped where it was is as likely as one that moved on.
    apart = min(
        math.hypot(unit.x - expected[0], unit.y - expected[1]), math.hypot(unit.x - tracklet.x, unit.y - tracklet.y)
    )
    heads = (0.7 * apart + 0.3 * math.hypot(unit.x - expected[0], unit.y - expected[1])) / size
    reach = vision.track_reach_heads + vision.track_drift_heads_per_s * max(0.0, seconds - LOOK_S)
    if not unit.sure:
        reach = UNSURE_REACH * vision.track_reach_heads if seconds <= UNSURE_S else 0.0
    if heads >= reach:
        return math.inf
    growth = (
        abs(math.log(unit.size / tracklet.size)) if math.isfinite(unit.size) and math.isfinite(tracklet.size) else 0.0
    )
    if growth > vision.track_size_log:
        return math.inf
    swing = abs(unit.yaw - tracklet.yaw) if seconds <= COAST_S and math.isfinite(unit.yaw - tracklet.yaw) else 0.0
    unlike = heads / reach + growth / vision.track_size_log + (swing / vision.track_swing_deg) ** 2
    if unlike > vision.track_unlike:
        return math.inf
    return unlike + (0.0 if unit.sure else UNSURE_COSTS)


def cut(
    tracklets: Sequence[Tracklet], sights: Sights, vision: VisionSettings, progress: Progress = silent
) -> list[Tracklet]:
    """Cut tracklets where the head's size, or the colour worn below it, changes for good within a few looks: there one
    person took another's place.

    Joining puts the pieces together again with whom they fit.
    """
    pieces: list[Tracklet] = []
    looks, done = sum(len(tracklet.looks) for tracklet in tracklets), 0
    for tracklet in tracklets:
        start = 0
        here = part(progress, done / looks, (done + len(tracklet.looks)) / looks)
        done += len(tracklet.looks)
        for at in _steps(tracklet, sights, vision, here):
            pieces.append(Tracklet(tracklet.looks[start:at], tracklet.units[start:at]))
            start = at
        pieces.append(Tracklet(tracklet.looks[start:], tracklet.units[start:]))
    return pieces


def _steps(tracklet: Tracklet, sights: Sights, vision: VisionSettings, progress: Progress) -> list[int]:
    """Positions in a tracklet, in order, at which another person begins."""
    sizes = np.array([[math.log(unit.size)] if unit.sure and unit.size > 0 else [math.nan] for unit in tracklet.units])
    worn = torso_colours(tracklet.looks, tracklet.units, sights, part(progress, 0.0, 0.6))
    found = [
        *_changes(sizes, vision.track_step_log, STEP_LOOKS, part(progress, 0.6, 0.7)),
        *_changes(worn, vision.track_step_colour, COLOUR_LOOKS, part(progress, 0.7, 1.0)),
    ]
    steps: list[int] = []
    for _, at in sorted(found, key=lambda change: -change[0]):
        near = bisect_left(steps, at)
        if all(abs(at - step) >= STEP_LOOKS for step in steps[max(near - 1, 0) : near + 1]):
            steps.insert(near, at)
    return steps


def _changes(values: npt.NDArray[np.float64], most: float, looks: int, progress: Progress) -> list[tuple[float, int]]:
    """Where the medians of some looks before and after lie farther apart than ``most``: how many times, and where.

    A hand or a sheet of paper before somebody comes and goes; what differs over all those looks has changed for good.

    Parameters
    ----------
    values : float64 array (units, quantities)
        NaN in rows that say nothing.
    """
    known = np.flatnonzero(np.isfinite(values[:, 0]))
    looks = min(looks, len(known) // 2)
    if looks < STEP_LOOKS:
        return []
    windows = sliding_window_view(values[known], looks, axis=0)
    medians = np.empty(windows.shape[:2])
    for first in range(0, len(windows), CHECKED_EVERY):
        progress(first / len(windows))
        medians[first : first + CHECKED_EVERY] = np.median(windows[first : first + CHECKED_EVERY], axis=-1)
    means = windows.mean(axis=-1)
    change = np.linalg.norm(medians[looks:] - medians[:-looks], axis=1) / most
    # Medians tell a change from a moment, but not where within a window it lies: means differ most just there.
    place = np.linalg.norm(means[looks:] - means[:-looks], axis=1) / most
    return [(float(place[i]), int(known[looks + i])) for i in np.flatnonzero(change > 1)]
