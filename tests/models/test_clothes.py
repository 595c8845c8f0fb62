"""Clothes carry a person on who turned round or bent down; colours that are not their own say nothing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from coder.vocabulary.settings import VisionSettings
from models.following.camera_motion import camera_moved, small_picture
from models.following.clothes import clothes
from models.following.tracklet_joining import PersonTrack
from models.measuring.presence_signals import presence
from models.seeing.detections import BODY, FACE, Sights

VISION = VisionSettings()
LOOKS = 80
ROOM, RED = (120, 130, 135), (90, 165, 150)


def seen(*, shirt=RED, room=ROOM, hidden=range(30, 60), gone=range(0), at=12) -> tuple[PersonTrack, Sights]:
    """Somebody in a shirt whose face is not found in some looks, and who is gone in others."""
    colours = np.empty((LOOKS, 18, 24, 3), np.uint8)
    colours[:] = room
    there = [i for i in range(LOOKS) if i not in gone]
    colours[np.ix_(there, range(8, 14), range(at - 2, at + 2))] = shirt
    faced = [i for i in there if i not in hidden]
    faces = np.zeros(len(faced), FACE)
    face = np.full(LOOKS, -1, np.int32)
    head = np.full((LOOKS, 3), np.nan, np.float32)
    for row, look in enumerate(faced):
        x = at * 640 / 24
        faces[row]["look"], faces[row]["confidence"], faces[row]["presence"] = look, 0.9, 1.0
        faces[row]["x"], faces[row]["y"], faces[row]["width"], faces[row]["height"] = x - 35, 105, 70, 90
        face[look], head[look] = row, (x, 150, 90)
    sights = Sights(
        width=640,
        height=480,
        pts_us=np.arange(LOOKS, dtype=np.int64) * 100_000,
        faces=faces,
        bodies=np.zeros(0, BODY),
        body_looked=np.zeros(LOOKS, np.bool_),
        colours=colours,
    )
    return PersonTrack(face, np.full(LOOKS, -1, np.int32), head), sights


def test_who_turns_round_is_still_in_the_picture():
    track, sights = seen()
    view = presence(track, sights, VISION)
    assert view.in_view.all()
    assert (view.measured["in_view"].validity >= 0.5).all()


def test_who_is_gone_is_not_carried_on_and_not_said_to_have_left():
    track, sights = seen(hidden=range(0), gone=range(30, 60))
    view = presence(track, sights, VISION)
    assert not view.in_view[33:57].any()
    assert (view.measured["in_view"].validity[33:57] < 0.5).all()


@pytest.mark.parametrize("room", [RED, (92, 163, 152)])
def test_a_shirt_of_the_colour_of_the_room_says_nothing(room):
    track, sights = seen(room=room)
    assert clothes(track, sights, VISION) is None
    assert not presence(track, sights, VISION).in_view[35:55].any()


def test_colours_are_not_needed():
    track, sights = seen()
    bare = Sights(sights.width, sights.height, sights.pts_us, sights.faces, sights.bodies, sights.body_looked)
    assert not presence(track, bare, VISION).in_view[35:55].any()


def small_grey(picture: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(small_picture(picture), cv2.COLOR_RGB2GRAY)


def room_picture() -> np.ndarray:
    chance = np.random.default_rng(3)
    picture = np.full((240, 320, 3), 90, np.uint8)
    for _ in range(60):
        x, y = chance.integers(0, 300), chance.integers(0, 220)
        picture[y : y + 16, x : x + 18] = chance.integers(0, 255, 3)
    return picture


def test_a_camera_that_moves_moves_everything():
    room = room_picture()
    before = small_grey(room)
    assert not camera_moved(before, before)
    assert camera_moved(before, small_grey(np.roll(room, (4, 10), (0, 1))))


def test_a_person_who_moves_is_no_camera():
    room, walked = room_picture(), room_picture()
    room[60:240, 40:150] = walked[60:240, 60:170] = np.random.default_rng(5).integers(0, 255, (180, 110, 3))
    assert not camera_moved(small_grey(room), small_grey(walked))


def test_a_picture_without_corners_says_nothing():
    wall = np.full((240, 320, 3), 120, np.uint8)
    assert not camera_moved(small_grey(wall), small_grey(wall))
    assert not camera_moved(small_grey(wall[:0]), small_grey(wall))
    assert not camera_moved(small_grey(wall), small_grey(wall[:, :80]))
