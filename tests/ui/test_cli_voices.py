"""Voices at the command line: proposed of someone, settled one by one or all alike, in turns at the end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coder.study.edits.coding import Accept
from coder.study.project import Project
from coder.study.voice_speakers import suggested_speakers
from coder.vocabulary.signals import SOUND_SIGNALS
from tests.coder.media.clipmaker import make_clip
from tests.coder.proposals.test_speakers import PEOPLE, recording
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
    assert capsys.readouterr().out.startswith("p1, p2, p4: accepted.")
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
    assert main(["stats", str(study), "r1", "--more", "turns"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    for source in (
        "Levinson & Torreira 2015",
        "Jaffe et al. 2001",
        "Stern 1974",
        "Kaplan & Meier 1958, censored at 30 s",
    ):
        assert source in told


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


def test_one_word_says_of_all_alike_that_they_were_no_voice(study):
    assert main(["decide", str(study), "p1", "reject", "--alike", "--coder", "K"]) == 0
    with Project.open(study) as project:
        said = [(one.draft.code, one.status.value) for one in project.proposals("r1")]
        assert said == [("cries", "rejected"), ("cries", "rejected"), ("speaks", "open"), ("cries", "rejected")]
        project.undo(coder="K")
        assert {one.status.value for one in project.proposals("r1")} == {"open"}


def test_whose_a_voice_may_be_stands_beside_it_and_other_families_and_coders_teach_nothing(tmp_path, capsys):
    clip = make_clip(tmp_path / "heard.mp4", frames=120, fps=10)
    other = make_clip(tmp_path / "other.mp4", frames=121, fps=10)
    heard = recording(alone="B", mouths=False)
    tracks = tuple(heard.tracks[len(SOUND_SIGNALS) :]) + tuple(sound(*CRIES))
    folder = tmp_path / "study"
    with Project.create(folder) as project:
        for k, path in enumerate((clip, other)):
            project.add_recording(path)
            project.store_analysis(f"r{k + 1}", REPORT, PEOPLE, tracks)
        kim = [proposal.id for proposal in project.proposals("r2") if proposal.draft.subject == "someone"]
        for proposal in kim:
            project.apply(Accept(proposal, subject="caregiver:Kim"), coder="K")

    def said(*words: str) -> list[dict]:
        assert main(["proposals", str(folder), *words, "--coder", "K", "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        return [one["suggested_speaker"] for one in found if one["subject"] == "someone" and one["status"] == "open"]

    expected = {"subject": "child", "because": "only the child is in view", "right": 0, "of": 0}
    assert [{**one, **expected} == one for one in said("r1")] == [True] * 4
    for recording_id, family in (("r1", "Ash"), ("r2", "Birch")):
        assert main(["meeting", str(folder), recording_id, "--family", family, "--coder", "K"]) == 0
    capsys.readouterr()
    assert {one["of"] for one in said("r1")} == {0}
    assert main(["meeting", str(folder), "r2", "--family", "ash", "--coder", "K"]) == 0
    capsys.readouterr()
    assert {(one["right"], one["of"]) for one in said("r1")} == {(0, 4)}
    with Project.open(folder) as project:
        assert {one.of for one in suggested_speakers(project, "r1", coder="L").values()} == {0}
        project.guard.erase("r2", at_once=True)
        assert {one.of for one in suggested_speakers(project, "r1", coder="K").values()} == {0}
