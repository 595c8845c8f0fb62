"""What becomes of the bids without an answer, under known truth: the share still waiting is what was put in.

Answers are independent of the bids that follow: each takes an exponential time, whatever the child does next. The
next bid often begins before the answer, and goes on until after it, so that no answer could be another bid's: what is
left to go wrong is the censoring. Times of answers are the quantiles of their distribution in random order, so that
the truth is known to a thousandth.
"""

import math
from dataclasses import replace

import numpy as np
import pytest

from coder.exchanges.pairing import CUT_AT_NEXT_BID, Anchor, Exchange, Rule, exchanges
from coder.stats import kaplan_meier, log_rank
from coder.vocabulary.events import Event, Origin
from coder.vocabulary.scheme import builtin_scheme

SCHEME = builtin_scheme()
STILL_WAITING = 0.308
WINDOW = 3_000_000
HAZARD = -math.log(STILL_WAITING) / WINDOW
RULE = Rule("three-seconds", WINDOW, Anchor.OFFSET, 0, False, "made for this test")
OLD = Rule("as-before", WINDOW, Anchor.OFFSET, 0, False, "made for this test", cut_at_next_bid=True)
RATES = (6, 12, 20)


def act(id_, subject, onset, offset):
    return Event(
        id=id_,
        recording="r",
        subject=subject,
        code="smile",
        onset_us=int(onset),
        offset_us=int(offset),
        coder="kim",
        origin=Origin.HUMAN,
        proposal=None,
        timing_bound_us=0,
    )


def simulated(rate, bids, rng, *, quantiles=True):
    """Bids at random, `rate` a minute, and the answers to them; a list of events and the end of the recording."""
    shares = rng.permutation((np.arange(bids) + 0.5) / bids) if quantiles else rng.uniform(size=bids)
    waits = -np.log(shares) / HAZARD
    onsets = np.cumsum(rng.exponential(60e6 / rate, bids)).astype(int)
    events, free = [], 0
    for k, (onset, wait) in enumerate(zip(onsets.tolist(), waits.tolist(), strict=True)):
        offset = max(onset + 100_000, free + 1)
        events.append(act(f"b{k}", "child", onset, offset))
        free = offset
        if wait <= WINDOW:
            free = offset + int(wait)
            events.append(act(f"a{k}", "caregiver", free, free + 1))
    return events, free + 10 * WINDOW


def latencies(found: tuple[Exchange, ...]):
    seen = [item.latency_us is not None for item in found]
    # The old way cuts before the anchor too, at a bid that begins within the bid: watched for no time at all.
    times = [
        max(0, item.censored_at_us - item.anchor_us) if item.latency_us is None else item.latency_us for item in found
    ]
    return times, seen


def still_waiting(rule, rate, seed=1, bids=1500):
    events, end = simulated(rate, bids, np.random.default_rng(seed))
    found = exchanges(events, scheme=SCHEME, rule=rule, end_us=end)
    assert all(item.response in (None, f"a{item.bid[1:]}") for item in found)
    return 1 - kaplan_meier(*latencies(found)).share_by(WINDOW - 1)


@pytest.mark.parametrize("rate", RATES)
def test_the_share_still_waiting_is_what_was_put_in_however_often_the_child_bids(rate):
    assert still_waiting(RULE, rate) == pytest.approx(STILL_WAITING, abs=0.01)


def test_the_old_way_was_not_and_the_livelier_the_child_the_less():
    told = [still_waiting(OLD, rate, bids=600) for rate in RATES]
    assert told == sorted(told, reverse=True)
    assert told[0] < STILL_WAITING - 0.02
    assert told[2] < STILL_WAITING - 0.1


def test_children_who_bid_more_do_not_differ_where_nothing_differs():
    rng = np.random.default_rng(7)
    rejected = dict.fromkeys((RULE, OLD), 0)
    rounds = 100
    for _ in range(rounds):
        lively, quiet = (simulated(rate, 60, rng, quantiles=False) for rate in (20, 6))
        for rule in rejected:
            times, seen, who = [], [], []
            for name, (events, end) in (("lively", lively), ("quiet", quiet)):
                found = latencies(exchanges(events, scheme=SCHEME, rule=rule, end_us=end))
                times += found[0]
                seen += found[1]
                who += [name] * len(found[0])
            rejected[rule] += log_rank(times, seen, who).p_value <= 0.05
    assert rejected[RULE] / rounds <= 0.11
    assert rejected[OLD] / rounds >= 0.15


def test_losing_view_at_random_biases_nothing():
    """Whoever goes out of view ends the watch over answered and unanswered bids alike."""
    rng = np.random.default_rng(3)
    waiting = []
    for rate in RATES:
        events, end = simulated(rate, 1500, rng)
        events += [
            replace(act(f"n{k}", "child", at, at + 1), code="not_observable")
            for k, at in enumerate(range(0, end, 4_700_000))
        ]
        found = [x for x in exchanges(events, scheme=SCHEME, rule=RULE, end_us=end) if _watched(x)]
        times, seen = latencies(tuple(found))
        waiting.append(1 - kaplan_meier(times, seen).share_by(WINDOW - 1))
    assert np.mean(waiting) == pytest.approx(STILL_WAITING, abs=0.015)


def _watched(item):
    """A bid that went out of view before its anchor was never under watch."""
    return item.latency_us is not None or item.censored_at_us > item.anchor_us


def test_every_named_rule_has_its_old_way():
    assert all(rule.cut_at_next_bid and rule.id.endswith("+cut-at-next-bid") for rule in CUT_AT_NEXT_BID.values())
