"""ModeSwitch: whether letters decide on proposals or code by hand, in words and in a colour for each."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from coder.vocabulary.language import tr
from ui.widgets.filled_button import paint_filled
from ui.window.actions import KeyMode

COLOURS = {KeyMode.REVIEW: QColor("#1f6fa8"), KeyMode.CODE: QColor("#9a4a12")}
"""White words stand out from both by more than 4.5 to 1; blue and brown are apart for every eye."""
_WORDS = {
    KeyMode.REVIEW: (tr("Review"), tr("Decide on what the models propose")),
    KeyMode.CODE: (tr("Code"), tr("Code by hand")),
}


class ModeSwitch(QWidget):
    """Signals: ``asked(Mode)`` when a person wants the other mode."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("mode"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self.buttons: dict[KeyMode, _ModeButton] = {}
        for mode in KeyMode:
            button = _ModeButton(mode)
            button.clicked.connect(lambda _=False, wanted=mode: self.asked.emit(wanted))
            self._group.addButton(button)
            row.addWidget(button)
            self.buttons[mode] = button
        self.show_mode(KeyMode.REVIEW)

    def show_mode(self, mode: KeyMode) -> None:
        """Say which mode it is."""
        self.buttons[mode].setChecked(True)

    def show_key(self, key: str) -> None:
        """Name the key that changes the mode now; "" where none does."""
        for mode, button in self.buttons.items():
            tip = f"{_WORDS[mode][1]} ({key})" if key else _WORDS[mode][1]
            if tip != button.toolTip():
                button.setToolTip(tip)


class _ModeButton(QToolButton):
    def __init__(self, mode: KeyMode) -> None:
        super().__init__()
        words, tip = _WORDS[mode]
        self._mode = mode
        self.setText(words)
        self.setToolTip(tip)
        self.setAccessibleName(tr("mode: {words}", words=words.lower()))
        self.setCheckable(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the mode that is on with its colour; the other is as flat as the buttons beside it."""
        if self.isChecked():
            paint_filled(self, COLOURS[self._mode], QColor("#ffffff"))
        else:
            super().paintEvent(event)
