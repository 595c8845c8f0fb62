"""What the estimators cost and how sure they must be, as coder.vocabulary.analysis_settings has it."""

from __future__ import annotations

from dataclasses import dataclass

from coder.vocabulary.analysis_settings import VisionSettings

_USUAL = VisionSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimatorSettings:
    """Input sizes, thresholds and threads; sizes and thresholds are those of an analysis unless said otherwise.

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
    person_long_side : int
        Longer side, in pixels, of the picture in which people without faces are looked for.
    person_confidence : float
        Least confidence of such a person.
    person_overlap : float
        Two boxes that share more than this (intersection over union) are one person.
    """

    threads: int = 1
    face_long_side: int = _USUAL.face_long_side
    face_confidence: float = _USUAL.face_least
    face_overlap: float = 0.3
    body_short_side: int = _USUAL.body_short_side
    body_confidence: float = _USUAL.body_least
    person_long_side: int = _USUAL.person_long_side
    person_confidence: float = _USUAL.person_least
    person_overlap: float = 0.6

    @classmethod
    def of(cls, vision: VisionSettings) -> EstimatorSettings:
        """Return what an analysis with these settings asks of the estimators."""
        return cls(
            face_long_side=vision.face_long_side,
            face_confidence=vision.face_least,
            body_short_side=vision.body_short_side,
            body_confidence=vision.body_least,
            person_long_side=vision.person_long_side,
            person_confidence=vision.person_least,
        )
