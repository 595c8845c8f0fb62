"""Tables of other programs: which column means what is asked, seen at once on the first rows, and kept under a name."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel
from shiboken6 import isValid

from coder.interchange.formats.tables.column_mapping import Mapping, TimeUnit, load_mapping
from coder.study.project import Project
from tests.ui.dialog_walk import nameless
from ui.files.column_mapping_dialog import ColumnMappingDialog
from ui.files.import_dialog import ImportDialog
from ui.window.main_window import MainWindow
from ui.window.session import Session

ROOT = Path(__file__).resolve().parents[3]
LAB = "Van;Tot;Kind schaut;Mutter;Ort;Opmerking\n1,5;2,25;zur Mutter;;links;müde\n3,0;4,0;weg;spricht;rechts;\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "lab.csv"
    path.write_text(LAB, "utf-8")
    return path


@pytest.fixture
def window(qtbot, tmp_path):
    Project.create(tmp_path / "into").close()
    session = Session()
    session.coder = "kim"
    window = MainWindow(session)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    with qtbot.waitSignal(session.study_changed, timeout=10_000):
        window.study.open_folder(tmp_path / "into")
    yield window
    window.close()


def asked(window, qtbot, path) -> ColumnMappingDialog:
    window.interchange.preview(path)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ColumnMappingDialog), timeout=10_000)
    return QApplication.activeModalWidget()


def mean(qtbot, dialog, column: str, words: str) -> None:
    """Choose what a column means, with the keyboard, as somebody does who cannot use a mouse."""
    box = dialog.roles.boxes[column]
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    while box.currentText() != words:
        before = box.currentIndex()
        qtbot.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() != before, f"{words} is not among them"


def shown(dialog) -> list[list[str]]:
    table = dialog.shown
    return [[table.item(row, column).text() for column in range(5)] for row in range(table.rowCount())]


def test_a_table_that_nothing_is_known_of_is_understood_step_by_step(window, qtbot, table):
    dialog = asked(window, qtbot, table)
    assert not dialog.go.isEnabled()
    assert dialog.said.text() == "The mapping does not say which columns hold the onset and the codes."
    mean(qtbot, dialog, "Van", "onset")
    mean(qtbot, dialog, "Tot", "offset")
    mean(qtbot, dialog, "Kind schaut", "codes of its own")
    assert "'1,5' is no time" in dialog.said.text()
    dialog.comma_box.setFocus()
    qtbot.keyClick(dialog.comma_box, Qt.Key.Key_Space)
    assert shown(dialog) == [
        ["0:01.500", "0:02.250", "", "Kind schaut", "zur Mutter"],
        ["0:03.000", "0:04.000", "", "Kind schaut", "weg"],
    ]
    qtbot.keyClicks(dialog.roles.whose["Kind schaut"], "child")
    mean(qtbot, dialog, "Mutter", "codes of its own")
    qtbot.keyClicks(dialog.roles.whose["Mutter"], "mother")
    mean(qtbot, dialog, "Ort", "modifier")
    mean(qtbot, dialog, "Opmerking", "comment")
    assert [row[2:] for row in shown(dialog)] == [
        ["child", "Kind schaut", "zur Mutter"],
        ["child", "Kind schaut", "weg"],
        ["mother", "Mutter", "spricht"],
    ]
    dialog.go.setFocus()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ImportDialog), timeout=10_000)
    last = QApplication.activeModalWidget()
    assert "3 events." in last._what.text()
    assert window.session.state is None, "nothing has been changed yet"
    with qtbot.waitSignal(window.session.recording_changed, timeout=10_000):
        button = last.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.state is not None, timeout=10_000)
    events = window.session.state.events
    assert {(e.subject, e.code, e.onset_us, e.note, e.modifiers) for e in events} == {
        ("child", "zur Mutter", 1_500_000, "müde", (("Ort", "links"),)),
        ("child", "weg", 3_000_000, "", (("Ort", "rechts"),)),
        ("caregiver:mother", "spricht", 3_000_000, "", (("Ort", "rechts"),)),
    }


def test_two_columns_for_one_meaning_are_pointed_out(window, qtbot, table):
    dialog = asked(window, qtbot, table)
    mean(qtbot, dialog, "Kind schaut", "code")
    mean(qtbot, dialog, "Van", "onset")
    mean(qtbot, dialog, "Tot", "onset")
    assert dialog.said.text() == "Two columns mean onset (Van and Tot): choose one."
    assert not dialog.go.isEnabled()
    dialog.reject()


def test_times_can_be_frames_or_a_clock_and_zero_elsewhere(window, qtbot, tmp_path):
    path = tmp_path / "frames.txt"
    path.write_text("onset\toffset\tcode\n50\t75\tsmile\n")
    dialog = asked(window, qtbot, path)
    assert shown(dialog)[0][:2] == ["0:50.000", "1:15.000"], "guessed to be seconds, and seen at once to be wrong"
    assert not dialog.rate_box.isVisible()
    dialog.unit_box.setFocus()
    while dialog.unit_box.currentData() != TimeUnit.FRAMES:
        qtbot.keyClick(dialog.unit_box, Qt.Key.Key_Down)
    assert dialog.rate_box.isVisible()
    assert shown(dialog)[0][:2] == ["0:02.000", "0:03.000"]
    qtbot.keyClicks(dialog.begins_box, "25")
    assert shown(dialog)[0][:2] == ["0:01.000", "0:02.000"]
    while dialog.unit_box.currentData() != TimeUnit.CLOCK:
        qtbot.keyClick(dialog.unit_box, Qt.Key.Key_Down)
    assert "is no time" in dialog.said.text()
    assert not dialog.go.isEnabled()
    dialog.reject()


def test_a_first_row_that_is_data_is_read_as_data(window, qtbot, tmp_path):
    path = tmp_path / "bare.txt"
    path.write_text("smile,1,2\nlooks,3,4\n")
    dialog = asked(window, qtbot, path)
    assert list(dialog.roles.boxes) == ["1", "2", "3"]
    mean(qtbot, dialog, "1", "code")
    mean(qtbot, dialog, "2", "onset")
    mean(qtbot, dialog, "3", "offset")
    assert [row[4] for row in shown(dialog)] == ["smile", "looks"]
    dialog.header_box.setFocus()
    qtbot.keyClick(dialog.header_box, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: list(dialog.roles.boxes) == ["smile", "1", "2"], timeout=10_000)
    dialog.reject()


def test_starts_and_stops_in_rows_of_their_own_are_paired_as_the_column_says(window, qtbot, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("Zeit,Kode,Schritt\n1,smile,START\n3,looks,START\n4,smile,STOP\n5,looks,STOP\n")
    dialog = asked(window, qtbot, path)
    mean(qtbot, dialog, "Zeit", "onset")
    mean(qtbot, dialog, "Kode", "code")
    assert shown(dialog)[0][:2] == ["0:01.000", ""]
    mean(qtbot, dialog, "Schritt", "start or stop")
    assert [row[:2] + row[4:] for row in shown(dialog)] == [
        ["0:01.000", "0:04.000", "smile"],
        ["0:03.000", "0:05.000", "looks"],
    ]
    assert dialog.mapping.status == "Schritt"
    dialog.reject()


def test_an_old_encoding_is_said_and_seen_on_the_rows_and_kept(window, qtbot, tmp_path):
    path = tmp_path / "old.csv"
    path.write_bytes("onset,offset,code\n1,2,lächelt\n".encode("windows-1252"))
    dialog = asked(window, qtbot, path)
    assert (dialog.mapping.encoding, shown(dialog)[0][4]) == ("windows-1252", "lächelt")
    box = dialog.encoding_box
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: shown(dialog)[0][4] == "l\u2030chelt", timeout=10_000)
    qtbot.keyClick(box, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: dialog.said.text().endswith("Choose another encoding."), timeout=10_000)
    assert "its text is not UTF-8" in dialog.said.text()
    assert not dialog.go.isEnabled()
    box.setCurrentText("windows-1252")
    qtbot.waitUntil(dialog.go.isEnabled, timeout=10_000)
    assert shown(dialog)[0][4] == "lächelt"
    qtbot.keyClicks(dialog.name_box, "old lab")
    qtbot.keyClick(dialog.name_box, Qt.Key.Key_Return)
    dialog.preset_box.setCurrentIndex(0)
    box.setCurrentText("macintosh")
    dialog.preset_box.setCurrentText("old lab")
    qtbot.waitUntil(lambda: dialog.go.isEnabled() and shown(dialog)[0][4] == "lächelt", timeout=10_000)
    dialog.go.click()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ImportDialog), timeout=10_000)
    assert "1 event" in QApplication.activeModalWidget()._what.text()
    QApplication.activeModalWidget().reject()


def test_an_answer_that_comes_after_the_dialog_was_closed_goes_nowhere(window, qtbot, tmp_path):
    path = tmp_path / "old.csv"
    path.write_bytes("onset,offset,code\n1,2,lächelt\n".encode("windows-1252"))
    dialog = asked(window, qtbot, path)
    dialog.encoding_box.setCurrentText("macintosh")
    dialog.reject()
    QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    assert not isValid(dialog)
    answered: list[bool] = []
    window.session.call(lambda project: True, answered.append)
    qtbot.waitUntil(lambda: bool(answered), timeout=10_000)


def test_a_mapping_is_kept_in_the_study_and_used_again_here_and_on_the_command_line(window, qtbot, table, tmp_path):
    dialog = asked(window, qtbot, table)
    mean(qtbot, dialog, "Van", "onset")
    mean(qtbot, dialog, "Kind schaut", "code")
    qtbot.mouseClick(dialog.comma_box, Qt.MouseButton.LeftButton, pos=dialog.comma_box.rect().center())
    if not dialog.comma_box.isChecked():
        qtbot.keyClick(dialog.comma_box, Qt.Key.Key_Space)
    qtbot.keyClicks(dialog.name_box, "our lab")
    qtbot.keyClick(dialog.name_box, Qt.Key.Key_Return)
    assert dialog.isVisible(), "keeping a mapping does not go on"
    assert dialog.preset_box.currentText() == "our lab"
    dialog.reject()
    again = asked(window, qtbot, table)
    assert again.mapping.onset == ""
    again.preset_box.setFocus()
    qtbot.keyClick(again.preset_box, Qt.Key.Key_Down)
    assert again.preset_box.currentText() == "our lab"
    assert [row[4] for row in shown(again)] == ["zur Mutter", "weg"]
    again.reject()
    window.close()
    run = [sys.executable, "-m", "ui"]
    done = subprocess.run(
        [*run, "import", table, "--into", tmp_path / "into", "--map", "our lab"],
        capture_output=True, text=True, cwd=ROOT, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    subprocess.run(
        [*run, "presets", tmp_path / "into", "--write", "our lab", "-o", tmp_path / "p.json"],
        check=True, capture_output=True, cwd=ROOT, timeout=120,
    )  # fmt: skip
    kept = load_mapping(tmp_path / "p.json")
    assert (kept.name, kept.onset, kept.code, kept.decimal_comma) == ("our lab", "Van", "Kind schaut", True)
    assert "zur Mutter" not in (tmp_path / "p.json").read_text(), "a mapping carries nothing of the rows"


def test_presets_are_encrypted_with_the_study_and_leave_no_file(tmp_path):
    with Project.create(tmp_path / "study", passphrase="correct horse") as project:
        project.presets.keep("our lab", Mapping(onset="Okapi begins"))
        assert project.presets.names() == ("our lab",)
        assert project.presets.named("our lab").onset == "Okapi begins"
        project.presets.keep("our lab", Mapping(onset="Other"))
        assert project.presets.named("our lab").onset == "Other"
    for path in (tmp_path / "study").rglob("*"):
        if path.is_file():
            assert b"Okapi" not in path.read_bytes()
            assert b"our lab" not in path.read_bytes()
    with Project.open(tmp_path / "study", passphrase="correct horse") as project:
        project.presets.forget("our lab")
        assert project.presets.names() == ()


def test_at_twice_the_text_everything_is_named_and_the_buttons_are_there(window, qtbot, table):
    font = QApplication.font()
    large = QApplication.font()
    large.setPointSizeF(font.pointSizeF() * 2)
    QApplication.setFont(large)
    try:
        dialog = asked(window, qtbot, table)
        assert nameless(dialog) == []
        screen = dialog.screen().availableSize()
        assert dialog.width() <= screen.width()
        assert dialog.height() <= screen.height()
        assert dialog.rect().contains(dialog.go.mapTo(dialog, dialog.go.rect().bottomRight()))
        mean(qtbot, dialog, "Van", "onset")
        labels = [label for label in dialog.roles.findChildren(QLabel) if label.text() == "Van"]
        assert labels[0].isVisible()
        dialog.reject()
    finally:
        QApplication.setFont(font)
