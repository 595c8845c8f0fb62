"""Time to pixels and back, and a view that never leaves the clip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.timeline.ruler import ticks
from ui.timeline.time_scale import PAD_PX, TimeScale

HOURS_3 = 3 * 3_600_000_000

MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("zoom"), st.floats(0.01, 100), st.floats(0, 1)),
        st.tuples(st.just("pan"), st.floats(-3000, 3000), st.just(0.0)),
        st.tuples(st.just("show"), st.floats(0, 1), st.floats(0, 1)),
        st.tuples(st.just("resize"), st.integers(1, 3000), st.just(0.0)),
    ),
    max_size=8,
)


@st.composite
def scales(draw):
    end = draw(st.integers(1, HOURS_3))
    scale = TimeScale.whole(0, end, width_px=draw(st.integers(20, 2000)), finest=draw(st.floats(1, 5000)))
    for kind, a, b in draw(MOVES):
        if kind == "zoom":
            scale = scale.zoomed(a, about_px=b * scale.width_px)
        elif kind == "pan":
            scale = scale.panned(a)
        elif kind == "show":
            onset, offset = sorted((round(a * end), round(b * end)))
            scale = scale.magnifying(onset, offset, least_us=500_000)
        else:
            scale = scale.resized(a)
    return scale


@given(scale=scales(), share=st.floats(0, 1))
def test_pixels_and_times_round_trip_to_within_a_pixel(scale, share):
    x = share * scale.width_px
    assert abs(scale.x_of(scale.us_at(x)) - x) <= 1
    us = scale.us_at(x)
    assert abs(scale.us_at(scale.x_of(us)) - us) <= scale.us_per_px


@given(scale=scales())
def test_the_view_stays_over_the_clip_whatever_is_done(scale):
    slack = 1e-6 * (scale.end_us - scale.start_us) + 1e-3
    assert min(scale.finest, scale.coarsest) <= scale.us_per_px <= scale.coarsest
    assert scale.left_us >= scale.start_us - PAD_PX * scale.us_per_px - slack
    if scale.width_px > 2 * PAD_PX and scale.coarsest > 1:
        assert scale.right_us <= scale.end_us + PAD_PX * scale.us_per_px + slack


@given(scale=scales(), factor=st.floats(0.2, 5), share=st.floats(0, 1))
def test_zooming_keeps_the_time_under_the_pointer(scale, factor, share):
    x = share * scale.width_px
    zoomed = scale.zoomed(factor, about_px=x)
    before, after = scale.left_us + x * scale.us_per_px, zoomed.left_us + x * zoomed.us_per_px
    tolerance = 1e-3 * max(zoomed.us_per_px, scale.us_per_px) + 1e-3
    at_an_end = (
        zoomed.left_us <= zoomed.start_us - PAD_PX * zoomed.us_per_px + tolerance
        or zoomed.right_us >= zoomed.end_us + PAD_PX * zoomed.us_per_px - tolerance
    )
    assert at_an_end or after == pytest.approx(before, abs=tolerance)


@given(scale=scales(), a=st.floats(0, 1), b=st.floats(0, 1))
def test_a_shown_range_is_in_view_with_room_around_it(scale, a, b):
    onset, offset = sorted((round(a * scale.end_us), round(b * scale.end_us)))
    shown = scale.showing(onset, offset)
    assert shown.us_per_px == scale.us_per_px, "the zoom is a person's"
    assert -1e-3 <= shown.x_of(onset) <= shown.width_px + 1e-3
    if (offset - onset) / scale.us_per_px <= 0.8 * scale.width_px:
        assert shown.x_of(offset) <= shown.width_px + 1e-3
    again = shown.showing(onset, offset)
    assert abs(again.x_of(onset) - shown.x_of(onset)) < 1e-3, "a second look moves nothing"


@given(scale=scales(), a=st.floats(0, 1), b=st.floats(0, 1))
def test_somebody_who_asks_to_magnify_sees_the_whole_stretch(scale, a, b):
    onset, offset = sorted((round(a * scale.end_us), round(b * scale.end_us)))
    shown = scale.magnifying(onset, offset, least_us=500_000)
    assert shown.x_of(onset) >= -1e-3
    assert shown.x_of(offset) <= shown.width_px + 1e-3


def test_a_range_already_in_view_moves_nothing():
    scale = TimeScale.whole(0, 180_000_000, width_px=1000).magnifying(60_000_000, 62_000_000, least_us=500_000)
    assert scale.showing(61_000_000, 63_000_000) == scale


def test_what_showed_everything_still_does_in_another_width():
    scale = TimeScale.whole(0, 180_000_000, width_px=1000)
    assert scale.resized(700) == TimeScale.whole(0, 180_000_000, width_px=700)
    near = scale.zoomed(10, about_px=500)
    assert near.resized(700).left_us == near.left_us
    assert near.resized(700).us_per_px == near.us_per_px


def test_so_much_time_fills_the_view_from_its_left_edge_on():
    scale = TimeScale.whole(0, 3_000_000_000, width_px=1000).spanning(120_000_000)
    assert scale.x_of(0) == pytest.approx(PAD_PX)
    assert scale.x_of(120_000_000) == pytest.approx(1000 - PAD_PX)
    later = scale.centred_on(1_500_000_000)
    first = later.us_at(PAD_PX)
    wider = later.resized(2000).spanning(120_000_000)
    assert wider.us_at(PAD_PX) == first
    assert wider.us_at(2000 - PAD_PX) == pytest.approx(first + 120_000_000, abs=2)
    assert TimeScale.whole(0, 60_000_000, width_px=1000).spanning(120_000_000) == TimeScale.whole(
        0, 60_000_000, width_px=1000
    )


@given(scale=scales())
def test_ticks_are_round_and_their_labels_do_not_touch(scale):
    marks = ticks(scale, label_px=80)
    assert all(us % marks.step_us == 0 for us in marks.labelled)
    assert marks.step_us / scale.us_per_px >= 80
    assert all(scale.start_us <= us <= scale.end_us for us in (*marks.labelled, *marks.minor))
    assert not set(marks.labelled) & set(marks.minor)
    visible = [us for us in (*marks.labelled, *marks.minor) if scale.shows(us)]
    assert len(visible) <= scale.width_px / 6 + 2


@pytest.mark.parametrize(
    ("zoom", "labels"),
    [
        (1, ("0:00", "0:15")),
        (30, ("0:00.000", "0:00.500")),
        (1000, ("0:00.000", "0:00.020")),
    ],
)
def test_labels_say_no_more_than_the_step_needs(zoom, labels):
    scale = TimeScale.whole(0, 180_000_000, width_px=1100).zoomed(zoom, about_px=0)
    scale = scale.starting_at(0)
    marks = ticks(scale, label_px=80)
    assert tuple(marks.label(us) for us in marks.labelled[:2]) == labels
