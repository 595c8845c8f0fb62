"""One rendered person: baked shape in, posed vertices of every drawn part out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from geometry import Array, axis_angle, bend_arm, frame, head_rotation, part_of, smooth_normals, smoothstep, unit
from people import Person

BUILD = Path(__file__).resolve().parent / "build"

NECK_SHARE = {"neck01": 0.2, "neck02": 0.35, "neck03": 0.5, "head": 1.0}
"""How much of a head turn each bone has reached, from the trunk upward."""

SPINE_SHARE = {"spine05": 0.1, "spine04": 0.35, "spine03": 0.6, "spine02": 0.85, "spine01": 1.0}

EYE_LIMIT_YAW, EYE_LIMIT_PITCH = 30.0, 18.0


@dataclass(frozen=True, slots=True)
class Hand:
    """Where a wrist is, and how the hand lies."""

    wrist: Array
    fingers: Array
    palm: Array
    curl: float = 18.0
    elbow: Array | None = None


@dataclass(frozen=True, slots=True)
class Pose:
    """Everything that moves in one frame. Angles in degrees in the room's frame, not the body's."""

    seat: Array
    turn: float
    head: tuple[float, float, float]
    gaze: Array
    lean: float
    bow: float
    hands: dict[str, Hand]
    face: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Part:
    """A drawn part: which base vertices, which triangles, and what stays the same from frame to frame.

    ``extra`` (n, 4) is the material's own: for skin and hair the hair cover and ear mask, for clothes the cut.
    """

    name: str
    base: Array
    faces: Array
    uv: Array
    extra: Array
    lift: Array


class Figure:
    """A baked person ready to be posed."""

    def __init__(self, person: Person) -> None:
        self.person = person
        mesh = np.load(BUILD / "mesh.npz")
        baked = np.load(BUILD / f"{person.name}.npz")
        self.bones: dict[str, int] = {str(name): i for i, name in enumerate(mesh["bones"])}
        self.parents: Array = mesh["parents"]
        self.units: dict[str, int] = {str(name): i for i, name in enumerate(baked["units"])}
        self.rest: Array = baked["rest"].astype(float)
        self.heads: Array = baked["heads"].astype(float)
        self.unit_vertices: Array = baked["unit_vertices"]
        self.unit_deltas: Array = baked["unit_deltas"].astype(np.float32)
        self.weights = np.zeros((len(self.rest), len(self.bones)), np.float32)
        np.add.at(self.weights, (np.arange(len(self.rest))[:, None], mesh["bone_index"]), mesh["bone_weight"])
        self.eye_distance = float(np.linalg.norm(self._head("eye.L") - self._head("eye.R")))
        mid_eye = (self._head("eye.L") + self._head("eye.R")) / 2
        self.head_units: Array = ((self.rest - mid_eye) / self.eye_distance).astype(np.float32)
        self.masks: Array = mesh["masks"]
        self.head_weight = self._below("head")
        self.hand_weight = {side: self._below(f"wrist.{side}") for side in "LR"}
        self.parts = self._make_parts(mesh)

    def _head(self, bone: str) -> Array:
        return self.heads[self.bones[bone]]

    def _weight_of(self, *prefixes: str) -> Array:
        columns = [i for name, i in self.bones.items() if name.startswith(prefixes)]
        return self.weights[:, columns].sum(axis=1)

    def _below(self, bone: str) -> Array:
        """Weight of a bone and all that hangs on it."""
        chosen = {self.bones[bone]}
        for i, parent in enumerate(self.parents):
            if int(parent) in chosen:
                chosen.add(i)
        return self.weights[:, sorted(chosen)].sum(axis=1)

    def _make_parts(self, mesh: dict[str, Array]) -> list[Part]:
        uv_all = mesh["uv"]
        head = self.head_weight
        neck = self._weight_of("neck") + head
        hand = self.hand_weight["L"] + self.hand_weight["R"]
        forearm = self._weight_of("lowerarm")
        clothed = 1.0 - np.clip(neck * 1.6, 0, 1) - np.clip(hand * 1.2 + forearm * (1 - self.person.sleeve), 0, 1)
        parts = []
        for name in ("skin", "eyes", "teeth", "tongue", "lashes", "clothes"):
            faces, face_uv = mesh[f"{name}_faces"], mesh[f"{name}_uv"]
            if name == "skin":
                # Skin under the clothes would poke through them; a margin keeps collar and cuffs closed.
                hidden = (clothed[faces].min(axis=1) > 0.72) | (self.rest[faces, 2].max(axis=1) < self._head("root")[2])
                faces, face_uv = faces[~hidden], face_uv[~hidden]
            if name == "clothes":
                # What the shader would cut off at collar and cuff must not cast a shadow either.
                keep = self.rest[faces, 2].min(axis=1) > self._head("root")[2] - 0.12
                keep &= clothed[faces].max(axis=1) > 0.40
                faces, face_uv = faces[keep], face_uv[keep]
            parts.append(self._part(name, faces, face_uv, uv_all, clothed))
        parts.append(self._hair(parts[0], head))
        if self.person.bob:
            faces, face_uv = mesh["long_hair_faces"], mesh["long_hair_uv"]
            keep = self.head_units[faces, 2].min(axis=1) > -2.6
            parts.append(self._part("long_hair", faces[keep], face_uv[keep], uv_all, clothed))
        return parts

    def _part(self, name: str, faces: Array, face_uv: Array, uv_all: Array, clothed: Array) -> Part:
        pairs, inverse = np.unique(np.stack([faces.ravel(), face_uv.ravel()], axis=1), axis=0, return_inverse=True)
        base = pairs[:, 0]
        extra = np.zeros((len(base), 4), np.float32)
        lift = np.zeros(len(base), np.float32)
        if name == "clothes":
            extra[:, 0] = clothed[base]
            height = float(np.ptp(self.rest[:13380, 2]))
            lift[:] = (0.003 + 0.003 * height) * (0.35 + 0.65 * smoothstep(0.4, 0.9, clothed[base]))
        if name == "long_hair":
            extra[:] = 1.0
        if name == "skin":
            extra[:, 0] = self._hair_cover(base)
        return Part(name, base, inverse.reshape(faces.shape).astype(np.int32), uv_all[pairs[:, 1]], extra, lift)

    def _hair_cover(self, base: Array) -> Array:
        """How far above the hairline a vertex lies, in eye distances; negative below it."""
        x, y, z = self.head_units[base].T
        ax = np.abs(x)
        front = self.person.hairline - 0.10 * ax**2
        # From the forehead over the temple to a short sideburn, round the ear and down to the nape.
        points_y = [0.35, 0.62, 0.84, 0.95, 1.05, 1.20, 1.45, 1.60, 2.2]
        points_z = [self.person.hairline - 0.1, 0.72, 0.22, -0.28, -0.12, 0.05, -0.10, -0.65, self.person.hair_low]
        line = np.where(y < 0.35, front, np.interp(y, points_y, points_z))
        above = z - line
        return np.where((self._below("head")[base] + self._weight_of("neck03")[base]) > 0.4, above, -1.0)

    def _hair(self, skin: Part, head: Array) -> Part:
        cover = skin.extra[:, 0]
        used = (cover[skin.faces].max(axis=1) > -0.05) & (head[skin.base][skin.faces].min(axis=1) > 0.2)
        faces = skin.faces[used]
        index, inverse = np.unique(faces, return_inverse=True)
        ear = self._mask(skin.uv[index], channel=2)
        y = self.head_units[skin.base[index], 1]
        rise = smoothstep(0.0, 0.5, cover[index]) * (1 - smoothstep(0.1, 0.5, ear))
        # Fuller at the back than over the forehead, so that the outline is not that of a cap.
        lift = self.person.hair_length * self.eye_distance * (0.06 + rise * (1.0 + 0.6 * smoothstep(0.3, 2.2, y)))
        extra = np.stack([cover[index], ear, rise, np.zeros_like(rise)], axis=1).astype(np.float32)
        part = Part(
            "hair", skin.base[index], inverse.reshape(faces.shape).astype(np.int32), skin.uv[index], extra, lift
        )
        keep = ear[part.faces].max(axis=1) < 0.35
        part.faces = part.faces[keep]
        return part

    def _mask(self, uv: Array, channel: int) -> Array:
        size = self.masks.shape[0]
        col = np.clip((uv[:, 0] * size).astype(int), 0, size - 1)
        row = np.clip(((1 - uv[:, 1]) * size).astype(int), 0, size - 1)
        return self.masks[row, col, channel] / 255.0

    def pose(self, pose: Pose) -> tuple[list[tuple[Array, Array]], dict[str, Array]]:
        """Return (positions, normals) of every part, and where the bones' heads went."""
        rotation, position = self._skeleton(pose)
        transform = np.concatenate([rotation, position[:, :, None]], axis=2).astype(np.float32)
        shaped = self._shaped(pose.face)
        blend = (self.weights @ transform.reshape(len(transform), 12)).reshape(-1, 3, 4)
        # ``position`` already holds p − R h, so a vertex goes to R v + position.
        moved = np.einsum("nij,nj->ni", blend[:, :, :3], shaped) + blend[:, :, 3]
        placed = {}
        for name, i in self.bones.items():
            placed[name] = rotation[i] @ self.heads[i] + position[i]
        placed["mid_eye"] = (placed["eye.L"] + placed["eye.R"]) / 2
        placed["head_forward"] = rotation[self.bones["head"]] @ np.array([0.0, -1.0, 0.0])
        placed["skin"] = moved[:13380]
        out = []
        normals: dict[str, Array] = {}
        for part in self.parts:
            # Hair follows the scalp; and seam vertices are doubled, so normals are taken on the undoubled mesh.
            source = self.parts[0] if part.name == "hair" else part
            if source.name not in normals:
                normals[source.name] = smooth_normals(moved, source.base[source.faces])
            n = normals[source.name][part.base]
            out.append((moved[part.base] + n * part.lift[:, None], n))
        return out, placed

    def skeleton_points(self, pose: Pose) -> dict[str, Array]:
        """Where the heads of the bones are in a pose."""
        rotation, position = self._skeleton(pose)
        return {name: rotation[i] @ self.heads[i] + position[i] for name, i in self.bones.items()}

    def _shaped(self, face: dict[str, float]) -> Array:
        shaped = self.rest.astype(np.float32).copy()
        if face:
            gains = np.zeros(len(self.units), np.float32)
            for name, value in face.items():
                gains[self.units[name]] = value * self.person.face_gain
            shaped[self.unit_vertices] += np.tensordot(gains, self.unit_deltas, axes=1)
        return shaped

    def _skeleton(self, pose: Pose) -> tuple[Array, Array]:
        """Rotation and offset of every bone, so that a vertex v of the bone goes to R v + offset."""
        z, y, x = np.array([0, 0, 1.0]), np.array([0, 1.0, 0]), np.array([1.0, 0, 0])
        count = len(self.bones)
        rotation = np.tile(np.eye(3), (count, 1, 1))
        body = axis_angle(z, pose.turn)
        trunk = axis_angle(y, pose.lean) @ axis_angle(x, pose.bow) @ body
        wanted = head_rotation(*pose.head)
        relative = trunk.T @ wanted
        fixed: dict[int, Array] = {0: body}
        for name, share in SPINE_SHARE.items():
            fixed[self.bones[name]] = part_of(trunk @ body.T, share) @ body
        for name, share in NECK_SHARE.items():
            fixed[self.bones[name]] = trunk @ part_of(relative, share)
        place = np.zeros((count, 3))
        # The seat is where the base of the neck is when the person sits upright.
        place[0] = pose.seat + body @ (self.heads[0] - self._head("neck01"))

        def solve(first: int, last: int) -> None:
            for i in range(first, last):
                parent = int(self.parents[i])
                if parent >= 0:
                    place[i] = place[parent] + rotation[parent] @ (self.heads[i] - self.heads[parent])
                    rotation[i] = fixed.get(i, rotation[parent])
                else:
                    rotation[i] = fixed[i]

        solve(0, count)
        for side, hand in pose.hands.items():
            fixed |= self._arm(side, hand, place[self.bones[f"upperarm01.{side}"]])
        for side in "LR":
            eye = self.bones[f"eye.{side}"]
            fixed[eye] = self._eye(pose.gaze - place[eye], wanted)
        solve(0, count)
        return rotation, place - np.einsum("bij,bj->bi", rotation, self.heads)

    def _arm(self, side: str, hand: Hand, shoulder: Array) -> dict[int, Array]:
        names = {k: self.bones[f"{k}.{side}"] for k in ("upperarm01", "lowerarm01", "lowerarm02", "wrist")}
        upper = self.heads[names["lowerarm01"]] - self.heads[names["upperarm01"]]
        lower = self.heads[names["wrist"]] - self.heads[names["lowerarm01"]]
        lengths = float(np.linalg.norm(upper)), float(np.linalg.norm(lower))
        out_side = 1.0 if side == "L" else -1.0
        pole = np.array([out_side * 0.7, 0.5, -0.6]) if hand.elbow is None else hand.elbow
        new_upper, new_lower = bend_arm(shoulder, hand.wrist, pole, lengths)
        hinge, new_hinge = np.cross(upper, lower), np.cross(new_upper, new_lower)
        r_upper = frame(new_upper, new_hinge) @ frame(upper, hinge).T
        r_lower = frame(new_lower, new_hinge) @ frame(lower, hinge).T
        fingers = self._head(f"finger3-1.{side}") - self._head(f"wrist.{side}")
        across = self._head(f"finger2-1.{side}") - self._head(f"finger5-1.{side}")
        palm = np.cross(fingers, across) * out_side
        r_hand = frame(hand.fingers, hand.palm) @ frame(fingers, palm).T
        fixed = {
            names["upperarm01"]: r_upper,
            names["lowerarm01"]: r_lower,
            # Half of the hand's twist is in the forearm, as in a real arm.
            names["lowerarm02"]: part_of(r_hand @ r_lower.T, 0.45) @ r_lower,
            names["wrist"]: r_hand,
        }
        axis = unit(np.cross(unit(fingers), unit(palm)))
        # At rest the fingers are spread; a hand that lies on something keeps them together.
        normal = unit(palm) * out_side
        for finger, together in zip(range(2, 6), (-8.0, -1.0, 5.0, 11.0), strict=True):
            turned = r_hand @ axis_angle(normal, together)
            for joint in range(1, 4):
                turned = turned @ axis_angle(axis, hand.curl * (0.8 if joint == 1 else 1.1))
                fixed[self.bones[f"finger{finger}-{joint}.{side}"]] = turned
        return fixed

    def _eye(self, way: Array, head: Array) -> Array:
        local = head.T @ unit(way)
        yaw = np.clip(np.degrees(np.arctan2(local[0], -local[1])), -EYE_LIMIT_YAW, EYE_LIMIT_YAW)
        pitch = np.clip(np.degrees(np.arcsin(np.clip(local[2], -1, 1))), -EYE_LIMIT_PITCH, EYE_LIMIT_PITCH)
        return head @ head_rotation(float(yaw), float(pitch))
