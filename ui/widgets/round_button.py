"""RoundButton: the one button of a toolbar that the hand finds without looking."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QToolButton


class RoundButton(QToolButton):
    """Its sign on a disc of the colour of words, in light and dark; as flat as the others while it can do nothing."""

    INK = QPalette.ColorRole.Window
    """The colour that its sign is drawn in."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw disc and sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        able = QPalette.ColorGroup.Active if self.isEnabled() else QPalette.ColorGroup.Disabled
        role = QPalette.ColorRole.Link if self.underMouse() and self.isEnabled() else QPalette.ColorRole.WindowText
        painter.setBrush(self.palette().color(able, role))
        size = float(min(self.width(), self.height()))
        disc = QRectF((self.width() - size) / 2, (self.height() - size) / 2, size, size)
        painter.drawEllipse(disc)
        wide = min(float(self.iconSize().width()), size * 0.6)
        place = QRectF(disc.center().x() - wide / 2, disc.center().y() - wide / 2, wide, wide)
        self.icon().paint(painter, place.toRect(), Qt.AlignmentFlag.AlignCenter, QIcon.Mode.Normal)
        painter.end()
