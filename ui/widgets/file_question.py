"""Asks for files and folders, each kind of them where one of its kind was chosen last."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox, QWidget

from coder.vocabulary.language import tr


class FilePlace(StrEnum):
    """What is kept together, so that one's own schemes are not asked for among the clips."""

    STUDIES = "studies"
    CLIPS = "clips"
    CODES = "codes"
    REPORTS = "reports"


class LastFolders(QObject):
    """The folder of each place that was chosen last, known until the app ends.

    Signals: ``changed()`` when another folder was chosen.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.folders: dict[FilePlace, Path] = {}

    def begin(self, place: FilePlace, name: str = "") -> str:
        """Return where a dialog begins: at a name in the last folder while it is there, else where people keep such."""
        folder = self.folders.get(place)
        return str((folder if folder is not None and folder.is_dir() else _usual(place)) / name)

    def take(self, place: FilePlace, folder: Path) -> None:
        """Keep in mind where something was chosen."""
        if self.folders.get(place) != folder:
            self.folders[place] = folder
            self.changed.emit()


_NAMED = re.compile('"([^"]+)"')
"""Each of several names in the line of Qt's dialog."""


def _usual(place: FilePlace) -> Path:
    """Return the person's own films or documents, else their home: never where the program happens to lie."""
    kind = QStandardPaths.StandardLocation
    wanted = kind.MoviesLocation if place is FilePlace.CLIPS else kind.DocumentsLocation
    found = Path(QStandardPaths.writableLocation(wanted))
    return found if found.is_absolute() and found.is_dir() else Path.home()


LAST = LastFolders()


def open_file(parent: QWidget | None, title: str, place: FilePlace, kinds: str = "") -> str:
    """Ask for a file; "" for none. ``kinds`` as Qt writes them."""
    name, _ = QFileDialog.getOpenFileName(parent, title, LAST.begin(place), kinds)
    return _taken(place, name)


def open_files(parent: QWidget | None, title: str, place: FilePlace, kinds: str = "") -> list[str]:
    """Ask for files; [] for none.

    Qt's dialog leaves out, without a word, what was typed among several names and is not there: it is asked again.
    """
    folder, typed = LAST.begin(place), ""
    while True:
        dialog = QFileDialog(parent, title, folder, kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        line = dialog.findChild(QLineEdit, "fileNameEdit")  # a dialog of the desktop has none, and knows what is there
        written = [typed]
        if line is not None:
            line.setText(typed)
            line.textChanged.connect(written.append)
        taken = dialog.exec() == QFileDialog.DialogCode.Accepted
        names, folder = dialog.selectedFiles() if taken else [], dialog.directory().path()
        dialog.deleteLater()
        typed = next(filter(None, reversed(written)), "")  # as it closes, Qt empties the line
        asked = [name for name in _NAMED.findall(typed) if taken]
        missing = [name for name in asked if not (Path(folder) / name).exists()]
        if not missing:
            names = [*dict.fromkeys([*(str(Path(folder) / name) for name in asked), *names])] if asked else names
            _taken(place, names[0] if names else "")
            return names
        QMessageBox.information(
            parent, title, tr("Not in that folder: {names}. Nothing was taken yet.", names=", ".join(missing))
        )


def save_file(parent: QWidget | None, title: str, place: FilePlace, name: str, kinds: str = "") -> str:
    """Ask under which name to write, beginning with ``name``; "" for nowhere."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, LAST.begin(place, name), kinds)
    return _taken(place, chosen)


def choose_folder(parent: QWidget | None, title: str, place: FilePlace, begin: str = "") -> str:
    """Ask for a folder, beginning at one or where the last of its kind lay; "" for none."""
    name = QFileDialog.getExistingDirectory(parent, title, begin or LAST.begin(place))
    return _taken(place, name)


def _taken(place: FilePlace, name: str) -> str:
    if name:
        LAST.take(place, Path(name).parent)
    return name
