"""Two cameras of one room, each looked through by the real models."""

from __future__ import annotations

from pathlib import Path

from tests.ui.cli.test_cli import as_json, ok

PLAY = Path(__file__).parents[3] / "sample_clips" / "play.mp4"
OTHER = Path(__file__).parents[3] / "sample_clips" / "still_face.mp4"


def test_the_models_look_through_every_camera_that_lies_somewhere(tmp_path):
    study = tmp_path / "study"
    ok("new", study)
    ok("add", study, PLAY)
    ok("camera", "add", study, "r1", OTHER, "--name", "side")
    first = as_json("analyze", study, "r1", "--rate", 2)
    assert first["cameras"] == []  # nobody has said where it lies

    ok("camera", "place", study, "c1", "--offset-us", 1_000_000, "--coder", "kim")
    again = as_json("analyze", study, "r1", "--rate", 2)
    assert again["from_study"] is True
    assert [(one["camera"], one["from_study"]) for one in again["cameras"]] == [("c1", False)]
    people = {one["person"]: one for one in as_json("people", study, "r1")}
    assert {"A", "B", "c1:A", "c1:B"} <= people.keys()
    assert (people["A"]["camera"], people["c1:A"]["camera"]) == (None, "c1")
    assert min(people["c1:A"]["in_view"])[0] >= 1_000_000  # on the recording's clock
    assert people["c1:A"]["why"]

    ok("role", study, "r1", "c1:A", "other", "--coder", "kim")
    settled = {one["person"]: one["confirmed_role"] for one in as_json("people", study, "r1")}
    assert settled["c1:A"] == "other"
    assert settled["A"] is None
    third = as_json("analyze", study, "r1", "--rate", 2)
    assert [one["from_study"] for one in third["cameras"]] == [True]
