"""The question that a change of role asks where events were accepted under the role before."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from coder.study.edits.role_changes import Fate
from coder.vocabulary.language import tr


def ask_fate(parent: QWidget, question: str, then: Callable[[Fate], object]) -> QMessageBox:
    """Ask what becomes of accepted events; ``then`` is given the answer, and nothing happens where there is none."""
    box = QMessageBox(QMessageBox.Icon.Question, tr("Who is who"), question, QMessageBox.StandardButton.Cancel, parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for fate in Fate:
        button = box.addButton(f"{fate.words[0].upper()}{fate.words[1:]}", QMessageBox.ButtonRole.AcceptRole)
        button.setObjectName(fate.value)
        button.clicked.connect(lambda _=False, chosen=fate: then(chosen))
    box.open()
    return box
