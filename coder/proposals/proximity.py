"""Who moves nearer to whom: the child approaches, the caregiver leans in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from coder.proposals.rule_tools import (
    Movement,
    SampleRange,
    Timing,
    advances,
    confidence,
    make_draft,
    named,
    settled,
    steady,
    time_at,
)
from coder.proposals.scene import Flags, Scene, SignalReading, Values
from coder.vocabulary.events import Draft
from coder.vocabulary.language import tr

APPROACH_RULE = "approach@1"
LEAN_IN_RULE = "lean_in@2"


@dataclass(frozen=True, slots=True, eq=False)
class Nearing:
    """How far each of two heads has moved toward the other since the clip began, in caregiver head widths.

    Across the picture only: one camera does not see a movement in depth.
    """

    own: Values
    other: Values
    readings: tuple[SignalReading, ...]


def nearing(scene: Scene, who: str, other: str, *, unit: str) -> Nearing:
    """Split the change of distance between two heads into each one's own part."""
    mine = [scene.of(who, name) for name in ("head_x", "head_y")]
    theirs = [scene.of(other, name) for name in ("head_x", "head_y")]
    width = scene.of(unit, "head_width").value
    if not np.isfinite(width).any():
        nothing = np.full(len(scene.pts_us), np.nan)
        return Nearing(nothing, nothing, tuple(mine))
    here, there = (np.stack([steady(scene, axis.value) for axis in axes]) for axes in (mine, theirs))
    line = there - here
    length = np.hypot(*line)
    unit_line = line / np.where(length > 0, length, np.nan)
    between = (unit_line[:, :-1] + unit_line[:, 1:]) / 2
    scale = float(np.nanmedian(width))
    own = np.einsum("ij,ij->j", np.diff(here), between) / scale
    toward_me = -np.einsum("ij,ij->j", np.diff(there), between) / scale
    # What the camera does, nobody did: no movement goes on across it.
    seen = np.isfinite(length) & ~(scene.of(who, "camera_moved").value >= 0.5)
    return Nearing(_sum(own, seen), _sum(toward_me, seen), tuple(mine + theirs))


def _sum(steps: Values, seen: Flags) -> Values:
    """Running sum that goes on across what was not seen, with NaN at the samples that say nothing."""
    total = np.concatenate([[0.0], np.cumsum(np.where(np.isfinite(steps), steps, 0.0))])
    return np.where(seen, total, np.nan)


def propose_approaches(scene: Scene) -> Iterator[Draft]:
    """The two come nearer by half a head width or more, and it is mostly the child who moves."""
    if scene.child is None:
        return
    rules = scene.settings
    for caregiver in scene.caregivers:
        moved = nearing(scene, scene.child, caregiver, unit=caregiver)
        for movement in advances(scene, moved.own, least=rules.approach_least_head_widths):
            own, other = movement.gain(moved.own), movement.gain(moved.other)
            timing = _timed(scene, movement.left, movement.arrived)
            if (
                own + other < rules.approach_least_head_widths
                or own < rules.approach_own_share * (own + max(other, 0.0))
                or own < rules.movement_pace_head_widths_s * timing.seconds
                or not settled(scene, scene.child, movement.left)
                or not _stays(scene, moved.own, movement, rules.approach_stay_us)
            ):
                continue
            yield make_draft(
                scene,
                subject=scene.child,
                code="approach",
                timing=timing,
                seen=tr(
                    "Head came {own:.1f} head widths nearer to {who} in {seconds:.1f} s",
                    own=own,
                    who=named(caregiver),
                    seconds=timing.seconds,
                ),
                readings=moved.readings,
                sureness=_sureness(own, rules.approach_least_head_widths, moved, movement),
                rule=APPROACH_RULE,
            )


def propose_leaning_in(scene: Scene) -> Iterator[Draft]:
    """The caregiver's head comes clearly nearer to the child; lasts until half of it is taken back."""
    if scene.child is None:
        return
    rules = scene.settings
    for caregiver in scene.caregivers:
        moved = nearing(scene, caregiver, scene.child, unit=caregiver)
        free_from = 0
        for movement in advances(scene, moved.own, least=rules.lean_least_head_widths):
            own, other = movement.gain(moved.own), movement.gain(moved.other)
            pace = rules.movement_pace_head_widths_s * _timed(scene, movement.left, movement.arrived).seconds
            # A child who sits back meanwhile may take some of it, not most of it.
            if own < pace or own + other < rules.lean_least_head_widths / 2 or movement.left < free_from:
                continue
            half = moved.own[movement.low] + own / 2
            stop = _until_below(moved.own, movement.high, half)
            timing = _timed(scene, movement.left, stop)
            if (
                not settled(scene, caregiver, movement.left)
                or timing.seconds * 1e6 < rules.lean_stay_us
                or _to_camera(scene, caregiver, movement)
            ):
                continue
            free_from = stop
            yield make_draft(
                scene,
                subject=caregiver,
                code="lean_in",
                timing=timing,
                seen=tr(
                    "Head came {own:.1f} of its own widths nearer to the child and stayed for {seconds:.1f} s",
                    own=own,
                    seconds=timing.seconds,
                ),
                readings=moved.readings,
                sureness=_sureness(own, rules.lean_least_head_widths, moved, movement),
                rule=LEAN_IN_RULE,
            )


def _to_camera(scene: Scene, who: str, movement: Movement) -> bool:
    """Whether somebody came to the camera instead: the face turned to it, and the head larger than before.

    Who bends to the camera to press a key moves across the picture as well, to whatever is beside them.
    """
    rules, pts = scene.settings, scene.pts_us

    def about(name: str, first_us: int, stop_us: int) -> float:
        there = scene.of(who, name).value[np.searchsorted(pts, first_us) : np.searchsorted(pts, stop_us, side="right")]
        return float(np.median(known)) if len(known := there[np.isfinite(there)]) else np.nan

    left, arrived = int(pts[movement.left]), int(pts[movement.arrived])
    before = about("head_width", left - rules.camera_within_us, left)
    after = about("head_width", arrived, arrived + rules.camera_within_us)
    turned = abs(about("head_yaw", arrived, arrived + rules.camera_within_us))
    return after >= rules.camera_growth * before and turned <= rules.camera_faced_deg


def _until_below(progress: Values, first: int, level: float) -> int:
    """First sample from ``first`` on that is below a level or not seen; searched in portions."""
    for start in range(first, len(progress), 256):
        below = np.flatnonzero(~(progress[start : start + 256] >= level))
        if len(below):
            return start + int(below[0])
    return len(progress)


def _timed(scene: Scene, first: int, stop: int) -> Timing:
    onset = time_at(scene, first)
    before = time_at(scene, first - 1) if first else int(scene.frame_pts_us[0])
    bound = max(onset - before, scene.frame_interval_us(onset))
    return Timing(onset_us=onset, offset_us=time_at(scene, stop), bound_us=bound)


def _sureness(gain: float, least: float, moved: Nearing, movement: Movement) -> float:
    return confidence(gain / least - 1, moved.readings, SampleRange(movement.low, movement.high + 1))


def _stays(scene: Scene, progress: Values, movement: Movement, stay_us: int) -> bool:
    """Whether the movement is kept for a while: a rocking child comes nearer and goes back at once."""
    until = int(np.searchsorted(scene.pts_us, scene.pts_us[movement.high] + stay_us, side="right"))
    kept = progress[movement.high + 1 : until]
    kept = kept[np.isfinite(kept)]
    half = (progress[movement.low] + progress[movement.high]) / 2
    return len(kept) > 0 and bool(np.min(kept) >= half)
