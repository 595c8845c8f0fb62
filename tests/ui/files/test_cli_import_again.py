"""A file that comes in twice: said before and while it is brought in, and one undo takes a whole import back."""

from __future__ import annotations

import pytest

from coder.study.project import Project
from tests.ui.cli.test_cli_blind import found
from tests.ui.cli.test_cli_numbers import printed
from ui.cli.parser import main


@pytest.fixture
def study(tmp_path):
    Project.create(tmp_path / "study").close()
    return tmp_path / "study"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "visit.csv"
    path.write_text("onset,offset,code,subject\n1,2,looks,child\n3,4,waves,child\n")
    return path


def notes(capsys, *arguments):
    capsys.readouterr()
    assert main([str(one) for one in arguments]) == 0
    return capsys.readouterr().err


def layers(study):
    with Project.open(study) as project:
        return {
            recording.id: {name: len(project.events(recording.id, coder=name)) for name in ("kim", "kim~2")}
            for recording in project.recordings()
        }


def test_replaced_beside_it_or_left_and_one_undo_takes_the_recording_along(study, table, capsys):
    brought = ("import", table, "--into", study, "--coder", "kim")
    assert "came into the study" not in notes(capsys, *brought, "--preview")
    found(capsys, *brought)
    told = notes(capsys, *brought, "--preview")
    assert "came into the study before: visit is r1" in told
    assert "came into the study" not in notes(capsys, *brought, "--preview", "--again", "layer")
    capsys.readouterr()
    assert main([str(one) for one in brought]) == 2
    refused = capsys.readouterr().err
    assert "came into the study before: visit is r1" in refused
    assert "--again replace" in refused
    assert "--again layer" in refused
    assert layers(study) == {"r1": {"kim": 2, "kim~2": 0}}
    found(capsys, *brought, "--again", "replace")
    assert layers(study) == {"r1": {"kim": 2, "kim~2": 0}}
    found(capsys, *brought, "--again", "layer")
    assert layers(study) == {"r1": {"kim": 2, "kim~2": 2}}
    left = [{"r1": {"kim": 2, "kim~2": 0}}, {"r1": {"kim": 2, "kim~2": 0}}, {}]
    for then in left:
        printed(capsys, "undo", study, "--coder", "kim")
        assert layers(study) == then
    printed(capsys, "redo", study, "--coder", "kim")
    assert layers(study) == {"r1": {"kim": 2, "kim~2": 0}}
