"""FlowLayout: things side by side, in a second row where one is too narrow, as for large text."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget


class FlowLayout(QLayout):
    """Lays its widgets in rows, in order, each at the size it asks for; one that expands fills the rest of its row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        """Take one more."""
        self._items.append(item)

    def insert_first(self, widget: QWidget) -> None:
        """Take one more, before all others."""
        self.addWidget(widget)
        self._items.insert(0, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The one at a place; None where there is none."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give one back."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """Narrower is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How high it is at a width."""
        return self._lay(QRect(0, 0, width, 0), move=False)

    def expandingDirections(self) -> Qt.Orientation:
        """Takes no more than it needs."""
        return Qt.Orientation(0)

    def sizeHint(self) -> QSize:
        """One row."""
        hints = [item.sizeHint() for item in self._items]
        margins = self.contentsMargins()
        width = sum(h.width() for h in hints) + self.spacing() * max(0, len(hints) - 1)
        height = max((h.height() for h in hints), default=0)
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def width_without(self, widget: QWidget) -> int:
        """Return what everything that is shown, but one widget, takes of one row, with the gaps."""
        others = [item for item in self._items if not item.isEmpty() and item.widget() is not widget]
        return sum(item.sizeHint().width() + self.spacing() for item in others)

    def minimumSize(self) -> QSize:
        """The widest alone."""
        margins = self.contentsMargins()
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def setGeometry(self, rect: QRect) -> None:
        """Lay everything."""
        super().setGeometry(rect)
        self._lay(rect, move=True)

    def _lay(self, rect: QRect, *, move: bool) -> int:
        inside = rect.marginsRemoved(self.contentsMargins())
        room, gap = inside.width(), self.spacing()
        rows: list[list[tuple[QLayoutItem, QSize]]] = [[]]
        x = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = _size(item, room)
            if rows[-1] and x + size.width() > room:
                rows.append([])
                x = 0
            rows[-1].append((item, size))
            x += size.width() + gap
        y = inside.top()
        for row in rows:
            height = max((size.height() for _, size in row), default=0)
            if move:
                self._move(row, inside, y, height)
            y += height + gap
        margins = self.contentsMargins()
        return y - gap - inside.top() + margins.top() + margins.bottom()

    def _move(self, row: list[tuple[QLayoutItem, QSize]], inside: QRect, y: int, height: int) -> None:
        x = inside.left()
        for item, size in row:
            if item is row[-1][0] and item.expandingDirections() & Qt.Orientation.Horizontal:
                size.setWidth(inside.right() + 1 - x)
            at = QRect(QPoint(x, y + (height - size.height()) // 2), size)
            item.setGeometry(as_read(self, inside, at))
            x += size.width() + self.spacing()


def as_read(layout: QLayout, inside: QRect, at: QRect) -> QRect:
    """Return a place in a layout, mirrored where words are read from the right."""
    owner = layout.parentWidget()
    return QStyle.visualRect(owner.layoutDirection(), inside, at) if owner is not None else at


def _size(item: QLayoutItem, room: int) -> QSize:
    """As it asks for; words that wrap do so where there is less room."""
    size = item.sizeHint()
    if item.hasHeightForWidth() and 0 < room < size.width():
        return QSize(room, item.heightForWidth(room))
    return size
