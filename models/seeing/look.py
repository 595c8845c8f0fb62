"""One look at one frame: faces, their meshes, mouths and eyes, and bodies. Stateless: looks can run side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from coder.vocabulary.analysis_settings import Settings, VisionSettings
from models.following.camera_motion import small_picture
from models.seeing.body import MoveNet
from models.seeing.detections import BODY, FACE, PERSON, Look, Rows, gather
from models.seeing.estimator import (
    Body,
    BodyEstimator,
    DirectionEstimator,
    Eye,
    FaceBox,
    FaceDetector,
    FaceMesh,
    FaceMesher,
    IrisEstimator,
    MouthEstimator,
    PersonBox,
    PersonDetector,
    Picture,
    Points,
)
from models.seeing.estimator_settings import EstimatorSettings
from models.seeing.face import CenterFace, FaceMeshOnnx, IrisOnnx, MouthOnnx, roi_from_box
from models.seeing.head_direction import HeadDirectionOnnx
from models.seeing.head_pose import angles, five_pose, mesh_pose, upright_mesh
from models.seeing.lying_faces import ENOUGH, lying_faces
from models.seeing.person_assembly import units_at
from models.seeing.persons import NanoDet

CORNERS_OF_MOUTH = (61, 291)
INNER_LIPS = (13, 14)
UNDER_NOSE = 2
CHIN = 152
EYE_CORNERS = ((33, 133), (362, 263))
"""Mesh points, by MediaPipe's numbering; eyes from the left of an upright picture to the right."""

EYE_SHUT = 0.12
"""Height over width of an eye opening below which the lid covers the iris."""
GRID = (24, 18)
"""Columns and rows of the grid of colours."""
LIT = 55.0
"""Mean grey of a picture below which it is made brighter before it is looked at, ..."""
BRIGHTER_BY = 3.0
"""... by this much at the most: farther, it is the camera's noise that is seen."""
QUALITY_SIDE = 64
"""Pixels to which a face is brought before its sharpness is measured, so that size does not count as blur."""


@dataclass(frozen=True, slots=True)
class ModelSet:
    """The estimators of an analysis. Each may be asked from several threads at once."""

    faces: FaceDetector
    mesh: FaceMesher
    iris: IrisEstimator
    bodies: BodyEstimator
    smile: MouthEstimator
    direction: DirectionEstimator
    persons: PersonDetector

    @property
    def ids(self) -> tuple[str, ...]:
        """``id@version`` of each."""
        each = (self.faces, self.mesh, self.iris, self.bodies, self.smile, self.direction, self.persons)
        return tuple(one.model for one in each)


def load_models(settings: Settings) -> ModelSet:
    """Load the models that come with the app; raise ModelError where one is missing or altered."""
    estimator = EstimatorSettings.of(settings.vision)
    return ModelSet(
        CenterFace(estimator),
        FaceMeshOnnx(estimator),
        IrisOnnx(estimator),
        MoveNet(estimator),
        MouthOnnx(estimator),
        HeadDirectionOnnx(estimator),
        NanoDet(estimator),
    )


def look_at(
    picture: Picture,
    pts_us: int,
    *,
    models: ModelSet,
    vision: VisionSettings,
    with_bodies: bool,
    with_eyes: bool,
    with_persons: bool = False,
) -> Look:
    """Look at one upright picture.

    Parameters
    ----------
    picture : uint8 array (height, width, 3)
        RGB.
    pts_us : int
        PTS of the frame.
    with_bodies, with_eyes : bool
        Whether to look for bodies, and into eyes, too. A look for bodies keeps a small grey picture, by which the next
        one tells whether the camera moved; any other look keeps its picture, until the next look for bodies says
        whether a hand came or went in between.
    with_persons : bool
        Whether to look for people who show neither face nor body, too, where fewer than two are seen.
    """
    small = small_picture(picture)
    picture, gain = brighter(picture, small)
    boxes = models.faces.detect(picture)
    bodies = models.bodies.bodies(picture) if with_bodies else None
    lying, asked_again = lying_faces(picture, bodies, boxes, detector=models.faces, vision=vision)
    boxes = [*boxes, *lying]
    meshes = models.mesh.meshes(picture, [roi_from_box(box) for box in boxes])
    rows = np.zeros(len(boxes), FACE)
    for row, box, mesh, mouth in zip(rows, boxes, meshes, models.smile.mouths(meshes), strict=True):
        _fill_face(row, picture, box, mesh)
        row["light"] /= gain
        row["smile_seen"], row["covered_seen"] = mouth.smile, mouth.covered
    rows["whole_pose"] = np.array(models.direction.poses(meshes)).reshape(-1, 2)
    asked = [i for i, mesh in enumerate(meshes) if with_eyes and _eyes_open_to_view(rows[i], mesh, vision)]
    for i, eyes in zip(asked, models.iris.irises(picture, [meshes[i] for i in asked]), strict=True):
        rows["iris"][i] = _iris_within((eyes.right, eyes.left), meshes[i])
    runs = {
        models.faces.model: 1 + asked_again,
        models.mesh.model: len(meshes),
        models.smile.model: len(meshes),
        models.direction.model: len(meshes),
        models.iris.model: 2 * len(asked),
        models.bodies.model: int(with_bodies),
    }
    look = Look(
        pts_us,
        rows,
        None if bodies is None else body_rows(bodies),
        runs,
        colours=cv2.cvtColor(cv2.resize(small, GRID, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2LAB).astype(np.uint8),
        grey=cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.uint8) if with_bodies else None,
        picture=None if with_bodies else picture,
    )
    if not with_persons or _everybody_seen(look, picture, vision):
        return look
    runs[models.persons.model] = 1
    return replace(look, persons=_person_rows(models.persons.persons(picture)))


def _everybody_seen(look: Look, picture: Picture, vision: VisionSettings) -> bool:
    """Whether faces and bodies show at least two people surely: a family's recording has no more, as a rule."""
    sights = gather([look], width=picture.shape[1], height=picture.shape[0])
    return sum(unit.sure for unit in units_at(sights, 0, vision)) >= ENOUGH


def arms_in(look: Look, *, models: ModelSet) -> Look:
    """The look, asked for arms too, from the picture that was held of it."""
    if look.picture is None:
        return look
    bodies = models.bodies.bodies(look.picture)
    runs = {**look.runs, models.bodies.model: look.runs.get(models.bodies.model, 0) + 1}
    return replace(look, arms=body_rows(bodies), runs=runs)


def brighter(picture: Picture, small: Picture) -> tuple[Picture, float]:
    """A picture taken with little light, made brighter, and by how much; any other as it is.

    The detectors know pictures as cameras make them in daylight. How bright a face was in truth is told all the same.
    """
    gain = min(max(LIT / max(float(small.mean()), 1.0), 1.0), BRIGHTER_BY) if picture.size else 1.0
    return (picture, gain) if gain == 1 else (cv2.convertScaleAbs(picture, alpha=gain).astype(np.uint8), gain)


def _fill_face(row: np.void, picture: Picture, box: FaceBox, mesh: FaceMesh) -> None:
    row["x"], row["y"], row["width"], row["height"] = box.x, box.y, box.width, box.height
    row["confidence"], row["presence"] = box.confidence, mesh.presence
    yaw, pitch, roll, row["five_error"] = five_pose(_turned(box.landmarks, -box.turn))
    row["five_pose"] = yaw, pitch, roll + math.degrees(box.turn)
    matrix, _ = mesh_pose(mesh.points)
    row["mesh_pose"] = angles(matrix)
    upright = upright_mesh(mesh.points, matrix)
    right, left = upright[list(CORNERS_OF_MOUTH)]
    width = float(np.linalg.norm(right - left))
    row["mouth_width"] = width
    row["mouth_drop"] = (right[1] + left[1]) / 2 - upright[UNDER_NOSE, 1]
    upper, lower = upright[list(INNER_LIPS)]
    row["mouth_open"] = float(np.linalg.norm(upper - lower)) / max(width, 1e-6)
    row["nose_length"], row["chin_length"] = upright[UNDER_NOSE, 1], upright[CHIN, 1]
    row["iris"] = np.nan
    row["light"], row["contrast"], row["sharpness"] = _quality(picture, box)


def _turned(landmarks: Points, radians: float) -> Points:
    """Points turned clockwise about the first of them."""
    cos, sin = math.cos(radians), math.sin(radians)
    turned: Points = ((landmarks - landmarks[0]) @ np.array([[cos, sin], [-sin, cos]]) + landmarks[0]).astype(
        np.float32
    )
    return turned


def _quality(picture: Picture, box: FaceBox) -> tuple[float, float, float]:
    """Mean grey, its standard deviation, and sharpness (variance of the Laplacian over variance of grey) of a face."""
    height, width = picture.shape[:2]
    left, top = max(0, int(box.x)), max(0, int(box.y))
    right, bottom = min(width, int(box.x + box.width) + 1), min(height, int(box.y + box.height) + 1)
    if right - left < 4 or bottom - top < 4:
        return 0.0, 0.0, 0.0
    grey = cv2.cvtColor(picture[top:bottom, left:right], cv2.COLOR_RGB2GRAY)
    side = (QUALITY_SIDE, max(4, round(QUALITY_SIDE * (bottom - top) / (right - left))))
    grey = cv2.resize(grey, side, interpolation=cv2.INTER_AREA if right - left > QUALITY_SIDE else cv2.INTER_LINEAR)
    spread = float(grey.std())
    detail = float(cv2.Laplacian(grey, cv2.CV_32F).var())
    return float(grey.mean()), spread, detail / max(spread * spread, 1.0)


def _eyes_open_to_view(row: np.void, mesh: FaceMesh, vision: VisionSettings) -> bool:
    eye = min(float(np.linalg.norm(mesh.points[a, :2] - mesh.points[b, :2])) for a, b in EYE_CORNERS)
    return bool(
        mesh.presence >= vision.iris_presence
        and abs(float(row["mesh_pose"][0])) <= vision.iris_yaw_deg
        and eye >= vision.iris_eye_px
    )


def _iris_within(eyes: Sequence[Eye], mesh: FaceMesh) -> npt.NDArray[np.float64]:
    """Iris within the eye opening, right and up, in half widths of the eye: mean of both; NaN where both are shut."""
    found = []
    for eye, corners in zip(eyes, EYE_CORNERS, strict=True):
        start, end = mesh.points[list(corners), :2].astype(np.float64)
        along = (end - start) / 2
        half = float(np.linalg.norm(along))
        lower, upper = eye.contour[0:9].astype(np.float64), eye.contour[9:16].astype(np.float64)
        across = np.array([along[1], -along[0]]) / max(half, 1e-6)
        opening = float((upper @ across).max() - (lower @ across).min())
        if half < 1 or opening < EYE_SHUT * 2 * half:
            continue
        offset = eye.iris[0].astype(np.float64) - (start + end) / 2
        found.append((float(offset @ along) / half**2, float(offset @ across) / half))
    return np.mean(found, axis=0) if found else np.full(2, np.nan)


def _person_rows(persons: Sequence[PersonBox]) -> Rows:
    rows = np.zeros(len(persons), PERSON)
    for row, one in zip(rows, persons, strict=True):
        row["x"], row["y"], row["width"], row["height"] = one.x, one.y, one.width, one.height
        row["confidence"] = one.confidence
    return rows


def body_rows(bodies: Sequence[Body]) -> Rows:
    """Bodies as rows of numbers."""
    rows = np.zeros(len(bodies), BODY)
    for row, body in zip(rows, bodies, strict=True):
        row["x"], row["y"], row["width"], row["height"] = body.x, body.y, body.width, body.height
        row["confidence"], row["keypoints"] = body.confidence, body.keypoints
    return rows
