"""Passes: defined, worked through by command and by key, with progress of each coder and recording."""

from __future__ import annotations

import json

import pytest
from PySide6.QtWidgets import QDialogButtonBox

from coder.study.coding_passes import Pass
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.coder.test_modifiers import TOYS
from tests.ui.window_kit import edited, press, state
from ui.cli.parser import main
from ui.coding.pass_dialog import PassDialog
from ui.coding.passes_dialog import PassesDialog

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
    assert window.coding.code_keys == {"h"}
    assert window.coding_panel.board.keys == ("child/holds",)  # no key is listed that would do nothing
    assert "“words”" in window.coding_panel.hint
    press(qtbot, window, "T")
    said = "“child touches” is not of the pass “words”, which is of child holds; Ctrl+Shift+Up leaves the pass."
    assert window.coding_panel.question == window.statusBar().currentMessage() == said
    assert len(state(window).events) == 4
    press(qtbot, window, "Ctrl+Shift+Up")
    assert window.coding_panel.board.keys == ("child/touches", "child/holds")
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
    press(qtbot, window, "Ctrl+Shift+Up")
    assert window.passes.current is None
    assert window.engine.speed == 1.0
    window.passes.begin(Pass("details", "missing=any"))  # left, not done: it goes on where one was
    qtbot.waitUntil(lambda: window.passes.current is not None and window.engine.pts_us == 2 * S, timeout=5_000)
    with Project.open(study) as project:
        marks = project.passes.progress("r1", "kim", project.events("r1"))
    assert [one.done_at for one in marks if one.name == "details"] == [None]


def test_a_pass_has_subjects_a_layer_an_order_and_keys_of_its_own(study, capsys):
    with Project.open(study) as project:
        for code, at in (("holds", 0), ("holds", 2)):
            project.apply(AddEvent("r1", "child", code, at * S, (at + 1) * S), coder="kim")
    told(
        *(capsys, "passes", study, "--define", "all", "--subjects", "child", "--order", "code"),
        *("--keys", "child/holds=x", "child/touches=t"),
    )
    told(capsys, "passes", study, "--define", "lees", "--codes", "child/holds", "--layer", "lee")
    found = {one["name"]: one for one in told(capsys, "passes", study)["passes"]}
    assert (found["all"]["subjects"], found["all"]["order"]) == (["child"], "code")
    assert found["all"]["keys"] == [["child/holds", "x"], ["child/touches", "t"]]
    queue = told(capsys, "pass", study, "r1", "all", "--coder", "kim")["queue"]
    assert [(e["code"], e["onset_us"] // S) for e in queue] == [
        *(("holds", 0), ("holds", 2), ("touches", 1), ("touches", 2), ("touches", 3)),
    ]
    assert [e["coder"] for e in told(capsys, "pass", study, "r1", "lees", "--coder", "kim")["queue"]] == ["lee"]
    with Project.open(study) as project:
        events = project.events("r1")
        project.passes.mark("r1", "kim", "all", S, at=next(e for e in events if e.code == "touches"))
        assert [e.code for e in project.passes.left("all", "r1", "kim", events)] == ["touches"] * 3
        assert {p.name: p.ahead for p in project.passes.progress("r1", "kim", events)}["all"] == 3
    for arguments in (
        ("--keys", "child/holds=xy"),
        ("--keys", "child/holds=x", "child/touches=x"),
        ("--keys", "child/nothing=x"),
        ("--subjects", "robot"),
    ):
        assert main(["passes", str(study), "--define", "b", "--query", "x", *arguments]) == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_pass_is_defined_in_the_window_and_its_progress_seen(study, empty_window, qtbot):
    window = empty_window
    window.session.coder = "kim"
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(study)
    window.actions_set.qt["pass_define"].trigger()
    (dialog,) = window.findChildren(PassDialog)
    dialog.name.setText("touching")
    dialog.tick("child/touches", "x")
    dialog.order.setCurrentIndex(1)
    dialog.speed.setValue(0.5)
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save).click()
    qtbot.waitUntil(lambda: window.passes.current is not None, timeout=5_000)
    window.activateWindow()  # a window manager does this; there is none here
    assert (window.engine.speed, window.coding.code_keys) == (0.5, {"x"})
    qtbot.waitUntil(lambda: window.engine.pts_us == S, timeout=5_000)
    press(qtbot, window, "Escape")
    press(qtbot, window, "Ctrl+Down")
    qtbot.waitUntil(lambda: window.engine.pts_us == 2 * S, timeout=5_000)
    at = window.engine.frame + 5
    window.engine.seek_frame(at)
    qtbot.waitUntil(lambda: window.engine.frame == at, timeout=5_000)
    press(qtbot, window, "Escape")
    with edited(qtbot, window):
        press(qtbot, window, "X")
    assert [e.code for e in state(window).events if e.onset_us == window.engine.pts_us] == ["touches"]
    window.passes.end()
    assert window.coding.code_keys == {"t", "h"}
    press(qtbot, window, "Escape")
    window.actions_set.qt["pass_choose"].trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(PassesDialog)), timeout=5_000)
    (shown,) = window.findChildren(PassesDialog)
    assert shown.table.rows_model.keys == ("details", "touching")
    assert shown.table.rows_model.words(1).cells[1] == "child touches"
    rows = [shown.progress.rows_model.words(n).cells for n in range(len(shown.progress.rows_model.keys))]
    assert ("touching", "kim", "3 of 4") in [(cells[0], cells[2], cells[3]) for cells in rows]


def test_who_is_refused_a_pass_or_its_recording_marks_nothing(study, capsys):
    told(capsys, "passes", study, "--define", "beside", "--codes", "child/holds", "--layer", "lee")
    assert main(["blind", str(study), "r1", "--coder", "ada"]) == 0
    assert main(["pass", str(study), "r1", "beside", "--coder", "ada", "--done"]) == 2
    assert "blind" in capsys.readouterr().err
    assert main(["consent", str(study), "r1", "--withdraw"]) == 0
    assert main(["pass", str(study), "r1", "details", "--coder", "kim", "--done"]) == 2
    assert "locked" in capsys.readouterr().err
    assert not any(one["done_at"] for one in told(capsys, "passes", study)["progress"])
    assert not any(one["done_at"] for one in told(capsys, "passes", study, "--coder", "ada")["progress"])
