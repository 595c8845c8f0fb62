"""The time budget as a table: how often, how long and how far apart, by code and detail; a row leads to its first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coder.report.figures.time_budget import BUDGET_HEADINGS, BUDGET_NOTE, BudgetLine, budget_cells
from coder.vocabulary.language import tr
from ui.widgets.measure import SNUG, USUAL, ScaledLabel, Type
from ui.widgets.prose_label import ProseLabel
from ui.widgets.row_table import RowsTable, Words

_GIVE_WAY = (6, 4, 5)
"""Columns that go first where there is no room: the spread of gaps, of lengths, then the mean gap; a tip says them."""


class BudgetTable(QWidget):
    """Signals: ``asked(subject, code, modifier, value)`` with the row whose first act a person wants to see."""

    asked = Signal(str, str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[BudgetLine, ...] = ()
        self.table = RowsTable(
            tr("time budget"), BUDGET_HEADINGS, give_way=tuple(BUDGET_HEADINGS[column] for column in _GIVE_WAY)
        )
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # the page is scrolled
        self.table.activated_row.connect(self._activated)
        note = ProseLabel(BUDGET_NOTE)
        column = QVBoxLayout(self)
        column.setContentsMargins(SNUG, SNUG, SNUG, USUAL)
        column.addWidget(ScaledLabel(tr("How often, how long, how far apart"), Type.TITLE))
        column.addWidget(self.table)
        column.addWidget(note)
        self.show_lines(())

    def show_lines(self, lines: Sequence[BudgetLine]) -> None:
        """Show a row for each line, in their order; nothing of the table where there are none."""
        self._lines = tuple(lines)
        self.table.fill([str(n) for n in range(len(self._lines))], lambda row: Words(budget_cells(self._lines[row])))
        self.setVisible(bool(self._lines))
        self._fit_height()

    def _activated(self, key: str) -> None:
        line = self._lines[int(key)]
        self.asked.emit(line.subject, line.code, line.modifier, line.value)

    def _fit_height(self) -> None:
        """All rows are there at once."""
        rows = len(self._lines) * self.table.verticalHeader().defaultSectionSize()
        head = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(head + rows + 2 * self.table.frameWidth())
