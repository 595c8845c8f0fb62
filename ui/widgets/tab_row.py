"""TabRow: a row of tabs in which the one that is shown is marked by a bar and by bold words, in light and dark."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QTabBar, QWidget

from ui.widgets.icons import glyph
from ui.widgets.measure import sign_px

BAR_PX = 3
"""Height of the bar: a shape, so that nobody needs to tell two greys apart."""


class TabRow(QTabBar):
    """Everything a QTabBar is; the style alone lifts the chosen tab by a shade that is not seen in the dark."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self._signs: tuple[str, ...] = ()
        self._signed = False

    def set_signs(self, signs: tuple[str, ...]) -> None:
        """Give each tab a sign of :mod:`ui.widgets.icons`, to be seen where there is room."""
        self._signs = signs
        self._draw_signs()

    def show_signs(self, signed: bool) -> None:
        """Show the signs, or the words alone."""
        if signed is not self._signed:
            self._signed = signed
            self._draw_signs()

    def changeEvent(self, event: QEvent) -> None:
        """Signs have the colour and the size of the words."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._draw_signs()

    def _draw_signs(self) -> None:
        size = sign_px(self.fontMetrics())
        self.setIconSize(QSize(size, size))
        for place, sign in enumerate(self._signs):
            drawn = glyph(sign, size, self.palette(), QPalette.ColorRole.WindowText) if self._signed else QIcon()
            self.setTabIcon(place, drawn)

    def bar(self) -> QRect:
        """Where the mark of the chosen tab lies; empty where no tab is."""
        tab = self.tabRect(self.currentIndex())
        return QRect(tab.left() + 2, tab.bottom() - BAR_PX + 1, tab.width() - 4, BAR_PX) if tab.isValid() else QRect()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tabs, then the mark."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(self.bar(), self.palette().color(QPalette.ColorRole.Link))
        painter.end()
