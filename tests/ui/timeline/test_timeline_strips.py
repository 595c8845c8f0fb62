"""A signal is drawn where it was measured, and nowhere else."""

import numpy as np
import pytest

from coder.vocabulary.signals import SignalTrack
from ui.timeline.signal_strip import SignalStrip, lines
from ui.timeline.time_scale import TimeScale

STEP = 100_000


def strip(values, valid=None, times=None):
    values = np.asarray(values, dtype=np.float32)
    times = np.arange(len(values)) * STEP if times is None else np.asarray(times)
    valid = np.isfinite(values) if valid is None else np.asarray(valid, dtype=bool)
    return SignalStrip("s", "head turn", "deg", times.astype(np.int64), values, valid)


def scale(end=1_000_000, width=400):
    return TimeScale.whole(0, end, width_px=width)


def test_invalid_samples_and_long_silences_break_the_line():
    drawn = lines(strip([0, 1, np.nan, 2, 3, 4]), scale())
    assert [len(line.x) for line in drawn] == [2, 3]
    drawn = lines(strip([0, 1, 2, 3], times=[0, STEP, 6 * STEP, 7 * STEP]), scale())
    assert [len(line.x) for line in drawn] == [2, 2]


def test_heights_run_from_the_least_to_the_greatest_valid_value():
    found = lines(strip([-30, 0, 30, 999], valid=[True, True, True, False]), scale())
    assert found[0].height.tolist() == [0, 0.5, 1]
    assert strip([-30, 0, 30]).range() == (-30, 30)
    assert lines(strip([7, 7]), scale())[0].height.tolist() == [0.5, 0.5]


def test_points_stand_at_their_times():
    here = scale()
    (line,) = lines(strip([1, 2, 3]), here)
    assert line.x.tolist() == pytest.approx([here.x_of(n * STEP) for n in range(3)])


@pytest.mark.parametrize("nothing", [[], [np.nan, np.nan]])
def test_nothing_measured_draws_nothing(nothing):
    assert strip(nothing).range() is None
    assert lines(strip(nothing), scale()) == []


def test_zoomed_out_no_peak_is_lost_and_no_column_is_drawn_twice():
    values = np.zeros(20_000)
    values[12_345] = 1
    values[15_000:15_100] = np.nan
    here = TimeScale.whole(0, 20_000 * STEP, width_px=300)
    found = lines(strip(values), here)
    assert len(found) == 2
    assert max(line.height.max() for line in found) == 1
    assert sum(len(line.x) for line in found) <= 2 * (here.width_px + 2)


def test_only_what_is_in_view_is_drawn():
    here = TimeScale.whole(0, 1000 * STEP, width_px=500).zoomed(50, about_px=250)
    (line,) = lines(strip(np.arange(1000)), here)
    assert len(line.x) < 40
    assert line.x[0] <= 0
    assert line.x[-1] >= here.width_px, "the line runs on past the edges"


def test_a_track_of_the_models_becomes_a_strip():
    track = SignalTrack(
        "head_yaw",
        "deg",
        "A",
        pts_us=np.array([0, STEP]),
        value=np.array([1, 2], np.float32),
        validity=np.array([1, 0.2], np.float32),
        model="m@1",
    )
    made = SignalStrip.of_track(track, label="head turn")
    assert (made.id, made.unit, made.valid.tolist()) == ("A/head_yaw", "deg", [True, False])
    with pytest.raises(ValueError, match="differ in length"):
        SignalStrip("s", "x", "deg", np.array([0]), np.array([], np.float32), np.array([], bool))


def test_a_strip_says_its_value_at_a_time_or_that_there_is_none():
    shown = strip([1.5, np.nan, 3])
    assert shown.said_at(20_000) == "head turn: 1.5 deg at 0:00.000"
    assert shown.said_at(5_000_000) == "head turn: 3 deg at 0:00.200"
    assert shown.said_at(90_000) == "head turn: not observable here"
    assert strip([]).said_at(0) == "head turn: nothing measured"
