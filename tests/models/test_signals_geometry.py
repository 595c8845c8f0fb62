"""A head of known pose, projected, gives back that pose: from the mesh points and from five points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.seeing.head_pose import (
    CANONICAL,
    FIVE,
    POSE_POINTS,
    angles,
    five_pose,
    mesh_pose,
    rotation,
    upright_mesh,
)

POSES = {"yaw": st.floats(-85, 85), "pitch": st.floats(-40, 40), "roll": st.floats(-35, 35)}


def mesh_at(yaw, pitch, roll, *, size=80.0, at=(300.0, 200.0)):
    points = np.zeros((468, 3), np.float32)
    turned = CANONICAL @ rotation(yaw, pitch, roll).T * size
    points[POSE_POINTS] = turned + np.array([*at, 0])
    return points


@given(**POSES)
def test_angles_undo_rotation(yaw, pitch, roll):
    assert angles(rotation(yaw, pitch, roll)) == pytest.approx((yaw, pitch, roll), abs=1e-6)


def test_a_head_turns_by_roll_then_pitch_then_yaw():
    roll, pitch, yaw = rotation(0, 0, 20), rotation(0, 30), rotation(40, 0)
    assert rotation(40, 30, 20) == pytest.approx(yaw @ pitch @ roll, abs=1e-12)


def test_the_third_row_of_a_pose_is_square_to_the_others():
    matrix, _ = mesh_pose(mesh_at(35, -20, 10))
    assert matrix @ matrix.T == pytest.approx(np.eye(3), abs=1e-12)
    assert np.linalg.det(matrix) == pytest.approx(1)


def test_signs_are_those_of_the_picture():
    nose_right = rotation(30, 0) @ [0, 0, -1]
    assert nose_right[0] > 0.4
    nose_up = rotation(0, 30) @ [0, 0, -1]
    assert nose_up[1] < -0.4
    clockwise = rotation(0, 0, 30) @ [1, 0, 0]
    assert clockwise[1] > 0.4


@given(**POSES, size=st.floats(20, 300))
def test_a_projected_head_gives_its_pose_back(yaw, pitch, roll, size):
    matrix, scale = mesh_pose(mesh_at(yaw, pitch, roll, size=size))
    assert angles(matrix) == pytest.approx((yaw, pitch, roll), abs=0.2)
    assert scale == pytest.approx(size, rel=0.01)


@given(**POSES)
def test_a_turned_mesh_is_turned_back(yaw, pitch, roll):
    mesh = mesh_at(yaw, pitch, roll)
    matrix, _ = mesh_pose(mesh)
    upright = upright_mesh(mesh, matrix)
    eyes = upright[33] - upright[263]
    assert np.linalg.norm(eyes) == pytest.approx(1, abs=1e-6)
    assert abs(eyes[1]) < 0.02


@given(yaw=st.floats(-90, 90), pitch=st.floats(-15, 15), roll=st.floats(-15, 15))
@settings(deadline=None)
def test_five_points_give_the_pose_even_in_profile(yaw, pitch, roll):
    points = (FIVE @ rotation(yaw, pitch, roll).T * 60 + [200, 200, 0])[:, :2].astype(np.float32)
    found_yaw, found_pitch, found_roll, error = five_pose(points)
    assert error < 0.02
    assert found_yaw == pytest.approx(yaw, abs=9)
    # In profile a nod and a tilt of the picture look nearly the same in five points.
    assert found_pitch == pytest.approx(pitch, abs=12)
    assert found_roll == pytest.approx(roll, abs=14)


def test_five_points_in_one_place_say_nothing():
    assert five_pose(np.full((5, 2), 7, np.float32))[3] == 1.0
