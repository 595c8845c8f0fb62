"""A message of the foot that is wider than its room, whole: in lines of its own above it, as long as it stands.

Before that the words of what takes a while stand back, where that is room enough: their bar stays, and a list says them
too. Chips keep theirs.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QFrame, QLabel, QStatusBar, QWidget

from ui.widgets.measure import SNUG, USUAL, WIDE
from ui.window.busy_line import BusyLine


class WholeMessage(QLabel):
    """Lies over the window's lower edge and takes no click; hidden where the foot has room enough."""

    def __init__(self, bar: QStatusBar, busy: BusyLine, window: QWidget) -> None:
        super().__init__(window)
        self._bar, self._busy, self._window = bar, busy, window
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAutoFillBackground(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setContentsMargins(USUAL, SNUG, USUAL, SNUG)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        bar.messageChanged.connect(self._show)
        for watched in (bar, *bar.findChildren(QWidget, options=_DIRECT)):
            watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the foot's width and that of its chips; what is said here, the foot does not say again."""
        if event.type() in _ROOM_CHANGES:
            self._show(self._bar.currentMessage())
        if event.type() == QEvent.Type.Paint and watched is self._bar:
            return self.isVisible()
        return super().eventFilter(watched, event)

    def _show(self, message: str) -> None:
        wide = self._bar.fontMetrics().horizontalAdvance(message) if message else 0
        room = self._room()
        without = room - self._busy.wide(words=False)
        cut = wide > without and bool(message)
        self._busy.stand_back(room - self._busy.wide(words=True) < wide <= without and bool(message))
        self.setText(message if cut else "")
        if cut is self.isHidden():
            self.setVisible(cut)
            self._bar.update()
        if cut:
            foot = self._bar.mapTo(self._window, QPoint(0, 0))
            across = self._bar.width()
            high = self.heightForWidth(across)
            self.setGeometry(foot.x(), max(foot.y() - high, 0), across, high)
            self.raise_()

    def _room(self) -> int:
        """How much of the foot is left of the chips that stand where its words end.

        What takes a while lies beside them and is counted by its own words: where it lies now may be out of date.
        """
        parts = self._bar.findChildren(QWidget, options=_DIRECT)
        chips = [one for one in parts if one is not self._busy and one.isVisible() and one.width() > 0]
        if self._bar.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            return self._bar.width() - max((one.geometry().right() + 1 for one in chips), default=0) - WIDE
        return min((one.x() for one in chips), default=self._bar.width()) - WIDE


_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
_ROOM_CHANGES = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)
