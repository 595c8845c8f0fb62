"""A chart in the window: by eye, keyboard or screen reader; a click or Enter shows the moment behind a point."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainterPath,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QToolTip, QVBoxLayout, QWidget

from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS, format_us
from ui.charts.chart_data import Drawn, Spot, SpotShape
from ui.timeline.code_colours import CHILD, TOGETHER, Colours, mixed, readable_on
from ui.widgets.measure import SNUG, USUAL, Type
from ui.widgets.prose_label import ProseLabel

pg.setConfigOption("exitCleanup", False)  # windows end here, with their own threads; at exit there is nothing left
pg.setConfigOption("antialias", True)

REACH_PX = 14
LINES, MOST_LINES = 11, 20
"""Height of a plot in lines of text: the least, and the most that a wide place gives it."""
_LANE_LINES, _AXIS_LINES = 1.4, 5
"""Height of a named row, and of the axis below with its name, in lines of text."""
_SHAPE = 0.36
"""Height beside width, between these bounds."""
HINT = tr("Arrow keys go from point to point; Enter, or a click, shows the moment.")


def _upright() -> QPainterPath:
    path = QPainterPath()
    path.addRect(-0.09, -0.5, 0.18, 1.0)
    return path


_SYMBOLS: dict[SpotShape, str | QPainterPath] = {
    SpotShape.ANSWERED: "o",
    SpotShape.OPEN: "s",
    SpotShape.WATCHED: _upright(),
    SpotShape.FOUND: "o",
    SpotShape.CHANCE: "d",
    SpotShape.SEEN: "o",
    SpotShape.MOMENT: _upright(),
}
_FILLED = frozenset({SpotShape.ANSWERED, SpotShape.SEEN, SpotShape.CHANCE, SpotShape.WATCHED, SpotShape.MOMENT})
_BARS = frozenset({SpotShape.MATCH, SpotShape.MISMATCH, SpotShape.LASTED})


class _ClockAxis(pg.AxisItem):  # type: ignore[misc]
    """Seconds of the recording, as minutes and seconds."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return ["" if value < 0 else format_us(round(value * MICROS))[:-4] for value in values]


class ChartView(QFrame):
    """One chart with what it says in words.

    Signals
    -------
    sought(microseconds)
        The moment of the recording that a person asked for, in microseconds.
    """

    sought = Signal(object)

    def __init__(
        self, drawn: Drawn, parent: QWidget | None = None, *, everybody: Callable[[], Iterable[str]] = tuple
    ) -> None:
        """``everybody`` names all among whom colours are shared out, so that each is drawn as in the timeline."""
        super().__init__(parent)
        self._everybody = everybody
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # time runs to the right in every language
        self.drawn = drawn
        self.current: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("keepsArrows", True)
        self._title, self._words, self._basis = (ProseLabel() for _ in range(3))
        self._said = ProseLabel()
        self._basis.setForegroundRole(QPalette.ColorRole.PlaceholderText)  # beside what is said, quiet
        for label in (self._title, self._words, self._basis, self._said):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.plot = pg.PlotWidget(axisItems={} if drawn.x_title else {"bottom": _ClockAxis("bottom")})
        self.plot.setMenuEnabled(False)  # its menu writes files past the study's guard
        self.plot.getPlotItem().hideButtons()
        self.plot.getViewBox().setMouseEnabled(False, False)
        for widget in (self.plot, self.plot.viewport()):
            widget.installEventFilter(self)
            widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the chart itself has it, and says what it is
        self.plot.viewport().setMouseTracking(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SNUG, SNUG, SNUG, USUAL)
        # The words stand below: charts beside each other begin at one height, however much there is to say of each.
        for widget in (self._title, self.plot, self._said, self._words, self._basis):
            column.addWidget(widget)
        self.setAccessibleName(tr("chart: {title}", title=drawn.title))
        self.show_drawn(drawn)

    def show_drawn(self, drawn: Drawn) -> None:
        """Show another state of the same figure; the point one stood at stays if it is still there."""
        held = self.spot
        self.drawn = drawn
        self.current = next((n for n, spot in enumerate(drawn.spots) if held and spot.words == held.words), None)
        self._title.setText(drawn.title)
        self._words.setText(drawn.words)
        self._words.setVisible(bool(drawn.words))
        self._basis.setText(" · ".join(drawn.basis))
        self.setAccessibleDescription(" ".join((drawn.words, *drawn.basis)).strip())
        self._paint()

    @property
    def spot(self) -> Spot | None:
        """The point one stands at."""
        return None if self.current is None else self.drawn.spots[self.current]

    @property
    def _dot(self) -> float:
        return 0.8 * self.fontMetrics().height()

    def place_of(self, number: int) -> QPoint:
        """Where a spot is drawn, in the coordinates of the plot's viewport."""
        spot = self.drawn.spots[number]
        middle = spot.x if spot.until is None else (spot.x + spot.until) / 2
        scene = self.plot.getViewBox().mapViewToScene(QPointF(middle, spot.y))
        return QPoint(self.plot.mapFromScene(scene))

    def spots_at(self, place: QPoint) -> list[int]:
        """Return the spots nearest to a place in the viewport, if within reach: several may lie on one another."""
        box = self.plot.getViewBox()
        far = []
        for spot in self.drawn.spots:
            start = self.plot.mapFromScene(box.mapViewToScene(QPointF(spot.x, spot.y)))
            end = self.plot.mapFromScene(box.mapViewToScene(QPointF(spot.until or spot.x, spot.y)))
            across = max(start.x() - place.x(), place.x() - end.x(), 0)
            far.append(float((across**2 + (start.y() - place.y()) ** 2) ** 0.5))
        least = min(far, default=REACH_PX)
        return [number for number, one in enumerate(far) if one <= least + 0.5] if least < REACH_PX else []

    # Standing at a point

    def stand_at(self, number: int | None) -> None:
        """Stand at a point: it is ringed, and said."""
        self.current = number
        self._paint()

    def seek(self) -> None:
        """Show the moment behind the point one stands at."""
        if self.spot is not None and self.spot.at_us is not None:
            self.sought.emit(self.spot.at_us)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from point to point, Enter shows the moment."""
        count = len(self.drawn.spots)
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if count and key in steps:
            before = self.current if self.current is not None else (-1 if steps[key] > 0 else count)
            self.stand_at(min(max(before + steps[key], 0), count - 1))
        elif count and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.stand_at(0 if key == Qt.Key.Key_Home else count - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.seek()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Clicks and hovering over the plot: what is pointed at is said, and shown when clicked."""
        if isinstance(event, QWheelEvent):
            event.ignore()  # nothing is zoomed here: the page under the chart is scrolled
            return True
        if isinstance(event, QMouseEvent) and watched is self.plot.viewport():
            near = self.spots_at(event.position().toPoint())
            if event.type() == QEvent.Type.MouseMove:
                shape = Qt.CursorShape.PointingHandCursor if near else Qt.CursorShape.ArrowCursor
                self.plot.viewport().setCursor(shape)
            elif event.type() == QEvent.Type.MouseButtonPress and event.button() is Qt.MouseButton.LeftButton:
                self.setFocus(Qt.FocusReason.MouseFocusReason)
                if near:
                    # Another click on points that lie on one another goes to the next of them.
                    held = near.index(self.current) + 1 if self.current in near else 0
                    self.stand_at(near[held % len(near)])
                    self.seek()
            return True
        if isinstance(event, QHelpEvent):
            words = "\n".join(self.drawn.spots[number].words for number in self.spots_at(event.pos()))
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return event.type() == QEvent.Type.Wheel and self._pass_on(event)

    def _pass_on(self, event: QEvent) -> bool:
        event.ignore()  # the wheel scrolls the panel
        return False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say how a keyboard goes on from here."""
        super().focusInEvent(event)
        self._say()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say no more than there is."""
        super().focusOutEvent(event)
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark, and the size of letters."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._paint()

    # Painting

    def _paint(self) -> None:
        if not hasattr(self, "plot"):
            return  # Qt styles a widget before it is whole
        small = self.font()
        self._title.setFont(Type.TITLE.font(self.font()))
        for label in (self._words, self._basis, self._said):
            label.setFont(small)
        self._say()
        shown = self.drawn.reason is None
        self.plot.setVisible(shown)
        ground, ink = (self.palette().color(role) for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Text))
        self.plot.setBackground(ground)
        self._fit_height()
        self.plot.clear()
        if shown:
            self._axes(ink)
            self._fill(ground, ink)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be higher where there is more width."""
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        line = self.fontMetrics().height()
        named = 2 * self.drawn.cells[1] if self.drawn.cells else round(_LANE_LINES * self.drawn.lanes)
        least = max(LINES, named + _AXIS_LINES)
        high = round(min(max(self.width() * _SHAPE, least * line), max(least, MOST_LINES) * line))
        if self.plot.height() != high:
            self.plot.setFixedHeight(high)

    def _axes(self, ink: QColor) -> None:
        drawn = self.drawn
        for name in ("left", "bottom"):
            axis = self.plot.getAxis(name)
            axis.setStyle(tickFont=self.font(), autoExpandTextSpace=True)
            axis.setTextPen(ink)
            axis.setPen(ink)
        points = f"{max(self.font().pointSizeF(), 6):.1f}pt"
        label = drawn.x_title or tr("minutes and seconds of the recording")
        self.plot.getAxis("bottom").setLabel(label, **{"font-size": points, "color": ink.name()})
        self.plot.getAxis("left").setTicks([list(drawn.y_ticks)] if drawn.y_ticks else None)
        self.plot.getAxis("bottom").setTicks([list(drawn.x_ticks)] if drawn.x_ticks else None)
        # pyqtgraph keeps the room that it once gave to letters; they may have grown since, or be others.
        letters = self.fontMetrics()
        named = max((letters.horizontalAdvance(name) for _, name in drawn.y_ticks), default=0)
        self.plot.getAxis("left").setWidth(named + letters.averageCharWidth() + 14)
        self.plot.getAxis("bottom").setHeight(2 * letters.height() + 14)
        low, high = drawn.y_range
        above = (high - low) * self._dot / self.plot.height()  # room for the upper half of a dot that lies at the top
        self.plot.setRange(xRange=drawn.x_range, yRange=(low, high + above), padding=0)

    def _fill(self, ground: QColor, ink: QColor) -> None:
        drawn = self.drawn
        child, pair = (readable_on(QColor(colour), ground) for colour in (CHILD, TOGETHER))
        colours = {
            SpotShape.FOUND: pair,
            SpotShape.SEEN: pair,
            SpotShape.MATCH: pair,
            SpotShape.MISMATCH: ink,
            SpotShape.CHANCE: ink,
        }
        if drawn.cells is not None:
            between = pg.mkPen(mixed(ink, ground, 0.4))
            for count, angle in zip(drawn.cells, (90, 0), strict=True):
                for k in range(count + 1):
                    self.plot.addItem(pg.InfiniteLine(pos=k - 0.5, angle=angle, pen=between))
        if drawn.band:
            left, right, low, high = ([piece[k] for piece in drawn.band] for k in range(4))
            pale = mixed(child, ground, 0.25)
            self.plot.addItem(pg.BarGraphItem(x0=left, x1=right, y0=low, y1=high, brush=pale, pen=pg.mkPen(None)))
        if drawn.line:
            self.plot.plot(
                [x for x, _ in drawn.line],
                [y for _, y in drawn.line],
                pen=pg.mkPen(child, width=1 if drawn.cells else 2.5),
            )
        whose = Colours.of(
            self.palette(), (*self._everybody(), *(spot.subject for spot in drawn.spots if spot.subject))
        ).subjects

        def colour_of(spot: Spot) -> QColor:
            if spot.subject:
                return whose[spot.subject].fill
            return colours.get(spot.mark, ink if spot.mark is SpotShape.WATCHED else child)

        for mark, subject in dict.fromkeys((spot.mark, spot.subject) for spot in drawn.spots if spot.mark in _BARS):
            bars = [spot for spot in drawn.spots if (spot.mark, spot.subject) == (mark, subject)]
            brush = pg.mkBrush(colour_of(bars[0]))
            if mark is SpotShape.MISMATCH:
                brush.setStyle(Qt.BrushStyle.BDiagPattern)
            self.plot.addItem(
                pg.BarGraphItem(
                    x0=[spot.x for spot in bars],
                    x1=[spot.until for spot in bars],
                    y0=[spot.y - 0.3 for spot in bars],
                    y1=[spot.y + 0.3 for spot in bars],
                    brush=brush,
                    pen=pg.mkPen(colour_of(bars[0])),
                )
            )
        dots = [spot for spot in drawn.spots if spot.mark in _SYMBOLS]
        if dots:
            self.plot.addItem(
                pg.ScatterPlotItem(
                    x=[spot.x for spot in dots],
                    y=[spot.y for spot in dots],
                    size=self._dot,
                    symbol=[_SYMBOLS[spot.mark] for spot in dots],
                    pen=[pg.mkPen(colour_of(spot), width=2) for spot in dots],
                    brush=[pg.mkBrush(colour_of(spot) if spot.mark in _FILLED else None) for spot in dots],
                )
            )
        if (spot := self.spot) is not None:
            ends = [spot.x] if spot.until is None else [(spot.x + spot.until) / 2]
            ring = pg.mkPen(self.palette().color(QPalette.ColorRole.Highlight), width=3)
            self.plot.addItem(
                pg.ScatterPlotItem(
                    x=ends, y=[spot.y], size=self._dot * 1.8, symbol="o", pen=ring, brush=pg.mkBrush(None)
                )
            )

    def _say(self) -> None:
        """Say the point one stands at, for eyes and for screen readers alike."""
        if self.drawn.reason is not None:
            self._said.setText(tr("Nothing is drawn: {reason}.", reason=self.drawn.reason))
        elif self.spot is None:
            self._said.setText(HINT if self.hasFocus() else "\N{NO-BREAK SPACE}")
        else:
            self._said.setText(
                tr(
                    "{value} of {number}. {spot}",
                    value=(self.current or 0) + 1,
                    number=len(self.drawn.spots),
                    spot=self.spot.words,
                )
            )
        self.setAccessibleDescription(f"{self.drawn.words} {self._said.text().strip()}")
