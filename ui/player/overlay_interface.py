"""What may be drawn over the picture."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtGui import QPainter, QTransform


class Overlay(Protocol):
    """Draws over the picture, in the view's own pixels, so that lines and letters stay crisp at every zoom."""

    def paint(self, painter: QPainter, to_view: QTransform, frame_index: int, pts_us: int) -> None:
        """Draw for a frame; ``to_view`` takes pixels of the upright picture to those of the view."""
        ...
