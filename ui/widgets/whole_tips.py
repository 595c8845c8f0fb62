"""What is cut in a list, a table or a heading is said whole when it is pointed at, whoever made the list."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QToolTip, QWidget


class WholeTips(QObject):
    """An event filter of the application; a tip that an item has itself stands before it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say a cut item whole."""
        if event.type() is not QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return False
        view = watched.parent() if isinstance(watched, QWidget) else None
        if not isinstance(view, QAbstractItemView) or watched is not view.viewport():
            return False
        words = _cut_heading(view, event) if isinstance(view, QHeaderView) else _cut_item(view, event)
        if words:
            QToolTip.showText(event.globalPos(), words, view.viewport())
        return bool(words)


def _cut_item(view: QAbstractItemView, event: QHelpEvent) -> str:
    index = view.indexAt(event.pos())
    if not index.isValid() or index.data(Qt.ItemDataRole.ToolTipRole):
        return ""
    whole = view.sizeHintForIndex(index).width() > view.visualRect(index).intersected(view.viewport().rect()).width()
    return str(index.data() or "") if whole else ""


def _cut_heading(view: QHeaderView, event: QHelpEvent) -> str:
    across = view.orientation() is Qt.Orientation.Horizontal
    section = view.logicalIndexAt(event.pos())
    if section < 0 or not across or view.sectionSizeHint(section) <= view.sectionSize(section):
        return ""
    told = view.model().headerData(section, view.orientation(), Qt.ItemDataRole.ToolTipRole)
    return str(told or view.model().headerData(section, view.orientation()) or "")
