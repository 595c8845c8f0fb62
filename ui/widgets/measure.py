"""One measure of room and one scale of type, for every control: nothing in the window chooses a size of its own."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget

HAIR, TIGHT, SNUG, USUAL, WIDE, PAGE = 1, 2, 4, 8, 12, 48
"""Room in pixels: a line, between parts of one thing, between things that belong together, around a panel,
between what stands apart, around a page that has the window to itself."""

PANEL = (USUAL, SNUG, USUAL, SNUG)
"""Around what stands in a panel: left, top, right, bottom."""

ROUND = 4.0
"""Radius of the corners of everything that has corners, in pixels."""


class Type(Enum):
    """The sizes of letters: their share of the window's own size, and whether they are bold."""

    SMALL = (0.9, False)
    BODY = (1.0, False)
    STRONG = (1.0, True)
    TITLE = (1.2, True)
    FIGURE = (1.55, True)

    def font(self, base: QFont | None = None) -> QFont:
        """Return letters of this size beside ``base``; the window's own where none is given."""
        share, bold = self.value
        made = QFont(QApplication.font() if base is None else base)
        if made.pointSizeF() > 0:
            made.setPointSizeF(made.pointSizeF() * share)
        else:
            made.setPixelSize(max(round(made.pixelSize() * share), 1))
        made.setBold(bold)
        return made


def sign_px(letters: QFontMetrics) -> int:
    """Return how large a sign is beside words of these letters, in pixels."""
    return round(letters.height() * 1.05)


class ScaledLabel(QLabel):
    """A label of one of the sizes, that keeps its share when the window's letters grow; ``quiet`` for what is aside."""

    def __init__(self, text: str = "", size: Type = Type.BODY, *, quiet: bool = False, wraps: bool = False) -> None:
        super().__init__(text)
        self._size = size
        self.setWordWrap(wraps)
        if quiet:
            self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.setFont(size.font())

    def event(self, event: QEvent) -> bool:
        """Follow the letters of the window."""
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.setFont(self._size.font())
        return super().event(event)


def open_at(window: QWidget, *, chars: int, lines: int) -> None:
    """Give a window room for so many letters across and lines down, whatever their size is."""
    letters = window.fontMetrics()
    window.resize(chars * letters.averageCharWidth(), lines * letters.height())


def use_letters(points: float) -> None:
    """Let the whole window have letters of this size; what has one of the sizes follows, also before the app runs."""
    font = QApplication.font()
    font.setPointSizeF(points)
    QApplication.setFont(font)
    # Qt tells widgets of it only while its event loop runs; a size that was kept is worn before.
    for widget in QApplication.allWidgets():
        if isinstance(widget, ScaledLabel):
            QApplication.sendEvent(widget, QEvent(QEvent.Type.ApplicationFontChange))


LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
