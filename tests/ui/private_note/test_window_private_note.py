"""A note to oneself in the window: by key, offered and not forced, shown to whoever wrote it and to nobody else."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.scheme import builtin_text
from tests.ui.window_kit import press, state
from ui.private_note.private_note_dialog import PrivateNoteDialog


@pytest.fixture
def hard(study):
    with Project.open(study) as project:
        project.schemes.add(builtin_text("limits_with_warmth"))
        project.apply(AddEvent("r1", "child", "protests", 500_000, 900_000), coder="kim")
    return study


def opened(qtbot, window, study):
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(study)
    return window


def dialog(qtbot):
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PrivateNoteDialog), timeout=5_000)
    return QApplication.activeModalWidget()


def test_a_note_is_kept_by_keyboard_shown_again_and_taken_out(window, qtbot):
    press(qtbot, window, "Ctrl+J")
    form = dialog(qtbot)
    assert not form.keep.isEnabled()
    qtbot.keyClicks(form.text, "my jaw is tight")
    qtbot.mouseClick(form.keep, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: form.earlier.count() == 1, timeout=5_000)
    assert "my jaw is tight" in form.earlier.item(0).text()
    assert form.text.toPlainText() == ""
    assert "jaw" not in window.actions_set.qt["undo"].text()
    assert "jaw" not in repr(state(window))
    form.earlier.setCurrentRow(0)
    qtbot.mouseClick(form.take_out, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: form.earlier.count() == 0, timeout=5_000)
    form.close()


def test_another_coder_is_shown_nothing_of_it(window, qtbot):
    press(qtbot, window, "Ctrl+J")
    form = dialog(qtbot)
    qtbot.keyClicks(form.text, "my jaw is tight")
    qtbot.mouseClick(form.keep, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: form.earlier.count() == 1, timeout=5_000)
    form.close()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=5_000)
    window.session.coder = "lee"
    window.private_note.write()
    other = dialog(qtbot)
    done = []
    window.session.call(lambda project: None, done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=5_000)
    assert other.earlier.count() == 0
    assert "Only lee" in " ".join(label.text() for label in other.findChildren(QLabel))
    other.close()


def test_where_a_child_protests_a_note_is_offered_once_and_not_forced(empty_window, hard, qtbot):
    window = opened(qtbot, empty_window, hard)
    offer = window.private_note.offer
    assert offer.isVisible()
    assert QApplication.activeModalWidget() is None
    qtbot.mouseClick(offer.no, Qt.MouseButton.LeftButton)
    assert not offer.isVisible()
    window.session.show("r1")
    done = []
    window.session.call(lambda project: None, done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=5_000)
    assert not offer.isVisible()


def test_the_offer_leads_to_the_note(empty_window, hard, qtbot):
    window = opened(qtbot, empty_window, hard)
    qtbot.mouseClick(window.private_note.offer.yes, Qt.MouseButton.LeftButton)
    dialog(qtbot).close()
    assert not window.private_note.offer.isVisible()


def test_where_nothing_is_hard_nothing_is_offered(window):
    assert not window.private_note.offer.isVisible()
