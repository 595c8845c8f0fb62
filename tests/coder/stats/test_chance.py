"""Against chance: the pairing is that of a plain loop and of the named rules, and a 5 % test rejects about 5 %."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.exchanges.pairing import Anchor, Outcome, Rule, exchanges
from coder.stats import circular_shift_test, gap_shuffle_test, overlap_shift_test, window_sweep
from coder.vocabulary.events import Event, Origin
from coder.vocabulary.scheme import builtin_scheme

SPAN = (0, 600)


def _plain_pairing(bids, responses, earliest, latest):
    """The rule in words: responses in order; each to the nearest earlier bid without an answer."""
    taken = set()
    for t in sorted(responses):
        for k in sorted(range(len(bids)), key=lambda k: bids[k], reverse=True):
            if k not in taken and bids[k] <= t and earliest[k] <= t <= latest[k]:
                taken.add(k)
                break
    return len(taken)


times = st.lists(st.integers(0, 599), min_size=1, max_size=25, unique=True)


@given(bids=times, responses=times, window=st.integers(0, 60))
@settings(max_examples=80, deadline=None)
def test_count_is_that_of_a_plain_loop(bids, responses, window):
    found = circular_shift_test(bids, responses, window=window, span=SPAN, unit="s", draws=2)
    assert found.count == _plain_pairing(sorted(bids), responses, sorted(bids), [b + window for b in sorted(bids)])


@given(
    starts=times,
    lengths=st.lists(st.integers(0, 20), min_size=25, max_size=25),
    responses=times,
    window=st.integers(0, 20),
    overlap=st.one_of(st.none(), st.integers(0, 10)),
)
@settings(max_examples=80, deadline=None)
def test_count_at_offsets_is_that_of_the_named_rules(starts, lengths, responses, window, overlap):
    second = 1_000_000
    rule = Rule("trial", window * second, Anchor.OFFSET, None if overlap is None else overlap * second, False, "trial")
    spans = [(s, min(600, s + n)) for s, n in zip(sorted(starts), lengths, strict=False)]
    events = [
        Event(
            f"b{k}",
            "r",
            "child",
            code="look_to_caregiver",
            onset_us=a * second,
            offset_us=b * second,
            coder="x",
            origin=Origin.HUMAN,
            proposal=None,
            timing_bound_us=0,
        )
        for k, (a, b) in enumerate(spans)
    ] + [
        Event(
            f"r{k}",
            "r",
            "caregiver",
            code="smile",
            onset_us=t * second,
            offset_us=t * second + 1,
            coder="x",
            origin=Origin.HUMAN,
            proposal=None,
            timing_bound_us=0,
        )
        for k, t in enumerate(responses)
    ]
    outcomes = exchanges(events, scheme=builtin_scheme(), rule=rule, end_us=600 * second)
    found = circular_shift_test(
        [a for a, _ in spans],
        responses,
        bid_offsets=[b for _, b in spans],
        anchor="offset",
        overlap=overlap,
        window=window,
        span=SPAN,
        unit="s",
        draws=2,
    )
    assert found.count == sum(x.outcome is Outcome.ANSWERED for x in outcomes)


@given(bids=times, responses=times, shift=st.integers(-10_000, 10_000))
@settings(max_examples=40, deadline=None)
def test_nothing_depends_on_where_the_clock_begins(bids, responses, shift):
    here = circular_shift_test(bids, responses, window=5, span=SPAN, unit="s", draws=50)
    there = circular_shift_test(
        np.array(bids) + shift, np.array(responses) + shift, window=5, span=(shift, 600 + shift), unit="s", draws=50
    )
    assert here.to_dict() == there.to_dict()


def test_a_response_beyond_the_loss_of_view_answers_nothing():
    seen = circular_shift_test([10], [12], window=5, span=(0, 100), unit="s", draws=10)
    hidden = circular_shift_test([10], [12], window=5, span=(0, 100), hidden=([11], [11.5]), unit="s", draws=10)
    assert (seen.count, hidden.count) == (1, 0)


@pytest.mark.parametrize("test", [circular_shift_test, gap_shuffle_test])
def test_under_the_null_a_five_per_cent_test_rejects_about_five_per_cent(test):
    rng = np.random.default_rng(20)
    rounds = 300
    rejected = 0
    for k in range(rounds):
        bids = np.sort(rng.integers(0, 600_000, 50))
        responses = np.sort(rng.integers(0, 600_000, 50))
        rejected += test(bids, responses, window=2_000, span=(0, 600_000), unit="ms", draws=99, seed=k).p_value <= 0.05
    # Binomial limits (99 %) on 300 rounds of a 5 % test.
    assert 0.02 <= rejected / rounds <= 0.085


def test_the_conservative_p_is_never_below_the_p_and_never_zero():
    bids = list(range(5, 600, 40))
    certain = circular_shift_test(bids, [b + 0.5 for b in bids], window=1, span=SPAN, unit="s", draws=99)
    assert certain.estimate == 1
    assert 0 < certain.p_value <= certain.p_conservative


def test_contingent_answers_are_found():
    rng = np.random.default_rng(21)
    found = 0
    for k in range(40):
        bids = np.sort(rng.integers(0, 590_000, 40))
        answers = bids[rng.random(40) < 0.5] + rng.integers(200, 1_800, 40)[: (rng.random(40) < 0.5).sum()].mean()
        responses = np.sort(np.concatenate((answers.astype(int), rng.integers(0, 600_000, 40))))
        result = circular_shift_test(bids, responses, window=2_000, span=(0, 600_000), unit="ms", draws=199, seed=k)
        found += result.p_value <= 0.05
        assert result.estimate > result.null_mean
    assert found >= 38


def test_null_mean_is_what_probability_says():
    # 1 bid, windows of 6 s in 60 s, one response: it falls into the window one time in ten.
    result = circular_shift_test([10], [50], window=6, span=(0, 60), unit="s", draws=20_000)
    assert result.null_mean == pytest.approx(0.1, abs=0.01)
    assert result.estimate == 0


def test_overlap_under_the_null_and_by_hand():
    result = overlap_shift_test(([0, 30], [10, 40]), ([5, 50], [15, 60]), span=(0, 100), unit="s", draws=20_000)
    assert result.count == 5
    # 20 s of each in 100 s: by chance they share 4 s.
    assert result.null_mean == pytest.approx(0.04, abs=0.001)
    whole = overlap_shift_test(([0], [60]), ([0], [60]), span=(0, 60), unit="s", draws=10)
    assert (whole.estimate, whole.null_mean) == (1, 1)
    assert whole.z is None


def test_a_seed_gives_the_same_bytes_and_another_seed_other_shuffles():
    args = ([1, 5, 9], [2, 6, 30])
    one, two = (circular_shift_test(*args, window=2, span=(0, 60), unit="s", draws=500) for _ in range(2))
    other = circular_shift_test(*args, window=2, span=(0, 60), unit="s", draws=500, seed=1)
    assert one.to_dict() == two.to_dict()
    assert one.null_mean != other.null_mean


def test_sweep_grows_with_the_window_and_spans_half_a_second_to_ten():
    rng = np.random.default_rng(5)
    sweep = window_sweep(
        np.sort(rng.uniform(0, 600, 30)).round(3),
        np.sort(rng.uniform(0, 600, 40)).round(3),
        span=SPAN,
        statistic="any_response",
        unit="s",
        draws=20,
    )
    assert (sweep.windows[0], sweep.windows[-1], len(sweep.windows)) == (0.5, 10.0, 20)
    shares = [p.estimate for p in sweep.points]
    assert shares == sorted(shares)
