"""Exporting in the window: what would leave and what it would lose is shown before a file is even chosen."""

import csv
import gc
import json
import threading
import weakref
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from shiboken6 import isValid

from coder.interchange.formats import read
from coder.interchange.study_import import bring_in, plans_of
from coder.privacy.audit_log import AuditedAct
from coder.privacy.consent import Use
from coder.privacy.purpose import Purpose
from coder.study.edits.coding import AddEvent, NoteEvent
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from tests.ui.dialog_walk import nameless
from tests.ui.window_kit import press
from ui.files.export_dialog import Candidate, ExportDialog
from ui.operations.events_export import Wanted, preview_export
from ui.widgets.save_dialog import SaveTarget, agreed
from ui.window.main_window import MainWindow
from ui.window.session import Session


@pytest.fixture
def coded(study, small_clip):
    """A research study: r1 may leave and holds an event with a note, r2 stays in, r3 may leave."""
    with Project.open(study) as project:
        project.add_recording(small_clip)
        project.add_recording(small_clip)
        project.guard.state_purpose(Purpose.RESEARCH)
        for recording, uses in (("r1", {Use.CODING, Use.SHARING}), ("r2", {Use.CODING}), ("r3", set(Use))):
            project.guard.agree(recording, ["Kim"], frozenset(uses), until=None)
        project.apply(AddEvent("r1", "child", "smile", 1_000_000, 2_000_000), coder="kim")
        project.apply(NoteEvent(project.events("r1")[0].id, "grandmother calls"), coder="kim")
    return study


@pytest.fixture
def opened(qtbot, coded, tmp_path, monkeypatch):
    session = Session()
    session.coder = "kim"
    window = MainWindow(session)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    with qtbot.waitSignal(window.engine.frame_shown, timeout=10_000):
        window.study.open_folder(coded)
    asked = []

    def choose(parent, title, name, kinds):
        asked.append((name, kinds))
        return str(tmp_path / "out"), kinds

    monkeypatch.setattr("ui.widgets.file_question.QFileDialog.getSaveFileName", staticmethod(choose))
    window.asked = asked
    yield window
    window.close()


def dialog_of(window, qtbot) -> ExportDialog:
    press(qtbot, window, "Ctrl+E")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ExportDialog), timeout=10_000)
    dialog = QApplication.activeModalWidget()
    qtbot.waitUntil(lambda: dialog.what.text() != "", timeout=10_000)
    return dialog


def rows(dialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def test_what_leaves_is_seen_before_anything_is_written(opened, qtbot, tmp_path):
    dialog = dialog_of(opened, qtbot)
    assert "1 event of visit (r1), visit (r3)." in dialog.what.text()
    assert "research under a protocol" in dialog.what.text()
    assert "Code lists" in dialog.losses.toPlainText()
    assert "(1)" in dialog.notes_box.text()
    assert "r2: visit stays in. Not everybody in visit (r2) agreed to sharing" in rows(dialog)[1]
    assert not (dialog.list.item(1).flags() & Qt.ItemFlag.ItemIsUserCheckable)
    assert opened.asked == []
    with qtbot.waitSignal(opened.exporting.told, timeout=10_000) as told:
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert told.args == ["Wrote 1 event to out.csv; the study's record says that it left."]
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert (row["recording"], row["comment"], row["purpose"]) == (
        "r1",
        "grandmother calls",
        "research under a protocol",
    )


def test_with_the_keyboard_alone_notes_stay_in_and_another_format_is_chosen(opened, qtbot, tmp_path):
    dialog = dialog_of(opened, qtbot)
    dialog.format_box.setFocus()
    while dialog.format_box.currentData() != "eaf":
        qtbot.keyClick(dialog.format_box, Qt.Key.Key_Up)
    assert [item.text() for item in dialog._ticked_items()] == ["r1: visit"], "one recording a file"
    qtbot.keyClick(dialog.format_box, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is dialog.list
    qtbot.keyClick(dialog.list, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is dialog.notes_box
    qtbot.keyClick(dialog.notes_box, Qt.Key.Key_Space)
    qtbot.waitUntil(dialog.go.isEnabled, timeout=10_000)
    with qtbot.waitSignal(opened.exporting.told, timeout=10_000):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    text = (tmp_path / "out.eaf").read_text("utf-8")
    assert "smile" in text
    assert "research under a protocol" in text
    assert "grandmother" not in text


def test_ticking_with_the_mouse_changes_what_is_shown_and_none_is_no_export(opened, qtbot):
    dialog = dialog_of(opened, qtbot)
    for row in (0, 2):
        item = dialog.list.item(row)
        box = dialog.list.visualItemRect(item)
        spot = box.topLeft() + dialog.list.rect().topLeft()
        spot.setX(box.left() + 10)
        spot.setY(box.top() + dialog.fontMetrics().lineSpacing() // 2 + 1)
        qtbot.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert dialog._ticked_items() == []
    assert dialog.what.text() == "Tick a recording that goes."
    assert not dialog.go.isEnabled()
    dialog.reject()


def test_undecided_proposals_go_only_when_asked_and_are_marked(opened, qtbot, tmp_path):
    dialog = dialog_of(opened, qtbot)
    assert dialog.proposals_box.isVisible()
    qtbot.mouseClick(dialog.proposals_box, Qt.MouseButton.LeftButton, pos=dialog.proposals_box.rect().center())
    if not dialog.proposals_box.isChecked():
        qtbot.keyClick(dialog.proposals_box, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "undecided proposals marked" in dialog.what.text(), timeout=10_000)
    with qtbot.waitSignal(opened.exporting.told, timeout=10_000) as told:
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert "undecided proposals" in told.args[0]
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8-sig") as file:
        found = list(csv.DictReader(file))
    machine = [row for row in found if row["origin"] == "machine"]
    assert machine
    assert all(row["code"].startswith("proposed: ") and row["coder"] == "machine" for row in machine)
    with qtbot.waitSignal(opened.session.busy_changed):
        opened.session.call(lambda project: project.trail.report().entries[-1], lambda entry: said.append(entry))
        said = []
        qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    assert said[0].act == AuditedAct.EXPORT
    assert json.loads(said[0].detail)["proposals"] == len(machine)


def test_what_came_with_an_imported_file_goes_along_or_not(opened, qtbot, tmp_path):
    source = tmp_path / "lab.vtt"
    source.write_text("WEBVTT\n\nNOTE our lab's own words\n\n00:01.000 --> 00:02.000\n<v Kim>hello\n")
    done = []

    def bring(project):
        (plan,) = plans_of(read(source), project.scheme, coder="kim")
        ((recording, _),) = bring_in(project, [plan], into=None, coder="kim")
        project.guard.agree(recording, ["Kim"], frozenset(Use), until=None)

    opened.session.call(bring, done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=10_000)
    for goes in (True, False):
        opened.exporting.export_events()
        qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ExportDialog), timeout=10_000)
        dialog = QApplication.activeModalWidget()
        dialog.format_box.setCurrentIndex(dialog.format_box.findData("vtt"))
        for item in dialog._free_items():
            item.setCheckState(Qt.CheckState.Checked if item.text().startswith("r4") else Qt.CheckState.Unchecked)
        qtbot.waitUntil(lambda dialog=dialog: "of lab." in dialog.what.text(), timeout=10_000)
        assert dialog.file_box.isVisible()
        if not goes:
            dialog.file_box.setFocus()
            qtbot.keyClick(dialog.file_box, Qt.Key.Key_Space)
            qtbot.waitUntil(dialog.go.isEnabled, timeout=10_000)
            assert dialog.file_box.isVisible(), "it can be ticked again"
        with qtbot.waitSignal(opened.exporting.told, timeout=10_000):
            qtbot.keyClick(dialog, Qt.Key.Key_Return)
        assert ("our lab's own words" in (tmp_path / "out.vtt").read_text("utf-8")) == goes
        (tmp_path / "out.vtt").unlink()


def test_a_study_that_may_give_nothing_away_says_why(window, qtbot):
    with qtbot.waitSignal(window.session.busy_changed):
        done = []
        window.session.call(lambda project: project.guard.withdraw("r1"), done.append)
        qtbot.waitUntil(lambda: bool(done), timeout=10_000)
    press(qtbot, window, "Ctrl+E")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ExportDialog), timeout=10_000)
    dialog = QApplication.activeModalWidget()
    assert "Nothing may leave this study" in dialog.what.text()
    assert "agreement was withdrawn" in rows(dialog)[0]
    assert not dialog.go.isEnabled()
    assert not dialog.proposals_box.isVisible()
    dialog.reject()


def test_who_codes_blind_is_shown_nothing_through_a_file(opened, qtbot):
    done = []
    opened.session.call(lambda project: project.blinding.choose_blind("r3", "kim"), done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=10_000)
    dialog = dialog_of(opened, qtbot)
    assert "kim codes it blind" in rows(dialog)[2]
    assert [item.text() for item in dialog._ticked_items()] == ["r1: visit"]
    dialog.reject()


def test_at_twice_the_text_everything_is_named_and_can_be_seen(opened, qtbot):
    font = QApplication.font()
    large = QApplication.font()
    large.setPointSizeF(font.pointSizeF() * 2)
    QApplication.setFont(large)
    try:
        dialog = dialog_of(opened, qtbot)
        assert nameless(dialog) == []
        for widget in (dialog.format_box, dialog.list, dialog.notes_box, dialog.what, dialog.losses, dialog.go):
            inside = dialog.rect().contains(widget.mapTo(dialog, widget.rect().topLeft()))
            assert inside, widget.accessibleName()
            assert dialog.rect().contains(widget.mapTo(dialog, widget.rect().bottomRight()))
        assert dialog.width() <= 1280
        dialog.reject()
    finally:
        QApplication.setFont(font)


def test_a_preview_that_comes_after_the_dialog_was_closed_goes_nowhere(opened, qtbot):
    dialog = dialog_of(opened, qtbot)
    dialog.format_box.setCurrentIndex(dialog.format_box.findData("srt"))
    dialog.reject()
    QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    assert not isValid(dialog)
    answered: list[bool] = []
    opened.session.call(lambda project: True, answered.append)
    qtbot.waitUntil(lambda: bool(answered), timeout=10_000)


def test_a_dialog_that_did_its_work_ends_in_the_windows_thread_with_all_its_parts(opened, qtbot):
    ended: list[threading.Thread] = []

    def export() -> None:
        dialog = dialog_of(opened, qtbot)
        for part in (dialog, dialog.layer_box, dialog.format_box):
            weakref.finalize(part, lambda: ended.append(threading.current_thread()))
        with qtbot.waitSignal(opened.exporting.told, timeout=10_000):
            qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
        QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)

    export()
    answered: list[bool] = []
    opened.session.call(lambda project: True, answered.append)  # what was asked before is let go of by then
    qtbot.waitUntil(lambda: bool(answered), timeout=10_000)
    gc.collect()
    assert ended == [threading.main_thread()] * 3


@pytest.mark.parametrize("yes", [True, False])
def test_a_file_under_the_name_that_an_ending_makes_is_asked_about(tmp_path, monkeypatch, yes, qapp):
    (tmp_path / "out.csv").write_bytes(b"old")
    asked = []

    def answer(parent, title, question):
        asked.append(question)
        return QMessageBox.StandardButton.Yes if yes else QMessageBox.StandardButton.No

    monkeypatch.setattr("ui.widgets.save_dialog.QMessageBox.question", staticmethod(answer))
    target = agreed(None, str(tmp_path / "out"), (".csv",))
    assert "out.csv" in asked[0]
    assert target == (SaveTarget(tmp_path / "out.csv", over=True) if yes else None)
    assert agreed(None, str(tmp_path / "new"), (".csv",)) == SaveTarget(tmp_path / "new.csv", over=False)
    assert len(asked) == 1


def test_of_two_coders_at_once_somebody_says_whose_events_leave(qtbot, coded):
    with Project.open(coded) as project:
        project.apply(AddEvent("r1", "child", "smile", 1_500_000, 2_500_000), coder="lee")
        wanted = Wanted("boris", recordings=("r1",))
        with pytest.raises(StudyError, match=r"kim and lee have both coded “smile”.*--layer kim"):
            preview_export(project, wanted)
        assert preview_export(project, replace(wanted, layer="lee")).events == 1
        assert preview_export(project, replace(wanted, format="eaf")).events == 2  # a tier for each coder

        def ask(asked, then):
            try:
                then(preview_export(project, asked))
            except StudyError as error:
                then(str(error))

        dialog = ExportDialog(
            [Candidate("r1", "visit", None)], ask, shown="r1", proposals_allowed=False, layers=("kim", "lee")
        )
        qtbot.addWidget(dialog)
        dialog.format_box.setCurrentIndex(dialog.format_box.findData("boris"))
        assert "choose whose events leave" in dialog.what.text()
        assert not dialog.go.isEnabled()
        dialog.layer_box.setCurrentIndex(dialog.layer_box.findData("kim"))
        assert dialog.go.isEnabled()
        assert dialog.wanted.layer == "kim"
