"""FrameCache: the decoded frames used last, within a given number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.video.frame import VideoFrame


class FrameCache:
    """Frames by number. They are kept as decoded: half the size of RGB, and converted in a millisecond."""

    def __init__(self, room: int) -> None:
        self._frames: OrderedDict[int, VideoFrame] = OrderedDict()
        self._room = room
        self._used = 0

    @property
    def capacity(self) -> int:
        """How many frames of the size seen so far fit; at least one."""
        each = self._used // len(self._frames) if self._frames else self._room
        return max(1, self._room // max(1, each))

    def get(self, n: int) -> VideoFrame | None:
        """The frame, now the one used last; None where it is not kept."""
        frame = self._frames.get(n)
        if frame is not None:
            self._frames.move_to_end(n)
        return frame

    def put(self, n: int, frame: VideoFrame) -> None:
        """Keep a frame, and let go of those unused for longest."""
        if n not in self._frames:
            self._used += _bytes_of(frame)
            self._frames[n] = frame
        self._frames.move_to_end(n)
        while self._used > self._room and len(self._frames) > 1:
            _, oldest = self._frames.popitem(last=False)
            self._used -= _bytes_of(oldest)

    def clear(self) -> None:
        """Let go of all."""
        self._frames.clear()
        self._used = 0


def _bytes_of(frame: VideoFrame) -> int:
    return sum(plane.buffer_size for plane in frame.planes)
