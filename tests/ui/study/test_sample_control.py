"""A new user opens a sample from the welcome: a study with proposals to decide, and nothing of it stays."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from ui.operations.sample_study import SAMPLE, SAMPLE_CODER


def test_a_sample_is_made_opened_and_looked_at(empty_window, study, qtbot, monkeypatch):
    looked = []
    monkeypatch.setattr(empty_window.study, "look", lambda recordings, settings: looked.append(recordings))
    empty_window.session.coder = ""
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=30_000):
        qtbot.mouseClick(empty_window.welcome.sample_button, Qt.MouseButton.LeftButton)
    session = empty_window.session
    assert session.state.recording.name == SAMPLE.stem
    assert session.coder == SAMPLE_CODER
    assert looked == [["r1"]]
    folder = session.study.folder
    assert not session.state.conduct  # nothing was drawn to be coded blind
    session.refresh()
    assert looked == [["r1"]]  # once
    clip = SAMPLE.with_name("own_work.mp4")  # what would be lost with the sample is not taken in
    for bring in (
        empty_window.study.add_clip,
        empty_window.cameras.add_camera,
        lambda: empty_window.study.add_files([clip]),
    ):
        with qtbot.waitSignal(session.refused, check_params_cb=lambda said: "study of your own" in said):
            bring()
        qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox), timeout=5_000)
        QApplication.activeModalWidget().accept()
    assert len(session.study.recordings) == 1
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(study)
    assert session.coder == ""  # in a study of one's own one says who one is
    empty_window.close()
    empty_window.sample._place.cleanup()
    assert not Path(folder).exists()
