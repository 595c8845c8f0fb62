"""Trends of one family only: by date, with intervals, from three recordings on; a share's interval holds the share."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from coder.exchanges.pairing import RULES
from coder.report.figures.bid_answers import answers_of
from coder.report.figures.family_trends import TrendRecording, fades, repairs_a_minute, shared, trends_of
from coder.report.figures.match_repair import matchings_of
from coder.report.pages.several_recordings import fewer_words
from coder.stats import StatsError, mismatch_repair
from coder.stats.match_cycle_interval import FEWEST_CYCLES, cycle_share
from coder.vocabulary.context import Beside, Meeting, Point, Series
from coder.vocabulary.scheme import builtin_scheme
from coder.vocabulary.time import Interval
from tests.coder.report.known import S, event

SCHEME = builtin_scheme()
SPAN = Interval(0, 1800 * S)
SLEEP = Series(
    "s1",
    "r1",
    "caregiver",
    name="sleep",
    unit="h",
    points=(Point("2026-03-01", 5.0), Point("2026-03-02", 7.0)),
    brought_at="",
)


def visit(recording, day, *, bids=12, family="Birch", series=(), answered=4, setting="home", every=20):
    rows = []
    for i in range(bids):
        rows.append(event(f"{recording}b{i}", "child", "smile", every * i + 10, every * i + 11))
        if i < answered:
            rows.append(event(f"{recording}a{i}", "caregiver", "smile", every * i + 12, every * i + 13))
    answers = answers_of(rows, scheme=SCHEME, rule=RULES["prompt-3s"], span=SPAN, recording=recording)
    began = f"2026-03-{day:02d}T09:00:00" if day else ""
    return TrendRecording(
        answers=answers,
        matchings=matchings_of(rows, scheme=SCHEME, span=SPAN, hidden=()),
        beside=Beside(Meeting(recording, family=family, setting=setting, began_at=began), series=series),
        own_play_us=90 * S,
    )


def test_three_recordings_stand_by_date_with_intervals():
    found = trends_of([visit("r3", 9), visit("r1", 1), visit("r2", 5, bids=20)])
    bids, latency = found.trends[:2]
    assert (bids.name, [recording for recording, _, _ in bids.points]) == ("bids per hour", ["r1", "r2", "r3"])
    assert [result.estimate for _, _, result in bids.points] == pytest.approx([24, 40, 24])
    assert all(result.interval[0] < result.estimate < result.interval[1] for _, _, result in bids.points)
    assert latency.name == "latency, median"
    assert found.reason is None


def test_two_are_points_and_no_trend_and_an_undated_one_is_named():
    found = trends_of([visit("r1", 1), visit("r2", 0), visit("r3", 3)])
    assert (found.trends, found.reason) == (
        (),
        "a trend needs 3 recordings of the family with a date, and there are 2",
    )
    assert found.notes == ("recording r2 is left out: nobody said when it began",)


def test_families_are_never_compared():
    with pytest.raises(StatsError, match="one family's own recordings only"):
        trends_of([visit("r1", 1), visit("r2", 2), visit("r3", 3, family="Rowan")])
    unsaid = trends_of([visit(f"r{n}", n, family="") for n in (1, 2, 3)])
    assert (unsaid.trends, unsaid.reason) == ((), "nobody said of which family these recordings are")


def test_the_order_in_which_recordings_are_told_does_not_matter():
    every = [visit("r1", 1), visit("r2", 5, bids=3), visit("r3", 9, series=(SLEEP,))]
    first = trends_of(every)
    assert all(trends_of(order) == first for order in permutations(every))


def test_a_fall_beyond_both_intervals_is_told_in_words_that_resource():
    spread = {"every": 30}
    lively = [visit("r1", 1, bids=59, **spread), visit("r2", 5, bids=58, **spread)]
    found = trends_of([*lively, visit("r3", 9, bids=4), visit("r4", 12, bids=3)])
    assert found.fewer == (("r2", "r3"),), "said once, and not again of r4"
    words = " ".join(fewer_words(found))
    assert "In r3 the child gave signs less often than in r2, in the same setting" in words
    assert "For 1 minute 30 seconds of it each was at their own thing" in words, "own play stands beside"
    assert "a child who has stopped asking looks well answered too" in words
    assert words.index("rest and company") < words.index("look together")
    assert trends_of([visit("r1", 1, bids=12), visit("r2", 5, bids=10), visit("r3", 9, bids=8)]).fewer == ()
    assert trends_of([visit("r1", 1, bids=4), visit("r2", 5, bids=58, **spread)]).fewer == ()  # a rise is no fall
    assert trends_of([*lively, visit("r3", 9, bids=4, setting="nursery")]).fewer == (), "no comparing by the back door"
    assert trends_of([visit("r1", 1, bids=58, setting=""), visit("r3", 9, bids=4, setting="")]).fewer == ()


def test_fading_within_a_recording_is_told_the_same_way_and_only_of_long_halves():
    found = trends_of([visit("r1", 1, bids=44)])  # one every 20 s for a quarter of an hour, and then none
    assert found.fading == ("r1",)
    words = " ".join(fewer_words(found))
    assert "In the later half of r1 the child gave signs less often than in the earlier one" in words
    assert words.count("looks well answered too") == 1
    assert trends_of([visit("r1", 1, bids=58, every=30)]).fading == ()
    short = replace(visit("r1", 1, bids=44).answers, span=Interval(0, 1190 * S))
    assert not fades(short), "of less than ten minutes no hour is made up"


def test_what_was_brought_stands_beside_once_and_changes_no_figure():
    bare = trends_of([visit(f"r{n}", n) for n in (1, 2, 3)])
    brought = trends_of([visit(f"r{n}", n, series=(SLEEP,)) for n in (1, 2, 3)])
    assert brought.series == (SLEEP,)
    assert brought.trends == bare.trends
    assert not any("arrow" in t.name or "slope" in t.name or "correl" in t.name for t in brought.trends)


def states(lengths):
    """Alternating stretches of the child alone (off) and both (on), as looks."""
    edges = np.concatenate([[0.0], np.cumsum(lengths)])
    codes = ["off" if n % 2 == 0 else "on" for n in range(len(lengths))]
    child = (edges[:-1], edges[1:], codes)
    caregiver = ([0.0], [edges[-1]], ["on"])
    return mismatch_repair(child, caregiver, span=(0, float(edges[-1])), unit="s")


def test_a_matched_share_has_an_interval_over_cycles_and_holds_itself():
    result = states([2, 4, 1, 5, 3, 4, 2, 6, 2, 5, 1, 4, 2, 3])
    found = shared(result)
    low, high = found.interval
    assert 0 < low < found.estimate < high < 1
    assert found.estimate == result.estimate
    few = shared(states([2, 4, 1, 5]))
    assert few.interval is None
    assert any("no interval" in note for note in few.notes)


def test_repairs_a_minute_are_those_that_were_counted():
    result = states([2, 4, 1, 5, 3, 5])
    found = repairs_a_minute(result)
    assert found.n == result.repairs == 3
    assert found.estimate == pytest.approx(result.repairs_per_minute)


def test_the_interval_over_cycles_covers_what_it_says():
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(400):
        on, off = rng.exponential(6, 30), rng.exponential(3, 30)
        low, high = cycle_share(on, off).interval
        held += low <= 6 / 9 <= high
    assert 0.92 <= held / 400 <= 0.98


def test_an_undefined_share_says_why_and_odd_input_is_refused():
    assert cycle_share([], []).reason == "there is no complete cycle of a match and a mismatch"
    assert cycle_share([1.0] * (FEWEST_CYCLES - 1), [1.0] * (FEWEST_CYCLES - 1)).interval is None
    assert cycle_share([1.0] * 6, [0.0] * 6).interval is None
    with pytest.raises(StatsError):
        cycle_share([1.0], [1.0, 2.0])
    with pytest.raises(StatsError):
        cycle_share([float("nan")], [1.0])
