"""Divided: two parts with an edge between them that can be dragged."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAccessibleWidget, QSplitter, QSplitterHandle

from coder.vocabulary.language import tr


_HEARD: list[QAccessibleWidget] = []
"""Qt ends each with its edge, and a reader may hold it until then: it must not go before, whoever closes a window."""


class Divided(QSplitter):
    """A splitter whose edge a screen reader hears as one; Qt's own is of an unknown role and has no name."""

    def __init__(self, orientation: Qt.Orientation) -> None:
        super().__init__(orientation)
        self.setChildrenCollapsible(False)

    def createHandle(self) -> QSplitterHandle:
        """Make an edge, and let it be heard."""
        edge = QSplitterHandle(self.orientation(), self)
        heard = QAccessibleWidget(edge, QAccessible.Role.Separator, tr("edge between two parts"))
        QAccessible.registerAccessibleInterface(heard)
        _HEARD.append(heard)
        return edge
