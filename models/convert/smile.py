"""Make models/weights/smile.onnx: two linear readings of what the face mesh's network made of a face, fitted to renders.

``python smile.py FACES COVERS`` in this folder, in an environment with numpy, scipy, onnx, onnxruntime and
opencv-python-headless. FACES is a folder of the files that ``sample_clips/make/faces.py`` draws: rendered people at every
turn, smiling or not, talking, gaping and pulling faces; COVERS of those of ``sample_clips/make/covers.py``, with hands and
things before them. Each face is found, cut out and given to the mesh as the app does it, spoilt as a home camera
spoils it, and mirrored too; once more in little light, made brighter as the app does it; and, for smiles, once more
where the picture ends beside it. No picture of a real person takes part. With FACES ``-`` the smile stays as it is.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
import onnx
from graphs import WEIGHTS, save
from onnx import TensorProto, helper, numpy_helper

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from models.following.camera_motion import small_picture
from models.seeing.estimator import FaceBox, Roi
from models.seeing.face import CenterFace, FaceMeshOnnx, roi_from_box
from models.seeing.look import brighter

SHADES = 48
"""Directions in which the 128 channels vary most, that are kept: the rest fits the people who were drawn."""
STEADY = 5e3
"""Weight of the ridge."""
SMILES = 0.2
"""Scripted smile from which a face counts as smiling."""
LEAST_SURE = 0.3
"""Confidence from which a face counts as found."""
DIM, NOISE = (0.1, 0.5), (2.0, 6.0)
"""Share of its light that a picture in little light keeps, and the camera's noise in it."""
BEYOND, BEHIND = (0.03, 0.36), 0.75
"""How much of a face's square the picture lacks where it ends beside the face, and how often it ends behind the head."""
COVERED, OPEN = 0.6, 0.15
"""Share of the visible lips from which a mouth counts as covered, and up to which it does not; those between are left
out, as are faces that show no lips."""


def spoilt(picture: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """A picture as a home camera leaves it: small, smeared, dim or glaring, tinted, noisy, compressed."""
    side = picture.shape[0]
    out = cv2.resize(picture.astype(np.float32), None, fx=(f := chance.uniform(0.3, 1.0)), fy=f, interpolation=cv2.INTER_AREA)
    if chance.random() < 0.3:
        length = int(chance.integers(3, 8))
        smear = np.zeros((length, length), np.float32)
        smear[length // 2] = 1
        turn = cv2.getRotationMatrix2D((length / 2 - 0.5,) * 2, float(chance.uniform(0, 180)), 1)
        smear = cv2.warpAffine(smear, turn, (length, length))
        out = cv2.filter2D(out, -1, smear / max(float(smear.sum()), 1e-6))
    elif chance.random() < 0.5:
        out = cv2.GaussianBlur(out, (0, 0), float(chance.uniform(0.3, 1.4)))
    out = 255 * np.clip(out / 255, 0, 1) ** chance.uniform(0.6, 1.6)
    out = (out - 128) * chance.uniform(0.6, 1.5) + 128 + chance.uniform(-45, 60)
    out = out * chance.uniform(0.85, 1.15, 3)
    if chance.random() < 0.15:
        out = np.repeat(out.mean(2, keepdims=True), 3, 2)
    out = np.clip(out + chance.normal(0, chance.uniform(0, 9), out.shape), 0, 255).astype(np.uint8)
    stored = cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, int(chance.integers(25, 95))])[1]
    return cv2.resize(cv2.imdecode(stored, cv2.IMREAD_COLOR), (side, side), interpolation=cv2.INTER_LINEAR)


def cut_out(
    shown: np.ndarray, detector: CenterFace, chance: np.random.Generator, *, least_sure: float, askew: float
) -> tuple[FaceBox, Roi] | None:
    """The face in the middle of a drawn picture, and a cut-out about it, a little off, by ``askew`` radians too; None
    where none is found."""
    middle = shown.shape[1] / 2
    boxes = [box for box in detector.detect(shown) if abs(box.x + box.width / 2 - middle) < middle / 2]
    if not boxes or boxes[0].confidence < least_sure:
        return None
    roi = roi_from_box(boxes[0])
    shift = chance.normal(0, 0.03, 2) * roi.side
    near = Roi(
        roi.x + float(shift[0]),
        roi.y + float(shift[1]),
        roi.side * float(chance.uniform(0.92, 1.08)),
        roi.angle + float(chance.normal(0, askew)),
    )
    return boxes[0], near


def dimmed(picture: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """A picture that was taken in little light, and made brighter as the app makes it."""
    soft = cv2.GaussianBlur(picture, (0, 0), float(chance.uniform(0.3, 1.2))).astype(np.float32) * chance.uniform(*DIM)
    noisy = np.clip(soft + chance.normal(0, chance.uniform(*NOISE), soft.shape), 0, 255).astype(np.uint8)
    stored = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, int(chance.integers(50, 95))])[1]
    dark = cv2.imdecode(stored, cv2.IMREAD_COLOR)
    return brighter(dark, small_picture(dark))[0]


def ending(shown: np.ndarray, roi: Roi, yaw: float, chance: np.random.Generator) -> np.ndarray:
    """A picture that ends within the square about its face, behind the head more often than before it.

    ``yaw`` is the turn toward the right of the picture.
    """
    within = chance.uniform(*BEYOND) * roi.side
    if chance.random() < (BEHIND if yaw < 0 else 1 - BEHIND):
        return np.ascontiguousarray(shown[:, : int(roi.x + roi.side / 2 - within)])
    return np.ascontiguousarray(shown[:, max(int(roi.x - roi.side / 2 + within), 0) :])


def trunks(folder: Path, name: str, *, edges: bool) -> tuple[np.ndarray, np.ndarray]:
    """What the mesh's network makes of every drawn face, (faces, 128, 6, 6), and what the file says of it as ``name``."""
    detector, mesher = CenterFace(), FaceMeshOnnx()
    seen, said = [], []

    def look(shown: np.ndarray, value: float, chance: np.random.Generator) -> Roi | None:
        found = cut_out(shown, detector, chance, least_sure=LEAST_SURE, askew=0.05)
        if found is not None:
            seen.append(mesher.meshes(shown, [found[1]])[0].trunk)
            said.append(value)
        return None if found is None else found[1]

    for number, path in enumerate(sorted(folder.glob("*.npz"))):
        drawn, chance = np.load(path), np.random.default_rng(number)
        for each, (picture, yaw, value) in enumerate(zip(drawn["pictures"], drawn["yaw"], drawn[name], strict=True)):
            for mirrored, one in enumerate((picture, np.ascontiguousarray(picture[:, ::-1]))):
                shown = spoilt(one, chance)
                roi = look(shown, float(value), chance)
                if mirrored == each % 2:
                    look(dimmed(one, chance), float(value), chance)
                elif edges and roi is not None:
                    look(ending(shown, roi, -yaw if mirrored else yaw, chance), float(value), chance)
        print(f"{path.name}: looked at", flush=True)
    return np.array(seen, np.float32), np.array(said)


def fitted(seen: np.ndarray, aims: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights (k, 128, 6, 6) and biases (k,) of a ridge regression on the main directions of the channels, for ``aims`` (n,
    k) of ``seen`` (n, 128, 6, 6)."""
    middle, spread = seen.mean((0, 2, 3)), seen.std((0, 2, 3)) + 1e-3
    even = ((seen - middle[:, None, None]) / spread[:, None, None]).transpose(0, 2, 3, 1).reshape(-1, 128)
    _, axes = np.linalg.eigh(even.T @ even / len(even))
    axes = axes[:, ::-1][:, :SHADES]
    rows = (even @ axes).reshape(len(seen), -1)
    mean, level = rows.mean(0), aims.mean(0)
    centred = rows - mean
    gram = centred.T @ centred + STEADY * np.eye(rows.shape[1], dtype=np.float32)
    slope = np.linalg.solve(gram, centred.T @ (aims - level).astype(np.float32))
    weights = np.einsum("cs,kso->okc", axes, slope.reshape(36, SHADES, -1)) / spread
    bias = level - mean @ slope - np.einsum("okc,c->o", weights, middle)
    return weights.transpose(0, 2, 1).reshape(-1, 128, 6, 6).astype(np.float32), bias.astype(np.float32)


def read_from(seen: np.ndarray, holds: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights (1, 128, 6, 6) and bias of a reading that is 0 where something does not hold, and 1 where it does."""
    weights, bias = fitted(seen, holds.astype(np.float32)[:, None])
    return weights, float(bias[0])


def smile_weights(faces: str) -> tuple[np.ndarray, float]:
    """Those fitted to drawn faces, or those that are there."""
    if faces == "-":
        kept = {one.name: numpy_helper.to_array(one) for one in onnx.load(WEIGHTS / "smile.onnx").graph.initializer}
        return kept["smile_weights"], float(kept["smile_bias"][0])
    seen, smiles = trunks(Path(faces), "smile", edges=True)
    return read_from(seen, smiles > SMILES)


def cover_weights(covers: str) -> tuple[np.ndarray, float]:
    """Those fitted to drawn faces that are covered, or are not."""
    seen, share = trunks(Path(covers), "covered", edges=False)
    sure = (share > COVERED) | (share < OPEN)
    return read_from(seen[sure], share[sure] > COVERED)


def write(readings: dict[str, tuple[np.ndarray, float]]) -> None:
    """One convolution over the whole trunk for each reading."""
    graph = helper.make_graph(
        [helper.make_node("Conv", ["trunk", f"{n}_weights", f"{n}_bias"], [n], kernel_shape=[6, 6]) for n in readings],
        "smile",
        [helper.make_tensor_value_info("trunk", TensorProto.FLOAT, ["N", 128, 6, 6])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", 1, 1, 1]) for name in readings],
        [
            numpy_helper.from_array(values, f"{name}_{part}")
            for name, (weights, bias) in readings.items()
            for part, values in (("weights", weights), ("bias", np.array([bias], np.float32)))
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    save(model, "smile.onnx")


if __name__ == "__main__":
    write({"smile": smile_weights(sys.argv[1]), "covered": cover_weights(sys.argv[2])})
