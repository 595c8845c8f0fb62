"""Hands for the tests of the window: real keys, real menus, and waiting for what the study answers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMenu

from ui.study.analysis_dialog import LookDialog
from ui.widgets.lettered_menu import words_of


def press(qtbot, window, key: str) -> None:
    """Press a key as the table of actions writes it."""
    combination = QKeySequence(key)[0]
    qtbot.keyClick(QApplication.focusWidget() or window, combination.key(), combination.keyboardModifiers())


def choose_in_menu(qtbot, text: str) -> None:
    """Choose an entry of the menu that has popped up."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu), timeout=5_000)
    menu = QApplication.activePopupWidget()
    # An entry may say behind a colon what its word means.
    chosen = next(action for action in menu.actions() if text in (words_of(action), words_of(action).split(": ")[0]))
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(chosen).center())


def begin_looking(qtbot, rate: float = 10.0) -> None:
    """Answer the question before an analysis, with the keyboard."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), LookDialog), timeout=5_000)
    dialog = QApplication.activeModalWidget()
    dialog.rate_box.setCurrentIndex(dialog.rate_box.findData(rate))
    window = dialog.parent()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    window.activateWindow()  # a window manager does this; there is none here


def come_back(qtbot, window) -> None:
    """Have the window in front again after a dialog, as a window manager does; there is none here."""
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=5_000)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=5_000)


def edited(qtbot, window):
    return qtbot.waitSignal(window.session.edited, timeout=5_000)


def state(window):
    return window.session.state
