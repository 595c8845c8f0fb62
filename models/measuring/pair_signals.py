"""What is between two people: facing, distance, reach, a hand on the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from models.measuring.body_signals import Joints
from models.measuring.head_signals import HeadSignals
from models.measuring.measurement import Flags, Measured, Values
from models.seeing.person_assembly import HAND, TORSO_IN_HEADS

One: TypeAlias = tuple[HeadSignals, Joints]

BESIDE_DEG = 45.0
"""One camera does not say how far the two sit apart in depth: the line to the other is taken to lie anywhere from this
yaw to 180° less it, on the other's side."""
TOGETHER_DEG = 20.0
"""Face to face: each head within this of the line to the other."""
ARMS = ((0, 2, 4), (1, 3, 5))
"""Shoulder, elbow, wrist among the joints that are measured."""
TORSO = (0, 1, 7, 6)
ARM_IN_HEADS = 2.2
"""Length of an arm in head widths, where it was never seen stretched."""
LONGEST = 0.9
"""Quantile of the length of an arm in the picture that is its length: foreshortened it looks short, never long."""
LEAST_LOOKS = 5
WORN_IN_HEADS = (0.6, 0.75)
"""Of somebody whose head is not found either: half width and half height of a box about the middle of their clothes."""
GUESSED = 0.6
"""Validity of what rests on such a trunk."""


def for_pairs(head: HeadSignals, joints: Joints) -> One:
    """What signals of pairs ask of a person: the rest need not be kept until everybody is measured."""
    return replace(head, measured={"head_x": head.measured["head_x"]}), replace(joints, measured={})


def pair_signals(first: One, second: One, both: Flags) -> dict[str, Measured]:
    """Measure the signals of an ordered pair: what the first does toward the second.

    Parameters
    ----------
    both : bool array (looks,)
        The looks in which both are in view. Values are those of these looks alone, so that many people who come and
        go cost no more than few who stay.
    """
    unit = _unit(first[0], second[0])
    arms = [_arm_length(first, arm) for arm in ARMS]
    one, other = _in(first, both), _in(second, both)
    facing, back = _facing(one[0], other[0]), _facing(other[0], one[0])
    apart = np.hypot(other[0].x - one[0].x, other[0].y - one[0].y) / unit
    sure = np.minimum(_place_validity(one[0]), _place_validity(other[0]))
    face_to_face = np.where(
        np.isfinite(facing.value) & np.isfinite(back.value),
        (facing.value <= TOGETHER_DEG) & (back.value <= TOGETHER_DEG),
        np.nan,
    )
    return {
        "facing": facing,
        "distance": Measured(apart, sure, ("faces", "bodies")),
        "reach": _reach(one, other, arms),
        "hand_on": _hand_on(one, other, unit),
        "face_to_face": Measured(face_to_face, np.minimum(facing.validity, back.validity), ("faces", "mesh")),
    }


def _in(one: One, looks: Flags) -> One:
    """A person in some of the looks."""
    head, joints = one
    x = head.measured["head_x"]
    at = {
        name: getattr(head, name)[looks]
        for name in ("x", "y", "width", "yaw", "pitch", "pose_validity", "in_view", "worn")
    }
    measured = {"head_x": Measured(x.value[looks], x.validity[looks], x.uses)}
    return (
        replace(head, **at, measured=measured),
        replace(joints, places=joints.places[looks], validity=joints.validity[looks]),
    )


def _unit(first: HeadSignals, second: HeadSignals) -> float:
    """Width of the larger head, in pixels: of the caregiver's, as a rule."""
    widths = [np.nanmedian(h.width) for h in (first, second) if np.isfinite(h.width).any()]
    return float(max(widths, default=1.0))


def _place_validity(head: HeadSignals) -> Values:
    return head.measured["head_x"].validity


def _facing(one: HeadSignals, other: HeadSignals) -> Measured:
    """Degrees between a head and the nearest direction in which the other may be."""
    across = other.x - one.x
    # Above or below, no side is known: only how far the head is raised or dropped would say, and that is not claimed.
    side = np.where(np.abs(across) > 0.5 * one.width, np.sign(across), np.nan)
    turn = side * one.yaw
    aside = np.maximum(0.0, np.maximum(BESIDE_DEG - turn, turn - (180 - BESIDE_DEG)))
    line = np.degrees(np.arctan2(one.y - other.y, np.abs(across)))
    # The line's slope in the picture is the most that it can be in space; nearer to level is as likely.
    low, high = np.minimum(line, 0), np.maximum(line, 0)
    off = np.maximum(0.0, np.maximum(low - one.pitch, one.pitch - high))
    angle = np.hypot(aside, off)
    return Measured(angle, one.pose_validity * np.minimum(1.0, _place_validity(other) / 0.5), ("faces", "mesh"))


def _arm_length(one: One, arm: tuple[int, int, int]) -> float:
    """Length of an arm in pixels: the longest that was seen, else what a head lets expect."""
    head, joints = one
    shoulder, elbow, wrist = (joints.places[:, joint] for joint in arm)
    lengths = _length(elbow - shoulder) + _length(wrist - elbow)
    seen = lengths[np.isfinite(lengths)]
    usual = ARM_IN_HEADS * float(np.nanmedian(head.width)) if np.isfinite(head.width).any() else np.nan
    return max(float(np.quantile(seen, LONGEST)), 0.6 * usual) if len(seen) >= LEAST_LOOKS else usual


def _reach(first: One, second: One, lengths: Sequence[float]) -> Measured:
    head, joints = first
    target = np.stack([second[0].x, second[0].y + second[0].width * TORSO_IN_HEADS[1]], 1)
    best, sure = np.full(len(head.x), np.nan), np.zeros(len(head.x))
    for (shoulder, _, wrist), arm in zip(ARMS, lengths, strict=True):
        toward = target - joints.places[:, shoulder]
        toward = toward / np.maximum(_length(toward), 1e-6)[:, None]
        stretch = ((joints.places[:, wrist] - joints.places[:, shoulder]) * toward).sum(1) / arm
        validity = np.minimum(joints.validity[:, shoulder], joints.validity[:, wrist]) * _place_validity(second[0])
        better = np.isfinite(stretch) & (np.isnan(best) | (stretch > best))
        best, sure = np.where(better, stretch, best), np.where(better, validity, sure)
    return Measured(np.clip(best, -1.0, 1.2), sure, ("bodies",))


def _hand_on(first: One, second: One, unit: float) -> Measured:
    """Distance of the nearer hand, wrist to finger roots, to the other's head, trunk or arms; 0 inside them."""
    joints = first[1]
    trunk = _trunk(second)
    best, sure = np.full(len(first[0].x), np.nan), np.zeros(len(first[0].x))
    for _, elbow, wrist in ARMS:
        forearm = joints.places[:, wrist] - joints.places[:, elbow]
        fingers = joints.places[:, wrist] + HAND * np.where(np.isfinite(forearm), forearm, 0.0)
        gaps = [_to_person(point, second, trunk.box) for point in (joints.places[:, wrist], fingers)]
        gap = np.fmin.reduce(gaps) / unit
        validity = np.minimum(joints.validity[:, wrist], trunk.validity)
        better = np.isfinite(gap) & (np.isnan(best) | (gap < best))
        best, sure = np.where(better, gap, best), np.where(better, validity, sure)
    # Somebody found whole may be who is touched.
    found_whole = tuple(use for use in second[0].worn_uses if use == "persons")
    return Measured(best, sure, ("bodies", *found_whole))


def _to_person(point: Values, one: One, trunk: Values) -> Values:
    """Pixels from a point to somebody's head, trunk or arms, whichever is nearest."""
    head, joints = one
    outside = np.maximum(np.maximum(trunk[:, :2] - point, point - trunk[:, 2:]), 0.0)
    gaps = [np.hypot(point[:, 0] - head.x, point[:, 1] - head.y) - head.width / 2, _length(outside)]
    for shoulder, elbow, wrist in ARMS:
        gaps += [
            _to_segment(point, joints.places[:, shoulder], joints.places[:, elbow]),
            _to_segment(point, joints.places[:, elbow], joints.places[:, wrist]),
        ]
    nearest: Values = np.maximum(np.fmin.reduce(gaps), 0.0)
    return nearest


@dataclass(frozen=True, slots=True, eq=False)
class _Trunk:
    """A box around a trunk over the looks: left, top, right, bottom (looks, 4), and its validity (looks,)."""

    box: Values
    validity: Values


def _trunk(one: One) -> _Trunk:
    """The box around a trunk: from the joints where all four are seen, else below the head, else about the clothes."""
    head, joints = one
    points: Values = joints.places[:, list(TORSO)]
    # A sum is NaN as soon as one part is: these are the looks in which every joint was seen.
    shoulders, whole = np.isfinite(points[:, :2].sum((1, 2))), np.isfinite(points.sum((1, 2)))
    half, begin, end = (share * head.width for share in TORSO_IN_HEADS)
    x = np.where(whole[:, None], points[:, :, 0], np.nan)
    y = np.where(whole[:, None], points[:, :, 1], np.nan)
    middle = np.where(shoulders, points[:, :2, 0].mean(1), head.x)
    left = np.where(whole, x.min(1), middle - half)
    right = np.where(whole, x.max(1), middle + half)
    top = np.where(whole, y.min(1), head.y + begin)
    bottom = np.where(whole, y.max(1), head.y + end)
    # Without a head there are clothes alone: a box about the middle of them.
    worn = ~whole & np.isnan(head.x)
    aside, along = (share * head.width for share in WORN_IN_HEADS)
    left, right = (np.where(worn, head.worn[:, 0] + side * aside, edge) for side, edge in ((-1, left), (1, right)))
    top, bottom = (np.where(worn, head.worn[:, 1] + side * along, edge) for side, edge in ((-1, top), (1, bottom)))
    return _Trunk(np.stack([left, top, right, bottom], 1), np.where(whole, 1.0, GUESSED) * head.in_view)


def _to_segment(point: Values, start: Values, end: Values) -> Values:
    along = end - start
    share = ((point - start) * along).sum(1) / np.maximum((along**2).sum(1), 1e-9)
    nearest = start + np.clip(share, 0, 1)[:, None] * along
    return _length(point - nearest)


def _length(vectors: Values) -> Values:
    lengths: Values = np.hypot(vectors[:, 0], vectors[:, 1])
    return lengths
