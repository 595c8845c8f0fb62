"""The faces and bodies of one look, put together into people: a face with its body, a face alone, a body alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import numpy.typing as npt

from coder.vocabulary.analysis_settings import VisionSettings
from models.seeing.detections import Sights

HEAD = slice(0, 5)
SHOULDERS = slice(5, 7)

FEW = (3, 6)
"""Up to so many people here and there every way of pairing them is tried: the library that does it for more takes a
third of a second to load, a tenth of what a short clip takes."""
SAME_FACE = 0.7
"""A weaker box whose centre lies within this share of a stronger one is the same face, seen twice."""
HEAD_TO_FACE = 0.9
"""A body's nose, eyes and ears lie this near to the centre of its face, in heights of the face."""
SHOULDERS_BELOW = (0.1, 2.4)
"""Shoulders lie this far below the centre of the face, in heights of the face, ..."""
SHOULDERS_ASIDE = 1.3
"""... and no farther to the side."""
HEAD_WIDTH = 1.1
"""Width of a head over the height of its face box: the box ends at the hairline, the head does not."""
TORSO_IN_HEADS = (0.8, 0.6, 2.4)
"""A trunk that the body model did not see, in widths of the head: half its width, and where it begins and ends below
the head's centre."""
HAND = 0.35
"""The hand reaches this far beyond the wrist, in lengths of the forearm."""
HEAD_OF_SHOULDERS = 0.85
"""Height of a face over the width of the shoulders below it, when only they are seen: between child and adult."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One person as seen in one look.

    ``size`` is the height of the face box and ``yaw`` its turn in degrees, NaN where there is none. ``sure`` units
    may begin a person.
    """

    face: int
    body: int
    x: float
    y: float
    size: float
    yaw: float
    sure: bool


def cheapest_pairs(cost: npt.NDArray[np.float64]) -> list[tuple[int, int]]:
    """Pair rows with columns so that as many as possible are paired, and among those ways, the cheapest.

    Parameters
    ----------
    cost : float64 array (rows, columns)
        Finite where a pair is allowed, inf where it is not.

    Returns
    -------
    list of (row, column)
        In order of rows.
    """
    allowed = np.isfinite(cost)
    if not allowed.any():
        return []
    # A pair that is not allowed costs more than all others together, so one more allowed pair is always worth it.
    barred = 1 + 2 * min(cost.shape) * float(np.abs(cost[allowed]).max())
    priced = np.where(allowed, cost, barred)
    if min(cost.shape) <= FEW[0] and max(cost.shape) <= FEW[1]:
        pairs = _every_way_tried(priced)
    else:
        from scipy.optimize import linear_sum_assignment

        pairs = list(zip(*linear_sum_assignment(priced), strict=True))
    return [(int(i), int(j)) for i, j in pairs if allowed[i, j]]


def _every_way_tried(cost: npt.NDArray[np.float64]) -> list[tuple[int, int]]:
    """The cheapest pairing of all rows with columns, or all columns with rows, in order of rows."""
    if cost.shape[0] > cost.shape[1]:
        return sorted((i, j) for j, i in _every_way_tried(cost.T))
    prices = cost.tolist()
    ways = permutations(range(cost.shape[1]), cost.shape[0])
    best = min(ways, key=lambda way: sum(row[j] for row, j in zip(prices, way, strict=True)))
    return list(enumerate(best))


def units_at(sights: Sights, look: int, vision: VisionSettings) -> list[Unit]:
    """The people of one look, surest first."""
    faces, bodies = _single_faces(sights, look), sights.bodies_at(look).tolist()
    cost = np.array([[_fit(sights, face, body, vision) for body in bodies] for face in faces])
    pairs = cheapest_pairs(cost.reshape(len(faces), len(bodies)))
    owner = {faces[i]: bodies[j] for i, j in pairs}
    units = []
    for face in faces:
        row = sights.faces[face]
        units.append(
            Unit(
                face=face,
                body=owner.get(face, -1),
                x=float(row["x"] + row["width"] / 2),
                y=float(row["y"] + row["height"] / 2),
                size=float(row["height"]),
                yaw=float(row["five_pose"][0]),
                sure=bool(row["confidence"] >= vision.face_sure),
            )
        )
    for body in bodies:
        if body in owner.values():
            continue
        head = head_of_body(sights.bodies["keypoints"][body], vision)
        if head is None:
            continue
        x, y, width = head
        if any(abs(x - u.x) < _or(u.size, width) and abs(y - u.y) < _or(u.size, width) for u in units):
            continue
        sure = bool(sights.bodies["confidence"][body] >= vision.body_sure)
        units.append(Unit(face=-1, body=body, x=x, y=y, size=math.nan, yaw=math.nan, sure=sure))
    return units


def head_of_body(keypoints: npt.NDArray[np.float32], vision: VisionSettings) -> tuple[float, float, float] | None:
    """Centre of the head that a body shows and its rough size, or None where neither head nor shoulders are seen."""
    good = keypoints[:, 2] >= vision.keypoint_least
    shoulders = keypoints[SHOULDERS][good[SHOULDERS]]
    across = float(np.linalg.norm(shoulders[0, :2] - shoulders[1, :2])) if len(shoulders) == 2 else math.nan
    head = keypoints[HEAD][good[HEAD]]
    if len(head):
        spread = float(np.ptp(head[:, :2], axis=0).max())
        return float(head[:, 0].mean()), float(head[:, 1].mean()), max(2 * spread, _or(HEAD_OF_SHOULDERS * across, 0))
    if len(shoulders) == 2:
        size = HEAD_OF_SHOULDERS * across
        return float(shoulders[:, 0].mean()), float(shoulders[:, 1].mean()) - size, size
    return None


def _single_faces(sights: Sights, look: int) -> list[int]:
    """Rows of the faces of a look without those that a surer box already covers."""
    kept: list[int] = []
    for row in sights.faces_at(look).tolist():
        face = sights.faces[row]
        x, y = face["x"] + face["width"] / 2, face["y"] + face["height"] / 2
        for other in kept:
            box = sights.faces[other]
            aside = abs(x - box["x"] - box["width"] / 2) / box["width"]
            below = abs(y - box["y"] - box["height"] / 2) / box["height"]
            if max(aside, below) < SAME_FACE:
                break
        else:
            kept.append(row)
    return kept


def _fit(sights: Sights, face: int, body: int, vision: VisionSettings) -> float:
    """How ill a face sits on a body, 0 at best, inf where it cannot be its face."""
    box, keypoints = sights.faces[face], sights.bodies["keypoints"][body]
    size = max(float(box["height"]), 1.0)
    centre = np.array([box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])
    good = keypoints[:, 2] >= vision.keypoint_least
    head = keypoints[HEAD][good[HEAD], :2]
    if len(head):
        apart = float(np.linalg.norm(head.mean(0) - centre)) / size
        return apart if apart <= HEAD_TO_FACE else np.inf
    shoulders = keypoints[SHOULDERS][good[SHOULDERS], :2]
    if len(shoulders):
        aside, below = (shoulders.mean(0) - centre) / size
        if SHOULDERS_BELOW[0] <= below <= SHOULDERS_BELOW[1] and abs(aside) <= SHOULDERS_ASIDE:
            return HEAD_TO_FACE + float(abs(aside) + abs(below - 1))
    return np.inf


def _or(value: float, instead: float) -> float:
    return value if np.isfinite(value) else instead
