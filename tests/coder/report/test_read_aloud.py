"""Six invented families' pages, word for word, as they are read aloud to somebody who had a bad day.

Where a page changes on purpose: run ``python -m tests.coder.report.test_read_aloud``, and read the difference aloud.
"""

import re
from pathlib import Path

import pytest

from coder.exchanges.pairing import RULES, Outcome
from coder.report.figures.recording_figures import Numbers, numbers_of
from coder.report.pages.family_page import family_page
from coder.report.pages.research_page import research_page
from coder.report.render.html_tree import Node, read_page
from coder.vocabulary.time import Interval
from tests.coder.report.families import FAMILIES, SCHEME, told
from tests.coder.report.known import S, event
from tests.coder.report.test_pages import AVOIDED, STATISTICS

GOLDEN = Path(__file__).parent / "golden"
SPOKEN = {"h1", "h2", "h3", "p", "li"}


def spoken(page: str) -> str:
    """Return a page as it is read aloud: a line for each thing said."""
    lines = []

    def walk(node: Node) -> None:
        for one in node.nodes:
            if one.tag == "h2":
                lines.append("")
            if one.tag == "figcaption":
                lines.extend(said.line for said in one.nodes)
            elif one.tag in SPOKEN:
                lines.append(one.line)
            elif one.tag not in ("style", "title", "svg"):
                walk(one)

    walk(read_page(page))
    return "\n".join(lines).strip() + "\n"


def aloud(name: str) -> str:
    return spoken(family_page(FAMILIES[name](), scheme=SCHEME))


@pytest.mark.parametrize("name", FAMILIES)
def test_the_page_is_the_one_that_was_read_aloud(name):
    assert aloud(name) == (GOLDEN / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("name", FAMILIES)
def test_no_coincidence_no_share_one_zero_and_two_questions_at_the_end(name):
    said = aloud(name)
    assert not re.search(r"coincidence|%|\bhalf\b|\bshare\b| of 1\b", said, re.IGNORECASE)
    assert not AVOIDED.search(said), AVOIDED.search(said)
    assert not STATISTICS.search(said), STATISTICS.search(said)
    assert len(re.findall(r"stayed open|not stay open", said)) <= len(FAMILIES[name]())
    assert said.endswith("What actually restores you?\nWhat signals is this child sending you?\n")
    assert not re.search(r"short words|mechanical|slumps|warms up|sinks", said), (
        "own states are no acts toward the child"
    )


def test_what_restores_comes_before_anything_counted():
    said = aloud("alone_and_tired")
    assert said.splitlines()[1] == "What restores the caregiver, in their own words: “a bath and the door shut”"


def test_one_caregivers_card_does_not_speak_for_another():
    said = aloud("two_homes")
    assert "At five moments the caregiver was already with the child." in said
    assert "How you had slept, who was there to help" in said, "of Lee's day nothing was told"


def test_windows_are_named_and_near_by_is_no_open_moment():
    said = aloud("grandparents")
    assert "bedtime 18:30–19:30" in said
    (numbers,) = FAMILIES["grandparents"]()
    assert numbers.left_open == 0
    assert numbers.answers.became(Outcome.ACKNOWLEDGED) == 2
    assert numbers.answers.became(Outcome.AVAILABLE_NEARBY) == 1
    assert numbers.answers.became(Outcome.ALREADY_THERE) == 2


def test_own_play_is_a_kind_of_time_and_no_lack():
    said = aloud("plays_by_itself")
    assert "Each was at their own thing, side by side" in said
    assert "checked back twice" in said
    assert "capacity for solitude" in said
    assert FAMILIES["plays_by_itself"]()[0].left_open == 0


def test_tears_that_are_accompanied_are_accompanied_in_every_figure():
    (numbers,) = FAMILIES["a_limit_with_tears"]()
    assert "crying or protest was accompanied twice: somebody was with the child" in aloud("a_limit_with_tears")
    assert [item.outcome for item in numbers.exchanges if item.bid_code != "wants"] == [Outcome.ALREADY_THERE] * 2


def test_a_separation_is_time_apart_and_one_reunion():
    said = aloud("a_separation")
    assert "After being apart, the two of them came back to each other once" in said
    assert "Apart 1 min 35 s" in said or "apart 1 min 35 s" in said
    assert "; not seen" not in said
    assert "While the two were apart, the child called or looked for the other twice." in said
    assert "what happens when the plan breaks?" in said


def test_a_caregiver_who_is_there_all_along_leaves_nothing_open():
    rows = [("caregiver", "with_child", 0, 180)] + [("child", "signals", t, t + 1) for t in (10, 60, 120)]
    numbers = told("r1", rows)
    assert numbers.outcomes[Outcome.ALREADY_THERE] == 3
    assert (numbers.left_open, numbers.chance.estimate, numbers.counted) == (0, None, 0)
    page = spoken(family_page([numbers], scheme=SCHEME))
    assert page.index("At three moments the caregiver was already with the child.") < page.index("gave a sign 3 times")
    assert "stayed open in what" not in page
    assert "0.000" not in re.findall(r"share of bids answered</th><td>([^<]*)", research_page([numbers], scheme=SCHEME))


def test_asked_stillness_is_in_no_share_of_matched_time():
    from coder.vocabulary.scheme import builtin_scheme, combined

    scheme = combined([builtin_scheme("engagement"), builtin_scheme("still_face")])
    rows = [
        event("p", "together", "play", 0, 60),
        event("s", "together", "still_face", 60, 120),
        event("c1", "child", "plays_together", 0, 60),
        event("c2", "child", "watches_caregiver", 60, 120),
        event("a1", "caregiver", "plays_together", 0, 60),
        event("a2", "caregiver", "turned_in", 60, 120),
    ]
    numbers: Numbers = numbers_of(rows, scheme=scheme, rule=RULES["prompt-3s"], span=Interval(0, 120 * S))
    assert numbers.matchings[0].result.estimate == 1
    assert numbers.left_open == 0


def write() -> None:
    for name in FAMILIES:
        (GOLDEN / f"{name}.txt").write_text(aloud(name), "utf-8")


if __name__ == "__main__":
    write()
