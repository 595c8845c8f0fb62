"""Coding blind in the window: nothing of the models or of others comes before a blind coder's eyes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QTableView

from coder.study.edits.camera_offsets import PlaceCamera
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.camera import CameraClock, Placed
from coder.vocabulary.coding_condition import CodingMode
from tests.coder.media.clipmaker import make_clip
from tests.ui.window_kit import edited, press, state


@pytest.fixture
def two_coders(study):
    """Ada has coded; whoever comes next is not assumed to be anybody."""
    with Project.open(study) as project:
        project.apply(AddEvent("r1", "child", "reach", 400_000, 1_200_000, note="arm out"), coder="ada")
        project.blinding.choose_blind("r1", "kim")
    return study


@pytest.fixture
def blind(empty_window, two_coders, qtbot):
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(two_coders)
    return empty_window


def shown_words(window) -> str:
    """Every word that can be read anywhere in the window, on any tab."""
    words = [label.text() for label in window.findChildren(QLabel)]
    for table in window.findChildren(QTableView):
        model = table.model()
        for row in range(model.rowCount()):
            words += [str(model.index(row, column).data()) for column in range(model.columnCount())]
    model = window.timeline.model
    words += [item.label + item.tooltip for tier in model.tiers for item in model.index(tier.id).items]
    words += [action.text() for action in window.actions_set.qt.values()]
    return " ".join(words)


def nothing_is_shown(window) -> bool:
    words = shown_words(window)
    heads = window.overlay.heads_at(window.engine.pts_us)
    clean = not any(word in words for word in ("ada", "arm out", "Smil", "smiles?", "Head turned"))
    return clean and not heads and window.tracks == () and state(window).proposals == ()


def test_a_blind_coder_finds_nothing_of_models_or_others_on_any_tab(blind, qtbot):
    for key in ("Alt+1", "Alt+2", "Alt+3", "Alt+4", "Ctrl+G", "O", "P", "P"):
        press(qtbot, blind, key)
        assert nothing_is_shown(blind)
    assert "blind" in blind.foot.guarded.text()
    assert blind.foot.mode.text() == "blind"
    assert "You code this recording blind" in blind.foot.guarded.explanation
    # The empty timeline sends nobody who codes blind to the models.
    assert "blind" in blind.timeline.empty_words
    assert not any(word in blind.timeline.empty_words for word in ("models", "propose"))
    assert blind.review_panel.empty.buttons["code_mode"].isVisibleTo(blind.review_panel.empty)


def test_coding_by_hand_and_undo_show_only_ones_own(blind, qtbot):
    assert not blind.actions_set.qt["undo"].isEnabled()  # the newest edit is Ada's
    press(qtbot, blind, "Ctrl+D")
    assert blind.coding_panel.end_button.text() == "Leave coding by hand  (Ctrl+D)"  # no proposals to go back to
    blind.engine.pause()
    blind.engine.seek_frame(10)
    qtbot.waitUntil(lambda: blind.engine.frame == 10, timeout=5_000)
    with edited(qtbot, blind):
        qtbot.keyClick(blind, Qt.Key.Key_4)
    blind.engine.seek_frame(30)
    qtbot.waitUntil(lambda: blind.engine.frame == 30, timeout=5_000)
    with edited(qtbot, blind):
        qtbot.keyClick(blind, Qt.Key.Key_4)
    (event,) = state(blind).events
    assert event.coder == "kim"
    assert nothing_is_shown(blind)
    with edited(qtbot, blind):
        press(qtbot, blind, "Ctrl+Z")
    assert state(blind).events == ()
    assert blind.coding.hand.under_way  # the state is under way again, as before it was ended
    with edited(qtbot, blind):
        press(qtbot, blind, "Ctrl+Z")
    assert not blind.coding.hand.under_way
    assert not blind.actions_set.qt["undo"].isEnabled()
    assert nothing_is_shown(blind)


def test_ending_it_is_asked_for_and_shows_everything(blind, qtbot):
    press(qtbot, blind, "Ctrl+Shift+B")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox), timeout=5_000)
    qtbot.keyClick(QApplication.activeModalWidget(), Qt.Key.Key_Escape)
    assert nothing_is_shown(blind)
    blind.activateWindow()
    blind.actions_set.qt["open_blind"].trigger()
    box = QApplication.activeModalWidget()
    show = next(button for button in box.buttons() if button.text() == "Show everything")
    with qtbot.waitSignal(blind.session.recording_changed, timeout=5_000):
        qtbot.mouseClick(show, Qt.MouseButton.LeftButton)
    assert state(blind).conduct.mode is CodingMode.OPENED
    assert blind.review_panel.current is not None
    assert "ada" in shown_words(blind)
    assert not blind.actions_set.qt["open_blind"].isEnabled()


def test_another_name_sees_what_that_coder_may_see(blind, qtbot, monkeypatch):
    monkeypatch.setattr("ui.study.study_control.QInputDialog.getText", lambda *a, **k: ("ada", True))
    with qtbot.waitSignal(blind.session.recording_changed, timeout=5_000):
        press(qtbot, blind, "Ctrl+K")
    assert blind.review_panel.current is not None
    monkeypatch.setattr("ui.study.study_control.QInputDialog.getText", lambda *a, **k: ("kim", True))
    with qtbot.waitSignal(blind.session.recording_changed, timeout=5_000):
        press(qtbot, blind, "Ctrl+K")
    assert nothing_is_shown(blind)


def test_what_was_worked_out_for_other_eyes_does_not_wait_behind_a_tab(blind, qtbot, monkeypatch):
    def become(name: str) -> None:
        with qtbot.waitSignal(blind.session.recording_changed, timeout=5_000):
            blind.session.become(name)

    become("ada")
    for key in ("Alt+4", "Alt+5"):
        press(qtbot, blind, key)
    qtbot.waitUntil(lambda: bool(blind.exchanges_panel.table.rows_model.keys), timeout=5_000)
    press(qtbot, blind, "Alt+1")
    with edited(qtbot, blind):
        press(qtbot, blind, "F")
    assert blind.statusBar().currentMessage()
    become("kim")
    assert blind.exchanges_panel.table.rows_model.keys == ()
    assert blind.statusBar().currentMessage() == ""
    assert nothing_is_shown(blind)


def test_who_is_drawn_to_code_blind_hears_of_it_once_and_reads_it_in_both_modes(empty_window, study, qtbot):
    with Project.open(study) as project:
        project.blinding.state_share(1)
    empty_window.session.coder = "lee"
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(study)
    qtbot.waitUntil(lambda: empty_window.statusBar().currentMessage().startswith("Drawn to be coded blind"))
    assert empty_window.foot.mode.text() == "blind"
    press(qtbot, empty_window, "Ctrl+D")
    assert empty_window.foot.mode.text() == "coding by hand, blind"
    empty_window.statusBar().clearMessage()
    with qtbot.waitSignal(empty_window.session.recording_changed, timeout=5_000):
        empty_window.session.show("r1")
    assert empty_window.statusBar().currentMessage() == ""


def test_a_draw_is_said_where_an_edit_made_it_and_to_no_family(empty_window, tmp_path, small_clip, qtbot):
    """Nothing was analysed or coded when it was opened; the first edit draws, and was the last to speak of it."""
    with Project.create(tmp_path / "drawn") as project:
        project.add_recording(small_clip)
        project.blinding.state_share(1)
    window, said = empty_window, empty_window.statusBar().currentMessage
    window.session.coder, window.session.begins_blind = "lee", None
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(tmp_path / "drawn")
    assert state(window).conduct is None
    with edited(qtbot, window):
        window.edits.edit(AddEvent("r1", "child", "reach", 400_000, 1_200_000))
    qtbot.waitUntil(lambda: said().startswith("Drawn to be coded blind"), timeout=5_000)
    window.conduct._told.clear()
    window.session.for_family = True
    window.statusBar().clearMessage()
    window.conduct.say_drawn(state(window))
    window.study.told.emit("The models have looked at r1.")
    assert said() == ""


def test_that_it_is_coded_blind_is_not_said_on_where_everything_is_seen(empty_window, study, qtbot):
    with Project.open(study) as project:
        project.blinding.state_share(1)
    empty_window.session.coder = "lee"
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(study)
    qtbot.waitUntil(lambda: empty_window.statusBar().currentMessage().startswith("Drawn to be coded blind"))
    with qtbot.waitSignal(empty_window.session.recording_changed, timeout=5_000):
        empty_window.session.open_blind("r1")
    assert not nothing_is_shown(empty_window)
    assert empty_window.statusBar().currentMessage() == ""


def test_where_several_have_coded_nobody_is_assumed_and_nothing_is_shown(empty_window, two_coders, qtbot):
    empty_window.session.coder = ""
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(two_coders)
    assert nothing_is_shown(empty_window)
    assert "Who is coding?" in empty_window.review_panel.empty.text


def test_a_study_that_draws_everything_shows_no_proposal_from_the_first_moment(empty_window, study, qtbot):
    with Project.open(study) as project:
        project.blinding.state_share(1)
    seen = []
    empty_window.session.recording_changed.connect(lambda shown: seen.append(shown.state.proposals))
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(study)
    assert seen == [()]
    assert "the study drew it so" in empty_window.review_panel.empty.text


def test_a_recording_can_be_begun_blind_before_the_models_look(empty_window, tmp_path, small_clip, qtbot):
    with Project.create(tmp_path / "new") as project:
        project.add_recording(small_clip)
        other = make_clip(tmp_path / "other.mp4", frames=50, fps=25)
        project.cameras.add("r1", other, clock=CameraClock(0), coder="kim")
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(tmp_path / "new")
    with edited(qtbot, empty_window):  # whoever puts a camera in its place has seen and said nothing yet
        empty_window.session.apply(PlaceCamera("c1", CameraClock(40_000), Placed.TYPED))
    assert state(empty_window).conduct is None
    assert empty_window.actions_set.qt["code_blind"].isEnabled()
    with qtbot.waitSignal(empty_window.session.recording_changed, timeout=5_000):
        press(qtbot, empty_window, "Ctrl+B")
    assert state(empty_window).conduct.mode is CodingMode.BLIND
    assert not empty_window.actions_set.qt["code_blind"].isEnabled()


def test_recordings_can_be_begun_blind_from_now_on(empty_window, study, qtbot):
    empty_window.actions_set.qt["begins_blind"].trigger()
    assert empty_window.actions_set.qt["begins_blind"].isChecked()
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.study.open_folder(study)
    assert (state(empty_window).conduct.mode, state(empty_window).proposals) == (CodingMode.BLIND, ())
