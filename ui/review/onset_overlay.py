"""Marks on the picture while a card plays: when the bid begins, and when what came back does."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTransform

SHOWN_US = 600_000
"""How long a mark stays: longer than a glance, shorter than most latencies."""


@dataclass(frozen=True, slots=True)
class Onset:
    """A moment and what begins there."""

    at_us: int
    words: str


class OnsetOverlay:
    """Says at the foot of the picture what has just begun. Words and a mark, never a colour that praises or blames."""

    def __init__(self) -> None:
        self._onsets: tuple[Onset, ...] = ()

    def set_onsets(self, onsets: tuple[Onset, ...]) -> None:
        """Mark these from now on."""
        self._onsets = onsets

    def begun(self, pts_us: int) -> list[Onset]:
        """What began just now."""
        return [one for one in self._onsets if one.at_us <= pts_us < one.at_us + SHOWN_US]

    def paint(self, painter: QPainter, to_view: QTransform, frame_index: int, pts_us: int) -> None:
        """Draw the marks of a frame, one above the other."""
        window = QRectF(painter.viewport())
        line = painter.fontMetrics().height() + 6
        for place, one in enumerate(self.begun(pts_us)):
            text = f"▶ {one.words}"
            width = painter.fontMetrics().horizontalAdvance(text) + 16
            plate = QRectF(window.left() + 8, window.bottom() - (place + 1) * (line + 4) - 4, width, line)
            painter.fillRect(plate, QColor(0, 0, 0, 190))
            painter.setPen(QColor("#ffffff"))
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
