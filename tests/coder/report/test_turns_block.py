"""Voices in turn in the research view: only where both were heard, with every figure's source, and nobody judged."""

from __future__ import annotations

from coder.exchanges.pairing import RULES
from coder.report.figures.recording_figures import numbers_of
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


def page(*rows: tuple) -> str:
    numbers = numbers_of(
        tuple(event(*row) for row in rows),
        scheme=SCHEME,
        rule=RULES["prompt-3s"],
        span=Interval(0, END),
        recording="r1",
    )
    return research_page([numbers], scheme=SCHEME)


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


def test_where_one_alone_was_heard_there_are_no_turns():
    assert "Voices in turn" not in page(*VOICES[:1])
    assert "Voices in turn" not in page(("s1", "child", "smile", 1, 2))
