"""`dyadmirror validate`: figures of a study that is coded blind, and one sentence where there is nothing to compare."""

from __future__ import annotations

from coder.study.edits.coding import AddEvent
from coder.study.project import Project
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
