"""Voices in turn in the research view: only where both were heard, with every figure's source, and nobody judged."""

from __future__ import annotations

import pytest

from coder.exchanges.pairing import RULES
from coder.report.figures.recording_figures import Numbers, numbers_of
from coder.report.figures.vocal_turns import turns_of
from coder.report.pages.research_page import research_page
from coder.vocabulary.scheme import builtin_scheme, combined
from coder.vocabulary.time import Interval
from tests.coder.report.known import END, event

VOICES = (
    ("v1", "child", "vocalises", 2.0, 3.0),
    ("v2", "caregiver", "speaks", 3.6, 5.0),
    ("v3", "caregiver", "speaks", 5.8, 7.0),
    ("v4", "child", "cries", 6.6, 9.0),
    ("v5", "caregiver", "speaks", 10.0, 11.0),
    ("v6", "someone", "speaks", 30.0, 31.0),
)
SCHEME = combined((builtin_scheme(), builtin_scheme("voices")))


def numbers_with(*rows: tuple, unheard: tuple[Interval, ...] = ()) -> Numbers:
    return numbers_of(
        tuple(event(*row) for row in rows),
        scheme=SCHEME,
        rule=RULES["prompt-3s"],
        span=Interval(0, END),
        recording="r1",
        unheard=unheard,
    )


def page(*rows: tuple, unheard: tuple[Interval, ...] = ()) -> str:
    return research_page([numbers_with(*rows, unheard=unheard)], scheme=SCHEME)


def test_turns_stand_in_the_report_with_their_sources():
    told = page(*VOICES)
    assert "Voices in turn in r1" in told
    assert "Left out, for nobody said whose they are: 1 of someone." in told
    for words in (
        "0.6 s (0.10 to 0.80)",
        "0.80 s",
        "Levinson &amp; Torreira 2015",
        "Jaffe et al. 2001",
        "1 cry, 1 followed",
        "Stern 1974",
    ):
        assert words in told
    assert "by coincidence" in told


def test_time_without_sound_is_in_no_share_and_is_said():
    """0:12 to 0:22 holds no sound: not silence of the two, and no pause goes over it; a voice heard there stands."""
    gone = Interval(12_000_000, 22_000_000)
    whole, less = turns_of(numbers_with(*VOICES)), turns_of(numbers_with(*VOICES, unheard=(gone,)))
    ends = END / 1e6
    assert less.unheard_us == gone.duration_us
    assert less.taking.both == pytest.approx(whole.taking.both * ends / (ends - 10))
    assert less.taking.neither == pytest.approx((whole.taking.neither * ends - 10) / (ends - 10))
    assert "10.0 s in which the recording holds no sound are left out" in page(*VOICES, unheard=(gone,))
    assert "no sound" not in page(*VOICES)
    after = ("v7", "caregiver", "speaks", 14.0, 15.0)
    assert [one.at for one in turns_of(numbers_with(*VOICES, after)).taking.within] == [5.0, 11.0]
    across = turns_of(numbers_with(*VOICES, after, unheard=(gone,)))
    assert across.unheard_us == 9_000_000
    assert [one.at for one in across.taking.within] == [5.0]


def test_voices_of_someone_are_left_out_and_beside_it_spread_as_settled_voices_of_their_code_are():
    """Words were the caregiver's each time, so that the lot gives words to the caregiver each time; of a laugh nothing
    of its kind says whose it was, so that it is sometimes the one's and sometimes the other's."""
    ends = END / 1e6
    turns = turns_of(numbers_with(*VOICES))
    words = turns.spread
    assert words.voices == 1
    assert words.caregiver.low == pytest.approx(turns.taking.second_only + 1 / ends)
    assert words.caregiver.high == pytest.approx(words.caregiver.low)
    assert words.child.high == pytest.approx(turns.taking.first_only)
    laugh = ("v7", "someone", "laugh_like", 40.0, 42.0)
    both = turns_of(numbers_with(*VOICES, laugh)).spread
    assert both.voices == 2
    assert both.child.low == pytest.approx(turns.taking.first_only)
    assert both.child.high == pytest.approx(turns.taking.first_only + 2 / ends)
    assert "With the 1 voice of someone given to child or caregiver by lot" in page(*VOICES)
    assert turns_of(numbers_with(*VOICES[:5])).spread is None
    assert "by lot" not in page(*VOICES[:5])


def test_where_one_alone_was_heard_there_are_no_turns():
    assert "Voices in turn" not in page(*VOICES[:1])
    assert "Voices in turn" not in page(("s1", "child", "smile", 1, 2))
