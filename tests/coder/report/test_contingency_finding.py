"""What stands out against chance, and as plainly what does not; an unconfirmed preview says what it is."""

from __future__ import annotations

from coder.exchanges.pairing import RULES
from coder.report.figures.contingency_finding import finding_of, finding_words
from coder.report.figures.recording_figures import numbers_of
from coder.vocabulary.events import Event, Origin
from coder.vocabulary.scheme import builtin_scheme
from coder.vocabulary.time import Interval

S = 1_000_000


def event(id_: str, subject: str, onset: float, code: str = "smile") -> Event:
    onset_us = round(onset * S)
    return Event(
        id_,
        "r1",
        subject,
        code=code,
        onset_us=onset_us,
        offset_us=onset_us + S // 2,
        coder="kim",
        origin=Origin.HUMAN,
        proposal=None,
        timing_bound_us=0,
    )


def numbers(bids: list[float], answers: list[float], end: float = 600):
    events = [event(f"b{n}", "child", t) for n, t in enumerate(bids)]
    events += [event(f"a{n}", "caregiver", t, "touch") for n, t in enumerate(answers)]
    return numbers_of(
        events, scheme=builtin_scheme(), rule=RULES["prompt-3s"], span=Interval(0, round(end * S)), recording="r1"
    )


def test_prompt_answers_in_a_long_recording_stand_out_with_their_moments():
    bids = [20.0 + 27 * n + 9.7 * (n * n % 7) / 7 for n in range(20)]
    found = finding_of(numbers(bids, [t + 0.8 for t in bids[:15]]))
    assert (found.stands_out, found.bids, found.answered, len(found.moments)) == (True, 20, 15, 15)
    assert found.moments[0] == (20 * S, 800_000)
    assert found.band[1] < 15
    assert "stands out against chance" in finding_words(found)


def test_as_many_as_accident_gives_is_said_as_plainly_with_what_could_be_seen():
    found = finding_of(numbers([10.0 + 31 * n for n in range(18)], [25.0 + 31 * n for n in range(18)]))
    assert (found.stands_out, found.answered) == (False, 0)
    words = finding_words(found)
    assert "no more than accident" in words
    assert f"{found.needed} answers would have stood out" in words
    assert 0 < found.power <= 1


def test_with_too_few_bids_not_even_every_answer_could_stand_out():
    found = finding_of(numbers([5.0], [6.0], end=12))
    assert found.stands_out is False
    assert found.needed > found.bids
    assert found.power == 0
    assert "with so few bids" in finding_words(found)


def test_nothing_to_compare_is_said_and_a_preview_says_what_it_is():
    found = finding_of(numbers([5.0], []), confirmed=False)
    assert found.stands_out is None
    assert finding_words(found).startswith("Unconfirmed preview, from what the models propose: ")
