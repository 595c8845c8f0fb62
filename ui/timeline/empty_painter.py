"""Paint what a timeline says that holds nothing yet: what comes next, and by which keys."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from coder.vocabulary.language import tr
from ui.timeline.paint_state import PaintState
from ui.widgets.keys_now import KEYS
from ui.widgets.measure import ROUND, USUAL, WIDE

_WORDS = tr(
    "Nothing of yours stands here yet. Let the models look at the recording, decide on what they propose, or code by "
    "hand: Ctrl+D, and back."
)
_WHILE_BLIND = tr("Nothing of yours stands here yet. You code this recording blind, by hand: Ctrl+D, and back.")
"""The models' looks and proposals are none of a blind coder's next steps. It says nothing of others."""

_WHILE_CODING = tr("Nothing of yours stands here yet. A key codes at the frame that is shown.")


def empty_words(*, coding: bool, blind: bool) -> str:
    """Say what comes next in a recording that holds nothing yet, by the keys of now; ``coding``: letters code now."""
    return _WHILE_CODING if coding else KEYS.said(_WHILE_BLIND if blind else _WORDS)


def paint_empty(painter: QPainter, scene: PaintState, said: str) -> None:
    """Write it on a plate in the middle of the rows, where there is room for it."""
    room = QRectF(scene.areas.tracks).adjusted(WIDE, USUAL, -WIDE, -USUAL)
    flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
    words = QRectF(painter.fontMetrics().boundingRect(room.toRect(), flags, said))
    if words.height() > room.height() or words.width() > room.width():
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(scene.colours.rule, 1))
    painter.setBrush(scene.colours.ground)
    painter.drawRoundedRect(words.adjusted(-WIDE, -USUAL, WIDE, USUAL), ROUND, ROUND)
    painter.setPen(scene.colours.text)
    painter.drawText(room, flags, said)
    painter.restore()
