"""Where a study that is to be made shall lie: a line to type in, and a folder to choose."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from coder.vocabulary.language import tr
from ui.widgets.file_question import FilePlace, choose_folder


class StudyPlace(QWidget):
    """``line`` holds the path; ``problem`` says why nothing can be made there, "" where something can."""

    def __init__(self, start: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit(str(unused_place(start)))
        self.line.setAccessibleName(tr("folder of the study"))
        self.browse = QPushButton(tr("Choose…"))
        self.browse.setAccessibleName(tr("choose a folder"))
        self.browse.clicked.connect(self._browse)
        self.setFocusProxy(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1)
        row.addWidget(self.browse)

    @property
    def path(self) -> Path:
        """The folder as it is typed."""
        return Path(self.line.text().strip())

    @property
    def problem(self) -> str:
        """Why no study can be made there."""
        if not self.line.text().strip():
            return tr("Say where the study shall be.")
        if self.path.exists() and (not self.path.is_dir() or any(self.path.iterdir())):
            return tr("There is something at that place already; choose another.")
        return ""

    def _browse(self) -> None:
        name = choose_folder(self, tr("Where shall the new study be?"), FilePlace.STUDIES, self.line.text())
        if name:
            chosen = Path(name)
            self.line.setText(str(unused_place(chosen / "study") if any(chosen.iterdir()) else chosen))


def unused_place(wanted: Path) -> Path:
    """Return a place like the wanted one at which nothing is yet."""
    place, n = wanted, 2
    while place.exists():
        place, n = wanted.with_name(f"{wanted.name} {n}"), n + 1
    return place
