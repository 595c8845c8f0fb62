"""Locking after idle time, with a clock that the test holds: what is hidden, what is dropped, and coming back."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QDialog, QInputDialog, QLabel, QWidget

from coder.privacy import keys
from coder.privacy.vault import VaultFile
from coder.study.project import Project
from tests.studies import REPORT, two_people_smiling
from tests.ui.window_kit import begin_looking, edited, press, state
from ui.study.new_study_dialog import NewStudyDialog
from ui.study.recovery_key_dialog import RecoveryKeyDialog

PHRASE = "three blue boats"
CHEAP = keys.KdfCost(memory_kib=64, passes=1, lanes=1)


class Clock:
    """A clock that stands until it is told to go on."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def sealed_study(tmp_path, small_clip, monkeypatch):
    real = keys.create_key
    monkeypatch.setattr(keys, "create_key", lambda folder, phrase: real(folder, phrase, cost=CHEAP))
    folder = tmp_path / "sealed"
    with Project.create(folder, passphrase=PHRASE) as project:
        project.add_recording(small_clip)
        people, tracks = two_people_smiling()
        project.store_analysis("r1", REPORT, people, tracks)
    return folder


@pytest.fixture
def guarded(empty_window, sealed_study, qtbot):
    with qtbot.waitSignal(empty_window.engine.frame_shown, timeout=10_000):
        empty_window.session.open(sealed_study, passphrase=PHRASE)
    held(empty_window)
    return empty_window


def held(window) -> Clock:
    """Give the window's idle watch a clock of ours."""
    clock = Clock()
    window.locking.idle.clock = clock
    window.locking.idle.touch()
    return clock


def minutes_pass(window, minutes: float) -> None:
    window.locking.idle.clock.now += 60 * minutes
    window.locking.idle.look()


def unlock(qtbot, window, phrase: str = PHRASE) -> None:
    qtbot.keyClicks(window.locked_pane.line, phrase)
    qtbot.keyClick(window.locked_pane.line, Qt.Key.Key_Return)


def nothing_shows(window) -> bool:
    hidden = (
        not window._whole.isVisible() and not window.welcome.isVisible() and not window.guard.purpose_offer.isVisible()
    )
    view = window.player
    dark = view._image is None and view._shrunk is None and window.engine._worker._stage is None
    empty = window.session.state is None and window.session.study is None and not window.tracks
    return hidden and dark and empty and window.locked_pane.isVisible()


def put_away(window) -> bool:
    return window.session._project is None


def words_on_screen(window) -> str:
    shown = [w.text() for w in window.findChildren(QLabel) if w.isVisible()]
    return " ".join([window.windowTitle(), *shown])


def holders_of(key: bytes) -> list[str]:
    """Kinds of objects, other than the test's own frames, through which a study key can be reached."""
    gc.collect()
    found = []
    for one in gc.get_objects():
        if type(one).__name__ in ("frame", "cell", "list", "generator"):
            continue
        if any(type(ref) is bytes and ref == key for ref in gc.get_referents(one)):
            found.append(type(one).__name__)
    return found


def test_after_ten_minutes_without_a_hand_nothing_is_shown_and_the_key_is_gone(guarded, qtbot, sealed_study):
    guarded.engine.pause()
    assert "sealed" in words_on_screen(guarded)
    assert holders_of(keys.unlock(sealed_study, PHRASE))
    project = weakref.ref(guarded.session._project)
    minutes_pass(guarded, 9.9)
    assert guarded.session.study is not None
    minutes_pass(guarded, 0.2)
    qtbot.waitUntil(lambda: nothing_shows(guarded) and put_away(guarded), timeout=10_000)
    assert "10 minutes" in guarded.locked_pane.text
    assert "sealed" not in words_on_screen(guarded)  # the study's own name
    assert "visit" not in words_on_screen(guarded)
    assert holders_of(keys.unlock(sealed_study, PHRASE)) == []
    assert project() is None
    readers = [one for one in gc.get_objects() if isinstance(one, VaultFile) and not one.closed]
    assert not [one for one in readers if sealed_study in Path(one._file.name).parents]


@pytest.mark.parametrize("hand", ["key", "mouse", "wheel"])
def test_a_hand_begins_the_time_anew(guarded, qtbot, hand):
    guarded.engine.pause()
    guarded.locking.idle.clock.now += 9 * 60
    if hand == "key":
        press(qtbot, guarded, "Right")
    elif hand == "mouse":
        qtbot.mouseMove(guarded.player, QPoint(20, 20))
        qtbot.mouseMove(guarded.player, QPoint(25, 25))
        qtbot.mouseClick(guarded.player, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    else:
        turn = QWheelEvent(
            QPointF(9, 9), QPointF(9, 9), QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(guarded.timeline, turn)
    minutes_pass(guarded, 9)
    assert guarded.session.study is not None
    minutes_pass(guarded, 1)
    assert guarded.session.study is None


def test_watching_a_clip_through_is_no_idleness_but_a_loop_left_alone_is(guarded, qtbot):
    guarded.engine.set_loop(None)
    guarded.engine.play()
    minutes_pass(guarded, 30)
    assert guarded.session.study is not None
    press(qtbot, guarded, "A")  # round and round the proposal in hand
    assert guarded.engine.loop is not None
    assert guarded.engine.playing
    minutes_pass(guarded, 11)
    assert guarded.session.study is None


def test_the_passphrase_brings_back_the_same_place_and_nothing_begun_is_lost(guarded, qtbot):
    press(qtbot, guarded, "Ctrl+D")
    guarded.engine.seek_frame(10)
    qtbot.waitUntil(lambda: guarded.engine.frame == 10, timeout=10_000)
    qtbot.keyClick(guarded, Qt.Key.Key_4)  # a state begins
    guarded.engine.seek_frame(42)
    qtbot.waitUntil(lambda: guarded.engine.frame == 42, timeout=10_000)
    press(qtbot, guarded, "Alt+3")
    press(qtbot, guarded, "Ctrl+Shift+L")
    assert not guarded._whole.isVisible()
    qtbot.waitUntil(lambda: put_away(guarded) and nothing_shows(guarded), timeout=10_000)
    unlock(qtbot, guarded, "three blue goats")
    qtbot.waitUntil(lambda: "does not open" in guarded.locked_pane.reason.text(), timeout=10_000)
    assert guarded.locked_pane.line.text() == ""
    assert nothing_shows(guarded)
    unlock(qtbot, guarded)
    qtbot.waitUntil(lambda: guarded.engine.frame == 42 and not guarded.engine.playing, timeout=10_000)
    assert not guarded.locked_pane.isVisible()
    assert guarded._whole.isVisible()
    assert guarded.letter_mode.coding
    assert guarded.tabs.currentWidget() is guarded.events_panel
    assert [code.id for _, code, _ in guarded.coding.hand.under_way] == ["reach"]
    with edited(qtbot, guarded):
        qtbot.keyClick(guarded, Qt.Key.Key_4)
    (event,) = state(guarded).events
    assert event.onset_us == 400_000


def test_times_that_were_moved_and_not_yet_decided_come_back(guarded, qtbot):
    wanted = state(guarded).queue[1].id
    guarded.review.item_selected(wanted)
    press(qtbot, guarded, "W")
    pending = guarded.review_panel.pending
    press(qtbot, guarded, "Ctrl+Shift+L")
    qtbot.waitUntil(lambda: put_away(guarded), timeout=10_000)
    unlock(qtbot, guarded)
    qtbot.waitUntil(
        lambda: guarded.review_panel.current is not None and guarded.review_panel.current.id == wanted, timeout=10_000
    )
    qtbot.waitUntil(lambda: guarded.review_panel.pending == pending, timeout=10_000)


def test_dialogs_and_other_windows_go_with_the_lock(guarded, qtbot):
    beside = QWidget()
    beside.show()
    qtbot.addWidget(beside)
    press(qtbot, guarded, "Ctrl+Shift+A")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QDialog), timeout=5_000)
    minutes_pass(guarded, 11)
    assert QApplication.activeModalWidget() is None
    assert not beside.isVisible()


def test_an_answer_that_was_on_its_way_shows_nothing_after_the_lock(guarded, qtbot):
    guarded.session.show("r1")
    guarded.locking.lock_now()
    guarded.session.call(lambda project: None, lambda _: None)
    qtbot.waitUntil(lambda: put_away(guarded), timeout=10_000)
    QApplication.processEvents()
    assert nothing_shows(guarded)


def test_an_analysis_is_finished_and_kept_and_only_then_does_the_key_go(guarded, qtbot):
    press(qtbot, guarded, "Ctrl+R")
    begin_looking(qtbot)
    qtbot.waitUntil(lambda: guarded.study.running, timeout=10_000)
    guarded.locking.lock_now()
    assert not guarded._whole.isVisible()
    assert not put_away(guarded)
    qtbot.waitUntil(lambda: not guarded.study.running, timeout=120_000)
    qtbot.waitUntil(lambda: put_away(guarded), timeout=10_000)
    assert nothing_shows(guarded)
    unlock(qtbot, guarded)
    qtbot.waitUntil(lambda: state(guarded) is not None, timeout=10_000)
    assert state(guarded).report.key != REPORT.key


def test_a_study_without_a_passphrase_hides_the_picture_only_and_says_so(window, qtbot):
    held(window)
    minutes_pass(window, 11)
    qtbot.waitUntil(lambda: nothing_shows(window), timeout=10_000)
    assert "no passphrase" in window.locked_pane.text
    assert not window.locked_pane.line.isVisible()
    assert window.locked_pane.button.hasFocus()
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        qtbot.keyClick(window.locked_pane.button, Qt.Key.Key_Space)
    assert window._whole.isVisible()


def test_the_time_is_kept_in_the_study_and_never_is_said_in_the_line(window, qtbot, study):
    held(window)
    window.guard.lock_time()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QInputDialog), timeout=5_000)
    dialog = QApplication.activeModalWidget()
    dialog.setTextValue("never by itself")
    with qtbot.waitSignal(window.session.study_changed, timeout=10_000):
        dialog.accept()
    assert "does not lock by itself" in window.foot.guarded.text()
    minutes_pass(window, 600)
    assert window.session.study is not None
    window.close()
    with Project.open(study) as project:
        assert project.guard.guarded.lock_after_min == 0
        project._db.insert("facts", {"id": "lock after minutes", "value": "-3"})
        assert project.guard.guarded.lock_after_min == 10  # nonsense is read as the usual


def test_a_recovery_key_does_not_vanish_from_under_a_pen(empty_window, qtbot, tmp_path, monkeypatch):
    real = keys.create_key
    monkeypatch.setattr(keys, "create_key", lambda folder, phrase: real(folder, phrase, cost=CHEAP))
    press(qtbot, empty_window, "Ctrl+N")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), NewStudyDialog), timeout=5_000)
    form = QApplication.activeModalWidget()
    form.folder.setText(str(tmp_path / "new"))
    for line in (form.first, form.second):
        line.setText(PHRASE)
    with qtbot.waitSignal(empty_window.session.study_changed, timeout=10_000):
        qtbot.keyClick(form, Qt.Key.Key_Return)
    held(empty_window)
    minutes_pass(empty_window, 11)
    box = QApplication.activeModalWidget()
    assert isinstance(box, RecoveryKeyDialog)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        qtbot.keyClick(box, key)
        assert box.isVisible(), "one key must not lose what is shown only once"
    box.had.click()
    qtbot.mouseClick(box.close_button, Qt.MouseButton.LeftButton)
    minutes_pass(empty_window, 11)
    assert empty_window.session.locked is not None


def test_another_study_can_be_opened_instead(guarded, qtbot, study):
    guarded.locking.lock_now()
    with qtbot.waitSignal(guarded.engine.frame_shown, timeout=10_000):
        guarded.study.open_folder(study)
    assert not guarded.locked_pane.isVisible()
    assert guarded.session.locked is None
