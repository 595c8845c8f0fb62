"""SearchLine: a line to search or filter by, with a button that empties it and says so."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from coder.vocabulary.language import tr


class SearchLine(QLineEdit):
    """A line with a button to clear it; Qt gives that button no name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setClearButtonEnabled(True)
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(tr("Empty the line"))
