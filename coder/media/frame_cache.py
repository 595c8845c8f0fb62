"""FrameCache: the decoded frames nearest to the one that is shown, within a given number of bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.video.frame import VideoFrame


AFTER_WEIGHS = 16
"""Stepping back, a frame after the one shown counts as so many times further away."""


class FrameCache:
    """Frames by number. They are kept as decoded: half the size of RGB, and converted in a millisecond."""

    def __init__(self, room: int) -> None:
        self._frames: dict[int, VideoFrame] = {}
        self._room = room
        self._used = 0
        self.around = 0
        """The frame that is shown, or sought: those furthest from it are let go first."""
        self.looks_back = False
        """Whether those after it are hardly wanted any more."""

    @property
    def capacity(self) -> int:
        """How many frames of the size seen so far fit; at least one."""
        each = self._used // len(self._frames) if self._frames else self._room
        return max(1, self._room // max(1, each))

    def get(self, n: int) -> VideoFrame | None:
        """The frame; None where it is not kept."""
        return self._frames.get(n)

    def put(self, n: int, frame: VideoFrame) -> None:
        """Keep a frame, and let go of those furthest from where we are."""
        if n not in self._frames:
            self._used += _bytes_of(frame)
            self._frames[n] = frame
        while self._used > self._room and len(self._frames) > 1:
            furthest = max(self._frames, key=self._away)
            self._used -= _bytes_of(self._frames.pop(furthest))

    def _away(self, n: int) -> int:
        after = n - self.around
        return -after if after <= 0 else after * (AFTER_WEIGHS if self.looks_back else 1)

    def first_in_turn(self, n: int) -> int:
        """The first of the frames that are kept without a gap up to ``n``; ``n + 1`` where it is not kept itself."""
        while n in self._frames:
            n -= 1
        return n + 1

    def clear(self) -> None:
        """Let go of all."""
        self._frames.clear()
        self._used = 0


def _bytes_of(frame: VideoFrame) -> int:
    return sum(plane.buffer_size for plane in frame.planes)
