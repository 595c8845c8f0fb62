"""Moving events by so many seconds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from coder.vocabulary.language import tr
from coder.vocabulary.time import seconds_to_us
from ui.widgets.asking_dialog import AskingDialog
from ui.widgets.number_box import NumberBox

_MOST_S = 86_400


class ShiftDialog(AskingDialog):
    """Signals: ``chosen(int)``, by how many microseconds; below 0: back."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Move by"))
        self.seconds = NumberBox(decimals=3, minimum=-_MOST_S, maximum=_MOST_S, suffix=" s")
        label = QLabel(tr("Move by so many seconds (below 0: back)"))
        label.setBuddy(self.seconds)
        self.seconds.setAccessibleName(label.text())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (label, self.seconds, self.wrong, buttons):
            column.addWidget(widget)
        self.seconds.setFocus()
        self.seconds.selectAll()

    def _choose(self) -> None:
        if self.ask():
            self.chosen.emit(seconds_to_us(self.seconds.value()))
