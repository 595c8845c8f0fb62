"""Windows that stay open beside the work: Esc or Ctrl+W closes each, and asked for again an open one comes forward."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from tests.ui.window_kit import press
from ui.widgets.own_window import OwnWindow


@pytest.mark.parametrize("key", ["Esc", "Ctrl+W"])
def test_esc_or_ctrl_w_closes_a_window_whatever_in_it_has_the_keys(qtbot, key):
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
    press(qtbot, window, key)
    assert not window.isVisible()
