"""A pseudonym that judges somebody stands on no page for a family; the role stands there instead, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.privacy.consent import Use
from coder.privacy.purpose import Purpose
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.context import Beside, ContextCard
from coder.vocabulary.family_names import plainly_named
from tests.coder.media.clipmaker import make_clip
from tests.coder.report.known import KNOWN, S
from tests.ui.cli.test_cli_numbers import printed


@pytest.fixture
def study(tmp_path: Path) -> Path:
    clip = make_clip(tmp_path / "bad mother.mp4", frames=120, fps=2)
    with Project.create(tmp_path / "study") as project:
        project.add_recording(clip)
        for _, subject, code, onset, offset in KNOWN:
            who = "caregiver:cold" if subject == "caregiver" else subject
            project.apply(AddEvent("r1", who, code, round(onset * S), round(offset * S)), coder="kim")
        project.guard.agree("r1", ["Kim"], frozenset(Use), until=None)
        project.guard.state_purpose(Purpose.RESEARCH)
    return tmp_path / "study"


@pytest.mark.parametrize("audience", ["family", "caregiver"])
def test_the_page_says_the_role(study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], audience: str) -> None:
    with Project.open(study) as project:
        assert project.recording("r1").name == "bad mother"
    printed(capsys, "context", study, "r1", "--caregiver", "caregiver:cold", "--restores", "a walk")
    page = tmp_path / "page.html"
    printed(capsys, "report", study, "--audience", audience, "-o", page)
    text = page.read_text()
    assert "cold" not in text
    assert "bad mother" not in text
    assert "the caregiver" in text.lower()
    assert "a walk" in text


def test_everywhere_else_the_name_stays(study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed(capsys, "context", study, "r1", "--caregiver", "caregiver:cold", "--restores", "a walk")
    printed(capsys, "report", study, "--audience", "research", "-o", tmp_path / "page.html")
    printed(capsys, "export", study, "-o", tmp_path / "events.csv")
    for name in ("page.html", "events.csv"):
        assert "cold" in (tmp_path / name).read_text()


def test_the_view_for_the_family_knows_no_such_name(study: Path) -> None:
    with Project.open(study) as project:
        state = project.shown_to("r1", "kim").for_family()
    assert {event.subject for event in state.events} == {"child", "caregiver"}
    assert state.recording.name == "r1"


def test_figures_are_the_same_under_the_role_alone(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = []
    for name in ("caregiver:cold", "caregiver"):
        folder = tmp_path / name.replace(":", "-")
        clip = tmp_path / "bad mother.mp4"
        with Project.create(folder) as project:
            project.add_recording(clip)
            for _, subject, code, onset, offset in KNOWN:
                who = name if subject == "caregiver" else subject
                project.apply(AddEvent("r1", who, code, round(onset * S), round(offset * S)), coder="kim")
            project.guard.agree("r1", ["Kim"], frozenset(Use), until=None)
            project.guard.state_purpose(Purpose.RESEARCH)
        printed(capsys, "report", folder, "--audience", "family", "-o", tmp_path / f"{folder.name}.html")
        pages.append((tmp_path / f"{folder.name}.html").read_text())
    assert pages[0] == pages[1]


def test_two_people_stay_two() -> None:
    assert plainly_named(["caregiver:cold", "child", "caregiver:Kim"]) == {"caregiver:cold": "caregiver"}
    assert plainly_named(["caregiver:cold", "caregiver"]) == {"caregiver:cold": "caregiver:B"}
    assert plainly_named(["caregiver:cold", "caregiver:bad", "caregiver:B"]) == {
        "caregiver:bad": "caregiver",
        "caregiver:cold": "caregiver:C",
    }
    assert plainly_named(["caregiver:Kim", "caregiver", "child"]) == {}


def test_a_card_goes_under_the_same_name() -> None:
    card = ContextCard(
        "r1", "caregiver:cold", "", support="", restores="a walk", said_at="2026-01-01T00:00:00+00:00", coder="kim"
    )
    beside = Beside(cards=(card,), coded=("caregiver:cold",))
    called = beside.called(plainly_named(beside.named))
    assert [name for name, _ in called.sides] == ["caregiver"]
    assert called.card("caregiver") is not None
