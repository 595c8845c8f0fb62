"""Passes: defined, worked through by command and by key, with progress of each coder and recording."""

from __future__ import annotations

import json

import pytest

from coder.study.edits.coding import AddEvent
from coder.study.passes import Pass
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.coder.test_modifiers import TOYS
from tests.ui.window_kit import edited, press, state
from ui.cli.parser import main

S = 1_000_000


@pytest.fixture
def study(tmp_path):
    with Project.create(tmp_path / "study", scheme_texts=[TOYS]) as project:
        project.add_recording(make_clip(tmp_path / "visit.mp4", frames=100, fps=25))
        for at in (1, 2, 3):
            project.apply(AddEvent("r1", "child", "touches", at * S, at * S), coder="kim")
        project.apply(AddEvent("r1", "child", "holds", 0, S, modifiers=(("hand", "left"),)), coder="lee")
    return tmp_path / "study"


def told(capsys, *arguments):
    assert main([str(a) for a in arguments] + ["--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def test_progress_of_each_pass_coder_and_recording_is_known(study, capsys):
    told(capsys, "passes", study, "--define", "hands", "--codes", "child/holds", "--speed", "0.5")
    first = told(capsys, "pass", study, "r1", "details", "--coder", "kim", "--reached-us", 2 * S)
    assert (first["events"], first["ahead"], first["done_at"]) == (3, 2, None)
    assert [e["onset_us"] for e in first["queue"]] == [S, 2 * S, 3 * S]
    told(capsys, "pass", study, "r1", "hands", "--coder", "lee", "--done")
    found = told(capsys, "passes", study)
    assert [one["name"] for one in found["passes"]] == ["details", "hands"]
    far = {
        (one["name"], one["coder"]): (one["events"], one["ahead"], one["done_at"] is not None)
        for one in found["progress"]
    }
    assert far == {
        ("details", "kim"): (3, 2, False),
        ("details", "lee"): (0, 0, False),
        ("hands", "kim"): (0, 0, False),
        ("hands", "lee"): (1, 0, True),
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ("passes", "--define", "a/b", "--query", "x"),
        ("passes", "--define", "a"),
        ("passes", "--define", "a", "--codes", "child/nothing"),
        ("passes", "--define", "a", "--query", "duration<much"),
        ("passes", "--define", "a", "--query", "x", "--speed", "9"),
        ("passes", "--forget", "a"),
        ("passes", "--query", "x"),
    ],
)
def test_what_is_no_pass_is_refused_in_one_sentence(study, capsys, arguments):
    assert main([arguments[0], str(study), *arguments[1:]]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_pass_is_worked_through_by_key_and_asks_for_what_is_missing(study, empty_window, qtbot):
    words = Pass("words", "code=touches", ("child/holds",), 0.5)
    with Project.open(study) as project:
        project.passes.define(words)
    window = empty_window
    window.session.coder = "kim"
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(study)
    window.passes.begin(words)
    assert window.engine.speed == 0.5
    assert window.review.code_keys == {"h"}
    window.passes.end()
    window.passes.begin(Pass("details", "missing=any"))
    qtbot.waitUntil(lambda: window.coding_panel.question.startswith("hand: L left"), timeout=5_000)
    qtbot.waitUntil(lambda: window.engine.pts_us == S, timeout=5_000)
    with edited(qtbot, window):
        press(qtbot, window, "R")
    assert ("hand", "right") in next(e for e in state(window).events if e.onset_us == S).modifiers
    press(qtbot, window, "Escape")
    press(qtbot, window, "Ctrl+Down")
    qtbot.waitUntil(lambda: window.engine.pts_us == 2 * S, timeout=5_000)
    assert window.coding_panel.question.startswith("hand: L left")
