"""Intervals of agreement over time hold the truth as often as they say, whatever the states last."""

import numpy as np
import pytest

from coder.stats import CodedByMany, many_coders, series, time_unit_kappa

CODES = "abc"


def states(rng, units, lasting):
    truth = np.empty(units, dtype=int)
    at, code = 0, 0
    while at < units:
        code = (code + rng.integers(1, 3)) % 3
        length = max(1, int(rng.exponential(lasting)))
        truth[at : at + length] = code
        at += length
    return truth


def coded(rng, truth, accuracy):
    """Each state is seen for another with chance 1 − accuracy, and its edges are two units off at most."""
    edges = np.r_[0, np.flatnonzero(np.diff(truth)) + 1, truth.size]
    moved = edges.copy()
    moved[1:-1] += rng.integers(-2, 3, edges.size - 2)
    moved = np.maximum.accumulate(np.clip(moved, 0, truth.size))
    out = np.empty(truth.size, dtype=int)
    for start, end, first in zip(moved[:-1], moved[1:], edges[:-1], strict=True):
        wrong = rng.random() > accuracy
        out[start:end] = (truth[first] + (rng.integers(1, 3) if wrong else 0)) % 3
    return out


def kappa(a, b):
    table = np.zeros((3, 3))
    np.add.at(table, (a, b), 1)
    p = table / table.sum()
    chance = float(p.sum(1) @ p.sum(0))
    return (float(np.trace(p)) - chance) / (1 - chance)


def as_states(codes):
    return series([CODES[c] for c in codes], step=1)


@pytest.mark.parametrize(("lasting", "accuracy"), [(5, 0.85), (10, 0.75), (20, 0.85), (20, 0.95)])
def test_time_unit_kappa_holds_the_truth(lasting, accuracy):
    rng = np.random.default_rng(lasting)
    long = states(rng, 200_000, lasting)
    truth = kappa(coded(rng, long, accuracy), coded(rng, long, accuracy))
    held = given = 0
    for _ in range(120):
        real = states(rng, 900, lasting)
        pair = [as_states(coded(rng, real, accuracy)) for _ in range(2)]
        found = time_unit_kappa(*pair, span=(0, 900), step=1, unit="s")
        if found.interval is not None:
            given += 1
            held += found.interval[0] <= truth <= found.interval[1]
    assert given > 60
    assert held / given >= 0.89


def test_three_coders_hold_the_truth():
    rng = np.random.default_rng(3)
    long = states(rng, 200_000, 8)
    truth = kappa(coded(rng, long, 0.85), coded(rng, long, 0.85))
    held, rounds = {"fleiss": 0, "krippendorff": 0}, 60
    for _ in range(rounds):
        real = states(rng, 1500, 8)
        sides = tuple(as_states(coded(rng, real, 0.85)) for _ in range(3))
        one = many_coders([CodedByMany(recording="r", sides=sides, span=(0, 1500))], step=1, unit="s")
        for name in held:
            low, high = getattr(one, name).interval
            held[name] += low <= truth <= high
    assert all(count / rounds >= 0.87 for count in held.values()), held


def test_states_too_long_for_the_time_have_no_interval_and_it_says_why():
    rng = np.random.default_rng(4)
    real = states(rng, 300, 60)
    found = time_unit_kappa(
        as_states(coded(rng, real, 0.7)), as_states(coded(rng, real, 0.7)), span=(0, 300), step=1, unit="s"
    )
    assert found.defined
    assert found.interval is None
    assert any("last so long" in note for note in found.notes)


def test_a_tolerance_that_is_no_whole_number_of_units_is_said():
    a, b = as_states([0] * 20 + [1] * 20), as_states([0] * 21 + [1] * 19)
    found = time_unit_kappa(a, b, span=(0, 40), step=1, tolerance=0.9, unit="s")
    assert found.estimate < 1
    assert (found.parameters["tolerance"], found.parameters["tolerance_used"]) == (0.9, 0)
    assert any("tolerance of 0.9 s is no whole number of units of 1 s: 0 s was used" in note for note in found.notes)
    whole = time_unit_kappa(a, b, span=(0, 40), step=1, tolerance=1, unit="s")
    assert whole.estimate == 1
    assert not any("tolerance" in note for note in whole.notes)
