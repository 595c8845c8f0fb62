"""No table and no sentence shows how a subject is stored: who it is stands there in words, and can be typed so."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from coder.privacy.consent import Use
from coder.privacy.purpose import Purpose
from coder.study.edits.coding import AddEvent, SetRole
from coder.study.project import Project
from coder.vocabulary.scheme import Role, SchemeSubject, subject_said, who_words
from tests.coder.media.clipmaker import make_clip
from tests.coder.report.known import KNOWN, S
from tests.studies import REPORT, two_people_smiling
from tests.ui.cli.test_cli_numbers import printed

AS_STORED = re.compile(r"\b(child|caregiver|other):\w")
NAMES = {"child": "child:Mia", "caregiver": "caregiver:Kim"}

COMMANDS = (
    "people STUDY r1",
    "proposals STUDY r1",
    "events STUDY r1",
    "exchanges STUDY r1 --coder A",
    "stats STUDY --coder A",
    "reliability STUDY --coders A B",
    "grid STUDY r1 --coder A",
    "lead STUDY A",
    "consensus STUDY r1 --coder A --of A B",
    "find STUDY smile --coder A",
    "passes STUDY",
    "undo STUDY --coder A",
    "redo STUDY --coder A",
    "role STUDY r1 B child:Mia",
    "code STUDY r1 caregiver:Kim smile --onset-us 30000000 --offset-us 31000000 --coder C",
)
"""Those that say whose acts they are about, or whose they may be."""


def named_study(folder: Path) -> Path:
    """Make a study whose child is Mia and whose caregiver Kim: coded twice, with proposals that wait."""
    clip = make_clip(folder / "play.mp4", frames=120, fps=2)
    with Project.create(folder / "study") as project:
        project.blinding.state_share(0)
        project.add_recording(clip)
        people, tracks = two_people_smiling()
        project.store_analysis("r1", REPORT, people, tracks)
        project.apply(SetRole("r1", "A", "caregiver:Kim"), coder="A")
        project.apply(SetRole("r1", "B", "child:Mia"), coder="A")
        for coder, late in (("A", 0), ("B", 2 * S)):
            for _, subject, code, onset, offset in KNOWN:
                edit = AddEvent("r1", NAMES.get(subject, subject), code, round(onset * S), round(offset * S) + late)
                project.apply(edit, coder=coder)
        project.guard.agree("r1", ["Kim"], frozenset(Use), until=None)
        project.guard.state_purpose(Purpose.RESEARCH)
    return folder / "study"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return named_study(tmp_path)


def test_the_command_line_says_who(study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keys = ("--keys", "child/smile=q")
    printed(capsys, "passes", study, "--define", "looks", "--subjects", "child Mia", *keys, "--coder", "A")
    shown = {}
    for command in COMMANDS:
        shown[command] = printed(capsys, *(study if word == "STUDY" else word for word in command.split()))
    for audience in ("research", "family"):
        page = tmp_path / f"{audience}.html"
        printed(capsys, "report", study, "--audience", audience, "--coder", "A", "-o", page)
        shown[f"report for {audience}"] = page.read_text("utf-8")
    assert {name: found.group(0) for name, text in shown.items() if (found := AS_STORED.search(text))} == {}
    assert sum("child Mia" in text for text in shown.values()) >= 10
    assert "child/smile=q" in shown["passes STUDY"]


def test_what_is_shown_can_be_typed(study: Path) -> None:
    for subject in ("child", "child:Mia", "caregiver:Kim Lee", "other:robot", "together", "someone"):
        assert subject_said(who_words(subject)) == subject_said(subject) == subject
    with Project.open(study) as project:
        scheme = replace(project.scheme, subjects=(SchemeSubject(Role.OTHER, "Robot"),))
    assert {scheme.subject_of(text) for text in ("robot", "other robot", "other:Robot", " Other ROBOT ")} == {
        "other:Robot"
    }
