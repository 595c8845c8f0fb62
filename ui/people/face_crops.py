"""A small picture of each person for the who-is-who panel, in memory only: from which frame, and where to cut."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from coder.media import FrameIndex
from coder.study.state import RecordingState
from coder.vocabulary.signals import SignalTrack
from ui.people.people_panel import PeoplePanel
from ui.player.engine import PlayerEngine

_SIDES = 1.6  # of the head's width: hair, chin and a little room


class FacePictures:
    """Has the player decode one frame for each person, and gives the panel what is cut out of it."""

    def __init__(self, engine: PlayerEngine, panel: PeoplePanel) -> None:
        self._engine, self._panel = engine, panel

    def show(self, state: RecordingState | None, tracks: Sequence[SignalTrack]) -> None:
        """Draw everybody whom the models saw in the recording that is shown."""
        if state is None:
            return
        for person in state.people:
            wanted = frame_of(person.letter, tracks, state.index)
            if wanted is not None:
                frame, box = wanted
                self._engine.fetch(frame, partial(self._cut, person.letter, box))

    def _cut(self, letter: str, box: QRect, image: QImage | None) -> None:
        if image is not None:  # where the clip is damaged there is no face to show
            self._panel.show_face(letter, cut_out(image, box))


def frame_of(letter: str, tracks: Sequence[SignalTrack], index: FrameIndex) -> tuple[int, QRect] | None:
    """Return the frame in which a person is seen best, and where in it; None where they never are.

    Best is where the head's size was trusted most, and among those the largest head.
    """
    named = {track.name: track for track in tracks if track.person == letter}
    try:
        x, y, width = named["head_x"], named["head_y"], named["head_width"]
    except KeyError:
        return None
    seen = x.valid & y.valid & width.valid
    if not bool(seen.any()):
        return None
    face = named.get("face_seen")
    trust = np.where(seen, width.validity, -1.0)
    if face is not None and len(face.value) == len(trust):
        trust = trust + np.where(np.nan_to_num(face.value) > 0, 1.0, 0.0)
    best = int(np.lexsort((np.nan_to_num(width.value), trust.round(1)))[-1])
    side = float(width.value[best]) * _SIDES
    box = QRect(
        round(float(x.value[best]) - side / 2), round(float(y.value[best]) - side / 2), round(side), round(side)
    )
    return index.at(int(x.pts_us[best])), box


def cut_out(image: QImage, box: QRect) -> QImage:
    """Return that part of a picture, as far as it lies inside."""
    return image.copy(box.intersected(image.rect()))
