"""A second coder is asked how they begin what others coded, before anything of it is shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.coding_condition import CodingMode, Why
from tests.ui.blinding.test_window_blind import nothing_is_shown, shown_words
from tests.ui.window_kit import come_back, edited, press, state
from ui.blinding.beginning_dialog import BeginningDialog
from ui.blinding.share_dialog import ShareDialog
from ui.operations.study_disclosure import tellable_in
from ui.study.coder_name_dialog import CoderNameDialog


@pytest.fixture
def coded(study, small_clip):
    """Ada has coded two recordings, of which the models have looked at one."""
    with Project.open(study) as project:
        project.add_recording(small_clip)
        for recording in ("r1", "r2"):
            project.apply(AddEvent(recording, "child", "reach", 400_000, 1_200_000, note="arm out"), coder="ada")
    return study


@pytest.fixture
def asked(empty_window, coded, qtbot):
    """The window as somebody opens the study, whoever they are."""
    empty_window.session.coder, empty_window.session.begins_blind = "", None
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(coded)
    return empty_window


def dialog(qtbot, kind):
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=5_000)
    return QApplication.activeModalWidget()


def leave(qtbot, window) -> None:
    """Answer nothing."""
    qtbot.keyClick(dialog(qtbot, BeginningDialog), Qt.Key.Key_Escape)
    come_back(qtbot, window)


def name(qtbot, window, who: str) -> None:
    question = dialog(qtbot, CoderNameDialog)
    assert nothing_is_shown(window)
    with qtbot.waitSignal(window.session.recording_changed, timeout=5_000):
        qtbot.keyClicks(question.name.lineEdit(), who)
        qtbot.keyClick(question.name.lineEdit(), Qt.Key.Key_Return)


def test_one_who_worked_here_alone_says_so_by_enter_and_is_asked_nothing_more(asked, qtbot):
    question = dialog(qtbot, CoderNameDialog)
    with qtbot.waitSignal(asked.session.recording_changed, timeout=5_000):
        qtbot.keyClick(question.name.lineEdit(), Qt.Key.Key_Return)
    assert asked.session.coder == "ada"
    assert "arm out" in shown_words(asked)
    assert QApplication.activeModalWidget() is None


def test_somebody_new_is_asked_before_anything_is_drawn_and_enter_is_blind(asked, qtbot):
    name(qtbot, asked, "kim")
    question = dialog(qtbot, BeginningDialog)
    assert nothing_is_shown(asked)
    with qtbot.waitSignal(asked.session.recording_changed, timeout=5_000):
        qtbot.keyClick(question, Qt.Key.Key_Return)
    assert (state(asked).conduct.mode, state(asked).conduct.why) == (CodingMode.BLIND, Why.CHOSEN)
    assert nothing_is_shown(asked)


def test_who_looks_sees_everything_and_in_the_next_recording_too_where_they_say_so(asked, qtbot):
    name(qtbot, asked, "kim")
    question = dialog(qtbot, BeginningDialog)
    qtbot.keyClick(question.always, Qt.Key.Key_Space)
    with qtbot.waitSignal(asked.session.recording_changed, timeout=5_000):
        qtbot.keyClick(question.look, Qt.Key.Key_Space)
    assert "arm out" in shown_words(asked)
    with qtbot.waitSignal(asked.session.recording_changed, timeout=5_000):
        asked.next_recording()
    assert QApplication.activeModalWidget() is None
    assert (state(asked).recording.id, state(asked).conduct.mode) == ("r2", CodingMode.ASSISTED)


def test_without_an_answer_nothing_is_told_and_what_is_coded_is_coded_blind(asked, coded, qtbot):
    name(qtbot, asked, "kim")
    leave(qtbot, asked)
    for key in ("Alt+2", "Alt+3", "Alt+4", "Alt+5", "Alt+1"):
        press(qtbot, asked, key)
        assert nothing_is_shown(asked)
    assert "Others have coded this recording" in asked.review_panel.empty.text
    with Project.open(coded) as project:
        assert all(one.closed for one in tellable_in(project, "kim"))
        assert all(one.closed for one in tellable_in(project, ""))
        assert not any(one.closed for one in tellable_in(project, "ada"))
    press(qtbot, asked, "Ctrl+Shift+O")
    leave(qtbot, asked)
    press(qtbot, asked, "Ctrl+D")
    with edited(qtbot, asked):
        qtbot.keyClick(asked, Qt.Key.Key_4)
    assert state(asked).conduct.mode is CodingMode.BLIND
    assert nothing_is_shown(asked)


def test_where_everybody_codes_blind_nobody_is_asked(empty_window, coded, qtbot):
    with Project.open(coded) as project:
        project.blinding.state_share(0)
    empty_window.session.begins_blind = None
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(coded)
    dialog(qtbot, BeginningDialog).reject()
    empty_window.actions_set.qt["blind_share"].trigger()
    question = dialog(qtbot, ShareDialog)
    qtbot.mouseClick(question.everybody, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(empty_window.conduct.told, timeout=5_000):
        qtbot.keyClick(question, Qt.Key.Key_Return)
    with Project.open(coded) as project:
        assert project.blinding.share == 1
    with qtbot.waitSignal(empty_window.session.recording_changed, timeout=5_000):
        empty_window.next_recording()
    assert QApplication.activeModalWidget() is None
    assert (state(empty_window).conduct.mode, state(empty_window).conduct.why) == (CodingMode.BLIND, Why.DRAWN)
