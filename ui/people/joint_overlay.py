"""What was measured of bodies, over the picture: hands, and where heads turn. Only what could be seen is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from coder.vocabulary.people import Person
from coder.vocabulary.signals import VALID_FROM, SignalTrack
from ui.timeline.code_colours import over_picture

_NEAR_US = 250_000
_WRISTS = frozenset(f"wrist_{side}_{axis}" for side in ("left", "right") for axis in "xy")
_NAMES = _WRISTS | {"head_x", "head_y", "head_width", "head_yaw", "head_pitch"}
_EDGE = QColor(0, 0, 0, 150)
_DOT_PX = 6.0
_LINE_HEADS = 1.5
"""Length of the line, in widths of the head, of one who looks straight across the picture."""


@dataclass(frozen=True, slots=True)
class SeenJoints:
    """One person in a frame, in pixels of the upright picture; None for what could not be seen."""

    letter: str
    head: QPointF | None
    turned_to: QPointF | None
    left: QPointF | None
    right: QPointF | None


class JointOverlay:
    """Draws for each person a dot at each wrist (left round, right square) and a line from the head where it turns."""

    def __init__(self) -> None:
        self._roles: dict[str, str] = {}
        self._tracks: dict[str, dict[str, SignalTrack]] = {}
        self.hue_of: Callable[[str], QColor | None] = lambda _: None
        """A subject's colour, which is the timeline's; None for the colour of nobody in particular."""

    def set_people(self, people: Sequence[Person]) -> None:
        """Say who is who; of somebody who is nobody nothing is drawn."""
        self._roles = {one.letter: one.role or "" for one in people if one.role != "nobody"}

    def set_signals(self, tracks: Sequence[SignalTrack]) -> None:
        """Take what was measured."""
        self._tracks = {}
        for track in tracks:
            if track.name in _NAMES:
                self._tracks.setdefault(track.person, {})[track.name] = track

    def seen_at(self, pts_us: int) -> list[SeenJoints]:
        """Return who is seen near a time, by the nearest look of the models."""
        found = []
        for letter in self._roles:
            held = {name: _near(track, pts_us) for name, track in self._tracks.get(letter, {}).items()}
            head = _point(held.get("head_x"), held.get("head_y"))
            turned, wide, yaw = None, held.get("head_width"), held.get("head_yaw")
            if head is not None and wide is not None and yaw is not None:
                pitch = held.get("head_pitch") or 0.0
                across, down = sin(radians(yaw)) * cos(radians(pitch)), -sin(radians(pitch))
                turned = head + QPointF(across, down) * (_LINE_HEADS * wide)
            left, right = (
                _point(held.get(f"wrist_{side}_x"), held.get(f"wrist_{side}_y")) for side in ("left", "right")
            )
            found.append(SeenJoints(letter, head, turned, left, right))
        return found

    def paint(self, painter: QPainter, to_view: QTransform, _frame_index: int, pts_us: int) -> None:
        """Draw them for a frame."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for seen in self.seen_at(pts_us):
            colour = over_picture(self.hue_of(self._roles[seen.letter]))
            if seen.head is not None and seen.turned_to is not None:
                for pen in (QPen(_EDGE, 5), QPen(colour, 2)):
                    painter.setPen(pen)
                    painter.drawLine(to_view.map(seen.head), to_view.map(seen.turned_to))
            painter.setPen(QPen(_EDGE, 1.5))
            painter.setBrush(colour)
            if seen.left is not None:
                painter.drawEllipse(to_view.map(seen.left), _DOT_PX, _DOT_PX)
            if seen.right is not None:
                at = to_view.map(seen.right)
                painter.drawRect(
                    round(at.x() - _DOT_PX), round(at.y() - _DOT_PX), round(2 * _DOT_PX), round(2 * _DOT_PX)
                )
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _point(x: float | None, y: float | None) -> QPointF | None:
    return QPointF(x, y) if x is not None and y is not None else None


def _near(track: SignalTrack, pts_us: int) -> float | None:
    """The value at the look nearest to a time; None where nothing was seen there, or nobody looked near it."""
    look = track.look_near(pts_us, within_us=_NEAR_US)
    # What rules would not look at was not seen.
    seen = look is not None and track.validity[look] >= VALID_FROM and np.isfinite(track.value[look])
    return float(track.value[look]) if seen else None
