"""The first steps: begun at what is not done yet, seen to be done by themselves, each button an entry of the menus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.window_kit import edited, press
from ui.first_steps.steps import STEPS
from ui.review.queue_control import Queue
from ui.window.actions import ACTIONS


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_they_begin_on_the_empty_window_and_each_is_seen_to_be_done(empty_window, study, qtbot):
    window, bar = empty_window, empty_window.steps_bar
    wide = window.width()
    click(qtbot, window.welcome.steps_button)
    assert bar.isVisible()
    assert bar.words.text() == STEPS[0].words
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(study)
    assert bar.words.text() == STEPS[0].afterwards
    click(qtbot, bar.on)
    window.queue.choose(Queue.ACT)
    with edited(qtbot, window):
        click(qtbot, bar.buttons[-1])  # Accept
    assert bar.words.text() == STEPS[1].afterwards
    click(qtbot, bar.on)
    click(qtbot, bar.buttons[-1])
    assert window.tabs.currentIndex() == 1
    for letter, role in (("A", "caregiver"), ("B", "child")):
        with edited(qtbot, window):
            window.people_panel.role_chosen.emit(letter, role)
    assert bar.words.text() == STEPS[2].afterwards
    click(qtbot, bar.on)
    window.tabs.setCurrentIndex(3)  # by whatever way one comes there
    assert bar.words.text() == STEPS[3].afterwards
    click(qtbot, bar.on)
    click(qtbot, bar.buttons[-1])
    qtbot.waitUntil(lambda: bar.words.text() == STEPS[4].afterwards, timeout=5_000)
    click(qtbot, bar.on)
    assert not bar.on.isVisible()
    assert bar.words.text() == STEPS[5].afterwards  # a study of one's own is open: no other is made
    click(qtbot, bar.back)
    assert bar.where.text() == "First steps, 5 of 6"
    click(qtbot, bar.close_button)
    assert not bar.isVisible()
    assert not window.actions_set.qt["first_steps"].isChecked()
    window.actions_set.qt["first_steps"].trigger()  # what is done is not begun again
    assert bar.isVisible()
    assert bar.where.text() in ("First steps, 5 of 6", "First steps, 6 of 6")
    assert window.width() == wide
    row = {widget.geometry().center().y() for widget in (*bar.buttons, bar.back, bar.close_button)}
    assert max(row) - min(row) <= 1  # in one row, and none beyond it
    assert bar.close_button.geometry().right() <= bar.width()


def test_a_button_is_its_entry_with_the_key_of_now(window, qtbot):
    window.actions_set.qt["first_steps"].trigger()
    button = window.steps_bar.buttons[-1]
    assert button.text() == "Accept  (F)"
    assert button.isEnabled()
    window.actions_set.use_keys(lambda name: ("Y",) if name == "accept" else ())
    assert button.text() == "Accept  (Y)"
    press(qtbot, window, "Y")
    qtbot.waitUntil(lambda: window.steps_bar.words.text() == STEPS[1].afterwards, timeout=5_000)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.actions[-1])
def test_every_button_of_a_step_is_an_action(step):
    assert set(step.actions) <= {action.id for action in ACTIONS}


def test_they_are_gone_while_the_family_looks(window, qtbot):
    window.actions_set.qt["first_steps"].trigger()
    window.actions_set.qt["for_family"].trigger()
    qtbot.waitUntil(lambda: not window.steps_bar.isVisible(), timeout=5_000)
    window.actions_set.qt["for_family"].trigger()
    qtbot.waitUntil(window.steps_bar.isVisible, timeout=5_000)
