"""Rotations, normals and two-bone arms: the little geometry that the figures need. Metres, z up, figures face −y."""

from __future__ import annotations

import numpy as np

Array = np.ndarray


def unit(v: Array) -> Array:
    """Return ``v`` (..., 3) at length 1."""
    return v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-9)


def axis_angle(axis: Array, degrees: float) -> Array:
    """Rotation matrix about ``axis`` (Rodrigues)."""
    x, y, z = unit(np.asarray(axis, float))
    a = np.radians(degrees)
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(a) * k + (1 - np.cos(a)) * (k @ k)


def head_rotation(yaw: float, pitch: float, roll: float = 0.0) -> Array:
    """Rotation of a head: yaw toward the picture's right, pitch up, roll clockwise in the picture; degrees."""
    x, y, z = np.eye(3)
    return axis_angle(z, yaw) @ axis_angle(x, -pitch) @ axis_angle(y, roll)


def part_of(rotation: Array, fraction: float) -> Array:
    """Return ``fraction`` of a rotation about its own axis."""
    cos = np.clip((np.trace(rotation) - 1) / 2, -1, 1)
    angle = np.degrees(np.arccos(cos))
    if angle < 1e-4:
        return np.eye(3)
    r = rotation
    return axis_angle(np.array([r[2, 1] - r[1, 2], r[0, 2] - r[2, 0], r[1, 0] - r[0, 1]]), angle * fraction)


def frame(forward: Array, side: Array) -> Array:
    """Orthonormal columns whose first is ``forward`` and whose second lies nearest to ``side``."""
    f = unit(forward)
    s = unit(side - f * (side @ f))
    return np.stack([f, s, np.cross(f, s)], axis=1)


def bend_arm(shoulder: Array, target: Array, pole: Array, lengths: tuple[float, float]) -> tuple[Array, Array]:
    """Directions of the upper and the lower arm that bring the wrist to ``target`` (or as near as the arm goes).

    ``pole`` says to which side the elbow points.
    """
    upper, lower = lengths
    way = target - shoulder
    distance = float(np.clip(np.linalg.norm(way), abs(upper - lower) * 1.05, (upper + lower) * 0.998))
    way = unit(way)
    along = (upper**2 - lower**2 + distance**2) / (2 * distance)
    off = np.sqrt(max(upper**2 - along**2, 0.0))
    side = unit(pole - way * (pole @ way))
    elbow = way * along + side * off
    return unit(elbow), unit(way * distance - elbow)


def smooth_normals(vertices: Array, faces: Array) -> Array:
    """Vertex normals, weighted by area."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    n = np.cross(b - a, c - a)
    index = faces.T.ravel()
    out = np.stack([np.bincount(index, np.tile(n[:, k], 3), len(vertices)) for k in range(3)], axis=1)
    return unit(out)


def smoothstep(low: float, high: float, x: Array) -> Array:
    """Cubic step from 0 at ``low`` to 1 at ``high``."""
    t = np.clip((x - low) / (high - low), 0.0, 1.0)
    return t * t * (3 - 2 * t)
