"""A smile is read from the whole face where a head is turned, to either side, and a mouth at rest or open is none."""

from __future__ import annotations

import math

import numpy as np
import pytest

from coder.media import Clip
from models.seeing.estimator import FaceMesh, Roi
from models.seeing.face import CenterFace, FaceMeshOnnx, MouthOnnx, roi_from_box
from tests.sample_clips.samples import load

TURNED_DEG = 40.0
EACH = 8


def seen_in(name: str, who: str, frames: list[int]) -> list[float]:
    """What the whole face says in frames in which somebody's face is found."""
    sample, detector, mesher, reader = load(name), CenterFace(), FaceMeshOnnx(), MouthOnnx()
    found = []
    with Clip.open(sample.path) as clip:
        for frame in clip.pick(frames):
            x, y, width, height = sample.value(who, "head_box")[frame.index]
            for box in detector.detect(frame.rgb):
                across, down = box.x + box.width / 2, box.y + box.height / 2
                if x <= across <= x + width and y <= down <= y + height:
                    found += [one.smile for one in reader.mouths(mesher.meshes(frame.rgb, [roi_from_box(box)]))]
    return found


@pytest.mark.parametrize(
    ("name", "who", "side"),
    [
        ("play", "caregiver", 1),
        ("play", "child", -1),
        ("mismatch_repair", "caregiver", -1),
        ("mismatch_repair", "child", 1),
        ("still_face", "caregiver", -1),
        ("still_face", "child", 1),
    ],
)
def test_a_turned_face_at_rest_and_one_that_smiles_lie_apart_on_both_sides(name, who, side):
    """These people, and their clips, took no part in the fit."""
    sample = load(name)
    yaw, smile = (np.array(sample.value(who, value)) for value in ("head_yaw", "smile"))
    turned = side * yaw > TURNED_DEG
    resting, smiling = (np.flatnonzero(turned & of) for of in (smile < 0.02, smile > 0.8))
    some = [frames[np.linspace(0, len(frames) - 1, EACH).astype(int)].tolist() for frames in (resting, smiling)]
    rest, smiles = (seen_in(name, who, sorted(set(frames))) for frames in some)
    assert len(rest) >= EACH // 2
    assert len(smiles) >= EACH // 2
    assert np.median(smiles) - np.median(rest) > 0.25
    assert np.mean([one > other for one in smiles for other in rest]) > 0.9


def test_nothing_is_said_where_the_mesh_gave_nothing_to_read():
    reader = MouthOnnx()
    assert reader.mouths([]) == []
    bare = FaceMesh(np.zeros((468, 3), np.float32), 1.0, Roi(0.0, 0.0, 10.0, 0.0))
    full = FaceMesh(bare.points, 1.0, bare.roi, np.zeros((128, 6, 6), np.float32))
    said = reader.mouths([bare, full, bare])
    assert [math.isnan(one.smile) and math.isnan(one.covered) for one in said] == [True, False, True]
