"""Paint what changes from moment to moment, over the kept picture: playhead, selection, drag, focus."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from coder.vocabulary.time import Interval
from ui.timeline.bracket import Bracket, paint_bracket
from ui.timeline.code_colours import mixed
from ui.timeline.item_place import item_rect
from ui.timeline.paint_state import FRAME_LINES_PX, PaintState
from ui.timeline.ruler_painter import playhead_handle
from ui.timeline.timeline_model import Item


@dataclass(frozen=True, slots=True)
class Ghost:
    """An edge on its way: what would become of the item, and the words that say so, at a time."""

    item: Item
    interval: Interval
    at_us: int


@dataclass(frozen=True, slots=True)
class Live:
    """What is drawn over the kept picture."""

    playhead_us: int
    range: Interval | None = None
    selected: Item | None = None
    chosen: tuple[Item, ...] = ()
    """Items that are chosen together elsewhere, the selected one among them or not."""
    hovered: Item | None = None
    current_tier: str | None = None
    focused: bool = False
    ghost: Ghost | None = None
    bracket: Bracket | None = None
    words: tuple[str, int] | None = None
    """A text to show while something is dragged, and the time it stands at."""


def paint_live(painter: QPainter, scene: PaintState, live: Live) -> None:
    """Paint it all, the least important first."""
    painter.save()
    _current_tier(painter, scene, live)
    painter.setClipRect(scene.areas.ruler.united(scene.areas.tracks))
    _range(painter, scene, live)
    _frame_on_screen(painter, scene, live)
    painter.setClipRect(scene.areas.tracks)
    if live.hovered is not None and live.hovered != live.selected:
        _outline(painter, item_rect(scene, live.hovered), scene.colours.quiet, 1)
    for item in live.chosen:
        _selected(painter, scene, item)
    if live.selected is not None:
        _selected(painter, scene, live.selected)
    if live.bracket is not None:
        paint_bracket(painter, scene, live.bracket)
    if live.ghost is not None:
        _ghost(painter, scene, live.ghost)
    painter.setClipRect(scene.areas.ruler.united(scene.areas.tracks))
    _playhead(painter, scene, live.playhead_us)
    if live.words is not None:
        _words(painter, scene, *live.words)
    painter.restore()
    if live.focused:
        _outline(painter, QRectF(scene.areas.tracks).adjusted(0, 0, -1, -1), scene.colours.accent, 2)


def _outline(painter: QPainter, rect: QRectF, colour: QColor, width: int) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, width))
    painter.drawRect(rect.adjusted(width / 2, width / 2, -width / 2 + 1, -width / 2 + 1))


def _selected(painter: QPainter, scene: PaintState, item: Item) -> None:
    """A ring in the ground's colour and a thick one in the text's: seen on every fill, in light and dark."""
    rect = item_rect(scene, item).adjusted(-3, -3, 2, 2)
    _outline(painter, rect.adjusted(1, 1, -1, -1), scene.colours.ground, 2)
    _outline(painter, rect.adjusted(-1, -1, 1, 1), scene.colours.text, 2)
    if item.point or rect.width() < 20:
        return
    # Grips: here is where to take hold.
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(scene.colours.text)
    third = rect.height() / 3
    for x in (rect.left() - 2, rect.right() - 1):
        painter.drawRect(QRectF(x, rect.top() + third, 5, third + 1))


def _current_tier(painter: QPainter, scene: PaintState, live: Live) -> None:
    """A bar beside the name of the tier that the keyboard is on."""
    row = scene.rows.tier(live.current_tier) if live.current_tier and live.focused else None
    if row is None or not scene.in_view(row):
        return
    area = scene.areas.labels
    painter.setClipRect(area)
    mark = QRect(area.right() - 5, int(scene.y_of(row.top)) + 2, 4, row.height - 4)
    painter.fillRect(mark, scene.colours.accent)
    painter.setPen(QPen(scene.colours.accent, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRect(area.left(), mark.top() - 1, area.width() - 2, mark.height() + 1))


def _range(painter: QPainter, scene: PaintState, live: Live) -> None:
    if live.range is None:
        return
    x0, x1 = int(scene.x_of(live.range.onset_us)), int(scene.x_of(live.range.offset_us))
    tracks, ruler = scene.areas.tracks, scene.areas.ruler
    veil = QColor(scene.colours.accent)
    veil.setAlphaF(0.07)  # the bars under it must keep their colours
    painter.fillRect(QRect(x0, tracks.top(), x1 - x0, tracks.height()), veil)
    # Brackets in the ruler and lines down the tiers: a range is seen without its colour.
    accent, height = scene.colours.accent, scene.metrics.line // 2
    band = QRect(x0, ruler.bottom() - height, x1 - x0, height)
    veil.setAlphaF(0.4)
    painter.fillRect(band, veil)
    for x, toward in ((x0, 1), (x1, -1)):
        painter.fillRect(QRect(x - (toward < 0) * 2, band.top(), 2, tracks.bottom() - band.top()), accent)
        painter.fillRect(QRect(x if toward > 0 else x - 7, band.top(), 7, 2), accent)


def _frame_on_screen(painter: QPainter, scene: PaintState, live: Live) -> None:
    """Zoomed in, the whole stretch over which the frame at the playhead is on screen."""
    if scene.frame_px() < FRAME_LINES_PX:
        return
    frame = scene.grid.frame_at(live.playhead_us)
    x0, x1 = (int(scene.x_of(scene.grid.bounds[i])) for i in (frame, frame + 1))
    veil = QColor(scene.colours.text)
    veil.setAlphaF(0.10)
    top = scene.areas.ruler.bottom() - scene.metrics.line
    painter.fillRect(QRect(x0, top, x1 - x0, scene.areas.tracks.bottom() - top), veil)


def _playhead(painter: QPainter, scene: PaintState, us: int) -> None:
    x, top = int(scene.x_of(us)), scene.areas.ruler.bottom()
    height = scene.areas.tracks.bottom() + 1 - top  # over the sound as well
    painter.fillRect(QRect(x - 1, top, 4, height), scene.colours.ground)
    painter.fillRect(QRect(x, top, 2, height), scene.colours.playhead)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(scene.colours.panel, 1))
    painter.setBrush(scene.colours.playhead)
    painter.drawPolygon(playhead_handle(x + 1, scene))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _ghost(painter: QPainter, scene: PaintState, ghost: Ghost) -> None:
    """Where the item would be, dashed, and a line down all tiers to compare with its neighbours."""
    pen = QPen(scene.colours.text, 2, Qt.PenStyle.DashLine)
    veil = QColor(scene.colours.accent)
    veil.setAlphaF(0.25)
    painter.setPen(pen)
    painter.setBrush(veil)
    painter.drawRect(item_rect(scene, ghost.item, ghost.interval))
    x = int(scene.x_of(ghost.at_us))
    painter.setPen(QPen(scene.colours.accent, 1))
    painter.drawLine(x, scene.areas.tracks.top(), x, scene.areas.tracks.bottom())


def _words(painter: QPainter, scene: PaintState, text: str, at_us: int) -> None:
    """A small plate beside a time, kept within the tracks."""
    tracks, font = scene.areas.tracks, scene.font
    width, height = font.horizontalAdvance(text) + 16, scene.areas.ruler.height() - 4
    x = scene.x_of(at_us) + 8
    if x + width > tracks.right():
        x -= width + 16
    x = min(max(x, tracks.left() + 2), max(tracks.right() - width - 2, tracks.left() + 2))
    plate = QRectF(x, scene.areas.ruler.top() + 2, width, height)
    painter.setPen(QPen(scene.colours.text, 1))
    painter.setBrush(mixed(scene.colours.accent, scene.colours.ground, 0.12))
    painter.drawRect(plate)
    painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), text)
