"""Changing, finding, copying and settling on the command line: one's own events alone, said before and after."""

from __future__ import annotations

import json

import pytest

from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from ui.cli.parser import main

S = 1_000_000


@pytest.fixture
def study(tmp_path):
    clip = make_clip(tmp_path / "visit.mp4", frames=100, fps=25)
    with Project.create(tmp_path / "study") as project:
        project.add_recording(clip)
        project.apply(AddEvent("r1", "child", "smile", S, 2 * S, note="wide"), coder="kim")
        project.apply(AddEvent("r1", "child", "smile", S + 80_000, 2 * S), coder="lee")
        project.apply(AddEvent("r1", "child", "reach", 3 * S, 3 * S + 200_000), coder="lee")
    return tmp_path / "study"


def ok(capsys, *arguments):
    assert main([str(a) for a in arguments]) == 0, capsys.readouterr().err
    return capsys.readouterr()


def shown(capsys, *arguments):
    return json.loads(ok(capsys, *arguments, "--json").out)


def refused(capsys, *arguments) -> str:
    assert main([str(a) for a in arguments]) == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1
    return said[0]


def test_an_event_of_ones_own_is_changed_in_every_part(study, capsys):
    ok(
        *(capsys, "change", study, "e1", "--onset-us", 1_210_000, "--offset-us", 2_390_000, "--comment", "soft"),
        *("--modifier", "side=left", "--coder", "kim"),
    )
    found = next(e for e in shown(capsys, "events", study, "r1", "--coder", "kim") if e["id"] == "e1")
    assert (found["onset_us"], found["offset_us"], found["note"]) == (1_200_000, 2_400_000, "soft")
    assert (found["modifiers"], found["copied_from"]) == ([["side", "left"]], [])
    ok(capsys, "change", study, "e1", "--code", "reach", "--subject", "child", "--coder", "kim")
    assert shown(capsys, "events", study, "r1", "--coder", "kim")[0]["code"] == "reach"
    for _ in range(2):
        ok(capsys, "undo", study, "--coder", "kim")
    found = shown(capsys, "events", study, "r1", "--coder", "kim")[0]
    assert (found["code"], found["onset_us"], found["note"]) == ("smile", S, "wide")


@pytest.mark.parametrize(
    "words",
    [
        ("change", "e1", "--comment", "no"),
        ("change", "e1", "--onset-us", "0"),
        ("change", "e1", "--shift-us", "40000"),
        ("remove", "e1"),
        ("remove", "e2", "e1"),
        ("settle", "e1", "not a bid"),
    ],
)
def test_another_coders_event_is_refused_in_one_sentence(study, capsys, words):
    name, *others = words
    said = refused(capsys, name, study, *others, "--coder", "lee")
    assert "is kim's, and only kim changes it" in said
    assert len(shown(capsys, "events", study, "r1")) == 3


def test_undo_says_whose_where_several_have_coded(study, capsys):
    assert "Several coders have worked in this study (kim, lee)" in refused(capsys, "undo", study)
    assert "Took back: add “child reaches” at 0:03.000." in ok(capsys, "undo", study, "--coder", "lee").out
    assert {e["coder"] for e in shown(capsys, "events", study, "r1")} == {"kim", "lee"}


def test_batches_say_first_what_they_will_change_and_how_many(study, capsys):
    said = ok(capsys, "change", study, "e2", "e3", "--shift-us", 400_000, "--dry-run", "--coder", "lee")
    assert "2 events:" in said.err
    assert "e2, child smiles, 0:01.080: onset 0:01.080 to 0:01.480; offset 0:02.000 to 0:02.400" in said.err
    assert "Would change" in said.out
    before = shown(capsys, "events", study, "r1")
    done = shown(capsys, "remove", study, "e2", "e3", "--coder", "lee")
    assert (done["events"], done["changed"]) == (["e2", "e3"], True)
    ok(capsys, "undo", study, "--coder", "lee")
    assert shown(capsys, "events", study, "r1") == before


def test_what_gives_way_is_said(study, capsys):
    said = ok(
        *(capsys, "code", study, "r1", "child", "turn_away", "--onset-us", 0, "--offset-us", 2 * S, "--coder", "kim"),
    )
    assert said.err == ""
    said = ok(
        *(capsys, "code", study, "r1", "child", "look_to_caregiver", "--onset-us", S, "--offset-us", 3 * S),
        *("--coder", "kim"),
    )
    assert "“child turns away” (e4), 0:00.000 to 0:02.000, now ends at 0:01.000." in said.err


def test_events_are_found_by_what_they_are(study, capsys):
    def ids(*query: str) -> list[str]:
        return [one["id"] for one in shown(capsys, "find", study, *query)]

    assert ids("code=smile") == ["e1", "e2"]
    assert ids("r1", "smile coder=lee") == ["e2"]
    assert ids("duration<0.5") == ["e3"]
    assert ids("note~^wi") == ["e1"]
    assert ids("!code=smile") == ["e3"]
    assert ids("/rea.h/") == ["e3"]
    assert ids("onset>=1.08 onset<2") == ["e2"]
    assert ids("overlaps=reach") == []
    assert shown(capsys, "find", study, "r1", "code=reach")[0]["recording"] == "r1"
    ok(capsys, "find", study, "duration<0.5", "--keep", "short")
    assert ids("@short coder=lee") == ["e3"]
    assert "No filter is kept as 'long'" in refused(capsys, "find", study, "@long")
    assert "is not understood" in refused(capsys, "find", study, "colour=red")
    assert "no regular expression" in refused(capsys, "find", study, "code~(")


def test_a_layer_is_copied_and_a_consensus_settled_by_a_lead(study, capsys):
    copied = shown(capsys, "copy", study, "r1", "--from", "kim", "--coder", "pat")
    assert copied["added"] == ["e4"]
    (mine,) = shown(capsys, "events", study, "r1", "--coder", "pat")
    assert (mine["origin"], mine["copied_from"]) == ("copied", ["kim/e1"])
    settle = ("consensus", study, "r1", "--of", "kim", "lee", "--coder", "pat")
    assert "Only a project lead" in refused(capsys, *settle)
    assert shown(capsys, "lead", study, "pat") == {"leads": ["pat"]}
    found = shown(capsys, *settle)
    assert [one["copied_from"] for one in found["consensus"]] == [["kim/e1", "lee/e2"]]
    assert [one["id"] for one in found["not_settled"]] == ["e3"]
    found = shown(capsys, *settle, "--take", "e3")
    assert (len(found["consensus"]), found["not_settled"]) == (2, [])
    assert len(shown(capsys, *settle)["consensus"]) == 2  # asking again settles nothing twice
    assert [e["id"] for e in shown(capsys, "events", study, "r1", "--layer", "consensus")]
    assert "consensus" in json.dumps(shown(capsys, "stats", study, "r1", "--layer", "consensus"))
    ok(capsys, "undo", study, "--coder", "pat")
    assert len(shown(capsys, "events", study, "r1", "--layer", "consensus")) == 1


def test_an_export_holds_the_layer_that_was_named(study, tmp_path, capsys):
    ok(capsys, "export", study, "--layer", "lee", "--format", "csv", "-o", tmp_path / "lee.csv")
    text = (tmp_path / "lee.csv").read_text("utf-8")
    assert "lee" in text
    assert "kim" not in text
    assert "Nothing is coded in the layer 'pat'" in refused(
        *(capsys, "export", study, "--layer", "pat", "--format", "csv", "-o", tmp_path / "pat.csv")
    )


def test_a_query_names_the_events_of_ones_own_layer_that_are_changed(study, capsys):
    ok(capsys, "find", study, "smile", "--keep", "smiles", "--coder", "lee")
    done = ok(capsys, "change", study, "--where", "@smiles", "--comment", "wide", "--coder", "lee")
    assert done.out == "Changed: change e2.\n"
    assert [(e["id"], e["note"]) for e in shown(capsys, "find", study, "note=wide")] == [("e1", "wide"), ("e2", "wide")]
    assert "No filter is kept as 'smiles'" in refused(capsys, "find", study, "@smiles")
    assert "No event of lee is like" in refused(capsys, "remove", study, "--where", "code=touch", "--coder", "lee")
    assert "No event is named" in refused(capsys, "remove", study, "--coder", "lee")
    ok(capsys, "remove", study, "--where", "duration<10", "--recording", "r1", "--coder", "lee")
    assert [e["id"] for e in shown(capsys, "events", study, "r1")] == ["e1"]
