"""Practice against a gold standard: compared as far as one has come, and never counted as data."""

from __future__ import annotations

import json

import pytest

from coder.study.edits.coding import AddEvent
from coder.study.edits.event_verbs import RemoveEvents
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from ui.cli.parser import main

S = 1_000_000
GOLD = [("child", "smile", 2, 3), ("child", "smile", 6, 8), ("child", "reach", 9, 10), ("child", "smile", 14, 15)]


@pytest.fixture
def study(tmp_path):
    clip = make_clip(tmp_path / "short.mp4", frames=100, fps=5)
    with Project.create(tmp_path / "study") as project:
        for recording in ("r1", "r2"):
            project.add_recording(clip)
            for subject, code, onset, offset in GOLD:
                project.apply(AddEvent(recording, subject, code, onset * S, offset * S), coder="gold")
    return tmp_path / "study"


def ok(capsys, *arguments) -> str:
    assert main([str(a) for a in arguments]) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def shown(capsys, *arguments):
    return json.loads(ok(capsys, *arguments, "--json"))


def refused(capsys, *arguments) -> str:
    assert main([str(a) for a in arguments]) == 2
    return capsys.readouterr().err


def code(capsys, study, recording, name, onset, offset, coder="trainee"):
    times = ("--onset-us", int(onset * S), "--offset-us", int(offset * S))
    return shown(capsys, "code", study, recording, "child", name, *times, "--coder", coder)["event"]


@pytest.fixture
def practising(study, capsys):
    shown(capsys, "practice", study, "r1", "--gold", "gold", "--coder", "trainee")
    code(capsys, study, "r1", "smile", 2.2, 3)
    code(capsys, study, "r1", "reach", 6, 8)
    return study


def test_it_is_compared_as_far_as_one_has_come(practising, capsys):
    found = shown(capsys, "practice", practising, "r1", "--coder", "trainee", "--differences")
    assert (found["reached_us"], found["events"], found["gold"]) == (8 * S, 2, "gold")
    told = sorted((one["kind"], one["onset_us"]) for one in found["differences"])
    assert told == [("only the first", 6 * S), ("only the second", 6 * S)]
    (missed,) = [one for one in found["differences"] if one["said"] is None]
    assert missed["descriptions"]["smile"]
    assert {one["condition"] for one in found["agreement"]["groups"]} == {"practice"}
    shown(capsys, "practice", practising, "r1", "--coder", "trainee", "--done")
    found = shown(capsys, "practice", practising, "r1", "--coder", "trainee", "--differences")
    assert len(found["differences"]) == 4


def test_correcting_what_was_shown_makes_no_agreement(practising, capsys):
    before = shown(capsys, "practice", practising, "r1", "--coder", "trainee", "--differences")
    ok(capsys, "remove", practising, "--where", "code=reach", "--coder", "trainee")
    code(capsys, practising, "r1", "smile", 6, 8)
    after = shown(capsys, "practice", practising, "r1", "--coder", "trainee", "--differences")
    assert after["differences"] == []
    assert after["agreement"]["groups"] == before["agreement"]["groups"]
    code(capsys, practising, "r1", "smile", 14, 15)
    later = shown(capsys, "practice", practising, "r1", "--coder", "trainee")
    assert later["agreement"]["groups"] != before["agreement"]["groups"]


def test_practice_is_no_data_anywhere(practising, tmp_path, capsys):
    assert [e["coder"] for e in shown(capsys, "events", practising, "r1")] == ["gold"] * 4
    assert len(shown(capsys, "events", practising, "r1", "--coder", "trainee")) == 2
    assert shown(capsys, "stats", practising, "r1")["acts"]
    assert "trainee" in refused(capsys, "stats", practising, "r1", "--coder", "trainee")
    out = tmp_path / "out.csv"
    ok(capsys, "export", practising, "--format", "csv", "--recording", "r1", "-o", out)
    assert "trainee" not in out.read_text("utf-8-sig")
    assert "trainee" in refused(
        capsys, "export", practising, "--format", "csv", "--layer", "trainee", "-o", tmp_path / "b.csv"
    )
    report = tmp_path / "report.html"
    ok(capsys, "report", practising, "--audience", "research", "-o", report)
    assert "trainee" not in report.read_text("utf-8")
    found = shown(capsys, "reliability", practising, "--coders", "gold", "trainee")
    assert found["groups"] == []
    with Project.open(practising) as project:
        assert project.layers.names("r1") == ("gold",)
        assert dict(project.standings()[0].coded) == {"gold": 4}
        assert [e.coder for e in project.state("r1", coder="gold").events] == ["gold"] * 4
        own = project.state("r1", coder="trainee")
        assert ([e.coder for e in own.events], own.practice) == (["trainee"] * 2, "gold")
        assert project.shown_to("r1", "trainee").for_family().events == ()
        assert project.blinding.coded_blind("r1", "trainee") is None


def test_it_begins_where_nothing_would_be_taken_away(study, capsys):
    code(capsys, study, "r2", "smile", 1, 2, coder="kim")
    assert "kim has coded short (r2) already" in refused(
        capsys, "practice", study, "r2", "--gold", "gold", "--coder", "kim"
    )
    assert "against their own layer" in refused(
        capsys, "practice", study, "r1", "--gold", "trainee", "--coder", "trainee"
    )
    assert "Nothing is coded in the layer 'zoe'" in refused(
        *(capsys, "practice", study, "r1", "--gold", "zoe", "--coder", "trainee")
    )
    assert "does not practise in short (r1)" in refused(capsys, "practice", study, "r1", "--coder", "trainee")
    shown(capsys, "practice", study, "r1", "--gold", "gold", "--coder", "trainee")
    assert "practice stays blind" in refused(capsys, "blind", study, "r1", "--coder", "trainee", "--open")
    assert "blind" in refused(capsys, "copy", study, "r1", "--from", "gold", "--coder", "trainee")


def test_the_trainer_reads_kappa_by_code_and_by_session(practising, capsys):
    shown(capsys, "practice", practising, "r2", "--gold", "gold", "--coder", "trainee")
    for subject, name, onset, offset in GOLD:
        assert subject == "child"
        code(capsys, practising, "r2", name, onset, offset)
    (one,) = shown(capsys, "training", practising)
    assert [session["recording"] for session in one["sessions"]] == ["r1", "r2"]
    r2 = {group["group"]: group for group in one["sessions"][1]["agreement"]["groups"]}
    mouth = r2["mouth"]["time_unit"]
    assert mouth["estimate"] == 1
    assert "smile" in [each["name"] for each in mouth["per_code"]]
    assert one["together"]["recordings"] == ["r1", "r2"]
    assert "It is no data." in ok(capsys, "training", practising)
    assert "practises in no recording" in refused(capsys, "training", practising, "--coder", "kim")


def test_erasing_a_recording_erases_what_was_practised(practising, capsys):
    shown(capsys, "practice", practising, "r1", "--coder", "trainee", "--differences")
    with Project.open(practising) as project:
        project.apply(RemoveEvents(tuple(e.id for e in project.events("r1", coder="gold"))), coder="gold")
        project.guard.erase("r1", at_once=True)
        assert project.training.all == ()
        assert not [row for row in project._db.where("facts") if "practice" in str(row["id"])]


def test_nobody_practises_in_a_recording_that_is_locked(practising, capsys):
    ok(capsys, "consent", practising, "r1", "--withdraw")
    ok(capsys, "consent", practising, "r2", "--withdraw")
    for more in ((), ("--done",), ("--differences",)):
        assert "locked" in refused(capsys, "practice", practising, "r1", "--coder", "trainee", *more)
    assert "locked" in refused(capsys, "practice", practising, "r2", "--gold", "gold", "--coder", "trainee")
    assert shown(capsys, "training", practising) == []
    with Project.open(practising) as project:
        (one,) = project.training.all
        assert (one.recording, one.done) == ("r1", False)


def test_nothing_is_counted_of_practice_and_that_is_said(practising, capsys):
    for line in (("exchanges", practising, "r1"), ("stats", practising, "r1")):
        said = refused(capsys, *line, "--coder", "trainee")
        assert "trainee" in said
        assert "Bids per hour" not in said
    with Project.open(practising) as project:
        project.add_without_clip("another", duration_us=10_000_000)
    assert "nobody" in refused(capsys, "exchanges", practising, "r1", "--coder", "nobody")


def test_who_practises_is_not_told_who_has_coded(practising, capsys):
    with Project.open(practising) as project:
        coders = {event.coder for event in project.events("r1")}
    said = refused(capsys, "practice", practising, "r1", "--gold", "nobody", "--coder", "newcomer")
    assert coders
    assert not any(coder in said.replace("gold standard", "") for coder in coders)
