"""Windows and dialogs open within the screen they are on: what lies beyond its edge, nobody can press."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

TITLE_LINES = 2
"""A window manager puts a title above a window, of about this many lines of text; how high, it says too late."""

BESIDE_PX = 4
"""And a border beside and below it."""

LEAST_FIRST, MOST_FIRST, FIRST_SHARE = QSize(1280, 800), QSize(1720, 1000), 0.92
"""The window opens at this share of its screen, within these: beyond the larger, eyes wander and nothing is gained."""

_NOBODY_SEES = frozenset(("offscreen", "minimal"))
"""Platforms whose screen is none: what is drawn there is drawn into files."""


def within(wanted: QRect, room: QRect) -> QRect:
    """``wanted``, made no larger than ``room`` and moved into it."""
    size = wanted.size().boundedTo(room.size())
    left = min(max(wanted.left(), room.left()), room.left() + room.width() - size.width())
    top = min(max(wanted.top(), room.top()), room.top() + room.height() - size.height())
    return QRect(left, top, size.width(), size.height())


def room_of(widget: QWidget) -> QRect | None:
    """The part of a widget's screen that it may cover, without its frame; None where there is no screen to see."""
    if QGuiApplication.platformName() in _NOBODY_SEES:
        return None
    title = TITLE_LINES * widget.fontMetrics().height()
    # A window that was put on another screen, and is not shown yet, still says the screen of its parent.
    placed = widget.isWindow() and widget.testAttribute(Qt.WidgetAttribute.WA_Moved)
    screen = (QGuiApplication.screenAt(widget.geometry().center()) if placed else None) or widget.screen()
    return screen.availableGeometry().marginsRemoved(QMargins(BESIDE_PX, title, BESIDE_PX, BESIDE_PX))


def keep_on_screen(widget: QWidget, room: QRect | None) -> None:
    """Make a window that is about to be shown no larger than ``room``, and move one that was put beyond it.

    What nobody has put anywhere is left to Qt, which opens a dialog above the middle of its window: whoever moves it
    before that keeps it where it was moved to, in the corner.
    """
    if room is None or widget.isMaximized() or widget.isFullScreen():
        return
    fits = within(widget.geometry(), room)
    if fits.size() != widget.size():
        widget.resize(fits.size())
    if widget.testAttribute(Qt.WidgetAttribute.WA_Moved) and fits.topLeft() != widget.geometry().topLeft():
        widget.setGeometry(fits)


def beside(wanted: QSize, least: QSize, picture: QRect, room: QRect) -> QRect | None:
    """Where a window lies beside the picture, right of it, left or below; None where it fits nowhere.

    The first of these places that has room for what it needs at ``least``; there it is as large as ``wanted``, or as
    the place is.
    """
    right, below = picture.x() + picture.width(), picture.y() + picture.height()
    places = (
        QRect(right, room.y(), room.x() + room.width() - right, room.height()),
        QRect(room.x(), room.y(), picture.x() - room.x(), room.height()),
        QRect(room.x(), below, room.width(), room.y() + room.height() - below),
    )
    for place in places:
        if place.width() >= least.width() and place.height() >= least.height():
            size = wanted.expandedTo(least).boundedTo(place.size())
            return QRect(place.topLeft(), size)
    return None


def lay_beside(widget: QWidget, picture: QWidget, room: QRect | None) -> None:
    """Open a window where it leaves the picture free, if there is such a place and nobody has put it anywhere yet."""
    if room is None or widget.testAttribute(Qt.WidgetAttribute.WA_Moved) or not picture.isVisible():
        return
    seen = QRect(picture.mapToGlobal(picture.rect().topLeft()), picture.size())
    place = beside(widget.size(), widget.minimumSizeHint(), seen, room)
    if place is not None:
        widget.setGeometry(place)


def widen(widget: QWidget, by_px: int) -> None:
    """Make a window that is shown wider to its right, as far as its screen goes; one that fills it is left."""
    if by_px <= 0 or widget.isMaximized() or widget.isFullScreen():
        return
    room, wide = room_of(widget), widget.width() + by_px
    if room is not None:
        wide = min(wide, room.x() + room.width() - widget.geometry().x())
    if wide > widget.width():
        widget.resize(wide, widget.height())


def opening(widget: QWidget, wide: int, high: int) -> QSize:
    """The size to open at: as wanted, or as much of it as the screen has."""
    room, wanted = room_of(widget), QSize(wide, high)
    return wanted if room is None else wanted.boundedTo(room.size())


def first_opening(widget: QWidget) -> QSize:
    """The size of a window that opens for the first time: most of a large screen, all of a small one."""
    room = room_of(widget)
    if room is None:
        return LEAST_FIRST
    return (room.size() * FIRST_SHARE).boundedTo(MOST_FIRST).expandedTo(LEAST_FIRST).boundedTo(room.size())
