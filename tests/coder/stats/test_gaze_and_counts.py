"""Gaze two people share, agreement frame by frame, contingency counted event by event: worked out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.stats import (
    cohen_kappa,
    contingency_counts,
    frame_agreement,
    gaze_overlap,
    icc,
    series,
    two_by_two,
)

CHILD = ([0, 10, 20], [8, 18, 30], ["toy", "caregiver", "toy"])
CAREGIVER = ([2, 12, 19, 25], [6, 15, 22, 28], ["toy", "child", "toy", "toy"])


def test_looking_at_the_same_by_hand():
    # The toy: 2 to 6, 20 to 22, 25 to 28, of 40 s.
    found = gaze_overlap(CHILD, CAREGIVER, span=(0, 40), unit="s")
    assert [(b.onset, b.offset, b.lead) for b in found.bouts] == [(2, 6, 2), (20, 22, -1), (25, 28, 5)]
    assert (found.total_time, found.estimate, found.mean_bout, found.median_bout) == (9, 9 / 40, 3, 3)
    assert (found.first_led, found.second_led, found.at_once) == (2, 1, 0)
    assert found.bouts_per_minute == pytest.approx(4.5)
    assert (found.of_first, found.of_second) == (pytest.approx(9 / 18), pytest.approx(9 / 10))
    assert found.by_pair == (("toy", "toy", 3, 9),)


def test_mutual_gaze_short_bouts_bridges_and_loss_of_view():
    mutual = gaze_overlap(CHILD, CAREGIVER, pairs=[("caregiver", "child")], span=(0, 40), unit="s")
    assert (mutual.total_time, len(mutual.bouts)) == (3, 1)
    long = gaze_overlap(CHILD, CAREGIVER, span=(0, 40), shortest=3, unit="s")
    assert [b.onset for b in long.bouts] == [2, 25]
    joined = gaze_overlap(CHILD, CAREGIVER, span=(0, 40), bridge=3, unit="s")
    assert [(b.onset, b.offset) for b in joined.bouts] == [(2, 6), (20, 28)]
    # Nothing is bridged across what nobody saw, and its time is in no denominator.
    hidden = gaze_overlap(CHILD, CAREGIVER, span=(0, 40), bridge=9, hidden=([5, 23], [21, 24]), unit="s")
    assert [(b.onset, b.offset, b.lead) for b in hidden.bouts] == [(2, 5, 2), (21, 22, None), (25, 28, 5)]
    assert hidden.observable_time == 23


def test_away_and_none_are_no_shared_target():
    streams = [series(["away", "away", "toy", "none"], step=1) for _ in range(2)]
    assert gaze_overlap(*streams, span=(0, 4), unit="s").total_time == 1


@given(st.lists(st.tuples(st.sampled_from("abx"), st.sampled_from("abx")), min_size=1, max_size=60))
@settings(max_examples=50, deadline=None)
def test_shared_time_is_that_of_a_count_of_frames(frames):
    one, two = zip(*frames, strict=True)
    found = gaze_overlap(series(one, step=1), series(two, step=1), span=(0, len(frames)), unit="s")
    other = gaze_overlap(series(two, step=1), series(one, step=1), span=(0, len(frames)), unit="s")
    assert found.total_time == sum(a == b for a, b in frames) == other.total_time
    assert (found.first_led, found.at_once) == (other.second_led, other.at_once)


FIRST = ["left", "left", "away", "right", "right", "left", "away", "away"]
SECOND = ["left", "away", "away", "right", "right", "left", "left", None]
TRIALS = [1, 1, 1, 1, 2, 2, 2, 2]


def test_frames_by_hand():
    found = frame_agreement(FIRST, SECOND, trials=TRIALS, looking=("left", "right"), frame=0.1)
    assert (found.n, found.observed_agreement) == (7, pytest.approx(5 / 7))
    assert found.estimate == pytest.approx(cohen_kappa(FIRST[:7], SECOND[:7]).estimate)
    assert [(t.name, t.frames, t.agreement) for t in found.trials] == [("1", 4, 0.75), ("2", 3, pytest.approx(2 / 3))]
    assert found.mean_trial_agreement == pytest.approx((0.75 + 2 / 3) / 2)
    times = [(0.3, 0.2), (0.2, 0.3)]
    assert [(t.first_looking, t.second_looking) for t in found.trials] == [pytest.approx(t) for t in times]
    assert found.looking_time.estimate == pytest.approx(icc(times).estimate)
    assert found.looking_correlation == pytest.approx(-1)
    assert found.interval is None
    assert "1 thing that only one or neither coded was left out" in found.notes


def test_counts_by_event_by_hand():
    # Bids at 10, 12, 40 and 80 s, windows of 3 s: responses at 11 and 13 s follow both of the first two, 43 s the
    # third (at its very end), 60 s none; the fourth has none.
    found = contingency_counts([10, 12, 40, 80], [11, 13, 43, 60], window=3, span=(0, 100), unit="s")
    assert (found.bids, found.followed, found.answered) == (4, 3, 3)
    assert (found.responses, found.contingent, found.other) == (4, 3, 1)
    assert (found.estimate, found.share_contingent) == (0.75, 0.75)
    # Windows of 3 s in the rest, [0,10) [15,40) [43,80) [83,100): 3, 8, 12 and 5. 43.0 s lies in the first of the third
    # stretch too, and 60 s in its sixth.
    assert found.by_window.table == ((3, 1), (2, 26))
    # Wilson's interval of 3 in 4, by his formula.
    assert found.interval == pytest.approx((0.30064, 0.95441), abs=1e-5)


def test_two_responses_to_one_bid_are_both_contingent_and_answer_once():
    found = contingency_counts([10], [11, 12], window=3, span=(0, 60), unit="s")
    assert (found.followed, found.answered, found.contingent, found.other) == (1, 1, 2, 0)


def test_half_counts_where_empty_always_and_never():
    empty = [[6, 0], [10, 40]]
    assert two_by_two(empty).log_odds == pytest.approx(np.log(6.5 * 40.5 / (0.5 * 10.5)))
    never = two_by_two(empty, add_half="never")
    assert (never.estimate, never.yules_q) == (None, 1)
    assert "0.5 was not to be added" in never.reason
    whole = [[6, 2], [10, 40]]
    assert two_by_two(whole).estimate == pytest.approx(12)
    always = two_by_two(whole, add_half="always")
    assert always.estimate == pytest.approx(6.5 * 40.5 / (2.5 * 10.5))
    assert always.log_odds_error == pytest.approx(np.sqrt(1 / 6.5 + 1 / 2.5 + 1 / 10.5 + 1 / 40.5))
