"""Draw single faces of people drawn at random: every age, skin, light and turn, smiling or not.

``python faces.py FOLDER [FACES]`` writes files of 200 faces each: ``pictures`` (n, 256, 256, 3) uint8, and for each
its ``yaw`` in degrees (toward the right of the picture), scripted ``smile`` (0 to about 1), ``jaw`` and ``skin``, the
lightness L* of its paint: as many are dark as light. They are what models/convert/smile.py is fitted to, and are not
kept in the repository. It needs what make_clips.py needs, and OpenCV.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import moderngl
import numpy as np
import people
from bake import bake
from complexion import skinned
from figure import Figure, Pose
from geometry import Array, head_rotation, unit
from people import Person
from render import Renderer, _box_projection, _look_at, _perspective

SIDE, STORED = 384, 256
PEOPLE = 80
EACH = 12
"""Faces of one person in a row."""
IN_A_FILE = 200
CHILDREN = 0.55
SKINS = (24.0, 82.0)
"""Lightness L* of the darkest and the lightest skin. Every next row of faces is one golden section further, round and
round, so that a person is drawn with skins of all kinds, and each lightness as often as any other."""
GOLDEN = 0.618034
SKIN_SEED = 451
HAIR = ((0.055, 0.026, 0.014), (0.15, 0.075, 0.03), (0.012, 0.010, 0.009), (0.35, 0.24, 0.10), (0.42, 0.41, 0.40))


def somebody(number: int, chance: np.random.Generator) -> Person:
    """A person of random age, descent, colours and clothes."""
    african, asian, caucasian = chance.dirichlet([0.8, 0.8, 0.8])
    child = chance.random() < CHILDREN
    skin = np.array([0.80, 0.53, 0.42]) * (1 - african) + np.array([0.24, 0.12, 0.075]) * african
    skin = np.clip(skin * chance.uniform(0.75, 1.15) + chance.normal(0, 0.02, 3), 0.02, 0.95)
    lips = np.clip(skin * (0.82, 0.52, 0.55) * chance.uniform(0.8, 1.15) + chance.normal(0, 0.02, 3), 0.02, 0.95)
    hair = HAIR[chance.integers(len(HAIR))] if max(african, asian) < 0.5 else HAIR[2]
    male = chance.random() < 0.4
    return Person(
        name=f"face{number}",
        shape={
            "age": float(chance.uniform(-0.12, 0.16) if child else chance.uniform(0.5, 0.85)),
            "gender": 0.0 if male and not child else float(chance.uniform(0.4, 1)),
            "muscle": float(chance.uniform(0.3, 0.6)),
            "weight": float(chance.uniform(0.3, 0.75)),
            "height": float(chance.uniform(0.3, 0.6)),
            "proportions": float(chance.uniform(0.4, 0.6)),
            "african": float(african),
            "asian": float(asian),
            "caucasian": float(caucasian),
        },
        skin=tuple(skin),
        lips=tuple(lips),
        hair=hair,
        iris=(0.1, 0.06, 0.03),
        top=tuple(chance.uniform(0.03, 0.8, 3)),
        stripe=tuple(chance.uniform(0.03, 0.8, 3)),
        stripe_width=float(chance.choice([0, 0, 0.03])),
        hair_length=float(chance.uniform(0.03, 0.17)),
        hair_low=float(chance.uniform(-0.9, -0.6)),
        hairline=float(chance.uniform(1.0, 1.3)),
        combed_back=bool(chance.random() < 0.3),
        curly=bool(chance.random() < 0.25),
        brow=float(chance.uniform(0.4, 1.1)),
        bob=bool(not male and chance.random() < (0.25 if child else 0.6)),
        stubble=float(chance.uniform(0, 0.5)) if male and not child else 0.0,
        sleeve=0.5,
    )


def expression(chance: np.random.Generator) -> tuple[dict[str, float], float]:
    """Face units, and how much of a smile they are; half of the faces do not smile but talk, gape, pout or frown."""
    face: dict[str, float] = {}

    def both(name: str, value: float) -> None:
        for side in ("Left", "Right"):
            face[name + side] = max(0.0, float(value * chance.uniform(0.85, 1.15)))

    smile, kind = 0.0, chance.random()
    if kind < 0.5:
        smile = float(chance.uniform(0.25, 1.15))
        both("mouthSmile", 1.2 * smile * chance.uniform(0.8, 1.1))
        both("mouthStretch", 0.3 * smile * chance.uniform(0, 1.5))
        both("cheekSquint", 0.7 * smile * chance.uniform(0.3, 1.3))
        both("mouthDimple", 0.3 * smile * chance.uniform(0, 1.5))
        both("eyeSquint", 0.35 * smile * chance.uniform(0, 1.5))
        both("mouthUpperUp", 0.35 * smile * chance.uniform(0, 1.6))
        open_to = chance.choice([chance.uniform(0, 0.12), chance.uniform(0.1, 0.4), chance.uniform(0.3, 0.8)])
        face["jawOpen"] = float(open_to) * min(1.0, 0.4 + smile)
    elif kind < 0.67:
        face["jawOpen"] = float(chance.uniform(0, 0.1))
    elif kind < 0.85:
        face["jawOpen"] = float(chance.uniform(0.1, 0.8))
        both("mouthLowerDown", chance.uniform(0, 0.5))
        both("mouthUpperUp", chance.uniform(0, 0.25))
    elif kind < 0.92:
        face |= {"mouthPucker": float(chance.uniform(0.1, 0.8)), "mouthFunnel": float(chance.uniform(0, 0.6))}
        face["jawOpen"] = float(chance.uniform(0, 0.4))
    else:
        both("mouthFrown", chance.uniform(0.2, 1))
        both("mouthStretch", chance.uniform(0, 0.7))
        both("browDown", chance.uniform(0, 1))
        face["jawOpen"] = float(chance.uniform(0, 0.5))
    face["browInnerUp"] = float(chance.uniform(0, 0.7))
    both("eyeBlink", chance.uniform(0, 1) if chance.random() < 0.25 else chance.uniform(0, 0.2))
    return face, smile


def background(chance: np.random.Generator) -> Array:
    """Patches of colour, sharp or soft."""
    many = int(chance.integers(2, 9))
    patches = chance.uniform(0, 1, (many, many, 3)) * chance.uniform(0.2, 1) + chance.uniform(0, 0.6, 3)
    way = (cv2.INTER_NEAREST, cv2.INTER_CUBIC)[chance.integers(2)]
    wide = cv2.resize(np.clip(patches, 0, 1).astype(np.float32), (SIDE, SIDE), interpolation=way)
    return np.clip(wide * 255, 0, 255).astype(np.uint8)


class FacePainter(Renderer):
    """Draws one head, near, from any direction of light, on a ground of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.near = self.ctx.texture((SIDE, SIDE), 4)
        self.near_frame = self.ctx.framebuffer(self.near, self.ctx.depth_renderbuffer((SIDE, SIDE)))

    def shoot(
        self, figure: Figure, parts: list[tuple[Array, Array]], eye: Array, target: Array, view: float, sun: Array
    ) -> Array:
        """RGBA uint8 (side, side, 4), alpha 0 where nobody is."""
        for mesh, (points, normals) in zip(self.figures[figure.person.name], parts, strict=True):
            mesh.write(points, normals)
        light = _box_projection(0.4, 3.0) @ _look_at(target + sun * 1.5, target)
        self._set(self.scene, "view_projection", _perspective(view, 1, 0.2, 6) @ _look_at(eye, target))
        self._set(self.scene, "light_projection", light)
        self._set(self.shadow, "view_projection", light)
        self.scene["camera"], self.scene["sun"] = tuple(eye), tuple(sun)
        self._draw_shadow([(figure, parts)], [])
        self.near_frame.use()
        self.near_frame.clear(0, 0, 0, 0)
        self.ctx.enable(moderngl.DEPTH_TEST)
        self.depth.use(1)
        self.scene["shadow_map"], self.scene["masks"] = 1, 0
        self._draw_person(figure)
        self.ctx.disable(moderngl.DEPTH_TEST)
        return np.frombuffer(self.near_frame.read(components=4), np.uint8).reshape(SIDE, SIDE, 4)[::-1]


@dataclass(frozen=True, eq=False)
class Portrait:
    """A head before the camera: its parts, where it is turned (degrees), and where camera and sun are (metres).

    ``unit_px`` is an eye distance in the picture, in pixels.
    """

    parts: list[tuple[Array, Array]]
    yaw: float
    eye: Array
    target: Array
    view: float
    sun: Array
    unit_px: float

    def drawn(self, painter: FacePainter, figure: Figure) -> Array:
        """Return it as the painter draws it, RGBA."""
        return painter.shoot(figure, self.parts, self.eye, self.target, self.view, self.sun)


def portrait(
    figure: Figure,
    face: dict[str, float],
    chance: np.random.Generator,
    *,
    wide: tuple[float, float],
    yaw: float | None = None,
) -> Portrait:
    """Turn a head at random, or by ``yaw``, and set a camera before it, whose picture is so many eye distances
    ``wide``."""
    if yaw is None:
        yaw = float(chance.choice([chance.uniform(0, 40), chance.uniform(30, 90), chance.uniform(50, 95)]))
    pitch, roll = float(chance.normal(-6, 11)), float(chance.normal(0, 9))
    eyes = head_rotation(yaw + chance.uniform(-25, 25), pitch + chance.uniform(-15, 10))
    pose = Pose(
        seat=np.zeros(3),
        turn=yaw * chance.uniform(0.3, 0.9),
        head=(yaw, pitch, roll),
        gaze=np.zeros(3),
        lean=float(chance.normal(0, 5)),
        bow=float(chance.normal(4, 6)),
        hands={},
        face=face,
    )
    bones = figure.skeleton_points(pose)
    middle = (bones["eye.L"] + bones["eye.R"]) / 2
    parts, _ = figure.pose(replace(pose, gaze=middle + eyes @ np.array([0, -1.0, 0])))
    unit_m = figure.eye_distance
    distance = unit_m * chance.uniform(14, 26)
    view = float(np.degrees(2 * np.arctan(unit_m * chance.uniform(wide[0] / 2, wide[1] / 2) / distance)))
    target = middle + np.array([0, 0, -0.6 * unit_m])
    unit_px = unit_m / (2 * np.tan(np.radians(view / 2)) * distance) * SIDE
    return Portrait(parts, yaw, target + np.array([0, -distance, 0]), target, view, sunlight(chance), unit_px)


def sunlight(chance: np.random.Generator) -> Array:
    """Return where the sun is: before the face and above it."""
    return unit(np.array([chance.normal(0, 1), -abs(chance.normal(0.9, 0.5)), abs(chance.normal(0.8, 0.5))]))


def draw(painter: FacePainter, figure: Figure, chance: np.random.Generator) -> tuple[Array, float, float, float]:
    """One face: picture, yaw, smile, jaw."""
    face, smile = expression(chance)
    one = portrait(figure, face, chance, wide=(4.0, 5.2))
    shot = one.drawn(painter, figure)
    picture = np.where(shot[..., 3:] > 0, shot[..., :3], background(chance))
    return cv2.resize(picture, (STORED, STORED), interpolation=cv2.INTER_AREA), one.yaw, smile, face["jawOpen"]


def baked_crowd() -> list[Person]:
    """Return the people who are drawn, the same ones every time, baked."""
    chance = np.random.default_rng(3)
    crowd = [somebody(number, chance) for number in range(PEOPLE)]
    people.PEOPLE.update({person.name: person for person in crowd})
    bake([person.name for person in crowd])
    return crowd


def complexion_of(row: int, person: Person) -> tuple[Person, float]:
    """A person with the skin of a row of faces, and its lightness L*."""
    chance, (darkest, lightest) = np.random.default_rng([SKIN_SEED, row]), SKINS
    skin = darkest + (lightest - darkest) * (row * GOLDEN % 1)
    one = skinned(person, skin)
    warmth, lips = chance.uniform(0.93, 1.07, 3), chance.uniform(0.8, 1.15)
    return replace(one, skin=tuple(np.array(one.skin) * warmth), lips=tuple(np.array(one.lips) * warmth * lips)), skin


def main(folder: Path, count: int) -> None:
    """Bake the people, then draw."""
    crowd = baked_crowd()
    folder.mkdir(parents=True, exist_ok=True)
    painter, drawn, figure = FacePainter(), [], None
    for number in range(count):
        person = crowd[number // EACH % PEOPLE]
        if figure is None or figure.person.name != person.name:
            figure = Figure(person)
            painter.add_figure(figure)
        figure.person, skin = complexion_of(number // EACH, person)
        drawn.append((*draw(painter, figure, np.random.default_rng(10_000 + number)), skin))
        if len(drawn) == IN_A_FILE or number == count - 1:
            names = ("pictures", "yaw", "smile", "jaw", "skin")
            values = dict(zip(names, zip(*drawn, strict=True), strict=True))
            np.savez_compressed(folder / f"faces{number // IN_A_FILE:03d}.npz", **values)
            drawn = []


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 7200)
