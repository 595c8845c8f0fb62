"""Rhythm, signals over contexts and trends on the command line and in both reports: one family, never two."""

import json

import pytest

from coder.study.edits.caregiver_context import DescribeMeeting, FillCard
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.ui.cli.test_cli_numbers import fill, printed
from ui.cli.parser import main

BIDS = [("", "child", "smile", 5 * n + 2, 5 * n + 3) for n in range(10)]
ANSWERS = [("", "caregiver", "smile", 5 * n + 3, 5 * n + 4) for n in (1, 2)]
AWAY = [("", "caregiver", "leave_view", 54, 54), ("", "caregiver", "return", 57, 57)]
MEETINGS = (
    ("r1", "Birch", "home", "2026-03-01T08:00:00"),
    ("r2", "Birch", "nursery", "2026-03-01T15:00:00"),
    ("r3", "Birch", "home", "2026-03-09T08:00:00"),
    ("r4", "Rowan", "home", "2026-03-01T08:00:00"),
)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Four recordings of a minute: three of one family, and one of another."""
    folder = tmp_path_factory.mktemp("over-time")
    clip = make_clip(folder / "minute.mp4", frames=120, fps=2)
    with Project.create(folder / "study") as project:
        for recording, family, setting, began in MEETINGS:
            project.add_recording(clip)
            project.apply(DescribeMeeting(recording, family, setting, began), coder="kim")
        fill(project, "r1", [*BIDS, *ANSWERS, *AWAY], coder="kim")
        fill(project, "r2", [*BIDS, ("", "child", "reach", 54, 55)], coder="kim")
        fill(project, "r3", [("", "child", "turn_away", 2, 3)], coder="kim")
        fill(project, "r4", BIDS, coder="kim")
        project.apply(FillCard("r1", "caregiver", restores="quiet"), coder="kim")
    return folder / "study"


def shown(capsys, *arguments) -> dict:
    return json.loads(printed(capsys, *arguments, "--json"))


def refused(capsys, *arguments) -> str:
    capsys.readouterr()
    assert main([str(a) for a in arguments]) == 2
    return capsys.readouterr().err


def test_rhythm_of_recordings_and_of_the_day(study, capsys):
    found = shown(capsys, "rhythm", study)
    assert [day["recordings"] for day in found["days"] if day["family"] == "Birch"] == [["r1", "r2"], ["r3"]]
    kinds = [(s["kind"], s["from"], s["to"]) for s in found["recordings"][0]["stretches"]]
    assert kinds[1] == ("apart", "08:00:54", "08:00:57")
    assert "Together 57 s (2 stretches); apart 3 s (once)." in printed(capsys, "rhythm", study, "--family", "Birch")


def test_signals_over_contexts_and_trends_are_of_one_family(study, capsys):
    for command in ("unanswered", "trends"):
        assert "several families (Birch, Rowan); name one with --family: none is set beside another" in refused(
            capsys, command, study
        )
        assert "There is no family 'Ash'" in refused(capsys, command, study, "--family", "Ash")
    found = shown(capsys, "unanswered", study, "--family", "Birch")
    assert (found["contexts"], found["recordings"]) == (["home", "nursery"], ["r1", "r2", "r3"])
    said = {one["code"]: (one["said"], one["bids"], one["too_little_in"]) for one in found["signals"]}
    assert said["smile"][:2] == ("answered at times", 20)
    assert said["reach"] == ("too little to say", 1, ["home", "nursery"])
    assert found["context"][0]["cards"][0]["restores"] == "quiet"
    trends = shown(capsys, "trends", study, "--family", "Birch")
    bids = trends["trends"][0]
    assert (bids["name"], [p["recording"] for p in bids["points"]]) == ("bids per hour", ["r1", "r2", "r3"])
    assert (trends["fewer_bids"], trends["fading_within"]) == ([], []), "of a minute no hour is made up"
    alone = shown(capsys, "trends", study, "--family", "Rowan")
    assert (alone["trends"], alone["reason"]) == (
        [],
        "a trend needs 3 recordings of the family with a date, and there are 1",
    )


def test_the_lists_for_people_stand_beside_the_caregivers_side(study, capsys):
    for command in ("rhythm", "unanswered", "trends"):
        capsys.readouterr()
        assert main([command, str(study), "--family", "Birch"]) == 0
        told = capsys.readouterr()
        assert "r1. The caregiver's own side: what restores them: “quiet”" in told.out
        assert "r2. The caregiver's own side: not collected." in told.out, "a pipe carries it"
        assert " nan" not in told.out
    table = printed(capsys, "unanswered", study, "--family", "Birch")
    assert "an hour" in next(line for line in table.splitlines() if line.startswith("signal"))


@pytest.mark.parametrize("audience", ["family", "research"])
def test_a_report_draws_each_family_for_itself(study, tmp_path, capsys, audience):
    page = tmp_path / "page.html"
    if audience == "family":
        assert main(["report", str(study), "--audience", audience, "-o", str(page)]) == 2
        assert "name it with --family" in capsys.readouterr().err
    whose = ("--family", "Birch") if audience == "family" else ()
    printed(capsys, "report", study, *whose, "--audience", audience, "-o", page, "--force")
    text = page.read_text()
    assert "Over Birch's own recordings" in text or "Over Birch&#x27;s own recordings" in text
    assert "Rowan" not in text.replace('"family": "Rowan"', "").replace("&quot;family&quot;: &quot;Rowan&quot;", "")
    assert "The day of 2026-03-01" in text
    assert "gave signs less often" not in text, "of recordings of a minute nothing of the kind is told"
    assert "What restores the caregiver, in their own words: “quiet”" in text or audience == "research"
    before = page.read_bytes()
    printed(capsys, "report", study, *whose, "--audience", audience, "-o", page, "--force")
    assert page.read_bytes() == before
