"""A table of rows made when they are looked at, that changes only where its rows did, and is worked by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHideEvent, QMouseEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionHeader,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from coder.vocabulary.language import tr
from coder.vocabulary.portions import Portions

AnyIndex = QModelIndex | QPersistentModelIndex

_APART_CHARS = 2
"""Between columns, where there is room."""
_CUT_CHARS = 7
"""What is left at least of a column that is cut before others: the number that it begins with."""
LEAST_ROWS = 4
"""Of a table in a window of its own: with fewer one sees that there is a list, not what is in it."""
_NUMBER = re.compile(r"[-+±]?\d(?!.*[^\W\d_]{4})")
"""A number, a time, or several of them with their units: no word longer than a unit is."""
_UNKNOWN = {"-", "–"}
_BESIDE = "\u00a0\u00a0"
"""After what is set right, so that it does not touch what is set left in the next column; drawn, never said."""
_ISOLATED = "\u2066{}\u2069"
"""A number among words that are read from the right: “0.76 s ± 0.16 s” would be read from its end."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MEASURED_ROWS = 100
"""How many rows are asked for their width: columns must not cost more in a long recording."""
_SHORT = 20
"""Rows that are all measured again whenever they are said anew: in a longer list that would be felt at each key."""


@dataclass(frozen=True, slots=True)
class Words:
    """A row in words: its cells, a longer text on hovering, and what a screen reader says of it (else the cells)."""

    cells: tuple[str, ...]
    tip: str = ""
    spoken: str = ""


WordsAt = Callable[[int], Words]


def _nothing(row: int) -> Words:
    return Words(())


def _holds_numbers(cells: Sequence[str]) -> bool:
    """Whether a column is one of numbers: most of what is known in it are."""
    known = [cell for cell in cells if cell not in _UNKNOWN]
    return 2 * sum(_NUMBER.match(cell) is not None for cell in known) > len(known)


class RowsModel(QAbstractTableModel):
    """Rows under headings; columns of ``numbers`` are set right, so that digits stand under digits."""

    def __init__(self, headings: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._headings = tuple(headings)
        self._words: WordsAt = _nothing
        self.keys: Portions[str] = Portions()
        self._found: tuple[str, int] | None = None
        self._places: dict[str, int] | None = {}
        self.folded: frozenset[int] = frozenset()
        self.numbers: frozenset[int] = frozenset()

    def head(self, headings: Sequence[str]) -> None:
        """Call the columns otherwise."""
        self._headings = tuple(headings)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._headings) - 1)

    def replace(self, keys: Sequence[str], words: WordsAt) -> None:
        """Show other rows: those at the start and the end that are the same stay, with selection and scrolling."""
        old, new = self.keys, keys if isinstance(keys, Portions) else Portions(keys)
        if old == new:  # what most edits change is in the rows, not which there are
            self._words = words
            return
        same, after = old.alike(new)
        found, self._found = self._moved(same, after, len(new) - len(old)), None
        if len(old) - after > same:
            self.beginRemoveRows(QModelIndex(), same, len(old) - after - 1)
            self.keys, self._places = old.spliced(same, gone=len(old) - after - same), None
            # Until the new rows are in, a row may not be put into words that are not its own.
            self._words = _nothing
            self.endRemoveRows()
        if len(new) - after > same:
            self.beginInsertRows(QModelIndex(), same, len(new) - after - 1)
            self.keys, self._words, self._places = new, words, None
            self.endInsertRows()
        self.keys, self._words, self._places, self._found = new, words, None, found

    @property
    def places(self) -> dict[str, int]:
        """The row of every key."""
        if self._places is None:
            self._places = {key: place for place, key in enumerate(self.keys)}
        return self._places

    def place(self, key: str) -> int | None:
        """The row of one key: quicker than :attr:`places` just after an edit."""
        if self._places is not None:
            return self._places.get(key)
        if self._found is None or self._found[0] != key:
            try:
                self._found = key, self.keys.index(key)
            except ValueError:
                return None
        return self._found[1]

    def _moved(self, same: int, after: int, longer: int) -> tuple[str, int] | None:
        """The row that was found last, where it is now: a hundred thousand are not gone through for it again."""
        if self._found is None or self._found[1] < same:
            return self._found
        key, row = self._found
        return (key, row + longer) if row >= len(self.keys) - after else None

    def words(self, row: int) -> Words:
        """Put a row into words; this is done for those in view, however many there are."""
        return self._words(row)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.keys)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            cells = self.words(index.row()).cells
            return cells[index.column()] if cells else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            words = self.words(index.row())
            cell = " ".join(words.cells[index.column() : index.column() + 1])  # what is cut there is whole here
            folded = [f"{self._headings[c]}: {words.cells[c]}" for c in sorted(self.folded) if words.cells[c]]
            return "\n".join(dict.fromkeys(line for line in (cell, words.tip, *folded) if line))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = self.words(index.row())
            return words.spoken or ", ".join(cell for cell in words.cells if cell)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in self.numbers:
            return _RIGHT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        shown = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        if orientation is Qt.Orientation.Vertical:  # not shown, but heard
            return section + 1 if role in shown else None
        if role in shown:
            return self._headings[section]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._headings[section] or tr("remarks")
        if role == Qt.ItemDataRole.TextAlignmentRole and section in self.numbers:
            return _RIGHT
        return None


class _Cells(QStyledItemDelegate):
    """Draws cells."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Leave room beside a number."""
        super().initStyleOption(option, index)
        if index.data(Qt.ItemDataRole.TextAlignmentRole):
            mirrored = option.direction is Qt.LayoutDirection.RightToLeft
            option.text = (_ISOLATED.format(option.text) if mirrored else option.text) + _BESIDE


class _Headings(QHeaderView):
    """Draws headings: each set as its column is."""

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, logical_index: int) -> None:
        """Leave room beside the heading of numbers."""
        super().initStyleOptionForIndex(option, logical_index)
        if self.model().headerData(logical_index, self.orientation(), Qt.ItemDataRole.TextAlignmentRole):
            option.text += _BESIDE

    def wide(self, column: int) -> int:
        """Return how wide a heading is, in pixels, whether or not it is shown now; Qt says 0 of a hidden one."""
        return self.sectionSizeFromContents(column).width()


class RowsTable(QTableView):
    """The view that the panels share: whole rows, one at a time, and never wider than its place.

    Where there is no room, the columns of ``give_way`` go, in that order but those with nothing in them first (hovering
    still says them, and so does a screen reader); then those of ``cut_first`` are cut short, to a few letters, then the
    widest of those that hold words, and only then those that hold times and numbers. A column of both is cut before it
    goes, and so are the others of ``cut_first``.

    Signals
    -------
    moved(str)
        A person made another row current: its key.
    activated_row(str)
        Enter, or a double click.
    chosen_changed()
        Other rows are selected than before, by whomever.
    menu_asked(str, QPoint)
        A menu is wanted for a row, at a place on the screen: by the pointer, or by the keyboard for the current one.
    """

    moved = Signal(str)
    activated_row = Signal(str)
    chosen_changed = Signal()
    menu_asked = Signal(str, QPoint)

    def __init__(
        self,
        name: str,
        headings: Sequence[str],
        parent: QWidget | None = None,
        *,
        give_way: Sequence[str] = (),
        cut_first: Sequence[str] = (),
        several: bool = False,
        least_rows: int = 0,
    ) -> None:
        """``least_rows`` are seen whatever else the window holds; 0 where the table is in a panel that may be small."""
        super().__init__(parent)
        self._least_rows = least_rows
        self.setAccessibleName(name)
        self._names = tuple(headings)
        self._give_way = tuple(headings.index(heading) for heading in give_way)
        self._cut_first = frozenset(headings.index(heading) for heading in cut_first)
        self.rows_model = RowsModel(headings, self)
        self._filling = False
        self._whole_px = 0
        self._pressed = self._waits = False
        self._headings = _Headings(Qt.Orientation.Horizontal, self)
        self.setHorizontalHeader(self._headings)
        self.setItemDelegate(_Cells(self))
        self.setModel(self.rows_model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        one, more = QAbstractItemView.SelectionMode.SingleSelection, QAbstractItemView.SelectionMode.ExtendedSelection
        self.setSelectionMode(more if several else one)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)  # Tab leaves the table, as a keyboard user expects
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setMinimumSectionSize(1)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setResizeContentsPrecision(_MEASURED_ROWS)
        self.selectionModel().currentRowChanged.connect(self._tell)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen_changed.emit())
        self.doubleClicked.connect(self._activate)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            enter = QShortcut(key, self, context=Qt.ShortcutContext.WidgetShortcut)
            enter.activated.connect(self._activate)
        self._fit_rows()

    def head(self, named: Mapping[int, str]) -> None:
        """Call some columns, by their number, after what they are about now: two coders, two layers."""
        names = tuple(named.get(column, name) for column, name in enumerate(self._names))
        if names != self._names:
            self._names = names
            self.rows_model.head(names)
            self._fit_columns()

    def fill(self, keys: Sequence[str], words: WordsAt) -> None:
        """Show rows, keeping the current one and those selected with it where they are still there; nobody is told.

        ``keys`` identify the rows, ``words`` puts the one at a place into words.
        """
        held, chosen, count = self.current_key, self.chosen_keys, len(self.rows_model.keys)
        self._filling = True
        self.rows_model.replace(keys, words)
        self.choose(held)
        if len(chosen) > 1 and held in chosen:
            self.add_chosen(chosen)  # what an edit moves to another place stays selected too
        self._filling = False
        # A list that grows row by row would keep the widths of its first one, and in a short one words that grow longer
        # would be cut; in a long list widths are settled, and what leaves a list leaves room.
        longer = len(keys) == count <= _SHORT and self._cuts()
        if len(keys) and (count == 0 or count < len(keys) <= _MEASURED_ROWS or longer or len(keys) > count + 1):
            self._fit_columns()
        self.viewport().update()

    def _cuts(self) -> bool:
        """Say whether some cell is wider than its column."""
        header = self.horizontalHeader()
        shown = (column for column in range(header.count()) if not header.isSectionHidden(column))
        return any(self.sizeHintForColumn(column) > header.sectionSize(column) for column in shown)

    @property
    def lacking_px(self) -> int:
        """How many pixels wider the table would have to be for every column to be shown whole."""
        return max(self._whole_px - self.viewport().width(), 0)

    def let_give_way(self, headings: Sequence[str]) -> None:
        """Let other columns go where there is no room, in that order."""
        columns = tuple(self._names.index(heading) for heading in headings)
        if columns != self._give_way:
            self._give_way = columns
            self._fit_columns()

    @property
    def current_key(self) -> str | None:
        """Key of the current row, or None."""
        index = self.currentIndex()
        return self.rows_model.keys[index.row()] if index.isValid() else None

    @property
    def chosen_keys(self) -> tuple[str, ...]:
        """Keys of the rows that are selected, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self.rows_model.keys[row] for row in rows if row < len(self.rows_model.keys))

    def choose(self, key: str | None) -> bool:
        """Make the row with this key current, or none, without telling; return whether there is one."""
        before, self._filling = self._filling, True
        row = self.rows_model.place(key) if key is not None else None
        if row is not None and row == self.currentIndex().row():
            self._filling = before
            return True  # others that are selected beside it stay so
        self._make_current(row)
        self._filling = before
        return row is not None

    def add_chosen(self, keys: Iterable[str]) -> None:
        """Select the rows with these keys beside the current one, without telling; keys that are not shown are not."""
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        places = (self.rows_model.places.get(key) for key in keys)
        rows = QItemSelection()
        for row in (place for place in places if place is not None):
            index = self.rows_model.index(row, 0)
            rows.select(index, index)
        self.selectionModel().select(rows, flags)

    def step(self, rows: int) -> None:
        """Make the row so many places on current, round and round, and tell."""
        count = len(self.rows_model.keys)
        if count:
            place = self.currentIndex().row() if self.currentIndex().isValid() else -1 if rows > 0 else 0
            self._make_current((place + rows) % count)

    def _make_current(self, row: int | None) -> None:
        """Make a row the only one that is selected: by itself Qt would add it where Ctrl is held for another key."""
        self.executeDelayedItemsLayout()  # rows that came just now have no place yet to which one could scroll
        index = QModelIndex() if row is None else self.rows_model.index(row, 0)
        alone = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, alone)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu: for the row under the pointer, or, from the keyboard, for the current one."""
        index, place = self.indexAt(event.pos()), event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            place = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        if index.isValid():
            self.menu_asked.emit(self.rows_model.keys[index.row()], place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a row, and tell of it when the button is let go.

        What is shown of a row may take room from the table: it would slide under the pointer that is still down, and
        another row than the one that was told of would be chosen.
        """
        self._pressed = event.button() is Qt.MouseButton.LeftButton
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell which row was chosen."""
        super().mouseReleaseEvent(event)
        self._pressed = False
        if self._waits:
            self._tell()

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget a button that is let go elsewhere."""
        super().hideEvent(event)
        self._pressed = self._waits = False

    def keyboardSearch(self, search: str) -> None:
        """Search nothing: letters decide and code."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the keyboard, and no row: by itself Qt would take the first in hand, and the clip would go there."""
        before, self._filling, held = self._filling, True, self.currentIndex().isValid()
        super().focusInEvent(event)
        if not held:
            self.selectionModel().clearCurrentIndex()
        self._filling = before

    def changeEvent(self, event: QEvent) -> None:
        """Keep rows as high as the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_rows()
            self._fit_columns()

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)

    def minimumSizeHint(self) -> QSize:
        """The heading and so many rows, where they were asked for."""
        least = super().minimumSizeHint()
        rows = self._least_rows * self.verticalHeader().defaultSectionSize() if self._least_rows else 0
        return least.expandedTo(QSize(0, self.horizontalHeader().sizeHint().height() + rows)) if rows else least

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out anew, where it is wider or narrower than before; in a lower one keep what is in hand."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_columns()
        if event.size().height() < event.oldSize().height():
            held = self.visualRect(self.currentIndex())
            if 0 <= held.top() < event.oldSize().height() and held.bottom() >= event.size().height():
                self.scrollTo(self.currentIndex())  # a longer card above it would push the row out of sight

    def _fit_columns(self) -> None:
        header, room = self.horizontalHeader(), self.viewport().width()
        count = header.count()
        apart = self.fontMetrics().averageCharWidth() * _APART_CHARS
        measured = self._measured()
        held = [[cells[column] for cells in measured.values() if cells[column]] for column in range(count)]
        numbers = self.rows_model.numbers = frozenset(c for c in range(count) if _holds_numbers(held[c]))
        beside = self.fontMetrics().horizontalAdvance(_BESIDE)
        wanted = [
            max(self._widest(column, measured), self._headings.wide(column) + beside * (column in numbers)) + apart
            for column in range(count)
        ]
        self._whole_px = sum(wanted) - apart * count
        if sum(wanted) > room:
            wanted = [wide - apart for wide in wanted]
        few = self.fontMetrics().averageCharWidth() * _CUT_CHARS
        cut = {c: min(wanted[c], max(self._headings.wide(c), few)) for c in self._cut_first}
        gone: set[int] = set()
        for column in sorted(self._give_way, key=lambda column: bool(held[column])):
            short = cut if column in cut else {}
            if sum(short.get(c, wanted[c]) for c in range(count) if c not in gone) > room:
                gone.add(column)
        for column in reversed(self._give_way):  # one that went may be wider than what was missing
            short, others = cut if column in cut else {}, gone - {column}
            if held[column] and sum(short.get(c, wanted[c]) for c in range(count) if c not in others) <= room:
                gone.discard(column)
        shown = [column for column in range(count) if column not in gone]
        for column in range(count):
            header.setSectionHidden(column, column in gone)
        self.rows_model.folded = frozenset(gone)
        if sum(wanted[column] for column in shown) <= room:
            # The last column has what is left, but numbers stand no further from their row than they must.
            spare = (room - sum(wanted[column] for column in shown)) // len(shown) if shown[-1] in numbers else 0
            shares = {column: wanted[column] + spare for column in shown}
        else:
            # Short columns get what they need, and the long ones share what is left; numbers are not cut for words.
            last = [column for column in shown if column in self._cut_first]
            kept = {column: cut[column] for column in last}
            shares, left = {}, room - sum(kept.values())
            first = [column for column in shown if column not in kept]
            whole = numbers.intersection(first)
            if sum(wanted[column] for column in whole) > room // 2:
                whole = frozenset()
            for done, column in enumerate(sorted(first, key=lambda column: (column not in whole, wanted[column]))):
                fair = wanted[column] if column in whole else left // (len(first) - done)
                shares[column] = min(wanted[column], fair)
                left -= shares[column]
            for done, column in enumerate(last):
                shares[column] = min(wanted[column], kept[column] + left // (len(last) - done))
                left -= shares[column] - kept[column]
        for column, wide in shares.items():
            header.resizeSection(column, wide)

    def _measured(self) -> dict[int, tuple[str, ...]]:
        """What stands in the first rows and in those in view."""
        count = self.rows_model.rowCount()
        top, bottom = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        seen = range(max(top, 0), (bottom if bottom >= 0 else count - 1) + 1)
        rows = sorted({*range(min(count, _MEASURED_ROWS)), *seen[:_MEASURED_ROWS]})
        return {row: cells for row in rows if (cells := self.rows_model.words(row).cells)}

    def _widest(self, column: int, measured: Mapping[int, Sequence[str]]) -> int:
        """How wide the widest cell of a column is, in pixels.

        One cell is measured whole, that with the widest text: Qt would measure each, which an edit would wait for.
        """
        if not measured:
            return 0
        metrics = self.fontMetrics()
        widest = max(measured, key=lambda row: metrics.horizontalAdvance(measured[row][column]))
        return self.sizeHintForIndex(self.rows_model.index(widest, column)).width()

    def _tell(self) -> None:
        if self._filling:
            return
        self._waits = self._pressed
        if not self._waits and (key := self.current_key) is not None:
            self.moved.emit(key)

    def _activate(self) -> None:
        if (key := self.current_key) is not None:
            self.activated_row.emit(key)
