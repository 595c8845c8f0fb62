"""Practice in the window: begun blind, each difference plays with both codings and what the codes mean."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.ui.window_kit import edited, press, state
from ui.widgets.choosing_dialog import ChoosingDialog

S = 1_000_000


@pytest.fixture
def window(empty_window, tmp_path, qtbot):
    clip = make_clip(tmp_path / "short.mp4", frames=100, fps=5)
    with Project.create(tmp_path / "study") as project:
        project.add_recording(clip)
        for code, onset, offset in (("smile", 2, 3), ("smile", 6, 8), ("reach", 14, 15)):
            project.apply(AddEvent("r1", "child", code, onset * S, offset * S), coder="gold")
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(tmp_path / "study")
    empty_window.session.coder = "tim"
    press(qtbot, empty_window, "Ctrl+Alt+R")
    qtbot.waitUntil(lambda: bool(empty_window.findChildren(ChoosingDialog)), timeout=5_000)
    (dialog,) = empty_window.findChildren(ChoosingDialog)
    with qtbot.waitSignal(empty_window.session.recording_changed, timeout=5_000):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    empty_window.activateWindow()  # a window manager does this; there is none here
    return empty_window


def test_that_one_practises_stands_there_while_one_codes_and_after_the_study_was_opened_again(window, qtbot):
    def said() -> None:
        assert window.foot.mode.text() == "practising"
        assert "You practise here beside gold: nothing that you code" in window.review_panel.empty.text
        press(qtbot, window, "Ctrl+D")
        assert window.foot.mode.text() == "practising by hand, blind"
        assert window.coding_panel.practice.startswith("You practise here beside gold")
        press(qtbot, window, "Ctrl+D")

    said()
    with qtbot.waitSignal(window.session.recording_changed, timeout=10_000):
        window.session.reload()
    said()
    with qtbot.waitSignal(window.session.recording_changed, timeout=10_000):
        window.session.become("anybody")
    assert "practis" not in window.foot.mode.text() + window.coding_panel.practice


def test_one_codes_blind_and_sees_where_one_differs_as_far_as_one_has_come(window, qtbot):
    assert state(window).practice == "gold"
    assert state(window).events == ()
    for code, onset, offset in (("smile", 2, 3), ("reach", 6, 8)):
        with edited(qtbot, window):
            window.session.apply(AddEvent("r1", "child", code, onset * S, offset * S))
    press(qtbot, window, "Ctrl+Alt+R")
    qtbot.waitUntil(lambda: window.training.window is not None, timeout=5_000)
    shown = window.training.window
    qtbot.waitUntil(lambda: "Kappa so far" in shown.said.text(), timeout=20_000)
    assert shown.said.text().startswith("As far as 0:08.000: 1 event as the gold standard has it, 2 places otherwise")
    assert len(shown.table.rows_model.keys) == 2
    assert window.engine.playing  # the first difference, at once
    first = window.play.chosen
    qtbot.keyClick(shown.table, Qt.Key.Key_Down)
    assert window.engine.playing
    assert window.play.chosen == shown.current.span
    assert window.play.chosen is not first
    said = shown.both.text()
    assert "yours (tim): " in said
    assert "gold standard (gold): " in said
    heads = [shown.table.rows_model.headerData(n, Qt.Orientation.Horizontal) for n in range(5)]
    assert heads == ["at", "who", "yours", "gold standard", "differs by"]  # and no empty “settled”
    assert shown.table.rows_model.columnCount() == 5
    assert "“" in said.splitlines()[-1]  # what the code means
    assert window.session.study.scheme.codes[0].description
    qtbot.keyClick(shown.table, "D")
    qtbot.waitUntil(lambda: "As far as 0:20.000" in shown.said.text(), timeout=5_000)
    assert len(shown.table.rows_model.keys) == 3
    shown.close()
    window.actions_set.qt["training"].trigger()
    qtbot.waitUntil(lambda: window.training.report_window is not None, timeout=20_000)
    table = window.training.report_window.table
    rows = [table.rows_model.words(n).cells for n in range(len(table.rows_model.keys))]
    assert {cells[0] for cells in rows} == {"tim / gold"}
    assert {cells[1].partition(",")[0] for cells in rows} == {"short"}
    assert "    smile" in [cells[2] for cells in rows]
