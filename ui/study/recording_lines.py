"""RecordingLines: how a recording looks in the list: its picture, its name, how it stands, and signs at the side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget

from ui.widgets.icons import paint_sign
from ui.widgets.measure import HAIR, LEFT, SNUG, TIGHT, USUAL, Type, sign_px

SHOWN = Qt.ItemDataRole.UserRole + 1
"""Where an item holds its :class:`RecordingLook`."""
BETWEEN = " · "
"""Between the parts of a line."""
_CUT = Qt.TextElideMode.ElideRight
_BAR_PX = 3
_WIDE_CHARS = 38
"""From so many letters across, pictures are as high as three lines."""


@dataclass(frozen=True, slots=True)
class RecordingLook:
    """What is drawn of a recording.

    Attributes
    ----------
    name, stands, coded : str
        The strong line and two quiet ones; ``coded`` is "" where nobody coded.
    signs : tuple of str
        Of :mod:`ui.widgets.icons`, from the left.
    decided : float or None
        Share of what was proposed that is decided, 0 to 1; None where nothing was proposed.
    """

    name: str
    stands: str
    coded: str
    signs: tuple[str, ...]
    decided: float | None


class RecordingList(QTreeWidget):
    """The list: a name gets another line, and pictures a third more, as there is width for it."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay names and pictures out for the new width."""
        super().resizeEvent(event)
        lines = 3 if self.viewport().width() >= _WIDE_CHARS * self.fontMetrics().averageCharWidth() else 2
        high = lines * self.fontMetrics().height()
        self.setIconSize(QSize(high * 4 // 3, high))
        self.scheduleDelayedItemsLayout()


class RecordingLines(QStyledItemDelegate):
    """Paints recordings; what is no recording (the name of a family) is drawn as the style does."""

    def __init__(self, shown_in: QTreeWidget) -> None:
        super().__init__(shown_in)
        self._list = shown_in

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines or three, and the bar below them; never wider than the list."""
        look = index.data(SHOWN)
        if not isinstance(look, RecordingLook):
            return super().sizeHint(option, index)
        wide = self._list.viewport().width() - option.decorationSize.width() - 2 * USUAL - SNUG
        high = max(sum(_high(*line, option, wide) for line in _lines(look)), option.decorationSize.height())
        return QSize(1, high + 2 * SNUG + (_BAR_PX + SNUG if look.decided is not None else 0))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw ground, picture, lines, signs and how far decisions are."""
        look = index.data(SHOWN)
        if not isinstance(look, RecordingLook):
            super().paint(painter, option, index)
            return
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        icon = QIcon(shown.icon)  # a copy: the option's own is taken out of it
        shown.text, shown.icon = "", QIcon()
        style = shown.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, shown.widget)
        chosen = bool(shown.state & QStyle.StateFlag.State_Selected)
        strong, quiet = _inks(shown.palette, chosen=chosen)
        room = shown.rect.adjusted(USUAL, SNUG, -SNUG, -SNUG)
        picture = option.decorationSize
        mirrored = shown.direction is Qt.LayoutDirection.RightToLeft
        left = room.right() + 1 - picture.width() if mirrored else room.left()
        icon.paint(painter, left, room.top(), picture.width(), picture.height())
        taken = picture.width() + USUAL
        room = room.adjusted(0, 0, -taken, 0) if mirrored else room.adjusted(taken, 0, 0, 0)
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter if mirrored else LEFT
        y = float(room.top())
        for number, (size, text) in enumerate(_lines(look)):
            high = _high(size, text, option, room.width())
            line = QRectF(room.left(), y, room.width(), high)
            if number == 1:
                line = self._signs(painter, look.signs, line, quiet, mirrored=mirrored)
            font = size.font(option.font)
            painter.setFont(font)
            painter.setPen(strong if number == 0 else quiet)
            for part in broken(text, QFontMetrics(font), int(line.width()), high):
                painter.drawText(QRectF(line.left(), y, line.width(), QFontMetrics(font).lineSpacing()), align, part)
                y += QFontMetrics(font).lineSpacing()
        if look.decided is not None:
            bar = QRectF(room.left(), shown.rect.bottom() - SNUG - _BAR_PX + 1, room.width(), _BAR_PX)
            _share(painter, bar, look.decided, shown.palette, quiet)

    @staticmethod
    def _signs(painter: QPainter, signs: tuple[str, ...], line: QRectF, ink: QColor, *, mirrored: bool) -> QRectF:
        """Draw signs at the end of a line, and return what is left of it."""
        size = min(line.height() - TIGHT, sign_px(painter.fontMetrics()))
        for sign in reversed(signs):
            x = line.left() if mirrored else line.right() - size
            paint_sign(painter, sign, QRectF(x, line.center().y() - size / 2, size, size), ink)
            taken = size + SNUG
            line = line.adjusted(taken, 0, 0, 0) if mirrored else line.adjusted(0, 0, -taken, 0)
        return line


def _lines(look: RecordingLook) -> tuple[tuple[Type, str], ...]:
    return (Type.BODY, look.name), (Type.SMALL, look.stands), (Type.SMALL, look.coded)


@lru_cache(maxsize=32)
def _letters(size: Type, font: str) -> QFontMetrics:
    """Measures of letters: a list of five hundred asks for them thousands of times."""
    base = QFont()
    base.fromString(font)
    return QFontMetrics(size.font(base))


def _high(size: Type, text: str, option: QStyleOptionViewItem, wide: int) -> int:
    """Height of a line; a name that needs it gets two, because recordings of one family differ at its end."""
    if not text:
        return 0
    letters = _letters(size, option.font.toString())
    two = size is Type.BODY and letters.horizontalAdvance(text) > wide
    return letters.lineSpacing() * (2 if two else 1)


def broken(text: str, letters: QFontMetrics, wide: int, high: int) -> list[str]:
    """Return a text in as many lines as there is height for, broken between words; the last is cut short."""
    words, lines = text.split(), list[str]()
    while words and (len(lines) + 2) * letters.lineSpacing() <= high:
        count = 1
        while count < len(words) and letters.horizontalAdvance(" ".join(words[: count + 1])) <= wide:
            count += 1
        lines.append(letters.elidedText(" ".join(words[:count]), _CUT, wide))
        words = words[count:]
    return [*lines, letters.elidedText(_whole_parts(" ".join(words), letters, wide), _CUT, wide)] if words else lines


def _whole_parts(text: str, letters: QFontMetrics, wide: int) -> str:
    """Leave out parts of "0:15 · not analysed" that would be cut: signs beside them and the row's tip say them too."""
    parts = text.split(BETWEEN)
    while len(parts) > 1 and letters.elidedText(whole := BETWEEN.join(parts), _CUT, wide) != whole:
        parts.pop()
    return BETWEEN.join(parts)


def _inks(palette: QPalette, *, chosen: bool) -> tuple[QColor, QColor]:
    if chosen:
        words = palette.color(QPalette.ColorRole.HighlightedText)
        return words, words
    return palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.PlaceholderText)


def _share(painter: QPainter, place: QRectF, share: float, palette: QPalette, edge: QColor) -> None:
    painter.save()
    painter.fillRect(QRectF(place.left(), place.center().y(), place.width(), HAIR), edge)
    done = QRectF(place)
    done.setWidth(place.width() * share)
    strong = palette.color(QPalette.ColorRole.Link)
    # In high contrast the ground of a chosen row has that colour already.
    painter.fillRect(done, edge if strong == palette.color(QPalette.ColorRole.Highlight) else strong)
    painter.restore()
