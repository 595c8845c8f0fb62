"""Where a head points: pose from the 468 points of a mesh, and, for profiles, from a detector's five points.

Angles are in degrees, seen from the camera: yaw is positive toward the right of the picture and 0 when the face points
at the camera, pitch is positive up, roll is positive clockwise. A head is turned by roll first, then pitch, then yaw.

The canonical head was derived here from rendered heads that look at the camera (sample_clips): mean of their meshes,
made symmetric. Its unit is the distance between the outer corners of the eyes, its origin the root of the nose; x to
the right of the picture, y down, z away from the camera.
"""

from __future__ import annotations

import cmath
import math
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Doubles: TypeAlias = npt.NDArray[np.float64]

ORIGIN = 6
"""Mesh point at the root of the nose, the canonical head's origin."""

_CENTRE: dict[int, tuple[float, float]] = {
    168: (-0.086, 0.045),
    6: (0.0, 0.0),
    197: (0.066, -0.053),
    195: (0.123, -0.101),
    5: (0.182, -0.155),
    4: (0.259, -0.182),
    1: (0.322, -0.163),
    10: (-0.625, 0.093),
    151: (-0.449, 0.051),
    9: (-0.268, 0.029),
    8: (-0.170, 0.045),
}
"""Mesh points on the middle line: (y, z)."""

_PAIRS: dict[tuple[int, int], tuple[float, float, float]] = {
    (33, 263): (0.497, 0.000, 0.271),
    (133, 362): (0.189, 0.015, 0.200),
    (127, 356): (0.719, 0.119, 0.782),
    (234, 454): (0.694, 0.275, 0.839),
    (162, 389): (0.728, -0.060, 0.668),
    (21, 251): (0.712, -0.220, 0.532),
    (54, 284): (0.667, -0.363, 0.408),
    (103, 332): (0.574, -0.484, 0.285),
    (67, 297): (0.412, -0.572, 0.173),
    (109, 338): (0.226, -0.616, 0.111),
    (93, 323): (0.670, 0.423, 0.863),
    (50, 280): (0.510, 0.303, 0.227),
    (117, 346): (0.556, 0.159, 0.280),
    (98, 327): (0.184, 0.405, 0.087),
}
"""Mesh points right and left of it: (distance from the middle line, y, z). None on lips, jaw or brows: they move."""

POSE_POINTS = np.array([*_CENTRE, *(i for pair in _PAIRS for i in pair)])
CANONICAL: Doubles = np.array(
    [(0.0, y, z) for y, z in _CENTRE.values()] + [(s * x, y, z) for x, y, z in _PAIRS.values() for s in (-1, 1)]
)

FIVE: Doubles = np.array(
    [
        (-0.322, -0.021, 0.147),
        (0.322, -0.021, 0.147),
        (0.000, 0.281, -0.206),
        (-0.247, 0.642, 0.129),
        (0.247, 0.642, 0.129),
    ]
)
"""CenterFace's five points on the same head: fitted to its answers where the mesh gives the pose."""

FIVE_LIMITS = (100.0, 45.0)
"""Yaw and pitch, in degrees, that five points can show: past them the face is out of sight."""
FIVE_PITCH_COST = 0.002
"""In profile five points barely tell a nod from a turn of the picture; of equal fits the more level is taken."""
FIVE_MOST_ROLL = 60.0
"""Steeper faces are fits of the mirror image."""
_LEAST_UPRIGHT = np.cos(np.radians(FIVE_MOST_ROLL))


_FITTED: Doubles = np.linalg.pinv(CANONICAL - CANONICAL.mean(0))
"""Least squares of the canonical head, solved once."""


def rotation(yaw: float, pitch: float, roll: float = 0.0) -> Doubles:
    """The (3, 3) matrix that turns a head from facing the camera to these angles in degrees."""
    (cy, sy), (cp, sp), (cr, sr) = _cos_sin(yaw), _cos_sin(pitch), _cos_sin(roll)
    return np.array(
        [
            [cy * cr + sy * sp * sr, sy * sp * cr - cy * sr, -sy * cp],
            [cp * sr, cp * cr, sp],
            [sy * cr - cy * sp * sr, -sy * sr - cy * sp * cr, cy * cp],
        ]
    )


def _cos_sin(degrees: float) -> tuple[float, float]:
    return math.cos(math.radians(degrees)), math.sin(math.radians(degrees))


def angles(matrix: Doubles) -> tuple[float, float, float]:
    """Yaw, pitch and roll in degrees of a rotation: the inverse of :func:`rotation`."""
    (x, _, across), (y, _, down), (z, _, away) = matrix.tolist()
    yaw, pitch = math.atan2(-across, away), math.asin(max(-1.0, min(1.0, down)))
    cy, sy, cp, sp = math.cos(yaw), math.sin(yaw), math.cos(pitch), math.sin(pitch)
    # What is left once turn and nod are taken back: the first column of it tells the tilt.
    along, aside = cy * x + sy * z, sy * sp * x + cp * y - cy * sp * z
    return math.degrees(yaw), math.degrees(pitch), math.degrees(math.atan2(aside, along))


def mesh_pose(points: npt.NDArray[np.float32]) -> tuple[Doubles, float]:
    """Rotation of a head and its scale, from a mesh.

    The canonical head is fitted to x and y of the mesh under weak perspective; the mesh's own depth is not used,
    because it is flattened where the face turns away.

    Parameters
    ----------
    points : float32 array (468, 3)
        Mesh in pixels.

    Returns
    -------
    matrix : float64 array (3, 3)
        Rotation.
    scale : float
        Pixels to one distance between the outer corners of the eyes.
    """
    flat = points[POSE_POINTS, :2].astype(np.float64)
    plane = (_FITTED @ (flat - flat.mean(0))).T
    scale = float(np.linalg.norm(plane, axis=1).mean())
    u, _, vt = np.linalg.svd(plane / max(scale, 1e-9), full_matrices=False)
    matrix = np.empty((3, 3))
    matrix[:2] = u @ vt
    (a, b, c), (d, e, f) = matrix[:2].tolist()
    matrix[2] = b * f - c * e, c * d - a * f, a * e - b * d
    return matrix, scale


def upright_mesh(points: npt.NDArray[np.float32], matrix: Doubles) -> Doubles:
    """The mesh turned back to face the camera, origin at the root of the nose, unit: outer corners of the eyes.

    Returns
    -------
    float64 array (468, 3)
    """
    turned = (points - points[ORIGIN]).astype(np.float64) @ matrix
    unit = float(np.linalg.norm(turned[33] - turned[263]))
    upright: Doubles = turned / max(unit, 1e-9)
    return upright


def five_pose(landmarks: npt.NDArray[np.float32]) -> tuple[float, float, float, float]:
    """Yaw, pitch and roll in degrees from a detector's five points, and how badly they fit (0 is a perfect fit).

    Five regressed points stay plausible in profile, where the mesh means nothing. Every yaw and pitch is tried, in
    two steps; the turn, size and place in the picture that fit best follow in closed form.
    """
    seen = landmarks.astype(np.float64)
    seen = seen - seen.mean(0)
    z = seen[:, 0] + 1j * seen[:, 1]
    power = float((np.abs(z) ** 2).sum())
    if power <= 0:
        return 0.0, 0.0, 0.0, 1.0
    yaw, pitch, spin, error = _best(_COARSE, z / np.sqrt(power))
    yaw, pitch, spin, error = _best(_around(yaw, pitch), z / np.sqrt(power))
    return *angles(rotation(0, 0, spin) @ rotation(yaw, pitch)), error


_Table: TypeAlias = tuple[Doubles, Doubles, npt.NDArray[np.complex128], Doubles]


def _table(yaws: Doubles, pitches: Doubles) -> _Table:
    """For each yaw and pitch, the five points in the picture as complex numbers of unit power, conjugated, and what the
    pitch costs."""
    yaw, pitch = (grid.ravel() for grid in np.meshgrid(yaws, pitches, indexing="ij"))
    (cy, cp), (sy, sp) = np.cos(np.radians([yaw, pitch])), np.sin(np.radians([yaw, pitch]))
    model = FIVE - FIVE.mean(0)
    down = np.outer(cp, model[:, 1]) + np.outer(sp, model[:, 2])
    deep = np.outer(cp, model[:, 2]) - np.outer(sp, model[:, 1])
    z = np.outer(cy, model[:, 0]) - sy[:, None] * deep - 1j * down
    cost = FIVE_PITCH_COST * (pitch / 30) ** 2
    return yaw, pitch, z / np.sqrt((np.abs(z) ** 2).sum(1))[:, None], cost


@lru_cache(maxsize=256)  # heads turn little from look to look; all of it is 2 MB
def _around(yaw: float, pitch: float) -> _Table:
    near = np.arange(-4.0, 5.0)
    return _table(yaw + near, pitch + near)


def _best(table: _Table, z: npt.NDArray[np.complex128]) -> tuple[float, float, float, float]:
    yaw, pitch, shapes, of_pitch = table
    fit = shapes @ z
    size = np.abs(fit)
    error = 1 - size**2
    # Steeper than that is: less of it along the upright than so large a share.
    steep = fit.real < _LEAST_UPRIGHT * size
    i = int(np.argmin(error + of_pitch + steep))
    return float(yaw[i]), float(pitch[i]), math.degrees(cmath.phase(fit[i])), float(error[i])


_COARSE = _table(np.arange(-FIVE_LIMITS[0], FIVE_LIMITS[0] + 1, 5), np.arange(-FIVE_LIMITS[1], FIVE_LIMITS[1] + 1, 5))
