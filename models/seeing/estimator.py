"""What every estimator takes and gives: pictures in, faces, meshes, irises and bodies in pixels of that picture out.

A picture is RGB uint8 ``(height, width, 3)``, upright. A point is ``(x, y)`` in pixels from the top left corner.
*Right* and *left* are the person's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Picture: TypeAlias = npt.NDArray[np.uint8]
Points: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class FaceBox:
    """A face that a detector saw.

    Attributes
    ----------
    x, y, width, height : float
        Box from hairline to chin; it may reach over the picture's edge when the face does.
    confidence : float
        0 to 1.
    landmarks : float32 array (5, 2)
        Right eye, left eye, tip of the nose, right corner of the mouth, left corner.
    turn : float
        How far the head lies, in radians clockwise; 0 where it was found upright. Width and height are the face's own.
    """

    x: float
    y: float
    width: float
    height: float
    confidence: float
    landmarks: Points
    turn: float = 0.0


@dataclass(frozen=True, slots=True)
class Roi:
    """A rotated square of the picture: centre, side in pixels, and turn in radians (positive: clockwise as seen)."""

    x: float
    y: float
    side: float
    angle: float


@dataclass(frozen=True, slots=True, eq=False)
class FaceMesh:
    """468 points of one face.

    Attributes
    ----------
    points : float32 array (468, 3)
        x and y in pixels of the picture; z on the same scale, negative toward the camera.
    presence : float
        0 to 1: how surely the crop held a face that the mesh fits. Low for profiles past about 60°, hands and blur.
    roi : Roi
        The square that was looked at.
    trunk : float32 array (128, 6, 6), optional
        What the mesh's network made of the square before it placed points: what a smile is read from.
    """

    points: Points
    presence: float
    roi: Roi
    trunk: npt.NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Mouth:
    """What a whole face says of its mouth.

    Attributes
    ----------
    smile : float
        About 0 at rest, 1 for a smile; NaN where nothing can be read.
    covered : float
        About 0 where nothing is before it, 1 where a hand or a thing is; NaN likewise.
    """

    smile: float
    covered: float


@dataclass(frozen=True, slots=True, eq=False)
class Eye:
    """One eye.

    Attributes
    ----------
    iris : float32 array (5, 2)
        Centre of the iris, then four points of its rim.
    contour : float32 array (71, 2)
        0–8 lower lid and 9–15 upper lid from the outer corner to the inner, the rest around the eye and the brow.
    """

    iris: Points
    contour: Points


@dataclass(frozen=True, slots=True, eq=False)
class Irises:
    """Both eyes of one face."""

    right: Eye
    left: Eye


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """A body.

    Attributes
    ----------
    keypoints : float32 array (17, 3)
        x, y, confidence (0 to 1) of :data:`BODY_KEYPOINTS`.
    x, y, width, height : float
        Box around the body, inside the picture.
    confidence : float
        0 to 1.
    """

    keypoints: Points
    x: float
    y: float
    width: float
    height: float
    confidence: float


@dataclass(frozen=True, slots=True)
class PersonBox:
    """Somebody, whole, whichever way they face: box in pixels, inside the picture; confidence 0 to 1."""

    x: float
    y: float
    width: float
    height: float
    confidence: float


BODY_KEYPOINTS = (
    "nose",
    "left_eye",
    "right_eye",
    "left_ear",
    "right_ear",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
)
"""Rows of :attr:`Body.keypoints`."""


class FaceDetector(Protocol):
    """Finds faces in a whole picture."""

    @property
    def model(self) -> str:
        """``id@version``, as signals name it."""

    def detect(self, picture: Picture) -> list[FaceBox]:
        """Faces, surest first."""


class FaceMesher(Protocol):
    """Fits a mesh to each face of a picture."""

    @property
    def model(self) -> str:
        """``id@version``, as signals name it."""

    def meshes(self, picture: Picture, rois: Sequence[Roi]) -> list[FaceMesh]:
        """One mesh for each square, in order; look at its presence before believing it."""


class MouthEstimator(Protocol):
    """Reads from a whole face, at any turn of the head, how much the mouth smiles and whether it is covered."""

    @property
    def model(self) -> str:
        """``id@version``, as signals name it."""

    def mouths(self, meshes: Sequence[FaceMesh]) -> list[Mouth]:
        """One mouth for each mesh, in order."""


class DirectionEstimator(Protocol):
    """Reads from a whole face where the head points."""

    @property
    def model(self) -> str:
        """``id@version``, as signals name it."""

    def poses(self, meshes: Sequence[FaceMesh]) -> list[tuple[float, float]]:
        """Yaw and pitch in degrees of each head, in order; NaN where nothing can be said."""


class PersonDetector(Protocol):
    """Finds people in a whole picture, whether or not they show a face."""

    @property
    def model(self) -> str:
        """``id@version``, as signals name it."""

    def persons(self, picture: Picture) -> list[PersonBox]:
        """People, surest first."""


class IrisEstimator(Protocol):
    """Finds the irises of faces that have a mesh."""

    @property
    def model(self) -> str:
        """``id@version``, as signals name it."""

    def irises(self, picture: Picture, meshes: Sequence[FaceMesh]) -> list[Irises]:
        """One pair of eyes for each mesh, in order."""


class BodyEstimator(Protocol):
    """Finds bodies in a whole picture."""

    @property
    def model(self) -> str:
        """``id@version``, as signals name it."""

    def bodies(self, picture: Picture) -> list[Body]:
        """Bodies, surest first."""
