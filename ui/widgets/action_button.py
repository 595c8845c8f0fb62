"""ActionButton: a button that is an entry of the menus, with its words, its key, and its being possible now."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

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
        key = self._entry.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        words = words_of(self._entry).replace("&", "&&")
        self.setText(f"{words}  ({key})" if key else words)
        self.setToolTip(self._entry.toolTip())
        self.setEnabled(self._entry.isEnabled())
