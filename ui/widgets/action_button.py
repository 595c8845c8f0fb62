"""ActionButton: a button that is an entry of the menus, with its words, its key, and its being possible now."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QPaintEvent, QPalette
from PySide6.QtWidgets import QPushButton, QWidget

from ui.widgets.filled_button import paint_filled
from ui.widgets.lettered_menu import words_of


class ActionButton(QPushButton):
    """Whatever the entry is called, by whatever key it is done now: the button says the same. ``filled``: the usual."""

    def __init__(self, entry: QAction, parent: QWidget | None = None, *, filled: bool = False) -> None:
        super().__init__(parent)
        self._entry, self._filled = entry, filled
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

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it filled where it is the usual next step and possible."""
        if not (self._filled and self.isEnabled()):
            super().paintEvent(event)
            return
        palette = self.palette()
        paint_filled(
            self, palette.color(QPalette.ColorRole.Highlight), palette.color(QPalette.ColorRole.HighlightedText)
        )
