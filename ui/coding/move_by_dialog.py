"""Asks by how many seconds events are to be moved."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from coder.vocabulary.language import tr
from coder.vocabulary.time import seconds_to_us
from ui.widgets.number_box import NumberBox

_MOST_S = 86_400


class MoveByDialog(QDialog):
    """Signals: ``chosen(time_us)``, below 0 for back."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Move by"))
        self.seconds = NumberBox(decimals=3, minimum=-_MOST_S, maximum=_MOST_S, suffix=" s")
        self.seconds.setAccessibleName(tr("seconds"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(lambda: self.chosen.emit(seconds_to_us(self.seconds.value())))
        column = QVBoxLayout(self)
        column.addWidget(QLabel(tr("Move by so many seconds (below 0: back)")))
        column.addWidget(self.seconds)
        column.addWidget(buttons)
        self.seconds.setFocus()
        self.seconds.selectAll()
