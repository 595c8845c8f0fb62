"""How the timeline draws a code, beside the colour's name: a bar for a state, a diamond for a point."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from coder.vocabulary.language import tr
from coder.vocabulary.scheme import CodeKind, Role
from ui.timeline.code_colours import Colours
from ui.widgets.measure import ROUND, TIGHT

_WIDE = 2.5
"""Times the height of the letters: a bar is seen to be one."""


class CodePatch(QWidget):
    """A small sample; what is no colour is drawn as no colour: a crossed frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour, self._role, self._kind = "", Role.CHILD, CodeKind.STATE

    def show_code(self, colour: str, role: Role, kind: CodeKind) -> None:
        """Draw another code; without a colour it has that of its subject."""
        self._colour, self._role, self._kind = colour.strip(), role, kind
        said = self._colour or tr("the subject's own colour")
        shape = tr("a diamond") if kind is CodeKind.POINT else tr("a bar")
        words = (
            tr("In the timeline it is {shape} in {colour}", shape=shape, colour=said)
            if self.holds
            else tr("{colour} is no colour; write one as #3366aa, or choose one", colour=said)
        )
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.update()

    @property
    def holds(self) -> bool:
        """Whether what is written is a colour, or nothing."""
        return not self._colour or QColor.isValidColorName(self._colour)

    def sizeHint(self) -> QSize:
        """A line of text high."""
        high = self.fontMetrics().height()
        return QSize(round(_WIDE * high), high)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sample, in the colours of the timeline."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(1, TIGHT, -1, -TIGHT)
        colours = Colours.of(self.palette(), (self._role.value,))
        if not self.holds:
            painter.setPen(QPen(colours.quiet, 1))
            painter.drawRect(whole)
            painter.drawLine(whole.topLeft(), whole.bottomRight())
            return
        drawn = colours.painted(self._role.value, self._colour)
        painter.setPen(QPen(drawn.edge, 1))
        painter.setBrush(drawn.fill)
        if self._kind is CodeKind.POINT:
            at, far = whole.center(), whole.height() / 2
            across, down = QPointF(far, 0), QPointF(0, far)
            painter.drawPolygon(QPolygonF([at - down, at + across, at + down, at - across]))
        else:
            painter.drawRoundedRect(whole, ROUND / 2, ROUND / 2)
