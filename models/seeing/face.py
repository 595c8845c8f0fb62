"""Faces: boxes with CenterFace, 468 points and irises with MediaPipe's weights, all under ONNX Runtime."""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy

import cv2
import numpy as np

from models.model_registry import cards, session
from models.seeing.estimator import Eye, FaceBox, FaceMesh, Irises, Mouth, Picture, Points, Roi
from models.seeing.estimator_settings import EstimatorSettings
from models.seeing.picture_geometry import check, crop, fit, place, planes

MESH_SIDE = 192
IRIS_SIDE = 64

RIGHT_EYE = (33, 133)
LEFT_EYE = (263, 362)
"""Mesh points of the outer and inner corner of an eye, in MediaPipe's numbering."""

BOX_TO_MESH = (1.35, 0.05)
"""Side of the square that the mesh wants, over the longer side of a face box, and how far below the box's centre it
lies, over the box's height: fitted so that the square agrees with the one the mesh itself asks for next."""

MESH_MARGIN = 1.5
IRIS_MARGIN = 2.3
"""MediaPipe's own margins around the mesh and around the corners of an eye."""


class CenterFace:
    """Faces of any size and pose in a whole picture.

    Source: Xu, Yan, Yang, Zhao, Wang & Li (2019), CenterFace: Joint Face Detection and Alignment Using Face as Point.
    """

    def __init__(self, settings: EstimatorSettings | None = None) -> None:
        self.settings = settings or EstimatorSettings()
        self.model = cards()["centerface"].model
        self._session = session("centerface", threads=self.settings.threads)

    def at(self, settings: EstimatorSettings) -> CenterFace:
        """The same network, loaded once, asked at another size or with other thresholds; its threads stay."""
        other = copy(self)
        other.settings = settings
        return other

    def detect(self, picture: Picture) -> list[FaceBox]:
        """Faces, surest first; none in a picture without pixels."""
        check(picture)
        if picture.size == 0:
            return []
        scale = min(1.0, self.settings.face_long_side / max(picture.shape[:2]))
        shrunk, scale_x, scale_y = fit(picture, scale)
        heatmap, size, offset, landmarks = (output[0] for output in self._session.run(None, {"image": planes(shrunk)}))

        rows, columns = np.nonzero(heatmap[0] > self.settings.face_confidence)
        confidence = heatmap[0, rows, columns]
        height, width = np.exp(size[:, rows, columns]) * 4
        top = (rows + offset[0, rows, columns] + 0.5) * 4 - height / 2
        left = (columns + offset[1, rows, columns] + 0.5) * 4 - width / 2
        # Landmarks come as five pairs (y, x) relative to the box.
        points = landmarks[:, rows, columns].T.reshape(-1, 5, 2)[:, :, ::-1]
        points = points * np.stack([width, height], 1)[:, None] + np.stack([left, top], 1)[:, None]
        unscale = np.array([scale_x, scale_y], np.float32)
        boxes = np.stack([left, top, width, height], 1) / np.concatenate([unscale, unscale])
        points = (points / unscale).astype(np.float32)

        inside = _centre_inside(boxes, picture)
        boxes, confidence, points = boxes[inside], confidence[inside], points[inside]
        kept = cv2.dnn.NMSBoxes(
            boxes.tolist(), confidence.tolist(), self.settings.face_confidence, self.settings.face_overlap
        )
        found = []
        for i in kept:
            x, y, wide, high = map(float, boxes[i])
            found.append(FaceBox(x, y, wide, high, float(confidence[i]), points[i]))
        return found


def _centre_inside(boxes: Points, picture: Picture) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether each box has its centre in the picture rather than in the padding beside it."""
    height, width = picture.shape[:2]
    centre = boxes[:, :2] + boxes[:, 2:] / 2
    inside: np.ndarray[tuple[int], np.dtype[np.bool_]] = (centre[:, 0] < width) & (centre[:, 1] < height)
    return inside


def roi_from_box(face: FaceBox) -> Roi:
    """The square to mesh for a face that was just detected, turned upright."""
    right_eye, left_eye, _, right_mouth, left_mouth = face.landmarks
    down = (right_mouth + left_mouth - right_eye - left_eye) / 2
    # Eyes alone give no direction in profile, where they fall together: the line to the mouth, turned, is added.
    across_x, across_y = left_eye - right_eye + np.array([down[1], -down[0]])
    angle = math.atan2(float(across_y), float(across_x))
    grow, below = BOX_TO_MESH
    shift = below * face.height
    return Roi(
        face.x + face.width / 2 - math.sin(angle) * shift,
        face.y + face.height / 2 + math.cos(angle) * shift,
        max(face.width, face.height) * grow,
        angle,
    )


def roi_from_mesh(mesh: FaceMesh) -> Roi:
    """The square to mesh in the next picture, from the mesh in this one, as MediaPipe's tracker does it."""
    return _square_around(mesh.points, mesh.points[RIGHT_EYE[0]], mesh.points[LEFT_EYE[0]], MESH_MARGIN)


def _square_around(points: Points, start: Points, end: Points, margin: float) -> Roi:
    """Square around the upright bounds of ``points``, turned so that start to end lies level."""
    low, high = points[:, :2].min(0), points[:, :2].max(0)
    angle = math.atan2(float(end[1] - start[1]), float(end[0] - start[0]))
    x, y = (low + high) / 2
    return Roi(float(x), float(y), float((high - low).max()) * margin, angle)


class FaceMeshOnnx:
    """468 points per face.

    Source: Kartynnik, Ablavatski, Grishchenko & Grundmann (2019), Real-time Facial Surface Geometry from Monocular
    Video on Mobile GPUs.
    """

    def __init__(self, settings: EstimatorSettings | None = None) -> None:
        self.settings = settings or EstimatorSettings()
        self.model = cards()["face_mesh"].model
        self._session = session("face_mesh", threads=self.settings.threads)

    def meshes(self, picture: Picture, rois: Sequence[Roi]) -> list[FaceMesh]:
        """One mesh for each square, in order, from one run; look at its presence before believing it."""
        check(picture)
        if picture.size == 0 or not rois:
            return []
        crops = np.stack([crop(picture, roi, MESH_SIDE) for roi in rois])
        points, logits, trunks = self._session.run(["points", "presence", "trunk"], {"crops": crops})
        return [
            mesh_in_picture(one.reshape(468, 3), float(logit), roi, trunk)
            for one, logit, roi, trunk in zip(points, logits.ravel(), rois, trunks, strict=True)
        ]


def mesh_in_picture(points: Points, logit: float, roi: Roi, trunk: Points | None = None) -> FaceMesh:
    """A mesh as the network gives it (pixels of its crop, presence before the sigmoid) in pixels of the picture."""
    depth = points[:, 2:] * np.float32(roi.side / MESH_SIDE)
    placed = np.concatenate([place(points[:, :2], roi, MESH_SIDE), depth], 1)
    return FaceMesh(placed, 1 / (1 + math.exp(-max(-50.0, min(50.0, logit)))), roi, trunk)


class MouthOnnx:
    """How much a mouth smiles, and whether something is before it, at any turn of the head.

    Read from what the mesh's network made of the whole face; fitted to rendered people (models/convert/smile.py).
    """

    def __init__(self, settings: EstimatorSettings | None = None) -> None:
        settings = settings or EstimatorSettings()
        self.model = cards()["smile"].model
        self._session = session("smile", threads=settings.threads)

    def mouths(self, meshes: Sequence[FaceMesh]) -> list[Mouth]:
        """One mouth for each mesh, in order; NaN where a mesh has no trunk."""
        found = [Mouth(math.nan, math.nan)] * len(meshes)
        trunks = {i: mesh.trunk for i, mesh in enumerate(meshes) if mesh.trunk is not None}
        if trunks:
            read = self._session.run(["smile", "covered"], {"trunk": np.stack(list(trunks.values()))})
            for i, smile, covered in zip(trunks, *(values.ravel() for values in read), strict=True):
                found[i] = Mouth(float(smile), float(covered))
        return found


class IrisOnnx:
    """Iris and eye contour, both eyes of every face in one run.

    Source: Ablavatski, Vakunov, Grishchenko, Raveendran & Zhdanovich (2020), Real-time Pupil Tracking from Monocular
    Video for Digital Puppetry.
    """

    def __init__(self, settings: EstimatorSettings | None = None) -> None:
        self.settings = settings or EstimatorSettings()
        self.model = cards()["iris"].model
        self._session = session("iris", threads=self.settings.threads)

    def irises(self, picture: Picture, meshes: Sequence[FaceMesh]) -> list[Irises]:
        """One pair of eyes for each mesh, in order."""
        check(picture)
        if picture.size == 0 or not meshes:
            return []
        rois: list[Roi] = []
        crops: list[Points] = []
        for mesh in meshes:
            # Each eye is looked at with its outer corner to the left: the network knows one side only.
            right = _eye_roi(mesh.points, *RIGHT_EYE)
            left = _eye_roi(mesh.points, *reversed(LEFT_EYE))
            rois += [right, left]
            crops += [crop(picture, right, IRIS_SIDE), crop(picture, left, IRIS_SIDE, mirrored=True)]
        contours, irises = self._session.run(None, {"crops": np.stack(crops)})
        eyes = []
        for at, roi in enumerate(rois):
            iris, contour = (
                place(points[at].reshape(-1, 3)[:, :2], roi, IRIS_SIDE, mirrored=at % 2 == 1)
                for points in (irises, contours)
            )
            eyes.append(Eye(iris, contour))
        return [Irises(right, left) for right, left in zip(eyes[::2], eyes[1::2], strict=True)]


def _eye_roi(points: Points, start: int, end: int) -> Roi:
    corners = points[[start, end]]
    return _square_around(corners, corners[0], corners[1], IRIS_MARGIN)
