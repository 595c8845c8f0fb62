"""Where a head is and where it points: mesh where the face is turned to the camera, five points in profile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coder.vocabulary.analysis_settings import VisionSettings
from models.following.tracklet_joining import PersonTrack
from models.measuring.measurement import Flags, Measured, Values, bridged, ramp
from models.measuring.presence_signals import Presence
from models.seeing.detections import Rows, Sights
from models.seeing.person_assembly import HEAD_WIDTH

HEAD_HEIGHT = 1.35
"""Height of a head over that of its face box; half of what it adds lies above the box, ..."""
HEAD_ABOVE = 0.1
"""... so that its centre lies this much higher than the box's."""
BODY_ONLY = 0.6
"""Validity of the place of a head that only a body shows."""
FIVE_SURE = (0.30, 0.62)
"""Detector confidence at which a pose from five points begins to count and at which it counts as much as it can."""
FIVE_MOST = 0.85
"""Validity of a perfect pose from five points: they say less than a mesh."""
FIVE_ERROR = (0.02, 0.08)
"""Misfit of the five points at which their pose begins to lose validity and at which it has none."""
LYING_DEG = 60.0
"""Tilt of a head from which it lies."""
CONTRAST_FROM, CONTRAST_SHARE = 60.0, 0.5
"""Mean grey of a face, as it is stored, from which on all the contrast is asked of it that the settings want; of a
darker one less, in proportion, down to this share. Little light, and dark skin in it, leave less of everything, and no
fog is as dark: drawn faces so dark were unread though their turn was right to within some 5° (docs/decisions/0441)."""
HIDDEN_FACE = 0.25
"""Confidence under which a face box carries the place of a head, and nothing else."""


@dataclass(frozen=True, slots=True, eq=False)
class HeadSignals:
    """A person's head over the looks: place and size in pixels, pose in degrees, quality of the picture there.

    ``x``, ``y``, ``width``, ``yaw``, ``pitch``, ``quality`` are (looks,); NaN (quality: 0) where nothing was measured.
    ``worn`` (looks, 2) is the middle of what they wear, which is still seen of who turned round or bent down, and
    ``worn_uses`` what found it.
    ``turn`` is the yaw about the head's own axis: the same as ``yaw``, and known of a head that lies too.
    """

    x: Values
    y: Values
    width: Values
    yaw: Values
    pitch: Values
    turn: Values
    pose_validity: Values
    quality: Values
    in_view: Flags
    worn: Values
    worn_uses: tuple[str, ...]
    median_box: tuple[float, float, float, float]
    measured: dict[str, Measured]


def head_signals(track: PersonTrack, view: Presence, sights: Sights, vision: VisionSettings) -> HeadSignals:
    """Measure a person's head."""
    looks = len(track.face)
    has_face = track.face >= 0
    faces = sights.faces[track.face[has_face]]
    x, y, height = track.head.T.astype(np.float64)
    size, _ = bridged(height, sights.pts_us, int(sights.pts_us[-1]) + 1 if looks else 0, at_ends=True)
    y = y - HEAD_ABOVE * np.where(has_face, size, 0.0)
    x, filled_x = bridged(x, sights.pts_us, vision.bridge_us)
    y, _ = bridged(y, sights.pts_us, vision.bridge_us)
    width = np.where(view.in_view, HEAD_WIDTH * size, np.nan)
    place = np.where(has_face, 1.0, np.where(filled_x, 0.5, BODY_ONLY)) * view.in_view

    quality = np.zeros(looks)
    quality[has_face] = picture_quality(faces, vision)
    pose, validity = np.full((looks, 3), np.nan), np.zeros(looks)
    pose[has_face], validity[has_face] = _pose(faces, vision)
    turn = pose[:, 0].copy()
    turn[has_face] = np.where(_lies(faces), faces["five_pose"][:, 0], turn[has_face])
    validity = validity * quality
    whole = np.full(looks, np.nan)
    whole[has_face] = np.where(np.isfinite(pose[has_face, 1]), faces["whole_pose"][:, 1], np.nan)
    light = np.full(looks, np.nan)
    light[has_face] = faces["light"]
    pose_uses, box = ("faces", "mesh"), ("faces", "bodies")
    seen = has_face & np.isfinite(height)
    median = np.median(track.head[seen].astype(np.float64), axis=0) if seen.any() else np.zeros(3)
    if not seen.any() and view.in_view.any():
        median = np.array([np.nanmedian(x), np.nanmedian(y), sights.height / 7])
    wide, high = HEAD_WIDTH * median[2], HEAD_HEIGHT * median[2]
    return HeadSignals(
        x=x,
        y=y,
        width=width,
        yaw=pose[:, 0],
        pitch=pose[:, 1],
        turn=turn,
        pose_validity=validity,
        quality=quality,
        in_view=view.in_view,
        worn=np.stack([view.measured[f"worn_{axis}"].value for axis in "xy"], 1),
        worn_uses=view.measured["worn_x"].uses,
        median_box=(
            float(median[0] - wide / 2),
            float(median[1] - HEAD_ABOVE * median[2] - high / 2),
            float(wide),
            float(high),
        ),
        measured={
            "head_x": Measured(x, place, box),
            "head_y": Measured(y, place, box),
            "head_width": Measured(width, np.where(has_face, 1.0, 0.5) * view.in_view, box),
            "face_light": Measured(light, np.where(has_face, 1.0, 0.0), ("faces",)),
            "head_yaw": Measured(pose[:, 0], validity, pose_uses),
            "head_pitch": Measured(pose[:, 1], validity, pose_uses),
            "head_roll": Measured(pose[:, 2], validity, pose_uses),
            "whole_pitch": Measured(whole, validity, ("faces", "mesh", "direction")),
        },
    )


def picture_quality(faces: Rows, vision: VisionSettings) -> Values:
    """How well faces can be seen: 0 in the dark, in fog, smeared or tiny; 1 in good light and sharp."""
    grey = faces["light"].astype(np.float64)
    light = ramp(grey, vision.light_dark / 2, vision.light_dark * 1.5)
    asked = vision.contrast_least * np.clip(grey / CONTRAST_FROM, CONTRAST_SHARE, 1.0)
    contrast = ramp(faces["contrast"].astype(np.float64), asked / 2, asked * 1.5)
    sharp = ramp(faces["sharpness"].astype(np.float64), vision.sharp_least / 2, vision.sharp_good)
    size = ramp(faces["height"].astype(np.float64), vision.small_px / 2, vision.small_px * 1.5)
    worst: Values = np.minimum(np.minimum(light, contrast), size) * (0.5 + 0.5 * sharp)
    return worst


def _pose(faces: Rows, vision: VisionSettings) -> tuple[Values, Values]:
    """Yaw, pitch and roll (faces, 3) and their validity (faces,).

    The mesh's yaw stops growing near 57°, where the five points go on; past 38° they take over, as long as both turn
    to the same side.
    """
    mesh, five = faces["mesh_pose"].astype(np.float64), faces["five_pose"].astype(np.float64)
    presence, confidence = faces["presence"].astype(np.float64), faces["confidence"].astype(np.float64)
    fits = presence >= vision.mesh_presence
    turned = np.maximum(np.abs(mesh[:, 0]), np.abs(five[:, 0]))
    agree = np.sign(mesh[:, 0]) == np.sign(five[:, 0])
    share = np.where(fits, ramp(turned, vision.profile_from_deg, vision.profile_to_deg) * agree, 1.0)
    pose = (1 - share[:, None]) * mesh + share[:, None] * five
    by_five = FIVE_MOST * ramp(confidence, *FIVE_SURE) * ramp(faces["five_error"].astype(np.float64), *FIVE_ERROR[::-1])
    by_mesh = ramp(presence, vision.mesh_presence - 0.4, vision.mesh_presence + 0.4)
    validity = np.where(fits, np.maximum(by_mesh, by_five), by_five)
    # A head that lies turns about no vertical of the picture: which side it faces is not said.
    hidden = (confidence < HIDDEN_FACE) | _lies(faces)
    return np.where(hidden[:, None], np.nan, pose), np.where(hidden, 0.0, validity)


def _lies(faces: Rows) -> Flags:
    """Faces of heads that lie. Only faces that are surely there are kept of them."""
    lies: Flags = np.abs(faces["five_pose"][:, 2]) > LYING_DEG
    return lies
