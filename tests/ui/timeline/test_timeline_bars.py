"""Bars drawn by column look as bars drawn one by one would, and a crowd of them stays visible."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ui.timeline.bar_painter import BarColours, Bars, Hatch, Looks, Strips, codes_of, column_runs, stretched

FILL, RIM, EDGE, CROWD, GROUND = 0xFF0000FF, 0xFF000080, 0xFF000001, 0xFF00FF00, 0xFFFFFFFF
LANES, WIDTH = 3, 60
HATCH = Hatch(0xFF777777, 4, 1, 0)
UNSEEN, SEEN = 0, 1
"""The looks: the later lies on top."""


def drawn(bars, edge_px=1, *, shared=()):
    """Bars ``(lane, x, width)``, or with a look as the fourth."""
    lane, x0, length, look = np.array([(*bar, SEEN)[:4] for bar in bars], dtype=np.float64).reshape(-1, 4).T
    all_of_them = Bars(
        lane=lane.astype(np.intp),
        x0=x0,
        x1=x0 + length,
        look=look.astype(np.intp),
        edge_px=np.full(len(lane), edge_px, dtype=np.intp),
    )
    colours = (np.array([HATCH.colour if part in (FILL, CROWD) else part, part], np.uint32) for part in PARTS)
    looks = Looks(*colours, unseen=np.array([True, False]), ground=GROUND, hatch=HATCH.colour)
    codes = codes_of(all_of_them, shared=np.isin(np.arange(LANES), shared), width=WIDTH)
    return Strips.of(codes, [BarColours.of(looks)], np.zeros(LANES, dtype=np.intp))


PARTS = (FILL, RIM, EDGE, CROWD)
WIDE = st.lists(st.tuples(st.integers(0, LANES - 1), st.integers(-20, 70), st.integers(3, 40)), max_size=12)
THIN = st.lists(st.tuples(st.integers(0, LANES - 1), st.floats(-5, 65), st.floats(0, 2.9)), max_size=40)


def apart(bars):
    """As the lanes are: nothing overlaps in one lane."""
    kept = []
    for bar in sorted(bars, key=lambda bar: bar[1]):
        if all(bar[0] != other[0] or other[1] + other[2] <= bar[1] for other in kept):
            kept.append(bar)
    return kept


@given(bars=WIDE)
def test_wide_bars_are_filled_with_an_edge_at_either_end(bars):
    bars = apart(bars)
    expected = np.zeros((LANES, WIDTH), dtype=np.uint32)
    for lane, x, width in bars:
        for column in range(x, x + width):
            if 0 <= column < WIDTH:
                expected[lane, column] = EDGE if column in (x, x + width - 1) else FILL
    found = drawn(bars)
    assert (found.inner == expected).all()
    assert ((found.rim != 0) == (expected != 0)).all()


@given(width=st.integers(3, 40))
def test_however_narrow_a_hollow_bar_stays_hollow(width):
    row = drawn([(0, 5, width)], edge_px=2).inner[0, 5 : 5 + width]
    assert row[0] == row[-1] == EDGE
    assert (row == FILL).sum() >= width / 3


@given(bars=THIN)
def test_every_thin_bar_in_view_can_be_seen(bars):
    found = drawn(bars)
    for lane, x, _ in bars:
        if 0 <= x < WIDTH:
            assert found.inner[lane, int(x)] != 0
            assert found.rim[lane, int(x)] == RIM
    covered = {(lane, int(x) + step) for lane, x, _ in bars for step in (-1, 0, 1, 2, 3)}
    assert {tuple(at) for at in np.argwhere(found.inner)} <= covered


def test_the_more_of_a_column_is_covered_the_stronger_it_is():
    def strength(share):
        pixel = int(drawn([(0, 10.0, share)]).inner[0, 10])
        return 255 - (pixel & 0xFF)

    assert strength(0.1) < strength(0.5) < strength(1.0) == 255


def test_a_wide_bar_is_not_washed_out_by_a_crowd():
    found = drawn([(0, 10, 20), (0, 12.0, 0.5)])
    assert found.inner[0, 12] == FILL


def test_nothing_to_draw():
    assert not drawn([]).inner.any()


def test_lanes_are_stretched_over_their_spans_with_a_rim_above_and_below():
    found = drawn([(0, 5, 10), (2, 5, 10)])
    picture = stretched(found, [(0, 2, 12), (1, 13, 18), (2, 19, 30)], height=25, rim_px=2, hatch=HATCH)
    assert picture.shape == (25, WIDTH)
    assert picture[:, 8].tolist() == [0] * 2 + [RIM] * 2 + [FILL] * 6 + [RIM] * 2 + [0] * 7 + [RIM] * 2 + [FILL] * 4
    above = stretched(found, [(0, -5, 6)], height=10, rim_px=2, hatch=HATCH)
    assert above[:, 8].tolist() == [FILL] * 4 + [RIM] * 2 + [0] * 4, "scrolled half out of view"


def test_hatching_runs_diagonally_spares_the_edges_and_lies_below():
    found = drawn([(0, 5, 12, UNSEEN), (0, 25, 20, UNSEEN), (0, 30, 10)], shared=[0])
    picture = stretched(found, [(0, 0, 12)], height=12, rim_px=1, hatch=HATCH)
    for y in range(1, 11):
        row = picture[y]
        assert row[5] == row[16] == EDGE
        assert [x for x in range(6, 16) if row[x]] == [x for x in range(6, 16) if (x + y) % 4 == 0]
        assert (row[31:39] == FILL).all()
    assert (picture[0, 6:16] == RIM).all()


LOOKED = st.tuples(st.integers(0, LANES - 1), st.integers(-20, 70), st.integers(3, 40), st.integers(UNSEEN, SEEN))


@given(bars=st.lists(LOOKED, max_size=12))
def test_of_bars_that_overlap_the_later_look_is_shown_and_one_that_ends_uncovers_the_other(bars):
    found = drawn(bars, shared=range(LANES))
    for lane in range(LANES):
        for column in range(WIDTH):
            over = [
                (look, column in (x, x + width - 1))
                for at, x, width, look in bars
                if at == lane and x <= column < x + width
            ]
            look, edge = max(over, default=(None, False))
            inside = {None: 0, UNSEEN: 0, SEEN: FILL}[look]
            assert found.inner[lane, column] == (EDGE if edge else inside)
            assert (found.rim[lane, column] != 0) == bool(over)


@given(bars=st.lists(LOOKED, max_size=12))
def test_where_nothing_overlaps_all_at_once_is_what_one_look_after_the_other_is(bars):
    kept = apart(bars)
    assert (drawn(kept).pixels == drawn(kept, shared=range(LANES)).pixels).all()


@given(spans=st.lists(st.tuples(st.floats(-20, 80), st.floats(0, 30)), max_size=20))
def test_runs_cover_the_touched_columns_and_no_others(spans):
    x0, x1 = np.array([a for a, _ in spans], float), np.array([a + w for a, w in spans], float)
    found = {column for first, stop in column_runs(x0, x1, WIDTH) for column in range(first, stop)}
    expected = {
        column
        for a, w in spans
        for column in range(WIDTH)
        if int(np.floor(a)) <= column < max(np.ceil(a + w), np.floor(a) + 1)
    }
    assert found == expected
