"""TabRow: a row of tabs in which the one that is shown is marked by a bar and by bold words, in light and dark."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QTabBar, QWidget

BAR_PX = 3
"""Height of the bar: a shape, so that nobody needs to tell two greys apart."""


class TabRow(QTabBar):
    """Everything a QTabBar is; the style alone lifts the chosen tab by a shade that is not seen in the dark."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDrawBase(False)

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
