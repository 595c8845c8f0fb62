"""The inspector: the event in hand is changed where it is shown, each change an edit with its undo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from coder.study.edits.coding import AddEvent
from coder.study.edits.event_verbs import ChangeEvents
from coder.study.project import Project
from tests.coder.media.clipmaker import make_clip
from tests.ui.window_kit import edited, press, state
from ui.coding.change_event_dialog import ChangeDialog
from ui.widgets.lettered_menu import words_of

S = 1_000_000


@pytest.fixture
def inspected(empty_window, tmp_path, qtbot):
    clip = make_clip(tmp_path / "visit.mp4", frames=100, fps=25)
    with Project.create(tmp_path / "study") as project:
        project.add_recording(clip)
        project.apply(AddEvent("r1", "child", "smile", S, 2 * S, note="wide"), coder="kim")
        project.apply(AddEvent("r1", "child", "reach", S, 3 * S), coder="lee")
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(tmp_path / "study")
    empty_window.review.item_selected("e1")
    return empty_window


def smile(window):
    return next(event for event in state(window).events if event.id == "e1")


def test_code_subject_times_modifiers_and_comment_are_changed_in_place(inspected, qtbot):
    form = inspected.editing.inspector
    assert form.isVisible()
    assert (form.code.currentData(), form.subject.currentText(), form.comment.text()) == ("smile", "child", "wide")
    assert not form.modifiers.isVisible(), "what is seldom said is folded"
    assert form.lasts.text() == "1.00 s"
    form.more.click()
    for line, text in ((form.onset, "#20"), (form.offset, "0:02.200"), (form.modifiers, "side=left")):
        assert "Enter keeps it" in line.toolTip()
        with edited(qtbot, inspected):
            line.setFocus()
            line.selectAll()
            qtbot.keyClicks(line, text)
            qtbot.keyClick(line, Qt.Key.Key_Return)
        assert QApplication.focusWidget() is line, "Enter keeps it and stays"
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is inspected.player, "keys code again"
    held = smile(inspected)
    assert (held.onset_us, held.offset_us, held.modifiers) == (800_000, 2_200_000, (("side", "left"),))
    with edited(qtbot, inspected):
        form.code.setCurrentIndex(form.code.findData("reach"))
        form.code.activated.emit(form.code.currentIndex())
    assert smile(inspected).code == "reach"
    with edited(qtbot, inspected):
        press(qtbot, inspected, "Ctrl+Z")
    assert form.code.currentData() == smile(inspected).code == "smile"


def test_enter_and_leaving_the_field_is_one_edit(inspected, qtbot):
    form, count = inspected.editing.inspector, []
    inspected.session.edited.connect(lambda *_: count.append(1))
    form.comment.setFocus()
    form.comment.setText("soft")
    with edited(qtbot, inspected):
        qtbot.keyClick(form.comment, Qt.Key.Key_Return)
    with edited(qtbot, inspected):
        inspected.undo()
    assert smile(inspected).note == "wide"
    assert len(count) == 2


def test_what_is_no_time_is_said_and_esc_puts_the_event_s_own_back(inspected, qtbot):
    form = inspected.editing.inspector
    form.onset.setFocus()
    form.onset.setText("soon")
    qtbot.keyClick(form.onset, Qt.Key.Key_Return)
    assert "soon" in form.wrong.text()
    form.onset.setText("inf")  # a number to Python, and none that a clip has
    qtbot.keyClick(form.onset, Qt.Key.Key_Return)
    assert "“inf” is no time" in form.wrong.text()
    assert smile(inspected).onset_us == S
    qtbot.keyClick(form.onset, Qt.Key.Key_Escape)
    assert form.onset.text() == "0:01.000"
    assert not form.wrong.isVisible()


def test_the_form_keeps_its_share_whatever_the_event_says(inspected, qtbot):
    inspected.view.tab_events()
    table, form = inspected.events_panel.table, inspected.editing.inspector
    inspected.review.item_selected("e1")
    place, high = table.mapToGlobal(QPoint(0, 0)), table.height()
    said = ChangeEvents(("e1",), comment="a word " * 30, modifiers=(("side", "left"), ("size", "2")))
    with edited(qtbot, inspected):
        inspected.editing._make(said, ("e1",))
    qtbot.waitUntil(lambda: form.modifiers.isVisible(), timeout=5_000)
    assert (table.mapToGlobal(QPoint(0, 0)), table.height()) == (place, high)
    assert not inspected.events_panel.note.isVisible(), "the form below says it"
    share = form.parentWidget().parentWidget()
    assert share.height() <= share.parentWidget().height() * 2 // 5
    assert share.isVisible()


def test_what_the_study_refuses_is_put_back(inspected, qtbot):
    form = inspected.editing.inspector
    form.offset.setFocus()
    form.offset.setText("9:00")
    with qtbot.waitSignal(inspected.session.refused, timeout=5_000):
        qtbot.keyClick(form.offset, Qt.Key.Key_Return)
    assert form.offset.text() == "0:02.000"
    QApplication.activeModalWidget().close()


def test_another_coder_s_event_is_read_and_says_whose_it_is(inspected, qtbot):
    form = inspected.editing.inspector
    inspected.review.item_selected("e2")
    assert form.isVisible()
    assert form.wrong.text().startswith("lee's event: to be read, not changed.")
    assert not any(field.isEnabled() for field in (form.code, form.subject, form.onset, form.offset, form.comment))
    press(qtbot, inspected, "F2")
    assert inspected.statusBar().currentMessage().startswith("lee's event")
    assert not inspected.findChildren(ChangeDialog)
    inspected.review.item_selected("e1")
    assert form.wrong.isHidden()
    assert all(field.isEnabled() for field in (form.code, form.subject, form.onset, form.offset, form.comment))


def test_the_menu_of_another_coder_s_event_offers_only_what_leaves_it_as_it_is(inspected, qtbot):
    for item, first, changes in (("e2", "lee's event", False), ("e1", "Change the selected", True)):
        inspected.editing.ask_menu(item, QPoint(10, 10))
        qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None, timeout=5_000)
        menu = QApplication.activePopupWidget()
        entries = [action for action in menu.actions() if not action.isSeparator()]
        assert words_of(entries[0]).startswith(first)
        assert ("split_event" in {action.objectName() for action in entries}) is changes
        assert ("take_over" in {action.objectName() for action in entries}) is not changes
        menu.close()


def test_the_menu_key_is_about_the_row_in_hand(inspected, qtbot):
    inspected.view.tab_events()
    table = inspected.events_panel.table
    table.setFocus()
    table.choose("e2")
    inspected.review.item_selected("e2")
    middle = table.visualRect(table.currentIndex()).center() + QPoint(0, 2 * table.rowHeight(0))
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, middle, table.mapToGlobal(middle))
    with qtbot.waitSignal(table.menu_asked, timeout=5_000) as said:
        QApplication.sendEvent(table, asked)
    assert said.args[0] == "e2"
    QApplication.activePopupWidget().close()


def test_a_wheel_that_passes_over_a_menu_changes_no_code(inspected, qtbot):
    form = inspected.editing.inspector
    form.onset.setFocus()
    place = QPointF(5, 5)
    wheel = QWheelEvent(
        *(place, form.code.mapToGlobal(place), QPoint(0, -120), QPoint(0, -120)),
        *(Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False),
    )
    QApplication.sendEvent(form.code, wheel)
    assert form.code.currentData() == "smile"


def test_beside_other_coders_events_who_coded_and_how_long_stay_where_there_is_little_room(inspected, qtbot):
    inspected.view.tab_events()
    table = inspected.events_panel.table
    headings = [table.rows_model.headerData(n, Qt.Orientation.Horizontal) for n in range(8)]
    shown = {name for n, name in enumerate(headings) if not table.isColumnHidden(n)}
    assert {"onset", "what", "lasts", "coder"} <= shown
    table.setMaximumWidth(360)
    qtbot.waitUntil(lambda: table.viewport().width() < 380, timeout=5_000)
    shown = {name for n, name in enumerate(headings) if not table.isColumnHidden(n)}
    assert {"onset", "what", "lasts", "coder"} <= shown
    assert "from" not in shown


def test_fields_are_filled_one_after_the_other_with_tab_and_nothing_typed_meanwhile_is_wiped(inspected, qtbot):
    form = inspected.editing.inspector
    form.onset.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClicks(form.onset, "0:00.800")
    with edited(qtbot, inspected):
        qtbot.keyClick(form.onset, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is form.offset
        qtbot.keyClicks(form.offset, "0:02.2")  # before the study has answered
    assert form.offset.text() == "0:02.2"
    with edited(qtbot, inspected):
        qtbot.keyClick(form.offset, Qt.Key.Key_Return)
    assert (smile(inspected).onset_us, smile(inspected).offset_us) == (800_000, 2_200_000)
    assert QApplication.focusWidget() is form.offset
    with edited(qtbot, inspected):
        press(qtbot, inspected, "Ctrl+Z")  # the line holds nothing to take back: the study's newest step is
    assert smile(inspected).offset_us == 2 * S
