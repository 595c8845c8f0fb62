"""What the estimators cost and how sure they must be: every choice in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimatorSettings:
    """Input sizes, thresholds and threads; the defaults are measured in docs/decisions/0011.

    Attributes
    ----------
    threads : int
        Threads inside one model run. 1 leaves the other cores to other models or to decoding.
    face_long_side : int
        Longer side, in pixels, of the picture that the face detector is given; a smaller picture is not enlarged.
    face_confidence : float
        Least confidence of a face box.
    face_overlap : float
        Two boxes that share more than this (intersection over union) are one face.
    mesh_presence : float
        Below this the crop holds no face that the mesh can follow.
    body_short_side : int
        Shorter side, in pixels, of the picture that the body model is given.
    body_confidence : float
        Least confidence of a body.
    """

    threads: int = 1
    face_long_side: int = 384
    face_confidence: float = 0.5
    face_overlap: float = 0.3
    mesh_presence: float = 0.5
    body_short_side: int = 256
    body_confidence: float = 0.2
