"""Stretches in which nothing was proposed: 4 to 8 s, on frames, observable, over nothing that was proposed."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.proposals.unproposed_draw import LEAST_US, MOST_US, draw_stretches, observable_spans, wanted_stretches
from coder.vocabulary.people import Person
from coder.vocabulary.time import Interval

S = 1_000_000
FRAME = 40_000
END = 120 * S
PTS = np.arange(0, END, FRAME, dtype=np.int64)
SPANS = st.lists(
    st.tuples(st.integers(0, END), st.integers(0, 20 * S)).map(lambda p: Interval(p[0], min(p[0] + p[1], END))),
    max_size=12,
)


def draw(taken, observable, *, count=5, seed="s"):
    return draw_stretches(taken, observable, frame_pts_us=PTS, end_us=END, count=count, seed=seed)


@settings(max_examples=150, deadline=None)
@given(taken=SPANS, begin=st.integers(0, END // 2), seed=st.text(max_size=5), count=st.integers(0, 20))
def test_a_stretch_overlaps_nothing_that_was_proposed_and_lies_in_observable_time(taken, begin, seed, count):
    observable = [Interval(begin, begin + 50 * S)]
    found = draw(taken, observable, count=count, seed=seed)
    assert len(found) <= count
    assert list(found) == sorted(found)
    marks = {*PTS.tolist(), END}
    for n, stretch in enumerate(found):
        assert observable[0].onset_us <= stretch.onset_us < stretch.offset_us <= observable[0].offset_us
        assert {stretch.onset_us, stretch.offset_us} <= marks
        assert LEAST_US - 2 * FRAME <= stretch.duration_us <= MOST_US + 2 * FRAME
        assert not any(stretch.overlaps(other) for other in (*taken, *found[:n]))
        assert not any(stretch.contains(out.onset_us) and stretch.onset_us < out.onset_us for out in taken)


def test_the_same_seed_draws_the_same_and_another_draws_others():
    whole = [Interval(0, END)]
    assert draw([], whole) == draw([], whole, seed="s")
    assert len({draw([], whole, seed=str(n)) for n in range(10)}) == 10


def test_where_there_is_room_there_are_as_many_as_are_wanted():
    assert len(draw([Interval(0, 60 * S)], [Interval(0, END)], count=4)) == 4
    assert draw([Interval(0, END)], [Interval(0, END)]) == ()
    assert draw([Interval(3 * S, END)], [Interval(0, END)]) == ()


def test_one_to_eight_proposals_and_at_least_two():
    assert [wanted_stretches(n) for n in (0, 5, 16, 40, 100)] == [2, 2, 2, 5, 12]


def person(letter, role, *spans):
    return Person(letter, None, role, (0, 0, 1, 1), tuple(Interval(on * S, off * S) for on, off in spans))


def test_observable_is_where_child_and_a_caregiver_are_in_view():
    child, kim = person("A", "child", (0, 60)), person("B", "caregiver:Kim", (10, 20), (40, 50))
    ada, toy = person("C", "caregiver:Ada", (15, 30)), person("D", "nobody", (0, 120))
    assert observable_spans([child, kim, ada, toy]) == [Interval(10 * S, 30 * S), Interval(40 * S, 50 * S)]
    assert observable_spans([child, toy]) == [Interval(0, 60 * S)]
    assert observable_spans([]) == []


def test_a_moment_out_of_sight_does_not_part_what_can_be_observed():
    parted = Person("A", None, "child", (0, 0, 1, 1), (Interval(0, 5 * S), Interval(5_600_000, 10 * S)))
    assert observable_spans([parted]) == [Interval(0, 10 * S)]
