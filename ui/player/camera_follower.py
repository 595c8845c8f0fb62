"""A further camera on the stage: it shows, at its own index, the frame that is showing when the first camera's is."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from coder.media import FrameIndex, Source
from coder.vocabulary.camera import CameraClock
from coder.vocabulary.language import tr
from ui.player.engine import PlayerEngine
from ui.player.player_view import PlayerView

_BEHIND, _WORDS = QColor(0, 0, 0, 150), QColor("#f2f2f2")


_SLACK_US = 1_000
"""A frame that begins so soon is showing: containers round times so, and a clock through two moments a little."""


def frame_beside(index: FrameIndex, clock: CameraClock, onset_us: int, end_us: int) -> int | None:
    """Return the camera's frame that belongs to a frame of the recording's clock; None where it was not running.

    Two frames that begin at the same moment belong together, also where rounding makes one a little later.
    """
    at = clock.to_camera(onset_us)
    if at < 0 < clock.to_camera(end_us):
        return 0  # it began while the leader's frame was showing: sound tells parts of a millisecond, no eye does
    return index.at(at + _SLACK_US) if 0 <= at < index.end_us else None


FIRST_CAMERA = tr("camera 1")
"""What the first camera is called on its picture, beside others."""


class PictureCaption:
    """Says in a corner of a picture which camera it is."""

    def __init__(self, text: str = "") -> None:
        self.text = text

    def paint(self, painter: QPainter, _to_view: QTransform, _frame_index: int, _pts_us: int) -> None:
        """Draw it at the top left, on a ground that makes it readable on any picture."""
        if not self.text:
            return
        bounds = painter.fontMetrics().boundingRect(self.text)
        ground = QRectF(6, 6, bounds.width() + 12, painter.fontMetrics().height() + 4)
        painter.fillRect(ground, _BEHIND)
        painter.setPen(_WORDS)
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, self.text)


class CameraFollower(QObject):
    """Follows a leading engine with an engine of its own, which never plays by itself and is never heard.

    While the leader plays, one frame is asked for at a time, and after it the newest: a camera whose clip is hard to
    decode leaves pictures out, and never ends its search for one to begin with the next.

    Signals
    -------
    failed(str)
        The clip cannot be shown; one sentence.
    """

    failed = Signal(str)

    def __init__(self, leader: PlayerEngine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._leader = leader
        self._index: FrameIndex | None = None
        self._clock = CameraClock()
        self._asked: int | None = None
        self._wanted: int | None = None
        self.follows = True
        """Whether it goes where the leader goes; False while somebody looks for a moment in it alone."""
        self.engine = PlayerEngine(self)
        self.view = PlayerView()
        self.caption = PictureCaption()
        self.view.set_overlays([self.caption])
        leader.frame_shown.connect(self.follow)
        self.engine.frame_shown.connect(self._shown)
        self.engine.failed.connect(self.failed)

    @property
    def clock(self) -> CameraClock:
        """Where it lies."""
        return self._clock

    @property
    def wanted(self) -> int | None:
        """Which of its frames belongs to what the leader shows; None where it was not running."""
        if self._index is None:
            return None
        return frame_beside(self._index, self._clock, self._leader.pts_us, self._leader.frame_end_us)

    def open(self, source: Source, index: FrameIndex, name: str, clock: CameraClock) -> None:
        """Show a clip from now on."""
        self._index, self._clock, self.caption.text = index, clock, name
        self.view.setAccessibleName(tr("Picture of {name}", name=name))
        self._asked = self._wanted = None
        self.engine.open(source, index, name)
        self.follow()

    def place(self, clock: CameraClock) -> None:
        """Let it lie elsewhere on the leader's clock."""
        self._clock = clock
        self.follow()

    def say(self, name: str, why: str) -> None:
        """Show no picture, but say why."""
        self._index, self.caption.text = None, name
        self.engine.close_clip()
        self.view.clear(why)

    def follow(self, *_: object) -> None:
        """Show what belongs to the frame that the leader shows."""
        if self._index is None or not self.follows:
            return
        self._wanted = self.wanted
        if self._wanted is None:
            self._asked = None
            before = self._clock.to_camera(self._leader.pts_us) < 0
            self.view.clear(
                tr(
                    "{caption} {part} at this moment.",
                    caption=self.caption.text,
                    part=tr("was not running yet") if before else tr("had stopped"),
                )
            )
        elif self._asked is None or not self._leader.playing:
            self._ask(self._wanted)

    def shut_down(self) -> None:
        """End its thread."""
        self._leader.frame_shown.disconnect(self.follow)
        self.engine.shut_down()
        self.view.hide()
        self.view.deleteLater()
        self.deleteLater()

    def _ask(self, n: int) -> None:
        self._asked = n
        self.engine.seek_frame(n)

    def _shown(self, index: int, pts_us: int, image: QImage) -> None:
        self._asked = None
        if self.follows and self._index is not None and self._wanted is None:
            return  # it came too late: the leader has gone where this camera was not running
        self.view.show_frame(index, pts_us, image)
        if self.follows and self._wanted is not None and self._wanted != index:
            self._ask(self._wanted)
