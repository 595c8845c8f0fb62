"""Agreement on modifiers: a table worked by hand, what one alone said, and what kappa does not speak of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.stats import StatsError, modifier_agreement

said = st.lists(st.tuples(*2 * [st.sampled_from(["left", "right", "both", "", None])]), max_size=40)


def test_a_table_worked_by_hand():
    # left/left 20, left/right 5, right/left 10, right/right 15: seen 35 of 50; by chance .5 × .6 + .5 × .4 = .5.
    pairs = [("left", "left")] * 20 + [("left", "right")] * 5 + [("right", "left")] * 10 + [("right", "right")] * 15
    alone = [("left", None), (None, "right"), ("", "right"), (None, None)]
    first, second = zip(*pairs, *alone, strict=True)
    found = modifier_agreement(first, second)
    assert (found.matched, found.both, found.same, found.only_first, found.only_second) == (53, 50, 35, 1, 2)
    assert found.share_same == pytest.approx(0.7)
    assert found.kappa.estimate == pytest.approx(0.4)


@given(said)
def test_coders_can_change_places_and_all_is_counted(pairs):
    one = modifier_agreement([a for a, _ in pairs], [b for _, b in pairs])
    other = modifier_agreement([b for _, b in pairs], [a for a, _ in pairs])
    assert (one.same, one.both, one.only_first, one.kappa.estimate) == (
        other.same,
        other.both,
        other.only_second,
        pytest.approx(other.kappa.estimate),
    )
    assert one.matched == one.both + one.only_first + one.only_second
    assert (one.share_same is None) is (one.both == 0)


def test_numbers_and_text_have_a_share_and_no_kappa():
    found = modifier_agreement(["2", "3"], ["2", "4"], listed=False)
    assert found.share_same == 0.5
    assert found.kappa.estimate is None
    assert "numbers or free text" in found.kappa.reason


def test_where_both_say_one_value_throughout_kappa_says_why_it_has_none():
    assert modifier_agreement(["a"] * 5, ["a"] * 5).kappa.reason
    assert modifier_agreement([None], ["a"]).kappa.reason
    with pytest.raises(StatsError, match="2 is not 1"):
        modifier_agreement(["a", "b"], ["a"])
