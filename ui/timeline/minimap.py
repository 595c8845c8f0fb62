"""The overview: the whole clip in one line per tier, and the part that is in view, to be dragged."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from coder.vocabulary.language import tr
from ui.timeline import bar_painter
from ui.timeline.paint_state import PaintState
from ui.timeline.time_scale import TimeScale
from ui.timeline.timeline_model import KIND_CODES, ItemKind, TierIndex

LEAST_WINDOW_PX = 10
MARGIN = 3


class Minimap(QWidget):
    """Shows where the view stands in the clip; a click or a drag moves it.

    Not a stop of the keyboard: the timeline's own keys do the same.
    """

    centred = Signal(object)
    """Time in microseconds to bring to the middle of the view (an int: Qt's own is too short for it)."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # time runs to the right in every language
        self.setAccessibleName(tr("Overview of the whole clip"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._scene: PaintState | None = None
        self._playhead_us = 0
        self._kept: QPixmap | None = None
        self._runs: dict[tuple[str, ItemKind], tuple[TierIndex, TimeScale, list[tuple[int, int]]]] = {}
        self._grab_px = 0.0

    def show_scene(self, scene: PaintState, *, items_changed: bool) -> None:
        """Follow the view; draw the items anew only where they changed."""
        if items_changed:
            self._kept = None
        self._scene = scene
        self.update()

    def set_playhead(self, us: int) -> None:
        """Move the playhead's mark."""
        self._playhead_us = us
        self.update()

    def _whole(self) -> TimeScale | None:
        if self._scene is None:
            return None
        return TimeScale.whole(self._scene.scale.start_us, self._scene.scale.end_us, width_px=self.width())

    def window_rect(self) -> QRectF:
        """The frame around what is in view, in pixels of the overview."""
        whole = self._whole()
        if self._scene is None or whole is None:
            return QRectF()
        x0, x1 = whole.x_of(self._scene.scale.left_us), whole.x_of(self._scene.scale.right_us)
        spare = max(LEAST_WINDOW_PX - (x1 - x0), 0) / 2
        x0, x1 = max(x0 - spare, 1), min(x1 + spare, self.width() - 1)
        return QRectF(x0, 1, max(x1 - x0, 1), self.height() - 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the items, dim what is out of view, then the window and the playhead."""
        scene, whole = self._scene, self._whole()
        if scene is None or whole is None:
            return
        if self._kept is None or self._kept.devicePixelRatio() != self.devicePixelRatioF():
            self._kept = self._drawn(scene, whole)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._kept)
        window = self.window_rect()
        veil = QColor(scene.colours.panel)
        veil.setAlphaF(0.55)
        painter.fillRect(QRectF(0, 0, window.left(), self.height()), veil)
        painter.fillRect(QRectF(window.right(), 0, self.width() - window.right(), self.height()), veil)
        painter.setPen(QPen(scene.colours.accent, 1.5))
        painter.drawRect(window)
        x = int(whole.x_of(self._playhead_us))
        painter.fillRect(QRect(x - 1, 0, 4, self.height()), scene.colours.ground)
        painter.fillRect(QRect(x, 0, 2, self.height()), scene.colours.playhead)
        painter.end()

    def _drawn(self, scene: PaintState, whole: TimeScale) -> QPixmap:
        ratio = self.devicePixelRatioF()
        kept = QPixmap(int(self.width() * ratio) + 1, int(self.height() * ratio) + 1)
        kept.setDevicePixelRatio(ratio)
        kept.fill(scene.colours.ground)
        painter = QPainter(kept)
        tiers = scene.model.tiers
        step = (self.height() - 2 * MARGIN) / max(len(tiers), 1)
        painter.setPen(Qt.PenStyle.NoPen)
        for number, tier in enumerate(tiers):
            colours = scene.colours.subjects[tier.subject]
            for kind, colour in ((ItemKind.PROPOSAL, colours.crowd), (ItemKind.EVENT, colours.fill)):
                painter.setBrush(colour)
                painter.drawRects(
                    [
                        QRectF(first, MARGIN + number * step, stop - first, max(step - 1, 1))
                        for first, stop in self._runs_of(tier.id, scene.model.index(tier.id), kind, whole)
                    ]
                )
        painter.end()
        shown = {tier.id for tier in tiers}
        self._runs = {key: runs for key, runs in self._runs.items() if key[0] in shown}
        return kept

    def _runs_of(self, tier_id: str, index: TierIndex, kind: ItemKind, whole: TimeScale) -> list[tuple[int, int]]:
        """The columns that a tier's items of a kind touch; an edit of another tier does not work them out anew."""
        kept = self._runs.get((tier_id, kind))
        if kept is not None and kept[0] is index and kept[1] == whole:
            return kept[2]
        here = index.kind == KIND_CODES[kind]
        x0 = (index.onset[here] - whole.left_us) / whole.us_per_px
        x1 = (index.end[here] - whole.left_us) / whole.us_per_px
        runs = bar_painter.column_runs(x0, x1, self.width())
        self._runs[tier_id, kind] = index, whole, runs
        return runs

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew in the new size."""
        self._kept = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the window, or bring it here."""
        if event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        window, x = self.window_rect(), event.position().x()
        self._grab_px = x - window.center().x() if window.left() <= x <= window.right() else 0.0
        self._centre(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the window."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._centre(event.position().x())

    def _centre(self, x: float) -> None:
        whole = self._whole()
        if whole is not None:
            self.centred.emit(whole.us_at(x - self._grab_px))
