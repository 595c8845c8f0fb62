"""The head of the queue: how what waits is worked through, and the way that takes least: all of it, as it plays."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from coder.vocabulary.language import tr
from ui.review.play_through_line import HOW_THE_WHOLE_IS_PLAYED
from ui.widgets.keys_now import KEYS, KeyButton, follow_keys
from ui.widgets.measure import SNUG, USUAL, sign_px
from ui.widgets.tab_row import TabRow

_FORMS = (tr("Play through  (Ctrl+Alt+A)"), tr("Play through"), "▶")
"""From the longest to the shortest: what is said where there is room."""


class QueueHead(QWidget):
    """Tabs, and a button beside them that says less where there is less room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = TabRow()
        self.tabs.setAccessibleName(tr("how what waits is worked through"))
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.all = KeyButton(_FORMS[0])
        self.all.setAccessibleName(tr("Play through all that waits"))
        follow_keys(self.all, lambda: self.all.setAccessibleDescription(KEYS.said(HOW_THE_WHOLE_IS_PLAYED)))
        self.all.setToolTip(f"{_FORMS[0]}\n{HOW_THE_WHOLE_IS_PLAYED}")
        self.all.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        # The page is never scrolled sideways for words that have a shorter form.
        self.all.setMinimumWidth(sign_px(self.fontMetrics()))
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
        beside = self.tabs.sizeHint().width() if not self.tabs.isHidden() else 0
        for form in _FORMS:
            self.all.setText(form)
            if beside + self.all.sizeHint().width() + SNUG + USUAL <= self.width():
                return
