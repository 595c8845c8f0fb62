"""The built-in face mesh against MediaPipe 0.10.21 on the same squares of the same pictures; run by tools/parity.sh."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("mediapipe", reason="MediaPipe needs an environment of its own: run tools/parity.sh")

import av

from models.seeing.estimator import FaceMesh, Picture, Roi
from models.seeing.face import MESH_SIDE, CenterFace, FaceMeshOnnx, roi_from_box, roi_from_mesh
from models.seeing.mediapipe_backend import FaceMeshMediaPipe

CLIP = Path(__file__).resolve().parents[2] / "sample_clips" / "play.mp4"

POSITION = 0.25
"""Largest difference in x and y that is allowed, in pixels of the 192-pixel crop; an eye is some 30 wide there."""
DEPTH = 0.5
PRESENCE = 0.005


def pictures() -> list[Picture]:
    """Five pictures spread over a sample clip."""
    with av.open(str(CLIP)) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    return frames[:: max(1, len(frames) // 5)][:5]


@pytest.fixture(scope="module")
def meshers() -> tuple[FaceMeshOnnx, FaceMeshMediaPipe]:
    return FaceMeshOnnx(), FaceMeshMediaPipe()


def differences(ours: FaceMesh, theirs: FaceMesh) -> tuple[float, float, float]:
    """Largest difference in position and depth, in pixels of the crop, and in presence."""
    apart = np.abs(ours.points - theirs.points) * (MESH_SIDE / ours.roi.side)
    return float(apart[:, :2].max()), float(apart[:, 2].max()), abs(ours.presence - theirs.presence)


def test_same_landmarks_on_the_squares_the_app_looks_at(meshers: tuple[FaceMeshOnnx, FaceMeshMediaPipe]) -> None:
    ours, theirs = meshers
    detector = CenterFace()
    compared = 0
    worst = np.zeros(3)
    for picture in pictures():
        rois = [roi_from_box(face) for face in detector.detect(picture)]
        rois += [roi_from_mesh(mesh) for mesh in ours.meshes(picture, rois)]
        for mine, other in zip(ours.meshes(picture, rois), theirs.meshes(picture, rois), strict=True):
            worst = np.maximum(worst, differences(mine, other))
            compared += 1
    position, depth, presence = worst
    print(
        f"{compared} meshes, apart by at most {position:.3f} px, depth {depth:.3f} px, presence {presence:.5f}", end=" "
    )
    assert compared >= 10
    assert position <= POSITION
    assert depth <= DEPTH
    assert presence <= PRESENCE


@pytest.mark.parametrize("turn", [-0.9, -0.4, 0.4, 0.9, np.pi / 2])
def test_same_landmarks_on_turned_and_shifted_squares(
    meshers: tuple[FaceMeshOnnx, FaceMeshMediaPipe], turn: float
) -> None:
    """Also where the square leaves the picture, and where the face hardly fits it."""
    ours, theirs = meshers
    picture = pictures()[0]
    face = roi_from_box(CenterFace().detect(picture)[0])
    rois = [
        Roi(face.x, face.y, face.side, face.angle + turn),
        Roi(face.x + 0.2 * face.side, face.y, 1.3 * face.side, face.angle + turn),
        Roi(0.1 * face.side, picture.shape[0] - 0.2 * face.side, face.side, turn),
    ]
    for mine, other in zip(ours.meshes(picture, rois), theirs.meshes(picture, rois), strict=True):
        position, depth, presence = differences(mine, other)
        assert (position <= POSITION, depth <= DEPTH, presence <= PRESENCE) == (True, True, True), (
            position,
            depth,
            presence,
        )
