"""Subtitles over the picture: what stands at the moment that is shown, a line for each, at the foot of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTransform

from coder.vocabulary.time import Interval

POINT_US = 800_000
"""How long a point stands: it could not be read in the one frame that it is about."""
MOST_LINES = 4
_BEHIND, _WORDS = QColor(0, 0, 0, 190), QColor("#ffffff")
_BELOW_SHARE = 0.04


@dataclass(frozen=True, slots=True)
class Subtitle:
    """Words and when they stand."""

    interval: Interval
    words: str


class SubtitleOverlay:
    """Draws the subtitles of the frame that is shown; none until it is given some."""

    def __init__(self) -> None:
        self.show(())

    def show(self, subtitles: Sequence[Subtitle]) -> None:
        """Take other subtitles."""
        self._words = tuple(one.words for one in subtitles)
        self._onsets = np.array([one.interval.onset_us for one in subtitles], np.int64)
        offsets = [max(one.interval.offset_us, one.interval.onset_us) for one in subtitles]
        points = np.array(offsets, np.int64) == self._onsets
        self._offsets = np.where(points, self._onsets + POINT_US, np.array(offsets, np.int64))

    def at(self, pts_us: int) -> tuple[str, ...]:
        """Return what stands at a time, in order of onset; alike words once, and no more than can be read."""
        standing = np.flatnonzero((self._onsets <= pts_us) & (pts_us < self._offsets))
        return tuple(dict.fromkeys(self._words[n] for n in standing))[:MOST_LINES]

    def paint(self, painter: QPainter, _to_view: QTransform, _frame_index: int, pts_us: int) -> None:
        """Draw them at the foot of the view, on a ground that makes them readable on any picture."""
        lines = self.at(pts_us)
        if not lines:
            return
        painter.save()
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        painter.setFont(font)
        room = QRectF(painter.window())
        wrap = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        bottom = room.bottom() - room.height() * _BELOW_SHARE
        for words in reversed(lines):
            within = QRectF(0, 0, room.width() * 0.9, room.height())
            needs = painter.boundingRect(within, wrap, words).size()
            left = room.center().x() - needs.width() / 2
            ground = QRectF(left, bottom - needs.height(), needs.width(), needs.height())
            painter.fillRect(ground.adjusted(-8, -2, 8, 2), _BEHIND)
            painter.setPen(_WORDS)
            painter.drawText(ground, wrap, words)
            bottom = ground.top() - 6
        painter.restore()
