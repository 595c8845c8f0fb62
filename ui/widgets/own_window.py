"""A window of its own beside the main one: a screen reader hears that it is a window, and its title."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QKeySequence, QShortcut
from PySide6.QtWidgets import QAccessibleWidget, QWidget


class OwnWindow(QWidget):
    """What is not a question, as a dialog is: figures and pages that stay open beside the work."""

    BESIDE_PICTURE: ClassVar[bool] = False
    """Whether moments that are chosen in it are seen in the main window's picture, which it must not cover."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        for key in (QKeySequence(Qt.Key.Key_Escape), QKeySequence("Ctrl+W")):
            QShortcut(key, self, self.close)
        # Of a plain widget Qt says that it fills a place, also where it has a frame and a title.
        self.access = QAccessibleWidget(self, QAccessible.Role.Window)

    def come_forward(self) -> None:
        """Show it before the others: somebody asked for what is open already."""
        self.raise_()
        self.activateWindow()


def _interface_of(_key: str, of: QObject) -> QAccessibleInterface | None:
    return of.access if isinstance(of, OwnWindow) else None


QAccessible.installFactory(_interface_of)
