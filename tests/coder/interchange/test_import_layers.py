"""An import writes nobody's layer but the importer's own: a name in a file is no proof of who said it."""

import pytest

from coder.interchange.document import document as doc
from coder.interchange.formats.format_registry import ReadResult
from coder.interchange.import_plan import ImportPlan
from coder.interchange.study_import import Again, bring_in, in_own_layers, plans_of
from coder.study.edits.coding import AddEvent
from coder.study.edits.event_ledger import CONSENSUS
from coder.study.project import Project


@pytest.fixture
def study(tmp_path):
    with Project.create(tmp_path / "study") as project:
        recording = project.add_without_clip("visit", duration_us=60_000_000)
        project.apply(AddEvent(recording.id, "child", "smile", 0, 1_000_000), coder="Ada")
        yield project


def bring(
    study: Project, named: str, *, coder: str = "kim", into: str | None = "r1", again: Again | None = None
) -> ImportPlan:
    event = doc.DocumentEvent("t", "child", "points", 2_000_000, 3_000_000, coder=named)
    document = doc.Document("visit", tiers=(doc.DocumentTier("t", "child", "hands"),), events=(event,))
    plans = plans_of(ReadResult("eaf", (document,), (), digest=named), study.scheme, coder=coder)
    return bring_in(study, plans, into=into, coder=coder, again=again)[0][1]


def layers(study: Project, recording: str = "r1") -> dict[str, int]:
    return {name: len(study.events(recording, coder=name)) for name in study.layers.names(recording)}


@pytest.mark.parametrize("named", ["Ada", " Ada "])
def test_the_layer_of_somebody_who_works_here_is_not_written(study, named):
    plan = bring(study, named)
    assert layers(study) == {"Ada": 1, "Ada (file)": 1}
    assert [loss.examples for loss in plan.losses if loss.code == "layer-of-another"] == [("Ada as Ada (file)",)]


def test_neither_is_it_in_a_recording_of_its_own(study):
    bring(study, "Ada", into=None)
    assert layers(study, "r2") == {"Ada (file)": 1}


def test_whoever_imports_their_own_file_writes_their_own_layer(study):
    assert "layer-of-another" not in {loss.code for loss in bring(study, "Ada", coder="Ada").losses}
    assert layers(study) == {"Ada": 2}


def test_no_file_settles_the_consensus(study):
    bring(study, CONSENSUS)
    assert CONSENSUS not in layers(study)


def test_a_name_that_nobody_has_here_stays_as_it_is(study):
    bring(study, "Noor")
    bring(study, "Noor", again=Again.REPLACE)
    assert layers(study) == {"Ada": 1, "Noor": 1}


@pytest.mark.parametrize("named", ["\u200b", "\u3164", "Ada\u200b", ""])
def test_a_name_that_cannot_be_seen_is_no_layer(study, named):
    bring(study, named)
    assert layers(study) == {"Ada": 1, "kim": 1}


def test_doing_it_again_changes_nothing(study):
    event = doc.DocumentEvent("t", "child", "points", 0, 1, coder="Ada")
    document = doc.Document("visit", tiers=(doc.DocumentTier("t", "child", "hands"),), events=(event,))
    (plan,) = plans_of(ReadResult("eaf", (document,), ()), study.scheme, coder="kim")
    others = study.layers.of_others("kim")
    once = in_own_layers(plan, others, coder="kim")
    assert in_own_layers(once, others, coder="kim") == once != plan
