"""Whose arms are seen in a look that was asked for arms alone: they follow on from the looks for bodies beside it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.vocabulary.analysis_settings import VisionSettings
from models.following.tracklet_joining import PersonTrack
from models.seeing.detections import Sights
from models.seeing.person_assembly import cheapest_pairs, head_of_body

Places = npt.NDArray[np.float64]

MOST_HEADS = 0.9
"""How far, in heads, a body's joints lie at most from where its person's are expected, and its head from theirs."""


def arms_of_people(tracks: Sequence[PersonTrack], sights: Sights, vision: VisionSettings) -> npt.NDArray[np.int32]:
    """Rows of :attr:`Sights.arms`, one a person and look, -1 where there is none: (people, looks).

    A body of such a look is somebody's if it lies where theirs is expected, on the straight line between the looks for
    bodies before and after; whose body was found in neither, where their face is. It says nothing of who is there.
    """
    rows = np.full((len(tracks), len(sights.pts_us)), -1, np.int32)
    known = _Known(sights, np.flatnonzero(sights.body_looked).tolist(), vision)
    sizes = [track.usual_size for track in tracks]
    asked, first = np.unique(sights.arms["look"], return_index=True)
    for look, start, stop in zip(asked.tolist(), first.tolist(), [*first[1:].tolist(), len(sights.arms)], strict=False):
        found = range(start, stop)
        cost = [
            [known.apart(track, size, look, row) for row in found] for track, size in zip(tracks, sizes, strict=True)
        ]
        for person, column in cheapest_pairs(np.array(cost).reshape(len(tracks), len(found))):
            rows[person, look] = found[column]
    return rows


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What was seen, and the looks for bodies among the looks, in order."""

    sights: Sights
    looked: list[int]
    vision: VisionSettings

    def apart(self, track: PersonTrack, usual: float, look: int, row: int) -> float:
        """How far a body is from where somebody's is expected, in heads; inf where it is too far to be theirs."""
        keypoints = self.sights.arms["keypoints"][row]
        x, y, height = track.head[look].tolist()
        size = height if np.isfinite(height) else usual if np.isfinite(usual) else self.sights.height / 7
        expected = self._expected(track, look)
        both = (keypoints[:, 2] >= self.vision.keypoint_least) & np.isfinite(expected[:, 0])
        if both.any():
            # The median: a hand that moves is what was asked for, and must not speak against its own body.
            heads = float(np.median(np.hypot(*(keypoints[both, :2] - expected[both]).T))) / size
        else:
            head = head_of_body(keypoints, self.vision)
            if head is None or track.face[look] < 0:
                return np.inf
            heads = float(np.hypot(head[0] - x, head[1] - y)) / size
        return heads if heads <= MOST_HEADS else np.inf

    def _expected(self, track: PersonTrack, look: int) -> Places:
        """Where somebody's keypoints are expected at a look, NaN for those that no look beside it shows: (17, 2)."""
        at, pts_us = bisect_left(self.looked, look), self.sights.pts_us
        beside = [other for other in self.looked[max(at - 1, 0) : at + 1] if track.body[other] >= 0]
        total, shares = np.zeros((17, 2)), np.zeros((17, 1))
        for other in beside:
            seen = self.sights.bodies["keypoints"][track.body[other]].astype(np.float64)
            share = (seen[:, 2:] >= self.vision.keypoint_least) / max(abs(int(pts_us[other] - pts_us[look])), 1)
            total, shares = total + share * seen[:, :2], shares + share
        expected: Places = np.where(shares > 0, total / np.where(shares > 0, shares, 1), np.nan)
        return expected
