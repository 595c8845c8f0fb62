"""Draw single faces with hands and things before them, at the mouth or beside it.

``python covers.py FOLDER [FACES]`` writes files of up to 400 faces: ``pictures`` (n, 256, 256, 3) uint8, and for each
its ``yaw``, the ``person``'s number, the scripted ``smile``, ``skin`` (lightness L*, as in faces.py) and ``covered``:
the share of the lips that show to the camera which something is before, NaN where no lips show. They are what
models/convert/smile.py tells covered mouths by, and are not kept in the repository. Each face is drawn once and covered
twice; it needs what faces.py needs.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from faces import (
    EACH,
    IN_A_FILE,
    PEOPLE,
    SIDE,
    STORED,
    FacePainter,
    background,
    baked_crowd,
    complexion_of,
    expression,
    portrait,
    sunlight,
)
from figure import Figure, Hand, Pose
from geometry import Array, unit
from people import Person
from render import _look_at, _perspective

HANDS = 1000
"""Hands that are tried; about half can be cut out without the rest of the person behind them."""
HAND_SIDE = 0.4
"""Length of a cut-out hand, over the side of its picture."""
THING_SIDE = 0.5
MIDDLE = (SIDE / 2, SIDE / 2)


@dataclass(frozen=True, eq=False)
class Drawn:
    """A face, RGBA; its visible lips in pixels (n, 2); its yaw and smile; an eye distance in pixels; who it is."""

    shot: Array
    lips: Array
    yaw: float
    smile: float
    unit_px: float
    person: int


def draw(painter: FacePainter, figure: Figure, chance: np.random.Generator, person: int) -> Drawn:
    """One face, with room around it."""
    face, smile = expression(chance)
    one = portrait(figure, face, chance, wide=(4.8, 6.0))
    lips = figure._mask(figure.parts[0].uv, channel=0) > 0.5
    points, normals = (values[lips] for values in one.parts[0])
    seen = np.einsum("ij,ij->i", normals, unit(one.eye - points)) > 0.1
    camera = _perspective(one.view, 1, 0.2, 6) @ _look_at(one.eye, one.target)
    place = np.c_[points, np.ones(len(points))] @ camera.T
    across, down = place[:, 0] / place[:, 3], place[:, 1] / place[:, 3]
    pixels = np.c_[(across + 1) / 2 * SIDE, (1 - down) / 2 * SIDE]
    return Drawn(one.drawn(painter, figure), pixels[seen], one.yaw, smile, one.unit_px, person)


def hands(painter: FacePainter, crowd: list[Person], chance: np.random.Generator) -> list[Array]:
    """Hands and forearms seen from any side, cut out: RGBA, the hand in the middle."""
    found: list[Array] = []
    for number in range(HANDS):
        if number % 8 == 0:
            figure = Figure(crowd[int(chance.integers(len(crowd)))])
            figure.person, _ = complexion_of(number // 8, figure.person)
            if figure.person.name not in painter.figures:
                painter.add_figure(figure)
        unit_m = figure.eye_distance
        still = Pose(np.zeros(3), 0, (0, 0, 0), np.array([0, -1.0, 0]), 0, 0, {})
        reach = np.array([8 * chance.uniform(0.8, 1.1), -4 * chance.uniform(0.3, 1), chance.uniform(-2, 3)]) * unit_m
        hand = Hand(
            wrist=figure.skeleton_points(still)["upperarm01.L"] + reach,
            fingers=unit(chance.normal(0, 1, 3) + np.array([0, -0.2, 0.5])),
            palm=unit(chance.normal(0, 1, 3)),
            curl=float(chance.choice([chance.uniform(0, 15), chance.uniform(15, 60)])),
        )
        parts, placed = figure.pose(replace(still, hands={"L": hand}))
        middle = (placed["wrist.L"] + 2 * placed["finger3-1.L"] + placed["finger3-3.L"]) / 4
        way = unit(chance.normal(0, 1, 3) * np.array([1, 1, 0.6]) + np.array([0.6, -0.8, 0]))
        view = float(np.degrees(2 * np.arctan(4.6 / 2 / 22)))
        shot = painter.shoot(figure, parts, middle + way * 22 * unit_m, middle, view, sunlight(chance))
        half = SIDE // 2
        if (shot[..., 3] > 0).mean() < 0.24 and shot[half - 12 : half + 12, half - 12 : half + 12, 3].mean() > 128:
            found.append(np.ascontiguousarray(shot))
    return found


def texture(chance: np.random.Generator) -> Array:
    """Plain, blotched or striped, shaded from one side, some with folds."""
    kind = chance.random()
    colour = chance.uniform(0, 255, 3) if chance.random() < 0.6 else np.full(3, chance.uniform(120, 255))
    down, across = np.mgrid[:SIDE, :SIDE] / SIDE - 0.5
    if kind < 0.35:
        cloth = np.tile(colour, (SIDE, SIDE, 1))
    elif kind < 0.7:
        many = int(chance.integers(2, 10))
        patches = np.clip(colour + chance.normal(0, chance.uniform(10, 80), (many, many, 3)), 0, 255)
        way = (cv2.INTER_NEAREST, cv2.INTER_CUBIC)[chance.integers(2)]
        cloth = cv2.resize(patches.astype(np.float32), (SIDE, SIDE), interpolation=way)
    else:
        many, angle = int(chance.integers(3, 12)), chance.uniform(0, np.pi)
        stripes = np.sin((across * np.cos(angle) + down * np.sin(angle)) * np.pi * many) > 0
        cloth = np.where(stripes[..., None], colour, chance.uniform(0, 255, 3))
    angle = chance.uniform(0, 2 * np.pi)
    shade = 1 + chance.uniform(0, 0.7) * (across * np.cos(angle) + down * np.sin(angle))
    if chance.random() < 0.4:
        many = int(chance.integers(3, 8))
        folds = cv2.resize(chance.normal(0, 1, (many, many)), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
        shade = shade + chance.uniform(0.03, 0.25) * folds
    return np.clip(cloth * shade[..., None], 0, 255).astype(np.float32)


def thing(chance: np.random.Generator) -> Array:
    """A cup, a cloth, a sheet or a toy, cut out: RGBA, in the middle."""
    shape, middle, kind = np.zeros((SIDE, SIDE), np.uint8), SIDE / 2, chance.random()
    if kind < 0.3:
        top, foot, tall = chance.uniform((0.12, 0.1, 0.15), (0.24, 0.2, 0.35)) * SIDE
        corners = [(-top, -tall), (top, -tall), (foot, tall), (-foot, tall)]
        cv2.fillPoly(shape, [np.int32(np.add(corners, middle))], 255)
        rim = (int(top), int(top * chance.uniform(0.1, 0.5)))
        cv2.ellipse(shape, (int(middle), int(middle - tall)), rim, 0, 0, 360, 255, -1)
    elif kind < 0.55:
        many = int(chance.integers(4, 9))
        angles, far = np.sort(chance.uniform(0, 2 * np.pi, many)), chance.uniform(0.18, 0.42, many) * SIDE
        cv2.fillPoly(shape, [np.int32(middle + np.c_[far * np.cos(angles), far * np.sin(angles)])], 255)
    elif kind < 0.7:
        size = (chance.uniform(0.25, 0.6) * SIDE, chance.uniform(0.2, 0.5) * SIDE)
        cv2.fillPoly(shape, [np.int32(cv2.boxPoints((MIDDLE, size, 0)))], 255)
    else:
        for _ in range(int(chance.integers(2, 7))):
            _blob(shape, chance, spread=0.11, size=(0.05, 0.17), colour=255)
    cloth = texture(chance)
    if kind >= 0.7 and chance.random() < 0.7:
        for _ in range(int(chance.integers(2, 6))):
            _blob(cloth, chance, spread=0.12, size=(0.03, 0.13), colour=chance.uniform(0, 255, 3).tolist())
    return np.dstack([cloth, cv2.GaussianBlur(shape, (0, 0), 1.0)]).astype(np.float32)


def _blob(
    picture: Array, chance: np.random.Generator, *, spread: float, size: tuple[float, float], colour: object
) -> None:
    at = tuple(int(SIDE / 2 + chance.normal(0, spread) * SIDE) for _ in range(2))
    axes = tuple(int(chance.uniform(*size) * SIDE) for _ in range(2))
    cv2.ellipse(picture, at, axes, float(chance.uniform(0, 180)), 0, 360, colour, -1)


class Covering:
    """A picture that things are laid over, and what of it they cover."""

    def __init__(self, picture: Array, chance: np.random.Generator) -> None:
        self.picture = picture.astype(np.float32)
        self.covered = np.zeros((SIDE, SIDE), np.float32)
        self.chance = chance

    def lay(self, layer: Array, at: Array, *, scale: float, turn: float) -> None:
        """Lay RGBA over the picture, its middle ``at`` a pixel, with a soft shadow, mirrored half of the time."""
        chance = self.chance
        layer = layer[:, ::-1] if chance.random() < 0.5 else layer
        matrix = cv2.getRotationMatrix2D(MIDDLE, turn, scale)
        matrix[:, 2] += at - np.array(MIDDLE)
        laid = cv2.warpAffine(layer, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR)
        over = laid[..., 3:] / 255
        shadow = cv2.GaussianBlur(over, (0, 0), chance.uniform(3, 10))
        shadow = np.roll(shadow, tuple(chance.integers(-8, 9, 2).tolist()), (0, 1))
        shaded = self.picture * (1 - chance.uniform(0, 0.35) * shadow[..., None])
        self.picture = shaded * (1 - over) + laid[..., :3] * over
        self.covered = np.maximum(self.covered, over[..., 0])


def cover(drawn: Drawn, cutouts: list[Array], chance: np.random.Generator) -> tuple[Array, float]:
    """A face with nothing, a hand, a thing, or a thing in a hand before it; and how much of its lips is covered."""
    ground = np.where(drawn.shot[..., 3:] > 0, drawn.shot[..., :3], background(chance))
    scene, size = Covering(ground, chance), drawn.unit_px
    mouth = drawn.lips.mean(0) if len(drawn.lips) > 3 else MIDDLE + np.array([1.0, 0.5]) * size
    kind = chance.choice(["none", "mouth", "beside"], p=(0.38, 0.36, 0.26))
    if kind == "mouth":
        at = mouth + chance.normal(0, 0.35, 2) * size
    else:
        angle = chance.uniform(0, 2 * np.pi)
        at = mouth + np.array([np.cos(angle), np.sin(angle)]) * chance.uniform(1.0, 2.6) * size
    if kind != "none" and chance.random() < 0.55:
        hand = cutouts[chance.integers(len(cutouts))].astype(np.float32)
        if chance.random() < 0.5:
            hand = _coloured_as(hand, scene.picture, mouth)
        scene.lay(hand, at, scale=size * chance.uniform(1.1, 2.9) / (HAND_SIDE * SIDE), turn=chance.uniform(0, 360))
    elif kind != "none":
        scale = size * chance.uniform(0.7, 3.0) / (THING_SIDE * SIDE)
        scene.lay(thing(chance), at, scale=scale, turn=chance.normal(0, 40))
        if chance.random() < 0.6:
            held = at + np.array([chance.normal(0, 0.5), chance.uniform(0.2, 1)]) * scale * SIDE * 0.3
            hand = cutouts[chance.integers(len(cutouts))].astype(np.float32)
            scale = size * chance.uniform(1.2, 2.4) / (HAND_SIDE * SIDE)
            scene.lay(hand, held, scale=scale, turn=chance.uniform(0, 360))
    across, down = np.clip(drawn.lips.round().astype(int), 0, SIDE - 1).T
    share = float((scene.covered[down, across] > 0.5).mean()) if len(drawn.lips) > 3 else np.nan
    picture = np.clip(scene.picture, 0, 255).astype(np.uint8)
    return cv2.resize(picture, (STORED, STORED), interpolation=cv2.INTER_AREA), share


def _coloured_as(hand: Array, picture: Array, mouth: Array) -> Array:
    """A hand in the colour of the face beside the mouth."""
    across, down = mouth.astype(int)
    face = np.median(picture[max(down - 3, 0) : down + 4, max(across - 40, 0) : across + 40].reshape(-1, 3), 0)
    half = SIDE // 2
    core = hand[half - 20 : half + 20, half - 20 : half + 20]
    own = np.median(core[core[..., 3] > 0][:, :3], 0)
    tinted = np.clip(hand[..., :3] * (face / np.maximum(own, 8)).clip(0.4, 2.5), 0, 255)
    return np.concatenate([tinted, hand[..., 3:]], axis=2)


def main(folder: Path, count: int) -> None:
    """Bake the people, cut out hands, then draw and cover."""
    crowd = baked_crowd()
    folder.mkdir(parents=True, exist_ok=True)
    painter = FacePainter()
    cutouts, figure, found = hands(painter, crowd, np.random.default_rng(5)), None, []
    for number in range(count):
        person = number // EACH % PEOPLE
        if figure is None or figure.person.name != crowd[person].name:
            figure = Figure(crowd[person])
            painter.add_figure(figure)
        figure.person, skin = complexion_of(number // EACH, crowd[person])
        drawn = draw(painter, figure, np.random.default_rng(20_000 + number), person)
        for turn in range(2):
            picture, share = cover(drawn, cutouts, np.random.default_rng([number, turn]))
            found.append((picture, drawn.yaw, person, drawn.smile, skin, share))
        if (number + 1) % IN_A_FILE == 0 or number == count - 1:
            names = ("pictures", "yaw", "person", "smile", "skin", "covered")
            values = dict(zip(names, zip(*found, strict=True), strict=True))
            np.savez_compressed(folder / f"covers{number // IN_A_FILE:03d}.npz", **values)
            found = []


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2000)
