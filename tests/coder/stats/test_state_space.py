"""State space grids: by hand, with Hollenstein's dispersion at its two ends."""

import pytest

from coder.stats import StatsError, series, state_space_grid

CODES = (["up", "down"], ["up", "down"])


def grid(first, second, **how):
    sides = series(first, step=1), series(second, step=1)
    return state_space_grid(*sides, span=(0, len(first)), unit="s", **{"codes": CODES, **how})


def test_a_trajectory_by_hand():
    u, d = "up", "down"
    found = grid([u, u, d, d, u], [u, d, d, d, u])
    assert [(v.onset, v.offset, v.first, v.second, v.entered) for v in found.trajectory] == [
        (0, 1, u, u, False),
        (1, 2, u, d, True),
        (2, 4, d, d, True),
        (4, 5, u, u, True),
    ]
    assert [(c.first, c.second, c.duration, c.visits) for c in found.cells] == [
        (u, u, 2, 2),
        (u, d, 1, 1),
        (d, u, 0, 0),
        (d, d, 2, 1),
    ]
    assert (found.transitions, found.visited, found.coded_time, found.mean_visit) == (3, 3, 5, 1.25)
    # 1 − (n Σ (d/D)² − 1) / (n − 1), with n = 4 cells and times of 2, 1, 0 and 2 of 5.
    assert found.estimate == pytest.approx(1 - (4 * (4 + 1 + 4) / 25 - 1) / 3)


def test_all_time_in_one_cell_is_no_dispersion_and_an_even_spread_is_all_of_it():
    assert grid(["up"] * 7, ["down"] * 7).estimate == 0
    assert grid(["up", "up", "down", "down"], ["up", "down", "up", "down"]).estimate == 1


def test_a_gap_ends_a_visit_and_is_no_transition():
    found = grid(["up", None, "up", "down"], ["up"] * 4)
    assert [v.entered for v in found.trajectory] == [False, False, True]
    assert found.transitions == 1
    hidden = grid(["up", "up", "up", "down"], ["up"] * 4, hidden=([1], [2]))
    assert (hidden.transitions, hidden.coded_time) == (1, 3)


def test_undefined_says_why_and_codes_must_name_what_occurs():
    assert "both coded" in grid(["up", None], [None, "up"]).reason
    assert "one cell" in grid(["up"], ["up"], codes=None).reason
    with pytest.raises(StatsError, match="every state"):
        grid(["left"], ["up"])
