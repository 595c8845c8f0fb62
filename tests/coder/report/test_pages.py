"""The mirror report: read as a page, as bytes, and as words that a caregiver could hear read aloud."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from coder.exchanges.pairing import RULES, Outcome
from coder.report.figures.coder_agreement import CodedTwice, agreement_of
from coder.report.figures.event_origins import event_origins_of, waiting_among
from coder.report.figures.recording_figures import Numbers, numbers_of
from coder.report.pages.family_page import family_page
from coder.report.pages.rerun_record import parameters, record_text
from coder.report.pages.research_page import research_page
from coder.report.render import drawings, svg
from coder.report.render.html_page import page
from coder.report.render.html_tree import read_page
from coder.vocabulary.coding_condition import CodingMode, Conduct, Why
from coder.vocabulary.events import Draft, Origin, Proposal, Status
from coder.vocabulary.language import Language, install
from coder.vocabulary.scheme import builtin_scheme
from coder.vocabulary.time import Interval
from tests.coder.report.known import END, KNOWN, S, event, known

SCHEME = builtin_scheme()
LOOKS = (
    ("l1", "child", "look_to_caregiver", 20, 24),
    ("l2", "caregiver", "look_to_child", 21, 24),
    ("l3", "child", "look_to_caregiver", 30, 33),
    ("l4", "caregiver", "look_to_child", 30.4, 33),
    ("l5", "together", "face_to_face", 21, 24),
)

AVOIDED = re.compile(
    r"scor(e|ing)|\brat(e|ed|ing)\b|rank|grade|percentile|perform|fail|attachment|insecure|(good|bad) (parent|mother)"
    r"|train|adequa|sensitiv|normal|deficit|should|must|\bmiss(ed|es)?\b|ignor|neglect|reject|poor|worse"
    r"|better than|happy|sad\b|angry|upset|distress",
    re.IGNORECASE,
)
STATISTICS = re.compile(
    r"median|confidence|interval|kappa|odds|p-value|mid-p|\bp ?[=<]|Kaplan|residual|permutation|seed|95 %|significan",
    re.IGNORECASE,
)


class Page(HTMLParser):
    """What a page holds, found by the standard library's parser. Tags must close as they were opened."""

    VOID = frozenset({"meta", "line", "circle", "rect", "path", "polyline"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[tuple[int, str]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.attributes.append((tag, dict(attrs)))
        if re.fullmatch(r"h\d", tag):
            self.headings.append((int(tag[1]), ""))
        # SVG marks close themselves or hold a title; HTML has its own void tags.
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open
        assert self.open[-1] == tag, (self.open, tag)
        self.open.pop()

    def handle_data(self, data):
        if self.open and re.fullmatch(r"h\d", self.open[-1]):
            self.headings[-1] = (self.headings[-1][0], data)
        if "style" not in self.open and data.strip():
            self.words.append(data.strip())


def numbers(rows: Iterable[tuple], *, rule="prompt-3s", recording="r1", settled=None) -> Numbers:
    return numbers_of(
        [event(*row) for row in rows],
        scheme=SCHEME,
        rule=RULES[rule],
        span=Interval(0, END),
        recording=recording,
        settled=settled,
    )


def agreement():
    second = tuple(event(*row, coder="lee") for row in (*KNOWN[:5], *LOOKS))
    first = tuple(event(*row) for row in (*KNOWN, *LOOKS))
    pair = CodedTwice(recording="r1", span=Interval(0, END), whole=Interval(0, END), first=first, second=second)
    return agreement_of([pair], scheme=SCHEME, coders=("kim", "lee"))


TOLD = {
    "everything": lambda: ([numbers((*KNOWN, *LOOKS), settled={"e6": Outcome.NOT_A_BID})], [agreement()]),
    "nothing coded": lambda: ([numbers(())], []),
    "one bid": lambda: ([numbers(KNOWN[:1])], []),
    "all censored": lambda: ([numbers(("b" + str(i), "child", "smile", 5 * i, 5 * i + 1) for i in range(8))], []),
    "bid at the very end": lambda: ([numbers([("a", "child", "smile", 59.9, 60)])], []),
    "two recordings": lambda: ([numbers(KNOWN), numbers((*KNOWN, *LOOKS), recording="r2")], []),
    "overlaps": lambda: ([numbers((*KNOWN, ("o", "child", "reach", 39, 42)), rule="turn-2s-1s")], []),
    "still face": lambda: ([numbers((*KNOWN, ("s", "together", "still_face", 0, 20)))], []),
    "hidden all along": lambda: ([numbers([("a", "child", "not_observable", 0, 60), *KNOWN])], []),
}
PAGES = {"family": family_page, "research": research_page}


def made(audience: str, what: str) -> str:
    told, agreements = TOLD[what]()
    return PAGES[audience](told, scheme=SCHEME, agreements=agreements)


@pytest.mark.parametrize("what", TOLD)
@pytest.mark.parametrize("audience", PAGES)
def test_the_page_stands_alone_and_says_itself(audience, what):
    text = made(audience, what)
    page = Page(text)
    assert page.open == []
    assert ("html", {"lang": "en"}) in page.attributes
    for word in ("http", "<script", "src=", "href", "url(//", "@import", "NaN", ">None<", "None s", "nan "):
        assert word not in text, word
    depths = [depth for depth, _ in page.headings]
    assert depths.count(1) == 1
    assert depths[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(depths))
    assert all(words for _, words in page.headings)
    ids = [attributes["id"] for _, attributes in page.attributes if "id" in attributes]
    assert len(ids) == len(set(ids))
    drawings = [attributes for tag, attributes in page.attributes if tag == "svg"]
    assert all(one["role"] == "img" and set(one["aria-labelledby"].split()) <= set(ids) for one in drawings)
    assert text.count("<desc id=") == text.count("<svg") >= text.count("</figcaption>")


@pytest.mark.parametrize("what", TOLD)
def test_the_family_view_judges_nobody_and_holds_no_statistics(what):
    words = " ".join(Page(made("family", what)).words)
    assert not AVOIDED.search(words), AVOIDED.search(words)
    assert not STATISTICS.search(words), STATISTICS.search(words)


@pytest.mark.parametrize("what", TOLD)
@pytest.mark.parametrize("audience", PAGES)
def test_the_childs_signals_never_stand_without_the_caregivers_side(audience, what):
    told, _ = TOLD[what]()
    text = made(audience, what)
    if audience == "research":
        assert text.count("Not collected") == len(told)
        first_drawing = text.find("<svg")
        assert first_drawing == -1 or text.index("Not collected") < first_drawing
    else:  # a family is not met with what was not collected: moments first, and then at once their own side
        assert text.count("Your own side") == text.count("not written down") == len(told)
        parts = re.split("<h2>What is already there", text)[1:]
        assert all(re.findall("<h3>(.*?)</h3>", part)[0] == "Your own side" for part in parts)
    assert text.index("rest comes first") < text.index("before any advice")


def test_it_opens_with_strengths():
    page = Page(made("family", "everything"))
    assert page.headings[1] == (2, "What is already there")
    text = " ".join(page.words)
    assert "The child gave a sign and found an answer 4 times." in text
    assert "They were out of step" not in text, "both looks were answered"
    assert "were face to face once, 3 seconds in all." in text
    assert "At 0:05 the child smiles, and the caregiver smiles a second later." in text
    assert "At 0:15 the child smiles, and the caregiver touches the child about 2 seconds later." in text
    assert text.index("found an answer 4 times") < text.index("stayed open")


def test_bids_per_hour_stand_beside_what_stayed_open():
    text = " ".join(Page(made("family", "everything")).words)
    # Six bids count in 54 observable seconds; four were answered, and the recording ended one second after another.
    assert "The child gave a sign 6 times: " in text
    assert "; one of these moments stayed" in text
    assert "in an hour" not in text, "54 seconds say nothing of an hour"
    assert "Of one moment nothing more can be said: the recording ended" in text
    assert "A child who shows less also leaves fewer moments open" in text


def test_long_recordings_are_drawn_in_stretches_and_the_axis_begins_with_the_first_answer():
    # A long look during which the child goes out of view is watched for until 100 s before its own end.
    rows = [
        ("a", "child", "look_to_caregiver", 10, 120),
        ("b", "child", "not_observable", 20, 21),
        ("c", "child", "smile", 30, 31),
    ]
    told = numbers_of(
        [event(*row) for row in rows],
        scheme=SCHEME,
        rule=RULES["turn-2s-1s"],
        span=Interval(0, 700 * S),
        recording="r1",
    )
    text = research_page([told], scheme=SCHEME)
    assert told.latency.times[0] == -100
    assert ">-100 s<" not in text
    assert re.findall(r"What was seen in r1 from (\S+) to (\S+?)<", text) == [
        ("0:00.000", "5:00.000"),
        ("5:00.000", "10:00.000"),
        ("10:00.000", "11:40.000"),
    ]


def test_what_waits_undecided_is_said_and_the_signs_are_those_of_the_rows():
    told = numbers([*KNOWN, *LOOKS])
    page = family_page([told], scheme=SCHEME, waiting={"r1": 7})
    text = " ".join(Page(page).words)
    assert "Seven things that the computer thinks it noticed wait" in text
    assert text.index("wait until a human") < text.index("Your own side"), "beside the moments, not at the end"
    assert "computer" not in family_page([told], scheme=SCHEME)
    assert "One thing that" in family_page([told], scheme=SCHEME, waiting={"r1": 1})
    rows = [re.search(r"gave a sign (\d+) times: the child ([^;.]*)[;.]", text)]
    kinds = re.findall(r"([a-z ]+) \((once|twice|\d+ times)\)", rows[0][2])
    count = {"once": 1, "twice": 2}
    assert sum(count.get(often) or int(often.split()[0]) for _, often in kinds) == int(rows[0][1])
    assert all(f"child {kind.strip()}" in page for kind, _ in kinds), "said as the ribbon's rows say it"


def test_too_few_moments_make_no_curve_for_a_family():
    few = family_page([numbers(KNOWN[:2])], scheme=SCHEME)
    assert "it often came" not in few
    assert "-latency" not in few
    assert "too few" not in made("family", "one bid"), "that no answer was seen is told once"


def test_every_figure_says_its_rule_n_time_bound_and_agreement():
    text = made("research", "everything")
    captions = [unescape(c) for c in re.findall(r"<figcaption>(.*?)</figcaption>", text)]
    assert len(captions) == 1
    for caption in captions:
        assert "Rule prompt-3s." in caption
        assert "Rests on 6 moments and on 54 seconds" in caption
        assert "Times are true to within 0.08 seconds" in caption
        assert "Coder agreement (time-unit kappa): child gaze 1.00" in caption
    assert text.count("rule prompt-3s, as in Kuchirko et al. 2018") == 1, "how it was counted is said once"
    assert "One person coded; agreement is undefined." in made("research", "one bid")


@pytest.mark.parametrize("audience", PAGES)
def test_the_same_bytes_twice_and_a_date_only_where_it_is_given(audience):
    one = made(audience, "everything")
    assert made(audience, "everything") == one
    assert "Made on" not in one
    told, agreements = TOLD["everything"]()
    dated = PAGES[audience](told, scheme=SCHEME, agreements=agreements, day="2027-12-31")
    assert "Made on 2027-12-31." in dated


def recorded(*told: Numbers) -> dict:
    found = parameters(told, scheme=SCHEME)
    return json.loads(record_text("<p>", asked={"rule": "prompt-3s"}, parameters=found, told=told))


def test_the_parameters_are_json_and_know_their_data():
    (recording,) = recorded(numbers(KNOWN))["parameters"]["recordings"]
    assert (recording["seed"], recording["rule"]["window_us"]) == (20240229, 3 * S)
    defined = {
        (one["who"], one["code"]): one for one in recorded(numbers(KNOWN))["parameters"]["scheme"]["definitions"]
    }
    assert defined["child", "smile"]["kind"] == "state"
    assert all(one["means"] for one in defined.values())
    (other,) = recorded(numbers(known_but_one_frame_later()))["parameters"]["recordings"]
    assert recording["events_sha256"] != other["events_sha256"]
    assert [one["recording"] for one in recorded(numbers(KNOWN), numbers(KNOWN, recording="r2"))["numbers"]] == [
        "r1",
        "r2",
    ]


def test_how_every_event_came_to_be_stands_in_the_research_page():
    draft = Draft(
        "child",
        "smile",
        0,
        offset_us=1,
        timing_bound_us=1,
        evidence="",
        models=("face@1",),
        confidence=0.9,
        rule="smile@2",
    )
    others = (Status.REJECTED, Status.OPEN, Status.SKIPPED)
    proposals = [Proposal(f"p{n}", "r1", draft, one) for n, one in enumerate((Status.ADJUSTED, *others), start=1)]
    rows = [event(*row) for row in KNOWN[:3]]
    rows[0] = replace(rows[0], proposal="p1", origin=Origin.ADJUSTED)
    found = event_origins_of("r1", rows, proposals, conduct=None, weights={"face@1": "ab" * 32}, analysis="k" * 40)
    told = [numbers(KNOWN[:3])]
    page = " ".join(Page(research_page(told, scheme=SCHEME, origins=[found])).words)
    for said in ("proposed, moved", "coded by hand", "not known", "face@1 (SHA-256 abababababab)", "smile@2 (1)"):
        assert said in page, said
    assert "Bids, if the child: looks to the caregiver;" in page
    assert "2 proposals wait undecided and are in no figure" in page
    assert (
        "taken over as proposed, 0 of 3 events; with other times, 1. Of the other proposals 1 met with a no and 2"
        in page
    )
    blind = Conduct("r1", "kim", CodingMode.BLIND, Why.CHOSEN, "2026-03-01T10:00:00+00:00")
    assert waiting_among(proposals, blind) == 0, "it would say that there are some"


def test_numbers_at_risk_stand_under_the_curve_and_no_band_goes_past_the_last_time_watched():
    one = numbers(
        [("a", "child", "smile", 5, 5.5), ("b", "caregiver", "touch", 6, 7), ("c", "child", "smile", 58.5, 59)]
    )
    curve = one.latency
    assert curve.times[-1] == 1.5
    text = drawings.latency_curve(one, band=True)
    at_risk = re.findall(r'y="169" text-anchor="middle">(\d+)<', text)
    assert at_risk == ["2", "2", "2", "1", "0", "0", "0"]
    right = [float(x) + float(w) for x, w in re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', text)]
    assert right
    assert max(right) <= 60 + 1.5 / 3 * (svg.WIDTH - 84) + 0.02


def test_a_rate_out_of_seconds_stands_with_its_warning():
    page = " ".join(Page(research_page([numbers(KNOWN)], scheme=SCHEME)).words)
    assert re.search(r"\d\.\d{3}\* \(", page)
    assert "* out of less than ten minutes" in page


def known_but_one_frame_later() -> list[tuple]:
    first = KNOWN[0]
    return [(*first[:3], first[3] + 0.04, first[4]), *KNOWN[1:]]


def test_the_methods_paragraph_says_what_was_done():
    text = " ".join(Page(made("research", "everything")).words)
    assert "coded from video, as acts with an onset and an offset by one coder; only events" in text
    assert "1 of 1 recording was coded by a second person." in text
    assert "only you can say: why this was asked, how families and recordings were chosen" in text
    assert "within 3 s of the bid's onset (Kuchirko et al. 2018; Van Egeren et al. 2001)" in text
    assert "Of 8 bids, 6 entered the figures about answers" in text
    assert "10,000 circular shifts" in text
    assert "seed 20240229" in text


def test_names_that_look_like_markup_stay_words():
    rows = [("a", "caregiver:<b>&\"'", "smile", 5, 6), ("b", "child", "smile", 4, 5)]
    for audience in PAGES.values():
        text = audience([numbers(rows)], scheme=SCHEME)
        assert "<b>" not in text
        assert Page(text).open == []


def test_the_known_study_is_what_the_tests_of_numbers_use():
    assert [e.id for e in known()] == [row[0] for row in KNOWN]


@pytest.mark.parametrize("what", TOLD)
@pytest.mark.parametrize("audience", PAGES)
def test_what_cannot_be_narrow_scrolls_in_its_own_place_and_can_be_reached_by_keyboard(audience, what):
    tree = read_page(made(audience, what))
    wide = [node for node in tree.each("div") if node.attrs.get("class") == "wide"]
    assert all(node.attrs["tabindex"] == "0" and node.attrs["aria-label"] for node in wide)
    held = [node for place in wide for node in place.each("table", "svg")]
    assert len(held) == len(list(tree.each("table", "svg")))
    assert "overflow-x: auto" in made(audience, what)


def test_a_long_recording_says_how_often_in_an_hour_and_a_short_one_does_not():
    rows = [(f"b{n}", "child", "smile", 60 * n, 60 * n + 1) for n in range(1, 12)]
    long = numbers_of([event(*row) for row in rows], scheme=SCHEME, rule=RULES["prompt-3s"], span=Interval(0, 1200 * S))
    text = " ".join(Page(family_page([long], scheme=SCHEME)).words)
    often = "The child gave a sign 11 times (about 33 times in an hour, had it gone on like that)"
    assert f"{often}: each time the child smiles" in text
    assert "Many answers are not made for a camera" in text


def test_no_sentence_for_a_family_speaks_of_coincidence_or_of_a_share():
    # The caregiver smiles in every second, but only once within the window after a bid.
    rows = [(f"b{n}", "child", "smile", 10 * n, 10 * n + 0.2) for n in range(1, 6)]
    rows += [(f"c{n}", "caregiver", "smile", 10 * n + 4, 10 * n + 5) for n in range(1, 5)]
    rows += [(f"d{n}", "caregiver", "touch", 10 * n + 6, 10 * n + 7) for n in range(1, 5)]
    rows.append(("z", "caregiver", "smile", 11, 11.5))
    told = numbers(rows)
    assert told.chance.count == 1
    page = " ".join(Page(family_page([told], scheme=SCHEME)).words)
    assert not re.search(r"coincidence|by chance|%|\bhalf\b|\bshare\b", page, re.IGNORECASE)


def test_how_soon_answers_came_is_of_the_answers_that_came():
    """Three after half a second, two after two, four moments open: the curve's median is two seconds."""
    waits = (0.5, 0.5, 0.5, 2, 2)
    rows = [(f"b{n}", "child", "smile", 6 * n, 6 * n + 0.2) for n in range(9)]
    rows += [(f"c{n}", "caregiver", "smile", 6 * n + wait, 6 * n + wait + 0.2) for n, wait in enumerate(waits)]
    assert numbers(rows).latency.estimate == 2
    assert "it often came in less than a second" in said(rows)


def test_nobody_is_read_a_count_of_no_moments():
    text = said([("b", "caregiver", "smile", 6, 7)])
    assert "the recording lasts 1 minute." in text
    assert "0 moments" not in text


def test_nothing_is_said_of_who_could_be_seen_where_nobody_looked():
    smiles = [("a", "child", "smile", 5, 6), ("b", "caregiver", "smile", 6, 7)]
    told = numbers(smiles)
    family, research = (
        " ".join(Page(text).words)
        for text in (family_page([told], scheme=SCHEME), research_page([told], scheme=SCHEME))
    )
    assert "Nobody looked at who could be seen when; the recording lasts 1 minute." in family
    assert "Both could be seen" not in family
    assert "Rests on 1 moment and on the 60 seconds of the clip; nobody looked at who could be seen when." in research
    assert "One recording (60.0 s; who could be observed when was not coded) was coded" in research
    assert "Denominators are all of the time, for nobody coded who could be observed when." in research
    assert not re.search(r"could be observed\)|in which both could be seen|is in no denominator", research)
    looked = numbers([*smiles, ("n", "caregiver", "not_observable", 20, 30)])
    assert "Both could be seen for 50 seconds of 1 minute." in " ".join(
        Page(family_page([looked], scheme=SCHEME)).words
    )
    both = " ".join(Page(research_page([told, looked], scheme=SCHEME)).words)
    assert "who could be observed when was coded in 1 of them: 50.0 s of 60.0 s" in both


def test_where_two_people_marked_all_alike_nothing_is_left_to_see_differently():
    same = tuple(event(*row) for row in KNOWN)
    pair = CodedTwice(recording="r1", span=Interval(0, END), whole=Interval(0, END), first=same, second=same)
    both = agreement_of([pair], scheme=SCHEME, coders=("kim", "lee"))
    page = " ".join(Page(family_page([numbers(KNOWN)], scheme=SCHEME, agreements=[both])).words)
    assert "were marked alike by both" in page
    assert "where people see differently" not in page
    assert "where people see differently" in " ".join(Page(made("family", "everything")).words)


def test_an_answer_on_its_way_is_not_being_out_of_step():
    looks = [("a", "child", "look_to_caregiver", 5, 8), ("b", "caregiver", "look_to_child", 5.76, 9)]
    assert numbers(looks).outcomes[Outcome.ANSWERED] == 1
    assert "out of step for a moment" not in said(looks)
    late = [*looks, ("c", "child", "look_to_caregiver", 20, 40), ("d", "caregiver", "look_to_child", 30, 41)]
    assert "They were out of step for a moment and then found each other once (at 0:30)." in said(late)


def test_a_family_is_told_how_many_answers_are_drawn_and_how_soon_to_the_half_second():
    rows = [("s", "child", "smile", 5, 6), ("t", "caregiver", "smile", 7.52, 8)]
    assert "the caregiver smiles about 2.5 seconds later" in said(rows)
    assert "are drawn" not in said(rows)
    four = [(f"s{n}", "child", "smile", 10 * n + 1, 10 * n + 2) for n in range(4)]
    four += [(f"t{n}", "caregiver", "smile", 10 * n + 3, 10 * n + 4) for n in range(4)]
    assert "found an answer 4 times. The first three of them are drawn above." in said(four)
    assert not re.search(r"\bit smiles", said(four))


def said(rows, **how) -> str:
    return " ".join(Page(family_page([numbers(rows, **how)], scheme=SCHEME)).words)


def test_read_aloud_over_several_recordings_nothing_but_figures_is_said_twice():
    told = [numbers((*KNOWN, *LOOKS), recording=f"r{n}") for n in (1, 2, 3)]
    page = " ".join(Page(family_page(told, scheme=SCHEME)).words)
    for once in ("belong side by side", "not an answer withheld", "The line climbs"):
        assert page.count(once) <= 1, once
    assert page.count("People agreed to count so") == 1
    assert page.count("This is how one person saw") == 1
    assert "prompt-3s" not in page
    assert page.count("out of view, or a wise pause") == 3, "what consoles stands wherever a moment stayed open"
    assert "A mirror of 3 recordings" in page
    assert [page.count(f"(recording r{n})") for n in (1, 2, 3)] == [1, 1, 1]


def test_where_no_answer_was_seen_the_page_says_what_was_seen_and_draws_no_flat_line():
    page = said([(f"b{n}", "child", "smile", 6 * n, 6 * n + 1) for n in range(1, 9)])
    assert "What could be seen here: Child smiles: 8 times." in page
    assert page.count("stayed open") == 1, "a zero is told once"
    assert "; these moments stayed open in what we could see" in page
    assert "Many answers are not made for a camera" in page
    assert not re.search(r"still empty|coincidence|The line climbs", page)
    assert "Caregiver touches the child: twice." in said([(f"c{n}", "caregiver", "touch", n, n) for n in (1, 2)])


def test_small_counts_are_said_as_people_say_them():
    assert "gave a sign once: the child smiles; the moment stayed open" in said(KNOWN[:1])
    assert "none of these moments stayed open" in said(KNOWN[:4])
    hidden = said([("a", "child", "not_observable", 0, 60), *KNOWN[:1]])
    assert "could not be seen together here" in hidden
    assert "0 times" not in hidden
    whole = research_page([numbers(KNOWN[:4])], scheme=SCHEME)
    assert "1 bids" not in whole
    one = research_page([numbers(KNOWN[:1])], scheme=SCHEME)
    assert "No answer to a bid was seen." in one
    assert "Of 1 bid, 1 entered" in one
    assert "No bid was coded." in research_page([numbers(())], scheme=SCHEME)
    assert not re.search(r"\b1 (events|bouts|stretches|mismatches)\b", " ".join(Page(whole).words))


def test_a_moment_more_than_five_minutes_is_no_second_ribbon():
    def ribbons(seconds):
        rows = [event("a", "child", "smile", 1, 2)]
        told = numbers_of(rows, scheme=SCHEME, rule=RULES["prompt-3s"], span=Interval(0, round(seconds * S)))
        return drawings.ribbon(told).count("<svg")

    assert [ribbons(t) for t in (300, 300.04, 329, 331, 600.04)] == [1, 1, 1, 2, 2]


def test_a_page_says_its_language_and_on_which_side_its_lines_begin():
    said = Language("ar", lambda *_: "", right_to_left=True)
    try:
        assert '<html lang="en">' in page("Title", [])
        install(said)
        assert '<html lang="ar" dir="rtl">' in page("Title", [])
        install(replace(said, code="pt_BR", right_to_left=False))
        assert '<html lang="pt-BR">' in page("Title", [])
    finally:
        install(None)


def test_agreement_on_modifiers_of_what_both_coded_stands_in_the_research_page_alone():
    sides = [
        tuple(replace(event(*row, coder=who), modifiers=(("mouth", said),)) for row in KNOWN)
        for who, said in (("kim", "open"), ("lee", "closed"))
    ]
    pair = CodedTwice(recording="r1", span=Interval(0, END), whole=Interval(0, END), first=sides[0], second=sides[1])
    agreements = [agreement_of([pair], scheme=SCHEME, coders=("kim", "lee"))]
    pages = {name: page([numbers(KNOWN)], scheme=SCHEME, agreements=agreements) for name, page in PAGES.items()}
    assert "mouth (by hand)" in pages["research"]
    assert re.search(r"0 of \d+ the same \(0 %\)", pages["research"])
    assert "mouth" not in pages["family"]


def test_what_was_seen_no_time_is_not_among_what_was_there():
    hidden = ("n", "child", "not_observable", 0, 2)
    gone = numbers([hidden, ("t", "together", "contact", 0, 0.04), ("a", "child", "smile", 4, 5)])
    assert next(act for act in gone.acts if act.code == "contact").often.n == 0
    text = " ".join(Page(family_page([gone], scheme=SCHEME, agreements=[])).words)
    assert "0 times" not in text
