"""People are kept apart through crossings, occlusion and absences; hands and patterns are nobody."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.vocabulary.analysis_settings import VisionSettings
from models.following.tracking import cut, follow
from models.following.tracklet_joining import PersonTrack, join
from models.seeing.detections import BODY, FACE, Look, Sights, gather
from models.seeing.person_assembly import cheapest_pairs

STEP_US = 100_000
VISION = VisionSettings()


class Actor:
    """Somebody on a scripted path: ``place(t)`` gives centre and height of the face, or None when out of sight."""

    def __init__(self, place, *, yaw=0.0, confidence=0.9, presence=1.0, shirt=None):
        self.place, self.yaw, self.confidence, self.presence = place, yaw, confidence, presence
        self.shirt = shirt


def scene(actors, seconds, *, step_us=STEP_US, hidden=lambda actor, t: False):
    """Sights of actors; also which actor each face row is."""
    looks, who = [], []
    for i in range(int(seconds * 1e6 / step_us)):
        t = i * step_us / 1e6
        rows = []
        colours = np.full((18, 24, 3), (150, 128, 130), np.uint8)
        for a, actor in enumerate(actors):
            at = actor.place(t)
            if at is None or hidden(a, t):
                continue
            x, y, size = at
            row = np.zeros((), FACE)
            row["x"], row["y"], row["width"], row["height"] = x - 0.38 * size, y - size / 2, 0.76 * size, size
            row["confidence"], row["presence"] = actor.confidence, actor.presence
            row["five_pose"][0] = row["mesh_pose"][0] = actor.yaw
            rows.append((actor.confidence, a, row))
            if actor.shirt is not None:
                cell, down = 640 / 24, slice(int((y + 0.7 * size) * 18 / 480), int((y + 2 * size) * 18 / 480))
                colours[down, int((x - 0.7 * size) / cell) : int((x + 0.7 * size) / cell) + 1] = actor.shirt
        rows.sort(key=lambda item: -item[0])
        faces = np.array([row for _, _, row in rows], FACE) if rows else np.zeros(0, FACE)
        who += [a for _, a, _ in rows]
        looks.append(Look(i * step_us, faces, np.zeros(0, BODY), {}, colours=colours))
    return gather(looks, width=640, height=480), who


def people(sights: Sights) -> list[PersonTrack]:
    return join(follow(sights, VISION), sights, VISION)


def actors_of(track: PersonTrack, who: list[int]) -> set[int]:
    return {who[row] for row in track.face[track.face >= 0]}


def still(x, y, size):
    return lambda t: (x + 2 * np.sin(3 * t), y, size)


def test_nobody_in_an_empty_clip_and_one_in_a_clip_of_one():
    empty, _ = scene([], 3)
    assert people(empty) == []
    alone, who = scene([Actor(still(300, 200, 100))], 3)
    (track,) = people(alone)
    assert track.seen.all()
    assert actors_of(track, who) == {0}


def test_a_clip_of_no_looks_has_nobody():
    assert people(gather([], width=640, height=480)) == []


@given(
    sizes=st.tuples(st.floats(70, 90), st.floats(110, 150)),
    start=st.floats(80, 200),
    speed=st.floats(60, 220),
    height=st.floats(-40, 40),
)
@settings(max_examples=25, deadline=None)
def test_two_heads_that_cross_keep_their_letters(sizes, start, speed, height):
    """Sizes that differ as a child's and an adult's do, and steady motion: separable, so never swapped."""
    small = Actor(lambda t: (start + speed * t, 240 + height, sizes[0]), yaw=50)
    large = Actor(lambda t: (560 - 30 * t, 230, sizes[1]), yaw=-50)
    end = (600 - start) / speed

    def hidden(actor, t):
        # The small one passes behind the large one.
        return actor == 0 and abs(start + speed * t - (560 - 30 * t)) < 60

    sights, who = scene([small, large], min(end, 8.0), hidden=hidden)
    found = people(sights)
    for track in found:
        assert len(actors_of(track, who)) == 1


@given(gap=st.floats(0.2, 8.0), back=st.tuples(st.floats(150, 300), st.floats(150, 330)))
@settings(max_examples=20, deadline=None)
def test_somebody_who_was_away_gets_their_letter_back(gap, back):
    """The other stayed, sizes differ: who comes back after a real absence may do so anywhere on their side."""
    if gap <= 2.0:
        back = (560.0, 200.0)
    adult = Actor(lambda t: (560, 200, 130) if t < 3 else None if t < 3 + gap else (*back, 130))
    child = Actor(still(60, 380, 80))
    sights, who = scene([adult, child], 6 + gap)
    found = people(sights)
    assert [actors_of(track, who) for track in found] == [{1}, {0}]
    assert found[1].seen.sum() == pytest.approx(60, abs=2)


def test_what_was_a_face_for_a_moment_keeps_nobody_apart_from_themselves():
    """A child's blurred trunk is taken for a face as large as the adult's, beside her; later she comes back, larger."""
    child = Actor(still(460, 300, 70), shirt=RED)
    adult = Actor(lambda t: (210, 170, 100) if t < 6 else (250, 160, 145) if t >= 14 else None, shirt=BLACK)
    moments = (1.0, 3.0, 5.0)
    trunk = Actor(lambda t: (450, 400, 160) if any(at <= t < at + 0.15 for at in moments) else None, presence=0.1)

    def hidden(actor, t):
        return actor == 0 and trunk.place(t) is not None

    sights, who = scene([child, adult, trunk], 18, hidden=hidden)
    found = people(sights)
    assert len(found) == 2
    hers = next(track for track in found if 1 in actors_of(track, who))
    assert [who[hers.face[look]] for look in (5, -5)] == [1, 1]
    assert hers.face[[5, -5]].min() >= 0


def test_a_head_hidden_beside_another_does_not_take_over_its_face():
    """The adult's face is lost in an embrace while the child's shows next to where it was."""
    adult = Actor(lambda t: (300, 220, 120), yaw=70)
    child = Actor(lambda t: (390, 280, 75), yaw=-60)

    def hidden(actor, t):
        return 2.0 <= t < 4.0 if actor == 0 else t < 1.0 or 1.8 <= t < 2.4

    sights, who = scene([adult, child], 7, hidden=hidden)
    found = people(sights)
    assert len(found) == 2
    assert all(len(actors_of(track, who)) == 1 for track in found)


RED, BLACK = (90, 165, 150), (15, 129, 127)


@pytest.mark.parametrize("shirts", [(BLACK, RED), (RED, BLACK)])
def test_who_steps_before_another_in_other_clothes_does_not_go_on_as_them(shirts):
    """One hides the other from view, from where the other was, and of nearly their size: only what they wear tells."""

    def comes_before(t):
        away = 250 if t < 3 else None if t < 3.4 else max(445 - 60 * (t - 3.4), 200)
        return None if away is None else (away, 170, 108)

    def hidden_behind(t):
        return (450, 160, 95) if t < 3.2 else None if t < 5.5 else (470, 160, 95)

    actors = [Actor(comes_before, yaw=70, shirt=shirts[0]), Actor(hidden_behind, shirt=shirts[1])]
    sights, who = scene(actors, 11)
    assert [actors_of(track, who) for track in people(sights)] == [{0}, {1}]


def test_a_cloth_held_before_somebody_for_a_second_does_not_cut_them():
    cloth = Actor(still(300, 200, 100), shirt=BLACK)
    sights, _ = scene([cloth], 6)
    held = sights.colours.copy()
    held[25:35, 10:16] = (230, 128, 128)
    (track,) = people(dataclasses.replace(sights, colours=held))
    assert track.seen.all()
    assert len(cut(follow(sights, VISION), sights, VISION)) == 1


def test_hands_toys_and_moments_are_nobody():
    hand = Actor(lambda t: (200, 300, 60) if 1 < t < 3 else None, confidence=0.45, presence=0.0)
    toy = Actor(lambda t: (450, 300, 50), confidence=0.6, presence=0.02)
    moment = Actor(lambda t: (520, 100, 80) if 2 < t < 2.35 else None)
    person = Actor(still(100, 150, 110))
    sights, who = scene([hand, toy, moment, person], 6)
    assert [actors_of(track, who) for track in people(sights)] == [{3}]


def test_hands_before_a_face_do_not_end_a_person():
    """The box turns unsure for seconds where the head was and will be: it is carried on."""
    calm = Actor(lambda t: (300, 200, 120) if not 2 <= t < 5 else None)
    hands = Actor(lambda t: (310, 205, 105) if 2.8 <= t < 5 else None, confidence=0.28, presence=0.01)
    sights, _ = scene([calm, hands], 7)
    (track,) = people(sights)
    assert track.seen[30:].all()


def test_letters_go_by_time_in_view():
    short = Actor(lambda t: (500, 200, 120) if t > 3 else None)
    long = Actor(still(150, 300, 80))
    sights, who = scene([short, long], 8)
    assert [actors_of(track, who) for track in people(sights)] == [{1}, {0}]


@given(st.integers(0, 2**32 - 1), st.integers(0, 4), st.integers(0, 4))
@settings(max_examples=60, deadline=None)
def test_assignment_is_the_cheapest_of_all_with_the_most_pairs(seed, rows, columns):
    from itertools import permutations

    rng = np.random.default_rng(seed)
    cost = rng.uniform(0, 1, (rows, columns))
    cost[rng.uniform(0, 1, cost.shape) < 0.3] = np.inf
    pairs = cheapest_pairs(cost)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    every = []
    padded = [*range(columns), *[None] * rows]
    for choice in set(permutations(padded, rows)):
        chosen = [(i, j) for i, j in enumerate(choice) if j is not None and np.isfinite(cost[i, j])]
        every.append((-len(chosen), sum(cost[i, j] for i, j in chosen)))
    best = min(every, default=(0, 0.0))
    assert (-len(pairs), sum(cost[i, j] for i, j in pairs)) == (best[0], pytest.approx(best[1]))
