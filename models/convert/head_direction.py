"""Make models/weights/head_direction.onnx: where a head points, from what the face mesh's network made of the whole face.

``python head_direction.py FACES`` in this folder, in the environment of smile.py. FACES is a folder of the files that
``sample_clips/make/bowed_faces.py`` draws: rendered heads bowed and raised at every turn, whose direction is known exactly.
Each is found, cut out and given to the mesh as the app does it, spoilt as a home camera spoils it, and mirrored too. No
picture of a real person takes part. The direction is told in the frame of the cut-out, which was turned upright by the
detector's five points: what they get wrong of a bowed head in profile can then be seen, as the cut-out is askew.
``--held-out`` fits to three people of four, and prints how far the rest are missed, beside the mesh's and the points' own.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from graphs import save
from onnx import TensorProto, helper, numpy_helper
from smile import cut_out, fitted, spoilt

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from models.seeing.face import CenterFace, FaceMeshOnnx
from models.seeing.head_pose import angles, five_pose, mesh_pose

KEPT_OUT = 76
"""People from this number on take no part: tests/models/test_head_direction.py shows some of them."""
LEAST_SURE = 0.25
"""Confidence of a face from which the app says where it points."""


@dataclass(frozen=True, eq=False)
class Seen:
    """Heads as the app sees them: trunks (n, 128, 6, 6), the cut-outs' ``turns`` (n,) clockwise in radians, ``truth`` (n,
    2), ``mesh`` and ``five`` (n, 2): yaw and pitch in degrees, as drawn, by the mesh and by five points; ``person`` (n,).
    """

    trunks: np.ndarray
    turns: np.ndarray
    truth: np.ndarray
    mesh: np.ndarray
    five: np.ndarray
    person: np.ndarray


def seen(folder: Path) -> Seen:
    """Look at every drawn head."""
    detector, mesher = CenterFace(), FaceMeshOnnx()
    found = [
        row
        for number, path in enumerate(sorted(folder.glob("*.npz")))
        for row in seen_in(path, number, detector, mesher)
    ]
    return Seen(*(np.array(values, np.float32) for values in zip(*found, strict=True)))


def seen_in(path: Path, number: int, detector: CenterFace, mesher: FaceMeshOnnx) -> list[tuple[object, ...]]:
    """The heads of one file, in the order of :class:`Seen`."""
    drawn, chance = np.load(path), np.random.default_rng([7, number])
    found: list[tuple[object, ...]] = []
    for picture, yaw, pitch, person in zip(*(drawn[key] for key in ("pictures", "yaw", "pitch", "person")), strict=True):
        for way in (1, -1):
            shown = spoilt(np.ascontiguousarray(picture[:, ::way]), chance)
            face = cut_out(shown, detector, chance, least_sure=LEAST_SURE, askew=0.08)
            if face is None:
                continue
            box, near = face
            mesh = mesher.meshes(shown, [near])[0]
            by_mesh, by_five = angles(mesh_pose(mesh.points)[0])[:2], five_pose(box.landmarks)[:2]
            found.append((mesh.trunk, near.angle, (way * yaw, pitch), by_mesh, by_five, person))
    return found


def direction(pose: np.ndarray) -> np.ndarray:
    """Unit vectors (n, 3) of yaw and pitch in degrees: right, down and away from the camera."""
    yaw, pitch = np.radians(pose).T
    return np.stack([np.cos(pitch) * np.sin(yaw), -np.sin(pitch), -np.cos(pitch) * np.cos(yaw)], 1)


def turned(vectors: np.ndarray, radians: np.ndarray) -> np.ndarray:
    """Vectors turned clockwise in the picture."""
    (cos, sin), (x, y, z) = (np.cos(radians), np.sin(radians)), vectors.T
    return np.stack([cos * x - sin * y, sin * x + cos * y, z], 1)


def pose_of(vectors: np.ndarray) -> np.ndarray:
    """Yaw and pitch in degrees (n, 2)."""
    x, y, z = vectors.T
    return np.degrees(np.stack([np.arctan2(x, -z), np.arctan2(-y, np.hypot(x, z))], 1))


def read(trunks: np.ndarray, turns: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Yaw and pitch in degrees (n, 2) as the app reads them."""
    return pose_of(turned(np.einsum("nchw,ochw->no", trunks, weights) + bias, turns))


def compare(heads: Seen) -> None:
    """Print the mean error of pitch and yaw, and how far a bowed head's pitch rises with the truth, for unseen people."""
    out = heads.person % 4 == 0
    aims = turned(direction(heads.truth), -heads.turns)
    whole = read(heads.trunks[out], heads.turns[out], *fitted(heads.trunks[~out], aims[~out]))
    truth = heads.truth[out]
    for low, high in ((0, 30), (30, 50), (50, 70), (70, 90), (90, 110)):
        these = (np.abs(truth[:, 0]) >= low) & (np.abs(truth[:, 0]) < high)
        print(f"turned by {low} to {high}: {these.sum()} heads of {len(np.unique(heads.person[out]))} people")
        for name, found in (("mesh", heads.mesh[out]), ("five points", heads.five[out]), ("whole face", whole)):
            off = np.abs(found[these] - truth[these]).mean(0)
            slope, bow = np.polyfit(truth[these, 1], found[these, 1], 1)[0], truth[these, 1] < -25
            miss = (found[these, 1] - truth[these, 1])[bow].mean()
            r = np.corrcoef(found[these, 1], truth[these, 1])[0, 1]
            print(f"  {name:12} pitch off {off[1]:4.1f}, yaw off {off[0]:4.1f}; slope {slope:.2f}, r {r:.2f}, bowed {miss:+.1f}")


def write(weights: np.ndarray, bias: np.ndarray) -> None:
    """One convolution over the whole trunk."""
    graph = helper.make_graph(
        [helper.make_node("Conv", ["trunk", "weights", "bias"], ["ahead"], kernel_shape=[6, 6])],
        "head_direction",
        [helper.make_tensor_value_info("trunk", TensorProto.FLOAT, ["N", 128, 6, 6])],
        [helper.make_tensor_value_info("ahead", TensorProto.FLOAT, ["N", 3, 1, 1])],
        [numpy_helper.from_array(weights, "weights"), numpy_helper.from_array(bias, "bias")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    save(model, "head_direction.onnx")


if __name__ == "__main__":
    heads = seen(Path(sys.argv[1]))
    if "--held-out" in sys.argv:
        compare(heads)
    else:
        part = heads.person < KEPT_OUT
        write(*fitted(heads.trunks[part], turned(direction(heads.truth[part]), -heads.turns[part])))
