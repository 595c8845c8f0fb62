"""A chart fits the narrow panel it stands in, however long its title is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from ui.charts.chart_data import Drawn, Spot, SpotShape
from ui.charts.chart_view import ChartView

NARROW = 330


def test_a_long_title_asks_for_no_more_room_than_a_panel_has(qtbot):
    spot = Spot(x=1.0, y=1.0, mark=SpotShape.OPEN, words="at 0:01", at_us=1_000_000)
    view = ChartView(Drawn(id="c", title="how fast the head moves, " * 6, words="w " * 80, basis=("b",), spots=(spot,)))
    qtbot.addWidget(view)
    assert view.minimumSizeHint().width() < NARROW


def test_a_wheel_over_a_chart_is_left_to_the_page_it_stands_on(qtbot):
    spot = Spot(x=1.0, y=1.0, mark=SpotShape.OPEN, words="at 0:01", at_us=1_000_000)
    view = ChartView(Drawn(id="c", title="t", words="w", basis=("b",), spots=(spot,)))
    qtbot.addWidget(view)
    for over in (view.plot.viewport(), view.plot):
        at, turned = QPointF(over.rect().center()), QPoint(0, -120)
        nothing, none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        wheel = QWheelEvent(
            at, over.mapToGlobal(at), QPoint(), turned, nothing, none, Qt.ScrollPhase.NoScrollPhase, False
        )
        QApplication.sendEvent(over, wheel)
        assert not wheel.isAccepted()
