"""Cross-recurrence: by hand, as the definitions have it, and under the null."""

import math

import numpy as np
import pytest

from coder.stats import StatsError, cross_recurrence

# Rows are the first's units, columns the second's; x marks the same code.
#        a b b c
#   a    x . . .
#   b    . x x .
#   c    . . . x
#   b    . x x .
FIRST, SECOND = list("abcb"), list("abbc")


def test_a_plot_of_four_by_four_by_hand():
    found = cross_recurrence(FIRST, SECOND, lags=1)
    assert found.estimate == 6 / 16
    # Lines: a-b on the main diagonal, b-c one later; the points (3, 1) and (3, 2) stand alone.
    assert (found.lines, found.mean_line, found.longest_line) == (2, 2, 2)
    assert found.determinism == 4 / 6
    assert found.entropy == 0
    assert found.profile == ((-1, pytest.approx(1 / 3)), (0, 0.5), (1, pytest.approx(2 / 3)))


def test_against_the_definition_point_by_point():
    rng = np.random.default_rng(1)
    for _ in range(20):
        n = int(rng.integers(2, 25))
        a, b = (rng.choice(list("abc"), n).tolist() for _ in range(2))
        plot = {(i, j) for i in range(n) for j in range(n) if a[i] == b[j]}
        lines = []
        for i, j in plot:
            if (i - 1, j - 1) not in plot:
                k = 0
                while (i + k, j + k) in plot:
                    k += 1
                lines.append(k)
        long = [k for k in lines if k >= 2]
        found = cross_recurrence(a, b)
        assert found.estimate == len(plot) / n**2
        assert found.determinism == (pytest.approx(sum(long) / len(plot)) if plot else None)
        assert found.lines == len(long)
        if long:
            shares = [long.count(k) / len(long) for k in set(long)]
            assert found.entropy == pytest.approx(-sum(p * math.log(p) for p in shares), abs=1e-12)


def test_who_follows_by_three_units_shows_at_a_lag_of_three():
    rng = np.random.default_rng(2)
    first = rng.choice(list("abcd"), 300).tolist()
    profile = dict(cross_recurrence(first, [*"ddd", *first[:-3]], lags=5).profile)
    assert max(profile, key=profile.get) == 3
    assert profile[3] == 1


def test_unrelated_streams_seldom_look_related():
    rng = np.random.default_rng(3)
    rejected, rounds = 0, 300
    for _ in range(rounds):
        streams = [np.repeat(rng.integers(0, 3, 60), rng.integers(1, 12, 60))[:200].tolist() for _ in range(2)]
        rejected += cross_recurrence(*streams, lags=3).near.p_value <= 0.05
    assert 0.02 <= rejected / rounds <= 0.09


def test_what_was_not_seen_is_like_nothing():
    assert cross_recurrence([None, "a"], [None, "a"]).estimate == 0.25
    assert cross_recurrence([None] * 3, [""] * 3).estimate == 0
    assert cross_recurrence([], []).reason == "there is no unit of time"
    with pytest.raises(StatsError, match="one length"):
        cross_recurrence("ab", "a")
