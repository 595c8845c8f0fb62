"""Whether letters code or decide: one switch that all who take keys look at."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ui.window.actions import KeyMode


class LetterMode(QObject):
    """Signals: ``changed``, when letters mean something else from now on."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.keys = KeyMode.REVIEW

    @property
    def coding(self) -> bool:
        """Whether letters code by hand."""
        return self.keys is KeyMode.CODE

    def toggle(self) -> None:
        """Let letters code, or decide."""
        self.keys = KeyMode.REVIEW if self.coding else KeyMode.CODE
        self.changed.emit()

    def begin_coding(self) -> None:
        """Let letters code."""
        if not self.coding:
            self.toggle()
