"""Looks between two looks for bodies: asked for arms where a hand comes or goes, the same way however one begins."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from coder.media import Clip
from coder.vocabulary.analysis_settings import Settings
from coder.vocabulary.errors import Cancelled
from models import analysis
from models.analysis import analyze
from models.following.arms_of_people import arms_of_people
from models.following.tracklet_joining import PersonTrack
from models.look_checkpoint import Checkpoint
from models.measuring import measure
from models.seeing.detections import BODY, FACE, Look, gather
from models.seeing.hands_between import hands_between
from models.seeing.look import load_models
from tests.models.short_clips import cut
from tests.models.test_signals import SOURCES, STEP_US, VISION, body_row, face_row

LEFT, RIGHT = 200.0, 450.0
"""Where the two sit."""
ON, OFF = (450, 330), (240, 380)
"""The wrist of the one on the left: on the other's trunk, and in their own lap."""
PICTURE = np.zeros((4, 4, 3), np.uint8)


def bodies_at(wrist, *, aside: float = 0.0):
    """Two bodies; the first with a wrist where it is said, None where it is not seen."""
    joints = {0: (LEFT, 200), 5: (215, 290), 6: (165, 290), 7: (250, 300), 11: (205, 420), 12: (170, 420)}
    other = {0: (RIGHT, 200), 5: (475, 290), 6: (425, 290), 11: (465, 400), 12: (425, 400)}
    one = body_row({joint: (x + aside, y) for joint, (x, y) in (joints | ({9: wrist} if wrist else {})).items()})
    return np.array([one, body_row({joint: (x + aside, y) for joint, (x, y) in other.items()})], BODY)


def scene(wrists, *, every=3, faces=2) -> tuple[list[Look], dict[int, Look]]:
    """Looks at two who sit there; bodies at every third, and what a look between them would see if it were asked."""
    rows = np.array([face_row(0, x=LEFT), face_row(0, x=RIGHT)][:faces], FACE)
    looks, asked = [], {}
    for i, wrist in enumerate(wrists):
        with_bodies = i % every == 0
        look = Look(
            i * STEP_US,
            rows.copy(),
            bodies_at(wrist) if with_bodies else None,
            {},
            picture=None if with_bodies else PICTURE,
        )
        looks.append(look)
        asked[look.pts_us] = replace(look, arms=bodies_at(wrist))
    return looks, asked


def settled(wrists, **how) -> tuple[list[Look], list[int]]:
    """Looks as they are given on, and the numbers of those that were asked, in that order."""
    looks, answers = scene(wrists, **how)
    order = []

    def ask(look):
        assert look.picture is not None
        order.append(look.pts_us // STEP_US)
        return answers[look.pts_us]

    return list(hands_between(iter(looks), ask, VISION)), order


def test_nothing_is_asked_where_no_hand_comes_or_goes():
    for wrists in ([OFF] * 10, [ON] * 10, [None] * 10):
        given, order = settled(wrists)
        assert order == []
        assert [look.pts_us for look in given] == [i * STEP_US for i in range(10)]
        assert all(look.picture is None and look.arms is None for look in given)


@pytest.mark.parametrize(("comes_at", "asked"), [(1, [1]), (2, [1, 2]), (3, [1, 2])])
def test_a_hand_that_comes_is_looked_for_in_the_middle_first(comes_at, asked):
    given, order = settled([OFF] * comes_at + [ON] * (7 - comes_at))
    assert order == asked
    assert [look.pts_us // STEP_US for look in given if look.arms is not None] == asked
    assert all(look.picture is None for look in given)


def test_a_hand_that_goes_and_one_that_is_lost_on_the_other_are_looked_for_too():
    assert settled([ON, ON, OFF, OFF])[1] == [1, 2]
    assert settled([ON, ON, None, None])[1] == [1, 2]
    # One that was not found before may have been there long since.
    assert settled([None, None, ON, ON])[1] == []


def test_of_many_looks_between_few_are_asked():
    given, order = settled([OFF] * 6 + [ON] * 11, every=16)
    assert order == [8, 4, 6, 5]
    on = {look.pts_us // STEP_US for look in given if look.arms is not None}
    assert on == {4, 5, 6, 8}


def test_a_hand_before_ones_own_body_or_a_body_that_is_lost_asks_nothing():
    assert settled([OFF, OFF, (190, 330), (190, 330)])[1] == []
    looks, _ = scene([OFF, OFF, ON, ON])
    looks[3] = replace(looks[3], bodies=looks[3].bodies[1:])

    def never(look):
        raise AssertionError

    assert len(list(hands_between(iter(looks), never, VISION))) == 4


def test_looks_are_held_until_the_next_look_for_bodies_and_no_longer():
    looks, answers = scene([OFF] * 7)
    taken = []

    def coming():
        for look in looks:
            taken.append(look.pts_us)
            yield look

    given = hands_between(coming(), lambda look: answers[look.pts_us], VISION)
    for i in range(7):
        next(given)
        assert len(taken) <= i + 4 - i % 3


def test_of_looks_that_lie_close_few_pictures_are_held():
    looks, answers = scene([OFF] * 5 + [ON] * 5, every=9)
    close = [replace(look, pts_us=look.pts_us // 3) for look in looks]
    asked = []

    def ask(look):
        assert look.picture is not None
        asked.append(look.pts_us)
        return replace(answers[3 * look.pts_us + (-look.pts_us * 3) % STEP_US], pts_us=look.pts_us)

    assert len(list(hands_between(iter(close), ask, VISION))) == 10
    assert asked == [133_333, 200_000]


def tracks_of(sights) -> list[PersonTrack]:
    """The two of a scene, followed by hand: first the one on the left."""
    n = len(sights.pts_us)
    numbers = np.arange(n, dtype=np.int32)
    found = []
    for place, x in enumerate((LEFT, RIGHT)):
        body = np.full(n, -1, np.int32)
        looked = np.flatnonzero(sights.body_looked)
        body[looked] = 2 * np.arange(len(looked)) + place
        head = np.tile(np.array([x, 200.0, 100.0], np.float32), (n, 1))
        found.append(PersonTrack(2 * numbers + place, body, head))
    return found


def test_arms_are_those_of_who_sits_there():
    given, _ = settled([OFF, OFF, ON, ON, ON, ON, ON])
    # What is found in another order, and a third body that is nobody's.
    stranger = bodies_at(ON, aside=900.0)[:1]
    given = [
        look if look.arms is None else replace(look, arms=np.concatenate([look.arms[::-1], stranger])) for look in given
    ]
    sights = gather(given, width=640, height=480)
    rows = arms_of_people(tracks_of(sights), sights, VISION)
    assert (rows >= 0).sum(axis=1).tolist() == [2, 2]
    assert sights.arms["keypoints"][rows[0, [1, 2]], 9, 0].tolist() == [OFF[0], ON[0]]
    assert (sights.arms["keypoints"][rows[1, [1, 2]], 0, 0] == RIGHT).all()


def signals(given):
    sights = gather(given, width=640, height=480)
    _, tracks = measure(tracks_of(sights), [None, None], sights, vision=VISION, sources=SOURCES)
    return {(track.person, track.name): track for track in tracks}


def test_a_hand_is_on_the_other_from_the_look_that_shows_it_and_the_rest_is_as_before():
    wrists = [OFF] * 5 + [ON] * 8
    unasked = signals(scene(wrists)[0])
    found = signals(settled(wrists)[0])
    gaps = found["A+B", "hand_on"].value
    assert gaps[4] > 0.3 >= gaps[5]
    # On the straight line between the looks for bodies nobody knows when it came.
    assert unasked["A+B", "hand_on"].value[4] < gaps[4]
    assert found["A", "wrist_left_seen"].value.tolist() == [1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 0, 0, 1]
    assert (found["A", "wrist_right_seen"].value == 0).all()
    hands = {"hand_on", "reach", "wrist_left_x", "wrist_left_y", "wrist_left_seen"}
    for key in unasked.keys() - {key for key in unasked if key[1] in hands}:
        np.testing.assert_array_equal(found[key].value, unasked[key].value, err_msg=str(key))


def test_without_looks_between_nothing_is_anybodys():
    sights = gather(scene([OFF] * 4)[0], width=640, height=480)
    assert (arms_of_people(tracks_of(sights), sights, VISION) == -1).all()


@pytest.fixture(scope="module")
def touch_clip(tmp_path_factory):
    """Two seconds of play in which a hand comes to the child."""
    return cut(tmp_path_factory.mktemp("touch") / "touch.mp4", "play", 270, 60)[0]


def same(one, other):
    assert one.model_runs == other.model_runs
    assert one.people == other.people
    for mine, theirs in zip(one.tracks, other.tracks, strict=True):
        np.testing.assert_array_equal(mine.value, theirs.value)
        np.testing.assert_array_equal(mine.validity, theirs.validity)


def test_an_analysis_asks_between_and_is_the_same_with_one_worker_and_wherever_it_was_stopped(touch_clip, monkeypatch):
    settings = Settings()
    models = load_models(settings)
    with Clip.open(touch_clip) as clip:
        whole = analyze(clip, settings, models=models)
        bodies = whole.model_runs[models.bodies.model]
        assert -(-whole.frames // 3) < bodies <= -(-whole.frames // 3) + 4
        monkeypatch.setattr(analysis, "WORKERS", 1)
        same(analyze(clip, settings, models=models), whole)
        monkeypatch.undo()
        for stop in range(2, whole.frames - 4, 3):
            parts, told = [], []
            with pytest.raises(Cancelled):
                analyze(
                    clip,
                    settings,
                    models=models,
                    progress=told.append,
                    cancelled=lambda told=told, stop=stop: len(told) >= stop,
                    checkpoint=Checkpoint((), parts.append),
                )
            same(analyze(clip, settings, models=models, checkpoint=Checkpoint(parts, parts.append)), whole)
