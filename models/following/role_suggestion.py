"""Who may be the child: from size and proportions over the whole clip, against the others in it. A human settles it.

Three cues, none of which needs a face's identity. Each says by how much one person is built smaller than another:

- the height of the face, in looks in which both are seen. Who sits nearer to the camera looks larger, so this alone
  would take a toddler in front for the adult;
- the length of the nose over the distance of the eyes, from meshes that face the camera: it grows with age and does
  not change with distance;
- the width of the shoulders over the height of the face: likewise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from coder.vocabulary.settings import VisionSettings
from models.following.tracklet_joining import Track
from models.seeing.detections import Sights
from models.seeing.person_assembly import SHOULDERS

FACE_LOG = 0.2
"""Difference in face height (natural log) that counts as one unit of evidence."""
NOSE_LENGTH = 0.035
"""Difference in nose length, in distances of the outer eye corners: adults lie near 0.47, infants and toddlers 0.41."""
SHOULDER_LOG = 0.25
"""Difference in shoulder width over face height (natural log): adults lie near 1.9, toddlers near 1.3."""
MOST_PER_CUE = 2.0
"""No cue says more than this, so that no one of them decides against the two others."""

FACING_DEG = 35.0
"""Meshes turned farther are not measured."""
LEAST_LOOKS = 5
"""Looks from which a cue speaks."""
EDGE = 0.1
"""A box this near to the picture's edge, in its own heights, is cut by it, ..."""
LARGEST = 0.9
"""... and this quantile of cut boxes comes nearest to the whole face."""
WIDEST = 0.8
"""Quantile of shoulder width that counts: turned shoulders look narrow, never wide."""
LEAST_SHARE = 0.15
"""Somebody seen in a smaller share of looks than the person seen most is not suggested as anybody."""


def suggest_roles(tracks: Sequence[Track], sights: Sights, vision: VisionSettings) -> list[str | None]:
    """Suggest ``child`` and ``caregiver``, or None where it cannot be said.

    Nobody is suggested where nobody else is there to be compared with, and nobody where the evidence from size is
    weaker than ``vision.child_log_odds``.
    """
    roles: list[str | None] = [None] * len(tracks)
    most = max((int(track.seen.sum()) for track in tracks), default=0)
    there = [i for i, track in enumerate(tracks) if track.seen.sum() >= LEAST_SHARE * most]
    pairs = {(i, j): smaller_by(tracks[i], tracks[j], sights, vision) for i in there for j in there if i != j}
    child = max(pairs, key=lambda pair: pairs[pair], default=None)
    if child is None or pairs[child] < vision.child_log_odds:
        return roles
    roles[child[0]] = "child"
    for other in there:
        if other != child[0] and pairs[child[0], other] >= vision.child_log_odds:
            roles[other] = "caregiver"
    return roles


def smaller_by(track: Track, other: Track, sights: Sights, vision: VisionSettings) -> float:
    """Evidence, in log odds, that ``track`` is a child beside ``other``: antisymmetric, 0 where nothing is known."""
    return (
        _evidence(_face_heights(track, other, sights, vision), FACE_LOG)
        + _evidence(_difference(_nose(track, sights, vision), _nose(other, sights, vision)), NOSE_LENGTH)
        + _evidence(_difference(_shoulders(track, sights, vision), _shoulders(other, sights, vision)), SHOULDER_LOG)
    )


def _evidence(difference: float, unit: float) -> float:
    return float(np.clip(difference / unit, -MOST_PER_CUE, MOST_PER_CUE)) if math.isfinite(difference) else 0.0


def _difference(mine: float, theirs: float) -> float:
    return theirs - mine


def _sure_faces(track: Track, sights: Sights, vision: VisionSettings) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    sure = track.face >= 0
    sure[sure] = sights.faces["confidence"][track.face[sure]] >= vision.face_sure
    return sure


def _face_heights(track: Track, other: Track, sights: Sights, vision: VisionSettings) -> float:
    """Natural log of the other's face height over this person's, over looks that show both.

    Somebody seen at another time may have stood anywhere: their height in pixels says nothing then.
    """
    both = _sure_faces(track, sights, vision) & _sure_faces(other, sights, vision)
    if both.sum() < LEAST_LOOKS:
        return math.nan
    return float(np.log(_face_height(sights, other.face[both]) / _face_height(sights, track.face[both])))


def _face_height(sights: Sights, rows: npt.NDArray[np.int32]) -> float:
    """How high somebody's face is: the median where it lies whole in the picture, else what its largest boxes reach.

    The picture's edge cuts a face smaller, never larger, and with it often who sits nearest to the camera.
    """
    faces = sights.faces[rows]
    margin = EDGE * faces["height"]
    whole = (
        (faces["x"] > margin)
        & (faces["x"] + faces["width"] < sights.width - margin)
        & (faces["y"] > margin)
        & (faces["y"] + faces["height"] < sights.height - margin)
    )
    if whole.sum() >= LEAST_LOOKS:
        return float(np.median(faces["height"][whole]))
    return float(np.quantile(faces["height"], LARGEST))


def _nose(track: Track, sights: Sights, vision: VisionSettings) -> float:
    faces = sights.faces[track.face[_sure_faces(track, sights, vision)]]
    good = (faces["presence"] >= 0.9) & (np.abs(faces["mesh_pose"][:, 0]) <= FACING_DEG)
    return float(np.median(faces["nose_length"][good])) if good.sum() >= LEAST_LOOKS else math.nan


def _shoulders(track: Track, sights: Sights, vision: VisionSettings) -> float:
    """Natural log of shoulder width over face height, at its widest."""
    both = _sure_faces(track, sights, vision) & (track.body >= 0)
    if not both.any():
        return math.nan
    points = sights.bodies["keypoints"][track.body[both]][:, SHOULDERS]
    good = (points[:, :, 2] >= vision.keypoint_least).all(1)
    width = np.linalg.norm(points[:, 0, :2] - points[:, 1, :2], axis=1)
    ratio = width[good] / sights.faces["height"][track.face[both]][good]
    ratio = ratio[ratio > 0]
    return float(np.log(np.quantile(ratio, WIDEST))) if len(ratio) >= LEAST_LOOKS else math.nan
