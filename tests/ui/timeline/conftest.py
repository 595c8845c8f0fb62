"""A timeline in a window, a clip of variable frame rate, and a hand on the mouse."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from ui.timeline.timeline_model import Item, ItemKind, TimelineRow
from ui.timeline.timeline_view import TimelineView

TIERS = (
    TimelineRow("child/gaze", "gaze", "child", "gaze"),
    TimelineRow("child/hands", "hands", "child", "hands"),
    TimelineRow("kim/gaze", "gaze", "caregiver:Kim", "gaze"),
)
SECOND = 1_000_000


def clip(seconds=180):
    """PTS of a clip whose frames last 33 to 100 ms, and its end."""
    steps = np.random.default_rng(1).choice([33_367, 33_366, 66_733, 100_100], size=seconds * 30)
    pts = np.concatenate([[0], np.cumsum(steps)])
    end = seconds * SECOND
    return pts[pts < end - 1], end


def on_frame(us, seconds=180):
    """The nearest later frame time of that clip."""
    pts, _ = clip(seconds)
    return int(pts[np.searchsorted(pts, us)])


def item(item_id, tier, onset_s, offset_s, kind=ItemKind.EVENT, **more):
    onset, offset = on_frame(round(onset_s * SECOND)), on_frame(round(offset_s * SECOND))
    return Item(item_id, tier, onset, offset, more.pop("label", "looks"), kind, **more)


ITEMS = (
    item("event", "child/gaze", 20, 40),
    item("proposal", "child/gaze", 30, 60, ItemKind.PROPOSAL),
    item("next", "child/gaze", 80, 90, ItemKind.PROPOSAL),
    item("point", "child/hands", 50, 50, point=True),
    item("hidden", "child/hands", 100, 120, ItemKind.NOT_OBSERVABLE),
    item("gap", "kim/gaze", 150, 160, ItemKind.GAP),
)


class Heard:
    """Everything that a timeline said, in order."""

    def __init__(self, view):
        self.said = []
        for name in (
            "seek_requested",
            "item_selected",
            "item_activated",
            "edge_dragged",
            "edge_previewed",
            "range_selected",
            "context_requested",
            "row_menu_requested",
        ):
            getattr(view, name).connect(lambda *args, name=name: self.said.append((name, *args)))

    def of(self, name):
        return [said[1:] for said in self.said if said[0] == name]


class Hand:
    """Real mouse events at times and rows of a timeline."""

    def __init__(self, view):
        self.view = view
        self._at = QPoint()

    def at(self, us, tier=None, lane=0):
        """Where a time lies on a tier's lane, or, without a tier, in the ruler."""
        scene = self.view.scene()
        x = round(scene.x_of(us))
        if tier is None:
            return QPoint(x, self.view.areas.ruler.center().y())
        row = self.view.rows.tier(tier)
        return QPoint(x, scene.bar_top(row, lane) + scene.bar_height(row) // 2)

    def empty(self, us):
        """A place where no item is."""
        return self.at(us, "kim/gaze")

    def press(self, at, button=Qt.MouseButton.LeftButton, modifiers=Qt.KeyboardModifier.NoModifier):
        self._send(QEvent.Type.MouseMove, at, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, modifiers)
        self._send(QEvent.Type.MouseButtonPress, at, button, button, modifiers)

    def move(self, at, button=Qt.MouseButton.LeftButton, modifiers=Qt.KeyboardModifier.NoModifier):
        """Go there in three steps, as a hand does."""
        start = self._at
        for part in (1, 2, 3):
            between = start + (at - start) * part / 3
            self._send(QEvent.Type.MouseMove, between, Qt.MouseButton.NoButton, button, modifiers)

    def release(self, button=Qt.MouseButton.LeftButton, modifiers=Qt.KeyboardModifier.NoModifier):
        self._send(QEvent.Type.MouseButtonRelease, self._at, button, Qt.MouseButton.NoButton, modifiers)

    def drag(self, from_at, to_at, **how):
        self.press(from_at, **how)
        self.move(to_at, **how)
        self.release(**how)

    def click(self, at, **how):
        self.press(at, **how)
        self.release(**how)

    def _send(self, kind, at, button, buttons, modifiers):
        self._at = at
        local = QPointF(at)
        event = QMouseEvent(kind, local, self.view.mapToGlobal(local), button, buttons, modifiers)
        QApplication.sendEvent(self.view, event)


@pytest.fixture
def view(qtbot):
    made = TimelineView()
    qtbot.addWidget(made)
    made.resize(1200, 400)
    made.set_clip(*clip())
    made.model.replace_all(TIERS, ITEMS)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def heard(view):
    return Heard(view)


@pytest.fixture
def hand(view):
    return Hand(view)


@pytest.fixture
def hand_on():
    """A hand for a timeline that the test makes itself."""
    return Hand
