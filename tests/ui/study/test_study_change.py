"""One study takes the place of another, one coder of another: what does not open harms nothing, nothing is carried."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit

from coder.privacy import keys
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.time import Interval
from tests.coder.media.clipmaker import make_clip
from tests.ui.window_kit import come_back, press, state
from ui.study.coder_name_dialog import CoderNameDialog
from ui.study.passphrase_dialog import PassphraseDialog
from ui.study.recovery_key_dialog import RecoveryKeyDialog

PHRASE = "three blue boats"
OTHER = "four green hills"
CHEAP = keys.KdfCost(memory_kib=64, passes=1, lanes=1)


@pytest.fixture
def sealed(tmp_path, monkeypatch):
    """An encrypted study in which mira has coded."""
    real, real_change = keys.create_key, keys.change_passphrase
    monkeypatch.setattr(keys, "create_key", lambda folder, phrase: real(folder, phrase, cost=CHEAP))
    monkeypatch.setattr(keys, "change_passphrase", lambda *given: real_change(*given, cost=CHEAP))
    folder = tmp_path / "sealed"
    with Project.create(folder, passphrase=PHRASE) as project:
        project.add_recording(make_clip(tmp_path / "other.mp4", frames=50, fps=25))
        project.apply(AddEvent("r1", "child", "smile", 0, 400_000), coder="mira")
        project.guard.put_off_purpose()
    return folder


def dialog_of(qtbot, kind):
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=10_000)
    return QApplication.activeModalWidget()


def open_sealed(window, qtbot, sealed, phrase=PHRASE):
    window.study.open_folder(sealed)
    dialog = dialog_of(qtbot, PassphraseDialog)
    qtbot.keyClicks(dialog.present, phrase)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    return dialog


def test_a_study_that_does_not_open_leaves_the_one_of_now_as_it_is(window, qtbot, sealed):
    window.engine.pause()
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000, check_params_cb=lambda n, *_: n == 7):
        window.engine.seek_frame(7)
    at, recording = window.engine.pts_us, state(window).recording
    dialog = open_sealed(window, qtbot, sealed, "no such words")
    qtbot.waitUntil(lambda: "does not open" in dialog.wrong.text(), timeout=20_000)
    assert dialog.isVisible(), "what is typed can be mended"
    assert dialog.present.text() == "no such words"
    dialog.shown.click()
    assert dialog.present.echoMode() is QLineEdit.EchoMode.Normal, "and looked at"
    dialog.shown.click()
    assert dialog.present.echoMode() is QLineEdit.EchoMode.Password
    dialog.present.setFocus()
    dialog.present.deselect()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.present.hasSelectedText(), timeout=20_000)
    qtbot.keyClicks(dialog.present, "x")
    assert dialog.present.text() == "x", "what is typed next is no tail behind dots that did not open it"
    dialog.reject()
    come_back(qtbot, window)
    assert state(window).recording == recording
    assert window.engine.pts_us == at
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.engine.step(1)
    with qtbot.waitSignal(window.session.edited, timeout=10_000):  # and it can be worked in
        window.session.apply(AddEvent("r1", "child", "smile", 0, 200_000))


def test_two_that_are_asked_for_at_once_open_one_after_the_other(window, qtbot, sealed, study):
    window.session.open(sealed, passphrase=PHRASE)
    window.session.open(study)
    told = []
    window.session.refused.connect(told.append)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), CoderNameDialog), timeout=10_000)
    QApplication.activeModalWidget().reject()
    answered = []
    window.session.call(lambda project: answered.append(project.folder), lambda _: None)
    qtbot.waitUntil(lambda: answered == [study], timeout=10_000)
    assert told == []
    assert window.session.study.folder == study


def test_who_coded_in_one_study_is_asked_in_another_that_does_not_know_them(window, qtbot, sealed):
    assert window.session.coder == "kim"
    open_sealed(window, qtbot, sealed)
    dialog = dialog_of(qtbot, CoderNameDialog)
    assert window.session.coder == ""
    assert dialog.name.currentText() == "mira"
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.coder == "mira", timeout=10_000)


def test_who_takes_over_sees_nothing_of_what_was_in_hand(window, qtbot):
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.engine.seek_frame(12)
    window.play.choose(Interval(200_000, 600_000))
    window.engine.set_loop(Interval(200_000, 600_000))
    with qtbot.waitSignal(window.session.recording_changed, timeout=10_000):
        window.session.become("somebody new")
    assert window.play.chosen is None
    assert window.engine.loop is None
    qtbot.waitUntil(lambda: window.engine.frame == 0, timeout=10_000)


def test_the_passphrase_is_changed_in_the_window_by_who_knows_it(window, qtbot, sealed):
    open_sealed(window, qtbot, sealed)
    dialog_of(qtbot, CoderNameDialog).accept()
    come_back(qtbot, window)
    window.actions_set.qt["passphrase"].trigger()
    dialog = dialog_of(qtbot, PassphraseDialog)
    qtbot.keyClicks(dialog.present, "wrong")
    qtbot.keyClicks(dialog.first, OTHER)
    assert not dialog.do.isEnabled()
    qtbot.keyClicks(dialog.second, OTHER)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "does not open" in dialog.wrong.text(), timeout=20_000)
    dialog.present.setText(PHRASE)
    with qtbot.waitSignal(dialog.finished, timeout=20_000):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    with Project.open(sealed, passphrase=OTHER):
        pass
    with pytest.raises(StudyError):
        Project.open(sealed, passphrase=PHRASE)


def test_another_recovery_key_is_made_in_the_window(window, qtbot, sealed):
    assert not window.actions_set.qt["recovery"].isEnabled()
    open_sealed(window, qtbot, sealed)
    dialog_of(qtbot, CoderNameDialog).accept()
    come_back(qtbot, window)
    window.actions_set.qt["recovery"].trigger()
    qtbot.keyClicks(dialog_of(qtbot, PassphraseDialog).present, PHRASE)
    qtbot.keyClick(dialog_of(qtbot, PassphraseDialog), Qt.Key.Key_Return)
    shown = dialog_of(qtbot, RecoveryKeyDialog)
    key = shown.key.text()
    shown.had.click()
    press(qtbot, shown, "Escape")
    with Project.open(sealed, passphrase=key):
        pass


def test_name_list_and_timeline_of_another_study_come_together_also_while_it_is_asked_who_codes(
    window, qtbot, sealed, monkeypatch
):
    """The title was the new study's while list, events and timeline were still the old one's: a key coded there."""
    before, told = window.windowTitle(), []
    monkeypatch.setattr(window.session, "_read", slow := _Held(window.session._read))
    window.session.refused.connect(told.append)
    open_sealed(window, qtbot, sealed)
    qtbot.waitUntil(slow.reached.is_set, timeout=20_000)
    QApplication.processEvents()
    assert window.windowTitle() == before
    window.session.apply(AddEvent("r1", "child", "smile", 0, 200_000))  # of what is still seen
    slow.go_on.set()
    qtbot.waitUntil(lambda: bool(window.findChildren(CoderNameDialog)), timeout=10_000)
    assert window.windowTitle().startswith("sealed")
    assert window.session.study.folder == sealed
    assert state(window).recording == window.session.study.recordings[0]
    assert window.timeline.frames.count == 50
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    assert "Another study was opened meanwhile" in told[0]


class _Held:
    """Reads as before, but not until it is let."""

    def __init__(self, read) -> None:
        self._read, self.reached, self.go_on = read, threading.Event(), threading.Event()

    def __call__(self, *given, **named):
        self.reached.set()
        self.go_on.wait(timeout=20)
        return self._read(*given, **named)


def test_in_a_new_study_nobody_codes_until_it_is_said_and_who_coded_before_is_only_offered(
    window, qtbot, tmp_path, monkeypatch
):
    window.study._become("kim")
    window.session.create(tmp_path / "new", passphrase=None, then=lambda _: None)
    qtbot.waitUntil(lambda: window.session.study.folder.name == "new", timeout=20_000)
    assert window.session.coder == ""
    offered = []
    monkeypatch.setattr(
        QInputDialog, "getText", staticmethod(lambda *a, **k: (offered.append(k["text"]), ("", False))[1])
    )
    assert not window.edits.edit(AddEvent("r1", "child", "smile", 0, 200_000)), "the first code asks"
    assert offered == ["kim"]
