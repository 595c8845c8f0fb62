"""Files that are asked for: a name that is not there is said, and none of the others is lost."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QListView, QMessageBox

from ui.widgets.file_question import LAST, FilePlace, open_files


def has_read_the_folder(dialog: QFileDialog) -> bool:
    """Whether it lists what is there; before, Enter does nothing."""
    shown = dialog.findChild(QListView, "listView")
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    return shown.model().rowCount(shown.rootIndex()) > 0 and line.hasFocus()


def test_of_several_typed_names_one_that_is_not_there_is_asked_about_and_the_others_stay(qtbot, tmp_path, monkeypatch):
    for name in ("visit 1.mp4", "visit 2.mp4"):
        (tmp_path / name).write_bytes(b"")
    monkeypatch.setattr(LAST, "folders", {FilePlace.CLIPS: tmp_path})
    said, typed = [], ['"visit 1.mp4" "visit 2.mp4" "visit 3.mp4"', '"visit 1.mp4" "visit 2.mp4"']

    def answer() -> None:
        shown = QApplication.activeModalWidget()
        if isinstance(shown, QMessageBox):
            said.append(shown.text())
            shown.accept()
        elif isinstance(shown, QFileDialog) and typed and has_read_the_folder(shown):
            line = shown.findChild(QLineEdit, "fileNameEdit")
            said.append(line.text())
            line.clear()
            qtbot.keyClicks(line, typed.pop(0))
            shown.accept()
        again.start()

    again = QTimer(singleShot=True, interval=20)
    again.timeout.connect(answer)
    again.start()
    names = open_files(None, "Add clips", FilePlace.CLIPS)
    again.stop()
    assert names == [str(tmp_path / "visit 1.mp4"), str(tmp_path / "visit 2.mp4")]
    assert "visit 3.mp4" in said[1]
    assert said[2] == '"visit 1.mp4" "visit 2.mp4" "visit 3.mp4"', "what was typed can be mended"
