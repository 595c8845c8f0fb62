"""`dyadmirror validate`: figures of a study that is coded blind, and one sentence where there is nothing to compare."""

from __future__ import annotations

from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from tests.smiling_study import smiling_study
from tests.ui.cli.test_cli_blind import found, said
from tests.ui.cli.test_cli_numbers import printed


def test_nothing_coded_blind_is_said_in_a_sentence(study, capsys):
    assert "coded blind" in said(capsys, "validate", study)
    assert "above 0" in said(capsys, "validate", study, "--tolerance-ms", "0")


def test_proposals_are_set_beside_blind_coding(study, capsys):
    with Project.open(study) as project:
        proposals = [one.draft for one in project.proposals("r1")]
        project.blinding.choose_blind("r1", "lee")
        for one in proposals[:2]:
            project.apply(AddEvent("r1", one.subject, one.code, one.onset_us, one.offset_us), coder="lee")
    told = found(capsys, "validate", study)
    assert told["recordings"] == ["r1"]
    assert sum(code["models"]["found"] for code in told["codes"]) == 2
    assert sum(code["models"]["false"] for code in told["codes"]) == len(
        [one for one in proposals[2:] if one.code != "not_observable"]
    )
    assert told["methods"].startswith("Proposals were compared with blind coding of 1 recording")
    table = printed(capsys, "validate", study, "--layer", "lee")
    assert "two humans" in table
    assert "by kim" in said(capsys, "validate", study, "--layer", "kim")


def test_figures_are_told_by_age_where_somebody_said_it(tmp_path, capsys):
    folder = smiling_study(tmp_path / "s", height=0.9)
    assert "whole months" in said(capsys, "meeting", folder, "r1", "--child-months", "eight")
    printed(capsys, "meeting", folder, "r1", "--child-months", "8")
    printed(capsys, "meeting", folder, "r2", "--child-months", "26")
    assert found(capsys, "meeting", folder, "r1")["meeting"]["child_months"] == 8
    told = found(capsys, "validate", folder)
    ages = {part["is"]: part["found"] for part in told["codes"][0]["by"] if part["by"] == "age"}
    assert ages == {"6–11 months": 7, "24–35 months": 7, "not said": 7}
    printed(capsys, "meeting", folder, "r1", "--child-months", "")
    assert found(capsys, "meeting", folder, "r1")["meeting"]["child_months"] is None
