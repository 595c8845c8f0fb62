"""The room around the pair: wall, window light, shelf, table and toys. Plain boxes, balls and turned shapes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from geometry import Array, axis_angle, smooth_normals

Shape = tuple[Array, Array, Array]
"""Points, normals, faces."""

PLAIN, WOOD, WALL = 7, 8, 9
TABLE_TOP = 0.10


@dataclass(frozen=True, slots=True)
class Solid:
    """A thing with one paint."""

    name: str
    points: Array
    normals: Array
    faces: Array
    material: int
    colour: tuple[float, float, float]
    second: tuple[float, float, float] = (0.0, 0.0, 0.0)


def box(low: tuple[float, float, float], high: tuple[float, float, float], turn: float = 0.0) -> Shape:
    """A box with flat faces, turned about its own upright axis."""
    lo, hi = np.array(low), np.array(high)
    points, normals, faces = [], [], []
    for axis in range(3):
        for sign in (0, 1):
            u, v = (axis + 1) % 3, (axis + 2) % 3
            corners = np.tile(lo, (4, 1)).astype(float)
            corners[:, axis] = hi[axis] if sign else lo[axis]
            corners[1:3, u] = hi[u]
            corners[2:4, v] = hi[v]
            normal = np.zeros(3)
            normal[axis] = 1.0 if sign else -1.0
            k = len(points) * 4
            points.append(corners)
            normals.append(np.tile(normal, (4, 1)))
            round_about = [k, k + 1, k + 2, k + 3] if sign else [k + 3, k + 2, k + 1, k]
            faces += [round_about[:3], [round_about[0], *round_about[2:]]]
    spin = axis_angle(np.array([0, 0, 1.0]), turn)
    middle = (lo + hi) / 2
    return (np.concatenate(points) - middle) @ spin.T + middle, np.concatenate(normals) @ spin.T, np.array(faces)


def turned(profile: list[tuple[float, float]], centre: tuple[float, float, float], sides: int = 40) -> Shape:
    """A shape turned on a lathe: ``profile`` holds (radius, height) from bottom to top."""
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    rings = [np.stack([r * np.cos(angle), r * np.sin(angle), np.full(sides, h)], axis=1) for r, h in profile]
    points = np.concatenate(rings) + np.array(centre)
    i = np.arange(sides)
    j = (i + 1) % sides
    faces = []
    for k in range(len(profile) - 1):
        a, b = k * sides, (k + 1) * sides
        faces += [np.stack([a + i, a + j, b + j], axis=1), np.stack([a + i, b + j, b + i], axis=1)]
    triangles = np.concatenate(faces)
    return points, smooth_normals(points, triangles), triangles


def ball(centre: tuple[float, float, float], radius: float) -> Shape:
    """A ball."""
    heights = np.linspace(-np.pi / 2, np.pi / 2, 25)
    return turned([(radius * float(np.cos(h)) + 1e-5, radius * float(np.sin(h))) for h in heights], centre)


def room(look: str) -> list[Solid]:
    """The still things. ``look`` picks the wall's colour and what stands on the table."""
    walls = {
        "sage": (0.50, 0.56, 0.47),
        "sand": (0.66, 0.57, 0.46),
        "sky": (0.47, 0.55, 0.62),
    }
    wall = walls[look]
    out = [
        Solid("wall", *box((-2.5, 0.62, -1.5), (2.5, 0.72, 2.5)), WALL, wall),
        Solid(
            "table",
            *box((-1.4, -0.72, TABLE_TOP - 0.04), (1.4, -0.115, TABLE_TOP)),
            WOOD,
            (0.50, 0.30, 0.15),
            (0.38, 0.21, 0.10),
        ),
        Solid("shelf", *box((0.36, 0.50, 0.580), (1.2, 0.62, 0.60)), WOOD, (0.45, 0.27, 0.14), (0.35, 0.19, 0.09)),
        Solid("picture", *box((-0.70, 0.59, 0.52), (-0.42, 0.62, 0.86)), PLAIN, (0.42, 0.27, 0.15)),
        Solid("sheet", *box((-0.68, 0.585, 0.54), (-0.44, 0.60, 0.84)), PLAIN, (0.78, 0.74, 0.65)),
        Solid("far hill", *box((-0.68, 0.580, 0.54), (-0.44, 0.59, 0.63)), PLAIN, (0.30, 0.46, 0.40)),
        Solid("near hill", *box((-0.68, 0.575, 0.54), (-0.44, 0.585, 0.585)), PLAIN, (0.16, 0.30, 0.24)),
        Solid("small sun", *ball((-0.52, 0.60, 0.73), 0.03), PLAIN, (0.80, 0.42, 0.12)),
    ]
    spines = [
        (0.42, 0.030, 0.15, (0.45, 0.10, 0.08)),
        (0.455, 0.026, 0.13, (0.60, 0.42, 0.14)),
        (0.486, 0.034, 0.16, (0.09, 0.20, 0.30)),
        (0.525, 0.024, 0.12, (0.24, 0.34, 0.20)),
    ]
    for k, (x, thick, tall, paint) in enumerate(spines):
        out.append(Solid(f"book{k}", *box((x, 0.51, 0.60), (x + thick, 0.60, 0.60 + tall)), PLAIN, paint))
    return out


def toys(ball_at: tuple[float, float]) -> list[Solid]:
    """Blocks that stay, and the ball where it lies now."""
    x, y = ball_at
    top = TABLE_TOP
    # The blocks lie on the child's other side, out of the way of the caregiver's hands.
    s = 1.0 if x > 0 else -1.0
    return [
        Solid("ball", *ball((x, y, top + 0.034), 0.034), PLAIN, (0.70, 0.06, 0.045)),
        Solid(
            "block1",
            *box((s * 0.3125 - 0.0225, -0.30, top), (s * 0.3125 + 0.0225, -0.255, top + 0.045), 24),
            PLAIN,
            (0.05, 0.22, 0.50),
        ),
        Solid(
            "block2",
            *box((s * 0.3575 - 0.0225, -0.235, top), (s * 0.3575 + 0.0225, -0.19, top + 0.045), -12),
            PLAIN,
            (0.72, 0.46, 0.05),
        ),
    ]


def held(solid: Solid, centre: Array) -> Solid:
    """The ball where a hand holds it."""
    x, y, z = map(float, centre)
    return Solid(solid.name, *ball((x, y, z), 0.034), solid.material, solid.colour)


def blanket() -> list[Solid]:
    """A folded blanket on the table, over the legs of whoever lies there."""
    top = TABLE_TOP
    return [Solid("blanket", *box((0.28, -0.44, top), (0.74, -0.10, top + 0.25)), PLAIN, (0.30, 0.42, 0.52))]


def work() -> list[Solid]:
    """What the caregiver is busy with: an open notebook and a cup."""
    top = TABLE_TOP
    return [
        Solid("cover", *box((-0.435, -0.335, top), (-0.225, -0.195, top + 0.006), 8), PLAIN, (0.16, 0.22, 0.34)),
        Solid("page", *box((-0.428, -0.328, top + 0.006), (-0.232, -0.202, top + 0.010), 8), PLAIN, (0.80, 0.78, 0.72)),
        Solid(
            "cup",
            *turned(
                [(0.0, 0.0), (0.028, 0.001), (0.032, 0.03), (0.034, 0.075), (0.031, 0.075), (0.028, 0.01)],
                (-0.47, -0.24, top),
            ),
            PLAIN,
            (0.55, 0.62, 0.60),
        ),
    ]
