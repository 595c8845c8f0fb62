"""Rhythm: together, apart and reunion, worked out by hand and held to cover every moment once."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from coder.report.figures.day_rhythm import RhythmKind, days_of, rhythm_json, rhythm_of, rhythm_words
from coder.vocabulary.context import Meeting
from coder.vocabulary.time import Interval
from tests.coder.report.known import END, S, event

SPAN = Interval(0, END)


def kinds(*rows, **more):
    found = rhythm_of([event(*row) for row in rows], recording="r1", span=SPAN, **more)
    return [(one.kind.value, one.interval.onset_us / S, one.interval.offset_us / S) for one in found.stretches]


def test_a_leaving_a_return_and_a_reunion():
    assert kinds(
        ("a", "caregiver", "leave_view", 10),
        ("b", "caregiver", "return", 25),
        ("c", "together", "reunion", 25, 40),
        ("d", "child", "not_observable", 50, 55),
    ) == [
        ("together", 0, 10),
        ("apart", 10, 25),
        ("reunion", 25, 40),
        ("together", 40, 50),
        ("not seen", 50, 55),
        ("together", 55, 60),
    ]


def test_the_codes_of_parting_and_coming_back_say_the_same():
    rows = (("a", "caregiver", "leaves_unseen", 10), ("b", "caregiver", "returns", 25))
    assert kinds(*rows) == [("together", 0, 10), ("apart", 10, 25), ("together", 25, 60)]
    assert kinds(("a", "together", "apart", 10, 25)) == [("together", 0, 10), ("apart", 10, 25), ("together", 25, 60)]
    assert kinds(("a", "caregiver", "leaves", 45))[-1] == ("apart", 45, 60)


def test_while_one_of_two_caregivers_stays_nobody_is_apart():
    rows = [
        ("a", "caregiver:Kim", "leave_view", 10),
        ("b", "caregiver:Kim", "return", 30),
        ("c", "caregiver:Ada", "smile", 5, 6),
    ]
    assert kinds(*rows) == [("together", 0, 60)]
    both = [*rows, ("d", "caregiver:Ada", "leave_view", 20), ("e", "caregiver:Ada", "return", 40)]
    assert kinds(*both) == [("together", 0, 20), ("apart", 20, 30), ("together", 30, 60)]
    assert kinds(*reversed(both)) == kinds(*both)


def test_nothing_coded_is_undefined_and_says_so():
    found = rhythm_of([], recording="r1", span=SPAN)
    assert found.stretches == ()
    assert rhythm_words(found) == "Undefined: nothing is confirmed in this recording yet."


def test_words_and_json_are_on_the_wall_clock_where_it_is_known():
    meeting = Meeting("r1", family="Birch", setting="home", began_at="2026-03-01T08:15:00")
    events = [event("a", "caregiver", "leave_view", 10), event("b", "caregiver", "return", 25)]
    found = rhythm_of(events, recording="r1", span=SPAN, meeting=meeting)
    assert rhythm_words(found) == "Together 45 s (2 stretches); apart 15 s (once)."
    told = rhythm_json(found)
    assert (told["stretches"][1]["from"], told["stretches"][1]["to"]) == ("08:15:10", "08:15:25")
    assert told["totals_us"] == {
        "together": 45 * S,
        "apart": 15 * S,
        "reunion": 0,
        "not seen": 0,
        "each at their own thing": 0,
    }
    assert rhythm_json(rhythm_of(events, recording="r1", span=SPAN))["stretches"][1]["from"] is None


def test_a_day_holds_one_familys_recordings_in_order():
    def one(recording, family, began):
        meeting = Meeting(recording, family=family, began_at=began)
        return rhythm_of([], recording=recording, span=SPAN, meeting=meeting)

    found = days_of(
        [
            one("r3", "Birch", "2026-03-01T19:00:00"),
            one("r1", "Birch", "2026-03-01T07:00:00"),
            one("r2", "Rowan", "2026-03-01T08:00:00"),
            one("r4", "Birch", ""),
        ]
    )
    assert [(day.family, [r.recording for r in day.recordings]) for day in found] == [
        ("Birch", ["r1", "r3"]),
        ("Rowan", ["r2"]),
    ]


CODES = [
    ("caregiver", "leave_view"),
    ("caregiver", "return"),
    ("together", "separation"),
    ("together", "reunion"),
    ("child", "not_observable"),
]


@given(st.lists(st.tuples(st.sampled_from(CODES), st.integers(0, 70), st.integers(0, 30)), max_size=8))
def test_every_moment_is_of_one_kind_in_whatever_order_it_is_told(raw):
    events = [event(f"e{i}", *code, on, on + long) for i, (code, on, long) in enumerate(raw)]
    found = rhythm_of(events, recording="r1", span=SPAN)
    again = rhythm_of(events[::-1], recording="r1", span=SPAN)
    assert found == again
    if not events:
        return
    edges = [one.interval for one in found.stretches]
    assert edges[0].onset_us == 0
    assert edges[-1].offset_us == END
    assert all(a.offset_us == b.onset_us for a, b in itertools.pairwise(edges))
    assert sum(found.total_us(kind) for kind in RhythmKind) == END
    assert all(a.kind is not b.kind for a, b in zip(found.stretches, found.stretches[1:], strict=False))
