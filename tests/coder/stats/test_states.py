"""Match, mismatch and repair; rates, shares and shared time, over observable time only; known answers by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.stats import co_occurrence, mismatch_repair, rate, series, state_time, transition_matrix

CHILD = ([0, 10, 30], [10, 30, 60], ["play", "protest", "play"])
CAREGIVER = ([0, 14, 40, 50], [14, 40, 50, 60], ["play", "protest", "play", "away"])


def test_mismatch_and_repair_by_hand():
    # Match 0–10, mismatch 10–14, match 14–30, mismatch 30–40, match 40–50, mismatch 50–60 (end of coding).
    found = mismatch_repair(CHILD, CAREGIVER, span=(0, 60), unit="s")
    assert [(s.onset, s.offset, s.matched) for s in found.stretches] == [
        (0, 10, True),
        (10, 14, False),
        (14, 30, True),
        (30, 40, False),
        (40, 50, True),
        (50, 60, False),
    ]
    assert found.estimate == pytest.approx(36 / 60)
    assert (found.mismatches, found.repairs) == (3, 2)
    assert found.repairs_per_minute == pytest.approx(2)
    assert found.repairs_per_mismatched_minute == pytest.approx(2 / 24 * 60)
    assert found.time_between_mismatches == 20
    repair = found.time_to_repair
    assert (repair.times, repair.events, repair.censored) == ((4, 10), (1, 1), (0, 1))


def test_loss_of_view_censors_a_repair_and_leaves_the_denominator():
    found = mismatch_repair(CHILD, CAREGIVER, span=(0, 60), hidden=([35], [45]), unit="s")
    assert found.coded_time == 50
    assert found.estimate == pytest.approx((10 + 16 + 5) / 50)
    assert (found.mismatches, found.repairs) == (3, 1)
    assert (found.time_to_repair.n_events, found.time_to_repair.n_censored) == (1, 2)


def test_a_mismatch_under_way_at_the_start_is_time_but_not_a_time_to_repair():
    found = mismatch_repair(CHILD, CAREGIVER, span=(12, 60), unit="s")
    assert found.mismatches == 3
    assert found.repairs == 3 - 1
    assert found.time_to_repair.n == 2
    assert any("already under way" in note for note in found.notes)


def test_which_states_fit_is_the_caller_s_word():
    fits = [("play", "play"), ("protest", "protest"), ("protest", "play")]
    found = mismatch_repair(CHILD, CAREGIVER, span=(0, 60), fits=fits, unit="s")
    assert found.mismatches == 2
    assert found.estimate == pytest.approx(40 / 60)


def test_a_flicker_shorter_than_the_shortest_does_not_interrupt():
    found = mismatch_repair(CHILD, CAREGIVER, span=(0, 60), shortest=5, unit="s")
    assert next((s.onset, s.offset, s.matched) for s in found.stretches) == (0, 30, True)
    assert found.mismatches == 2


def test_a_gap_of_one_frame_between_states_can_be_bridged():
    child = ([0, 10, 20], [9.96, 19.96, 30], ["a", "b", "a"])
    steady = ([0], [30], ["a"])
    apart = mismatch_repair(child, steady, span=(0, 30), unit="s")
    joined = mismatch_repair(child, steady, span=(0, 30), bridge=0.04, unit="s")
    assert (apart.mismatches, apart.repairs) == (1, 0)
    assert (joined.mismatches, joined.repairs) == (1, 1)
    assert joined.time_to_repair.estimate == pytest.approx(10)


@given(st.integers(0, 300), st.integers(-500, 500))
@settings(max_examples=30, deadline=None)
def test_match_is_symmetric_and_knows_no_clock(seed, shift):
    rng = np.random.default_rng(seed)
    one, two = (rng.choice(["a", "b", None], 50, p=[0.45, 0.45, 0.1]).tolist() for _ in range(2))
    here = mismatch_repair(series(one, step=1), series(two, step=1), span=(0, 50), unit="s")
    there = mismatch_repair(
        series(two, step=1, start=shift), series(one, step=1, start=shift), span=(shift, 50 + shift), unit="s"
    )
    both = [a == b for a, b in zip(one, two, strict=True) if a and b]
    assert here.estimate == pytest.approx(np.mean(both))
    assert (here.estimate, here.mismatches, here.repairs) == (there.estimate, there.mismatches, there.repairs)


def test_rate_over_observable_time_only():
    found = rate([1, 2, 40, 70], span=(0, 60), hidden=([30], [45]), unit="s")
    assert found.estimate == pytest.approx(2 / 45 * 60)
    assert found.n == 2
    assert any("2 events lie outside" in note for note in found.notes)
    # Exact limits for 2 events: 0.2422 and 7.2247 (Garwood 1936).
    assert found.interval == pytest.approx((0.2422093 * 60 / 45, 7.224688 * 60 / 45), rel=1e-5)
    assert rate([], span=(0, 60), unit="s").interval == pytest.approx((0, 3.688879), rel=1e-5)
    assert rate([1], span=(0, 3600), per_seconds=3600, unit="s").estimate == 1


def test_rate_interval_covers_the_truth():
    rng = np.random.default_rng(9)
    covered = 0
    for _ in range(400):
        low, high = rate(rng.uniform(0, 300, rng.poisson(10)).round(4), span=(0, 300), unit="s").interval
        covered += low <= 2 <= high
    assert covered / 400 >= 0.93


def test_share_of_time_and_bouts():
    found = state_time([0, 10, 12, 50], [5, 20, 15, 70], span=(0, 60), hidden=([18], [30]), unit="s")
    assert found.total_time == 5 + 8 + 10
    assert found.estimate == pytest.approx(23 / 48)
    # The bout cut off by the loss of view at 18 s and the one running at the end are censored, not ended.
    assert (found.bout_length.n_events, found.bout_length.n_censored) == (1, 2)


def test_shared_time_by_hand_and_against_moments():
    found = co_occurrence(CHILD, CAREGIVER, span=(0, 60), unit="s")
    assert found.rows == ("play", "protest")
    assert found.columns == ("away", "play", "protest")
    assert found.shared == ((10, 20, 10), (0, 4, 16))
    assert found.expected[0][1] == pytest.approx(40 * 24 / 60)
    assert found.of_union[1][2] == pytest.approx(16 / (20 + 26 - 16))
    assert np.sum(found.shared) == found.observable_time == 60


def test_transitions_do_not_cross_a_hidden_stretch():
    found = transition_matrix(CAREGIVER, span=(0, 60), unit="s")
    assert found.counts == ((0, 0, 0), (1, 0, 1), (0, 1, 0))
    assert found.estimate == pytest.approx(3)
    hidden = transition_matrix(CAREGIVER, span=(0, 60), hidden=([20], [30]), unit="s")
    assert hidden.n == 2
    assert found.probabilities[0] == (None, None, None)
    assert found.probabilities[1] == (0.5, 0, 0.5)
