"""Frame times of a variable-rate clip, and every edge on one of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.vocabulary.time import Interval
from ui.timeline.edge_move import MovedEdge, length, moved, nudged, snapped, told
from ui.timeline.frame_times import FrameGrid
from ui.timeline.timeline_model import Item, ItemKind

GRIDS = st.tuples(st.integers(-1000, 1000), st.lists(st.integers(1, 90_000), min_size=1, max_size=40)).map(
    lambda made: FrameGrid.of(made[0] + np.cumsum([0, *made[1][:-1]]), made[0] + sum(made[1]))
)
TIMES = st.integers(-100_000, 3_000_000)
VFR = FrameGrid.of([0, 40_000, 80_000, 180_000, 220_000], 260_000)


@given(grid=GRIDS, us=TIMES)
def test_the_frame_at_a_time_is_the_last_that_began(grid, us):
    began = [i for i in range(grid.count) if grid.bounds[i] <= us]
    assert grid.frame_at(us) == (began[-1] if began else 0)


@given(grid=GRIDS, us=TIMES)
def test_the_nearest_bound_is_nearest(grid, us):
    away = [abs(int(bound) - us) for bound in grid.bounds]
    assert away[grid.nearest(us)] == min(away)


@given(grid=GRIDS, us=TIMES, n=st.integers(-5, 5))
def test_steps_go_from_bound_to_bound_and_back(grid, us, n):
    there = grid.stepped(us, n)
    assert grid.is_bound(there)
    if n > 0:
        assert there > us or there == grid.end_us
    if n < 0:
        assert there < us or there == grid.start_us
    if grid.is_bound(us) and grid.start_us < there < grid.end_us:
        assert grid.stepped(there, -n) == us


@given(grid=GRIDS, left=TIMES, width=st.integers(0, 100_000))
def test_the_bounds_between_are_those_a_look_at_every_bound_finds(grid, left, width):
    expected = [i for i, bound in enumerate(grid.bounds) if left <= bound <= left + width]
    assert list(grid.between(left, left + width)) == expected


@pytest.mark.parametrize("pts", [[0, 40, 40], [0, 50, 40], [0, 100]])
def test_times_that_do_not_increase_are_refused(pts):
    with pytest.raises(ValueError, match="must increase"):
        FrameGrid.of(pts, 100)


def test_a_clip_without_frames():
    grid = FrameGrid.of([], 0)
    assert (grid.count, grid.start_us, grid.end_us, grid.frame_at(5), grid.interval_us()) == (0, 0, 0, -1, (0, 0))
    assert grid.stepped(7, 1) == 7
    item = Item("1", "a", 3, 9, "", ItemKind.EVENT)
    assert moved(item, MovedEdge.ONSET, 5, grid) == Interval(3, 9)


def items(grid):
    return st.tuples(st.integers(0, grid.count - 1), st.integers(0, grid.count)).map(
        lambda pair: Item(
            "1",
            "a",
            int(grid.bounds[min(pair)]),
            int(grid.bounds[max(pair)]),
            "",
            ItemKind.EVENT,
            point=pair[0] == pair[1],
        )
    )


@given(data=st.data(), grid=GRIDS, to_us=TIMES, edge=st.sampled_from(MovedEdge))
def test_a_moved_edge_lies_on_a_frame_and_never_passes_the_other(data, grid, to_us, edge):
    item = data.draw(items(grid))
    after = moved(item, edge, snapped(to_us, grid), grid)
    assert grid.is_bound(after.onset_us)
    assert grid.is_bound(after.offset_us)
    if item.point:
        assert after.onset_us == after.offset_us < grid.end_us
        return
    assert after.duration_us > 0
    if edge is MovedEdge.ONSET:
        assert after.offset_us == item.offset_us
    if edge is MovedEdge.OFFSET:
        assert after.onset_us == item.onset_us
    if edge is MovedEdge.BOTH:
        frames = grid.steps_between(item.onset_us, item.offset_us)
        assert grid.steps_between(after.onset_us, after.offset_us) == frames


def test_nudging_follows_the_clips_own_frames():
    item = Item("1", "a", 40_000, 180_000, "", ItemKind.EVENT)
    assert nudged(item, MovedEdge.ONSET, 1, VFR) == Interval(80_000, 180_000)
    assert nudged(item, MovedEdge.ONSET, 9, VFR) == Interval(80_000, 180_000), "one frame is left"
    assert nudged(item, MovedEdge.OFFSET, 1, VFR) == Interval(40_000, 220_000)
    assert nudged(item, MovedEdge.OFFSET, 9, VFR) == Interval(40_000, 260_000)
    assert nudged(item, MovedEdge.BOTH, -1, VFR) == Interval(0, 80_000)
    assert nudged(item, MovedEdge.BOTH, 9, VFR) == Interval(180_000, 260_000)


def test_an_edge_between_frames_steps_to_the_next_one():
    item = Item("1", "a", 50_000, 200_000, "", ItemKind.EVENT)
    assert nudged(item, MovedEdge.ONSET, 1, VFR).onset_us == 80_000
    assert nudged(item, MovedEdge.ONSET, -1, VFR).onset_us == 40_000


def test_a_neighbour_within_reach_wins_over_a_nearer_frame_unless_it_is_on_none():
    assert snapped(85_000, VFR) == 80_000
    assert snapped(85_000, VFR, neighbours=[180_000], reach_us=100_000) == 180_000
    assert snapped(85_000, VFR, neighbours=[180_000], reach_us=90_000) == 80_000
    assert snapped(85_000, VFR, neighbours=[99_000], reach_us=90_000) == 80_000


def test_a_one_frame_clip_has_one_place_for_everything():
    grid = FrameGrid.of([0], 40_000)
    state, point = Item("1", "a", 0, 40_000, "", ItemKind.EVENT), Item("2", "a", 0, 0, "", ItemKind.EVENT, point=True)
    for edge in MovedEdge:
        for frames in (-1, 1):
            assert nudged(state, edge, frames, grid) == Interval(0, 40_000)
            assert nudged(point, edge, frames, grid) == Interval(0, 0)


def test_a_move_is_told_in_time_frames_and_milliseconds():
    text = told(Interval(40_000, 220_000), Interval(80_000, 220_000), MovedEdge.ONSET, VFR)
    assert text == "onset 0:00.080 · +1 frame · +40 ms · lasts 140 ms"
    text = told(Interval(40_000, 220_000), Interval(40_000, 80_000), MovedEdge.OFFSET, VFR)
    assert text == "offset 0:00.080 · -2 frames · -140 ms · lasts 40 ms"


@pytest.mark.parametrize(("us", "text"), [(40_000, "40 ms"), (1_250_000, "1.25 s"), (183_000_000, "3 min 3 s")])
def test_lengths_as_people_say_them(us, text):
    assert length(us) == text
