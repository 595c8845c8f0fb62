"""Trials in the window: coded by key with their factors, and measured from their markers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from tests.coder.exchanges.test_trials import SHOWN
from tests.coder.media.clipmaker import make_clip
from tests.ui.window_kit import edited, press

S = 1_000_000


@pytest.fixture
def window(empty_window, tmp_path, qtbot):
    clip = make_clip(tmp_path / "short.mp4", frames=100, fps=5)
    with Project.create(tmp_path / "study", scheme_texts=[SHOWN]) as project:
        project.add_recording(clip)
        for onset in (0, 8):
            project.apply(AddEvent("r1", "other:screen", "trial", onset * S, (onset + 6) * S), coder="kim")
        project.apply(AddEvent("r1", "child", "looks", 2 * S, 3 * S), coder="kim")
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(tmp_path / "study")
    return empty_window


def cells(table):
    return [table.rows_model.words(row).cells for row in range(len(table.rows_model.keys))]


def test_trials_are_listed_and_lead_to_their_moment(window, qtbot):
    press(qtbot, window, "Ctrl+Alt+T")
    shown = window.trials.window
    shown.act.setCurrentIndex(shown.act.findData("child/looks"))
    qtbot.waitUntil(lambda: [row[3] for row in cells(shown.table)] == ["2.000 s", "trial ends"], timeout=5_000)
    assert shown.said.text().startswith("All trials: came in 1 of 2 trials, median 2.00 s")
    shown.table.choose(shown.table.rows_model.keys[1])
    shown.activateWindow()
    shown.table.setFocus()
    qtbot.waitUntil(shown.table.hasFocus, timeout=5_000)
    qtbot.keyClick(shown.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.engine.pts_us == 8 * S, timeout=5_000)
    with edited(qtbot, window):
        window.session.apply(AddEvent("r1", "child", "looks", 9 * S, 10 * S))
    qtbot.waitUntil(lambda: [row[3] for row in cells(shown.table)] == ["2.000 s", "1.000 s"], timeout=5_000)
    shown.factor.setCurrentIndex(shown.factor.findData("stimulus"))
    qtbot.waitUntil(lambda: shown.said.text().startswith("Not said: came in 2"), timeout=5_000)
