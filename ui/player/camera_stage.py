"""The stage: the first camera's picture and those of further ones, side by side, one large, or one in the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from coder.media import FrameIndex, Source
from coder.vocabulary.camera import Camera
from ui.player.camera_follower import FIRST_CAMERA, CameraFollower, PictureCaption
from ui.player.engine import PlayerEngine
from ui.player.player_view import STAGE, PlayerView

_GAP = 4
_SMALL_SHARE = 0.26


class Arrangement(StrEnum):
    """How several pictures lie on the stage."""

    BESIDE = "side by side"
    LARGE = "one large"
    INSET = "picture in picture"


@dataclass(frozen=True, slots=True)
class StageCamera:
    """A further camera as it comes to be shown: what opens its clip, or what keeps it away."""

    camera: Camera
    clip: Source | None
    index: FrameIndex | None
    missing: str = ""


class CameraStage(QWidget):
    """Holds the first camera's view, and one more for each further camera.

    Signals
    -------
    changed()
        Another arrangement, or another picture is the large one.
    failed(str)
        A clip cannot be shown; one sentence.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(self, first: PlayerView, leader: PlayerEngine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # time runs to the right in every language
        self._first, self._leader = first, leader
        self._followers: dict[str, CameraFollower] = {}
        self._large = 0
        self.arrangement = Arrangement.BESIDE
        self.caption = PictureCaption(FIRST_CAMERA)
        """Of the first picture; drawn where there are several."""
        first.setParent(self)
        first.clicked.connect(lambda *_: self._enlarge(0))
        self.setMinimumSize(160, 48)  # on a small screen with large text the keys of playing come first

    @property
    def views(self) -> tuple[PlayerView, ...]:
        """The pictures, the first camera's first."""
        return (self._first, *(follower.view for follower in self._followers.values()))

    @property
    def named_views(self) -> dict[str, PlayerView]:
        """The pictures by their camera's id; the first camera's is ""."""
        return {"": self._first, **{name: follower.view for name, follower in self._followers.items()}}

    @property
    def followers(self) -> tuple[CameraFollower, ...]:
        """The further cameras, in the order in which they came."""
        return tuple(self._followers.values())

    @property
    def several(self) -> bool:
        """Whether there is more than one picture."""
        return bool(self._followers)

    @property
    def large(self) -> int:
        """Which picture is the large one; 0 is the first camera's."""
        return min(self._large, len(self._followers))

    def show_cameras(self, cameras: Sequence[StageCamera]) -> None:
        """Show these further cameras; one that is there already stays open and only lies where it lies now."""
        there = {one.camera.id for one in cameras}
        for gone in [name for name in self._followers if name not in there]:
            self._followers.pop(gone).shut_down()
        for one in cameras:
            self._show_camera(one)
        self._large = min(self._large, len(self._followers))
        self._lay()
        self.changed.emit()

    def place_cameras(self, cameras: Sequence[Camera]) -> None:
        """Let the cameras that are shown lie where an edit put them."""
        for camera in cameras:
            follower = self._followers.get(camera.id)
            if follower is not None and (follower.clock, follower.caption.text) != (camera.clock, camera.name):
                follower.caption.text = camera.name
                follower.place(camera.clock)

    def close_cameras(self) -> None:
        """Let go of every further camera, its decoder and its pictures."""
        self.show_cameras(())

    def arrange(self, arrangement: Arrangement) -> None:
        """Lay the pictures otherwise."""
        self.arrangement = arrangement
        self._lay()
        self.changed.emit()

    def arrange_next(self) -> None:
        """Lay the pictures in the next way."""
        ways = list(Arrangement)
        self.arrange(ways[(ways.index(self.arrangement) + 1) % len(ways)])

    def enlarge_next(self) -> None:
        """Make the next picture the large one."""
        self._enlarge((self.large + 1) % (len(self._followers) + 1))

    def sizeHint(self) -> QSize:
        """As the first picture's."""
        return self._first.sizeHint()

    def _show_camera(self, one: StageCamera) -> None:
        follower = self._followers.get(one.camera.id)
        if follower is None:
            follower = CameraFollower(self._leader, self)
            follower.view.setParent(self)
            number = len(self._followers) + 1
            follower.view.clicked.connect(lambda *_: self._enlarge(number))
            follower.failed.connect(self.failed)
            follower.view.show()
            self._followers[one.camera.id] = follower
        elif follower.engine.index is not None and one.clip is not None:
            self.place_cameras([one.camera])
            return
        if one.clip is None or one.index is None:
            follower.say(one.camera.name, one.missing)
        else:
            follower.open(one.clip, one.index, one.camera.name, one.camera.clock)

    def _enlarge(self, number: int) -> None:
        if self.arrangement is not Arrangement.BESIDE and number != self.large:
            self._large = number
            self._lay()
            self.changed.emit()

    def _lay(self) -> None:
        views = self.views
        for view, rect in zip(views, places(self.arrangement, len(views), self.large, self.size()), strict=True):
            view.setGeometry(rect)
        views[self.large].lower()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the pictures anew."""
        self._lay()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Black between the pictures."""
        QPainter(self).fillRect(event.rect(), STAGE)


def places(arrangement: Arrangement, count: int, large: int, size: QSize) -> list[QRect]:
    """Return where each of ``count`` pictures lies on a stage of this size, the one numbered ``large`` large."""
    wide, high = size.width(), size.height()
    if count == 1:
        return [QRect(0, 0, wide, high)]
    if arrangement is Arrangement.BESIDE:
        columns = count if count <= 2 else 2 if count <= 4 else 3
        rows = -(-count // columns)
        across, down = (wide - _GAP * (columns - 1)) // columns, (high - _GAP * (rows - 1)) // rows
        return [
            QRect((n % columns) * (across + _GAP), (n // columns) * (down + _GAP), across, down) for n in range(count)
        ]
    small = round(wide * _SMALL_SHARE)
    others = [n for n in range(count) if n != large]
    found: dict[int, QRect] = {}
    if arrangement is Arrangement.LARGE:
        found[large] = QRect(0, 0, wide - small - _GAP, high)
        down = (high - _GAP * (len(others) - 1)) // len(others)
        for place, n in enumerate(others):
            found[n] = QRect(wide - small, place * (down + _GAP), small, down)
    else:
        found[large] = QRect(0, 0, wide, high)
        small = min(small, (wide - 2 * _GAP) // len(others) - 2 * _GAP)
        down = min(small * 9 // 16, high // 2)
        for place, n in enumerate(others):
            found[n] = QRect(wide - (place + 1) * (small + 2 * _GAP), high - down - 2 * _GAP, small, down)
    return [found[n] for n in range(count)]
