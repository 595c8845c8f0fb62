"""A quiet chip at the foot of the window: a word or two in a thin frame, that a click explains or changes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from ui.widgets.icons import paint_sign
from ui.widgets.measure import ROUND, SNUG, TIGHT, USUAL, sign_px


class FootChip(QPushButton):
    """Shows as much of its text as there is room for; all of it is in its tip."""

    def __init__(self, name: str, parent: QWidget | None = None, *, sign: str = "") -> None:
        super().__init__(parent)
        self._sign = sign
        self.setFlat(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click Space goes on to play
        self.setAccessibleName(name)

    def say(self, text: str, tip: str) -> None:
        """Show a text, and what a click does."""
        if (text, tip) == (self.text(), self.toolTip()):
            return  # the window would be laid out anew, and this is said again after every edit
        self.setText(text)
        self.setToolTip(tip)
        self.setAccessibleDescription(f"{text}. {tip}")
        self.updateGeometry()

    def show_sign(self, sign: str) -> None:
        """Show another sign before the words."""
        self._sign = sign
        self.update()

    @property
    def room_px(self) -> int:
        """How wide words can be."""
        return self.width() - self._beside_px

    @property
    def _beside_px(self) -> int:
        """What is not words: room at both ends, and the sign."""
        return 2 * USUAL + (sign_px(self.fontMetrics()) + SNUG if self._sign else 0)

    def sizeHint(self) -> QSize:
        """All its words."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + self._beside_px + 2, self._high)

    def minimumSizeHint(self) -> QSize:
        """A few letters: large text must not make the window wider than the screen."""
        few = min(self.fontMetrics().horizontalAdvance(self.text()), 6 * self.fontMetrics().averageCharWidth())
        return QSize(few + self._beside_px + 2, self._high)

    @property
    def _high(self) -> int:
        return self.fontMetrics().height() + SNUG + TIGHT

    def words_shown(self) -> str:
        """Return what there is room for."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.room_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a frame, stronger under the mouse and where the keys are, and the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        if self.hasFocus():
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 2))
        else:
            line = QPalette.ColorRole.Dark if self.underMouse() else QPalette.ColorRole.Mid
            painter.setPen(QPen(palette.color(line), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), ROUND, ROUND)
        ink = palette.color(QPalette.ColorRole.ButtonText)
        shown, words = self.words_shown(), QRectF(self.rect()).adjusted(USUAL, 0, -USUAL, 0)
        if self._sign:
            size = float(sign_px(self.fontMetrics()))
            together = size + SNUG + self.fontMetrics().horizontalAdvance(shown)
            spare = max((words.width() - together) / 2, 0.0)  # sign and words stand in the middle as one
            words = words.adjusted(spare, 0, -spare, 0)
            mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            x = words.right() - size if mirrored else words.left()
            paint_sign(painter, self._sign, QRectF(x, (self.height() - size) / 2, size, size), ink)
            taken = size + SNUG
            words = words.adjusted(0, 0, -taken, 0) if mirrored else words.adjusted(taken, 0, 0, 0)
        painter.setPen(ink)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, shown)
