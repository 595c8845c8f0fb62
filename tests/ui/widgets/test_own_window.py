"""Windows that stay open beside the work: Esc closes each, and asked for again an open one comes forward."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.widgets.own_window import OwnWindow


def test_esc_closes_a_window_whatever_in_it_has_the_keys(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    window = OwnWindow(parent)
    words = QLabel("figures")
    words.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    QVBoxLayout(window).addWidget(words)
    with qtbot.waitExposed(window):
        window.show()
    window.come_forward()
    qtbot.waitUntil(window.isActiveWindow)
    words.setFocus()
    qtbot.keyClick(words, Qt.Key.Key_Escape)
    assert not window.isVisible()
