"""CellTable: the few tables of a dialog, drawn as the lists of the panels are, in one place for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QWidget

from ui.widgets.measure import LEFT, SNUG


class CellTable(QTableWidget):
    """Headings stand whole over what they name, rows are as high as the letters, and Tab leaves the table.

    A column is as wide as what stands in it; those in ``wide`` share the rest of the room. Qt's own
    stretching would cut a heading where there is little room; here the table scrolls to its side instead.
    ``typed``: cells are written in, so that lines are drawn between them; else whole rows are chosen, as in a list.
    """

    def __init__(
        self,
        name: str,
        headings: Sequence[str],
        *,
        wide: Sequence[int],
        rows: int = 0,
        typed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(rows, len(headings), parent)
        self._wide = tuple(wide)
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(list(headings))
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setDefaultAlignment(LEFT)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(1)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in self._wide:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        header.sectionResized.connect(lambda column, *_: self._share() if column not in self._wide else None)
        self.verticalHeader().hide()
        self.setTabKeyNavigation(False)  # from a cell being typed it goes to the next
        self.setShowGrid(typed)
        if not typed:
            self.setAlternatingRowColors(True)
            self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
            self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
            self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._fit_rows()

    @contextmanager
    def filled(self) -> Iterator[None]:
        """Within, cells are put in; how wide they are is measured once all are there.

        By itself Qt measures every column anew at each cell: a few hundred rows took seconds.
        """
        header = self.horizontalHeader()
        measured = [column for column in range(header.count()) if column not in self._wide]
        for column in measured:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        try:
            yield
        finally:
            for column in measured:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out anew."""
        super().resizeEvent(event)
        self._share()

    def changeEvent(self, event: QEvent) -> None:
        """Keep rows as high as the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_rows()
            self._share()

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 2 * SNUG)

    def _share(self) -> None:
        """Give what the other columns leave to the wide ones, evenly, and to none less than its heading takes."""
        header = self.horizontalHeader()
        others = sum(header.sectionSize(column) for column in range(header.count()) if column not in self._wide)
        left = self.viewport().width() - others
        least = {column: header.sectionSizeHint(column) for column in self._wide}
        for done, column in enumerate(sorted(least, key=least.__getitem__, reverse=True)):
            share = max(least[column], left // (len(least) - done))
            header.resizeSection(column, share)
            left -= share
