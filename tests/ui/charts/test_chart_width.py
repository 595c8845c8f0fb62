"""A chart fits the narrow panel it stands in, however long its title is."""

from __future__ import annotations

from ui.charts.chart_data import Drawn, Spot, SpotShape
from ui.charts.chart_view import ChartView

NARROW = 330


def test_a_long_title_asks_for_no_more_room_than_a_panel_has(qtbot):
    spot = Spot(x=1.0, y=1.0, mark=SpotShape.OPEN, words="at 0:01", at_us=1_000_000)
    view = ChartView(Drawn(id="c", title="how fast the head moves, " * 6, words="w " * 80, basis=("b",), spots=(spot,)))
    qtbot.addWidget(view)
    assert view.minimumSizeHint().width() < NARROW
