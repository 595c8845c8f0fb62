"""A ring around whatever has the keyboard, alike on every control, so that nobody has to guess where they are."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QApplication, QFocusFrame, QMainWindow, QWidget

from ui.player.player_view import PlayerView
from ui.timeline.timeline_view import TimelineView

_DRAW_THEIR_OWN = (PlayerView, TimelineView, QMainWindow)


class FocusRing(QFocusFrame):
    """Follows the focus within one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.within = window
        self.hide()  # a child that is made before its window is shown would come with it
        self._letting_go = QTimer(self, singleShot=True, interval=0)
        self._letting_go.timeout.connect(self._let_go_of_hidden)

    def follow(self, now: QWidget | None) -> None:
        """Lie around what has the keyboard now, if that is in this window."""
        ours = now is not None and now.window() is self.within and not isinstance(now, _DRAW_THEIR_OWN)
        # Qt accepts None here to follow nothing; its stub does not know.
        self.setWidget(now if ours else None)  # type: ignore[arg-type]
        if now is not None and now.window() is self.within and not now.isVisible():
            self._letting_go.start()  # it may be about to be shown

    def _let_go_of_hidden(self) -> None:
        """Take the keyboard from what nobody sees: Space would press it, and the ring stay where it was.

        Qt gives it to whatever a page held last, also where that is hidden by now.
        """
        held = QApplication.focusWidget()
        if held is not None and held.window() is self.within and not held.isVisible():
            held.clearFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring, but around nothing that has gone while it had the keyboard."""
        watched = self.widget()
        if watched is None or not (watched.hasFocus() and watched.isVisible()):
            return
        painter = QPainter(self)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
