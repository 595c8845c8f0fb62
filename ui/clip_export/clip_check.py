"""Looking through a clip before it leaves: a player of its own, and a note of what has been seen of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS, format_us
from models.blurring import BLANK_US, BlurredClip
from ui.player.engine import PlayerEngine
from ui.player.player_view import PlayerView
from ui.player.transport_bar import TransportBar

STEP_US = MICROS // 2
FASTEST_SEEN = 4.0
"""Played faster, a clip leaves half seconds unshown: so no higher speed is offered."""
"""Of every such stretch a picture must have been shown."""


class ClipLook(QWidget):
    """Signals: ``wanted()`` when somebody who has seen all of it wants it written, ``face_seen(time_us)``.

    What has been seen stays seen when the clip is made again, but for the part that is new.
    """

    wanted = Signal()
    face_seen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.engine = PlayerEngine(self)
        self.view = PlayerView()
        self.view.attach(self.engine)
        self._bar = TransportBar(self.engine, fastest=FASTEST_SEEN)
        self._bar.loop.hide()
        self.place = QSlider(Qt.Orientation.Horizontal)
        self.place.setAccessibleName(tr("place in the clip"))
        self.place.sliderMoved.connect(self.engine.seek_frame)
        self._said = QLabel(wordWrap=True)
        self._seen_line = QLabel(wordWrap=True)
        self.looked = QCheckBox(tr("I have looked through it and saw no face"))
        self.write = QPushButton(tr("Write it…"))
        self.write.clicked.connect(self.wanted)
        self.face = QPushButton(tr("There is a face here"))
        self.face.setToolTip(
            tr("Blur the whole picture for half a second before and after this one, and look at it again")
        )
        self.face.clicked.connect(lambda: self.face_seen.emit(self.engine.pts_us))
        self._seen = np.zeros(0, np.bool_)
        self._again_at: int | None = None
        column = QVBoxLayout(self)
        column.addWidget(self._said)
        column.addWidget(self.view, 1)
        column.addWidget(self.place)
        column.addWidget(self._bar)
        column.addWidget(self._seen_line)
        column.addWidget(self.looked)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.face)
        foot.addWidget(self.write)
        column.addLayout(foot)
        self.engine.opened.connect(self._opened)
        self.engine.frame_shown.connect(self._shown)
        self.looked.toggled.connect(self._enable)
        self._enable()

    @property
    def seen_all(self) -> bool:
        """Whether something of every half second has been shown."""
        return len(self._seen) > 0 and bool(self._seen.all())

    def show_made(self, made: BlurredClip, *, murmur: bool, again_at: int | None = None) -> None:
        """Open what was made; at its beginning, or where it was made again. ``murmur``: its sound holds no words."""
        heard = tr("a murmur without words") if murmur else tr("with sound")
        parts = [
            tr(
                "{time}, {frames} frames, {heard}.",
                time=format_us(made.stretch.duration_us),
                frames=made.frames,
                heard=heard if made.sound else tr("no sound"),
            )
        ]
        if made.whole_us:
            parts.append(
                tr("The whole picture is blurred for {time}, where somebody was lost.", time=format_us(made.whole_us))
            )
        if made.mended:
            parts.append(tr("A face was found at first in {mended} frames; more was hidden there.", mended=made.mended))
        parts.append(tr("No face is found in it now; but your eyes see what a detector does not."))
        self._said.setText(" ".join(parts))
        self.looked.setChecked(False)
        self._again_at = again_at
        if again_at is None:
            self._seen = np.zeros(0, np.bool_)
        self.engine.open(made.source, name="the blurred clip")

    def shut_down(self) -> None:
        """End the player's thread."""
        self.engine.shut_down()

    def _opened(self) -> None:
        index = self.engine.index
        assert index is not None
        # In footage with a few frames a second some stretches have no picture of their own to be shown.
        seen = np.ones(-(-index.end_us // STEP_US), np.bool_)
        seen[np.unique(index.pts_us // STEP_US)] = False
        if self._again_at is not None:
            starts = np.arange(len(seen)) * STEP_US
            near = (starts <= self._again_at + BLANK_US) & (starts + STEP_US > self._again_at - BLANK_US)
            seen |= self._seen & ~near
            self.engine.seek_time(max(0, self._again_at - BLANK_US))
        self._seen = seen
        self.place.setRange(0, len(index) - 1)
        self._enable()

    def _shown(self, frame: int, pts_us: int, _image: QImage) -> None:
        step = pts_us // STEP_US
        if step < len(self._seen) and not self._seen[step]:
            self._seen[step] = True
            self._enable()
        if not self.place.isSliderDown():
            self.place.setValue(frame)

    def _enable(self) -> None:
        self.looked.setEnabled(self.seen_all)
        self.write.setEnabled(self.seen_all and self.looked.isChecked())
        if self.seen_all:
            self._seen_line.setText(tr("You have been shown all of it."))
        else:
            missing = np.flatnonzero(~self._seen)
            first = format_us(int(missing[0]) * STEP_US) if len(missing) else format_us(0)
            self._seen_line.setText(
                tr(
                    "Look through all of it, by playing (up to {fastest:g}×) or with the slider; not seen yet: from "
                    "{first}.",
                    first=first,
                    fastest=FASTEST_SEEN,
                )
            )
