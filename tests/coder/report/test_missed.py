"""What the models missed: worked out by hand, and about the models only."""

from __future__ import annotations

import pytest

from coder.report.figures.model_misses import missed_json, missed_of
from coder.vocabulary.events import Origin
from coder.vocabulary.time import Interval
from coder.vocabulary.unproposed_stretch import StretchStatus, UnproposedStretch
from tests.coder.report.known import END, S, event

SPAN = Interval(0, END)


def stretch(id_, onset, offset, status=StretchStatus.FOUND, coder="kim"):
    return UnproposedStretch(id_, "r1", onset * S, offset * S, status, coder)


def missed(stretches, events):
    return missed_of(stretches, events, coder="kim", span=SPAN)


def test_acts_coded_by_hand_where_nothing_was_proposed_over_the_time_looked_at():
    stretches = [
        stretch("s1", 10, 16),
        stretch("s2", 30, 36, StretchStatus.NOTHING),
        stretch("s3", 40, 46, StretchStatus.OPEN, ""),
        stretch("s4", 50, 56, StretchStatus.NOTHING, "lee"),
    ]
    events = [
        event("e1", "child", "smile", 11, 12),
        event("e2", "child", "reach", 15.5, 17),
        event("e3", "child", "smile", 20, 21),
        event("e4", "child", "smile", 31, 32, origin=Origin.ACCEPTED),
        event("e5", "child", "smile", 41, 42),
        event("e6", "child", "smile", 51, 52),
    ]
    found = missed(stretches, events)
    assert (found.looked, found.waiting, found.found) == (2, 1, 2)
    assert found.often.observable_time == pytest.approx(12)
    assert found.often.estimate == pytest.approx(10)
    assert found.words.startswith("What the models missed in 2 stretches looked at (12 s")


def test_nothing_looked_at_is_undefined_and_says_so():
    found = missed([stretch("s1", 10, 16, StretchStatus.SKIPPED)], [event("e1", "child", "smile", 11, 12)])
    assert (found.looked, found.waiting, found.found, found.often.estimate) == (0, 1, 0, None)
    assert "no stretch" in found.words
    assert missed_json(found)["a_minute"]["reason"]
    assert missed_json(None) is None


def test_a_stretch_at_the_very_start_or_end_counts_whole():
    found = missed([stretch("s1", 0, 6), stretch("s2", 54, 60)], [event("e1", "child", "smile", 0, 1)])
    assert (found.found, found.often.observable_time) == (1, pytest.approx(12))
