"""Drawing families anew: every draw of a few with its chance, so that no seed and no name decides."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest

from coder.report.figures.family_draws import family_draws, interval_of


@pytest.mark.parametrize("families", [2, 3, 5, 7])
def test_every_draw_of_a_few_families_is_taken_as_often_as_it_comes(families):
    times, chances = family_draws(families)
    assert chances.sum() == pytest.approx(1)
    assert (times.sum(axis=1) == families).all()
    assert chances @ times == pytest.approx(np.ones(families))
    if families <= 5:
        counted = np.array([np.bincount(one, minlength=families) for one in product(range(families), repeat=families)])
        for row, chance in zip(times, chances, strict=True):
            assert chance == pytest.approx((counted == row).all(axis=1).mean())


def test_many_families_are_drawn_at_random_and_the_same_way_each_time():
    times, chances = family_draws(30)
    assert times.shape == (2_000, 30)
    assert chances.sum() == pytest.approx(1)
    assert np.array_equal(times, family_draws(30)[0])


@pytest.mark.parametrize("families", [2, 3, 4])
def test_an_interval_of_few_families_reaches_from_the_lowest_to_the_highest_whatever_they_are_called(families):
    times, chances = family_draws(families)
    for order in permutations([0.1, 0.4, 0.6, 0.9][:families]):
        values = times @ np.array(order) / families
        assert interval_of(values, chances, families) == pytest.approx((min(order), max(order)))


def test_an_interval_of_many_families_holds_what_they_came_from():
    """Of a hundred samples of twelve families about ninety-five hold the mean that they were drawn from."""
    source = np.random.default_rng(3)
    times, chances = family_draws(12)
    held = 0
    for _ in range(100):
        found = interval_of(times @ source.normal(0, 1, 12) / 12, chances, 12)
        assert found is not None
        held += found[0] <= 0 <= found[1]
    assert 90 <= held <= 99


def test_what_is_alike_or_undefined_has_no_interval():
    _, chances = family_draws(3)
    assert interval_of(np.full(10, 0.5) + np.linspace(0, 1e-15, 10), chances, 3) is None
    assert interval_of(np.full(10, np.nan), chances, 3) is None
    some = np.full(10, np.nan)
    some[:2] = 0, 1
    assert interval_of(some, chances, 3) == (0, 1)
