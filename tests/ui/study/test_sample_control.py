"""A new user opens a sample from the welcome: a study with proposals to decide, and nothing of it stays."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from ui.operations.sample_study import SAMPLE


def test_a_sample_is_made_opened_and_looked_at(empty_window, qtbot, monkeypatch):
    looked = []
    monkeypatch.setattr(empty_window.study, "look", lambda recordings, settings: looked.append(recordings))
    empty_window.session.coder = ""
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=30_000):
        qtbot.mouseClick(empty_window.welcome.sample_button, Qt.MouseButton.LeftButton)
    session = empty_window.session
    assert session.state.recording.name == SAMPLE.stem
    assert session.coder == ""  # whoever decides says who they are, here as anywhere
    assert looked == [["r1"]]
    folder = session.study.folder
    assert not session.state.conduct  # nothing was drawn to be coded blind
    session.refresh()
    assert looked == [["r1"]]  # once
    empty_window.close()
    empty_window.sample._place.cleanup()
    assert not Path(folder).exists()
