"""A ring around whatever has the keyboard, alike on every control, so that nobody has to guess where they are."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QApplication,
    QFocusFrame,
    QMainWindow,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)
from shiboken6 import getCppPointer, isValid

from ui.player.player_view import PlayerView
from ui.timeline.timeline_view import TimelineView

_DRAW_THEIR_OWN = (PlayerView, TimelineView, QMainWindow)
_STAYS = frozenset({Qt.WindowType.Window, Qt.WindowType.Dialog, Qt.WindowType.Tool})
"""Windows that somebody moves about in by Tab; a menu or a tip is none."""


class _Above(QProxyStyle):
    """The style of rings: they lie above the window, where no tight row of buttons cuts them."""

    def __init__(self, parent: QObject) -> None:
        super().__init__("Fusion")
        self.setParent(parent)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,
    ) -> int:
        """Answered here and not in the style of the app, which is asked for hints thousands of times a window."""
        if hint is QStyle.StyleHint.SH_FocusFrame_AboveWidget:
            return 1
        return super().styleHint(hint, option, widget, returnData)


class FocusRing(QFocusFrame):
    """The ring of one window."""

    def __init__(self, window: QWidget, style: QStyle) -> None:
        super().__init__(window)
        self.setStyle(style)
        self.hide()  # a child that is made before its window is shown would come with it

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring, but around nothing that has gone while it had the keyboard."""
        watched = self.widget()
        if watched is None or not (watched.hasFocus() and watched.isVisible()):
            return
        painter = QPainter(self)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))


class FocusRings(QObject):
    """The rings of all windows: each is made when the keyboard first comes to its window.

    They are known by where their window lies in memory: a window that Qt itself holds, as where a file is chosen,
    outlives what Python knows of it. A ring goes with its window.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._style = _Above(self)
        self._of: dict[int, FocusRing] = {}
        self._shown: FocusRing | None = None
        self._letting_go = QTimer(self, singleShot=True, interval=0)
        self._letting_go.timeout.connect(self._let_go_of_hidden)

    def move(self, now: QWidget | None) -> None:
        """Let the ring of the window that has the keyboard lie around what has it, and no other one around anything."""
        before, self._shown = self._shown, self._ring_for(now) if now is not None else None
        if before is not None and before is not self._shown and isValid(before):
            before.setWidget(None)  # type: ignore[arg-type]
        if now is None or self._shown is None:
            return
        # Qt accepts None here to follow nothing; its stub does not know.
        self._shown.setWidget(None if isinstance(now, _DRAW_THEIR_OWN) else now)  # type: ignore[arg-type]
        if not now.isVisible():
            self._letting_go.start()  # it may be about to be shown

    def _ring_for(self, now: QWidget) -> FocusRing | None:
        window = now.window()
        at = getCppPointer(window)[0]
        if (ring := self._of.get(at)) is not None and isValid(ring):
            return ring
        self._of = {place: one for place, one in self._of.items() if isValid(one)}
        if window.windowType() not in _STAYS:
            return None
        ring = self._of[at] = FocusRing(window, self._style)
        return ring

    def _let_go_of_hidden(self) -> None:
        """Take the keyboard from what nobody sees: Space would press it, and the ring stay where it was.

        Qt gives it to whatever a page held last, also where that is hidden by now.
        """
        held = QApplication.focusWidget()
        if held is not None and self._ring_for(held) is not None and not held.isVisible():
            held.clearFocus()
