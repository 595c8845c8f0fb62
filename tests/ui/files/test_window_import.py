"""Importing in the window: what would come in is shown with every loss before anything changes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QMessageBox

from coder.interchange.document.document import Document, DocumentEvent, DocumentTier
from coder.interchange.formats import write
from coder.interchange.formats.format_registry import ReadResult
from coder.interchange.study_export import documents_of
from coder.interchange.study_import import plans_of
from coder.study.edits.coding import AddEvent
from coder.study.project import Project
from tests.coder.interchange.test_import_plan import bring, document
from ui.files.import_dialog import ImportDialog
from ui.window.main_window import MainWindow
from ui.window.session import Session


@pytest.fixture
def eaf(tmp_path):
    with Project.create(tmp_path / "from") as project:
        bring(project, document(("CHI", "mouth", "smile", 1, 2), ("CHI", "voice", "babbles", 3, 4)))
        path = tmp_path / "visit.eaf"
        write(documents_of(project), path, format="eaf")
    return path


@pytest.fixture
def window(qtbot, tmp_path):
    Project.create(tmp_path / "into").close()
    session = Session()
    session.coder = "kim"
    window = MainWindow(session)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(session.study_changed, timeout=10_000):
        window.study.open_folder(tmp_path / "into")
    yield window
    window.close()


def dialog_for(window, qtbot, path) -> ImportDialog:
    window.interchange.preview(path)
    qtbot.waitUntil(lambda: bool(window.findChildren(ImportDialog)), timeout=10_000)
    (dialog,) = window.findChildren(ImportDialog)
    return dialog


def test_the_preview_changes_nothing_and_the_import_is_one_step(window, qtbot, eaf):
    dialog = dialog_for(window, qtbot, eaf)
    assert "2 events" in dialog._what.text()
    assert "babbles" in dialog._what.text()
    assert window.session.state is None
    with qtbot.waitSignal(window.session.recording_changed, timeout=10_000):
        button = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.state is not None, timeout=10_000)
    assert [event.code for event in window.session.state.events] == ["mouth: smile", "babbles"]
    with qtbot.waitSignal(window.session.study_changed, timeout=10_000):
        window.undo()
    qtbot.waitUntil(lambda: window.session.state is None, timeout=10_000)
    assert window.session.study.recordings == ()


def test_a_code_called_like_the_schemes_is_the_schemes_only_by_choice(window, qtbot, eaf):
    dialog = dialog_for(window, qtbot, eaf)
    box = next(box for box in dialog.findChildren(QComboBox) if box.accessibleName() == "what mouth, smile is")
    box.setCurrentIndex(box.findData("smile"))
    dialog._shift.setValue(0.5)
    assert "0:01.500 child smile" in dialog._what.text()
    with qtbot.waitSignal(window.session.recording_changed, timeout=10_000):
        dialog._choose()
    qtbot.waitUntil(lambda: window.session.state is not None, timeout=10_000)
    assert [(event.code, event.onset_us) for event in window.session.state.events] == [
        ("smile", 1_500_000),
        ("babbles", 3_500_000),
    ]


def test_a_file_that_came_in_before_replaces_what_it_brought(window, qtbot, eaf):
    dialog = dialog_for(window, qtbot, eaf)
    with qtbot.waitSignal(window.session.recording_changed, timeout=10_000):
        dialog._choose()
    qtbot.waitUntil(lambda: window.session.state is not None and not window.findChildren(ImportDialog), timeout=10_000)
    again = dialog_for(window, qtbot, eaf)
    assert again.answers.again == "replace"
    with qtbot.waitSignal(window.session.recording_changed, timeout=10_000):
        again._choose()
    qtbot.waitUntil(lambda: not window.findChildren(ImportDialog), timeout=10_000)
    assert len(window.session.study.recordings) == 1
    assert len(window.session.state.events) == 2


def test_who_is_who_can_be_said_first(window, qtbot, eaf):
    dialog = dialog_for(window, qtbot, eaf)
    box = next(box for box in dialog.findChildren(QComboBox) if box.accessibleName() == "who child is")
    box.setCurrentIndex(box.findData("together"))
    assert dialog.subjects == {"child": "together"}
    assert "new to this study" in dialog._what.text()
    dialog.reject()
    assert window.session.state is None


def test_what_is_no_such_file_is_one_sentence(window, qtbot, tmp_path):
    (tmp_path / "odd.eaf").write_text("<ANNOTATION_DOC")
    with qtbot.waitSignal(window.session.refused, timeout=10_000) as said:
        window.interchange.preview(tmp_path / "odd.eaf")
    assert "odd.eaf" in said.args[0]


def test_what_is_refused_leaves_the_dialog_with_what_was_answered(window, qtbot, eaf):
    dialog = dialog_for(window, qtbot, eaf)
    dialog._shift.setValue(-0.25)
    dialog.ask()
    window.session.refused.emit("It does not go.")
    assert (dialog.isVisible(), dialog.wrong.text(), dialog.answers.shift_us) == (True, "It does not go.", -250_000)
    assert not window.findChildren(QMessageBox)


def test_no_empty_row_of_a_layer_stays_when_an_import_is_taken_back(window, qtbot, tmp_path):
    with Project.open(tmp_path / "into") as project:
        project.add_without_clip("visit", duration_us=60_000_000)
        project.apply(AddEvent("r1", "child", "smile", 1_000_000, 2_000_000), coder="kim")
        project.apply(AddEvent("r1", "child", "smile", 5_000_000, 6_000_000), coder="lee")
        visit = Document(
            "visit",
            tiers=(DocumentTier("mouth", "child", "mouth"),),
            events=(DocumentEvent("mouth", "child", "smile", 9_000_000, 9_500_000, coder="lee"),),
        )
        smile = {("child", "mouth", "smile"): "smile"}
        plans = plans_of(ReadResult("eaf", (visit,), ()), project.scheme, coder="kim", choices=smile)
    with qtbot.waitSignal(window.session.recording_changed, timeout=10_000):
        window.study.open_folder(tmp_path / "into")

    def layers() -> set[str]:
        return {tier.layer for tier in window.timeline.model.tiers}

    window.session.bring_in(plans, into="r1", then=lambda: None)
    qtbot.waitUntil(lambda: "lee (file)" in layers(), timeout=10_000)
    window.undo()
    qtbot.waitUntil(lambda: "lee (file)" not in layers(), timeout=10_000)
    assert "lee" in layers()
