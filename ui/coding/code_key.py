"""CodeKey: a code to be pressed: its key as a cap, its shape and colour, its name; filled while it is under way."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QPushButton, QWidget

from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us
from ui.timeline.code_colours import SubjectColours, mixed
from ui.widgets.measure import LEFT, ROUND, SNUG, TIGHT, Type

_LEAST_CAP = "W"
"""A cap is at least as wide as this letter, so that caps stand under caps."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CUT_SHARE = 0.34
"""Of a shape, what is left before and after the gap of one that cuts."""


@dataclass(frozen=True, slots=True)
class KeyLook:
    """A code as it stands now.

    Attributes
    ----------
    row : str
        The code, as "role/id".
    who, label, key, description : str
        Whose act it is, what it is called, the key that codes it ("" for none), the rule for a human coder.
    point : bool
        Whether it is a point: a diamond, where a state is a bar.
    since_us : int or None
        When it began, while it is under way.
    cuts : str
        What is under way that pressing it would end, in words; "" for nothing.
    """

    row: str
    who: str
    label: str
    key: str
    description: str
    point: bool
    since_us: int | None
    cuts: str

    @property
    def spoken(self) -> str:
        """What a screen reader says of it."""
        key = self.key.upper() or tr("no key")
        if self.since_us is None:
            return tr("{key}: {who} {code}", key=key, who=self.who, code=self.label)
        since = format_us(self.since_us)
        return tr("{key}: {who} {code}, since {since}", key=key, who=self.who, code=self.label, since=since)

    @property
    def does(self) -> str:
        """What pressing it does."""
        if self.since_us is not None:
            return tr("Ends it at the frame that is shown.")
        if self.cuts:
            return tr("Ends “{running}” and begins, at the frame that is shown.", running=self.cuts)
        return tr("Codes it at the frame that is shown.") if self.point else tr("Begins at the frame that is shown.")


class CodeKey(QPushButton):
    """Signals: ``stepped(int)`` when the keyboard asks for the code so many places on."""

    stepped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = KeyLook("", "", "", "", "", point=False, since_us=None, cuts="")
        self._colours: SubjectColours | None = None
        # A press by the mouse leaves the keyboard where it is: Space goes on playing.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAutoDefault(False)

    def show_look(self, look: KeyLook, colours: SubjectColours) -> None:
        """Show a code as it stands now."""
        anew = look != self.look
        self.look, self._colours = look, colours
        if anew:
            self.setCheckable(not look.point)
            self.setChecked(look.since_us is not None)
            self.setAccessibleName(look.spoken)
            self.setAccessibleDescription(look.does)
            self.setToolTip("\n".join(line for line in (look.label, look.description, look.does) if line))
            self.updateGeometry()
        self.update()

    def nextCheckState(self) -> None:
        """What is under way is the study's to say, not the button's."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it; up and down go from code to code."""
        steps = {Qt.Key.Key_Up.value: -1, Qt.Key.Key_Down.value: 1}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in steps and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.stepped.emit(steps[event.key()])
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Cap, shape and name beside each other."""
        letters = QFontMetricsF(self.font())
        wide = 4 * SNUG + self._cap_px + self._shape_px + letters.horizontalAdvance(self.look.label)
        return QSize(ceil(wide), ceil(letters.height()) + 2 * TIGHT)

    def minimumSizeHint(self) -> QSize:
        """A name may be cut short; pointing at it says it whole."""
        return QSize(round(SNUG + self._cap_px + 2 * SNUG + self._shape_px), self.sizeHint().height())

    @property
    def _cap_px(self) -> float:
        letters = QFontMetricsF(Type.STRONG.font(self.font()))
        return max(letters.horizontalAdvance(_LEAST_CAP), letters.horizontalAdvance(self.look.key.upper())) + 2 * TIGHT

    @property
    def _shape_px(self) -> float:
        return QFontMetricsF(self.font()).height() * 0.7

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it, from the side on which words begin."""
        if self._colours is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        palette, runs = self.palette(), self.look.since_us is not None
        text = palette.color(QPalette.ColorRole.Text)
        whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if runs or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            ground = self._colours.fill if runs else mixed(text, palette.color(QPalette.ColorRole.Window), 0.08)
            painter.setBrush(ground)
            painter.drawRoundedRect(whole, ROUND, ROUND)
        place = self._placed(SNUG, self._cap_px, mirrored=mirrored).adjusted(0, TIGHT, 0, -TIGHT)
        self._cap(painter, place)
        ink = self._colours.ink if runs else self._colours.fill
        self._shape(painter, self._placed(2 * SNUG + self._cap_px, self._shape_px, mirrored=mirrored), ink)
        start = 3 * SNUG + self._cap_px + self._shape_px
        room = self._placed(start, self.width() - start - TIGHT, mirrored=mirrored)
        painter.setFont(self.font())
        painter.setPen(self._colours.ink if runs else palette.color(QPalette.ColorRole.WindowText))
        align = _RIGHT if mirrored else LEFT
        words = self.fontMetrics().elidedText(self.look.label, Qt.TextElideMode.ElideRight, ceil(room.width()))
        painter.drawText(room, align, words)

    def _placed(self, start: float, wide: float, *, mirrored: bool) -> QRectF:
        return QRectF(self.width() - start - wide if mirrored else start, 0, wide, self.height())

    def _cap(self, painter: QPainter, place: QRectF) -> None:
        """A key as it lies on a keyboard; a code without one has an empty place."""
        if not self.look.key:
            return
        palette = self.palette()
        painter.setPen(QPen(palette.color(QPalette.ColorRole.PlaceholderText), 1))
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), ROUND - 1, ROUND - 1)
        painter.setFont(Type.STRONG.font(self.font()))
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.look.key.upper())

    def _shape(self, painter: QPainter, place: QRectF, ink: QColor) -> None:
        """A diamond for a point, a bar for a state; one with a gap where pressing it cuts what is under way."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        middle, half = place.center(), place.width() / 2
        if self.look.point:
            corners = [(0.0, -half), (half, 0.0), (0.0, half), (-half, 0.0)]
            painter.drawPolygon(QPolygonF([middle + QPointF(x, y) for x, y in corners]))
            return
        bar = QRectF(place.left(), middle.y() - half / 2, place.width(), half)
        if not self.look.cuts:
            painter.drawRect(bar)
            return
        part = bar.width() * _CUT_SHARE
        painter.drawRect(QRectF(bar.left(), bar.top(), part, bar.height()))
        painter.drawRect(QRectF(bar.right() - part, bar.top(), part, bar.height()))
