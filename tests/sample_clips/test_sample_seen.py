"""What the estimators see on the clips: everybody who is there, nobody who is not, and the head where it is turned."""

from __future__ import annotations

import numpy as np
import pytest

from coder.media import Clip
from models.seeing.body import MoveNet
from models.seeing.estimator import FaceBox
from models.seeing.face import CenterFace, FaceMeshOnnx, roi_from_box
from tests.sample_clips.samples import NAMES, Sample, load

LOOKS = 12
"""Frames of each clip that are looked at; every frame was looked at when the clips were made."""

STILL = [name for name in NAMES if not name.startswith("play_")]


def _inside(face: FaceBox, box: list[float]) -> bool:
    x, y = face.x + face.width / 2, face.y + face.height / 2
    return box[0] <= x <= box[0] + box[2] and box[1] <= y <= box[1] + box[3]


def _visible(sample: Sample, who: str, frame: int) -> bool:
    """Whether the whole head is in the picture and turned to the camera enough for a mesh."""
    x, y, width, height = sample.value(who, "head_box")[frame]
    return (
        x >= 0 and y >= 0 and x + width <= 640 and y + height <= 480 and abs(sample.value(who, "head_yaw")[frame]) < 55
    )


@pytest.mark.parametrize("name", STILL)
def test_every_visible_face_is_found_with_its_mesh_and_no_other(name):
    sample = load(name)
    detector, mesher, bodies = CenterFace(), FaceMeshOnnx(), MoveNet()
    people = list(sample.truth["people"])
    yaw: list[tuple[float, float]] = []
    with Clip.open(sample.path) as clip:
        for frame in clip.pick(np.linspace(0, len(clip) - 1, LOOKS).astype(int).tolist()):
            boxes = {who: sample.value(who, "head_box")[frame.index] for who in people}
            faces = detector.detect(frame.rgb)
            assert all(any(_inside(face, box) for box in boxes.values()) for face in faces), "a face where nobody is"
            for who in people:
                if not _visible(sample, who, frame.index):
                    continue
                mine = [face for face in faces if _inside(face, boxes[who])]
                assert len(mine) == 1, f"{who} at {frame.pts_us} µs"
                (mesh,) = mesher.meshes(frame.rgb, [roi_from_box(mine[0])])
                assert mesh.presence > 0.5
                across = mesh.points[454] - mesh.points[234]
                yaw.append(
                    (float(np.degrees(np.arctan2(across[2], across[0]))), sample.value(who, "head_yaw")[frame.index])
                )
            whole = [who for who in people if sample.value(who, "in_picture")[frame.index] > 0.9]
            assert len(bodies.bodies(frame.rgb)) >= len(whole)
    seen, true = np.array(yaw).T
    assert np.corrcoef(seen, true)[0, 1] > 0.97
