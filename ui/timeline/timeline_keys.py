"""The timeline's own keys, for when it has the focus."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from ui.timeline.timeline_view import TimelineView

ZOOM_STEP = 1.5

_NONE = Qt.KeyboardModifier.NoModifier
_CTRL = Qt.KeyboardModifier.ControlModifier

KEYS: dict[tuple[Qt.Key, Qt.KeyboardModifier], Callable[[TimelineView], object]] = {
    (Qt.Key.Key_Up, _NONE): lambda view: view.step_tier(-1),
    (Qt.Key.Key_Down, _NONE): lambda view: view.step_tier(+1),
    (Qt.Key.Key_Left, _CTRL): lambda view: view.step_item(-1),
    (Qt.Key.Key_Right, _CTRL): lambda view: view.step_item(+1),
    (Qt.Key.Key_Plus, _NONE): lambda view: view.zoom(ZOOM_STEP),
    (Qt.Key.Key_Equal, _NONE): lambda view: view.zoom(ZOOM_STEP),
    (Qt.Key.Key_Minus, _NONE): lambda view: view.zoom(1 / ZOOM_STEP),
    (Qt.Key.Key_0, _CTRL): lambda view: view.zoom_to_all(),
    (Qt.Key.Key_PageUp, _NONE): lambda view: view.scroll_by_page(-1),
    (Qt.Key.Key_PageDown, _NONE): lambda view: view.scroll_by_page(+1),
    (Qt.Key.Key_Home, _NONE): lambda view: view.set_scale(view.scale.starting_at(-math.inf)),
    (Qt.Key.Key_End, _NONE): lambda view: view.set_scale(view.scale.starting_at(math.inf)),
    (Qt.Key.Key_Home, _CTRL): lambda view: view.step_item(-len(view.model)),
    (Qt.Key.Key_End, _CTRL): lambda view: view.step_item(+len(view.model)),
    (Qt.Key.Key_Return, _NONE): lambda view: view.activate(),
    (Qt.Key.Key_Enter, _NONE): lambda view: view.activate(),
}
"""Key and modifier -> what it does."""


def handle(view: TimelineView, event: QKeyEvent) -> bool:
    """Do what a key asks for; False where it asks for nothing here. Escape belongs to whatever is being dragged."""
    if event.key() == Qt.Key.Key_Escape:
        return view.cancel_drag()
    # Plus is Shift and another key on many keyboards, and on its own on the keypad.
    passing = Qt.KeyboardModifier.KeypadModifier
    if event.key() == Qt.Key.Key_Plus:
        passing |= Qt.KeyboardModifier.ShiftModifier
    action = KEYS.get((Qt.Key(event.key()), event.modifiers() & ~passing))
    if action is None:
        return False
    action(view)
    return True
