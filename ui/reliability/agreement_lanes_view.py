"""Lanes along time: where two coders say the same, and where not; a click goes there. The table below says the same."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from coder.report.figures.agreement_lanes import AgreementLane, LanePiece
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import format_us
from ui.operations.wording import code_words, subject_words
from ui.widgets.measure import SNUG, TIGHT

_LEAST_PX = 2.0
"""So wide at least is a piece, or a short act of a long recording could not be seen."""
_MOST_NAME = 3
"""A name has at most so great a part of the width: one third."""


class AgreementLanesView(QWidget):
    """Solid where both say the same; hatched above where the first says something else, below where the second does.

    Signals: ``sought(str, time_us)`` with the recording's name and the moment that was clicked.
    """

    sought = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lanes: tuple[AgreementLane, ...] = ()
        self._scheme: Scheme | None = None
        self._coders = ("", "")
        self.setAccessibleName(tr("where along time the two say the same"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_lanes(self, lanes: Sequence[AgreementLane], scheme: Scheme, coders: tuple[str, str]) -> None:
        """Show the lanes of one recording; nothing where there are none."""
        self._lanes, self._scheme, self._coders = tuple(lanes), scheme, coders
        differ = sum(not piece.alike for lane in self._lanes for piece in lane.pieces)
        alike = sum(piece.alike for lane in self._lanes for piece in lane.pieces)
        self.setAccessibleDescription(
            tr(
                "{alike} stretches alike, {differ} stretches different; the table of disagreements lists where",
                alike=alike,
                differ=differ,
            )
        )
        self.setVisible(bool(self._lanes))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A line of text for each lane."""
        return QSize(40 * self.fontMetrics().averageCharWidth(), len(self._lanes) * self._lane_px() + TIGHT)

    def minimumSizeHint(self) -> QSize:
        """As high as it is, and as narrow as one likes."""
        return QSize(0, self.sizeHint().height())

    def place_of(self, lane: AgreementLane, piece: LanePiece) -> QRectF:
        """Where a piece is drawn."""
        bounds = self._bounds(self._lanes.index(lane))
        left, right = (self._x(lane, bounds, us) for us in (piece.interval.onset_us, piece.interval.offset_us))
        left, right = min(left, right), max(left, right)
        place = QRectF(left, bounds.top(), max(right - left, _LEAST_PX), bounds.height())
        if piece.alike:
            return place
        half = place.height() / 2
        if piece.first is None:
            place.setTop(place.top() + half)
        elif piece.second is None:
            place.setBottom(place.bottom() - half)
        return place

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw every lane with its name."""
        painter, colours = QPainter(self), self.palette()
        quiet, strong = colours.color(QPalette.ColorRole.Mid), colours.color(QPalette.ColorRole.WindowText)
        solid = colours.color(QPalette.ColorRole.Highlight)
        for row, lane in enumerate(self._lanes):
            bounds = self._bounds(row)
            name = QRectF(0, bounds.top(), self._name_px() - SNUG, bounds.height())
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                name.moveLeft(self.width() - name.width())
            words = self.fontMetrics().elidedText(self._name(lane), Qt.TextElideMode.ElideRight, int(name.width()))
            painter.setPen(strong)
            painter.drawText(name, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, words)
            painter.setPen(quiet)
            middle = bounds.center().y()
            painter.drawLine(QPointF(bounds.left(), middle), QPointF(bounds.right(), middle))
            for piece in lane.pieces:
                place = self.place_of(lane, piece)
                if piece.alike:
                    painter.fillRect(place, solid)
                    continue
                painter.fillRect(place, QBrush(strong, Qt.BrushStyle.BDiagPattern))
                painter.setPen(strong)
                painter.drawRect(place.adjusted(0, 0, -1, -1))
                if piece.first is not None and piece.second is not None:
                    painter.drawLine(
                        QPointF(place.left(), place.center().y()), QPointF(place.right(), place.center().y())
                    )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the beginning of what was clicked, or to the moment where there is nothing."""
        lane = self._lane_at(event.position().y())
        if event.button() is not Qt.MouseButton.LeftButton or lane is None:
            return
        piece = self._piece_at(lane, event.position())
        self.sought.emit(
            lane.recording, self._us(lane, event.position().x()) if piece is None else piece.interval.onset_us
        )

    def event(self, event: QEvent) -> bool:
        """Say what each of the two says there."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            lane = self._lane_at(event.pos().y())
            piece = self._piece_at(lane, QPointF(event.pos())) if lane is not None else None
            QToolTip.showText(event.globalPos(), self._words(lane, piece) if lane and piece else "", self)
            return True
        return super().event(event)

    # Internals

    def _words(self, lane: AgreementLane, piece: LanePiece) -> str:
        at = format_us(piece.interval.onset_us)
        said = [tr("nothing said") if code is None else self._code(lane, code) for code in (piece.first, piece.second)]
        if piece.alike:
            return tr("{at}: both say {code}", at=at, code=said[0])
        return tr(
            "{at}: {first} says {one}, {second} says {other}",
            at=at,
            first=self._coders[0],
            one=said[0],
            second=self._coders[1],
            other=said[1],
        )

    def _code(self, lane: AgreementLane, code: str) -> str:
        return code_words(self._scheme, lane.subject, code) if self._scheme is not None else code

    def _name(self, lane: AgreementLane) -> str:
        return f"{subject_words(lane.subject)} {lane.group}"

    def _name_px(self) -> int:
        widest = max((self.fontMetrics().horizontalAdvance(self._name(lane)) for lane in self._lanes), default=0)
        return min(widest + 2 * SNUG, self.width() // _MOST_NAME)

    def _lane_px(self) -> int:
        return self.fontMetrics().height() + TIGHT

    def _bounds(self, row: int) -> QRectF:
        name, high = self._name_px(), self._lane_px()
        left = 0 if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else name
        return QRectF(left, row * high + TIGHT, max(self.width() - name - 1, 1), high - TIGHT)

    def _x(self, lane: AgreementLane, bounds: QRectF, us: int) -> float:
        # Time runs to the right in every language.
        return bounds.left() + bounds.width() * (us - lane.span.onset_us) / max(lane.span.duration_us, 1)

    def _us(self, lane: AgreementLane, x: float) -> int:
        bounds = self._bounds(self._lanes.index(lane))
        share = min(max((x - bounds.left()) / bounds.width(), 0.0), 1.0)
        return lane.span.onset_us + round(share * max(lane.span.duration_us - 1, 0))

    def _lane_at(self, y: float) -> AgreementLane | None:
        row = int(y // self._lane_px())
        return self._lanes[row] if 0 <= row < len(self._lanes) else None

    def _piece_at(self, lane: AgreementLane, point: QPointF) -> LanePiece | None:
        return next((piece for piece in lane.pieces if self.place_of(lane, piece).contains(point)), None)
