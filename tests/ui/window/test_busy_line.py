"""What takes a while and what was just said share the foot of the window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QMainWindow

from coder.privacy.network_seal import current as current_seal
from models.analysis import Progress
from ui.window.busy_line import BusyLine
from ui.window.foot import Foot
from ui.window.guard_chip import GuardChip
from ui.window.whole_message import WholeMessage

DONE = "The models have looked at r10: ten: 15 s of clip in 3 s."


@pytest.mark.parametrize(("width", "apart"), [(700, True), (1900, False)])
def test_a_message_and_how_far_an_analysis_is_are_both_read(qtbot, width, apart):
    window, busy = QMainWindow(), BusyLine()
    Foot(window.statusBar(), GuardChip(current_seal()), busy)
    whole = WholeMessage(window.statusBar(), window)
    qtbot.addWidget(window)
    window.resize(width, 200)
    with qtbot.waitExposed(window):
        window.show()
    window.statusBar().showMessage(DONE)
    busy.show_progress(Progress(1, 10, 20.0), of="r11: eleven · 5 more wait")
    words = busy.findChild(QLabel)
    qtbot.waitUntil(lambda: words.isVisible() and whole.isVisible() is apart, timeout=5_000)
    assert not apart or whole.text() == DONE
    busy.show_progress(Progress(2, 10, 18.0), of="r11: eleven · 5 more wait")
    assert words.isVisible()  # also as it goes on
    window.statusBar().clearMessage()
    assert not whole.isVisible()
