"""Filled buttons: a button on a flat colour with words that stand out from it, alike in light and dark."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from ui.widgets.keys_now import KeyButton

ROUND_PX = 3
_PRESSED = 115
"""How much darker a pressed button is, in percent."""


def paint_filled(button: QAbstractButton, fill: QColor, words: QColor) -> None:
    """Draw a button flat: the style would lighten the colour until its words no longer stand out from it."""
    painter = QPainter(button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill.darker(_PRESSED) if button.isDown() else fill)
    painter.drawRoundedRect(button.rect().adjusted(1, 1, -1, -1), ROUND_PX, ROUND_PX)
    painter.setPen(words)
    painter.drawText(button.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic, button.text())
    painter.end()


class FirstButton(KeyButton):
    """The button of the step that most people take next. It names no answer as the better one: it is the usual key."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it on the colour of what is chosen; as any other while it can do nothing."""
        if self.isEnabled():
            palette = self.palette()
            paint_filled(
                self, palette.color(QPalette.ColorRole.Highlight), palette.color(QPalette.ColorRole.HighlightedText)
            )
        else:
            super().paintEvent(event)


class FillableButton(QPushButton):
    """A button that is filled while it is the step to take next, and one among others after that."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._filled = False

    def fill(self, filled: bool) -> None:
        """Be the next step, or not."""
        self._filled = filled
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it filled where it is the next step and possible."""
        if not (self._filled and self.isEnabled()):
            super().paintEvent(event)
            return
        palette = self.palette()
        paint_filled(
            self, palette.color(QPalette.ColorRole.Highlight), palette.color(QPalette.ColorRole.HighlightedText)
        )
