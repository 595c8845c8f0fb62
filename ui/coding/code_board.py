"""CodeBoard: every code as a key, by whose act it is, those together that exclude each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from coder.vocabulary.language import tr
from ui.coding.code_key import CodeKey, KeyLook
from ui.timeline.code_colours import Colours
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.measure import HAIR, SNUG, TIGHT, ScaledLabel, Type

_LEAST_LINES = 4


@dataclass(frozen=True, slots=True)
class BoardCode:
    """A code on the board: ``subject`` whose act its key codes, ``group`` of those that exclude each other."""

    subject: str
    group: str
    colour: str
    look: KeyLook


class _Subject(QWidget):
    """Whose acts the keys beside a name code, with a band in their colour along them."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.colour = QColor()
        self.setAccessibleName(name)
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(SNUG, 0, 0, 0)
        self.lines.setSpacing(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the band on the side on which words begin."""
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        QPainter(self).fillRect(self.width() - SNUG if mirrored else 0, 0, SNUG, self.height(), self.colour)


class _Keys(QWidget):
    """The keys of one group."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.flow = FlowLayout(self)
        self.flow.setContentsMargins(0, 0, 0, 0)
        self.flow.setSpacing(TIGHT)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)


class CodeBoard(QScrollArea):
    """Codes in the order of the scheme's groups.

    Signals: ``activated_row(str)`` with a code as "role/id", by a click, Enter or Space.
    """

    activated_row = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # One that came and went with each line above would move keys to other places under a coder's eyes.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._codes: tuple[BoardCode, ...] = ()
        self._buttons: dict[str, CodeKey] = {}
        self._subjects: dict[str, _Subject] = {}
        self._everybody: tuple[str, ...] = ()
        self._current: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The codes that are listed, as "role/id", in the order in which they stand."""
        return tuple(self._buttons)

    @property
    def current_key(self) -> str | None:
        """The code that was pressed or moved to last, or None."""
        return self._current

    def button(self, row: str) -> CodeKey:
        """Return the key of a code; raise KeyError where it is not listed."""
        return self._buttons[row]

    def choose(self, row: str | None) -> bool:
        """Make a code the one in hand; return whether it is listed."""
        if row is None or row not in self._buttons:
            return False
        for one, button in self._buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if one == row else Qt.FocusPolicy.NoFocus)
        self._current = row
        self.ensureWidgetVisible(self._buttons[row], 0, SNUG)
        return True

    def show_codes(self, codes: Sequence[BoardCode], everybody: Sequence[str]) -> None:
        """List codes as they stand; ``everybody`` has a colour, the same as on the timeline."""
        shown = tuple(codes), tuple(everybody)
        if shown == (self._codes, self._everybody):
            return  # most edits leave every key as it is
        anew = [(one.subject, one.group, one.look.row) for one in codes]
        if anew != [(one.subject, one.group, one.look.row) for one in self._codes]:
            self._lay_out(codes)
        self._codes, self._everybody = shown
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Other colours, and room for larger letters."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._draw()

    def sizeHint(self) -> QSize:
        """A few lines: it takes what the panel has left, and scrolls by itself, so that what is below stays in view."""
        return QSize(super().sizeHint().width(), _LEAST_LINES * (self.fontMetrics().height() + 2 * SNUG))

    def minimumSizeHint(self) -> QSize:
        """No lower than that."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def _lay_out(self, codes: Sequence[BoardCode]) -> None:
        held = self._current
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, HAIR, 0)
        column.setSpacing(SNUG)
        self._buttons, self._subjects = {}, {}
        for subject in dict.fromkeys(one.subject for one in codes):
            theirs = [one for one in codes if one.subject == subject]
            who = theirs[0].look.who
            block = self._subjects[subject] = _Subject(who)
            for line, (group, members) in enumerate(_lines(theirs)):
                keys = _Keys(tr("{who}: {group}", who=who, group=group) if group else who)
                if line == 0:
                    keys.flow.addWidget(_label(who, Type.STRONG))
                if group:
                    keys.flow.addWidget(_label(group, Type.SMALL))
                for one in members:
                    keys.flow.addWidget(self._key(one.look.row))
                block.lines.addWidget(keys)
            column.addWidget(block)
        column.addStretch(1)
        self.setWidget(page)
        self._current = None
        if self._buttons:
            self.choose(held if held in self._buttons else self.keys[0])
            self._current = held if held in self._buttons else None

    def _key(self, row: str) -> CodeKey:
        made = self._buttons[row] = CodeKey()
        made.clicked.connect(lambda _=False: self._press(row))
        made.stepped.connect(self._step)
        return made

    def _press(self, row: str) -> None:
        self.choose(row)
        self.activated_row.emit(row)

    def _step(self, by: int) -> None:
        rows = self.keys
        focused = next((row for row, button in self._buttons.items() if button.hasFocus()), rows[0])
        row = rows[min(max(rows.index(focused) + by, 0), len(rows) - 1)]
        self.choose(row)
        self._buttons[row].setFocus(Qt.FocusReason.TabFocusReason)

    def _draw(self) -> None:
        if not self._codes:
            return
        colours = Colours.of(self.palette(), (*self._everybody, *(one.subject for one in self._codes)))
        for one in self._codes:
            self._buttons[one.look.row].show_look(one.look, colours.painted(one.subject, one.colour))
            self._subjects[one.subject].colour = colours.subjects[one.subject].fill
        for block in self._subjects.values():
            block.update()


def _lines(codes: Sequence[BoardCode]) -> list[tuple[str, list[BoardCode]]]:
    """Share out a subject's codes: those that exclude nothing without a name, then each group."""
    groups: dict[str, list[BoardCode]] = {}
    for one in codes:
        groups.setdefault(one.group, []).append(one)
    alone = [members[0] for members in groups.values() if len(members) == 1]
    several = [(group.replace("_", " "), members) for group, members in groups.items() if len(members) > 1]
    return [("", alone), *several] if alone else several


def _label(words: str, size: Type) -> ScaledLabel:
    made = ScaledLabel(words, size, quiet=size is Type.SMALL)
    made.setContentsMargins(SNUG, 0, SNUG, 0)
    return made
