"""The command palette: type a few letters, and do anything, go to any recording, code any code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from coder.vocabulary.language import tr
from ui.widgets.measure import USUAL, open_at

_KIND, _KEYS = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_KEYS_CHARS = 22
_EDGE_PX = 6
_INSIDE = 4
"""The rank of what holds the letters only inside a word."""
_MOST = 60
"""So many are listed; whoever wants another types a letter more."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be found and done.

    Attributes
    ----------
    text : str
        What a person reads.
    kind : str
        Of what sort it is: the menu of an action, "Recording", "Code".
    keys : str
        Its keys, as a person reads them.
    others : tuple of str
        Other names by which it is found.
    why_not : str
        Why it does nothing now; "" where it acts.
    """

    text: str
    kind: str
    run: Callable[[], object]
    keys: str = ""
    others: tuple[str, ...] = ()
    why_not: str = ""


def found(commands: Sequence[Command], typed: str) -> list[Command]:
    """Return the commands in which every typed word is found, the likeliest first.

    What acts now stands before what does not. Among those a name that begins as typed stands before one with a word
    that begins so, and its own name before other programs' names; what only holds it inside a word comes last of all.
    Otherwise the order stays.
    """
    words = typed.casefold().split()
    ranked = [(rank, command) for command in commands if (rank := _rank(command, words)) is not None]
    ranked.sort(key=lambda pair: (pair[0] == _INSIDE, bool(pair[1].why_not), pair[0]))
    return [command for _, command in ranked]


def other_name(command: Command, typed: str) -> str:
    """Return the name of another program by which it was found; "" where its own name holds all that was typed."""
    words = typed.casefold().split()
    own = f"{command.text} {command.kind}".casefold()
    if all(word in own for word in words):
        return ""
    return next((name for name in command.others if all(word in name.casefold() for word in words)), "")


def _rank(command: Command, words: list[str]) -> int | None:
    own = f"{command.text} {command.kind}".casefold()
    every = " ".join((own, *command.others)).casefold()
    if not all(word in every for word in words):
        return None
    whole = " ".join(words)
    if own.startswith(whole):
        return 0
    if any(name.casefold().startswith(whole) for name in command.others):
        return 1
    if all(f" {word}" in f" {own}" for word in words):
        return 2
    return 3 if all(f" {word}" in f" {every}" for word in words) else _INSIDE


class _CommandRow(QStyledItemDelegate):
    """A command's name, and at the right, quietly, of what sort it is and its keys."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Cut what a row is called before what stands at its end; pointing at it says it whole."""
        super().initStyleOption(option, index)
        letters = option.fontMetrics
        taken = _KEYS_CHARS * letters.averageCharWidth() + letters.horizontalAdvance(index.data(_KIND)) + 4 * _EDGE_PX
        room = max(option.rect.width() - taken, 0)
        option.text = letters.elidedText(option.text, Qt.TextElideMode.ElideRight, room)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the row as the style does, then what stands at its end."""
        super().paint(painter, option, index)
        kind, keys = index.data(_KIND), index.data(_KEYS)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.PlaceholderText
        metrics, room = option.fontMetrics, option.rect.adjusted(_EDGE_PX, 0, -_EDGE_PX, 0)
        for_keys = _KEYS_CHARS * metrics.averageCharWidth()
        mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignLeft if mirrored else Qt.AlignmentFlag.AlignRight
        end = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.save()
        painter.setPen(option.palette.color(role))
        painter.drawText(room, end, keys)
        painter.drawText(room.adjusted(for_keys * mirrored, 0, -for_keys * (not mirrored), 0), end, kind)
        painter.restore()


class Palette(QDialog):
    """A line and a list. Enter does what is chosen, Esc nothing; what cannot be done now is listed and says why."""

    def __init__(self, commands: Sequence[Command], parent: QWidget) -> None:
        super().__init__(parent)
        self._commands, self._shown = tuple(commands), list[Command]()
        self.setWindowTitle(tr("Find anything to do"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("An action, a recording, a code … by any program's name for it"))
        self.line.setAccessibleName(tr("find an action, a recording or a code"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("what was found"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_CommandRow(self.list))
        self.why = QLabel(wordWrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(USUAL, USUAL, USUAL, USUAL)
        layout.setSpacing(USUAL)
        layout.addWidget(self.line)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.why)
        self.line.textChanged.connect(self._fill)
        self.list.currentRowChanged.connect(self._say_why)
        self.list.itemClicked.connect(lambda _: self.take())
        self.line.installEventFilter(self)
        open_at(self, chars=96, lines=24)
        self._fill("")
        self.line.setFocus()

    @property
    def names(self) -> list[str]:
        """What is listed, from top to bottom."""
        return [command.text for command in self._shown]

    def take(self) -> None:
        """Do what is chosen, once the palette has gone; what cannot be done now stays and says why."""
        row = self.list.currentRow()
        if 0 <= row < len(self._shown) and not (chosen := self._shown[row]).why_not:
            self.accept()
            chosen.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list and Enter takes from it, while the letters go to the line."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.take()
                return True
            if (by := moves.get(Qt.Key(event.key()))) is not None:
                self.list.setCurrentRow(min(max(self.list.currentRow() + by, 0), self.list.count() - 1))
                return True
        return super().eventFilter(watched, event)

    def _fill(self, typed: str) -> None:
        self._shown = found(self._commands, typed)[:_MOST]
        quiet = QColor(self.palette().color(QPalette.ColorRole.PlaceholderText))
        self.list.clear()
        for command in self._shown:
            other = other_name(command, typed)
            item = QListWidgetItem(f"{command.text}  ({other})" if other else command.text)
            item.setToolTip(item.text())
            item.setData(_KIND, command.kind)
            item.setData(_KEYS, command.keys)
            heard = ", ".join(filter(None, (item.text(), command.kind, command.keys, command.why_not)))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, heard)
            if command.why_not:
                item.setForeground(quiet)
            self.list.addItem(item)
        # Nothing is chosen until something is typed: Enter that came too early did whatever stands first.
        self.list.setCurrentRow(0 if typed.strip() else -1)
        self._say_why(self.list.currentRow())

    def _say_why(self, row: int) -> None:
        if not self._shown:
            self.why.setText(tr("Nothing here is called so."))
        else:
            self.why.setText(self._shown[row].why_not if 0 <= row < len(self._shown) else "")
