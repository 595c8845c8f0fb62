"""What is held up between two heads is seen by its colour; hands, sleeves and the room are no things."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from coder.vocabulary.analysis_settings import VisionSettings
from models.following.tracklet_joining import PersonTrack
from models.measuring.head_signals import HeadSignals, head_signals
from models.measuring.presence_signals import presence
from models.measuring.things_between import strange_cells, thing_between
from models.seeing.detections import BODY, FACE, Sights

VISION = VisionSettings()
LOOKS = 60
ROOM, SKIN, SHIRT, TOY = (120, 130, 135), (150, 148, 140), (90, 165, 150), (140, 150, 185)
CHILD, CAREGIVER = 7, 17
"""Columns of the two heads, of 24; both in row 8 of 18."""
HELD = slice(30, 40)


def filmed(
    between: tuple[int, int, int], *, at: int = 12, moves: tuple[int, ...] = ()
) -> tuple[list[HeadSignals], Sights]:
    """Two people beside each other, and a colour between their heads while it is held there."""
    colours = np.empty((LOOKS, 18, 24, 3), np.uint8)
    colours[:] = ROOM
    faces = np.zeros(2 * LOOKS, FACE)
    faces["look"] = np.repeat(np.arange(LOOKS), 2)
    faces["confidence"], faces["presence"] = 0.9, 1.0
    tracks = []
    for who, column in enumerate((CHILD, CAREGIVER)):
        colours[:, 7:10, column - 1 : column + 2], colours[:, 11:17, column - 1 : column + 2] = SKIN, SHIRT
        x, y = (column + 0.5) * 640 / 24, 8.5 * 480 / 18
        mine = faces[who::2]
        mine["x"], mine["y"], mine["width"], mine["height"] = x - 35, y - 45, 70, 90
        face = np.arange(who, 2 * LOOKS, 2).astype(np.int32)
        head = np.tile(np.array([x, y, 90], np.float32), (LOOKS, 1))
        tracks.append(PersonTrack(face, np.full(LOOKS, -1, np.int32), head))
    colours[HELD, 8:10, at : at + 2] = between
    sights = Sights(
        width=640,
        height=480,
        pts_us=np.arange(LOOKS, dtype=np.int64) * 100_000,
        faces=faces,
        bodies=np.zeros(0, BODY),
        body_looked=np.zeros(LOOKS, np.bool_),
        colours=colours,
        camera_moved=np.isin(np.arange(LOOKS), moves),
    )
    return [head_signals(track, presence(track, sights, VISION), sights, VISION) for track in tracks], sights


def areas(heads: list[HeadSignals], sights: Sights) -> np.ndarray:
    both = np.ones(LOOKS, np.bool_)
    return thing_between(heads[0], heads[1], strange_cells(heads, sights), sights, both).value


def test_a_toy_between_two_heads_is_seen_while_it_is_held_there():
    area = areas(*filmed(TOY))
    cells = 4 * (640 / 24) * (480 / 18)
    assert area[HELD] == pytest.approx(cells / 99**2, rel=0.01)  # a head is 1.1 times as wide as its face is high
    assert not np.delete(area, np.arange(30, 40)).any()


@pytest.mark.parametrize("colour", [SKIN, SHIRT, ROOM])
def test_a_hand_a_sleeve_and_the_room_are_no_thing(colour):
    assert not areas(*filmed(colour)).any()


def test_the_wall_behind_somebody_who_gets_up_is_no_thing():
    """They sat there all the time, so that nobody knows the wall there: it looks like the wall beside it, or stays."""
    for wall in (ROOM, TOY):
        heads, sights = filmed(ROOM)
        colours = sights.colours.copy()
        colours[:35, 7:17, 11:14], colours[35:, 7:17, 11:14] = SHIRT, wall
        assert not areas(heads, replace(sights, colours=colours)).any()


def test_what_is_not_on_the_way_between_them_is_not_between():
    assert not areas(*filmed(TOY, at=21)).any()


def test_a_room_is_learned_anew_once_the_camera_stood_elsewhere():
    heads, sights = filmed(ROOM)
    elsewhere = sights.colours.copy()
    elsewhere[50:, :, 10:14] = TOY  # the sofa that comes into view
    assert areas(heads, replace(sights, colours=elsewhere)).any()
    assert not areas(heads, replace(sights, colours=elsewhere, camera_moved=np.arange(LOOKS) == 50)).any()


def test_without_colours_nothing_is_said():
    heads, sights = filmed(TOY)
    bare = replace(sights, colours=np.zeros((0, 0, 0, 3), np.uint8))
    assert np.isnan(areas(heads, bare)).all()
