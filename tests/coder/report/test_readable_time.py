"""Smiles that models proposed are counted over the time in which a mouth could be read; hand coding over all of it."""

from __future__ import annotations

import numpy as np
import pytest

from coder.report.figures.act_rates import acts_of
from coder.report.figures.readable_time import readings_of
from coder.vocabulary.events import Event, Origin
from coder.vocabulary.people import Person
from coder.vocabulary.scheme import builtin_scheme
from coder.vocabulary.signals import SignalTrack
from coder.vocabulary.time import Interval

S = 1_000_000
SPAN = Interval(0, 60 * S)
CHILD = Person("A", "child", None, (0, 0, 1, 1), ())


def smile(onset: float, offset: float, *, proposal: str | None) -> Event:
    origin = Origin.HUMAN if proposal is None else Origin.ACCEPTED
    return Event(
        id=f"e{onset}", recording="r1", subject="child", code="smile", onset_us=round(onset * S),
        offset_us=round(offset * S), coder="kim", origin=origin, proposal=proposal, timing_bound_us=0,
    )  # fmt: skip


def tracks(read, yaw=0.0):
    pts = np.arange(0, 600, dtype=np.int64) * 100_000
    ones = np.ones(len(pts), np.float32)
    value = np.array([read(t / S) for t in pts.tolist()], np.float32)
    return [
        SignalTrack("smile_read", "bool", "A", pts_us=pts, value=value, validity=ones, model="m@1"),
        SignalTrack(
            "head_yaw",
            "deg",
            "A",
            pts_us=pts,
            value=np.where(pts < 5 * S, 30.0, yaw).astype(np.float32),
            validity=ones,
            model="m@1",
        ),
    ]


def first_twenty(t: float) -> float:
    return 1.0 if t < 20 else 0.0


def test_what_was_proposed_is_counted_over_what_could_be_read():
    events = [smile(4, 6, proposal="p1"), smile(10, 12, proposal="p2")]
    found = readings_of(events, [CHILD], tracks(first_twenty), SPAN)
    assert found["child"].unread == (Interval(20 * S, 60 * S),)
    assert (found["child"].turned_us, found["child"].to_camera_us) == (5 * S, 15 * S)
    assert "20.0 s in which they could read the mouth" in found["child"].words
    assert (
        "1 begins in 15.0 s (4.0 a minute) to the camera, 1 begins in 5.0 s (12.0 a minute) turned"
        in found["child"].words
    )
    (act,) = acts_of(events, scheme=builtin_scheme(), span=SPAN, readings=found)
    (over_all,) = acts_of(events, scheme=builtin_scheme(), span=SPAN)
    assert act.lasting is not None
    assert over_all.lasting is not None
    assert act.lasting.total_time == over_all.lasting.total_time == 4
    assert act.lasting.observable_time == pytest.approx(20)
    assert over_all.lasting.observable_time == pytest.approx(60)


def test_what_any_camera_reads_was_read_and_to_the_camera_is_to_one_of_them():
    """The first camera reads until 20 s, turned until 5 s; the second from 8 s to 40 s, face on, 50 ms beside it."""
    side = Person("c1:A", None, "child", (0, 0, 10, 10), (Interval(0, 80 * S),))
    first = tracks(first_twenty)
    beyond = np.arange(0, 800, dtype=np.int64) * 100_000 + 50_000  # it runs on after the recording's end
    ones = np.ones(len(beyond), np.float32)
    reads = ((beyond >= 8 * S) & (beyond < 40 * S)).astype(np.float32)
    second = [
        SignalTrack("smile_read", "bool", "c1:A", pts_us=beyond, value=reads, validity=ones, model="m@1"),
        SignalTrack("head_yaw", "deg", "c1:A", pts_us=beyond, value=0 * ones, validity=ones, model="m@1"),
    ]
    found = readings_of([smile(4, 6, proposal="p1")], [CHILD, side], [*first, *second], SPAN)["child"]
    (gap,) = found.unread
    assert gap.onset_us == pytest.approx(40 * S, abs=S / 5)
    assert gap.offset_us == 60 * S
    assert found.turned_us == pytest.approx(5 * S, abs=S / 5)
    assert found.to_camera_us == pytest.approx(35 * S, abs=S / 5)


def test_a_human_who_sees_a_smile_makes_that_time_read():
    events = [smile(4, 6, proposal="p1"), smile(30, 34, proposal=None)]
    found = readings_of(events, [CHILD], tracks(first_twenty), SPAN)["child"]
    assert (found.to_camera, found.turned) == (0, 1)  # the second begins where no direction was read
    unread = found.unread
    assert unread == (Interval(20 * S, 30 * S), Interval(34 * S, 60 * S))


def test_coding_by_hand_is_over_all_observable_time():
    assert readings_of([smile(4, 6, proposal=None)], [CHILD], tracks(first_twenty), SPAN) == {}


def test_a_moment_that_was_not_read_parts_nothing():
    events = [smile(4, 6, proposal="p1")]
    found = readings_of(events, [CHILD], tracks(lambda t: 0.0 if 8 <= t < 8.3 else 1.0), SPAN)
    assert found["child"].unread == ()


def test_without_signals_nothing_is_left_out():
    assert readings_of([smile(4, 6, proposal="p1")], [CHILD], [], SPAN) == {}


def test_a_mouth_that_is_read_in_one_look_of_three_was_read_all_along_in_words_and_figures():
    """A head that lies is looked for less often, and where it is turned is not measured."""
    events = [smile(10, 12, proposal="p1")]
    found = readings_of(events, [CHILD], tracks(lambda t: float(round(10 * t) % 3 == 0), yaw=np.nan), SPAN)["child"]
    unread = sum(gap.offset_us - gap.onset_us for gap in found.unread)
    assert found.to_camera_us == 0
    assert found.turned_us == pytest.approx(60 * S - unread, abs=S / 2)
    assert "turned or lying" in found.words
