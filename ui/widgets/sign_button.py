"""SignButton: a flat button with a sign of ours, that follows the colours and the size of letters."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from ui.widgets.icons import glyph
from ui.widgets.measure import sign_px


class SignButton(QToolButton):
    """Named to a screen reader by its tip."""

    def __init__(self, sign: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = sign
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_sign(sign, name)

    def show_sign(self, sign: str, name: str) -> None:
        """Have another sign, for what the button does now; a name may go on after a semicolon, in the tip alone."""
        self._sign = sign
        self.setToolTip(name)
        self.setAccessibleName(name.partition(";")[0])
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the sign anew in other colours, or at another size of text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._draw()

    def _draw(self) -> None:
        size = sign_px(self.fontMetrics())
        self.setIconSize(QSize(size, size))
        self.setIcon(glyph(self._sign, size, self.palette()))
