"""Coding blind on the command line: chosen, ended, refused in one sentence, and the share as it is stated."""

from __future__ import annotations

import json
import re

import pytest

from coder.privacy.consent import Use
from coder.privacy.purpose import Purpose
from coder.study.edits.coding import AddEvent, Reject
from coder.study.project import Project
from tests.smiling_study import child_who_smiles
from tests.studies import REPORT
from tests.ui.cli.test_cli import refused
from tests.ui.cli.test_cli_numbers import printed
from ui.cli.parser import main


def found(capsys, *arguments: object):
    return json.loads(printed(capsys, *arguments, "--json"))


def said(capsys, *arguments: object) -> str:
    """What a command refuses with, in this process; on a slow day it has said before how far it was."""
    capsys.readouterr()
    assert main([str(a) for a in arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    *before, refusal = err.strip().splitlines()
    assert all(line.endswith("Ctrl+C stops it") for line in before), err
    return refusal


def test_blind_coding_is_chosen_kept_and_ended_once(study, capsys):
    told = found(capsys, "blind", study, "r1", "--coder", "lee")
    (conduct,) = told["conducts"]
    assert (conduct["coder"], conduct["mode"], conduct["why"], conduct["opened_at"]) == ("lee", "blind", "chosen", None)
    for command in (
        ("proposals", study, "r1", "--coder", "lee"),
        ("signals", study, "r1", "--coder", "lee"),
        ("stretches", study, "r1", "--coder", "lee"),
        ("decide", study, "p1", "accept", "--coder", "lee"),
    ):
        refused = "lee codes .*blind, so|Nothing of that name is here for lee: .*, or lee codes blind where it is"
        assert re.match(f"dyadmirror: ({refused})", said(capsys, *command))
    printed(
        capsys, "code", study, "r1", "child", "reach", "--onset-us", 400000, "--offset-us", 800000, "--coder", "lee"
    )
    assert [event["blind"] for event in found(capsys, "events", study, "r1", "--coder", "lee")] == [True]
    assert found(capsys, "events", study, "r1", "--coder", "kim") == []
    opened = found(capsys, "blind", study, "r1", "--coder", "lee", "--open")["conducts"][0]
    assert (opened["mode"], opened["opened_at"] is not None) == ("opened", True)
    assert "nothing to open" in said(capsys, "blind", study, "r1", "--coder", "lee", "--open")
    assert "cannot be unseen" in said(capsys, "blind", study, "r1", "--coder", "lee")
    assert found(capsys, "proposals", study, "r1", "--coder", "lee")
    assert [event["blind"] for event in found(capsys, "events", study, "r1")] == [True]


def test_whoever_edits_what_others_coded_without_having_begun_is_told_that_it_is_in_view(study, capsys):
    def coded_by(coder: str, at: int) -> str:
        capsys.readouterr()
        times = ("--onset-us", str(at), "--offset-us", str(at + 400_000))
        assert main(["code", str(study), "r1", "child", "reach", *times, "--coder", coder]) == 0
        return capsys.readouterr().err

    assert coded_by("kim", 0) == ""
    told = coded_by("lee", 400_000)
    assert told.startswith("lee had not said how they begin r1, which others have coded: it counts as coded in view")
    assert len(told.splitlines()) == 1
    assert coded_by("lee", 1_200_000) == coded_by("kim", 800_000) == ""
    found(capsys, "blind", study, "r1", "--coder", "ada")
    assert coded_by("ada", 400_000) == ""
    modes = {one["coder"]: one["mode"] for one in found(capsys, "blind", study)["conducts"]}
    assert modes == {"kim": "assisted", "lee": "assisted", "ada": "blind"}


def test_the_trail_counts_nothing_of_a_recording_that_somebody_codes_blind(study, tmp_path, capsys):
    for at in (400_000, 1_200_000, 2_000_000):
        printed(
            capsys,
            "code",
            study,
            "r1",
            "child",
            "reach",
            "--onset-us",
            at,
            "--offset-us",
            at + 400_000,
            "--coder",
            "kim",
        )
    printed(capsys, "export", study, "-o", tmp_path / "events.csv")

    def counted() -> list[object]:
        return [entry["detail"]["events"] for entry in found(capsys, "audit", study) if entry["act"] == "export"]

    assert counted() == [3]
    intact = found(capsys, "audit", study, "--verify")
    found(capsys, "blind", study, "r1", "--coder", "lee")
    assert counted() == ["kept back until nobody codes blind there"]
    assert "events kept back until nobody codes blind there" in printed(capsys, "audit", study)
    assert found(capsys, "audit", study, "--verify", "--witness", intact["head"])["intact"]
    with Project.open(study) as project:
        assert {json.loads(e.detail).get("events", "kept back")[:9] for e in project.guard.verify().entries} == {
            "kept back"
        }
    found(capsys, "blind", study, "r1", "--coder", "lee", "--open")
    assert counted() == [3]


def test_the_trail_counts_nothing_for_a_reader_who_has_not_begun(study, tmp_path, capsys):
    printed(capsys, "code", study, "r1", "child", "reach", "--onset-us", 0, "--offset-us", 400000, "--coder", "kim")
    printed(capsys, "export", study, "-o", tmp_path / "events.csv")
    with Project.open(study) as project:
        assert [project.blinding.keeps_others("r1", who) for who in ("lee", "", "kim")] == [True, True, False]
        for kept, counted in ((["r1"], False), ([], True)):
            for report in (project.guard.trail(kept_from_reader=kept), project.guard.verify(kept_from_reader=kept)):
                (left,) = (entry for entry in report.entries if entry.act == "export")
                assert ('"events": 1' in left.detail.replace(":", ": ").replace("  ", " ")) is counted


def test_the_share_is_stated_and_decides(study, capsys):
    assert found(capsys, "blind", study, "--share", "1")["share"] == 1
    assert "ada codes “visit” blind" in said(capsys, "proposals", study, "r1", "--coder", "ada")
    (conduct,) = found(capsys, "blind", study)["conducts"]
    assert (conduct["coder"], conduct["mode"], conduct["why"]) == ("ada", "blind", "drawn")
    assert found(capsys, "blind", study, "--share", "0")["share"] == 0
    assert found(capsys, "proposals", study, "r1", "--coder", "kim")


def test_what_others_coded_is_shown_to_nobody_new_before_they_say_how_they_begin(study, capsys):
    printed(capsys, "code", study, "r1", "child", "reach", "--onset-us", 0, "--offset-us", 400000, "--coder", "kim")
    for command in (("proposals", study, "r1"), ("find", study, "code=reach"), ("stretches", study, "r1")):
        told = said(capsys, *command, "--coder", "lee")
        assert "Others have coded “visit”, and lee has not said how they begin" in told
        assert "blind STUDY r1 --coder lee" in told
    assert [one["coder"] for one in found(capsys, "blind", study)["conducts"]] == ["kim"]
    (conduct,) = (one for one in found(capsys, "blind", study, "r1", "--coder", "lee", "--look")["conducts"][1:])
    assert (conduct["coder"], conduct["mode"], conduct["why"]) == ("lee", "assisted", "chosen")
    assert found(capsys, "find", study, "code=reach", "--coder", "lee")
    found(capsys, "blind", study, "r1", "--coder", "max")
    assert "max codes “visit” blind" in said(capsys, "blind", study, "r1", "--coder", "max", "--look")


def test_a_decision_without_a_name_before_it_works_as_ever(study, capsys):
    found(capsys, "blind", study, "--share", "1")
    printed(capsys, "decide", study, "p1", "accept", "--coder", "kim")
    assert found(capsys, "blind", study)["conducts"][0]["mode"] == "assisted"


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--share", "2"), "is no share"),
        (("--coder", "kim"), "which recording"),
        (("r1", "--open"), "whose blind coding"),
        (("r9", "--coder", "kim"), "no recording 'r9'"),
    ],
)
def test_what_does_not_fit_is_one_sentence(study, capsys, more, sentence):
    assert sentence in said(capsys, "blind", study, *more)


def test_new_takes_a_share_and_a_wrong_one_makes_nothing(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("DYADMIRROR_PASSPHRASE", "")
    assert "is no share" in refused("new", tmp_path / "wrong", "--share", "half")
    assert not (tmp_path / "wrong").exists()
    printed(capsys, "new", tmp_path / "right", "--share", "0.5")
    with Project.open(tmp_path / "right") as project:
        assert project.blinding.share == 0.5


def test_ids_that_are_tried_count_nothing(study, capsys):
    """Of an id that is there a blind coder is told the same as of one that is not."""
    printed(capsys, "blind", study, "r1", "--coder", "lee")
    for there, nowhere in (("p1", "p999"), ("s1", "s999"), ("x-p1-p2", "x-p998-p999"), ("A", "Z")):
        words = {said(capsys, *_on(study, name), "--coder", "lee") for name in (there, nowhere)}
        assert len(words) == 1, words


def _on(study, name: str) -> tuple[object, ...]:
    if name in "AZ":
        return ("role", study, "r1", name, "child")
    return ("looked", study, name, "nothing") if name[0] == "s" else ("decide", study, name, "reject")


def test_what_is_printed_for_a_blind_coder_is_the_same_however_much_others_coded(tmp_path, capsys):
    shown = []
    for many in (2, 9):
        folder = tmp_path / str(many) / "study"
        folder.parent.mkdir()
        with Project.create(folder) as project:
            project.blinding.state_share(0)
            project.guard.state_purpose(Purpose.RESEARCH)
            project.add_without_clip("visit", duration_us=60_000_000)
            project.guard.agree("r1", ["Kim"], frozenset(Use), until=None)
            project.store_analysis("r1", REPORT, *child_who_smiles(0.9, 1))
            project.blinding.choose_blind("r1", "lee")
            for n in range(many):
                for code in ("smile", "reach"):
                    project.apply(AddEvent("r1", "child", code, 4_000_000 * n, 4_000_000 * n + 1_000_000), coder="kim")
            for proposal in project.proposals("r1", coder="kim")[: many // 2]:
                project.apply(Reject(proposal.id), coder="kim")
            project.apply(AddEvent("r1", "child", "smile", 6_000_000, 7_000_000), coder="lee")
        commands = [
            *(["events", folder, "r1"], ["exchanges", folder, "r1"], ["stats", folder, "r1"], ["worth", folder]),
            *(["passes", folder], ["contingency", folder, "r1"]),
            *(["proposals", folder, "r1"], ["find", folder, "child/smile"], ["stretches", folder, "r1"]),
            *(["signals", folder, "r1"], ["consensus", folder, "r1", "--of", "kim", "lee"]),
            *(["report", folder, "r1", "--audience", who, "-o", folder.parent / who] for who in ("family", "research")),
            ["undo", folder],
        ]
        told = []
        for command in commands:
            capsys.readouterr()
            code = main([str(word) for word in (*command, "--coder", "lee")])
            told.append((command[0], code, *capsys.readouterr()))
        pages = sorted(path for path in folder.parent.iterdir() if path.is_file())
        assert len(pages) >= 2, told[-2:]
        text = json.dumps([told, [page.read_text("utf-8") for page in pages]])
        text = text.replace(str(folder.parent), "")
        shown.append(re.sub(r"e\d{12,}|[0-9a-f]{64}", "ID", text))
    assert shown[0] == shown[1]
