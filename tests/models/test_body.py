"""Bodies: found where they are, and placed as the published graph places them."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.seeing.body import MoveNet
from models.seeing.estimator import BODY_KEYPOINTS, Body
from models.seeing.estimator_settings import EstimatorSettings
from tests.models.people_pictures import SAMPLE_CLIPS, frames_of, hostile_pictures, pair

GOLDEN = Path(__file__).with_name("golden")
POINT = {name: row for row, name in enumerate(BODY_KEYPOINTS)}


@pytest.fixture(scope="module")
def estimator() -> MoveNet:
    return MoveNet()


def by_side(bodies: list[Body]) -> list[Body]:
    return sorted(bodies, key=lambda body: body.x)


def test_what_follows_the_network_agrees_with_the_published_graph() -> None:
    """movenet_published.json is the whole published graph run in TensorFlow, by models/convert/check_movenet.py."""
    picture = cv2.cvtColor(cv2.imread(str(GOLDEN / "pair.png")), cv2.COLOR_BGR2RGB)
    height, width = picture.shape[:2]
    published = np.array(json.loads((GOLDEN / "movenet_published.json").read_text())["pair.png"])
    bodies = MoveNet(EstimatorSettings(body_short_side=height)).bodies(picture)
    assert len(bodies) == len(published) == 2
    for body, row in zip(bodies, published, strict=True):
        y, x, confidence = row[:51].reshape(17, 3).T
        assert body.keypoints[:, 0] == pytest.approx(x * width, abs=0.01)
        assert body.keypoints[:, 1] == pytest.approx(y * height, abs=0.01)
        # The published graph lends a person the confidence of a neighbour's keypoint; ours is the person's own.
        assert body.keypoints[:, 2] == pytest.approx(confidence, abs=0.01)
        assert body.confidence == pytest.approx(row[55], abs=0.002)
        top, left, bottom, right = row[51:55] * [height, width, height, width]
        box = [body.x, body.y, body.x + body.width, body.y + body.height]
        assert box == pytest.approx([left, top, right, bottom], abs=0.01)


def test_what_is_said_of_a_place_hangs_on_no_other_place_that_is_asked_about(estimator: MoveNet) -> None:
    chance = np.random.default_rng(0)
    around = chance.normal(size=(24, 14, 18)).astype(np.float32)
    places = chance.integers(0, (12, 16), (20, 2))
    together = estimator._at(around, places, "box_size", "keypoint_offset")
    alone = [estimator._at(around, place[None], "box_size", "keypoint_offset") for place in places]
    for head, each in zip(together, zip(*alone, strict=True), strict=True):
        assert np.array_equal(head, np.concatenate(each))


def test_both_people_are_found_and_nobody_else(estimator: MoveNet) -> None:
    for picture in frames_of(SAMPLE_CLIPS / "play.mp4", 60):
        adult, child = by_side(estimator.bodies(picture))
        for body in (adult, child):
            head, shoulders = (
                body.keypoints[POINT["nose"]],
                body.keypoints[POINT["left_shoulder"] : POINT["right_shoulder"] + 1],
            )
            assert head[1] < shoulders[:, 1].min()
            # They face the camera: the person's own left is on the picture's right.
            assert shoulders[0, 0] > shoulders[1, 0]
        assert adult.height > child.height


def test_boxes_stay_in_the_picture_and_hold_the_keypoints(estimator: MoveNet) -> None:
    height, width = pair().shape[:2]
    for body in estimator.bodies(pair()):
        assert 0 <= body.x < body.x + body.width <= width + 1e-6
        assert 0 <= body.y < body.y + body.height <= height + 1e-6
        seen = body.keypoints[body.keypoints[:, 2] > 0.3]
        assert len(seen) >= 5
        slack = 0.1 * body.height
        assert (seen[:, 0] > body.x - slack).all()
        assert (seen[:, 0] < body.x + body.width + slack).all()


@pytest.mark.parametrize("times", [2, 3])
def test_a_picture_of_more_pixels_gives_the_same_bodies_in_its_own_pixels(estimator: MoveNet, times: int) -> None:
    big = pair().repeat(times, 0).repeat(times, 1)
    for one, other in zip(by_side(estimator.bodies(pair())), by_side(estimator.bodies(big)), strict=True):
        sure = one.keypoints[:, 2] > 0.3
        assert other.keypoints[sure, :2] == pytest.approx(one.keypoints[sure, :2] * times, abs=1.5 * times)


@pytest.mark.parametrize(("right", "down"), [(32, 0), (0, 64), (64, 32)])
def test_bodies_move_with_the_picture(right: int, down: int) -> None:
    """At full size nothing is resized: shifted by whole cells, people are where they were, plus the shift."""
    picture = cv2.resize(pair(), (320, 240), interpolation=cv2.INTER_AREA)
    shifted = cv2.copyMakeBorder(picture, down, 0, right, 0, cv2.BORDER_REPLICATE)
    before = MoveNet(EstimatorSettings(body_short_side=240)).bodies(picture)
    after = MoveNet(EstimatorSettings(body_short_side=min(240 + down, 320 + right))).bodies(shifted)
    for one, other in zip(by_side(before), by_side(after), strict=True):
        sure = one.keypoints[:, 2] > 0.4
        assert sure.sum() >= 4
        assert other.keypoints[sure, :2] - one.keypoints[sure, :2] == pytest.approx(
            np.tile([right, down], (sure.sum(), 1)), abs=6
        )


def test_bodies_come_surest_first_and_above_the_threshold() -> None:
    bodies = MoveNet(EstimatorSettings(body_confidence=0.01)).bodies(pair())
    confidences = [body.confidence for body in bodies]
    assert 2 <= len(bodies) <= 6
    assert confidences == sorted(confidences, reverse=True)
    assert min(confidences) >= 0.01


@pytest.mark.parametrize("name", hostile_pictures())
def test_any_picture_is_looked_at(name: str, estimator: MoveNet) -> None:
    assert estimator.bodies(hostile_pictures()[name]) == []


def test_a_view_gives_what_its_copy_gives(estimator: MoveNet) -> None:
    view = np.asfortranarray(pair())[:, ::-1]
    for one, other in zip(estimator.bodies(view), estimator.bodies(np.ascontiguousarray(view)), strict=True):
        assert (one.keypoints == other.keypoints).all()


@pytest.mark.realdata
def test_heads_and_bodies_of_the_rendered_pair_are_where_the_truth_says(realdata: Path, estimator: MoveNet) -> None:
    frames = json.loads((realdata / "synthetic" / "truth.json").read_text())["frames"]
    for index, picture in enumerate(frames_of(realdata / "synthetic" / "demo.mp4", 50)):
        truth, bodies = frames[index * 50], estimator.bodies(picture)
        for who in ("adult_head", "child_head"):
            left, top, right, bottom = truth[who]
            if right < 40:
                continue
            noses = [body.keypoints[POINT["nose"]] for body in bodies]
            assert any(left < x < right and top < y < bottom for x, y, _ in noses), (index, who)


@pytest.mark.realdata
def test_nobody_is_seen_in_empty_places_and_one_person_alone_is_one(realdata: Path, estimator: MoveNet) -> None:
    for picture in frames_of(realdata / "clips" / "pyfeat_no_face.mp4", 20):
        assert estimator.bodies(picture) == []
    counts = [
        len(estimator.bodies(picture))
        for picture in frames_of(realdata / "clips" / "intel_one-by-one-person-detection.mp4", 90)
    ]
    assert set(counts) == {0, 1}


@pytest.mark.realdata
def test_a_mother_and_her_toddler_are_two(realdata: Path, estimator: MoveNet) -> None:
    clip = realdata / "clips" / "3dC3SQ.joke1.rep2.take1.TearingPaper_h265.mp4"
    counts = [len(estimator.bodies(picture)) for picture in frames_of(clip, 10)]
    assert np.mean([count == 2 for count in counts]) >= 0.85
