"""The head of the queue: how what waits is worked through, and the way that takes least: all of it, as it plays."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from coder.vocabulary.language import tr
from ui.review.play_through_line import HOW_THE_WHOLE_IS_PLAYED
from ui.widgets.keys_now import KeyButton
from ui.widgets.measure import SNUG, USUAL
from ui.widgets.tab_row import TabRow

_WORDS, _BRIEF = tr("Play through  (Ctrl+Alt+A)"), "▶"


class QueueHead(QWidget):
    """Tabs, and a button beside them that says less where there is less room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = TabRow()
        self.tabs.setAccessibleName(tr("how what waits is worked through"))
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.all = KeyButton(_WORDS)
        self.all.setAccessibleName(tr("Play through all that waits"))
        self.all.setAccessibleDescription(HOW_THE_WHOLE_IS_PLAYED)
        self.all.setToolTip(f"{_WORDS}\n{HOW_THE_WHOLE_IS_PLAYED}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, USUAL, 0)
        row.setSpacing(SNUG)
        row.addWidget(self.tabs)
        row.addStretch(1)
        row.addWidget(self.all)

    def show_parts(self, *, tabs: bool, whole: bool) -> None:
        """Show what makes sense now."""
        self.tabs.setVisible(tabs)
        self.all.setVisible(whole)
        self.setVisible(tabs or whole)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters leave less room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.all.setText(_WORDS)
        beside = self.tabs.sizeHint().width() if not self.tabs.isHidden() else 0
        if beside + self.all.sizeHint().width() + SNUG + USUAL > self.width():
            self.all.setText(_BRIEF)
