"""Somebody who lies: the face is found by the body or in the picture turned; who stands costs nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from coder.vocabulary.analysis_settings import Settings, VisionSettings
from models.seeing.body import MoveNet
from models.seeing.face import CenterFace
from models.seeing.head_pose import five_pose
from models.seeing.look import load_models, look_at
from models.seeing.lying_faces import lying_faces

VISION = VisionSettings()
PAIR = Path(__file__).parent / "golden" / "pair.png"


@pytest.fixture(scope="module")
def upright():
    return cv2.cvtColor(cv2.imread(str(PAIR)), cv2.COLOR_BGR2RGB)


@pytest.fixture(scope="module")
def detector():
    return CenterFace()


def lain_down(points, height):
    """Points of a picture that was turned clockwise by a quarter."""
    turned = points.copy()
    turned[:, 0], turned[:, 1] = height - points[:, 1], points[:, 0]
    return turned


def head_lain_down(face, shape, quarters):
    """Middle and height of a face in a picture that was turned by a quarter, clockwise (-1) or the other way (1)."""
    x, y = face.x + face.width / 2, face.y + face.height / 2
    return np.array([shape[0] - y, x] if quarters < 0 else [y, shape[1] - x]), face.height


def lying_bodies(picture):
    height = picture.shape[0]
    return [
        replace(
            body,
            keypoints=lain_down(body.keypoints, height),
            x=height - body.y - body.height,
            y=body.x,
            width=body.height,
            height=body.width,
            confidence=0.9,
        )
        for body in MoveNet().bodies(picture)
    ]


def test_a_lying_face_is_found_where_the_upright_one_would_be(upright, detector):
    bodies, faces = lying_bodies(upright), detector.detect(upright)
    lying = np.ascontiguousarray(np.rot90(upright, -1))
    found, asked = lying_faces(lying, bodies, [], detector=detector, vision=VISION)
    assert asked == 1
    assert found
    for face in found:
        wanted = [lain_down(one.landmarks, upright.shape[0]) for one in faces]
        apart = [float(np.abs(face.landmarks - points).mean()) for points in wanted]
        known = faces[int(np.argmin(apart))]
        assert min(apart) < 0.08 * known.height
        assert face.height == pytest.approx(known.height, rel=0.15)
        assert np.degrees(face.turn) == pytest.approx(90, abs=45)


def test_who_stands_or_shows_a_face_is_not_asked_again(upright, detector):
    bodies, faces = MoveNet().bodies(upright), detector.detect(upright)
    assert lying_faces(upright, bodies, faces, detector=detector, vision=VISION) == ([], 0)
    lying = np.ascontiguousarray(np.rot90(upright, -1))
    shown = [replace(face, x=upright.shape[0] - face.y - face.height, y=face.x) for face in detector.detect(upright)]
    assert lying_faces(lying, lying_bodies(upright), shown, detector=detector, vision=VISION) == ([], 0)


@pytest.mark.parametrize("quarters", [-1, 1])
def test_who_lies_unseen_but_for_the_face_is_found_in_the_picture_turned_to_either_side(upright, detector, quarters):
    """Under a blanket, or behind a toy, the body model sees nobody."""
    lying = np.ascontiguousarray(np.rot90(upright, quarters))
    found, asked = lying_faces(lying, [], [], detector=detector, vision=VISION)
    assert asked == 2
    assert found
    assert {round(float(np.degrees(face.turn))) for face in found} == {-90 * quarters}
    heads = [head_lain_down(one, upright.shape, quarters) for one in detector.detect(upright)]
    for face in found:
        middle = np.array([face.x + face.width / 2, face.y + face.height / 2])
        apart, height = min((float(np.hypot(*(middle - place))), height) for place, height in heads)
        assert apart < 0.1 * height
        assert face.height == pytest.approx(height, rel=0.2)


def test_a_picture_is_turned_only_where_fewer_than_two_show_their_faces_and_bodies_are_looked_for(upright, detector):
    faces = detector.detect(upright)
    assert len(faces) == 2
    assert lying_faces(upright, None, [], detector=detector, vision=VISION) == ([], 0)
    # An upright face is not found a second time, nor is anything else, in the picture turned.
    one, other = faces
    alone = upright.copy()
    alone[:, slice(0, upright.shape[1] // 2) if other.x < one.x else slice(upright.shape[1] // 2, None)] = 128
    assert lying_faces(alone, [], [one], detector=detector, vision=VISION) == ([], 2)
    assert lying_faces(np.zeros((0, 0, 3), np.uint8), [], [], detector=detector, vision=VISION) == ([], 0)


def test_an_upright_look_is_what_it_was(upright, detector):
    look = look_at(upright, 0, models=load_models(Settings()), vision=VISION, with_bodies=True, with_eyes=False)
    boxes = detector.detect(upright)
    assert look.runs[detector.model] == 1
    assert len(look.faces) == len(boxes)
    for row, box in zip(look.faces, boxes, strict=True):
        np.testing.assert_allclose(row["five_pose"], five_pose(box.landmarks)[:3], atol=1e-3)
