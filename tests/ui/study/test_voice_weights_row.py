"""A laboratory's own voice weights in the window: chosen, checked, shown by their hash, refused in one sentence."""

from __future__ import annotations

import hashlib
import shutil

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from coder.study.project import Project
from models.model_registry import WEIGHTS
from tests.coder.media.clipmaker import make_clip
from tests.ui.window_kit import begin_looking, press, state
from ui.study.analysis_dialog import LookDialog
from ui.study.voice_weights_row import OWN


@pytest.fixture
def own(tmp_path):
    return shutil.copy(WEIGHTS / "voices.onnx", tmp_path / "lab.onnx")


def digest(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def opened(qtbot, window) -> LookDialog:
    press(qtbot, window, "Ctrl+R")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), LookDialog), timeout=5_000)
    return QApplication.activeModalWidget()


def chosen(qtbot, dialog, path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    with qtbot.waitSignal(dialog.voices_row.checking, timeout=10_000, check_params_cb=lambda busy: not busy):
        dialog.voices_row.other.click()


def test_what_the_window_analyses_with_other_weights_names_them(empty_window, qtbot, own, tmp_path, monkeypatch):
    window = empty_window
    tone = 0.3 * np.sin(np.arange(48_000) / 20).astype(np.float32)
    with Project.create(tmp_path / "heard") as project:
        project.add_recording(make_clip(tmp_path / "visit.mp4", frames=25, sound=tone))
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(tmp_path / "heard")
    dialog = opened(qtbot, window)
    assert dialog.voices_row.words.text() == OWN
    chosen(qtbot, dialog, own, monkeypatch)
    assert dialog.voices_row.hash.text() == digest(own)
    begin_looking(qtbot, rate=5.0)
    qtbot.waitUntil(lambda: window.study.running, timeout=10_000)
    qtbot.waitUntil(lambda: not window.study.running, timeout=120_000)
    name = f"own_voices@{digest(own)[:16]}"
    qtbot.waitUntil(lambda: state(window).report is not None and name in state(window).report.models, timeout=10_000)
    again = opened(qtbot, window)
    assert name in again.voices_row.words.text()
    again.voices_row.own.click()
    assert again.voices_row.words.text() == OWN
    assert again.voices_row.voices is None
    again.reject()


@pytest.mark.parametrize("other", ["swift_f0.onnx", "notes.onnx", "nothing.onnx"])
def test_a_file_that_keeps_no_contract_is_refused_in_one_sentence_and_changes_nothing(
    window, qtbot, own, tmp_path, monkeypatch, other
):
    path = WEIGHTS / other if other.startswith("swift") else tmp_path / other
    if other == "notes.onnx":
        path.write_text("no model")
    dialog = opened(qtbot, window)
    chosen(qtbot, dialog, own, monkeypatch)
    chosen(qtbot, dialog, path, monkeypatch)
    words = dialog.voices_row.words.text()
    assert str(path) in words
    assert "Traceback" not in words
    label = dialog.voices_row.words
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()), timeout=5_000)  # it is seen whole
    assert dialog.voices_row.voices is not None
    assert dialog.voices_row.voices.sha256 == digest(own)
    assert dialog.begin.isEnabled()
    dialog.reject()


def test_a_refusal_is_seen_whole_in_a_dialog_that_was_narrow_before(window, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "a laboratory's weights of a classifier of voices.onnx"
    path.write_text("no model")
    dialog = opened(qtbot, window)
    chosen(qtbot, dialog, path, monkeypatch)
    row = dialog.voices_row
    assert "does not run" in row.words.text()
    qtbot.waitUntil(lambda: row.rect().contains(row.words.geometry()), timeout=5_000)
    dialog.reject()


def test_closing_while_a_file_is_checked_leaves_nothing_behind(window, qtbot, own):
    dialog = opened(qtbot, window)
    dialog.voices_row.take(own)
    assert not dialog.begin.isEnabled()
    dialog.reject()
    qtbot.waitUntil(lambda: not isinstance(QApplication.activeModalWidget(), LookDialog), timeout=5_000)
