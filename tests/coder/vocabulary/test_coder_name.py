"""Names of coders can be seen."""

import pytest

from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.coder_name import coder_name
from coder.vocabulary.errors import StudyError

UNSEEN = ["", "  ", "\u200b", "Ada\u200b", "\u202eadA", "\u3164", "\u2800", "A\u0000", "A\u2028B", "\u0301", "--"]


@pytest.mark.parametrize("text", UNSEEN)
def test_empty_and_invisible_names_are_refused(text):
    with pytest.raises(StudyError):
        coder_name(text)


@pytest.mark.parametrize("text", ["Ada", " kim ", "Zoë", "Ольга", "花子", "नीला", "coder 2", "R-7"])
def test_names_of_every_script_are_taken(text):
    assert coder_name(text) == text.strip()


@pytest.mark.parametrize("name", UNSEEN)
def test_no_door_of_the_study_takes_one(tmp_path, name):
    with Project.create(tmp_path / "study") as project:
        project.add_without_clip("visit", duration_us=60_000_000)
        for act in (
            lambda: project.apply(AddEvent("r1", "child", "smile", 0, 1_000_000), coder=name),
            lambda: project.blinding.choose_blind("r1", name),
            lambda: project.layers.name_lead(name),
        ):
            with pytest.raises(StudyError):
                act()
        assert project.coders == ()
        assert project.layers.leads == ()
