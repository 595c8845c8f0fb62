"""Faces of people who lie or hang sideways: looked for again, turned upright, where a body has no face."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from coder.vocabulary.settings import VisionSettings
from models.seeing.estimator import Body, FaceBox, FaceDetector, Picture, Points, Roi
from models.seeing.picture_geometry import crop, place

HEAD, SHOULDERS = slice(0, 5), slice(5, 7)

SIDE = 256
"""Pixels of the square that is looked at: a head is a quarter of a body."""
MARGIN = 1.2
"""Side of that square over the longer side of the body's box."""
MOST = 1
"""Bodies that are looked at again in one look, the surest first: what it costs stays small."""


def lying_faces(
    picture: Picture,
    bodies: Sequence[Body],
    faces: Sequence[FaceBox],
    *,
    detector: FaceDetector,
    vision: VisionSettings,
) -> tuple[list[FaceBox], int]:
    """Faces of bodies that lie and show none, each with its turn; and how often the detector was asked.

    A detector knows upright faces. The body says which way up the head is; only sure faces are kept, because a knee
    turned by a quarter looks like many things.
    """
    found: list[FaceBox] = []
    asked = 0
    for body in bodies:
        turn = _lies_by(body, vision)
        if turn is None or body.confidence < vision.body_sure or asked == MOST or _has_face(body, faces, vision):
            continue
        asked += 1
        middle = (body.x + body.width / 2, body.y + body.height / 2)
        roi = Roi(*middle, MARGIN * max(body.width, body.height), turn)
        upright = np.rint(crop(picture, roi, SIDE) * 255).astype(np.uint8)
        found += [_placed(face, roi) for face in detector.detect(upright) if face.confidence >= vision.face_sure]
    return found, asked


def _lies_by(body: Body, vision: VisionSettings) -> float | None:
    """Turn from shoulders to head, in radians, clockwise from upright; None where a body stands or is not seen."""
    head, shoulders = (_seen(body.keypoints[part], vision) for part in (HEAD, SHOULDERS))
    if not len(head) or not len(shoulders):
        return None
    x, y = (head.mean(0) - shoulders.mean(0)).astype(float)
    turn = math.atan2(x, -y)
    return turn if abs(turn) > math.pi / 4 else None


def _seen(keypoints: Points, vision: VisionSettings) -> Points:
    return keypoints[keypoints[:, 2] >= vision.keypoint_least][:, :2]


def _has_face(body: Body, faces: Sequence[FaceBox], vision: VisionSettings) -> bool:
    x, y = _seen(body.keypoints[HEAD], vision).mean(0).astype(float)
    return any(
        math.hypot(face.x + face.width / 2 - x, face.y + face.height / 2 - y) < max(face.width, face.height)
        for face in faces
    )


def _placed(face: FaceBox, roi: Roi) -> FaceBox:
    """A face of the square in pixels of the picture; its sides stay its own."""
    scale = roi.side / SIDE
    middle = np.array([[face.x + face.width / 2, face.y + face.height / 2]], np.float32)
    x, y = map(float, place(middle, roi, SIDE)[0])
    width, height = face.width * scale, face.height * scale
    landmarks = place(face.landmarks, roi, SIDE)
    return FaceBox(x - width / 2, y - height / 2, width, height, face.confidence, landmarks, turn=roi.angle)
