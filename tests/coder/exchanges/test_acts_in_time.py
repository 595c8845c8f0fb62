"""Acts by time: the same answers as asking all of them, and pairing that grows with the recording, not its square."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from coder.exchanges.acts_in_time import ActsInTime
from coder.exchanges.pairing import RULES
from coder.proposals.exchange_queue import exchange_queue
from coder.vocabulary.events import Draft, Event, Origin, Proposal, Status
from coder.vocabulary.scheme import builtin_scheme

S = 1_000_000
SPANS = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 60)), max_size=30)
CODES = (
    *(("child", "look_to_caregiver"), ("child", "smile"), ("child", "reach"), ("caregiver", "look_to_child")),
    *(("caregiver", "smile"), ("caregiver", "touch"), ("together", "contact")),
)


def event(name: str, onset: int, lasts: int, coder: str = "kim") -> Event:
    return Event(
        name,
        "r1",
        "child",
        code="smile",
        onset_us=onset * S,
        offset_us=(onset + lasts) * S,
        coder=coder,
        origin=Origin.HUMAN,
        proposal=None,
        timing_bound_us=0,
    )


@given(spans=SPANS, at=st.integers(0, 120), lasts=st.integers(0, 20))
def test_what_is_near_is_what_meets_the_stretch(spans, at, lasts):
    acts = [event(f"e{n}", *span) for n, span in enumerate(spans)]
    found = ActsInTime(acts).near(at * S, (at + lasts) * S)
    wanted = [a for a in acts if a.onset_us <= (at + lasts) * S and a.offset_us >= at * S]
    assert found == sorted(wanted, key=lambda a: (a.onset_us, a.offset_us, a.id))


@given(spans=SPANS, at=st.integers(0, 120))
def test_what_has_begun_and_what_begins_is_told_in_order(spans, at):
    acts = sorted(
        (event(f"e{n}", *span) for n, span in enumerate(spans)), key=lambda a: (a.onset_us, a.offset_us, a.id)
    )
    order = ActsInTime(acts)
    assert list(order.begun_from(at * S)) == [a for a in acts if a.onset_us >= at * S]
    assert [a for _, a in order.begun_by(at * S)] == [a for a in reversed(acts) if a.onset_us <= at * S]


def proposals(count: int) -> list[Proposal]:
    found = []
    for n in range(count):
        subject, code = CODES[n % len(CODES)]
        onset = n * 600_000
        draft = Draft(
            subject,
            code,
            onset,
            offset_us=onset + 700_000 + n % 5 * 100_000,
            timing_bound_us=80_000,
            evidence="seen",
            models=("m@1",),
            confidence=0.5,
            rule="r@1",
        )
        found.append(Proposal(f"p{n}", "r1", draft, Status.OPEN))
    return found


def work(count: int) -> float:
    before = time.process_time()
    acts, end_us = proposals(count), count * 600_000 + 5 * S
    found = exchange_queue([], acts, scheme=builtin_scheme(), rule=RULES["prompt-3s"], end_us=end_us)
    assert len(found.items) > count / 4
    return time.process_time() - before


def test_twice_the_acts_take_about_twice_the_time():
    work(500)  # what is read once
    assert work(8_000) < 12 * max(work(2_000), 0.02)


@settings(max_examples=50)
@given(spans=SPANS, lee=SPANS)
def test_two_coders_events_of_one_act_are_one_act_however_they_lie(spans, lee):
    from coder.proposals.exchange import Acts, same_act

    events = [event(f"k{n}", *span) for n, span in enumerate(spans)]
    events += [event(f"l{n}", *span, coder="lee") for n, span in enumerate(lee)]
    kept: list[Event] = []
    for one in sorted(events, key=lambda a: (a.onset_us, a.offset_us, a.id)):
        if not any(other.coder != one.coder and same_act(other, one) for other in kept):
            kept.append(one)
    assert list(Acts(events, [], builtin_scheme()).all) == kept
