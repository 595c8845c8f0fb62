"""CellTable: the few tables of a dialog, drawn as the lists of the panels are, in one place for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QWidget

from ui.widgets.measure import LEFT, SNUG


class CellTable(QTableWidget):
    """Headings stand over what they name, rows are as high as the letters, and Tab leaves the table.

    ``typed``: cells are written in, so that lines are drawn between them; else whole rows are chosen, as in a list.
    """

    def __init__(
        self, name: str, headings: Sequence[str], *, rows: int = 0, typed: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(rows, len(headings), parent)
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(list(headings))
        self.horizontalHeader().setDefaultAlignment(LEFT)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().hide()
        self.setTabKeyNavigation(False)  # from a cell being typed it goes to the next
        self.setShowGrid(typed)
        if not typed:
            self.setAlternatingRowColors(True)
            self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
            self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
            self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._fit_rows()

    def changeEvent(self, event: QEvent) -> None:
        """Keep rows as high as the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_rows()

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 2 * SNUG)
