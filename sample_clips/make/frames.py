"""Draw a clip's frames and measure them, each different frame once: what was drawn before is kept on disk.

A frame is known by everything that decides how it looks, so stretches that come again, and runs that were
interrupted, cost nothing.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from acts import Clip, Seat
from figure import Figure, Pose
from geometry import Array, axis_angle, unit
from PIL import Image
from render import CAMERA, HEIGHT, WIDTH, Renderer, project, view_projection
from room import TABLE_TOP, Solid, blanket, held, room, toys, work
from scipy.spatial import cKDTree
from staging import Stage, State

FRAMES = Path(__file__).resolve().parent / "build" / "frames"
LOOK_VERSION = "4"
"""Raise it when paint, light or meshes change: frames drawn before are then drawn again."""


def draw_clip(clip: Clip, stage: Stage, frames: range | None = None) -> list[dict[str, Any]]:
    """Draw what is missing; return for each frame the picture's path and everybody's measures."""
    folder = FRAMES
    folder.mkdir(parents=True, exist_ok=True)
    solids = room(clip.look_of_room) + toys(clip.ball) + (work() if clip.notebook else [])
    solids += blanket() if clip.blanket else []
    renderer: Renderer | None = None
    out = []
    for frame in frames or range(clip.frames):
        poses = stage.poses(frame)
        ball, shift = stage.ball(frame, poses), stage.shift(frame)
        key = _key(clip, poses, *([] if ball is None else [ball]), *([shift] if shift else []))
        picture, notes = folder / f"{key}.png", folder / f"{key}.json"
        if not notes.exists():
            if renderer is None:
                renderer = Renderer()
                for figure in stage.figures.values():
                    renderer.add_figure(figure)
            states = {who: stage.state(frame, who) for who in poses}
            now = [held(solid, ball) if solid.name == "ball" and ball is not None else solid for solid in solids]
            view = view_projection(roll_deg=clip.roll_deg, shift=shift)
            _draw_one(stage, poses, states, now, renderer, view, picture, notes)
        out.append({"picture": picture, **json.loads(notes.read_text())})
        if frame % 50 == 0:
            print(f"  {clip.name}: frame {frame} of {clip.frames}", flush=True)
    return out


def _key(clip: Clip, poses: dict[str, Pose], *more: object) -> str:
    def plain(value: object) -> object:
        if isinstance(value, dict):
            return {str(k): plain(v) for k, v in sorted(value.items())}
        if isinstance(value, Pose):
            return {name: plain(getattr(value, name)) for name in Pose.__slots__}
        if hasattr(value, "__slots__") and not isinstance(value, np.generic):
            return {name: plain(getattr(value, name)) for name in value.__slots__}
        if value is None:
            return None
        return np.round(np.asarray(value, float), 4).tolist()

    lie = [seat.lies_deg for seat in clip.seats.values() if seat.lies_deg]
    extra = [
        *map(plain, more),
        *lie,
        *([clip.roll_deg] if clip.roll_deg else []),
        *(["blanket"] if clip.blanket else []),
    ]
    whole = [LOOK_VERSION, clip.look_of_room, clip.ball, clip.notebook, plain(poses), *extra]
    text = json.dumps(whole, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _draw_one(
    stage: Stage,
    poses: dict[str, Pose],
    states: dict[str, State],
    solids: list[Solid],
    renderer: Renderer,
    view: Array,
    picture: Path,
    notes: Path,
) -> None:
    meshes, placed = {}, {}
    for who, pose in poses.items():
        meshes[who], placed[who] = _laid(*stage.figures[who].pose(pose), stage.clip.seats[who])
    image = renderer.draw([(stage.figures[who], meshes[who]) for who in poses], solids, view)
    Image.fromarray(image).save(picture, compress_level=1)
    measures = {
        who: _measure(who, stage.figures[who], meshes, placed, states[who], stage.clip.seats[who].side, view)
        for who in poses
    }
    notes.write_text(json.dumps({"people": measures}))


def _laid(
    meshes: list[tuple[Array, Array]], placed: dict[str, Array], seat: Seat
) -> tuple[list[tuple[Array, Array]], dict[str, Array]]:
    """Somebody who lies: everything turned about the neck, in the plane of the picture."""
    if not seat.lies_deg:
        return meshes, placed
    spin, neck = axis_angle(np.array([0, 1.0, 0]), seat.lies_deg), np.array(seat.neck)
    laid = {name: (at - neck) @ spin.T + neck for name, at in placed.items()}
    laid["head_forward"] = spin @ placed["head_forward"]
    return [((points - neck) @ spin.T + neck, normals @ spin.T) for points, normals in meshes], laid


def _measure(
    who: str,
    figure: Figure,
    meshes: dict[str, list[tuple[Array, Array]]],
    placed: dict[str, dict[str, Array]],
    state: State,
    side: int,
    view: Array,
) -> dict[str, Any]:
    """What is true of one person in one frame, from the posed figure itself."""
    mine = placed[who]
    forward, eye = mine["head_forward"], mine["mid_eye"]
    ray = unit(eye - CAMERA)
    right = unit(np.cross(ray, [0, 0, 1.0]))
    up = np.cross(right, ray)
    skin, clothes = meshes[who][0][0], meshes[who][5][0]
    head = np.isin(figure.parts[0].base, np.flatnonzero(figure.head_weight > 0.5))
    box = project(skin[head], view)
    low, high = box.min(axis=0), box.max(axis=0)
    body = np.concatenate([skin, clothes])
    seen = project(body[body[:, 2] > TABLE_TOP], view)
    inside = ((seen >= 0) & (seen < [WIDTH, HEIGHT])).all(axis=1)
    hands = {s: project(mine[f"wrist.{s}"][None], view)[0].round(1).tolist() for s in "LR"}
    facing = {}
    gap = {}
    for other, theirs in placed.items():
        if other != who:
            facing[other] = float(np.degrees(np.arccos(np.clip(forward @ unit(theirs["mid_eye"] - eye), -1, 1))))
            gap[other] = _hand_gap(figure, skin, meshes[other], side)
    return {
        "yaw": round(float(np.degrees(np.arctan2(forward @ right, -(forward @ ray)))), 2),
        "pitch": round(float(np.degrees(np.arcsin(np.clip(forward @ up, -1, 1)))), 2),
        "facing": {k: round(v, 2) for k, v in facing.items()},
        "hand_gap_m": {k: round(v, 4) for k, v in gap.items()},
        "head_box": [*low.round(1).tolist(), *(high - low).round(1).tolist()],
        "wrists": hands,
        "in_picture": round(float(inside.mean()), 4),
        "jaw": round(state.jaw, 3),
        "channels": {k: round(v, 4) for k, v in state.channels.items()},
    }


def _hand_gap(figure: Figure, skin: Array, other: list[tuple[Array, Array]], side: int) -> float:
    """Metres from the nearer hand to the other's skin or clothes."""
    near = "L" if side < 0 else "R"
    hand = skin[np.isin(figure.parts[0].base, np.flatnonzero(figure.hand_weight[near] > 0.5))]
    tree = cKDTree(np.concatenate([other[0][0], other[5][0]]))
    return float(tree.query(hand[::3])[0].min())
