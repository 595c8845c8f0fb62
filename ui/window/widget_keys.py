"""Which keys a widget keeps for itself when a keyboard user has moved to it; all others are the window's."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

_ARROWS = frozenset(
    {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End}
)


def own_keys(widget: QWidget | None) -> frozenset[int]:
    """Space presses a button, arrows move in a box, a slider, a row of tabs or a chart."""
    if isinstance(widget, QAbstractButton):
        return frozenset({Qt.Key.Key_Space})
    if isinstance(widget, QComboBox):
        return _ARROWS | {Qt.Key.Key_Space}
    if isinstance(widget, QAbstractSlider | QTabBar) or (widget is not None and widget.property("keepsArrows")):
        return _ARROWS
    return frozenset()


def types_text(widget: QWidget | None) -> bool:
    """Whether letters are for this widget: somebody is writing in it."""
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        return not widget.isReadOnly()
    return isinstance(widget, QAbstractSpinBox) or (isinstance(widget, QComboBox) and widget.isEditable())


def takes_back_nothing(widget: QWidget | None, event: QKeyEvent) -> bool:
    """Whether a key would undo or redo what is written in a line where nothing was written since it was kept."""
    line = widget.lineEdit() if isinstance(widget, QComboBox) else widget
    if not isinstance(line, QLineEdit) or line.isModified():
        return False
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


def typed(event: QKeyEvent) -> str:
    """Return the one character that a key types, a letter in small; "" for keys with Ctrl or Alt, and for all others.

    Shift makes no other letter, but may be how a keyboard types a sign.
    """
    text, held = event.text(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if len(text) != 1 or not text.isprintable():
        return ""
    sign = text.lower() == text.upper()
    fits = held == Qt.KeyboardModifier.NoModifier or (sign and held == Qt.KeyboardModifier.ShiftModifier)
    return text.lower() if fits else ""


def written(event: QKeyEvent) -> str:
    """Return the letter that a key writes as it is, "\\n" for Enter and "\\b" for Backspace; "" for all others."""
    held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
    if held != Qt.KeyboardModifier.NoModifier:
        return ""
    named = {Qt.Key.Key_Return: "\n", Qt.Key.Key_Enter: "\n", Qt.Key.Key_Backspace: "\b"}
    text = event.text()
    return named.get(Qt.Key(event.key()), text if len(text) == 1 and text.isprintable() else "")
