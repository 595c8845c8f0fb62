"""The rhythm band: together, apart, reunion as a strip of time. Every kind has a shape; a click shows the moment."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from coder.report.figures.day_rhythm import Rhythm, RhythmKind, RhythmStretch, rhythm_words, span_words
from coder.vocabulary.language import named, tr
from coder.vocabulary.time import format_us
from coder.vocabulary.wall_clock import clock_at
from ui.window import theme

_COLOURS = {True: ("#8fc47e", "#e5a35c"), False: ("#4c7a3d", "#b35c00")}


class RhythmBand(QWidget):
    """Signals: ``moment_asked(time_us)`` with a stretch's onset: click it, or go through them with Left and Right."""

    moment_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, legend: bool = True) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # time runs to the right in every language
        self._rhythm: Rhythm | None = None
        self._legend = legend
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("keepsArrows", True)
        self.hide()
        self.setAccessibleName(tr("rhythm: together, apart, reunion"))

    def show_rhythm(self, rhythm: Rhythm | None) -> None:
        """Draw a recording's rhythm, or nothing."""
        if rhythm == self._rhythm:
            return  # who is going through it stays where they are
        self._rhythm = rhythm
        self._current = 0
        self.setVisible(rhythm is not None and bool(rhythm.stretches))
        self.setAccessibleDescription(rhythm_words(rhythm) if rhythm is not None else "")
        self.updateGeometry()
        self.update()

    @property
    def stretches(self) -> tuple[RhythmStretch, ...]:
        """What is drawn."""
        return self._rhythm.stretches if self._rhythm is not None else ()

    def rect_of(self, place: int) -> QRectF:
        """Where a stretch is drawn."""
        assert self._rhythm is not None
        span, one = self._rhythm.span, self.stretches[place].interval
        scale = (self.width() - 2) / max(span.duration_us, 1)
        left = 1 + (one.onset_us - span.onset_us) * scale
        return QRectF(left, 2, max(one.duration_us * scale, 2.0), self._band_height())

    def sizeHint(self) -> QSize:
        """A band, and under it (once in a panel) a line for each kind."""
        return QSize(
            200,
            round(
                self._band_height()
                + 6
                + ((len(self._told) * 1.25 + 0.2) * self.fontMetrics().height() if self._told else 0)
            ),
        )

    def minimumSizeHint(self) -> QSize:
        """As high as the size hint: what the shapes mean is part of the drawing."""
        return QSize(80, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def words(self, place: int) -> str:
        """Say a stretch: kind, length, when."""
        one = self.stretches[place]
        assert self._rhythm is not None
        onset, offset = one.interval.onset_us, one.interval.offset_us
        began = self._rhythm.began_at
        clock = (
            tr(" ({clock_at} to {clock_at_2})", clock_at=clock_at(began, onset), clock_at_2=clock_at(began, offset))
            if began
            else ""
        )
        length = span_words(one.interval.duration_us)
        return tr(
            "{kind}, {length}, from {time} to {time_2}{clock}",
            kind=named(one.kind),
            length=length,
            time=format_us(onset),
            time_2=format_us(offset),
            clock=clock,
        )

    def event(self, event: QEvent) -> bool:
        """Say on hovering what a stretch is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place_at(event.pos().x())
            if place is not None:
                QToolTip.showText(event.globalPos(), self.words(place), self)
                return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click shows the stretch's first moment."""
        place = self._place_at(round(event.position().x()))
        if place is not None and event.position().y() <= self._band_height() + 4:
            self._go(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go from stretch to stretch, Enter shows the present one."""
        if not self.stretches or event.key() not in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return):
            super().keyPressEvent(event)
            return
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        self._go((self._current + step) % len(self.stretches))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw each kind in a shape of its own, then what the shapes mean."""
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())  # by itself it has that of the app
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, one in enumerate(self.stretches):
            self._draw(painter, one.kind, self.rect_of(place))
        if self.hasFocus() and self.stretches:
            painter.setPen(QPen(self.palette().highlight().color(), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect_of(self._current).adjusted(0, -1, 0, 1))
        line = self.fontMetrics().height() * 1.25
        for row, kind in enumerate(self._told):
            top = self._band_height() + 8 + row * line
            self._draw(painter, kind, QRectF(1, top, 28, line * 0.7))
            painter.setPen(self.palette().windowText().color())
            painter.drawText(QRectF(36, top - line * 0.15, self.width() - 36, line), 0, kind.value)

    @property
    def _told(self) -> tuple[RhythmKind, ...]:
        """The kinds whose shapes are said below the band: those that are in it."""
        there = {one.kind for one in self.stretches} if self._legend else set()
        return tuple(kind for kind in RhythmKind if kind in there)

    def _draw(self, painter: QPainter, kind: RhythmKind, rect: QRectF) -> None:
        together, apart = (QColor(name) for name in _COLOURS[theme.is_dark()])
        painter.setPen(Qt.PenStyle.NoPen)
        if kind in (RhythmKind.TOGETHER, RhythmKind.REUNION):
            painter.fillRect(rect, together)
        if kind is RhythmKind.REUNION:
            painter.fillRect(rect.adjusted(0, rect.height() * 0.3, 0, -rect.height() * 0.3), self.palette().window())
        elif kind is RhythmKind.OWN:
            # Side by side: two bands in the colour of being together, with room between them.
            painter.fillRect(rect.adjusted(0, 0, 0, -rect.height() * 0.6), together)
            painter.fillRect(rect.adjusted(0, rect.height() * 0.6, 0, 0), together)
        elif kind is RhythmKind.APART:
            painter.fillRect(rect.adjusted(0, rect.height() * 0.8, 0, 0), apart)
        elif kind is RhythmKind.NOT_SEEN:
            painter.fillRect(rect, Qt.BrushStyle.BDiagPattern)

    def _go(self, place: int) -> None:
        self._current = place
        self.update()
        self.moment_asked.emit(self.stretches[place].interval.onset_us)

    def _place_at(self, x: int) -> int | None:
        places = [n for n in range(len(self.stretches)) if self.rect_of(n).left() <= x < self.rect_of(n).right()]
        return places[-1] if places else None

    def _band_height(self) -> float:
        return 2.2 * self.fontMetrics().height()
