"""Joints over the picture: what was measured and could be seen, near the frame that is shown, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from coder.vocabulary.people import Person
from coder.vocabulary.signals import SignalTrack
from ui.people.joint_overlay import JointOverlay

TIMES = np.array([0, 100_000, 200_000], np.int64)


def track(name: str, value: float, validity: float = 1.0) -> SignalTrack:
    values = np.full(3, value, np.float32)
    return SignalTrack(name, "px", "A", TIMES, values, np.full(3, validity, np.float32), "test@1")


@pytest.fixture
def overlay(people) -> JointOverlay:
    made = JointOverlay()
    made.set_people(people)
    return made


@pytest.fixture
def people() -> tuple[Person, ...]:
    from tests.studies import two_people_smiling

    return tuple(two_people_smiling()[0])


HEAD = (track("head_x", 100), track("head_y", 50), track("head_width", 20))


def test_a_line_goes_where_the_head_turns(overlay):
    overlay.set_signals((*HEAD, track("head_yaw", 90), track("head_pitch", 0)))
    seen = next(one for one in overlay.seen_at(50_000) if one.letter == "A")
    assert (seen.head.x(), seen.head.y()) == (100, 50)
    assert seen.turned_to.x() == pytest.approx(130)
    assert seen.turned_to.y() == pytest.approx(50)
    overlay.set_signals((*HEAD, track("head_yaw", 0), track("head_pitch", 30)))
    up = next(one for one in overlay.seen_at(50_000) if one.letter == "A")
    assert up.turned_to.y() < 50


def test_what_could_not_be_seen_is_not_drawn(overlay):
    wrist = (track("wrist_left_x", 10), track("wrist_left_y", 10, validity=0.2))
    overlay.set_signals((*HEAD, *wrist, track("wrist_right_x", 30), track("wrist_right_y", 40)))
    seen = next(one for one in overlay.seen_at(100_000) if one.letter == "A")
    assert seen.left is None
    assert (seen.right.x(), seen.right.y()) == (30, 40)
    assert seen.turned_to is None


def test_far_from_any_look_nothing_is_drawn(overlay):
    overlay.set_signals(HEAD)
    assert next(one for one in overlay.seen_at(900_000) if one.letter == "A").head is None
