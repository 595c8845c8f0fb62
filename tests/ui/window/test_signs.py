"""Signs in menus, at the foot and in docks: each action that has one exists, and they follow the colours."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QPalette

from ui.widgets.icons import NAMES
from ui.window import theme
from ui.window.action_signs import SIGNS
from ui.window.actions import ACTIONS


def test_signs_are_of_actions_that_there_are():
    known = {action.id for action in ACTIONS}
    assert set(SIGNS) <= known
    assert set(SIGNS.values()) <= set(NAMES)


def strongest(icon):
    """The colour that most of a sign is drawn in."""
    image = icon.pixmap(16, 16).toImage()
    dots = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(dots, key=lambda dot: dot.alpha())


@pytest.mark.parametrize("dark", [True, False])
def test_signs_in_menus_follow_the_colours(empty_window, qtbot, dark):
    before = theme.is_dark(), theme.is_contrast()
    try:
        theme.use(dark=not dark)
        theme.use(dark=dark)
        words = theme.palette(dark=dark).color(QPalette.ColorRole.WindowText)
        icon = empty_window.actions_set.qt["open"].icon()
        qtbot.waitUntil(lambda: strongest(empty_window.actions_set.qt["open"].icon()).name() == words.name())
        assert not icon.isNull()
    finally:
        theme.use(dark=before[0], contrast=before[1])
