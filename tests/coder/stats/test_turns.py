"""Turn-taking: a worked example by hand, its mirror image, and what is undefined."""

from __future__ import annotations

import pytest

from coder.stats import turn_taking

CHILD = ([0.0, 4.0, 9.0], [1.0, 5.0, 10.0])
ADULT = ([1.5, 4.8, 12.0], [3.0, 7.0, 13.0])


def taken(**more):
    return turn_taking(CHILD, ADULT, span=(0, 20), names=("child", "caregiver"), draws=200, **more)


def test_a_worked_example():
    """Child 0–1, adult 1.5–3 (+.5), child 4–5 (+1), adult 4.8–7 (−.2), child 9–10 (+2), adult 12–13 (+2)."""
    found = taken()
    assert [one.offset for one in found.transfers] == pytest.approx([0.5, 1.0, -0.2, 2.0, 2.0])
    assert (found.gaps, found.overlaps) == (4, 1)
    assert found.estimate == pytest.approx(1.0)
    assert found.mean_gap == pytest.approx(5.5 / 4)
    assert found.mean_overlap == pytest.approx(0.2)
    assert {(a, b): n for a, b, n in found.follows}["child", "caregiver"] == 3
    assert (found.both, found.first_only) == pytest.approx((0.01, 0.14))
    assert found.second_only == pytest.approx(4.5 / 20)
    assert found.both + found.first_only + found.second_only + found.neither == pytest.approx(1)


def test_pauses_are_within_one_speaker_and_long_silences_begin_anew():
    found = turn_taking(([0, 2, 10], [1, 3, 11]), ([20], [21]), span=(0, 30), draws=50)
    assert found.pauses == (("first", 1, 1.0), ("second", 0, None))
    assert found.transfers == ()
    assert found.estimate is None
    assert found.reason


def test_a_back_channel_takes_no_floor():
    found = turn_taking(([0], [5]), ([2], [2.5]), span=(0, 10), draws=50)
    assert found.transfers == ()
    assert found.both == pytest.approx(0.05)


def test_sides_can_be_changed():
    other = turn_taking(ADULT, CHILD, span=(0, 20), draws=200)
    assert sorted(one.offset for one in other.transfers) == sorted(one.offset for one in taken().transfers)
    assert other.both == taken().both


def test_nothing_is_carried_over_what_could_not_be_observed():
    found = taken(hidden=([3.2], [3.8]))
    assert [one.offset for one in found.transfers] == pytest.approx([0.5, -0.2, 2.0, 2.0])
