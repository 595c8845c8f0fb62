"""Draw the same people with lighter and darker skin, in more and in less light: what is seen of them can be compared.

``python skins.py FOLDER [PEOPLE]`` writes pictures of 640×480 as a home camera stores them, and ``faces.json``, which
says of each whose face it shows (``person``, ``age``), its ``skin`` (lightness L* of the paint), its ``light``, the
``band`` its turn lies in, ``yaw`` in degrees (toward the right of the picture), the scripted ``smile``, and where the
face is (``box``). Of one face nothing differs from picture to picture but skin and light. ``pairs.json`` says the same
of whole pairs in a room (``person`` is the pair), and where everybody's eyes are (``heads``). tools/skin_table.py
measures them; they are kept nowhere. Nobody whose face is drawn here took part in fitting anything. It needs what
faces.py needs.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import people
from bake import bake
from complexion import skinned
from faces import FacePainter, background, expression, portrait, somebody
from figure import Figure
from geometry import Array, unit
from people import Person
from render import HEIGHT, LIGHT_PROJECTION, SUN, WIDTH, Renderer, _box_projection, _look_at, project
from room import room, toys
from scripts import PLAY
from staging import Stage

SEED = 439
SKINS = (78, 62, 47, 32)
"""Lightness L* of the paint. The darkest is darker than anybody's who was drawn to fit a reading (39 and more)."""
AGES = {"infant": (-0.14, 0.03), "child": (0.06, 0.20), "adult": (0.5, 0.85)}
TURNS = {"0-40": (0.0, 40.0), "40-60": (40.0, 60.0), "60-80": (60.0, 80.0)}
EXPRESSIONS = ("rest", "rest", "smile", "smile")
STILL = ("mouthFrownLeft", "mouthPucker")
"""Faces that pull these are no faces at rest."""
FACE_PX = (40.0, 120.0)
"""Height of a face in the picture, from brows to chin: about so many eye distances ..."""
FACE_UNITS = 2.7
WIDE = 8.0
"""... where a cut-out is so many wide."""

LIGHTS = ("bright", "usual", "low", "little", "behind")
DIM = {"low": (0.4, 4.0), "little": (0.2, 5.0)}
"""Share of the usual grey values, and the camera's noise. The second is that of hard_views/dim_light.mp4."""
GLARE = 2.2
"""How much longer a camera exposes in bright light."""
AGAINST = 0.35
"""How much shorter it does before a bright window: so much of their light is left of the people."""
WINDOW = (190, 255)

EMPTY = 128
"""Grey of a picture where nothing is drawn."""
PAIRS = (("mara", "noa"), ("idris", "ayo"), ("lin", "kai"), ("ruth", "noa"), ("mara", "kai"), ("idris", "kai"))
PAIR_FRAMES = (0, 110, 250)
ROOMS = ("sage", "sand")


def crowd(count: int) -> list[tuple[Person, str]]:
    """People and their ages, the same ones every time, baked: others than those of faces.py and bowed_faces.py."""
    chance, found = np.random.default_rng(SEED), []
    for number in range(count):
        age = tuple(AGES)[number % len(AGES)]
        one = somebody(number, chance)
        shape = one.shape | {"age": float(chance.uniform(*AGES[age]))}
        if age != "adult":
            shape["gender"] = max(shape["gender"], 0.4)
            one = replace(one, stubble=0.0)
        found.append((replace(one, name=f"skin{number}", shape=shape), age))
    people.PEOPLE.update({person.name: person for person, _ in found})
    bake([person.name for person, _ in found])
    return found


def wanted_face(kind: str, chance: np.random.Generator) -> tuple[dict[str, float], float]:
    """A mouth at rest, or a smile of half its width or more."""
    while True:
        face, smile = expression(chance)
        rests = smile == 0 and face["jawOpen"] < 0.12 and not any(face.get(name, 0) > 0.1 for name in STILL)
        if (kind == "smile" and smile >= 0.5) or (kind == "rest" and rests):
            return face, smile


def exposed(picture: Array, times: float) -> Array:
    """Grey values of a picture that was exposed so many times as long."""
    out: Array = 255 * np.clip((picture / 255) ** 2.2 * times, 0, 1) ** (1 / 2.2)
    return out


def lit(picture: Array, light: str, chance: np.random.Generator) -> Array:
    """A picture as a camera stores it in some light, its noise in it."""
    out = picture.astype(np.float64)
    if light == "bright":
        out = exposed(out, GLARE)
    share, noise = DIM.get(light, (1.0, 2.5))
    return np.clip(out * share + chance.normal(0, noise, out.shape), 0, 255).astype(np.uint8)


def stored(picture: Array, light: str, number: list[int]) -> bytes:
    """A picture smeared, tinted and compressed as by a home camera: the same way for every skin and light."""
    chance = np.random.default_rng(number)
    out = picture.astype(np.float32)
    smear, blur, tint = chance.random(), float(chance.uniform(0.3, 1.1)), chance.uniform(0.92, 1.08, 3)
    quality = int(chance.integers(50, 95))
    if smear < 0.3:
        out = cv2.blur(out, (3, 1) if smear < 0.15 else (1, 3))
    out = lit(np.clip(cv2.GaussianBlur(out, (0, 0), blur) * tint, 0, 255), light, chance)
    return cv2.imencode(".jpg", out[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def laid(cutout: Array, ground: Array, corner: tuple[int, int], side: int) -> Array:
    """A cut-out, so many pixels wide, over a ground."""
    alpha = cutout[..., 3:].astype(np.float32) / 255
    small = cv2.resize(np.dstack([cutout[..., :3] * alpha, alpha]), (side, side), interpolation=cv2.INTER_AREA)
    out, (x, y) = ground.astype(np.float32), corner
    over = small[: HEIGHT - y]
    out[y : y + side, x : x + side] = out[y : y + side, x : x + side] * (1 - over[..., 3:]) + over[..., :3]
    return np.clip(out, 0, 255).astype(np.uint8)


def ground_for(light: str, wall: Array) -> Array:
    """What is behind: patches, or a window."""
    patches = cv2.resize(wall, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
    if light != "behind":
        return patches
    low, high = WINDOW
    return (low + patches.astype(np.float32) / 255 * (high - low)).astype(np.uint8)


def against(shot: Array) -> Array:
    """Somebody before a window, RGBA: the camera is set for the window."""
    dark = exposed(shot[..., :3].astype(np.float64), AGAINST)
    return np.dstack([dark.astype(np.uint8), shot[..., 3:]])


def draw_faces(folder: Path, count: int) -> None:
    """Every face, in every skin and light."""
    painter, notes = FacePainter(), []
    for number, (person, age) in enumerate(crowd(count)):
        figure = Figure(person)
        painter.add_figure(figure)
        for at, (band, kind) in enumerate((band, kind) for band in TURNS for kind in EXPRESSIONS):
            key = [SEED, number, at]
            chance = np.random.default_rng(key)
            face, smile = wanted_face(kind, chance)
            yaw = float(chance.uniform(*TURNS[band]) * chance.choice([-1, 1]))
            front = portrait(figure, face, chance, wide=(WIDE, WIDE), yaw=yaw)
            views = {"front": front, "behind": replace(front, sun=behind(chance))}
            wall, tall = background(chance), float(chance.uniform(*FACE_PX))
            side = min(round(tall * WIDE / FACE_UNITS), HEIGHT)
            corner = (int(chance.integers(0, WIDTH - side)), int(chance.integers(0, HEIGHT - side + 1)))
            # The target of the camera, in the middle of the cut-out, lies 0.6 of an eye distance below the eyes.
            middle, half = (corner[0] + side / 2, corner[1] + side / 2), tall / 2
            for skin in SKINS:
                figure.person = skinned(person, skin)
                shots = {name: view.drawn(painter, figure).copy() for name, view in views.items()}
                shots["behind"] = against(shots["behind"])
                for light in LIGHTS:
                    shot = shots["behind" if light == "behind" else "front"]
                    picture = laid(shot, ground_for(light, wall), corner, side)
                    name = f"face-{number:02d}-{at:02d}-{skin}-{light}.jpg"
                    (folder / name).write_bytes(stored(picture, light, key))
                    notes.append(
                        {
                            "picture": name,
                            "person": number,
                            "age": age,
                            "face": at,
                            "skin": skin,
                            "light": light,
                            "band": band,
                            "yaw": yaw,
                            "smile": smile,
                            "box": [middle[0] - half, middle[1] - half, tall, tall],
                        }
                    )
        print(f"{person.name}: drawn", flush=True)
        (folder / "faces.json").write_text(json.dumps(notes))


def behind(chance: np.random.Generator) -> Array:
    """Where the sun is when it is behind somebody."""
    return unit(np.array([chance.normal(0, 0.6), abs(chance.normal(0.9, 0.2)), abs(chance.normal(0.7, 0.3))]))


def draw_pairs(folder: Path) -> None:
    """Pairs in a room, the sun before them and behind them."""
    bake(sorted({name for pair in PAIRS for name in pair}))
    notes: list[dict[str, Any]] = []
    for number, pair in enumerate(PAIRS):
        seats = {
            role: replace(PLAY.seats[role], person=name)
            for role, name in zip(("caregiver", "child"), pair, strict=True)
        }
        clip = replace(PLAY, seats=seats, segments=tuple(replace(one, speech=()) for one in PLAY.segments))
        stage, renderer = Stage(clip, {}), Renderer()
        for figure in stage.figures.values():
            renderer.add_figure(figure)
        solids = room(ROOMS[number % len(ROOMS)]) + toys(clip.ball)
        window = ground_for("behind", background(np.random.default_rng([SEED, number])))
        for at in PAIR_FRAMES:
            posed = {who: stage.figures[who].pose(pose) for who, pose in stage.poses(at).items()}
            heads = {who: project(bones["mid_eye"][None])[0].tolist() for who, (_, bones) in posed.items()}
            for skin in SKINS:
                for who, figure in stage.figures.items():
                    figure.person = skinned(people.PEOPLE[seats[who].person], skin)
                drawn = [(stage.figures[who], parts) for who, (parts, _) in posed.items()]
                shine(renderer, SUN)
                picture = renderer.draw(drawn, solids)
                shine(renderer, unit(SUN * (1, -0.7, 1)))
                alone = renderer.draw(drawn, [])
                nobody = (np.abs(alone.astype(int) - EMPTY).max(2) <= 1)[..., None]
                before_window = np.where(nobody, window, exposed(alone.astype(np.float64), AGAINST).astype(np.uint8))
                for light in LIGHTS:
                    name = f"pair-{number}-{at:03d}-{skin}-{light}.jpg"
                    shown = before_window if light == "behind" else picture
                    (folder / name).write_bytes(stored(shown, light, [SEED, number, at]))
                    notes.append(
                        {"picture": name, "person": number, "frame": at, "skin": skin, "light": light, "heads": heads}
                    )
        print(f"{pair}: drawn", flush=True)
        (folder / "pairs.json").write_text(json.dumps(notes))


def shine(renderer: Renderer, sun: Array) -> None:
    """Let the light come from elsewhere."""
    middle = np.array([0.0, 0.05, 0.35])
    light = (
        LIGHT_PROJECTION if np.allclose(sun, SUN) else _box_projection(0.95, 3.0) @ _look_at(middle + sun * 1.5, middle)
    )
    renderer.scene["sun"] = tuple(sun)
    for program in (renderer.scene, renderer.shadow):
        renderer._set(program, "light_projection" if program is renderer.scene else "view_projection", light)


if __name__ == "__main__":
    where = Path(sys.argv[1])
    where.mkdir(parents=True, exist_ok=True)
    draw_faces(where, int(sys.argv[2]) if len(sys.argv) > 2 else 24)
    draw_pairs(where)
