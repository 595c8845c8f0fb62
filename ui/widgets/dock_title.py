"""DockTitle: the name of a dock, and two buttons with signs of ours that a screen reader can name."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QToolButton, QWidget

from coder.vocabulary.language import tr
from ui.widgets.icons import glyph
from ui.widgets.measure import SNUG, TIGHT, USUAL, ScaledLabel, Type, sign_px


class SignButton(QToolButton):
    """Named to a screen reader by its tip."""

    def __init__(self, sign: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = sign
        self.setAutoRaise(True)
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
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


class DockTitle(QWidget):
    """Drawn in the letters and colours of the window; the style's own signs are dark on dark."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        name = dock.windowTitle()
        row = QHBoxLayout(self)
        row.setContentsMargins(USUAL, TIGHT, SNUG, TIGHT)
        row.setSpacing(TIGHT)
        row.addWidget(ScaledLabel(name, Type.STRONG))
        row.addStretch(1)
        self.float_button = SignButton("apart", tr("{name}: in a window of its own, or back", name=name))
        self.close_button = SignButton("close", tr("{name}: close; the View menu opens it again", name=name))
        self.float_button.clicked.connect(lambda _=False: dock.setFloating(not dock.isFloating()))
        self.close_button.clicked.connect(lambda _=False: dock.close())
        row.addWidget(self.float_button)
        row.addWidget(self.close_button)
