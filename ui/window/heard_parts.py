"""What Qt puts inside of controls by itself is heard by a name as well: lists of boxes, lines in them, signs."""

from __future__ import annotations

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QComboBox, QInputDialog, QLabel, QLineEdit, QMessageBox, QToolButton, QWidget

from coder.vocabulary.language import tr


def name_parts(window: QWidget) -> None:
    """Name the parts of a window that is about to be shown."""
    for box in window.findChildren(QComboBox):
        question = window.labelText() if isinstance(window, QInputDialog) else ""
        name = box.accessibleName() or box.accessibleDescription() or question
        line = box.lineEdit()
        if line is not None and not line.accessibleName():
            line.setAccessibleName(name)
        if QAccessible.isActive():  # a box makes its list only when it is opened, or when a reader asks
            box.view().setAccessibleName(name)
    for line in window.findChildren(QLineEdit):
        for button in line.findChildren(QToolButton):
            if not button.accessibleName():
                button.setAccessibleName(button.toolTip() or tr("clear"))
    if isinstance(window, QMessageBox):
        for label in window.findChildren(QLabel):
            if not label.pixmap().isNull():
                label.setAccessibleName(tr("sign of this message"))
