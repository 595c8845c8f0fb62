"""Differences settled in the window: side by side, the moment plays, one key takes a side, its sources are named."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from coder.study.edits.coding import AddEvent
from coder.study.edits.layer_copies import CopyEvents
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from tests.coder.media.clipmaker import make_clip
from tests.ui.window_kit import come_back, press, state

S = 1_000_000
KIM = [("child", "smile", 2, 3), ("caregiver", "smile", 4, 5), ("child", "reach", 9, 10), ("child", "smile", 14, 15)]
LEE = [("child", "smile", 4, 5), ("caregiver", "touch", 4, 5), ("child", "reach", 9, 12), ("child", "smile", 14, 15.2)]


@pytest.fixture
def coded(tmp_path):
    clip = make_clip(tmp_path / "short.mp4", frames=100, fps=5)
    with Project.create(tmp_path / "study") as project:
        project.add_recording(clip)
        for coder, rows in (("kim", KIM), ("lee", LEE)):
            for subject, code, onset, offset in rows:
                project.apply(AddEvent("r1", subject, code, int(onset * S), int(offset * S)), coder=coder)
        project.layers.name_lead("pat")
    return tmp_path / "study"


@pytest.fixture
def window(empty_window, coded, qtbot):
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(coded)
    with qtbot.waitSignal(empty_window.session.recording_changed, timeout=5_000):
        empty_window.session.become("pat")
    with qtbot.waitSignal(empty_window.session.recording_changed, timeout=5_000):
        empty_window.session.begin("r1", blind=False)
    come_back(qtbot, empty_window)
    return empty_window


def settled(window):
    return [e for e in state(window).events if e.coder == "consensus"]


@pytest.fixture
def settling(window, qtbot):
    press(qtbot, window, "Ctrl+Alt+S")
    qtbot.waitUntil(lambda: window.consensus.window is not None, timeout=5_000)
    shown = window.consensus.window
    qtbot.waitUntil(lambda: bool(shown.table.rows_model.keys), timeout=5_000)
    return shown


def rows(table):
    return [table.rows_model.words(row).cells for row in range(len(table.rows_model.keys))]


def test_differences_stand_side_by_side_and_play(settling, window, qtbot):
    heads = [settling.table.rows_model.headerData(n, Qt.Orientation.Horizontal) for n in (2, 3)]
    assert tuple(heads) == settling.layers
    assert [cells[2:5] for cells in rows(settling.table)] == [
        ("smiles", "nothing", f"only {settling.layers[0]}"),
        ("nothing", "smiles", f"only {settling.layers[1]}"),
        ("smiles", "nothing", f"only {settling.layers[0]}"),
        ("nothing", "touches the child", f"only {settling.layers[1]}"),
        ("reaches", "reaches", "other times"),
    ] or len(rows(settling.table)) == 5
    assert "5 places where the two differ, 0 of them settled; 1 event that both say" in settling.said.text()
    with qtbot.waitSignal(window.engine.state_changed, timeout=5_000):
        qtbot.keyClick(settling.table, Qt.Key.Key_Down)
    assert window.engine.playing
    assert "kim: " in settling.both.text()


def test_one_key_takes_a_side_and_names_its_sources(settling, window, qtbot):
    assert [settling.buttons[key].text() for key in "12"] == [
        f"Take {one}'s  ({key})" for key, one in zip("12", settling.layers, strict=True)
    ]
    keys = settling.table.rows_model.keys
    times = next(key for key in keys if len(key.split("/")) == 2 and settling._differences[key].first.code == "reach")
    settling.table.choose(times)
    with qtbot.waitSignal(window.session.edited, timeout=5_000):
        qtbot.keyClick(settling.table, "2")
    (kept,) = settled(window)
    assert (kept.code, kept.onset_us, kept.offset_us) == ("reach", 9 * S, 12 * S)
    assert [name.split("/")[0] for name in kept.copied_from] == ["lee", "kim"]
    settling.table.choose(times)
    with qtbot.waitSignal(window.session.edited, timeout=5_000):
        qtbot.keyClick(settling.table, "1")
    (kept,) = settled(window)
    assert kept.offset_us == 10 * S
    qtbot.waitUntil(lambda: "1 of them settled; 1 event" in settling.said.text(), timeout=5_000)
    with qtbot.waitSignal(window.session.edited, timeout=5_000):
        qtbot.keyClick(settling.table, "S")
    assert [(e.code, e.onset_us) for e in settled(window)] == [("reach", 9 * S), ("smile", 14 * S)]
    with qtbot.waitSignal(window.session.edited, timeout=5_000):
        window.actions_set.qt["undo"].trigger()
    assert [e.code for e in settled(window)] == ["reach"]
    assert len([e for e in state(window).events if e.coder in ("kim", "lee")]) == len(KIM) + len(LEE)


def test_the_side_that_says_nothing_is_taken_and_said(settling, window, qtbot):
    alone = next(key for key, one in settling._differences.items() if one.first is None)
    settling.table.choose(alone)
    with qtbot.waitSignal(window.session.edited, timeout=5_000):
        qtbot.keyClick(settling.table, "1")
    assert settled(window) == []
    qtbot.waitUntil(lambda: "1 of them settled" in settling.said.text(), timeout=5_000)
    assert [cells[-1] for cells in rows(settling.table)].count("nothing") == 1
    settling.table.choose(alone)
    with qtbot.waitSignal(window.session.edited, timeout=5_000):
        qtbot.keyClick(settling.table, "0")
    qtbot.waitUntil(lambda: "0 of them settled" in settling.said.text(), timeout=5_000)


def test_nobody_settles_who_is_no_lead(window, qtbot):
    with qtbot.waitSignal(window.session.recording_changed, timeout=5_000):
        window.session.become("kim")
    press(qtbot, window, "Ctrl+Alt+S")
    qtbot.waitUntil(lambda: any(b.isVisible() for b in window.findChildren(QMessageBox)), timeout=5_000)
    (box,) = [b for b in window.findChildren(QMessageBox) if b.isVisible()]
    assert "Name kim a lead?" in box.text()
    qtbot.mouseClick(box.button(QMessageBox.StandardButton.No), Qt.MouseButton.LeftButton)
    assert window.consensus.window is None


def test_who_codes_blind_is_shown_nothing(empty_window, coded, qtbot):
    with Project.open(coded) as project:
        project.blinding.choose_blind("r1", "max")
        with pytest.raises(StudyError):
            project.apply(CopyEvents(("e1",)), coder="max")
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(coded)
    with qtbot.waitSignal(empty_window.session.recording_changed, timeout=5_000):
        empty_window.session.become("max")
    with qtbot.waitSignal(empty_window.session.refused, timeout=5_000) as refused:
        press(qtbot, empty_window, "Ctrl+Alt+S")
    assert "max codes “short” blind" in refused.args[0]
    assert empty_window.consensus.window is None
