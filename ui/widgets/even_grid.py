"""EvenGrid: buttons of one width in as many columns as there is room for, so that a wide page needs fewer rows."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ui.widgets.flow_layout import as_read

_WIDEST = 1.6
"""A button grows to so many times what the widest asks for."""


class EvenGrid(QLayout):
    """Lays its widgets row by row, never in fewer columns than ``least``, and in one that leaves no row half empty."""

    def __init__(self, parent: QWidget | None = None, *, least: int = 2) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._least = self._now = least

    def addItem(self, item: QLayoutItem) -> None:
        """Take one more."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The one at a place; None where there is none."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give one back."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Takes no more than it needs."""
        return Qt.Orientation(0)

    def sizeHint(self) -> QSize:
        """As wide as the fewest columns, and as high as it is now."""
        return self._across(self._cell().width())

    def minimumSize(self) -> QSize:
        """The same, each as narrow as its words allow."""
        return self._across(max((item.minimumSize().width() for item in self._items), default=0))

    def columns(self, width: int) -> int:
        """Into how many columns the widgets go at a width."""
        margins, gap = self.contentsMargins(), self.spacing()
        room = width - margins.left() - margins.right()
        fit = (room + gap) // max(self._cell().width() + gap, 1)
        even = [n for n in range(self._least, len(self._items) + 1) if len(self._items) % n == 0]
        return max((n for n in even if n <= fit), default=self._least)

    def setGeometry(self, rect: QRect) -> None:
        """Lay everything."""
        super().setGeometry(rect)
        inside, gap, cell = rect.marginsRemoved(self.contentsMargins()), self.spacing(), self._cell()
        columns = self.columns(rect.width())
        if columns != self._now:  # told so, and not by a height for each width: a page that scrolls would not give way
            self._now = columns
            self.invalidate()
        wide = min((inside.width() + gap) // columns - gap, round(cell.width() * _WIDEST))
        for place, item in enumerate(self._items):
            row, column = divmod(place, columns)
            at = QPoint(inside.left() + column * (wide + gap), inside.top() + row * (cell.height() + gap))
            item.setGeometry(as_read(self, inside, QRect(at, QSize(wide, cell.height()))))

    def _cell(self) -> QSize:
        """What the widest and the highest ask for."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.sizeHint())
        return size

    def _across(self, cell: int) -> QSize:
        margins, gap, rows = self.contentsMargins(), self.spacing(), -(-len(self._items) // self._now)
        wide = margins.left() + margins.right() + self._least * (cell + gap) - gap
        return QSize(wide, margins.top() + margins.bottom() + rows * (self._cell().height() + gap) - gap)
