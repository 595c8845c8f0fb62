"""What takes a while and what was just said share the foot of the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel, QMainWindow, QStatusBar, QWidget

from coder.privacy.network_seal import current as current_seal
from models.analysis import Progress
from ui.window.busy_line import BusyLine
from ui.window.foot import Foot
from ui.window.guard_chip import GuardChip
from ui.window.whole_message import WholeMessage

DONE = "The models have looked at r10: ten: 15 s of clip in 3 s."


def inks(bar: QStatusBar, mirrored: bool) -> int:
    """How many colours stand beside the chips."""
    chips = [one.geometry() for one in bar.children() if isinstance(one, QWidget) and one.isVisible()]
    begin = max(one.right() for one in chips) + 2 if mirrored else 0
    end = bar.width() if mirrored else min(one.left() for one in chips) - 2
    picture = bar.grab(QRect(begin, 2, end - begin, bar.height() - 4)).toImage()
    return len({picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())})


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize(
    ("room", "apart", "words_stay"), [("no", True, True), ("some", False, False), ("all", False, True)]
)
def test_a_message_and_how_far_an_analysis_is_are_both_read(qtbot, room, apart, words_stay, mirrored):
    window, busy = QMainWindow(), BusyLine()
    if mirrored:
        window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    foot = Foot(window.statusBar(), GuardChip(current_seal()), busy)
    whole = WholeMessage(window.statusBar(), busy, window)
    qtbot.addWidget(window)
    window.resize(1900, 200)
    with qtbot.waitExposed(window):
        window.show()
    window.statusBar().showMessage(DONE)
    busy.show_progress(Progress(1, 10, 20.0), of="r11: eleven", more="5 more wait")
    words = busy.findChild(QLabel)
    assert words.text() == "The models are looking at r11: eleven, about 20 s left · 5 more wait"
    chips = sum(one.sizeHint().width() for one in (foot.coder, foot.guarded, foot.mode) if one.isVisible())
    bare = window.fontMetrics().horizontalAdvance(DONE) + chips + busy.wide(words=False)
    window.resize(bare + {"no": -80, "some": 120, "all": words.sizeHint().width() + 120}[room], 200)
    qtbot.waitUntil(lambda: whole.isVisible() is apart and words.isVisible() is words_stay, timeout=5_000)
    assert not apart or whole.text() == DONE
    busy.show_progress(Progress(2, 10, 18.0), of="r11: eleven", more="5 more wait")
    assert words.isVisible() is words_stay  # also as it goes on
    assert (inks(window.statusBar(), mirrored) > 1) is not apart  # what is said whole is not said twice
    window.statusBar().clearMessage()
    assert not whole.isVisible()
    assert words.isVisible()
