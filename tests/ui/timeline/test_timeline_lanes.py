"""Whatever overlaps gets lanes of its own, and a human's word keeps its place."""

from hypothesis import given
from hypothesis import strategies as st

from ui.timeline.lanes import assign_lanes

SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=40).map(
    lambda pairs: sorted((onset, onset + length) for onset, length in pairs)
)


def overlap(one, other):
    return one[0] < other[1] and other[0] < one[1]


@given(settled=SPANS, waiting=SPANS)
def test_nothing_overlaps_within_a_lane(settled, waiting):
    settled_lanes, waiting_lanes, count = assign_lanes(settled, waiting)
    placed = [*zip(settled, settled_lanes, strict=True), *zip(waiting, waiting_lanes, strict=True)]
    for n, (span, lane) in enumerate(placed):
        assert 0 <= lane < count
        for other, other_lane in placed[n + 1 :]:
            assert lane != other_lane or not overlap(span, other)


@given(settled=SPANS, waiting=SPANS)
def test_what_is_settled_stands_where_it_would_without_proposals(settled, waiting):
    assert assign_lanes(settled, waiting)[0] == assign_lanes(settled, [])[0]


@given(spans=SPANS)
def test_no_more_lanes_than_things_at_one_time(spans):
    deepest = max((sum(a <= t < b for a, b in spans) for t in range(100)), default=0)
    assert assign_lanes(spans, [])[2] == deepest
    assert assign_lanes([], spans)[2] == deepest


def test_a_proposal_over_an_event_goes_below_it_and_beside_it_stays_level():
    assert assign_lanes([(10, 20)], [(15, 25), (30, 40)]) == ([0], [1, 0], 2)
    assert assign_lanes([(10, 20)], [(20, 30)]) == ([0], [0], 1), "half-open: touching is not overlapping"


def test_twenty_thousand_at_one_moment_end_in_a_moment():
    """A hostile import must not hang the window."""
    spans = [(0, 10)] * 20_000
    assert assign_lanes([], spans)[2] == 20_000
