"""Where heads may be in one picture: faces at several input sizes, and the heads of bodies. Too many is fine."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.seeing.body import MoveNet
from models.seeing.estimator import Body, FaceBox, Picture
from models.seeing.estimator_settings import EstimatorSettings
from models.seeing.face import CenterFace

FACE_LONG_SIDES = (320, 640)
"""Near faces are found at the first, far ones at the second; a larger picture is looked at a third time."""
LARGE_PICTURE, LARGE_LONG_SIDE = 960, 1280
FACE_LEAST = 0.2
"""Far below what the analysis believes: what may be a face is hidden."""
FACE_SURE = 0.5
"""From here on it is somebody, who cannot vanish: all such boxes that were looked at were heads; see decision 0012."""
RESULT_LONG_SIDES = (320, 512)
"""The result is looked at as the clip was, and at a size at which nothing was looked for before."""
RESULT_LEAST = 0.35
"""What counts as a face in the result: the least that the analysis itself calls one."""
BODY_LEAST, KEYPOINT_LEAST = 0.15, 0.2
BODY_HEAD = 1.25
"""What is hidden around a body's head, over the head: hair and chin lie outside of nose, eyes and ears."""
ASIDE = 0.7
"""Half the width of what is hidden, over the longer side of a face's box: the ears and the hair at the sides."""
ALONG = 0.85
"""Half its height: hair above, chin and neck below; its middle lies a little above that of the box."""
RAISED = 0.08
"""How far above, over the height of the box."""


@dataclass(frozen=True, slots=True)
class HeadEllipse:
    """An upright ellipse that holds a head with hair, ears and chin: middle and half axes in pixels.

    ``face`` is how sure the detector was of a face; 0 where only a body says that there is a head.
    """

    x: float
    y: float
    half_width: float
    half_height: float
    face: float = 0.0

    @property
    def size(self) -> float:
        """The longer half axis."""
        return max(self.half_width, self.half_height)

    def grown(self, factor: float) -> HeadEllipse:
        """The same, larger."""
        return replace(self, half_width=self.half_width * factor, half_height=self.half_height * factor)

    def narrowed(self, stretch: float) -> HeadEllipse:
        """The same in a picture of which each column is shown as ``stretch`` of them."""
        return self if stretch == 1 else replace(self, x=self.x / stretch, half_width=self.half_width / stretch)


class Watcher:
    """The detectors, ready to look at pictures from several threads."""

    def __init__(self) -> None:
        faces, sides = CenterFace(), (*FACE_LONG_SIDES, LARGE_LONG_SIDE)
        self._faces = {side: faces.at(_faces_at(side, FACE_LEAST)) for side in sides}
        self._result = [faces.at(_faces_at(side, RESULT_LEAST)) for side in RESULT_LONG_SIDES]
        self._bodies = MoveNet(EstimatorSettings(body_confidence=BODY_LEAST))

    def heads(self, picture: Picture, *, closely: bool = True) -> list[HeadEllipse]:
        """Every place at which a head may be; not ``closely``: near faces only, at a fifth of the cost."""
        large = max(picture.shape[:2]) > LARGE_PICTURE
        sides = (*FACE_LONG_SIDES, LARGE_LONG_SIDE) if large else FACE_LONG_SIDES
        seen = [
            of_face(face) for side in (sides if closely else sides[:1]) for face in self._faces[side].detect(picture)
        ]
        bodies = self._bodies.bodies(picture) if closely else []
        return seen + [head for body in bodies if (head := of_body(body)) is not None]

    def faces_left(self, picture: Picture, *, closely: bool = True) -> list[HeadEllipse]:
        """Faces that can still be found in a picture of the result, as a face in the result is defined."""
        detectors = self._result if closely else self._result[:1]
        return [of_face(face) for detector in detectors for face in detector.detect(picture)]


def of_face(face: FaceBox) -> HeadEllipse:
    """The head around a face's box; the box of a profile is narrow, the head is not."""
    longer = max(face.width, face.height)
    middle = face.y + face.height * (0.5 - RAISED)
    return HeadEllipse(face.x + face.width / 2, middle, ASIDE * longer, ALONG * longer, face.confidence)


def of_body(body: Body) -> HeadEllipse | None:
    """The head of a body, by nose, eyes, ears and shoulders; None where none of the first can be told."""
    x, y, sure = body.keypoints.T
    told = np.flatnonzero(sure[:5] >= KEYPOINT_LEAST)
    if not len(told):
        return None
    across = float(np.ptp(x[told])) if len(told) > 1 else 0.0
    shoulders = float(np.hypot(x[5] - x[6], y[5] - y[6])) if min(sure[5], sure[6]) >= KEYPOINT_LEAST else 0.0
    # Ears lie a head's width apart, shoulders twice that in a grown-up and little more than that in an infant.
    half = BODY_HEAD * max(0.75 * across, 0.42 * shoulders, 0.05 * body.height)
    return HeadEllipse(float(x[told].mean()), float(y[told].mean()), half, 1.2 * half)


def _faces_at(side: int, least: float) -> EstimatorSettings:
    return EstimatorSettings(face_long_side=side, face_confidence=least)
