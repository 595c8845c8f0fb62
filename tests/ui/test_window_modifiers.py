"""What a code asks for is answered by keys at the moment of coding, and is on the disk with every answer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QMessageBox

from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.coder.test_modifiers import TOYS
from tests.ui.window_kit import edited, press, state
from ui.coding.change_event_dialog import ChangeDialog


@pytest.fixture
def toys(empty_window, tmp_path, qtbot):
    clip = make_clip(tmp_path / "visit.mp4", frames=100, fps=25)
    with Project.create(tmp_path / "study", scheme_texts=[TOYS]) as project:
        project.add_recording(clip)
    window = empty_window
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(tmp_path / "study")
    window.session.coder = "kim"
    press(qtbot, window, "Ctrl+D")
    window.engine.pause()
    return window


def test_one_several_and_a_number_are_said_by_keys(toys, qtbot):
    with edited(qtbot, toys):
        press(qtbot, toys, "T")
    assert toys.coding_panel.question.startswith("hand: L left · R right · B both")
    with edited(qtbot, toys):
        press(qtbot, toys, "R")
    press(qtbot, toys, "1")
    press(qtbot, toys, "2")
    assert "✓ 1 cup · ✓ 2 ball" in toys.coding_panel.question
    with edited(qtbot, toys):
        press(qtbot, toys, "Return")
    for key in "420":
        press(qtbot, toys, key)
    press(qtbot, toys, "Return")
    assert "at most 200 cm" in toys.coding_panel.question
    for key in ("4", "2", "9", "Backspace"):
        press(qtbot, toys, key)
    with edited(qtbot, toys):
        press(qtbot, toys, "Return")
    assert toys.coding_panel.question == ""
    (event,) = state(toys).events
    assert event.modifiers == (("hand", "right"), ("toys", "cup"), ("toys", "ball"), ("distance", "42"))


def test_a_question_is_left_for_later_and_a_state_keeps_what_is_said(toys, qtbot):
    with edited(qtbot, toys):
        press(qtbot, toys, "H")
    with edited(qtbot, toys):
        press(qtbot, toys, "2")
    toys.engine.seek_frame(10)
    qtbot.waitUntil(lambda: toys.engine.frame == 10, timeout=5_000)
    with edited(qtbot, toys):
        press(qtbot, toys, "H")
    assert toys.coding_panel.question == ""
    assert state(toys).events[0].modifiers == (("hand", "right"),)
    with edited(qtbot, toys):
        press(qtbot, toys, "T")
    toys.setFocus(Qt.FocusReason.OtherFocusReason)
    press(qtbot, toys, "Escape")
    assert toys.coding_panel.question == ""


def test_while_something_is_asked_no_key_codes_and_the_panel_says_so(toys, qtbot):
    with edited(qtbot, toys):
        press(qtbot, toys, "T")
    assert not toys.coding_panel.board.isEnabled()
    press(qtbot, toys, "H")
    assert toys.coding.hand.under_way == []
    assert "hand: L left · R right · B both" in toys.coding_panel.question
    assert "No code is coded while this is asked" in toys.coding_panel.question
    with edited(qtbot, toys):
        press(qtbot, toys, "L")
    assert "No code is coded" not in toys.coding_panel.question
    for _ in range(3):
        press(qtbot, toys, "Return")
    assert toys.coding_panel.board.isEnabled()
    with edited(qtbot, toys):
        press(qtbot, toys, "H")
    assert [code.id for _, code, _ in toys.coding.hand.under_way] == ["holds"]


def test_esc_closes_what_is_on_top_and_forgets_a_state_only_when_pressed_twice(toys, qtbot):
    toys.setFocus(Qt.FocusReason.OtherFocusReason)
    with edited(qtbot, toys):
        press(qtbot, toys, "H")
    press(qtbot, toys, "Escape")
    assert toys.coding_panel.question == ""
    press(qtbot, toys, "Escape")
    assert toys.coding.hand.under_way
    assert "Esc again forgets it" in toys.statusBar().currentMessage()
    with edited(qtbot, toys):
        press(qtbot, toys, "Escape")
    assert toys.coding.hand.under_way == []
    assert "Forgotten: “child holds" in toys.statusBar().currentMessage()
    with edited(qtbot, toys):
        press(qtbot, toys, "Ctrl+Z")
    assert [code.id for _, code, _ in toys.coding.hand.under_way] == ["holds"]


def test_several_are_given_the_modifier_that_the_first_of_them_has(toys, qtbot):
    hands = ((("hand", "left"),), (("hand", "right"),), ())
    for n, said in enumerate(hands):
        with edited(qtbot, toys):
            toys.session.apply(AddEvent("r1", "child", "touches", n * 400_000, n * 400_000, modifiers=said))
    table = toys.events_panel.table
    table.choose("e1")
    toys.review.item_selected("e1")
    table.add_chosen(("e2", "e3"))
    toys.actions_set.qt["change_event"].trigger()
    (dialog,) = toys.findChildren(ChangeDialog)
    hand, distance = (dialog.form.details.fields[name] for name in ("hand", "distance"))
    assert hand.currentText() == "(they differ: left, right, none)"
    assert (distance.text(), dialog.form.change()) == ("", None)
    hand.setCurrentText("left")
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()
    qtbot.waitUntil(lambda: any(b.isVisible() for b in toys.findChildren(QMessageBox)), timeout=5_000)
    (box,) = [b for b in toys.findChildren(QMessageBox) if b.isVisible()]
    with edited(qtbot, toys):
        box.button(QMessageBox.StandardButton.Ok).click()
    assert [event.modifiers for event in state(toys).events] == [(("hand", "left"),)] * 3


def test_changing_the_code_offers_its_modifiers_and_says_which_fall_away(toys, qtbot):
    said = (("hand", "left"), ("toys", "cup"), ("distance", "12"))
    with edited(qtbot, toys):
        toys.session.apply(AddEvent("r1", "child", "touches", 0, 0, modifiers=said))
    toys.editing._panel.table.choose("e1")
    toys.review.item_selected("e1")
    toys.actions_set.qt["change_event"].trigger()
    (dialog,) = toys.findChildren(ChangeDialog)
    assert set(dialog.form.details.fields) == {"hand", "toys", "distance", "words"}
    assert dialog.form.details.fields["toys"].text() == "cup"
    assert dialog.form.details.falls_away.text() == ""
    dialog.form.code.setCurrentIndex(dialog.form.code.findData("holds"))
    assert set(dialog.form.details.fields) == {"hand"}
    assert dialog.form.details.falls_away.text() == "Falls away with the change: toys=cup, distance=12."
    dialog.form.details.fields["hand"].setCurrentText("right")
    dialog.form.offset.setText("0:01.000")
    with edited(qtbot, toys):
        dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()
    (event,) = state(toys).events
    assert (event.code, event.modifiers) == ("holds", (("hand", "right"),))
    with edited(qtbot, toys):
        toys.actions_set.qt["undo"].trigger()
    assert state(toys).events[0].modifiers == said
