"""SideBySide: parts of a window with an edge between them that the mouse moves."""

from __future__ import annotations

from PySide6.QtWidgets import QSplitter, QWidget

_NOT_HEARD = "qt_rubberband"
"""Qt leaves a widget of this name out of what a screen reader is given."""


class SideBySide(QSplitter):
    """A splitter whose edges are not read aloud.

    No key moves an edge, and AT-SPI has no role for one: a reader hears "unknown", in between the parts.
    """

    def addWidget(self, widget: QWidget) -> None:
        """Add a part at the end."""
        super().addWidget(widget)
        for n in range(self.count()):
            self.handle(n).setObjectName(_NOT_HEARD)
