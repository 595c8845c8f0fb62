"""The latency as a bracket between two acts, painted over the tiers, and where its two ends lie."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.timeline.item_place import item_rect
from ui.timeline.paint_state import PaintState

HANDLE_PX = 5
REACH_PX = 9


class BracketEnd(StrEnum):
    """Which end of the bracket."""

    BID = "bid"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Bracket:
    """From the bid's onset to the response's, or to where watching ended where none came.

    ``bid`` and ``response`` are ids of items; ``words`` is the latency with its bound, or what can be said instead.
    """

    bid: str
    response: str | None
    from_us: int
    to_us: int
    words: str


def ends(scene: PaintState, bracket: Bracket) -> dict[BracketEnd, QPointF]:
    """Return where the two ends lie, in pixels of the widget."""
    tracks = scene.areas.tracks
    high = {}
    for end, item_id in ((BracketEnd.BID, bracket.bid), (BracketEnd.RESPONSE, bracket.response or bracket.bid)):
        item = scene.model.item(item_id)
        rect = item_rect(scene, item) if item is not None else QRectF()
        y = rect.center().y() if not rect.isEmpty() else tracks.top() + 2 * HANDLE_PX
        high[end] = min(max(y, tracks.top() + HANDLE_PX), tracks.bottom() - HANDLE_PX)
    return {
        BracketEnd.BID: QPointF(scene.x_of(bracket.from_us), high[BracketEnd.BID]),
        BracketEnd.RESPONSE: QPointF(scene.x_of(bracket.to_us), high[BracketEnd.RESPONSE]),
    }


def end_at(scene: PaintState, bracket: Bracket, at: QPointF) -> BracketEnd | None:
    """Return which end a press at a place would take hold of."""
    found = ends(scene, bracket)
    near = {end: (place - at).manhattanLength() for end, place in found.items()}
    end = min(near, key=lambda one: near[one])
    return end if near[end] <= REACH_PX else None


def paint_bracket(painter: QPainter, scene: PaintState, bracket: Bracket) -> None:
    """Draw a line from onset to onset with a handle at each end, and the latency beside it.

    An answer's end is filled, an open one hollow: form says it, never a colour that would praise or blame.
    """
    found = ends(scene, bracket)
    left, right = found[BracketEnd.BID], found[BracketEnd.RESPONSE]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    style = Qt.PenStyle.SolidLine if bracket.response is not None else Qt.PenStyle.DashLine
    corner = QPointF(left.x(), right.y())
    for colour, width in ((scene.colours.ground, 5), (scene.colours.text, 2)):
        painter.setPen(QPen(colour, width, style))
        painter.drawLine(left, corner)
        painter.drawLine(corner, right)
    painter.setPen(QPen(scene.colours.text, 2))
    for place, full in ((left, True), (right, bracket.response is not None)):
        painter.setBrush(scene.colours.text if full else scene.colours.ground)
        painter.drawEllipse(place, HANDLE_PX, HANDLE_PX)
    _plate(painter, scene, bracket.words, corner, right)
    painter.restore()


def _plate(painter: QPainter, scene: PaintState, words: str, corner: QPointF, right: QPointF) -> None:
    """The words, above the line where there is room, within the tracks."""
    tracks, font = scene.areas.tracks, scene.font
    width, height = font.horizontalAdvance(words) + 10, font.height() + 2
    x = min(max((corner.x() + right.x() - width) / 2, tracks.left() + 2), tracks.right() - width - 2)
    y = right.y() - height - HANDLE_PX - 2
    if y < tracks.top():
        y = right.y() + HANDLE_PX + 2
    plate = QRectF(x, y, width, height)
    painter.setBrush(scene.colours.ground)
    painter.setPen(QPen(scene.colours.text, 1))
    painter.drawRect(plate)
    painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), words)
