"""How far a head is bowed is read from the whole face in profile too, where the mesh sees half of it."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.seeing.estimator import FaceMesh, Roi
from models.seeing.face import CenterFace, FaceMeshOnnx, roi_from_box
from models.seeing.head_direction import HeadDirectionOnnx
from models.seeing.head_pose import angles, mesh_pose

DRAWN = Path(__file__).parent / "golden" / "bowed_heads.jpg"
SIDE, COLUMNS = 256, 5
TRUTH = (
    (92.1, -44.8),
    (89.4, -44.4),
    (56.6, -49.4),
    (91.8, -55.9),
    (80.9, -36.9),
    (82.7, 3.9),
    (76.8, 3.0),
    (89.5, 3.6),
    (56.1, -4.3),
    (79.5, -12.6),
)
"""Yaw and pitch of each: people of ``sample_clips/make/bowed_faces.py`` who took no part in the fit."""


@pytest.mark.parametrize("way", [1, -1])
def test_a_bow_in_profile_is_read_on_both_sides_where_the_mesh_sees_less(way):
    sheet = cv2.cvtColor(cv2.imread(str(DRAWN)), cv2.COLOR_BGR2RGB)
    detector, mesher, reader = CenterFace(), FaceMeshOnnx(), HeadDirectionOnnx()
    whole, by_mesh = [], []
    for number in range(len(TRUTH)):
        row, column = divmod(number, COLUMNS)
        picture = sheet[row * SIDE : (row + 1) * SIDE, column * SIDE : (column + 1) * SIDE]
        picture = np.ascontiguousarray(picture[:, ::way])
        meshes = mesher.meshes(picture, [roi_from_box(detector.detect(picture)[0])])
        whole += reader.poses(meshes)
        by_mesh.append(angles(mesh_pose(meshes[0].points)[0])[1])
    pitch = np.array([one[1] for one in TRUTH])
    yaw, found = np.array(whole).T
    assert (np.sign(yaw) == way).all()
    assert np.abs(found - pitch).mean() < 9
    assert np.abs(found - pitch).mean() < 0.7 * np.abs(by_mesh - pitch).mean()
    bowed = pitch < -30
    assert found[bowed].max() < found[~bowed].min() - 8


def test_the_direction_is_told_in_the_picture_however_the_cut_out_is_turned():
    reader = HeadDirectionOnnx()
    trunk = np.random.default_rng(5).normal(0, 1, (128, 6, 6)).astype(np.float32)
    points = np.zeros((468, 3), np.float32)
    level, askew = (FaceMesh(points, 1.0, Roi(0.0, 0.0, 10.0, angle), trunk) for angle in (0.0, math.pi))
    bare = FaceMesh(points, 1.0, level.roi)
    (yaw, pitch), (opposite, down), unread = reader.poses([level, askew, bare])
    assert (opposite, down) == pytest.approx((-yaw, -pitch))
    assert all(math.isnan(one) for one in unread)
    assert reader.poses([]) == []
