"""What leaves a study is never written over a clip that it links to, whichever command writes, forced or not."""

import argparse

import pytest

from coder.interchange.formats.tables.column_mapping import Mapping
from coder.proposals.smile import RULE
from coder.study.project import Project
from coder.vocabulary.calibration import FittedRule, HeldOut
from coder.vocabulary.scheme import Role
from tests.coder.media.clipmaker import make_clip
from ui.cli import parser

WRITE = {
    "report": ("report", "STUDY", "r1", "--audience", "research", "-o", "CLIP"),
    "scheme": ("scheme", "STUDY", "--write", "CLIP"),
    "presets": ("presets", "STUDY", "--write", "lab", "-o", "CLIP"),
    "export": ("export", "STUDY", "-o", "CLIP"),
    "clip": ("clip", "STUDY", "r1", "-o", "CLIP"),
    "calibrate": ("calibrate", "STUDY", "--export", "CLIP"),
}
WITHOUT_A_STUDY = {"analyze"}
"""Writes what it makes of a clip; it opens no study that could know another clip."""


@pytest.fixture
def linked(tmp_path):
    clip = make_clip(tmp_path / "original.mp4", frames=20)
    with Project.create(tmp_path / "study") as project:
        project.add_recording(clip, link=True)
        held = HeldOut(
            before=0,
            after=1,
            low=0.5,
            high=1,
            before_range=(0, 0),
            after_range=(1, 1),
            events=10,
            groups=2,
            by_family=True,
        )
        project.calibrations.keep((FittedRule(RULE, Role.CHILD, (("smile_on", 0.15),), held),), (), use=True)
        project.presets.keep("lab", Mapping(name="lab", onset="a", code="b"))
    return tmp_path / "study", clip


@pytest.mark.parametrize("command", WRITE)
def test_an_original_is_left_alone(linked, command, capsys, monkeypatch):
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")  # a clip leaves only where there is a screen; it is refused before one is used
    study, clip = linked
    before = clip.read_bytes()
    told = [{"STUDY": str(study), "CLIP": str(clip)}.get(word, word) for word in WRITE[command]]
    assert parser.main([*told, "--force"]) == 2
    assert clip.read_bytes() == before
    assert "is the original of original, linked here" in capsys.readouterr().err


def test_every_command_that_can_write_over_a_file_is_tried():
    (commands,) = (one for one in parser._parser()._actions if isinstance(one, argparse._SubParsersAction))
    forced = {name for name, one in commands.choices.items() if "--force" in one._option_string_actions}
    assert forced == {*WRITE, *WITHOUT_A_STUDY}
