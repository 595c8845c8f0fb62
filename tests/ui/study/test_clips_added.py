"""Several clips at once: chosen or dropped, a recording each or parts of one; a bad one keeps no other away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from tests.coder.media.clipmaker import make_clip
from ui.study.same_clip_question import SameClipQuestion
from ui.study.several_files_dialog import SeveralFilesDialog


@pytest.fixture
def clips(tmp_path):
    return [make_clip(tmp_path / name, frames=10 + n, fps=25) for n, name in enumerate(("b.mp4", "a.mp4"))]


def drop(window, files):
    data = QMimeData()
    data.setUrls([file if isinstance(file, QUrl) else QUrl.fromLocalFile(str(file)) for file in files])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, buttons, keys))
    return enter.isAccepted()


def answer(qtbot, words):
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), SeveralFilesDialog), timeout=5_000)
    buttons = QApplication.activeModalWidget().findChildren(QPushButton)
    qtbot.mouseClick(next(one for one in buttons if one.text().startswith(words)), Qt.MouseButton.LeftButton)


def names(window):
    return [one.name for one in window.session.study.recordings]


def test_dropped_clips_become_a_recording_each(window, clips, qtbot):
    assert drop(window, clips)
    with qtbot.waitSignal(window.session.clip_added, timeout=30_000) as added:
        answer(qtbot, "A recording each")
    assert names(window) == ["visit", "a", "b"]
    assert added.args == ["r2"]
    assert window.recordings_panel.shown == ["r1", "r2", "r3"]


def test_dropped_clips_can_be_parts_of_one_recording(window, clips, qtbot):
    drop(window, clips)
    with qtbot.waitSignal(window.session.clip_added, timeout=30_000):
        answer(qtbot, "One recording")
    assert names(window) == ["visit", "a"]


def test_a_clip_that_stands_in_the_study_is_asked_about_before_it_comes_in_again(window, clips, qtbot):
    with qtbot.waitSignal(window.session.clip_added, timeout=30_000):
        drop(window, clips[:1])
    same = clips[0].rename(clips[0].with_name("called otherwise.mp4"))
    for word, count in (("leave", 2), ("again", 3)):
        drop(window, [same])
        qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), SameClipQuestion), timeout=10_000)
        box = QApplication.activeModalWidget()
        assert "called otherwise.mp4 stands in this study already, as r2: b." in box.text()
        getattr(box, word).click()
        qtbot.waitUntil(lambda n=count: len(names(window)) == n, timeout=30_000)


def test_a_bad_clip_is_said_and_the_others_come_in(window, clips, tmp_path, qtbot):
    bad = tmp_path / "aa.mp4"
    bad.write_bytes(b"no clip at all")
    with qtbot.waitSignals([window.session.clip_added, window.session.refused], timeout=30_000):
        drop(window, [*clips, bad])
        answer(qtbot, "A recording each")
    assert names(window) == ["visit", "a", "b"]
    said = QApplication.activeModalWidget()
    assert "aa.mp4" in said.text()
    said.close()


def test_of_what_is_dropped_together_everything_that_does_not_come_in_is_said(window, clips, tmp_path, qtbot):
    with qtbot.waitSignal(window.session.clip_added, timeout=30_000):
        drop(window, [*clips, tmp_path / "gone.mp4", *(tmp_path / f"{n}.txt" for n in range(5))])
        qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox), timeout=10_000)
        box = QApplication.activeModalWidget()
        assert all(f"{n}.txt" in box.text() for n in range(5))
        box.close()
        answer(qtbot, "A recording each")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox), timeout=10_000)
    said = QApplication.activeModalWidget()
    assert "gone.mp4" in said.text()
    said.close()
    assert names(window) == ["visit", "a", "b"]


def test_what_is_no_clip_is_said_and_nothing_is_added(window, tmp_path, qtbot):
    other = tmp_path / "codes.eaf"
    other.write_text("<xml/>")
    with qtbot.waitSignal(window.dropping.told) as told:
        drop(window, [other])
    assert "codes.eaf" in told.args[0]
    assert names(window) == ["visit"]


def test_without_a_study_or_before_the_family_nothing_is_taken(empty_window, study, clips, qtbot):
    with qtbot.waitSignal(empty_window.dropping.told) as told:
        drop(empty_window, clips)
    assert "study first" in told.args[0]
    empty_window.session.for_family = True
    assert not drop(empty_window, clips)


def test_an_address_that_is_dropped_is_not_gone_to_and_that_is_said(window, clips, tmp_path, qtbot):
    elsewhere = QUrl("https://example.org/films/visit.mp4")
    with qtbot.waitSignal(window.dropping.told, timeout=5_000) as told:
        assert drop(window, [elsewhere])
    assert told.args[0].startswith("Not fetched: visit.mp4. It lies on a network")
    with qtbot.waitSignal(window.session.clip_added, timeout=30_000):
        with qtbot.waitSignal(window.session.refused, timeout=5_000) as refused:
            assert drop(window, [clips[0], elsewhere])
        assert refused.args[0].startswith("Not fetched: visit.mp4")
        QApplication.activeModalWidget().close()
