"""One line for a note, there when it is used: Enter keeps it, Esc leaves it, either gives the keys back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from coder.vocabulary.language import tr


class NoteLine(QLineEdit):
    """Signals: ``written(str)`` when a changed text was kept."""

    written = Signal(str)

    def __init__(self, words: str, parent: QWidget | None = None, *, stays: bool = True) -> None:
        """``stays`` where a note is shown also while nobody writes; not where it is shown elsewhere."""
        super().__init__(parent)
        self.setPlaceholderText(words)
        self.setAccessibleName(tr("note"))
        self._kept, self._stays = "", stays
        # Letters are keys here; only N or a click, not Tab on the way past, shall turn them into text.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def show_text(self, text: str) -> None:
        """Show what is kept, unless somebody is writing."""
        self._kept = text
        if not self.hasFocus():
            self.setText(text)
            self.setVisible(self._stays and bool(text))

    def clear(self) -> None:
        """Forget text and what was kept."""
        self._kept = ""
        super().clear()
        self.hide()

    def write(self) -> None:
        """Come into view and take the keyboard."""
        self.show()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps, Esc leaves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keep()
        elif event.key() == Qt.Key.Key_Escape:
            self.setText(self._kept)
        else:
            super().keyPressEvent(event)
            return
        self._give_back()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was written is not lost by looking elsewhere."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self._keep()
            if not self._stays:
                self.hide()

    def _keep(self) -> None:
        if self.text().strip() != self._kept:
            self._kept = self.text().strip()
            self.written.emit(self._kept)

    def _give_back(self) -> None:
        self.clearFocus()
        self.setVisible(self._stays and bool(self.text()))
