"""Buttons that are entries of the menus, in words or as a sign: with their key, and their being possible now."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QToolButton, QWidget

from ui.widgets.filled_button import FillableButton
from ui.widgets.lettered_menu import words_of


class ActionButton(FillableButton):
    """Whatever the entry is called, by whatever key it is done now: the button says the same."""

    def __init__(self, entry: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._entry = entry
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click letters go on to decide and code
        self.clicked.connect(lambda _=False: entry.trigger())
        entry.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.setText(_with_key(words_of(self._entry).replace("&", "&&"), self._entry, gap="  "))
        self.setToolTip(self._entry.toolTip())
        self.setEnabled(self._entry.isEnabled())


class ActionSign(QToolButton):
    """Has room for a sign alone: the words and the key are its tip."""

    def __init__(self, entry: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry = entry
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda _=False: entry.trigger())
        entry.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        words = words_of(self._entry)
        self.setAccessibleName(words)
        self.setToolTip(_with_key(words, self._entry))
        self.setIcon(self._entry.icon())
        self.setEnabled(self._entry.isEnabled())


def _with_key(words: str, entry: QAction, *, gap: str = " ") -> str:
    key = entry.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{words}{gap}({key})" if key else words
