"""Every onset error of a code as a mark on a line: the whole distribution, not two numbers of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coder.report.figures.proposal_validation import NEAR_US
from coder.vocabulary.language import tr

_TALL_LINES = 4
_MOST_SHOWN = 5_000
"""Of more marks only so many are drawn; each pixel then has several all the same."""


class OnsetStrip(QWidget):
    """Marks left of the middle are proposals that came early, right of it late; the band is within 200 ms."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # time runs to the right in every language
        self._errors: tuple[int, ...] = ()
        self._reach_us = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(_TALL_LINES * self.fontMetrics().height())
        self.show_errors((), 1_000_000)

    def show_errors(self, errors_us: Sequence[int], reach_us: int) -> None:
        """Show onset errors, proposed minus coded; ``reach_us`` lies at either end."""
        self._errors, self._reach_us = tuple(errors_us), max(reach_us, 1)
        early = sum(error < 0 for error in errors_us)
        words = tr(
            "{number} onsets: {early} proposed early, {number_2} late or on the frame",
            number=len(errors_us),
            early=early,
            number_2=len(errors_us) - early,
        )
        self.setAccessibleName(words)
        self.setToolTip(tr("{words}. The band is within {near_us} ms.", words=words, near_us=NEAR_US // 1000))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the band, the marks and what stands at the ends."""
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())  # by itself it has that of the app
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line, wide = self.fontMetrics().height(), float(self.width())
        foot = self.height() - line * 1.3

        def x(us: float) -> float:
            return wide * (0.5 + 0.48 * us / self._reach_us)

        band = self.palette().mid().color()
        band.setAlpha(70)
        painter.fillRect(QRectF(x(-NEAR_US), 0, x(NEAR_US) - x(-NEAR_US), foot), band)
        painter.setPen(self.palette().text().color())
        painter.drawLine(QPointF(0, foot), QPointF(wide, foot))
        painter.drawLine(QPointF(x(0), 0), QPointF(x(0), foot))
        mark = self.palette().highlight().color()
        mark.setAlpha(150)
        painter.setPen(mark)
        step = max(len(self._errors) // _MOST_SHOWN, 1)
        for error in self._errors[::step]:
            painter.drawLine(QPointF(x(error), foot * 0.2), QPointF(x(error), foot))
        painter.setPen(self.palette().text().color())
        ends = QRectF(0, foot, wide, self.height() - foot)
        seconds = self._reach_us / 1_000_000
        painter.drawText(ends, Qt.AlignmentFlag.AlignLeft, tr("proposed {seconds:g} s early", seconds=seconds))
        painter.drawText(ends, Qt.AlignmentFlag.AlignHCenter, tr("as coded"))
        painter.drawText(ends, Qt.AlignmentFlag.AlignRight, tr("{seconds:g} s late", seconds=seconds))
