"""How many are needed: against published numbers, and against what an interval of so many then is."""

import numpy as np
import pytest

from coder.stats import (
    StatsError,
    icc,
    kappa_of_table,
    latency_power,
    log_rank,
    needed_for_icc,
    needed_for_kappa,
    needed_for_latency,
    recordings_for_kappa,
)


def test_answers_to_tell_two_conditions_apart_as_in_textbooks():
    """Schoenfeld's formula, two-sided 5 %: 66 events for a ratio of 2 at 80 %, 191 for 1.5, 256 for 1.5 at 90 %."""
    assert needed_for_latency(2).estimate == 66
    assert needed_for_latency(0.5).estimate == 66
    assert needed_for_latency(1.5).estimate == 191
    assert needed_for_latency(1.5, power=0.9).estimate == 256
    assert needed_for_latency(2, answered=0.5).parameters["bids"] == 131
    assert needed_for_latency(2, bids_of_a_dyad=11, alike=0.1).estimate == 131


def test_so_many_answers_find_the_difference_as_often_as_planned():
    rng = np.random.default_rng(1)
    n, found, rounds = needed_for_latency(2).n // 2, 0, 200
    for _ in range(rounds):
        waits = np.concatenate((rng.exponential(1, n), rng.exponential(2, n)))
        found += log_rank(waits, np.ones(2 * n), ["a"] * n + ["b"] * n).p_value <= 0.05
    assert found / rounds == pytest.approx(0.8, abs=0.08)


@pytest.mark.parametrize(("kappa", "prevalence"), [(0.6, [1, 1]), (0.8, [7, 2, 1]), (0.4, [9, 1])])
def test_so_many_things_give_a_kappa_as_wide_as_planned(kappa, prevalence):
    rng = np.random.default_rng(2)
    needed = needed_for_kappa(kappa, prevalence, width=0.2, in_a_recording=25)
    assert needed.recordings == -(-needed.n // 25)
    p = np.array(prevalence) / sum(prevalence)
    cells = ((1 - kappa) * np.outer(p, p) + kappa * np.diag(p)).ravel()
    widths, held = [], 0
    for _ in range(300):
        found = kappa_of_table(rng.multinomial(needed.n, cells).reshape(p.size, p.size))
        widths.append(found.interval[1] - found.interval[0])
        held += found.interval[0] <= kappa <= found.interval[1]
    assert np.mean(widths) == pytest.approx(0.2, rel=0.05)
    assert held / 300 >= 0.91


@pytest.mark.parametrize(("rho", "coders"), [(0.7, 3), (0.5, 2), (0.8, 2)])
def test_so_many_recordings_give_an_icc_as_wide_as_planned(rho, coders):
    rng = np.random.default_rng(3)
    needed = needed_for_icc(rho, width=0.25, coders=coders)
    widths = []
    for _ in range(200):
        things = rng.normal(0, np.sqrt(rho), (needed.n, 1)) + rng.normal(0, np.sqrt(1 - rho), (needed.n, coders))
        found = icc(things, "ICC(1,1)")
        widths.append(found.interval[1] - found.interval[0])
    assert np.mean(widths) == pytest.approx(0.25, rel=0.1)


@pytest.mark.parametrize(
    "call",
    [
        lambda: needed_for_kappa(1, [1, 1], width=0.2),
        lambda: needed_for_kappa(0.5, [1, 0], width=0.2),
        lambda: needed_for_kappa(0.5, [1, 1], width=0),
        lambda: needed_for_icc(0.5, width=3),
        lambda: needed_for_icc(0.5, width=0.2, coders=1),
        lambda: needed_for_latency(1),
        lambda: needed_for_latency(2, power=1),
        lambda: needed_for_latency(-2),
        lambda: recordings_for_kappa(0.7, [1, 1], lasting=90, minutes=1, width=0.2),
        lambda: recordings_for_kappa(0.7, [1, 1], lasting=5, minutes=1, width=1e-5),
        lambda: recordings_for_kappa(1, [1, 1], lasting=5, minutes=1, width=0.2),
        lambda: latency_power(2, dyads=3, bids_of_a_dyad=5),
        lambda: latency_power(2, dyads=10**6, bids_of_a_dyad=5),
    ],
)
def test_what_cannot_be_planned_is_one_sentence(call):
    with pytest.raises(StatsError) as told:
        call()
    assert "\n" not in str(told.value)


def test_made_up_studies_need_more_recordings_where_states_last_and_hold_the_truth():
    short, long = (
        recordings_for_kappa(0.7, [6, 3, 1], lasting=lasting, minutes=10, width=0.2, rounds=20) for lasting in (5, 20)
    )
    assert short.n < long.n
    for found in (short, long):
        assert found.parameters["median_width"] <= 0.2
        assert found.parameters["holds_the_truth"] >= 0.8
        assert found.recordings == found.n
    assert recordings_for_kappa(0.7, [6, 3, 1], lasting=5, minutes=10, width=0.2, rounds=20) == short


def test_where_units_know_nothing_of_each_other_made_up_studies_need_what_the_formula_says():
    """Codes drawn anew every second: an hour of it is 3,600 things that both coded."""
    by_formula = needed_for_kappa(0.6, [1, 1], width=0.05).n
    found = recordings_for_kappa(0.6, [1, 1], lasting=2, minutes=10, width=0.1, step=2, rounds=15)
    # A quarter of the things for twice the width; states of some units tell less than as many units apart.
    assert 1 <= found.n * 300 / (by_formula / 4) <= 4


def test_power_where_dyads_are_alike_is_that_of_the_formula():
    """66 answers find a ratio of 2 in 80 of 100 studies (Schoenfeld 1983)."""
    found = latency_power(2, dyads=66, bids_of_a_dyad=1, answered=0.98, differ=0, rounds=150)
    assert found.estimate == pytest.approx(0.8, abs=0.1)
    assert found.interval[0] < found.estimate < found.interval[1]


def test_dyads_who_are_seen_under_both_conditions_tell_more():
    between, within = (
        latency_power(1.6, dyads=30, bids_of_a_dyad=6, within=seen, rounds=50).estimate for seen in (False, True)
    )
    assert within > between + 0.1
