"""Purpose and agreement travel with what leaves, and a study of another purpose says so before it takes it in."""

from datetime import date

import pytest

from coder.interchange.formats import read, write
from coder.interchange.study_export import documents_of
from coder.interchange.study_import import bring_in, plans_of
from coder.privacy.consent import Use
from coder.privacy.purpose import Purpose
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.errors import StudyError

AGREED = "2 people agreed to: coding it, sharing what was coded; until 2099-12-31"


@pytest.fixture
def left(tmp_path):
    with Project.create(tmp_path / "research") as project:
        project.guard.state_purpose(Purpose.RESEARCH)
        project.add_without_clip("visit", duration_us=60_000_000)
        project.apply(AddEvent("r1", "child", "smile", 0, 1_000_000), coder="Ada")
        project.guard.agree("r1", ["Kim", "Ash"], frozenset({Use.CODING, Use.SHARING}), until=date(2099, 12, 31))
        yield documents_of(project)[0]


@pytest.mark.parametrize("name", ["x.eaf", "x.boris", "x.csv", "x.TextGrid", "x.opf", "x.rttm", "x.vtt"])
def test_the_agreement_travels_and_names_no_one(left, tmp_path, name):
    write(left, tmp_path / name)
    statement = read(tmp_path / name).documents[0].statement
    assert statement is not None
    assert statement.agreement == AGREED


def test_a_datavyu_file_of_an_earlier_version_still_says_its_purpose(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(
        "#4\ngaze__child (MATRIX,true,)-code|NOMINAL\n00:00:01:200,00:00:02:400,(up)\n"
        "dyadmirror (MATRIX,true,)-purpose|NOMINAL,names|NOMINAL,provenance|NOMINAL,caregivers_side|NOMINAL\n"
        "00:00:00:000,00:00:00:000,(research under a protocol,pseudonyms,1 events.,)\n"
    )
    document = read(path, format="datavyu").documents[0]
    assert document.statement is not None
    assert document.statement.purpose == "research under a protocol"
    assert [event.code for event in document.events] == ["up"]


def test_a_study_of_another_purpose_takes_nothing_in_before_it_was_said(left, tmp_path):
    write(left, tmp_path / "x.eaf")
    with Project.create(tmp_path / "clinical") as study:
        study.guard.state_purpose(Purpose.CLINICAL)
        plans = plans_of(read(tmp_path / "x.eaf"), study.scheme, coder="kim")
        assert "agreement-told" in {loss.code for loss in plans[0].plan.losses}
        with pytest.raises(StudyError, match="research under a protocol"):
            bring_in(study, plans, into=None, coder="kim")
        assert study.recordings() == ()
        bring_in(study, plans, into=None, coder="kim", though_other_purpose=True)


@pytest.mark.parametrize("purpose", [Purpose.RESEARCH, None])
def test_the_same_purpose_takes_it_in(left, tmp_path, purpose):
    write(left, tmp_path / "x.eaf")
    with Project.create(tmp_path / "other") as study:
        if purpose is not None:
            study.guard.state_purpose(purpose)
        bring_in(study, plans_of(read(tmp_path / "x.eaf"), study.scheme, coder="kim"), into=None, coder="kim")
