"""The room of the event in hand below a page: one share of the height, whatever the event holds."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.coding.event_inspector import EventInspector
from ui.widgets.measure import USUAL

_ROWS = 5
"""What it is, when it is, the comment and one modifier: more is scrolled to."""


class InspectorShare(QScrollArea):
    """Shows the inspector as long as it holds an event, always as high.

    A form that grew with what an event says would take rows of the table from under the pointer.
    """

    def __init__(self, inspector: EventInspector, parent: QWidget) -> None:
        super().__init__(parent)
        self._inspector, self._beside = inspector, parent
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inspector)
        inspector.installEventFilter(self)
        parent.installEventFilter(self)
        self.setVisible(not inspector.isHidden())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the inspector; have two fifths of what it lies in at most."""
        if watched is self._inspector and event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.verticalScrollBar().setValue(0)
            self.setVisible(not self._inspector.isHidden())
        if watched is self._beside and event.type() is QEvent.Type.Resize:
            self._take_share()
        if watched is self._inspector and event.type() is QEvent.Type.FontChange:
            self._take_share()
        return super().eventFilter(watched, event)

    def _take_share(self) -> None:
        wanted = _ROWS * self._inspector.comment.sizeHint().height() + 2 * USUAL
        self.setFixedHeight(min(wanted, self._beside.height() * 2 // 5))
