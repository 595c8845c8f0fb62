"""Clothes carry a person on who turned round or bent down; colours that are not their own say nothing."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import cv2
import numpy as np
import pytest

from coder.vocabulary.analysis_settings import RuleSettings, VisionSettings
from models.following.camera_motion import camera_moved, small_picture
from models.following.clothes import clothes
from models.following.tracklet_joining import PersonTrack
from models.measuring import measure
from models.measuring.presence_signals import presence
from models.seeing.detections import BODY, FACE, Sights
from tests.models.test_signals import SOURCES

VISION, RULES = VisionSettings(), RuleSettings()
LOOKS = 100
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


def again(track: PersonTrack, sights: Sights, times: int) -> tuple[PersonTrack, Sights]:
    """The same, several times over."""
    faces = np.concatenate([sights.faces] * times)
    faces["look"] += np.repeat(np.arange(times) * LOOKS, len(sights.faces)).astype(np.int32)
    rows = [np.where(track.face < 0, -1, track.face + n * len(sights.faces)) for n in range(times)]
    longer = replace(
        sights,
        pts_us=np.arange(times * LOOKS, dtype=np.int64) * 100_000,
        faces=faces,
        body_looked=np.zeros(times * LOOKS, np.bool_),
        camera_moved=np.zeros(times * LOOKS, np.bool_),
        colours=np.tile(sights.colours, (times, 1, 1, 1)),
    )
    nobody = np.full(times * LOOKS, -1, np.int32)
    return PersonTrack(np.concatenate(rows).astype(np.int32), nobody, np.tile(track.head, (times, 1))), longer


def test_a_long_recording_takes_little_more_memory_than_its_colours():
    track, sights = again(*seen(), 80)
    tracemalloc.start()
    found = clothes(track, sights, VISION)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found is not None
    assert peak < 4 * sights.colours.nbytes


def test_clothes_are_the_same_in_whatever_portions_they_are_measured(monkeypatch):
    track, sights = again(*seen(), 3)
    whole = clothes(track, sights, VISION)
    monkeypatch.setattr("models.following.clothes.PORTION", 7)
    parts = clothes(track, sights, VISION)
    assert whole is not None
    assert parts is not None
    assert whole.seen.any()
    np.testing.assert_array_equal(whole.seen, parts.seen)
    np.testing.assert_array_equal(whole.cells, parts.cells)


def test_who_is_gone_is_not_carried_on_and_not_said_to_have_left():
    track, sights = seen(hidden=range(0), gone=range(30, 60))
    view = presence(track, sights, VISION)
    assert not view.in_view[33:57].any()
    assert (view.measured["in_view"].validity[33:57] < 0.5).all()


def cloth(sights: Sights, look: int, columns: range, rows: range = range(8, 16)) -> None:
    """Paint what is seen of somebody's shirt in one look, and nothing else of it."""
    sights.colours[look] = ROOM
    sights.colours[look][np.ix_(rows, columns)] = RED


def toddler_from_behind(back: str, until: int) -> tuple[PersonTrack, Sights]:
    """A toddler at the right edge, shirt cut by the edge, who turns her back for 7 s with both hands held.

    Her back looks otherwise: at the last and first moments of it, less and less of the shirt is seen.
    """
    track, sights = seen(hidden=range(25, until), at=21)
    for look in range(LOOKS):
        since = min(look - 24, until - look) if look >= 25 else 0
        if since <= 0:
            cloth(sights, look, range(19, 24))
        elif since <= 8 and back == "bit by bit":
            cloth(sights, look, range(20, 24), range(10, 16))
        elif since <= 14 and back == "bit by bit":
            cloth(sights, look, range(21, 24), range(12, 16))
        elif since <= 20 and back == "bit by bit":
            cloth(sights, look, range(22, 24), range(12, 14))
        else:
            cloth(sights, look, range(19, 24) if back == "after a moment" and since <= 5 else range(0))
    return track, sights


@pytest.mark.parametrize("until", [95, 200])
@pytest.mark.parametrize("back", ["at once", "after a moment", "bit by bit"])
def test_a_toddler_from_behind_at_the_edge_is_never_said_to_be_gone(back, until):
    track, sights = toddler_from_behind(back, until)
    view = presence(track, sights, VISION)
    assert not view.in_view[50:70].any(), "the back looks otherwise: nobody is found"
    gone = ~view.in_view & (view.measured["in_view"].validity >= 0.5)
    assert not gone.any()


@pytest.mark.parametrize(("way", "out"), [(range(19, 24), False), (range(23, 28), True)])
def test_clothes_say_that_somebody_left_by_moving_over_the_side(way, out):
    """Somebody sits in the middle, goes to the right with their face away, and stops there or goes on."""
    track, sights = seen(hidden=range(20, 100), at=12)
    for look in range(LOOKS):
        share = min(max((look - 20) / 10, 0), 1)
        left = round(10 + share * (way.start - 10))
        cloth(sights, look, range(min(left, 24), min(left + 5, 24)) if look <= 31 else range(0), range(8, 14))
    view = presence(track, sights, VISION)
    assert not view.in_view[36:].any()
    assert bool((view.measured["in_view"].validity[36:] >= 0.5).all()) == out


def test_a_colour_that_flickers_in_the_room_brings_nobody_back():
    track, sights = seen(hidden=range(30, 100), gone=range(30, 100))
    for look in (50, 51, 52):
        cloth(sights, look, range(2, 6), range(2, 5))
    assert not presence(track, sights, VISION).in_view[33:].any()


def turning_at_the_side(shift: float) -> tuple[PersonTrack, Sights]:
    """Somebody at the right edge whose face shifts outward, in heads, within .3 s, and is not found any more."""
    track, sights = seen(hidden=range(30, 100), gone=range(0), at=22)
    x = 640 - 0.55 * 90
    track.head[np.isfinite(track.head[:, 0]), 0] = x
    for step, look in enumerate(range(26, 30)):
        track.head[look, 0] = x + shift * 90 * (step + 1) / 4
    return track, Sights(sights.width, sights.height, sights.pts_us, sights.faces, sights.bodies, sights.body_looked)


@pytest.mark.parametrize(("shift", "left"), [(0.25, False), (0.5, True)])
def test_a_face_that_turns_outward_at_the_edge_has_not_left_and_one_that_goes_on_has(shift, left):
    view = presence(*turning_at_the_side(shift), VISION)
    assert bool((view.measured["in_view"].validity[36:] >= 0.5).all()) == left


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


def test_a_hand_on_the_clothes_of_somebody_whose_head_is_not_found_is_on_them():
    worn, sights = seen(hidden=range(30, 60), at=12)
    middle = worn.head[0, 0]
    faces, bodies = sights.faces.copy(), np.zeros(LOOKS, BODY)
    other = np.zeros(LOOKS, FACE)
    other["look"], other["confidence"], other["presence"] = np.arange(LOOKS), 0.9, 1.0
    other["x"], other["y"], other["width"], other["height"] = 65, 55, 70, 90
    bodies["look"], bodies["confidence"] = np.arange(LOOKS), 0.5
    for joint, place in {5: (140, 190), 6: (60, 190), 7: (200, 250)}.items():
        bodies["keypoints"][:, joint] = (*place, 0.6)
    bodies["keypoints"][:, 9] = (middle - 20, 290, 0.6)
    bodies["keypoints"][45:, 9] = (150, 330, 0.6)
    together = np.concatenate([faces, other])
    order = np.argsort(together["look"], kind="stable")
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order))
    both = replace(sights, faces=together[order], bodies=bodies, body_looked=np.ones(LOOKS, np.bool_))
    own = np.where(worn.face < 0, -1, place[worn.face])
    heads = np.tile(np.array([100, 100, 90], np.float32), (LOOKS, 1))
    one = PersonTrack(place[len(faces) :], np.arange(LOOKS, dtype=np.int32), heads)
    _, tracks = measure([one, replace(worn, face=own)], [None, None], both, vision=VISION, sources=SOURCES)
    hand = next(track for track in tracks if (track.person, track.name) == ("A+B", "hand_on"))
    assert (hand.value[31:45] == 0).all()
    assert hand.valid[31:45].all()
    assert (hand.validity[31:45] < RULES.contact_validity).all()
    assert (hand.value[46:59] > RULES.touch_off_head_widths).all()
