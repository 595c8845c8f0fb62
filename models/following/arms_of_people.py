"""Whose arms are seen in a look that was asked for arms alone: they follow on from the looks for bodies beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from coder.vocabulary.analysis_settings import VisionSettings
from models.following.tracklet_joining import PersonTrack
from models.seeing.detections import Sights
from models.seeing.person_assembly import cheapest_pairs, head_of_body

Places = npt.NDArray[np.float64]

MOST_HEADS = 0.9
"""A body's head, or what is seen of its joints, lies no farther than this from where its person is, in heads."""


def arms_of_people(tracks: Sequence[PersonTrack], sights: Sights, vision: VisionSettings) -> npt.NDArray[np.int32]:
    """Rows of :attr:`Sights.arms`, one a person and look, -1 where there is none: (people, looks).

    A body of such a look is somebody's if it lies where theirs is expected, on the straight line between the looks for
    bodies before and after; whose body was found in neither, where their face is. It says nothing of who is there.
    """
    rows = np.full((len(tracks), len(sights.pts_us)), -1, np.int32)
    for look in np.unique(sights.arms["look"]).tolist():
        found = np.flatnonzero(sights.arms["look"] == look)
        cost = np.array([[_apart(track, sights, look, sights.arms["keypoints"][row], vision) for row in found] for track in tracks])
        for person, column in cheapest_pairs(cost.reshape(len(tracks), len(found))):
            rows[person, look] = found[column]
    return rows


def _apart(track: PersonTrack, sights: Sights, look: int, keypoints: npt.NDArray[np.float32], vision: VisionSettings) -> float:
    """How far a body is from where somebody's is expected, in heads; inf where it is too far to be theirs."""
    size = _size(track, look)
    expected = _expected(track, sights, look, vision)
    if expected is not None:
        both = (keypoints[:, 2] >= vision.keypoint_least) & np.isfinite(expected[:, 0])
        if both.any():
            # The median: a hand that moves is what was asked for, and must not speak against its own arm.
            apart = float(np.median(np.hypot(*(keypoints[both, :2] - expected[both]).T))) / size
            return apart if apart <= MOST_HEADS else np.inf
    head = head_of_body(keypoints, vision)
    if head is None or track.face[look] < 0:
        return np.inf
    apart = float(np.hypot(head[0] - track.head[look, 0], head[1] - track.head[look, 1])) / size
    return apart if apart <= MOST_HEADS else np.inf


def _size(track: PersonTrack, look: int) -> float:
    """Height of somebody's face at that look, else as usual."""
    here = float(track.head[look, 2])
    if np.isfinite(here):
        return here
    return float(np.nanmedian(track.head[:, 2])) if np.isfinite(track.head[:, 2]).any() else 1.0


def _expected(track: PersonTrack, sights: Sights, look: int, vision: VisionSettings) -> Places | None:
    """Where somebody's 17 keypoints are expected, NaN for those that were not seen: (17, 2); None without a body beside."""
    looked = np.flatnonzero(sights.body_looked)
    at = int(np.searchsorted(looked, look))
    beside = [int(looked[n]) for n in (at - 1, at) if 0 <= n < len(looked)]
    places, weights = [], []
    for other in beside:
        if track.body[other] >= 0:
            seen = sights.bodies["keypoints"][track.body[other]].astype(np.float64)
            places.append(np.where(seen[:, 2:] >= vision.keypoint_least, seen[:, :2], np.nan))
            weights.append(1 / max(abs(int(sights.pts_us[other] - sights.pts_us[look])), 1))
    if not places:
        return None
    shares = np.array(weights)[:, None, None] * np.isfinite(np.array(places))
    total = shares.sum(0)
    expected: Places = np.where(total > 0, np.nansum(shares * np.nan_to_num(np.array(places)), 0) / np.maximum(total, 1e-12), np.nan)
    return expected
