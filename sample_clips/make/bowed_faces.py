"""Draw single heads bowed and raised at every turn, with things before some: from them is learned where a head points.

``python bowed_faces.py FOLDER [HEADS [FIRST]]`` draws each head from three sides and writes files of some 200 pictures:
``pictures`` (n, 256, 256, 3) uint8, and for each ``yaw`` and ``pitch`` of the head in degrees, exactly, as its camera
sees them (toward the right of the picture, up), and the number of its ``person``. models/convert/head_direction.py is
fitted to them, and they are not kept in the repository. ``FIRST`` is the number of the first head: several processes
can draw side by side. It needs what faces.py needs.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import people
from bake import bake
from covers import THING_SIDE, Covering, thing
from faces import IN_A_FILE, SIDE, STORED, FacePainter, background, expression, somebody, sunlight
from figure import Figure, Pose
from geometry import Array, head_rotation, unit
from people import Person

PEOPLE = 80
SIDES = 3
"""Pictures of one head: placing it takes as long as drawing it."""
AHEAD = np.array([0, -1.0, 0])
INFANTS, INFANT_AGES = 0.4, (-0.14, 0.03)
"""So many are under a year, of these ages: round heads bow over trays."""
TURNS, SHARES = ((0.0, 40.0), (30.0, 75.0), (55.0, 105.0)), (0.2, 0.4, 0.4)
BOWED = (-75.0, 30.0)
"""Degrees."""
WIDE = (4.6, 6.4)
"""Least and most width of a picture, in eye distances."""
BEFORE = 0.35
"""Share of faces with a thing before them or beside them."""


def crowd() -> list[Person]:
    """Return the people who are drawn, the same ones every time, baked: others than those of faces.py."""
    chance = np.random.default_rng(17)
    found = []
    for number in range(PEOPLE):
        person = replace(somebody(number, chance), name=f"bowed{number}")
        if chance.random() < INFANTS:
            person = replace(person, shape=person.shape | {"age": float(chance.uniform(*INFANT_AGES))}, stubble=0.0)
        found.append(person)
    people.PEOPLE.update({person.name: person for person in found})
    bake([person.name for person in found])
    return found


def bowing(figure: Figure, chance: np.random.Generator) -> tuple[Pose, Array]:
    """A head turned and bowed at random, and where it points: a unit vector in the room."""
    yaw = float(chance.uniform(*TURNS[chance.choice(len(TURNS), p=SHARES)]))
    pitch = float(chance.uniform(*BOWED) if chance.random() < 0.75 else np.clip(chance.normal(-8, 12), *BOWED))
    roll = float(chance.normal(0, 10))
    face, _ = expression(chance)
    pose = Pose(
        seat=np.zeros(3),
        turn=yaw * chance.uniform(0.3, 1.0),
        head=(yaw, pitch, roll),
        gaze=np.zeros(3),
        lean=float(chance.normal(0, 8)),
        # Who bows does so with the back too, some more and some less.
        bow=float(chance.normal(4, 6) + max(-pitch, 0.0) * chance.uniform(0.0, 0.6)),
        hands={},
        face=face,
    )
    bones = figure.skeleton_points(pose)
    eyes = head_rotation(yaw + chance.uniform(-25, 25), pitch + chance.uniform(-20, 10))
    gaze = (bones["eye.L"] + bones["eye.R"]) / 2 + eyes @ AHEAD
    return replace(pose, gaze=gaze), head_rotation(yaw, pitch, roll) @ AHEAD


def camera(chance: np.random.Generator) -> Array:
    """Where a camera stands, as a unit vector from the head: before it, a little aside, above or below."""
    aside, above = np.radians([chance.normal(0, 15), chance.normal(4, 12)])
    return np.array([np.sin(aside) * np.cos(above), -np.cos(aside) * np.cos(above), np.sin(above)])


def seen_from(way: Array, ahead: Array) -> tuple[float, float]:
    """Yaw and pitch in degrees of a head that points ``ahead``, for a camera that stands ``way`` from it."""
    right = unit(np.cross([0, 0, 1.0], way))
    up = np.cross(way, right)
    return (
        float(np.degrees(np.arctan2(ahead @ right, ahead @ way))),
        float(np.degrees(np.arcsin(np.clip(ahead @ up, -1, 1)))),
    )


def draw(painter: FacePainter, figure: Figure, number: int) -> list[tuple[Array, float, float]]:
    """One head from several sides: pictures, each with its yaw and pitch."""
    chance = np.random.default_rng([18, number])
    pose, ahead = bowing(figure, chance)
    parts, placed = figure.pose(pose)
    unit_m, found = figure.eye_distance, []
    for _ in range(SIDES):
        way, distance = camera(chance), unit_m * chance.uniform(14, 26)
        view = float(np.degrees(2 * np.arctan(unit_m * chance.uniform(WIDE[0] / 2, WIDE[1] / 2) / distance)))
        target = placed["mid_eye"] + np.array([0, 0, -0.4 * unit_m])
        shot = painter.shoot(figure, parts, target + way * distance, target, view, sunlight(chance))
        scene = Covering(np.where(shot[..., 3:] > 0, shot[..., :3], background(chance)), chance)
        if chance.random() < BEFORE:
            unit_px = unit_m / (2 * np.tan(np.radians(view / 2)) * distance) * SIDE
            at = np.full(2, SIDE / 2) + chance.normal(0, 1.1, 2) * unit_px
            scale = unit_px * chance.uniform(0.6, 2.2) / (THING_SIDE * SIDE)
            scene.lay(thing(chance), at, scale=scale, turn=chance.uniform(0, 360))
        picture = np.clip(scene.picture, 0, 255).astype(np.uint8)
        found.append((cv2.resize(picture, (STORED, STORED), interpolation=cv2.INTER_AREA), *seen_from(way, ahead)))
    return found


def main(folder: Path, count: int, first: int) -> None:
    """Bake the people, then draw."""
    everybody = crowd()
    folder.mkdir(parents=True, exist_ok=True)
    painter, figures, drawn = FacePainter(), {}, []
    for number in range(first, first + count):
        who = number % PEOPLE
        if who not in figures:
            figures[who] = Figure(everybody[who])
            painter.add_figure(figures[who])
        drawn += [(*one, who) for one in draw(painter, figures[who], number)]
        if len(drawn) >= IN_A_FILE or number == first + count - 1:
            pictures, yaw, pitch, persons = zip(*drawn, strict=True)
            np.savez_compressed(
                folder / f"bowed{number:05d}.npz", pictures=pictures, yaw=yaw, pitch=pitch, person=persons
            )
            drawn = []


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(int(value) for value in (*sys.argv[2:], *("335", "0")[len(sys.argv) - 2 :])))
