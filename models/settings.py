"""What the estimators cost and how sure they must be: every choice in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimatorSettings:
    """Input sizes, thresholds and threads; the defaults are measured in docs/decisions/0012.

    Attributes
    ----------
    threads : int
        Threads inside one model run. 1 leaves the other cores to other models or to decoding.
    face_long_side : int
        Longer side, in pixels, of the picture that the face detector is given; a smaller picture is not enlarged.
        A face is found when it is 20 to 30 pixels high in it.
    face_confidence : float
        Least confidence of a face box. Hands and hair reach 0.45, so a face alone needs more before it is believed.
    face_overlap : float
        Two boxes that share more than this (intersection over union) are one face.
    body_short_side : int
        Shorter side, in pixels, of the picture that the body model is given.
    body_confidence : float
        Least confidence of a body.
    """

    threads: int = 1
    face_long_side: int = 320
    face_confidence: float = 0.35
    face_overlap: float = 0.3
    body_short_side: int = 192
    body_confidence: float = 0.15
