"""A code that came with a file is known by subject, tier or group, and label; only a person makes it the scheme's."""

from pathlib import Path

import pytest

from coder.interchange import formats
from coder.interchange.document import document as doc
from coder.interchange.document.tier_names import tier_name
from coder.interchange.formats.format_registry import ReadResult
from coder.interchange.study_export import Along, documents_of
from coder.interchange.study_import import bring_in, choices_of, plans_of
from coder.study.project import Project
from coder.vocabulary.errors import StudyError

SECOND = 1_000_000


def made(*events: tuple[str, str, str, float, float]) -> doc.Document:
    """A document of (subject, group, code, onset s, offset s)."""
    tiers = {(s, g): doc.DocumentTier(tier_name(s, g), s, g) for s, g, *_ in events}
    return doc.Document(
        title="visit",
        tiers=tuple(tiers.values()),
        events=doc.in_order(
            doc.DocumentEvent(tiers[s, g].id, s, code, round(on * SECOND), round(off * SECOND), point=on == off)
            for s, g, code, on, off in events
        ),
    )


YES = made(
    ("child", "looking", "y", 0, 1),
    ("child", "looking", "y", 2, 3),
    ("child", "smiling", "y", 0.5, 1.5),
    ("child", "holding", "y", 0, 4),
)
WORDS = made(("child", "words", "smile", 1, 2), ("mother", "words", "smile", 2.1, 2.6))


@pytest.fixture
def study(tmp_path):
    with Project.create(tmp_path / "study") as project:
        yield project


def bring(project: Project, path: Path, *codes: tuple[str, str]) -> str:
    result = formats.read(path)
    brought = plans_of(result, project.scheme, choices=project.code_choices.all(), coder="kim")
    choices = {**project.code_choices.all(), **choices_of(brought, codes)}
    brought = plans_of(result, project.scheme, choices=choices, coder="kim")
    project.code_choices.keep(choices)
    ((recording, _),) = bring_in(project, brought, into=None, coder="kim")
    return recording


def told(document: doc.Document) -> list[tuple[str, str, str, int, int]]:
    groups = {tier.id: tier.group for tier in document.tiers}
    return sorted((e.subject, groups[e.tier], e.code, e.onset_us, e.offset_us) for e in document.events)


@pytest.mark.parametrize("format_id", ["eaf", "boris", "boris-aggregated", "datavyu", "textgrid", "csv"])
def test_one_label_in_three_tiers_is_three_codes_through_every_export(study, tmp_path, format_id):
    source = tmp_path / "visit.csv"
    formats.write(YES, source)
    recording = bring(study, source)
    assert sorted({event.code for event in study.events(recording)}) == ["holding: y", "looking: y", "smiling: y"]
    target = tmp_path / f"out{formats.format_named(format_id).extensions[0]}"
    formats.write(documents_of(study, along=Along(format="")), target, format=format_id)
    (back,) = formats.read(target, format="table" if format_id == "boris-aggregated" else format_id).documents
    assert len(back.events) == 4
    kinds = {(group, code) for _, group, code, *_ in told(back)}
    assert len(kinds) == 3
    if format_id not in ("boris", "boris-aggregated"):  # which know no code by its group, and name it after both
        assert kinds == {("looking", "y"), ("smiling", "y"), ("holding", "y")}
        assert told(back) == told(YES)


def test_a_label_that_only_looks_like_a_code_says_so(study, tmp_path):
    """A sign that nobody sees makes another code of it, which is offered as the one that it looks like."""
    formats.write(
        made(("child", "acts", "rea\u200bch", 1, 2), ("child", "acts", "می\u200cخزد", 2, 3)), tmp_path / "x.csv"
    )
    (plan,) = plans_of(formats.read(tmp_path / "x.csv"), study.scheme, coder="kim")
    said = {loss.code: loss.examples for loss in plan.plan.losses}
    assert said["hidden-signs"] == ("acts/rea\\u200bch",)
    assert said["codes-to-choose"][0].endswith("may be reach")


def test_a_transcribed_word_is_no_bid(study, tmp_path):
    formats.write(WORDS, tmp_path / "visit.eaf")
    recording = bring(study, tmp_path / "visit.eaf")
    events = study.events(recording)
    assert [(e.subject, e.code) for e in events] == [("child", "words: smile"), ("caregiver:mother", "words: smile")]
    assert not any(c.bid or c.response for c in study.scheme.codes if c.name)
    (found,) = documents_of(study)
    assert {event.code for event in found.events} == {"smile"}


def test_a_person_makes_it_the_schemes_code_once_for_the_study(study, tmp_path):
    formats.write(WORDS, tmp_path / "visit.eaf")
    recording = bring(study, tmp_path / "visit.eaf", ("child/words/smile", "smile"))
    assert [e.code for e in study.events(recording)] == ["smile", "words: smile"]
    formats.write(made(("child", "words", "smile", 5, 6)), tmp_path / "later.eaf")
    later = bring(study, tmp_path / "later.eaf")
    assert [e.code for e in study.events(later)] == ["smile"]


def test_choices_are_of_codes_that_are_there_and_of_their_kind(study, tmp_path):
    formats.write(WORDS, tmp_path / "visit.eaf")
    with pytest.raises(StudyError, match="has no code 'grin'"):
        bring(study, tmp_path / "visit.eaf", ("grin", "smile"))
    with pytest.raises(StudyError, match="is several codes in the file"):
        bring(study, tmp_path / "visit.eaf", ("smile", "smile"))
    with pytest.raises(StudyError, match="no such code for child"):
        bring(study, tmp_path / "visit.eaf", ("child/words/smile", "dance"))
    formats.write(made(("dyad", "g", "x", 5, 5)), tmp_path / "both.eaf")
    with pytest.raises(StudyError, match="is a point in the file and 'reunion' a state"):
        bring(study, tmp_path / "both.eaf", ("g/x", "reunion"))


def test_what_collides_is_said_and_offered(study, tmp_path):
    (brought,) = plans_of(
        ReadResult("eaf", (made(*[("child", g, "smile", 0, 1) for g in ("mouth", "words")]),), ()),
        study.scheme,
        coder="kim",
    )
    assert {loss.code: loss.examples for loss in brought.plan.losses} == {
        "labels-shared": ("'smile' of mouth, words",),
        "codes-to-choose": ("mouth/smile may be smile", "words/smile may be smile"),
    }
    assert [one.offered for one in brought.plan.understood] == [("smile",), ("smile",)]


def test_codes_that_were_planned_come_in_without_an_event(study, tmp_path):
    document = doc.Document(
        title="template",
        tiers=(doc.DocumentTier("gaze@child", "child", "gaze", vocabulary="looks"),),
        vocabularies=(
            doc.Vocabulary("looks", (doc.DocumentCode("toy", description="At the toy."), doc.DocumentCode("away"))),
        ),
    )
    formats.write(document, tmp_path / "template.eaf")
    bring(study, tmp_path / "template.eaf")
    found = {code.name: code.description for code in study.scheme.codes if code.name}
    assert found == {"toy": "At the toy.", "away": "Came with a file."}


def test_an_annotation_without_a_label_is_no_code_and_is_written_back(study, tmp_path):
    formats.write(made(("child", "gaze", "toy", 0, 1), ("child", "gaze", "", 2, 3)), tmp_path / "visit.eaf")
    recording = bring(study, tmp_path / "visit.eaf")
    assert [event.code for event in study.events(recording)] == ["toy"]
    (back,) = documents_of(study, along=Along(format="eaf"))
    assert [event.code for event in back.events] == ["toy", ""]


def test_overlapping_states_keep_the_tier_they_stood_in(study, tmp_path):
    formats.write(made(("child", "all", "a", 0, 5), ("child", "all", "b", 2, 3)), tmp_path / "visit.eaf")
    bring(study, tmp_path / "visit.eaf")
    (found,) = documents_of(study)
    assert told(found) == [("child", "all", "a", 0, 5 * SECOND), ("child", "all", "b", 2 * SECOND, 3 * SECOND)]
