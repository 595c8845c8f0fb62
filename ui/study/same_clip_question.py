"""Asks whether a clip that stands in the study already shall come in once more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from coder.vocabulary.language import tr
from coder.vocabulary.recording import Recording


class SameClipQuestion(QMessageBox):
    """``twice`` are files and the recordings whose clips they are already; leaving them out is what Enter does."""

    def __init__(self, twice: Sequence[tuple[Path, Recording]], parent: QWidget) -> None:
        words = [
            tr("{file} stands in this study already, as {id}: {name}.", file=file.name, id=one.id, name=one.name)
            for file, one in twice
        ]
        words.append(tr("Once more, it would be a recording of its own, and what is coded in both would count twice."))
        super().__init__(QMessageBox.Icon.Question, tr("Add a clip"), "\n".join(words), parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.again = self.addButton(tr("Add it once more"), QMessageBox.ButtonRole.AcceptRole)
        self.leave = self.addButton(tr("Leave it out"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.leave)
