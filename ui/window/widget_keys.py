"""Which keys a widget keeps for itself when a keyboard user has moved to it; all others are the window's."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QTabBar, QWidget

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
