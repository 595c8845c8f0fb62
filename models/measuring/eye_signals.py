"""Where the irises are within the eyes."""

from __future__ import annotations

import numpy as np

from coder.vocabulary.analysis_settings import VisionSettings
from models.following.tracklet_joining import PersonTrack
from models.measuring.head_signals import HeadSignals
from models.measuring.measurement import Measured, bridged, ramp
from models.seeing.detections import Sights

BETWEEN = 1.5
"""Irises are carried between looks over this many times their distance."""


def eye_signals(track: PersonTrack, head: HeadSignals, sights: Sights, vision: VisionSettings) -> dict[str, Measured]:
    """Measure the irises, where eyes were open, near enough and turned to the camera.

    Eyes are looked into less often than at faces; between two looks an iris is taken to move straight.
    """
    has_face = track.face >= 0
    iris = np.full((len(has_face), 2), np.nan)
    iris[has_face] = sights.faces["iris"][track.face[has_face]]
    turn = np.abs(np.where(np.isfinite(head.yaw), head.yaw, 90.0))
    validity = head.quality * ramp(turn, vision.iris_yaw_deg * 1.3, vision.iris_yaw_deg * 0.6)
    uses = ("faces", "mesh", "iris")
    gap = int(BETWEEN * vision.iris_every_us)
    across, up = (bridged(iris[:, axis], sights.pts_us, gap)[0] for axis in (0, 1))
    return {
        "iris_x": Measured(np.clip(across, -1, 1), validity, uses),
        "iris_y": Measured(np.clip(up, -1, 1), validity, uses),
    }
