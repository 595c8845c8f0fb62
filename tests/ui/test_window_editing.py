"""The verbs of hand coding in the window: by key, by menu, by typing; on one event and on all that are selected."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialogButtonBox, QMenu, QMessageBox

from coder.study.edits.coding import AddEvent
from coder.study.edits.event_verbs import ShiftEvents
from coder.study.project import Project
from coder.vocabulary.time import Interval
from tests.ui.window_kit import edited, press, state
from ui.coding.change_event_dialog import ChangeDialog
from ui.coding.replace_dialog import ReplaceDialog
from ui.coding.shift_dialog import ShiftDialog
from ui.study.new_study_dialog import NewStudyDialog
from ui.widgets.lettered_menu import words_of

S = 1_000_000


@pytest.fixture(scope="module")
def made_coded(tmp_path_factory, small_clip) -> Path:
    """The study as each test of it begins; nobody opens it."""
    folder = tmp_path_factory.mktemp("coded") / "study"
    with Project.create(folder) as project:
        project.add_recording(small_clip)
        project.apply(AddEvent("r1", "child", "smile", S, 2 * S, note="wide"), coder="kim")
        project.apply(AddEvent("r1", "child", "smile", 3 * S, 3 * S + 400_000), coder="kim")
        project.apply(AddEvent("r1", "child", "reach", S, 3 * S), coder="kim")
    return folder


@pytest.fixture
def coded(empty_window, made_coded, tmp_path, qtbot):
    window = empty_window
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(shutil.copytree(made_coded, tmp_path / "study"))
    press(qtbot, window, "Ctrl+D")
    press(qtbot, window, "Alt+3")
    return window


def at_frame(qtbot, window, n: int) -> None:
    window.engine.pause()
    window.engine.seek_frame(n)
    qtbot.waitUntil(lambda: window.engine.frame == n, timeout=5_000)


def times(window, code: str = "smile") -> list[tuple[int, int]]:
    return [(e.onset_us, e.offset_us) for e in state(window).events if e.code == code]


def select(window, *ids: str) -> None:
    table = window.events_panel.table
    table.setCurrentIndex(table.rows_model.index(table.rows_model.places[ids[0]], 0))
    for one in ids[1:]:
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        table.selectionModel().select(table.rows_model.index(table.rows_model.places[one], 0), flags)


def ok(dialog) -> QAbstractButton:
    return dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)


def test_edges_are_nudged_while_coding(coded, qtbot):
    select(coded, "e1")
    for key, expected in (("Alt+Left", (S - 40_000, 2 * S)), ("Alt+Shift+Right", (S - 40_000, 2 * S + 40_000))):
        with edited(qtbot, coded):
            press(qtbot, coded, key)
        assert times(coded)[0] == expected


def test_split_meet_copy_paste_and_undo_by_key(coded, qtbot):
    select(coded, "e1")
    at_frame(qtbot, coded, 35)
    with edited(qtbot, coded):
        press(qtbot, coded, "Ctrl+Shift+S")
    assert times(coded)[:2] == [(S, 1_400_000), (1_400_000, 2 * S)]
    with edited(qtbot, coded):
        press(qtbot, coded, "Ctrl+Z")
    select(coded, "e1")
    with edited(qtbot, coded):
        press(qtbot, coded, "Ctrl+]")
    assert times(coded)[0] == (S, 3 * S)
    with edited(qtbot, coded):
        press(qtbot, coded, "Ctrl+Z")
    select(coded, "e2")
    press(qtbot, coded, "Ctrl+C")
    at_frame(qtbot, coded, 0)
    with edited(qtbot, coded):
        press(qtbot, coded, "Ctrl+V")
    assert times(coded)[0] == (0, 400_000)
    assert [event.onset_us for event in coded.editing.selected] == [0]  # the next key is about what was pasted


@pytest.mark.parametrize("keys", [("Ctrl+C", "Ctrl+V"), ("Ctrl+U",)])
def test_several_that_are_pasted_or_duplicated_are_all_in_hand(coded, qtbot, keys):
    coded.events_panel.filter.setText("onset>0.9")
    select(coded, "e1", "e2")
    at_frame(qtbot, coded, 10)
    with edited(qtbot, coded):
        for key in keys:
            press(qtbot, coded, key)
    pasted = [event.id for event in coded.editing.selected]
    assert len(pasted) == 2
    assert {"e1", "e2"}.isdisjoint(pasted)
    # By the first shift rows change their places, and are in hand still.
    for moved_by, typed in ((0, "0,2"), (S // 5, "0.2")):
        assert [e.onset_us for e in coded.editing.selected] == [400_000 + moved_by, 2_400_000 + moved_by]
        coded.actions_set.qt["shift_events"].trigger()
        dialog = coded.findChildren(ShiftDialog)[-1]
        dialog.seconds.selectAll()
        qtbot.keyClicks(dialog.seconds, typed)
        ok(dialog).click()
        qtbot.waitUntil(lambda: any(b.isVisible() for b in coded.findChildren(QMessageBox)), timeout=5_000)
        (box,) = [b for b in coded.findChildren(QMessageBox) if b.isVisible()]
        with edited(qtbot, coded):
            qtbot.mouseClick(box.button(QMessageBox.StandardButton.Ok), Qt.MouseButton.LeftButton)


def test_copies_of_anothers_events_are_in_hand_and_not_what_they_were_copied_from(coded, qtbot):
    def code(project: Project) -> None:
        for onset_us in (200_000, 2_200_000):
            project.apply(AddEvent("r1", "child", "smile", onset_us, onset_us + 400_000), coder="lee")

    coded.session.call(code, lambda _: coded.session.reload())
    lees = lambda: [event.id for event in state(coded).events if event.coder == "lee"]  # noqa: E731
    qtbot.waitUntil(lambda: len(lees()) == 2, timeout=5_000)
    ids = lees()
    select(coded, *ids)
    press(qtbot, coded, "Ctrl+Shift+U")
    qtbot.waitUntil(lambda: any(b.isVisible() for b in coded.findChildren(QMessageBox)), timeout=5_000)
    (box,) = [b for b in coded.findChildren(QMessageBox) if b.isVisible()]
    with edited(qtbot, coded):
        qtbot.mouseClick(box.button(QMessageBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    held = coded.editing.selected
    assert [(event.coder, event.onset_us) for event in held] == [("kim", 200_000), ("kim", 2_200_000)]
    assert {event.id for event in held}.isdisjoint(ids)


def test_several_that_are_selected_are_said_first_then_changed_in_one_step(coded, qtbot):
    select(coded, "e1", "e2")
    assert [event.id for event in coded.editing.selected] == ["e1", "e2"]
    press(qtbot, coded, "Delete")
    qtbot.waitUntil(lambda: any(b.isVisible() for b in coded.findChildren(QMessageBox)), timeout=5_000)
    (box,) = [b for b in coded.findChildren(QMessageBox) if b.isVisible()]
    assert box.text().startswith("This will change 2 events:")
    assert len(state(coded).events) == 3
    with edited(qtbot, coded):
        qtbot.mouseClick(box.button(QMessageBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    assert [event.id for event in state(coded).events] == ["e3"]
    with edited(qtbot, coded):
        coded.actions_set.qt["undo"].trigger()
    assert len(state(coded).events) == 3


def answer_what_will_change(window, qtbot) -> str:
    """Press OK where a change of several says what it will do, wait until it is done, and return what it said."""
    qtbot.waitUntil(lambda: any(b.isVisible() for b in window.findChildren(QMessageBox)), timeout=5_000)
    (box,) = [b for b in window.findChildren(QMessageBox) if b.isVisible()]
    text = box.text()
    with edited(qtbot, window):
        qtbot.mouseClick(box.button(QMessageBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    return text


@pytest.mark.parametrize(
    ("key", "moved"),
    [("Ctrl+]", [(S, 3 * S), (3 * S, 3_400_000)]), ("Ctrl+[", [(S, 2 * S), (2 * S, 3_400_000)])],
)
def test_several_meet_their_neighbours_by_one_key_and_only_those_that_moved_are_counted(coded, qtbot, key, moved):
    were = times(coded)
    select(coded, "e1", "e2", "e3")
    press(qtbot, coded, key)
    assert answer_what_will_change(coded, qtbot).startswith("This will change 1 event:")
    assert times(coded) == moved
    assert times(coded, "reach") == [(S, 3 * S)]
    assert coded.statusBar().currentMessage().startswith("Your last step: stretch “child smiles” at")
    for step, found in (("undo", were), ("redo", moved)):
        with edited(qtbot, coded):
            coded.actions_set.qt[step].trigger()
        assert times(coded) == found


def test_what_was_merged_is_in_hand(coded, qtbot):
    select(coded, "e2", "e1")  # the one that goes is in hand before, as where one selects downwards
    press(qtbot, coded, "Ctrl+M")
    answer_what_will_change(coded, qtbot)
    assert times(coded) == [(S, 3_400_000)]
    assert [event.id for event in coded.editing.selected] == ["e1"]  # the next key is about it, not about nothing


def test_an_event_is_changed_by_typing(coded, qtbot):
    select(coded, "e1")
    press(qtbot, coded, "F2")
    qtbot.waitUntil(lambda: bool(coded.findChildren(ChangeDialog)), timeout=5_000)
    (dialog,) = coded.findChildren(ChangeDialog)
    dialog.form.onset.setText("#30")
    dialog.form.offset.setText("0:02.200")
    dialog.form.modifiers.setText("side=left; size=2")
    dialog.form.comment.setText("soft")
    with edited(qtbot, coded):
        dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()
    event = next(event for event in state(coded).events if event.id == "e1")
    assert (event.onset_us, event.offset_us, event.note) == (1_200_000, 2_200_000, "soft")
    assert event.modifiers == (("side", "left"), ("size", "2"))
    assert (event.code, event.subject) == ("smile", "child")


def test_a_clip_that_plays_waits_while_a_dialog_is_answered(coded, qtbot):
    select(coded, "e1")
    at_frame(qtbot, coded, 10)
    coded.engine.play()
    press(qtbot, coded, "F2")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ChangeDialog), timeout=5_000)
    assert not coded.engine.playing
    QApplication.activeModalWidget().reject()
    qtbot.waitUntil(lambda: coded.engine.playing, timeout=5_000)
    coded.actions_set.qt["new"].trigger()  # and so behind every question, until nobody is asked any more
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), NewStudyDialog), timeout=5_000)
    assert not coded.engine.playing
    coded.engine.seek_frame(3)  # whoever takes it elsewhere meanwhile has it stay there
    QApplication.activeModalWidget().reject()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=5_000)
    assert not coded.engine.playing


def test_events_are_found_and_sorted(coded, qtbot):
    table = coded.events_panel.table
    press(qtbot, coded, "Ctrl+F")
    qtbot.waitUntil(lambda: QApplication.focusWidget() is coded.events_panel.filter, timeout=5_000)
    qtbot.keyClicks(coded.events_panel.filter, "code=smile duration<0.5")
    assert table.rows_model.keys == ("e2",)
    coded.events_panel.filter.clear()
    coded.events_panel.table.horizontalHeader().sectionClicked.emit(3)
    assert table.rows_model.keys == ("e2", "e1", "e3")
    coded.events_panel.table.horizontalHeader().sectionClicked.emit(3)
    assert table.rows_model.keys == ("e3", "e1", "e2")


def test_one_goes_from_event_to_event(coded, qtbot):
    select(coded, "e1")
    press(qtbot, coded, "Alt+Down")
    assert coded.review.selected_event == "e3"
    press(qtbot, coded, "Alt+Up")
    press(qtbot, coded, "Ctrl+Alt+Down")
    assert coded.review.selected_event == "e2"


def test_an_event_has_a_menu(coded, qtbot):
    coded.timeline.context_requested.emit("e2", coded.mapToGlobal(QPoint(100, 100)))
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu), timeout=5_000)
    menu = QApplication.activePopupWidget()
    assert coded.review.selected_event == "e2"
    split = next(action for action in menu.actions() if action.objectName() == "split_event")
    menu.close()
    at_frame(qtbot, coded, 80)
    with edited(qtbot, coded):
        split.trigger()
    assert times(coded)[1:] == [(3 * S, 3_200_000), (3_200_000, 3_400_000)]


def ask_to_replace(window, qtbot) -> ReplaceDialog:
    press(qtbot, window, "Ctrl+H")
    qtbot.waitUntil(lambda: bool(window.findChildren(ReplaceDialog)), timeout=5_000)
    return window.findChildren(ReplaceDialog)[-1]


def test_found_events_are_changed_together_said_first_and_undone_in_one_step(coded, qtbot):
    dialog = ask_to_replace(coded, qtbot)
    dialog.query.setText("code=smile duration<0.5")
    assert dialog.said.text().startswith("1 of your events are like this")
    dialog.query.setText("code~^smi")
    dialog.what.setCurrentIndex(dialog.what.findData("code"))
    dialog.code.setCurrentIndex(dialog.code.findData("child/turn_away"))
    dialog.ok.click()
    said = answer_what_will_change(coded, qtbot)
    assert said.startswith("This will change 2 events:")
    assert "child smiles, 0:01.000: becomes turns away" in said
    assert sorted(event.code for event in state(coded).events) == ["reach", "turn_away", "turn_away"]
    with edited(qtbot, coded):
        coded.actions_set.qt["undo"].trigger()
    assert sorted(event.code for event in state(coded).events) == ["reach", "smile", "smile"]


def test_words_are_replaced_by_a_regular_expression(coded, qtbot):
    dialog = ask_to_replace(coded, qtbot)
    dialog.query.setText("note~wi")
    dialog.sought.setText("w(i.)e")
    dialog.regex.setChecked(True)
    dialog.words.setText(r"very w\1e")
    dialog.ok.click()
    assert "comment “wide” becomes “very wide”" in answer_what_will_change(coded, qtbot)
    assert [event.note for event in state(coded).events if event.id == "e1"] == ["very wide"]


def test_an_expression_that_cannot_be_searched_for_keeps_the_dialog_and_says_what_was_typed(coded, qtbot):
    dialog = ask_to_replace(coded, qtbot)
    dialog.regex.setChecked(True)
    dialog.sought.setText(r"(redo) (\d+")
    dialog.words.setText("again")
    dialog.ok.click()
    assert dialog.isVisible()
    assert r"“(redo) (\d+” cannot be searched for" in dialog.wrong.text()
    assert not [box for box in coded.findChildren(QMessageBox) if box.isVisible()]
    dialog.sought.setText("w(i)de")
    assert not dialog.wrong.isVisible()
    dialog.ok.click()
    qtbot.waitUntil(lambda: any(b.isVisible() for b in coded.findChildren(QMessageBox)), timeout=5_000)
    (box,) = [b for b in coded.findChildren(QMessageBox) if b.isVisible()]
    assert box.windowTitle() == "What will change"
    box.button(QMessageBox.StandardButton.Cancel).click()  # what was typed is there still
    assert (dialog.isVisible(), dialog.waiting, dialog.sought.text()) == (True, False, "w(i)de")
    dialog.ok.click()
    answer_what_will_change(coded, qtbot)
    qtbot.waitUntil(lambda: not coded.findChildren(ReplaceDialog), timeout=5_000)


def test_what_finding_counts_follows_what_is_sought(coded, qtbot):
    dialog = ask_to_replace(coded, qtbot)
    assert dialog.said.text() == "3 of your events are like this."
    for sought, counted in (("wi", 1), ("nowhere", 0)):
        dialog.sought.setText(sought)
        assert dialog.said.text() == f"{counted} of 3 of your events would become otherwise."
    dialog.ok.click()
    assert "nothing is changed" in dialog.wrong.text()
    dialog.what.setCurrentIndex(dialog.what.findData("code"))
    dialog.code.setCurrentIndex(dialog.code.findData("child/smile"))
    assert dialog.said.text() == "1 of 3 of your events would become otherwise."


def test_what_is_refused_leaves_the_dialog_open_with_what_was_typed(coded, qtbot):
    select(coded, "e2")
    coded.actions_set.qt["shift_events"].trigger()
    (moving,) = coded.findChildren(ShiftDialog)
    moving.seconds.setValue(-9)
    with qtbot.waitSignal(coded.session.refused, timeout=5_000):
        ok(moving).click()
    assert (moving.isVisible(), moving.seconds.value()) == (True, -9)
    assert "outside the recording" in moving.wrong.text()
    assert "µs" not in moving.wrong.text()
    assert not coded.findChildren(QMessageBox)
    moving.seconds.setValue(-1)
    with edited(qtbot, coded):
        ok(moving).click()
    qtbot.waitUntil(lambda: not coded.findChildren(ShiftDialog), timeout=5_000)
    assert times(coded)[1] == (2 * S, 2_400_000)


def test_of_several_each_field_begins_as_it_is_and_the_timeline_marks_them_all(coded, qtbot):
    select(coded, "e1", "e2")
    assert {item.id for item in coded.timeline.live().chosen} == {"e1", "e2"}
    press(qtbot, coded, "F2")
    (dialog,) = coded.findChildren(ChangeDialog)
    form = dialog.form
    assert dialog.about.text() == "2 events: 2 × child smiles; the first at 0:01.000, the last at 0:03.000"
    assert (form.code.currentText(), form.subject.currentText()) == ("(as it is)", "(as it is)")
    assert (form.onset.text(), form.comment.text(), form.comment.placeholderText()) == ("", "", "(they differ)")
    assert {form.subject.itemText(n) for n in range(1, form.subject.count())} <= {
        one for one in ("child", "caregiver", "other") if coded.session.study.scheme.has(one, "smile")
    }
    assert form.change() is None
    form.comment.setText("both")
    ok(dialog).click()
    answer_what_will_change(coded, qtbot)
    assert [event.note for event in state(coded).events if event.code == "smile"] == ["both", "both"]
    select(coded, "e3")
    assert coded.timeline.live().chosen == ()


def test_a_time_that_was_typed_between_two_frames_says_where_it_went(coded, qtbot):
    select(coded, "e1")
    press(qtbot, coded, "F2")
    (dialog,) = coded.findChildren(ChangeDialog)
    dialog.form.onset.setText("0:01.110")
    with edited(qtbot, coded):
        ok(dialog).click()
    assert "0:01.110 was taken to the nearest frame, at 0:01.120." in coded.statusBar().currentMessage()


def test_a_marked_stretch_goes_with_its_event_and_esc_or_going_away_ends_its_loop(coded, qtbot):
    coded.review.go_to("e2")
    qtbot.waitUntil(lambda: coded.engine.loop is not None, timeout=5_000)
    coded.engine.pause()
    with edited(qtbot, coded):
        coded.editing._make(ShiftEvents(("e2",), -S))
    assert coded.play.chosen == Interval(2 * S, 2_400_000)
    assert coded.engine.loop == Interval(1_500_000, 2_900_000)
    press(qtbot, coded, "Home")
    assert coded.engine.loop is None
    coded.review.go_to("e2")
    at_frame(qtbot, coded, 10)
    coded.play.toggle_play()  # from before the loop
    assert coded.engine.loop is None
    coded.engine.pause()
    coded.review.go_to("e2")
    coded.engine.pause()
    press(qtbot, coded, "Esc")
    assert (coded.play.chosen, coded.engine.loop, coded.timeline.range) == (None, None, None)
    assert "Esc" in coded.transport.loop.toolTip()


def test_a_query_that_cannot_be_read_says_so_and_changes_nothing(coded, qtbot):
    dialog = ask_to_replace(coded, qtbot)
    dialog.query.setText("colour=red")
    assert "is not understood" in dialog.said.text()
    assert not dialog.ok.isEnabled()


def test_a_filter_is_kept_under_a_name_for_its_coder(coded, qtbot):
    panel = coded.events_panel
    panel.filter.setText("duration<0.5")
    panel.filters.kept.emit("short")
    qtbot.waitUntil(lambda: panel.filters.filters == {"short": "duration<0.5"}, timeout=5_000)
    panel.filter.setText("@short code=smile")
    assert panel.table.rows_model.keys == ("e2",)
    coded.session.become("lee")
    qtbot.waitUntil(lambda: panel.filters.filters == {}, timeout=5_000)


def test_a_column_narrows_and_orders_the_table(coded, qtbot):
    panel = coded.events_panel
    panel.filters.menu().aboutToShow.emit()
    columns = {words_of(a): a.menu() for a in panel.filters.menu().actions() if a.menu() is not None}
    what = next(menu for text, menu in columns.items() if "what" in text)
    next(action for action in what.actions() if words_of(action) == "reaches").trigger()
    assert panel.filter.text() == "code=reach"
    assert panel.table.rows_model.keys == ("e3",)
    panel.filter.clear()
    order = next(menu for text, menu in columns.items() if text == "In order of")
    next(action for action in order.actions() if words_of(action) == "lasts").trigger()
    assert panel.table.rows_model.keys == ("e2", "e1", "e3")


def test_going_on_with_ctrl_held_selects_one_event_and_not_two(coded, qtbot):
    """Qt adds a row that is made current while Ctrl is down, whoever makes it so."""
    select(coded, "e1")
    QTest.keyPress(coded, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    assert coded.events_panel.table.chosen_keys == ("e2",)
    assert [event.id for event in coded.editing.selected] == ["e2"]
    QTest.keyRelease(coded, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier)


def test_the_table_names_the_keys_of_the_mode(coded, qtbot):
    hint = coded.events_panel._hint
    assert "Alt+Left Alt+Right onset" in hint.text()
    assert "Q W" not in hint.text(), "letters code now"
    press(qtbot, coded, "Ctrl+D")
    assert "Q W onset" in hint.text()


def test_several_are_selected_by_the_keyboard_alone_and_letters_still_code(coded, qtbot):
    press(qtbot, coded, "Alt+1")
    press(qtbot, coded, "Alt+3")
    assert QApplication.focusWidget() is coded.events_panel.table
    assert coded.editing.selected == (), "looking at the table takes nothing in hand, and moves the clip nowhere"
    for key in ("Down", "Shift+Down"):
        press(qtbot, coded, key)
    assert [event.id for event in coded.editing.selected] == ["e1", "e3"]
    at_frame(qtbot, coded, 50)
    press(qtbot, coded, "Right")
    qtbot.waitUntil(lambda: coded.engine.frame == 51, timeout=5_000)
    with edited(qtbot, coded):
        press(qtbot, coded, "5")
    assert [code.id for _, code, _ in coded.coding.hand.under_way] == ["approach"]


def test_what_an_undo_brings_back_while_coding_is_in_hand(coded, qtbot):
    select(coded, "e1")
    with edited(qtbot, coded):
        press(qtbot, coded, "Delete")
    with edited(qtbot, coded):
        press(qtbot, coded, "Ctrl+Z")
    qtbot.waitUntil(lambda: coded.review.selected_event == "e1", timeout=5_000)
    onset = next(one.onset_us for one in state(coded).events if one.id == "e1")
    with edited(qtbot, coded):
        press(qtbot, coded, "Alt+Right")
    assert next(one.onset_us for one in state(coded).events if one.id == "e1") > onset
