"""`dyadmirror validate`: figures of a study that is coded blind, and one sentence where there is nothing to compare."""

from __future__ import annotations

from typing import Any

import pytest

from coder.study.edits.coding import AddEvent, RemoveEvent
from coder.study.project import Project
from tests.smiling_study import SMILES_S, smiling_study
from tests.ui.cli.test_cli_blind import found, said
from tests.ui.cli.test_cli_numbers import printed

S = 1_000_000


def test_nothing_coded_blind_is_said_in_a_sentence(study, capsys):
    assert "coded blind" in said(capsys, "validate", study)
    for tolerance in ("0", "nan", "inf", "1e300"):
        assert "above 0" in said(capsys, "validate", study, "--tolerance-ms", tolerance)


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


def smile_of(told: dict[str, Any]) -> dict[str, int]:
    (smile,) = (one for one in told["codes"] if (one["role"], one["code"]) == ("child", "smile"))
    return {name: smile["models"][name] for name in ("found", "missed", "false")}


def test_what_a_coder_has_not_come_to_is_neither_found_nor_false(tmp_path, capsys):
    """Lee has come to the third of seven smiles in one recording, and has only begun another."""
    folder = smiling_study(tmp_path / "s", families=("ash", "birch"), height=0.9)
    with Project.open(folder) as project:
        for recording in ("r1", "r2"):
            project.blinding.choose_blind(recording, "lee")
        for at, lasts in zip(SMILES_S, (3, 3, 2), strict=False):
            project.apply(AddEvent("r1", "child", "smile", at * S, (at + lasts) * S), coder="lee")
    told = found(capsys, "validate", folder, "--layer", "lee")
    assert told["recordings"] == ["r1"]
    assert smile_of(told) == {"found": 3, "missed": 0, "false": 0}
    (stretch,) = told["stretches"]
    assert (stretch["coder"], stretch["onset_us"], stretch["whole"]) == ("lee", 0, False)
    assert SMILES_S[3] * S >= stretch["offset_us"] > (SMILES_S[2] + 2) * S
    assert "r2 by lee, who began it blind and has coded nothing" in told["left_out"][0]
    assert any("not all of r1 by lee" in note for note in told["notes"])
    assert "the part counts that its coders went through" in told["methods"]
    assert smile_of(found(capsys, "validate", folder))["false"] == 0  # beside Kim's, who coded all of both
    whole = found(capsys, "validate", folder, "--layer", "lee", "--whole")
    assert smile_of(whole) == {"found": 3, "missed": 0, "false": 2 * len(SMILES_S) - 3}
    assert all(one["whole"] for one in whole["stretches"])
    printed(capsys, "passes", folder, "--define", "smiles", "--codes", "child/smile")
    printed(capsys, "pass", folder, "r2", "smiles", "--coder", "lee", "--done")
    assert found(capsys, "validate", folder, "--layer", "lee")["recordings"] == ["r1", "r2"]
    printed(capsys, "blind", folder, "r2", "--coder", "lee", "--open")
    assert found(capsys, "validate", folder, "--layer", "lee")["recordings"] == ["r1", "r2"]


def test_what_a_pass_is_not_of_and_nobody_coded_was_not_looked_for(tmp_path, capsys):
    """Kim coded smiles in both; Lee, in the second, worked through a pass of touches and coded one."""
    folder = smiling_study(tmp_path / "s", families=("ash", "birch"), height=0.9)
    with Project.open(folder) as project:
        project.blinding.choose_blind("r2", "lee")
        project.apply(AddEvent("r2", "caregiver", "touch", 4 * S, 9 * S), coder="lee")
    beside = found(capsys, "validate", folder, "--layer", "lee")
    assert smile_of(beside)["false"] == len(SMILES_S)
    assert not any("Not looked for" in note for note in beside["notes"])
    printed(capsys, "passes", folder, "--define", "touches", "--codes", "caregiver/touch")
    printed(capsys, "pass", folder, "r2", "touches", "--coder", "lee", "--done")
    told = found(capsys, "validate", folder)
    assert smile_of(told) == {"found": 2 * len(SMILES_S), "missed": 0, "false": 0}
    (smile,) = (one for one in told["codes"] if one["code"] == "smile")
    assert (smile["models"]["codings"], smile["humans"]) == (2, None)
    assert any(
        note.startswith("Not looked for, as the passes say, and left out: r2 by lee: child smile")
        for note in told["notes"]
    )
    assert [one["looked_for"] for one in told["stretches"]] == [None, None, ["caregiver/touch"]]
    whole = found(capsys, "validate", folder, "--whole")
    assert smile_of(whole) == {"found": 2 * len(SMILES_S), "missed": 0, "false": len(SMILES_S)}
    with Project.open(folder) as project:  # what was coded was looked for, whatever the pass is of
        project.apply(AddEvent("r2", "child", "smile", SMILES_S[0] * S, (SMILES_S[0] + 2) * S), coder="lee")
    assert smile_of(found(capsys, "validate", folder, "--layer", "lee"))["false"] == len(SMILES_S) - 1


@pytest.mark.parametrize(
    "about",
    [
        ("--query", "touch", "--codes", "caregiver/touch"),
        ("--layer", "kim", "--codes", "caregiver/touch"),
        ("--codes", "caregiver/touch", "--query", "child"),
    ],
)
def test_who_goes_along_events_that_stand_there_says_nothing_of_what_they_looked_for(tmp_path, capsys, about):
    folder = smiling_study(tmp_path / "s", families=("ash", "birch"), height=0.9)
    printed(capsys, "passes", folder, "--define", "details of touches", *about)
    printed(capsys, "pass", folder, "r2", "details of touches", "--coder", "kim", "--done")
    told = found(capsys, "validate", folder)
    assert all(one["looked_for"] is None for one in told["stretches"])


def test_codes_of_a_pass_are_looked_for_of_its_subjects_alone(tmp_path, capsys):
    folder = smiling_study(tmp_path / "s", families=("ash", "birch"), height=0.9)
    smiles = ("--codes", "child/smile", "caregiver/smile")
    printed(capsys, "passes", folder, "--define", "smiles", *smiles, "--subjects", "child")
    printed(capsys, "pass", folder, "r2", "smiles", "--coder", "kim", "--done")
    told = found(capsys, "validate", folder)
    assert {"recording": "r2", "looked_for": ["child/smile"]} in [
        {name: one[name] for name in ("recording", "looked_for")} for one in told["stretches"]
    ]


def test_a_code_that_stands_elsewhere_and_not_once_here_is_named(tmp_path, capsys):
    folder = smiling_study(tmp_path / "s", families=("ash", "birch"), height=0.9)
    with Project.open(folder) as project:
        for event in project.events("r2", coder="kim"):
            project.apply(RemoveEvent(event.id), coder="kim")
        project.apply(AddEvent("r2", "caregiver", "touch", 4 * S, 9 * S), coder="kim")
    told = found(capsys, "validate", folder)
    assert smile_of(told)["false"] == len(SMILES_S)
    (note,) = (one for one in told["notes"] if "not once here" in one)
    assert "child smile in r2." in note
    assert "a pass of the codes that were looked for says so" in note


def test_two_humans_are_compared_where_both_have_been(tmp_path, capsys):
    folder = smiling_study(tmp_path / "s", families=("ash",), height=0.9)
    with Project.open(folder) as project:
        project.blinding.choose_blind("r1", "lee")
        for at in SMILES_S[:3]:
            project.apply(AddEvent("r1", "child", "smile", at * S, (at + 2) * S), coder="lee")
    (smile,) = found(capsys, "validate", folder)["codes"]
    assert (smile["humans"]["found"], smile["humans"]["missed"], smile["humans"]["false"]) == (3, 0, 0)
    assert smile["humans"]["kappa"] == 1


def test_what_was_decided_under_other_thresholds_is_no_proposal_of_those_in_use(tmp_path, capsys):
    """Accepted and rejected proposals stay in the study; what is compared is what the rules propose now."""
    folder = smiling_study(tmp_path / "faint")
    found(capsys, "calibrate", folder)
    for number, proposal in enumerate(found(capsys, "proposals", folder, "r1")[:4]):
        printed(capsys, "decide", folder, proposal["id"], ("reject", "accept")[number % 2], "--coder", "mia")
    assert smile_of(found(capsys, "validate", folder)) == {"found": 3 * len(SMILES_S), "missed": 0, "false": 0}
    printed(capsys, "calibrate", folder, "--undo")
    told = found(capsys, "validate", folder)
    assert smile_of(told) == {"found": 0, "missed": 3 * len(SMILES_S), "false": 0}
    assert told["codes"][0]["rules"] == []
    assert any("fewer than 5 families" in note for note in told["notes"])


def test_a_code_that_no_rule_proposes_has_counts_and_stands_in_no_sentence(tmp_path, capsys):
    """Once somebody had coded one blind, there were no figures at all, and no page for research."""
    folder = smiling_study(tmp_path / "s", height=0.9)
    with Project.open(folder) as project:
        project.apply(AddEvent("r1", "caregiver", "sings", 4 * S, 9 * S), coder="kim")
    told = found(capsys, "validate", folder)
    sings = next(one["models"] for one in told["codes"] if one["code"] == "sings")
    assert (sings["missed"], sings["f1"], sings["f1_note"]) == (1, None, "no rule proposes it")
    assert "child smile F1 1.00" in told["methods"]
    assert "sings" not in told["methods"]
    assert "caregiver sings" in printed(capsys, "validate", folder)
    page = tmp_path / "page.html"
    printed(capsys, "report", folder, "--audience", "research", "-o", page)
    assert "blind coding of 3 recordings" in page.read_text()
