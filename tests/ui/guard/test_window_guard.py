"""Purpose, agreements, erasure and the trail in the window, worked with real keys on a real study."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from coder.privacy.consent import Because, Use
from coder.privacy.network_seal import SealState
from coder.privacy.purpose import Purpose
from coder.study.project import Project
from tests.ui.dialog_walk import nameless
from tests.ui.window_kit import edited, press, state
from ui.guard.audit_log_dialog import TrailDialog
from ui.guard.consent_dialog import ConsentDialog
from ui.guard.erasure_dialog import CertificateDialog, EraseDialog
from ui.guard.purpose_dialog import PurposeDialog
from ui.study.new_study_dialog import NewStudyDialog
from ui.window.guard_chip import ExplainDialog, GuardChip
from ui.window.session import Session

TODAY = date.today()


def dialog_of(qtbot, kind):
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=10_000)
    return QApplication.activeModalWidget()


def line_of(window) -> GuardChip:
    return window.findChild(GuardChip)


def asked(qtbot, window, work):
    """What the study answers to a question asked in its own thread."""
    answers = []
    window.session.call(work, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    return answers[0]


def elsewhere(study, work) -> None:
    """What somebody does with the command line while the window has the study open."""
    with Project.open(study) as project:
        work(project)


def is_dark(window) -> bool:
    """Whether neither picture nor sound nor decoder of a clip is left in the window."""
    view, engine = window.player, window.engine
    return view._image is None and view._shrunk is None and engine.frame_count == 0 and engine._worker._stage is None


# What a study is for


@pytest.mark.parametrize(
    "wish", ["evaluation", "licensing", "custody", "hiring", "performance review", "monitoring the nanny"]
)
def test_asking_for_anything_that_judges_is_answered_with_the_reason_and_makes_nothing(qtbot, tmp_path, wish):
    form = NewStudyDialog(tmp_path / "new")
    qtbot.addWidget(form)
    assert form.wanted.purpose is None  # none is chosen for anybody
    form.picker.box.setCurrentText("another purpose…")
    assert not form.make.isEnabled()
    qtbot.keyClicks(form.picker.other, wish)
    assert "stops being themselves" in form.reason.text()
    assert not form.make.isEnabled()
    form.picker.box.setCurrentText(Purpose.REFLECTION.words)
    assert form.make.isEnabled()
    assert form.wanted.purpose is Purpose.REFLECTION


def test_a_study_is_made_with_its_purpose_and_its_last_day(empty_window, qtbot, tmp_path):
    press(qtbot, empty_window, "Ctrl+N")
    form = dialog_of(qtbot, NewStudyDialog)
    form.folder.setText(str(tmp_path / "visits"))
    form.picker.box.setCurrentText(Purpose.CLINICAL.words)
    qtbot.keyClicks(form.until, "2031-02-30")
    assert not form.make.isEnabled()
    assert "no date" in form.reason.text()
    form.until.setText("2031-02-28")
    with qtbot.waitSignal(empty_window.session.study_changed, timeout=10_000) as made:
        qtbot.keyClick(form, Qt.Key.Key_Return)
    assert made.args[0].guarded.purpose is Purpose.CLINICAL
    assert made.args[0].guarded.retention == date(2031, 2, 28)
    assert not empty_window.guard.purpose_offer.isVisible()
    assert "clinical review with consent" in line_of(empty_window).text()


def test_a_study_that_does_not_say_what_it_is_for_is_asked_once_without_being_in_the_way(window, qtbot, study):
    assert "what it is for" in window.guard.purpose_offer.words
    assert window.guard.purpose_offer.isVisible()
    assert window.player.hasFocus()
    qtbot.mouseClick(window.guard.purpose_offer.no, Qt.MouseButton.LeftButton)
    assert asked(qtbot, window, lambda project: project.guard.guarded.purpose_put_off)
    with qtbot.waitSignal(window.session.study_changed, timeout=10_000):
        window.study.open_folder(study)
    assert not window.guard.purpose_offer.isVisible()


def test_a_purpose_is_stated_from_the_offer_and_cannot_be_left_once_people_agreed(window, qtbot, study):
    qtbot.mouseClick(window.guard.purpose_offer.yes, Qt.MouseButton.LeftButton)
    dialog = dialog_of(qtbot, PurposeDialog)
    dialog.picker.box.setCurrentText(Purpose.RESEARCH.words)
    with qtbot.waitSignal(window.session.study_changed, timeout=10_000):
        qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    assert "research under a protocol" in line_of(window).text()
    elsewhere(study, lambda project: project.guard.agree("r1", ["Kim"], frozenset(Use), until=None))
    window.activateWindow()  # a window manager does this; there is none here
    qtbot.waitUntil(window.isActiveWindow, timeout=5_000)
    press(qtbot, window, "Ctrl+Alt+P")
    dialog = dialog_of(qtbot, PurposeDialog)
    assert dialog.picker.purpose is Purpose.RESEARCH
    dialog.picker.box.setCurrentText(Purpose.TRAINING.words)
    with qtbot.waitSignal(window.session.refused, timeout=10_000) as said:
        qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    assert "make a new study for another purpose" in said.args[0]


# Who agreed


def test_after_a_clip_is_added_it_is_offered_to_say_who_agreed(window, qtbot, small_clip):
    offer = window.guard.consent_offer
    assert not offer.isVisible()  # one line at a time
    qtbot.mouseClick(window.guard.purpose_offer.no, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(offer.isVisible, timeout=10_000)
    qtbot.mouseClick(offer.no, Qt.MouseButton.LeftButton)
    assert asked(qtbot, window, lambda project: project.guard.agreement_put_off("r1"))
    with qtbot.waitSignal(window.session.clip_added, timeout=30_000):
        window.session.add_clip(small_clip)
    qtbot.waitUntil(lambda: state(window).recording.id == "r2", timeout=10_000)
    qtbot.waitUntil(offer.isVisible, timeout=10_000)
    # It stays for as long as it is true, whatever else happens.
    window.session.become("Somebody else")
    qtbot.waitUntil(lambda: state(window).coder == "Somebody else", timeout=10_000)
    assert asked(qtbot, window, lambda project: not project.guard.agreement_put_off("r2"))
    assert offer.isVisible()
    qtbot.mouseClick(offer.yes, Qt.MouseButton.LeftButton)
    dialog_of(qtbot, ConsentDialog).close()
    qtbot.waitUntil(offer.isVisible, timeout=10_000)
    qtbot.mouseClick(window.guard.consent_offer.yes, Qt.MouseButton.LeftButton)
    dialog = dialog_of(qtbot, ConsentDialog)
    assert not dialog.record.isEnabled()
    qtbot.keyClicks(dialog.who, "Kim, Ada")
    dialog.uses[Use.CODING].setChecked(True)
    dialog.until.setText("2999-12-31")
    qtbot.keyClick(dialog.who, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 2, timeout=10_000)
    assert "agreed until 2999-12-31" in line_of(window).text()
    assert not window.guard.consent_offer.isVisible()
    # What Ada said is taken into the form, changed and recorded again.
    dialog.table.selectRow(1)
    assert dialog.who.text() == "Ada"
    dialog.uses[Use.SHARING].setChecked(True)
    qtbot.mouseClick(dialog.record, Qt.MouseButton.LeftButton)
    said = lambda project: [(a.who, len(a.uses)) for a in project.guard.agreements("r2")]  # noqa: E731
    qtbot.waitUntil(lambda: asked(qtbot, window, said) == [("Kim", 1), ("Ada", 2)], timeout=10_000)
    dialog.close()


def test_a_withdrawal_says_what_follows_and_then_picture_and_sound_go_at_once(window, qtbot, study):
    press(qtbot, window, "Ctrl+Shift+A")
    dialog = dialog_of(qtbot, ConsentDialog)
    qtbot.mouseClick(dialog.withdraw, Qt.MouseButton.LeftButton)
    box = dialog_of(qtbot, QMessageBox)
    assert "no picture, no sound, no coding" in box.text()
    lock = next(button for button in box.buttons() if button.text() == "Lock it now")
    with qtbot.waitSignal(window.session.recording_changed, timeout=10_000) as shown:
        qtbot.mouseClick(lock, Qt.MouseButton.LeftButton)
    assert shown.args[0].consent.locked is Because.WITHDRAWN
    qtbot.waitUntil(lambda: is_dark(window), timeout=10_000)
    assert "locked" in line_of(window).text()
    assert "no longer agrees" in dialog.table.item(0, 1).text()


def test_a_withdrawal_on_the_command_line_closes_the_clip_that_the_window_has_open(window, qtbot, study):
    window.engine.play()
    assert not is_dark(window)
    elsewhere(study, lambda project: project.guard.withdraw("r1"))
    with qtbot.waitSignal(window.session.recording_changed, timeout=30_000):
        pass  # nobody touches anything: it is noticed by itself
    qtbot.waitUntil(lambda: is_dark(window), timeout=10_000)
    assert "withdrawn" in window.player.accessibleDescription()
    assert all(face.pixmap().isNull() for face in window.people_panel.faces.values())


def test_of_a_locked_recording_the_window_lists_nothing(window, qtbot, study):
    assert state(window).proposals
    with edited(qtbot, window):
        press(qtbot, window, "F")
    assert state(window).events
    elsewhere(study, lambda project: project.guard.withdraw("r1"))
    qtbot.waitUntil(lambda: not state(window).events, timeout=30_000)
    now = state(window)
    assert (now.proposals, now.people, now.stretches, now.outcomes, now.report) == ((), (), (), {}, None)
    qtbot.waitUntil(lambda: window.session.study.standings[0].coded == (), timeout=10_000)


def test_an_edit_after_such_a_withdrawal_is_refused_and_closes_the_clip(window, qtbot, study):
    window.guard._timer.stop()
    elsewhere(study, lambda project: project.guard.withdraw("r1"))
    with qtbot.waitSignal(window.session.recording_changed, timeout=10_000):
        press(qtbot, window, "F")
    qtbot.waitUntil(lambda: is_dark(window), timeout=10_000)
    assert state(window).events == ()
    boxes = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    assert len(boxes) == 1  # said once


def test_a_date_that_passes_at_midnight_closes_the_clip(window, qtbot, study):
    window.guard._timer.stop()
    elsewhere(study, lambda project: project.guard.state_purpose(Purpose.REFLECTION, retention=TODAY))
    window.guard.look()
    asked(qtbot, window, lambda project: None)
    qtbot.waitUntil(lambda: not is_dark(window), timeout=5_000)
    asked(qtbot, window, lambda project: setattr(project.guard, "_today", lambda: TODAY + timedelta(days=1)))
    with qtbot.waitSignal(window.session.recording_changed, timeout=10_000) as shown:
        window.guard.look()
    assert shown.args[0].consent.locked is Because.PAST_RETENTION
    qtbot.waitUntil(lambda: is_dark(window), timeout=10_000)


def test_a_family_that_no_longer_agrees_to_showing_is_shown_nothing(window, qtbot, study):
    elsewhere(study, lambda project: project.guard.agree("r1", ["Kim"], frozenset(Use), until=None))
    window.guard.look()
    qtbot.waitUntil(lambda: "agreed" in line_of(window).text(), timeout=10_000)
    with qtbot.waitSignal(window.session.recording_changed, timeout=10_000):
        window.session.show_family(True)
    assert not window.guard.purpose_offer.isVisible()
    elsewhere(study, lambda project: project.guard.agree("r1", ["Kim"], frozenset({Use.CODING}), until=None))
    with qtbot.waitSignal(window.session.refused, timeout=10_000) as said:
        window.guard.look()
    assert "showing it to the family" in said.args[0]
    qtbot.waitUntil(lambda: is_dark(window), timeout=10_000)


def test_a_recording_whose_people_agree_again_is_seen_again(window, qtbot, study):
    elsewhere(study, lambda project: project.guard.withdraw("r1", ["Kim"]))
    with qtbot.waitSignal(window.session.recording_changed, timeout=10_000):
        window.guard.look()
    elsewhere(study, lambda project: project.guard.agree("r1", ["Kim"], frozenset(Use), until=None))
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.guard.look()
    assert "agreed" in line_of(window).text()


def test_a_recording_that_was_erased_elsewhere_goes_from_the_window(window, qtbot, study):
    elsewhere(study, lambda project: project.guard.erase("r1", at_once=True))
    with qtbot.waitSignal(window.session.recording_changed, timeout=10_000) as shown:
        window.guard.look()
    assert shown.args[0] is None
    qtbot.waitUntil(lambda: is_dark(window), timeout=10_000)
    assert window.welcome.isVisible()


# Erasing


def test_erasing_is_typed_and_its_certificate_names_no_one(window, qtbot, study, tmp_path, monkeypatch):
    with edited(qtbot, window):
        press(qtbot, window, "F")
    window.guard.erase()
    dialog = dialog_of(qtbot, EraseDialog)
    qtbot.keyClicks(dialog.line, "visit")
    assert not dialog.erase.isEnabled()
    dialog.line.setText("r1")
    qtbot.mouseClick(dialog.erase, Qt.MouseButton.LeftButton)
    certificate = dialog_of(qtbot, CertificateDialog)
    target = tmp_path / "certificate.txt"
    monkeypatch.setattr(
        "ui.widgets.file_question.QFileDialog.getSaveFileName", staticmethod(lambda *a, **k: (str(target), ""))
    )
    qtbot.mouseClick(certificate.save, Qt.MouseButton.LeftButton)
    text = target.read_text("utf-8")
    assert "recording r1, erased" in text
    for name in ("visit", "kim", "study", str(tmp_path)):
        assert (
            name
            not in text.replace("The study has", "")
            .replace("study's trail", "")
            .replace("the study as a", "")
            .casefold()
        )
    certificate.close()
    assert window.welcome.isVisible()
    with Project.open(study) as project:
        assert project.recordings() == ()
        assert project.guard.verify().findings == ()


# The trail


def test_the_trail_is_read_and_checked_in_words(window, qtbot, study):
    elsewhere(study, lambda project: project.guard.agree("r1", ["Kim"], frozenset(Use), until=None))
    press(qtbot, window, "Ctrl+Shift+T")
    dialog = dialog_of(qtbot, TrailDialog)
    assert dialog.table.item(0, 2).text() == "agreement recorded"
    texts = [dialog.table.item(row, 3).text() for row in range(dialog.table.rowCount())]
    assert not any("Kim" in text for text in texts)
    qtbot.mouseClick(dialog.check, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "each as it was written" in dialog.found.text(), timeout=10_000)

    def cut(project):
        project._db.execute("UPDATE audit SET detail = '{}' WHERE number = 2")

    asked(qtbot, window, cut)
    qtbot.mouseClick(dialog.check, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Entry 2 has been altered" in dialog.found.text(), timeout=10_000)
    dialog.close()


# The quiet line


def test_the_line_says_how_things_stand_and_each_word_explains_itself(window, qtbot):
    line = line_of(window)
    said = line.text().split(" · ")
    assert said == [
        *("not sealed", "not encrypted", "purpose not stated", "no agreement yet", "assisted", "locks after 10 min")
    ]
    assert [word.text for word in line.words] == said
    assert all(word.sentence.endswith(".") for word in line.words)
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    dialog = QApplication.activeModalWidget()
    assert "no passphrase" in dialog.text.toPlainText()
    dialog.close()


@pytest.mark.parametrize(
    ("state_", "word"),
    [
        (SealState(False, "not enforced here: Darwin on arm64 has no seal yet"), "not enforced here"),
        (SealState(True, "sealed: the system refuses this app every network connection"), "sealed"),
    ],
)
def test_the_line_says_of_the_seal_what_the_command_says(qtbot, state_, word):
    line = GuardChip(state_)
    qtbot.addWidget(line)
    assert line.text() == word
    if not state_.enforced:
        assert "Darwin on arm64 has no seal yet" in line.explanation


def test_a_long_line_does_not_make_the_window_wider(window, qtbot):
    line = line_of(window)
    font = line.font()
    font.setPointSizeF(font.pointSizeF() * 3)
    line.setFont(font)
    assert line.minimumSizeHint().width() < 300
    assert window.minimumSizeHint().width() < 1200


# Not by slips


def test_dialogs_begin_where_nothing_is_lost_by_enter(qtbot, study):
    with Project.open(study) as project:
        dialog = EraseDialog(project.recording("r1"))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    assert dialog.result() == EraseDialog.DialogCode.Rejected
    assert not any(isinstance(b, QPushButton) and b.isDefault() and "Erase" in b.text() for b in dialog.children())


def test_every_control_of_these_dialogs_has_a_name_and_is_come_by_with_tab(window, qtbot, study):
    consent, info = window.guard._consent, window.session.study
    report = asked(qtbot, window, lambda project: project.guard.verify())
    dialogs = (
        PurposeDialog(info.guarded, window),
        ConsentDialog(info.recordings[0], consent, window),
        EraseDialog(info.recordings[0], window),
        CertificateDialog("certificate.txt", ["One line."], window),
        TrailDialog(report, window),
        ExplainDialog(window.foot.guarded.words, window),
    )
    for dialog in dialogs:
        assert nameless(dialog) == []
        dialog.open()
        dialog.activateWindow()
        held = lambda d=dialog: d.isAncestorOf(QApplication.focusWidget() or window)  # noqa: E731
        qtbot.waitUntil(held, timeout=5_000)
        seen: list[object] = []
        while (now := QApplication.focusWidget()) not in seen:
            seen.append(now)
            qtbot.keyClick(now, Qt.Key.Key_Tab)
        buttons = [b for b in dialog.findChildren(QPushButton) if b.isVisible() and b.isEnabled()]
        assert set(buttons) <= set(seen), type(dialog).__name__
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()


def test_a_session_without_a_study_asks_nothing(qtbot):
    session = Session()
    session.hide()
    assert session.locked is None
    session.close()
