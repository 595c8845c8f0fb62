"""Wrists, arms, trunk and lean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.vocabulary.analysis_settings import VisionSettings
from models.following.tracklet_joining import PersonTrack
from models.measuring.head_signals import HeadSignals
from models.measuring.measurement import Measured, Values, bridged
from models.seeing.detections import Sights

FULL_AT = 3.0
"""A joint's confidence times this is its validity: the body model is right far more often than it says."""
BETWEEN = 2.0
"""Joints are carried between looks at bodies over this many times their distance."""


FROM_THE_NECK_DOWN = slice(5, 13)
"""Of the 17 keypoints those that something is measured by: faces are read by others, and legs are seldom seen."""
SHOULDERS, ARMS, WRISTS, HIPS = slice(0, 2), slice(2, 6), (4, 5), slice(6, 8)
"""Among them; left before right."""


@dataclass(frozen=True, slots=True, eq=False)
class Joints:
    """A person's shoulders, elbows, wrists and hips over the looks, each left before right.

    ``places`` is (looks, 8, 2) in pixels, NaN where not seen; ``validity`` is (looks, 8).
    """

    places: Values
    validity: Values
    measured: dict[str, Measured]


def body_signals(
    track: PersonTrack, arms: npt.NDArray[np.int32], head: HeadSignals, sights: Sights, vision: VisionSettings
) -> Joints:
    """Measure a person's wrists and lean, and keep the joints for signals of pairs.

    Bodies are looked at less often than faces; between two looks a joint is taken to move straight.

    Parameters
    ----------
    arms : int32 array (looks,)
        Rows of the person's body in looks that were asked for arms alone, -1 elsewhere. Of these only elbows and
        wrists are taken: lean and trunk would tremble where they are looked at more often.
    """
    looks = len(track.body)
    has_body = track.body >= 0
    seen = sights.bodies["keypoints"][:, FROM_THE_NECK_DOWN]
    joints = np.full((looks, *seen.shape[1:]), np.nan)
    joints[has_body] = seen[track.body[has_body]]
    asked = arms >= 0
    joints[asked, ARMS] = sights.arms["keypoints"][arms[asked]][:, FROM_THE_NECK_DOWN][:, ARMS]
    joints[joints[:, :, 2] < vision.keypoint_least] = np.nan
    places, validity = joints[:, :, :2].copy(), np.clip(FULL_AT * joints[:, :, 2], 0, 1)
    gap = int(BETWEEN * vision.body_every_us)
    for joint in range(joints.shape[1]):
        for axis in range(2):
            places[:, joint, axis], _ = bridged(places[:, joint, axis], sights.pts_us, gap, at_ends=True)
        validity[:, joint], _ = bridged(validity[:, joint], sights.pts_us, gap, at_ends=True)
    validity = np.where(np.isfinite(validity), validity, 0.0)
    places[~head.in_view] = np.nan
    measured = {
        f"wrist_{side}_{axis}": Measured(places[:, joint, k], validity[:, joint], ("bodies",))
        for side, joint in zip(("left", "right"), WRISTS, strict=True)
        for k, axis in enumerate("xy")
    }
    measured |= {
        f"wrist_{side}_seen": Measured(
            np.where(head.in_view, np.isfinite(joints[:, joint, 0]), np.nan), np.ones(looks), ("bodies",)
        )
        for side, joint in zip(("left", "right"), WRISTS, strict=True)
    }
    measured["lean"] = _lean(places, validity, head)
    return Joints(places, validity, measured)


def _lean(places: Values, validity: Values, head: HeadSignals) -> Measured:
    """The line from the hips, where seen, else from the shoulders, to the head, against the vertical."""
    hips, shoulders = places[:, HIPS].mean(1), places[:, SHOULDERS].mean(1)
    has_hips = np.isfinite(hips).all(1)
    base = np.where(has_hips[:, None], hips, shoulders)
    sure = np.where(has_hips, validity[:, HIPS].min(1), 0.8 * validity[:, SHOULDERS].min(1))
    lean = np.degrees(np.arctan2(head.x - base[:, 0], base[:, 1] - head.y))
    return Measured(lean, sure * head.in_view, ("faces", "bodies"))
