"""Voices at the command line: proposed of someone, settled one by one or all alike, in turns at the end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.coder.proposals.test_voices import sound
from tests.coder.test_voices_settled import CRIES
from tests.studies import REPORT
from ui.cli.parser import main


@pytest.fixture
def study(tmp_path) -> Path:
    clip = make_clip(tmp_path / "heard.mp4", frames=120, fps=10)
    with Project.create(tmp_path / "study") as project:
        project.add_recording(clip)
        project.store_analysis("r1", REPORT, (), sound(*CRIES))
    return tmp_path / "study"


def test_alike_settles_every_waiting_voice_of_the_code(study, capsys):
    assert main(["decide", str(study), "p1", "accept", "--subject", "child", "--alike", "--coder", "K"]) == 0
    assert main(["decide", str(study), "p3", "accept", "--subject", "caregiver", "--coder", "K"]) == 0
    capsys.readouterr()
    assert main(["events", str(study), "r1", "--json"]) == 0
    said = [(event["subject"], event["code"]) for event in json.loads(capsys.readouterr().out)]
    assert said == [("child", "cries"), ("child", "cries"), ("caregiver", "speaks"), ("child", "cries")]
    assert main(["stats", str(study), "r1", "--more", "turns", "--json"]) == 0
    turns = json.loads(capsys.readouterr().out)["more"]["turns"]
    assert turns["taking"]["n"] == 2
    assert turns["after_cries"]["n"] == 3
    assert turns["left_out"] == {}


@pytest.mark.parametrize(
    "words",
    [
        ["accept", "--alike"],
        ["accept", "--subject", "child", "--alike", "--onset-us", "1"],
        ["reject", "--subject", "child"],
        ["accept", "--subject", "nobody"],
    ],
)
def test_a_mistake_is_one_sentence_and_changes_nothing(study, words, capsys):
    assert main(["decide", str(study), "p1", *words, "--coder", "K"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    with Project.open(study) as project:
        assert project.events("r1") == ()
