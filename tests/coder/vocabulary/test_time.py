"""Times: exact conversion, half-open intervals, and how they are written."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.vocabulary.time import Interval, format_us, ticks_to_us

TIME_BASES = st.sampled_from([Fraction(1, 90_000), Fraction(1, 1000), Fraction(1001, 30_000), Fraction(1, 12_800)])


def test_ntsc_frames_after_ten_hours_are_exact():
    frame = 30 * 3600 * 10
    assert ticks_to_us(frame, Fraction(1001, 30_000)) == frame * 1001 * 1_000_000 // 30_000


@given(st.integers(-(10**12), 10**12), TIME_BASES)
def test_two_ticks_are_never_one_time(ticks, time_base):
    assert ticks_to_us(ticks + 1, time_base) > ticks_to_us(ticks, time_base)


@given(st.integers(-(10**12), 10**12), TIME_BASES)
def test_rounding_is_never_off_by_more_than_half_a_microsecond(ticks, time_base):
    assert abs(ticks_to_us(ticks, time_base) - ticks * time_base * 1_000_000) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("us", "text"),
    [
        (0, "0:00.000"),
        (12_345_499, "0:12.345"),
        (12_345_500, "0:12.346"),
        (3_600_000_000, "1:00:00.000"),
        (-1_500_000, "-0:01.500"),
    ],
)
def test_times_are_written_as_a_clock(us, text):
    assert format_us(us) == text


def test_intervals_are_half_open():
    span = Interval(10, 20)
    assert span.contains(10)
    assert not span.contains(20)
    assert not span.overlaps(Interval(20, 30))
    assert span.overlap_us(Interval(15, 30)) == 5


def test_an_interval_cannot_end_before_it_begins():
    with pytest.raises(ValueError, match="before it begins"):
        Interval(2, 1)
