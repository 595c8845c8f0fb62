"""Where the name of a person goes: beside their head, inside the picture, and over nobody's face."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF

GAP = 3.0


def place_label(size: QSizeF, head: QRectF, others: Sequence[QRectF], picture: QRectF) -> QRectF:
    """Return where a label of that size goes.

    ``others`` is what it must not cover: other heads, and labels already placed. Above comes first, then below, then
    the sides; where nothing is free, it goes to the edge of the picture that covers least.
    """
    width, height = size.width(), size.height()
    corners = (
        QPointF(head.left(), head.top() - GAP - height),
        QPointF(head.right() - width, head.top() - GAP - height),
        QPointF(head.left(), head.bottom() + GAP),
        QPointF(head.right() - width, head.bottom() + GAP),
        QPointF(head.right() + GAP, head.top()),
        QPointF(head.left() - GAP - width, head.top()),
        QPointF(head.left(), picture.bottom() - height),
        QPointF(head.left(), picture.top()),
    )
    places = [_inside(QRectF(corner, size), picture) for corner in corners]
    taken = (head, *others)
    return min(places, key=lambda place: sum(_area(place.intersected(rect)) for rect in taken))


def _inside(rect: QRectF, picture: QRectF) -> QRectF:
    x = min(max(rect.left(), picture.left()), max(picture.right() - rect.width(), picture.left()))
    y = min(max(rect.top(), picture.top()), max(picture.bottom() - rect.height(), picture.top()))
    return QRectF(QPointF(x, y), rect.size())


def _area(rect: QRectF) -> float:
    return max(rect.width(), 0.0) * max(rect.height(), 0.0)
