"""Viewport: how a picture lies in a view, fitted, zoomed and moved. Plain arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QTransform

CLOSEST = 16.0
"""Times the fitted size."""


@dataclass(frozen=True, slots=True)
class Viewport:
    """A picture of ``picture`` pixels, each ``aspect`` times as wide as high, in a view of ``view`` pixels.

    ``zoom`` is times the size at which all of it fits; ``centre`` is the point of the picture, 0 to 1 each way, that
    lies in the middle of the view.
    """

    view: QSizeF
    picture: QSizeF
    aspect: float = 1.0
    zoom: float = 1.0
    centre: tuple[float, float] = (0.5, 0.5)

    @property
    def scale(self) -> float:
        """View pixels per picture row."""
        width, height = self.picture.width() * self.aspect, self.picture.height()
        return min(self.view.width() / width, self.view.height() / height) * self.zoom

    def to_view(self) -> QTransform:
        """From pixels of the picture to pixels of the view."""
        middle = QPointF(self.view.width() / 2, self.view.height() / 2)
        to = QTransform.fromTranslate(middle.x(), middle.y())
        to.scale(self.scale * self.aspect, self.scale)
        to.translate(-self.centre[0] * self.picture.width(), -self.centre[1] * self.picture.height())
        return to

    def shown_rect(self) -> QRectF:
        """Where the whole picture lies in the view; larger than the view when zoomed in."""
        return self.to_view().mapRect(QRectF(QPointF(0, 0), self.picture))

    def zoomed(self, factor: float, about: QPointF) -> Viewport:
        """Closer or wider, with the same point of the picture under ``about``."""
        zoom = min(CLOSEST, max(1.0, self.zoom * factor))
        kept_x, kept_y = self._fraction(about)
        after = replace(self, zoom=zoom)
        moved_x, moved_y = after._fraction(about)
        return after.centred(self.centre[0] + kept_x - moved_x, self.centre[1] + kept_y - moved_y)

    def moved(self, by: QPointF) -> Viewport:
        """The picture moved by so many pixels of the view."""
        across = self.scale * self.aspect * self.picture.width()
        down = self.scale * self.picture.height()
        return self.centred(self.centre[0] - by.x() / across, self.centre[1] - by.y() / down)

    def centred(self, x: float, y: float) -> Viewport:
        """With another middle, as far as the picture still fills what it can of the view."""
        rect = self.shown_rect()
        room_x = max(0.0, 0.5 - self.view.width() / rect.width() / 2)
        room_y = max(0.0, 0.5 - self.view.height() / rect.height() / 2)
        return replace(self, centre=(_within(x, room_x), _within(y, room_y)))

    def resized(self, view: QSizeF) -> Viewport:
        """In a view of another size."""
        return replace(self, view=view).centred(*self.centre)

    def _fraction(self, at: QPointF) -> tuple[float, float]:
        """The point of the picture, 0 to 1 each way, under a point of the view."""
        inverse, _ = self.to_view().inverted()
        point = inverse.map(at)
        return point.x() / self.picture.width(), point.y() / self.picture.height()


def _within(x: float, room: float) -> float:
    """``x``, but no further than ``room`` from the middle."""
    return min(0.5 + room, max(0.5 - room, x))
