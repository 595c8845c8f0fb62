"""Moving events by so many seconds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QDoubleSpinBox, QLabel, QVBoxLayout, QWidget

from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS
from ui.widgets.asking_dialog import AskingDialog

_MOST_S = 86_400


class ShiftDialog(AskingDialog):
    """Signals: ``chosen(int)``, by how many microseconds; below 0: back."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Move by"))
        self.seconds = QDoubleSpinBox()
        self.seconds.setRange(-_MOST_S, _MOST_S)
        self.seconds.setDecimals(3)
        label = QLabel(tr("Move by so many seconds (below 0: back)"))
        label.setBuddy(self.seconds)
        self.seconds.setAccessibleName(label.text())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (label, self.seconds, self.wrong, buttons):
            column.addWidget(widget)
        self.seconds.selectAll()

    def _choose(self) -> None:
        if self.ask():
            self.chosen.emit(round(self.seconds.value() * MICROS))
