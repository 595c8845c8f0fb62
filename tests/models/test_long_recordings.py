"""Long recordings: people keep their letters over portions, work grows with the length, a stop is heard anywhere."""

from __future__ import annotations

import numpy as np
import pytest

from coder.vocabulary.analysis_settings import VisionSettings
from coder.vocabulary.errors import Cancelled
from models.following import tracklet_grouping
from models.following.role_suggestion import suggest_roles
from models.following.torso_colour import CHECKED_EVERY
from models.following.tracking import follow
from models.following.tracklet_joining import AT_ONCE, join
from models.measuring import Sources, measure
from tests.models.test_tracking import Actor, actors_of, scene

VISION = VisionSettings()
SOURCES = Sources("f@1", "m@1", "i@1", "b@1", "s@1", "d@1", "p@1")


def coming_and_going(seconds: float):
    """An adult and a child who each vanish for a second and a half every few seconds, and come back near by."""
    adult = Actor(lambda t: (430 + 20 * np.sin(t / 9), 170, 125) if t % 4.7 > 1.5 else None, yaw=-40)
    child = Actor(lambda t: (200 + 20 * np.cos(t / 7), 300, 78) if t % 6.1 > 1.5 else None, yaw=40)
    return scene([adult, child], seconds)


def test_two_people_stay_two_over_many_portions():
    sights, who = coming_and_going(1500)
    trails = follow(sights, VISION)
    assert len(trails) > 2 * AT_ONCE
    found = join(trails, sights, VISION)
    assert [actors_of(track, who) for track in found] == [{1}, {0}]
    assert sum(int(track.seen.sum()) for track in found) == len(who)


def test_comparing_grows_no_faster_than_the_clip(monkeypatch):
    compared = []

    def counted(seconds: float) -> int:
        compared.clear()
        sights, _ = coming_and_going(seconds)
        join(follow(sights, VISION), sights, VISION)
        return len(compared)

    true_cost = tracklet_grouping.Groups._cost

    def cost(self, *arguments):
        compared.append(1)
        return true_cost(self, *arguments)

    monkeypatch.setattr(tracklet_grouping.Groups, "_cost", cost)
    shorter, longer = counted(900), counted(1800)
    assert shorter > 1000
    assert longer < 2.3 * shorter


@pytest.mark.parametrize("stage", ["follow", "join", "measure"])
def test_every_stage_tells_how_far_it_is_and_can_be_stopped(stage):
    sights, _ = coming_and_going(200)
    trails = follow(sights, VISION)
    tracks = join(trails, sights, VISION)
    roles = [one.role for one in suggest_roles(tracks, sights, VISION)]
    run = {
        "follow": lambda progress: follow(sights, VISION, progress),
        "join": lambda progress: join(trails, sights, VISION, progress),
        "measure": lambda progress: measure(tracks, roles, sights, vision=VISION, sources=SOURCES, progress=progress),
    }[stage]
    told: list[float] = []
    run(told.append)
    assert len(told) >= 4
    assert told == sorted(told)
    assert 0 <= told[0] <= told[-1] <= 1

    def stop(share: float) -> None:
        if share >= told[2]:
            raise Cancelled

    with pytest.raises(Cancelled):
        run(stop)


def test_no_more_people_are_kept_than_can_be_compared():
    crowd = [Actor(lambda t, i=i: (40 + 45 * i, 100 + 20 * (i % 3), 40), yaw=0) for i in range(VISION.most_people + 3)]
    sights, _ = scene(crowd, 4)
    assert len(join(follow(sights, VISION), sights, VISION)) == VISION.most_people


def test_somebody_who_never_leaves_does_not_keep_a_stop_waiting():
    sights, _ = scene([Actor(lambda t: (430 + 20 * np.sin(t / 9), 170, 125), yaw=-40)], 300)
    (trail,) = follow(sights, VISION)
    told: list[float] = []
    join([trail], sights, VISION, told.append)
    assert told == sorted(told)
    # Cut and grouped by what is worn, cut by size and by what is worn, joined: each asks after so many looks.
    assert len(told) > 4 * len(trail.looks) / CHECKED_EVERY
