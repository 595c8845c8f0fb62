"""The overlay on the picture: a box, a letter and a role for each person that tracking keeps apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from coder.vocabulary.language import tr
from coder.vocabulary.people import Person
from coder.vocabulary.signals import SignalTrack
from ui.operations.wording import subject_words
from ui.people.label_placement import place_label
from ui.timeline.code_colours import over_picture

_LINES = {"child": Qt.PenStyle.SolidLine, "caregiver": Qt.PenStyle.DashLine}
_NEAR_US = 400_000


@dataclass(frozen=True, slots=True)
class HeadBox:
    """Where a person's head is in a frame, in pixels of the upright picture."""

    letter: str
    role: str | None
    settled: bool
    rect: QRectF


class PeopleOverlay:
    """Draws heads; answers which head is where."""

    def __init__(self) -> None:
        self._people: dict[str, Person] = {}
        self._heads: dict[str, dict[str, SignalTrack]] = {}
        self._picture: QRectF | None = None
        self.hue_of: Callable[[str], QColor | None] = lambda _: None
        """A subject's colour, which is the timeline's; None for the colour of nobody in particular."""

    def set_picture(self, width: int, height: int) -> None:
        """Say how large the upright picture is: labels stay inside it."""
        self._picture = QRectF(0, 0, width, height)

    def set_people(self, people: Sequence[Person]) -> None:
        """Say who is who."""
        self._people = {person.letter: person for person in people if person.role != "nobody"}

    def set_signals(self, tracks: Sequence[SignalTrack]) -> None:
        """Take the positions of heads."""
        self._heads = {}
        for track in tracks:
            if track.name in ("head_x", "head_y", "head_width"):
                self._heads.setdefault(track.person, {})[track.name] = track

    def heads_at(self, pts_us: int) -> list[HeadBox]:
        """Heads near a time: the nearest look of the models, unless it is too far away to be of use."""
        boxes = []
        for letter, person in self._people.items():
            signals = self._heads.get(letter, {})
            values = [_near(signals.get(name), pts_us) for name in ("head_x", "head_y", "head_width")]
            if any(value is None for value in values):
                continue
            x, y, width = (float(value) for value in values if value is not None)
            rect = QRectF(x - width / 2, y - 0.65 * width, width, 1.3 * width)
            boxes.append(HeadBox(letter, person.role, person.confirmed_role is not None, rect))
        return boxes

    def person_at(self, x: float, y: float, pts_us: int) -> str | None:
        """Letter of the person whose head is at a place of the picture, with some room around it."""
        for head in self.heads_at(pts_us):
            margin = head.rect.width() * 0.25
            if head.rect.adjusted(-margin, -margin, margin, margin).contains(QPointF(x, y)):
                return head.letter
        return None

    def paint(self, painter: QPainter, to_view: QTransform, frame_index: int, pts_us: int) -> None:
        """Draw the heads of a frame; roles differ by line and words, not by colour alone."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        heads = self.heads_at(pts_us)
        rects = [to_view.mapRect(head.rect) for head in heads]
        shown = to_view.mapRect(self._picture) if self._picture is not None else QRectF(painter.viewport())
        shown = shown.intersected(QRectF(painter.window()))
        taken: list[QRectF] = []
        for head, rect in zip(heads, rects, strict=True):
            colour, style = over_picture(self.hue_of(head.role or "")), line_of(head.role)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(0, 0, 0, 140), 4))
            painter.drawRoundedRect(rect, 6, 6)
            painter.setPen(QPen(colour, 2, style))
            painter.drawRoundedRect(rect, 6, 6)
            words = subject_words(head.role) if head.role else tr("who is this?")
            text = f"{head.letter} · {words}" + ("" if head.settled else "?")
            size = QSizeF(painter.fontMetrics().horizontalAdvance(text) + 13, painter.fontMetrics().height() + 4)
            place = place_label(size, rect, [*(r for r in rects if r is not rect), *taken], shown)
            taken.append(place)
            _label(painter, place, text, colour)


def line_of(role: str | None) -> Qt.PenStyle:
    """Return how a line around somebody is drawn: whole, broken or dotted says what the colour says."""
    return _LINES.get((role or "").split(":")[0], Qt.PenStyle.DotLine)


def _label(painter: QPainter, place: QRectF, text: str, colour: QColor) -> None:
    painter.fillRect(place, QColor(0, 0, 0, 190))
    painter.fillRect(QRectF(place.left(), place.top(), 3, place.height()), colour)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(place.adjusted(3, 0, 0, 0), Qt.AlignmentFlag.AlignCenter, text)


def _near(track: SignalTrack | None, pts_us: int) -> float | None:
    look = track.look_near(pts_us, within_us=_NEAR_US) if track is not None else None
    if track is None or look is None or not np.isfinite(track.value[look]):
        return None
    return float(track.value[look])
