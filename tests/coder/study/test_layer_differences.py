"""Two layers side by side: what both say, and each place where they differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.study.layer_differences import DifferenceKind, differences_between
from coder.vocabulary.events import Event, Origin
from coder.vocabulary.scheme import builtin_scheme

S = 1_000_000
SCHEME = builtin_scheme("engagement")
STATES = sorted({code.id for code in SCHEME.codes if code.role == "child" and code.kind == "state"})[:3]


def event(n: int, code: str, onset: float, offset: float, coder: str = "kim", **more) -> Event:
    times = (round(onset * S), round(offset * S))
    return Event(f"{coder}{n}", "r1", "child", code, *times, coder, Origin.HUMAN, None, 0, **more)


def kinds(first, second):
    return [one.kind for one in differences_between(first, second, SCHEME).differences]


def test_states_that_follow_each_other_without_a_gap_are_compared_one_by_one():
    a, b = STATES[:2]
    first = [event(1, a, 0, 10), event(2, b, 10, 20), event(3, a, 20, 30)]
    second = [event(1, a, 0, 9.7, "lee"), event(2, b, 9.7, 22, "lee"), event(3, a, 22, 30, "lee")]
    found = differences_between(first, second, SCHEME)
    assert [(one.id, other.id) for one, other in found.same] == [("kim1", "lee1")]
    assert [(d.first.id, d.second.id, d.kind) for d in found.differences] == [
        ("kim2", "lee2", DifferenceKind.TIMES),
        ("kim3", "lee3", DifferenceKind.TIMES),
    ]


def test_each_way_to_differ_is_named():
    a, b = STATES[:2]
    assert kinds([event(1, a, 0, 4)], [event(1, b, 1, 4, "lee")]) == [DifferenceKind.CODE]
    assert kinds([event(1, a, 0, 4)], []) == [DifferenceKind.FIRST_ONLY]
    assert kinds([], [event(1, a, 0, 4, "lee")]) == [DifferenceKind.SECOND_ONLY]
    with_hand = event(1, a, 0, 4, "lee", modifiers=(("hand", "left"),))
    assert kinds([event(1, a, 0, 4)], [with_hand]) == [DifferenceKind.DETAILS]
    assert kinds([event(1, a, 0, 4)], [event(1, a, 0.2, 4.2, "lee")]) == []
    with pytest.raises(ValueError, match="tolerance"):
        differences_between([], [], SCHEME, tolerance_us=-1)


@given(
    *(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 9), st.sampled_from(STATES)), max_size=12) for _ in "ab")
)
def test_every_event_stands_once_whoever_comes_first(one, other):
    sides = [
        [event(n, code, t / 10, (t + d) / 10, coder) for n, (t, d, code) in enumerate(rows)]
        for rows, coder in ((one, "kim"), (other, "lee"))
    ]
    found = differences_between(*sides, SCHEME)
    told = [e.id for pair in found.same for e in pair] + [e.id for d in found.differences for e in d.events]
    assert sorted(told) == sorted(e.id for side in sides for e in side)
    turned = differences_between(*reversed(sides), SCHEME)
    assert len(turned.same) + len(turned.differences) + len(turned.same) <= len(told)
    assert differences_between(sides[0], sides[0], SCHEME).differences == ()
