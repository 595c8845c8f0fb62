"""What several recordings of a family show in a report: read aloud, drawn, and never without the caregivers' side."""

import json

import pytest

from coder.exchanges.pairing import RULES
from coder.report.figures.recording_figures import Numbers, numbers_of
from coder.report.pages.family_page import family_page
from coder.report.pages.rerun_record import parameters
from coder.report.pages.research_page import research_page
from coder.report.render.pdf_layout import pdf_of
from coder.vocabulary.context import Beside, ContextCard, Meeting, Point, Series
from coder.vocabulary.scheme import builtin_scheme
from coder.vocabulary.time import Interval
from tests.coder.report.known import END, event
from tests.coder.report.test_pages import AVOIDED, STATISTICS, Page

SCHEME = builtin_scheme()
SLEEP = Series(
    "s1",
    "r1",
    "caregiver",
    name="sleep",
    unit="h",
    points=(Point("2026-02-28", 5.0), Point("2026-03-01", 7.5)),
    brought_at="",
)
CARD = ContextCard(
    "r1", "caregiver", "four hours", support="", restores="a walk", said_at="2026-03-01T20:00:00+00:00", coder="kim"
)
PAGES = {"family": family_page, "research": research_page}


def told(recording: str, began: str, setting: str, *, bids: int, family="Birch", beside=None) -> Numbers:
    rows = [event(f"b{i}", "child", "smile", 4 * i + 1, 4 * i + 2) for i in range(bids)]
    rows += [event("l", "caregiver", "leave_view", 55), event("r", "caregiver", "return", 57)]
    rows += [event("u", "together", "reunion", 57, 60)]
    meeting = Meeting(recording, family=family, setting=setting, began_at=began)
    held = beside or Beside()
    return numbers_of(
        rows,
        scheme=SCHEME,
        rule=RULES["prompt-3s"],
        span=Interval(0, END),
        recording=recording,
        beside=Beside(meeting, held.cards, held.series),
    )


@pytest.fixture(scope="module")
def every() -> list[Numbers]:
    return [
        told("r1", "2026-03-01T08:00:00", "home", bids=13, beside=Beside(None, (CARD,), (SLEEP,))),
        told("r2", "2026-03-01T18:00:00", "nursery", bids=12),
        told("r3", "2026-03-09T08:00:00", "home", bids=0),
        told("r4", "2026-03-02T08:00:00", "home", bids=5, family="Rowan"),
    ]


def test_a_family_hears_it_without_statistics_and_without_judgement(every):
    page = Page(family_page(every, scheme=SCHEME))
    assert page.open == []
    words = " ".join(page.words)
    assert "Over Birch's own recordings" in words
    assert "smiles (25 times): not seen answered in any context" in words, "of three minutes no hour is made up"
    assert "r2, r3: The caregiver's own side: not collected." in words
    assert "long enough (ten minutes) to say how often" in words
    assert "less often" not in words, "nothing of the kind is told of recordings of a minute"
    assert "Together, apart, together again" in words
    assert not AVOIDED.search(words), AVOIDED.search(words)
    assert not STATISTICS.search(words), STATISTICS.search(words)


@pytest.mark.parametrize("audience", PAGES)
def test_every_familys_own_and_nobody_elses(every, audience):
    text = PAGES[audience](every, scheme=SCHEME)
    page = Page(text)
    assert [words for _, words in page.headings if words.startswith("Over ")] == ["Over Birch's own recordings"]
    ids = [attributes["id"] for _, attributes in page.attributes if "id" in attributes]
    assert len(ids) == len(set(ids))
    over = text[text.index("Over Birch") :]
    assert over.index("own side: what restores them: “a walk”") < over.index("<svg")
    assert "Rowan" not in over[: over.index("<h2>")]


@pytest.mark.parametrize("audience", PAGES)
def test_what_was_brought_is_drawn_and_said_beside_the_card(every, audience):
    text = PAGES[audience](every[:1], scheme=SCHEME)
    assert "sleep (h), as it was brought" in text
    assert "sleep, 2 values of 2026-02-28 to 2026-03-01, between 5 and 7.5 h." in text
    assert text.index("Rest: “four hours”") < text.index("sleep (h), as it was brought")
    assert "explains nothing here" in text


def test_the_parameters_change_with_the_card_and_hold_none_of_its_words(every):
    bare = told("r1", "2026-03-01T08:00:00", "home", bids=13)
    one, other = (parameters([n], scheme=SCHEME)["recordings"][0] for n in (every[0], bare))
    assert one["context_sha256"] != other["context_sha256"]
    assert one["events_sha256"] == other["events_sha256"]
    assert "a walk" not in json.dumps(one)


def test_its_drawings_go_on_paper_too(every):
    assert pdf_of(family_page(every, scheme=SCHEME)).content.startswith(b"%PDF")
