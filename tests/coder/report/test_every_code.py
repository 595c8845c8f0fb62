"""Every code of every shipped scheme goes through every report, statistic and export; own states never as an act."""

from dataclasses import replace

import pytest

from coder.exchanges.pairing import RULES, exchanges
from coder.interchange import formats
from coder.interchange.study_export import Along, documents_of
from coder.report.figures.coder_agreement import CodedTwice, agreement_of
from coder.report.figures.day_rhythm import rhythm_json, rhythm_of
from coder.report.figures.latency_comparison import BY_BID, latencies_of
from coder.report.figures.recording_figures import numbers_of
from coder.report.figures.signals_across_contexts import Told, unanswered_of
from coder.report.figures.supplementary_figures import further_of
from coder.report.pages.family_page import family_page
from coder.report.pages.json_record import further_json, numbers_json
from coder.report.pages.research_page import research_page
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.scheme import CodeKind, Role, builtin_names, builtin_scheme, builtin_text
from coder.vocabulary.time import Interval
from tests.coder.media.clipmaker import make_clip
from tests.coder.report.known import S, event

END = 600 * S


def rows_of(scheme):
    """Every code once, a caregiver's right after a bid, so that what can pair does."""
    rows = []
    bids = [code.id for code in scheme.codes if code.role is Role.CHILD and code.bid] or ["smile"]
    for place, code in enumerate(scheme.codes):
        at = 10 * place + 1
        rows.append(event(f"c{place}", code.role.value, code.id, at, at + 3 if code.kind is CodeKind.STATE else at))
        if code.role is Role.CAREGIVER:
            rows.append(event(f"b{place}", "child", bids[place % len(bids)], at - 0.9, at - 0.5))
    return rows


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", builtin_names())
def test_every_code_goes_through_every_report_and_statistic(name, rule):
    scheme = builtin_scheme(name)
    rows = rows_of(scheme)
    numbers = numbers_of(rows, scheme=scheme, rule=RULES[rule], span=Interval(0, END), recording="r1")
    for page in (family_page, research_page):
        assert "</html>" in page([numbers], scheme=scheme)
    assert numbers_json(numbers)["recording"] == "r1"
    assert rhythm_json(rhythm_of(rows, recording="r1", span=Interval(0, END)))["recording"] == "r1"
    assert latencies_of([("", numbers.answers)], by=BY_BID, rule=numbers.rule).by == BY_BID
    assert unanswered_of([Told(answers=numbers.answers, beside=numbers.beside)], scheme=scheme).reason
    if rule == "prompt-3s":
        assert further_json(further_of(numbers, scheme=scheme))
        pair = CodedTwice(
            recording="r1", span=Interval(0, END), whole=Interval(0, END), first=tuple(rows), second=tuple(rows)
        )
        assert agreement_of([pair], scheme=scheme, coders=("kim", "lee")).recordings == ("r1",)


@pytest.mark.parametrize("old", [True, False])
def test_a_caregivers_own_state_pairs_with_nothing_whatever_an_old_scheme_says(old):
    scheme = builtin_scheme("resourcing")
    own = scheme.codes
    if old:  # as the scheme's text stands in studies that were made with it
        own = tuple(replace(code, response=True) for code in own)
    scheme = replace(scheme, codes=(*own, builtin_scheme().code(Role.CHILD, "smile")))
    rows = [event(f"b{n}", "child", "smile", 10 * n, 10 * n + 1) for n in range(len(own))]
    rows += [event(f"o{n}", "caregiver", code.id, 10 * n + 1, 10 * n + 18) for n, code in enumerate(own)]
    found = exchanges(rows, scheme=scheme, rule=RULES["prompt-3s"], end_us=END)
    assert all(item.response is None and item.under_way is None for item in found)
    numbers = numbers_of(rows, scheme=scheme, rule=RULES["prompt-3s"], span=Interval(0, END), recording="r1")
    page = family_page([numbers], scheme=scheme)
    assert not any(code.label in page for code in own)


@pytest.mark.parametrize("name", builtin_names())
def test_every_code_leaves_in_every_format_with_the_caregivers_side(name, tmp_path):
    scheme = builtin_scheme(name)
    clip = make_clip(tmp_path / "clip.mp4", frames=20, fps=2)
    texts = [builtin_text("first_path"), builtin_text(name)]
    with Project.create(tmp_path / "study", scheme_texts=list(dict.fromkeys(texts))) as project:
        project.add_recording(clip)
        for code in scheme.codes:
            project.apply(
                AddEvent("r1", code.role.value, code.id, S, 2 * S if code.kind is CodeKind.STATE else S), coder="kim"
            )
        for form in formats.formats():
            if form.write is None or form.id.startswith("parquet"):
                continue
            documents = documents_of(project, along=Along(exchanges=RULES["prompt-3s"], format=form.id))
            target = tmp_path / f"{form.id}{form.extensions[0]}"
            formats.write(documents, target, format=form.id)
            if form.id.startswith("csv") or form.id == "eaf":
                text = target.read_text("utf-8")
                empty = form.id in ("csv-exchanges", "csv-trials") and len(text.splitlines()) == 1
                assert "caregiver: not collected" in text or empty
