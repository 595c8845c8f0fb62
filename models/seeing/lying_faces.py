"""Faces of people who lie or hang sideways: looked for again, turned upright, where a body has no face, and in the
whole picture where it shows fewer than two."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from coder.vocabulary.analysis_settings import VisionSettings
from models.seeing.estimator import Body, FaceBox, FaceDetector, Picture, Points, Roi
from models.seeing.picture_geometry import crop, fit, place

HEAD, SHOULDERS = slice(0, 5), slice(5, 7)

SIDE = 256
"""Pixels of the square that is looked at: a head is a quarter of a body."""
MARGIN = 1.2
"""Side of that square over the longer side of the body's box."""
MOST = 1
"""Bodies that are looked at again in one look, the surest first: what it costs stays small."""
WHOLE_SIDE = 192
"""Pixels of the longer side of a whole picture that is looked at again: a face of 70 pixels in 640 is found."""
QUARTERS = (1, -1)
"""Quarters by which it is turned, against the clock: a head that lies to the right is then upright, or to the left."""
ENOUGH = 2
"""Upright faces from which on nobody is missed who lies."""


def lying_faces(
    picture: Picture,
    bodies: Sequence[Body] | None,
    faces: Sequence[FaceBox],
    *,
    detector: FaceDetector,
    vision: VisionSettings,
) -> tuple[list[FaceBox], int]:
    """Faces that lie, each with its turn; and how often the detector was asked.

    A detector knows upright faces. A body that lies and shows none says which way up the head is. Where no such body is
    seen (one under a blanket, on the floor behind a toy, is not), and fewer than two upright faces are, however unsure,
    the whole picture is turned by a quarter each way. Only sure faces are kept, because a knee turned by a quarter
    looks like many things, and none where an upright one was found. ``bodies`` is None in looks without bodies.
    """
    if bodies is None:
        return [], 0
    lying = [_around(body, turn) for body, turn in _lying(bodies, faces, vision)]
    placed = [
        _placed(face, roi)
        for roi in lying
        for face in detector.detect(np.rint(crop(picture, roi, SIDE) * 255).astype(np.uint8))
    ]
    asked = len(lying)
    if not lying and len(faces) < ENOUGH and picture.size:
        shrunk, across, down = fit(picture, min(1.0, WHOLE_SIDE / max(picture.shape[:2])))
        for quarter in QUARTERS:
            turned = np.ascontiguousarray(np.rot90(shrunk, quarter))
            placed += [_turned_back(face, quarter, shrunk, (across, down)) for face in detector.detect(turned)]
        asked = len(QUARTERS)
    found: list[FaceBox] = []
    sure = (face for face in placed if face.confidence >= vision.face_sure)
    # The surest first: a head upside down looks a little like a face too.
    for face in sorted(sure, key=lambda face: -face.confidence):
        if not any(_same(face, other) for other in (*faces, *found)):
            found.append(face)
    return found, asked


def _lying(bodies: Sequence[Body], faces: Sequence[FaceBox], vision: VisionSettings) -> list[tuple[Body, float]]:
    """The surest bodies that lie and show no face, each with its turn."""
    turned = [(body, _lies_by(body, vision)) for body in bodies if body.confidence >= vision.body_sure]
    return [(body, turn) for body, turn in turned if turn is not None and not _has_face(body, faces, vision)][:MOST]


def _around(body: Body, turn: float) -> Roi:
    return Roi(body.x + body.width / 2, body.y + body.height / 2, MARGIN * max(body.width, body.height), turn)


def _same(face: FaceBox, other: FaceBox) -> bool:
    """Whether two boxes are one head, seen at two turns."""
    (x, y), (across, down) = ((one.x + one.width / 2, one.y + one.height / 2) for one in (face, other))
    return math.hypot(x - across, y - down) < 0.7 * max(face.width, face.height, other.width, other.height)


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


def _turned_back(face: FaceBox, quarter: int, shrunk: Picture, scale: tuple[float, float]) -> FaceBox:
    """A face of a shrunk picture turned by a quarter, in pixels of the picture; its sides stay its own."""

    def back(points: Points) -> Points:
        x, y = points[:, 0], points[:, 1]
        upright = (shrunk.shape[1] - y, x) if quarter > 0 else (y, shrunk.shape[0] - x)
        return (np.stack(upright, 1) / scale).astype(np.float32)

    middle = np.array([[face.x + face.width / 2, face.y + face.height / 2]], np.float32)
    x, y = map(float, back(middle)[0])
    # A face's own width lies along the picture's height.
    width, height = face.width / scale[1], face.height / scale[0]
    turn = quarter * math.pi / 2
    return FaceBox(x - width / 2, y - height / 2, width, height, face.confidence, back(face.landmarks), turn=turn)
