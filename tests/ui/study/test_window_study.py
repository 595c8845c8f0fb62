"""Studies in the window: making one, several recordings, looking, coding by hand with two caregivers."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtWidgets import QApplication, QPushButton

from coder.privacy.consent import Use
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.scheme import builtin_text
from tests.coder.media.clipmaker import make_clip
from tests.studies import REPORT, two_people_smiling
from tests.ui.window_kit import begin_looking, come_back, edited, press, state
from ui.people.label_placement import place_label
from ui.review.queue_control import Queue
from ui.schemes.scheme_editor import SchemeEditor
from ui.study.analysis_dialog import LookDialog
from ui.study.new_study_dialog import NewStudyDialog
from ui.study.recovery_key_dialog import RecoveryKeyDialog

ROOT = Path(__file__).resolve().parents[3]


def dialog_of(qtbot, kind):
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=5_000)
    return QApplication.activeModalWidget()


# Studies


def test_a_study_with_a_passphrase_is_made_in_one_form(empty_window, qtbot, tmp_path, small_clip, monkeypatch):
    press(qtbot, empty_window, "Ctrl+N")
    form = dialog_of(qtbot, NewStudyDialog)
    form.folder.setText(str(tmp_path / "visits"))
    qtbot.keyClicks(form.first, "three blue boats")
    assert not form.make.isEnabled()
    assert "differ" in form.reason.text()
    qtbot.keyClicks(form.second, "three blue boats")
    assert {one.displayText() for one in (form.first, form.second)} != {"three blue boats"}
    form.shown.click()
    assert {one.displayText() for one in (form.first, form.second)} == {"three blue boats"}
    with qtbot.waitSignal(empty_window.session.study_changed, timeout=60_000) as made:
        qtbot.keyClick(form, Qt.Key.Key_Return)
    assert made.args[0].encrypted
    recovery = dialog_of(qtbot, RecoveryKeyDialog)
    assert len(recovery.key.text()) > 30
    recovery.had.click()
    recovery.close()
    monkeypatch.setattr("ui.study.study_control.open_files", lambda *a, **k: [str(small_clip)])
    with (
        qtbot.waitSignal(empty_window.session.busy_changed, check_params_cb=lambda words: "visit.mp4" in words),
        qtbot.waitSignal(empty_window.engine.frame_shown, timeout=60_000),
    ):
        qtbot.mouseClick(empty_window.welcome.add_button, Qt.MouseButton.LeftButton)
    assert not empty_window.welcome.isVisible()
    qtbot.waitUntil(lambda: empty_window.busy.words == "", timeout=5_000)


@pytest.mark.parametrize("of_a_file", [False, True])
def test_what_is_coded_is_said_in_the_form(empty_window, qtbot, tmp_path, of_a_file):
    press(qtbot, empty_window, "Ctrl+N")
    form = dialog_of(qtbot, NewStudyDialog)
    form.folder.setText(str(tmp_path / "visits"))
    if of_a_file:
        own = tmp_path / "own.toml"
        own.write_text(builtin_text("engagement").replace('id = "engagement"', 'id = "ours"'))
        form.take_scheme(own)
    else:
        form.scheme.setCurrentIndex(form.scheme.findData("engagement"))
    with qtbot.waitSignal(empty_window.session.study_changed, timeout=10_000) as made:
        qtbot.keyClick(form, Qt.Key.Key_Return)
    assert made.args[0].scheme.id == ("ours" if of_a_file else "engagement")


def test_codes_of_ones_own_are_written_as_the_study_is_made(empty_window, qtbot, tmp_path, small_clip):
    """Begun from nothing: it can be filmed, coded by hand and exported, before and after there is a code."""
    press(qtbot, empty_window, "Ctrl+N")
    form = dialog_of(qtbot, NewStudyDialog)
    form.folder.setText(str(tmp_path / "visits"))
    form.scheme.setCurrentIndex(form.scheme.findData("none"))
    qtbot.keyClick(form, Qt.Key.Key_Return)
    editor = dialog_of(qtbot, SchemeEditor)
    assert empty_window.session.study.scheme.codes == ()
    editor.form.label.selectAll()
    qtbot.keyClicks(editor.form.label, "stacks")
    editor.form.key.setText("k")
    with qtbot.waitSignal(empty_window.schemes.told, timeout=5_000) as told:
        editor.save()
    assert told.args == ["Saved: “A scheme of your own”, version 1. New: “stacks” of child."]
    come_back(qtbot, empty_window)
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=20_000):
        empty_window.session.add_clip(small_clip)
    press(qtbot, empty_window, "Ctrl+D")
    with edited(qtbot, empty_window):
        press(qtbot, empty_window, "K")
    (event,) = empty_window.session.state.events
    assert (event.code, event.scheme) == ("stacks", "own@1")


def test_a_scheme_that_cannot_be_read_makes_no_study(empty_window, qtbot, tmp_path):
    press(qtbot, empty_window, "Ctrl+N")
    form = dialog_of(qtbot, NewStudyDialog)
    form.folder.setText(str(tmp_path / "visits"))
    (tmp_path / "bad.toml").write_text("codes = 3")
    form.take_scheme(tmp_path / "bad.toml")
    with qtbot.waitSignal(empty_window.session.refused, timeout=10_000):
        qtbot.keyClick(form, Qt.Key.Key_Return)
    assert not (tmp_path / "visits").exists()


@pytest.mark.parametrize(
    ("answer", "added"),
    [
        ("One recording, in this order", [("part 2.mp4", "part 10.mp4")]),
        ("Earlier|One recording, in this order", [("part 10.mp4", "part 2.mp4")]),
        ("A recording each", [("part 2.mp4",), ("part 10.mp4",)]),
        ("", []),
    ],
)
def test_of_several_clips_it_is_asked_whether_they_are_one_recording(empty_window, qtbot, monkeypatch, answer, added):
    control, groups = empty_window.study, []
    given = ["/clips/part 10.mp4", "/clips/part 2.mp4"]
    monkeypatch.setattr("ui.study.study_control.open_files", lambda *a, **k: given)
    monkeypatch.setattr(
        control._session, "add_clips", lambda asked: groups.extend(tuple(f.name for f in one) for one in asked)
    )
    control.add_clip()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None, timeout=5_000)
    box = QApplication.activeModalWidget()
    assert "2 files" in box.words.text()
    box.list.setCurrentRow(1)
    for word in filter(None, answer.split("|")):
        button = next(one for one in box.findChildren(QPushButton) if one.text() == word)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    if not answer:
        qtbot.keyClick(box, Qt.Key.Key_Escape)  # nobody said: nothing is added
    assert groups == added


def test_where_files_meet_is_marked_on_the_ruler(empty_window, qtbot, tmp_path):
    clips = [make_clip(tmp_path / f"part {n}.mp4", frames=20) for n in (1, 2)]
    Project.create(tmp_path / "s").close()
    with qtbot.waitSignal(empty_window.session.study_changed, timeout=30_000):
        empty_window.session.open(tmp_path / "s", passphrase=None)
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=60_000):
        empty_window.session.add_clips([tuple(clips)])
    timeline = empty_window.timeline
    (joint,) = timeline.scene().joints_us
    assert 0 < joint < timeline.frames.end_us
    picture = timeline.grab().toImage()
    ruler, x = timeline.scene().areas.ruler, round(timeline.scene().x_of(joint))
    accent = timeline.scene().colours.accent.rgb()
    column = {picture.pixel(at, y) for at in (x - 1, x) for y in range(ruler.top(), ruler.bottom())}
    assert accent in column


def test_a_study_is_never_made_over_something(qtbot, tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "letter.txt").write_text("dear")
    form = NewStudyDialog(tmp_path / "taken")
    qtbot.addWidget(form)
    assert form.folder.text() == str(tmp_path / "taken 2")
    form.folder.setText(str(tmp_path / "taken"))
    assert not form.make.isEnabled()
    assert "already" in form.reason.text()
    form.folder.setText(str(tmp_path / "new"))
    assert form.make.isEnabled()
    form.until.setText("2020-01-01")
    assert not form.make.isEnabled()
    assert "has passed" in form.reason.text()


def test_the_file_dialog_leaves_no_trace_of_folders(tmp_path):
    """Qt writes visited folders into the person's settings when a file dialog goes; here it has nowhere to."""
    script = (
        "from ui.window.app import application\n"
        "app = application()\n"
        "from PySide6.QtWidgets import QFileDialog\n"
        f"dialog = QFileDialog(None, 'any', {str(tmp_path)!r})\n"
        "dialog.show(); app.processEvents(); dialog.close(); del dialog; app.processEvents()\n"
    )
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config"), "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([sys.executable, "-c", script], env=os.environ | home, check=True, cwd=ROOT)
    assert list(tmp_path.rglob("*QtProject*")) == []


# Several recordings


@pytest.fixture
def two(window, study, small_clip, qtbot):
    with qtbot.waitSignal(window.session.recording_changed, timeout=30_000):
        window.session.add_clip(small_clip)
    return window


def test_recordings_are_gone_through_with_two_keys(two, qtbot):
    assert (two.recordings.count(), two.recordings.currentData()) == (2, "r2")
    for expected in ("r1", "r2"):
        with qtbot.waitSignal(two.session.recording_changed, timeout=10_000):
            press(qtbot, two, "Ctrl+PgDown")
        assert state(two).recording.id == expected
        assert two.recordings.currentData() == expected
    with qtbot.waitSignal(two.session.recording_changed, timeout=10_000):
        two.recordings.asked.emit("r1")
    assert two.review_panel.current is not None


def test_a_locked_recording_shows_neither_codes_nor_picture_and_says_why(empty_window, study, qtbot):
    with Project.open(study) as project:
        project.guard.agree("r1", ["mother"], frozenset(Use), until=None)
        project.guard.withdraw("r1")
    with qtbot.waitSignal(empty_window.session.refused, timeout=10_000) as said:
        empty_window.study.open_folder(study)
    assert "withdrawn" in said.args[0]
    held = state(empty_window)
    assert not any((held.queue, held.events, held.people))
    assert empty_window.engine.frame_count == 0
    QApplication.activeModalWidget().close()
    assert "withdrawn" in empty_window.player.accessibleDescription()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=5_000)
    empty_window.activateWindow()
    qtbot.waitUntil(empty_window.isActiveWindow, timeout=5_000)
    with qtbot.waitSignal(empty_window.session.refused, timeout=10_000) as said:
        empty_window.session.apply(AddEvent("r1", "child", "smile", 0, 400_000))
    assert "visit is locked" in said.args[0]
    assert state(empty_window).events == ()


def test_a_single_recording_takes_no_room(window):
    assert not window.recordings.isVisible()


def test_what_is_under_way_does_not_reach_into_another_recording(two, qtbot):
    press(qtbot, two, "Ctrl+D")
    with edited(qtbot, two):
        qtbot.keyClick(two, Qt.Key.Key_4)
    assert two.coding.hand.under_way
    with qtbot.waitSignal(two.session.recording_changed, timeout=10_000):
        press(qtbot, two, "Ctrl+PgUp")
    assert two.coding.hand.under_way == []
    with qtbot.waitSignal(two.session.recording_changed, timeout=10_000):
        press(qtbot, two, "Ctrl+PgDown")
    assert [code.id for _, code, _ in two.coding.hand.under_way] == ["reach"]  # it has waited


# Coding by hand


def test_the_panel_says_what_is_under_way_and_the_timeline_shows_it(window, qtbot):
    press(qtbot, window, "Ctrl+D")
    assert window.coding_panel.isVisible()
    assert window.engine.loop is None
    window.engine.seek_frame(10)
    qtbot.waitUntil(lambda: window.engine.frame == 10, timeout=5_000)
    with edited(qtbot, window):
        qtbot.keyClick(window, Qt.Key.Key_4)
    assert "child reaches, since 0:00.400" in window.coding_panel.under_way
    window.engine.seek_frame(30)
    qtbot.waitUntil(lambda: window.engine.frame == 30, timeout=5_000)
    (item,) = [item for item in items(window) if item.label == "reaches …"]
    assert (item.onset_us, item.offset_us) == (400_000, 1_200_000)
    press(qtbot, window, "Esc")
    with edited(qtbot, window):
        press(qtbot, window, "Esc")
    assert "Nothing" in window.coding_panel.under_way
    assert "Forgotten: “child reaches”, begun at 0:00.400" in window.statusBar().currentMessage()
    assert all(item.label != "reaches …" for item in items(window))
    assert state(window).events == ()


def test_coding_goes_on_undisturbed_while_the_clip_plays_and_when_an_analysis_ends(window, qtbot):
    press(qtbot, window, "Ctrl+D")
    press(qtbot, window, "Home")
    press(qtbot, window, "Space")
    assert window.engine.playing
    with edited(qtbot, window):
        qtbot.keyClick(window, Qt.Key.Key_T)
    assert window.engine.playing
    with edited(qtbot, window):
        qtbot.keyClick(window, Qt.Key.Key_4)
    people, tracks = two_people_smiling()
    report = replace(REPORT, key="k2")
    with qtbot.waitSignal(window.session.recording_changed, timeout=10_000):
        window.session.store_analysis("r1", report, people, tracks)
    assert state(window).report == report
    assert window.engine.playing
    assert window.engine.loop is None
    assert [code.id for _, code, _ in window.coding.hand.under_way] == ["reach"]


@pytest.mark.parametrize("queue", [Queue.ACT, Queue.EXCHANGE])
def test_who_decides_on_what_an_analysis_has_replaced_is_told_that_it_is_gone(window, qtbot, queue):
    window.queue.choose(queue)
    people, tracks = two_people_smiling()
    before = {one.id for one in state(window).proposals}
    later = [replace(one, value=np.roll(one.value, 6)) if one.name == "smile" else one for one in tracks]
    window.session.store_analysis("r1", replace(REPORT, key="k2"), people, tuple(later))
    shown, refused = window.session.recording_changed, window.session.refused
    with qtbot.waitSignal(shown, timeout=10_000), qtbot.waitSignal(refused, timeout=10_000) as refused:
        window.queue.accept()
    assert refused.args[0].startswith("What you decided on is gone")
    assert state(window).events == ()
    assert before.isdisjoint(one.id for one in state(window).proposals)
    QApplication.activeModalWidget().close()
    if queue is Queue.EXCHANGE:
        panel = window.exchange_review.panel
        qtbot.waitUntil(lambda: panel.current is not None and panel.current.bid not in before, timeout=10_000)
    with edited(qtbot, window):
        window.queue.accept()
    assert state(window).events


def test_an_analysis_that_ends_does_not_take_one_to_another_recording(two, qtbot):
    people, tracks = two_people_smiling()
    two.session.store_analysis("r1", replace(REPORT, key="k3"), people, tracks)
    done = []
    two.session.call(lambda project: project.analysis("r1").key, done.append)
    qtbot.waitUntil(lambda: done == ["k3"], timeout=10_000)
    assert state(two).recording.id == "r2"


def items(window):
    model = window.timeline.model
    return [item for tier in model.tiers for item in model.index(tier.id).items]


def test_with_two_caregivers_a_person_says_whom_the_keys_code(window, qtbot):
    for letter, name in (("A", "Kim"), ("B", "Lou")):
        with edited(qtbot, window):
            window.roles.choose(letter, f"caregiver:{name}")
    press(qtbot, window, "Ctrl+D")
    box = window.coding_panel.subject_box
    assert box.isVisible()
    box.setCurrentIndex(box.findData("caregiver:Lou"))
    box.activated.emit(box.currentIndex())
    window.engine.seek_frame(10)
    qtbot.waitUntil(lambda: window.engine.frame == 10, timeout=5_000)
    with edited(qtbot, window):
        qtbot.keyClick(window, Qt.Key.Key_T)  # a point: leaves view
    (event,) = state(window).events
    assert event.subject == "caregiver:Lou"


# Looking


def test_how_often_the_models_look_is_chosen_and_its_price_said(window, qtbot):
    press(qtbot, window, "Ctrl+R")
    dialog = dialog_of(qtbot, LookDialog)
    assert dialog.settings.sampling.rate_hz == 10
    assert "±100 ms" in dialog._words.text()
    with qtbot.waitSignal(dialog.chosen) as chosen:
        begin_looking(qtbot, rate=5.0)
    assert chosen.args[0].sampling.rate_hz == 5
    qtbot.waitUntil(lambda: window.study.running, timeout=10_000)
    with qtbot.waitSignal(window.study.told, timeout=60_000, check_params_cb=lambda text: "stopped" in text):
        press(qtbot, window, "Ctrl+.")


# Names over the picture

heads = st.builds(
    QRectF,
    st.floats(0, 560),
    st.floats(0, 400),
    st.floats(10, 160),
    st.floats(10, 200),
)


@given(head=heads, other=heads, width=st.floats(40, 220), height=st.floats(14, 40))
def test_a_name_stays_inside_the_picture(head, other, width, height):
    picture = QRectF(0, 0, 640, 480)
    place = place_label(QSizeF(width, height), head, [other], picture)
    assert picture.adjusted(-0.01, -0.01, 0.01, 0.01).contains(place)


def test_a_name_covers_no_face_where_there_is_room():
    picture = QRectF(0, 0, 640, 480)
    child, adult = QRectF(100, 200, 60, 80), QRectF(90, 90, 100, 105)
    place = place_label(QSizeF(120, 20), child, [adult], picture)
    assert not place.intersects(child)
    assert not place.intersects(adult)
    at_the_top = QRectF(300, 0, 80, 100)
    assert not place_label(QSizeF(120, 20), at_the_top, [], picture).intersects(at_the_top)


def test_the_overlay_is_switched_off_with_o(window, qtbot):
    window.engine.pause()
    window.engine.seek_frame(20)
    qtbot.waitUntil(lambda: window.engine.frame == 20, timeout=5_000)
    with_names = window.player.grab().toImage()
    press(qtbot, window, "O")
    assert window.player.grab().toImage() != with_names
    press(qtbot, window, "O")
    assert window.player.grab().toImage() == with_names


def test_a_coder_without_a_name_is_answered(empty_window, qtbot, monkeypatch):
    monkeypatch.setattr("ui.study.study_control.QInputDialog.getText", lambda *a, **k: ("  ", True))
    with qtbot.waitSignal(empty_window.session.refused, timeout=5_000) as said:
        empty_window.study.ask_coder()
    assert said.args == ["No name was typed, so nothing has changed; every decision is kept with one."]
