"""A dialog that asks for one of a list, and stays until what was chosen is done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from ui.widgets.asking_dialog import AskingDialog
from ui.widgets.choice_box import ChoiceBox

_CHARS = 56


class ChoosingDialog(AskingDialog):
    """Signals: ``chosen(place)``, the place of what was chosen in the list."""

    chosen = Signal(object)

    def __init__(self, title: str, words: str, choices: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.box = ChoiceBox()
        self.box.addItems(list(choices))
        label = QLabel(words, wordWrap=True)
        label.setBuddy(self.box)
        self.box.setAccessibleName(words)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (label, self.box, self.wrong, buttons):
            column.addWidget(widget)
        self.setMinimumWidth(_CHARS * self.fontMetrics().averageCharWidth())
        self.box.setFocus()

    def _choose(self) -> None:
        if self.box.currentIndex() >= 0 and self.ask():
            self.chosen.emit(self.box.currentIndex())
