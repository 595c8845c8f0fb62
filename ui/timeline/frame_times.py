"""The clip's own frame times: every edge on the timeline lies on one of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
import numpy.typing as npt

from coder.vocabulary.language import tr


@dataclass(frozen=True, slots=True, eq=False)
class FrameGrid:
    """True frame times of a clip, variable rate and all.

    Frame ``i`` is on screen over ``[bounds[i], bounds[i + 1])``; the last bound is the end of the clip.

    Attributes
    ----------
    bounds : int64 array (frames + 1,)
        PTS of every frame in microseconds, then the clip's end; empty for a clip without frames.
    """

    bounds: npt.NDArray[np.int64]

    @classmethod
    def of(cls, frame_pts_us: npt.ArrayLike, end_us: int) -> FrameGrid:
        """Build from the PTS of all frames (µs, strictly increasing) and the clip's end (after the last).

        Raises ValueError where the times do not increase.
        """
        pts = np.asarray(frame_pts_us, dtype=np.int64).reshape(-1)
        if len(pts) == 0:
            return cls(pts)
        bounds = np.append(pts, np.int64(end_us))
        if not bool(np.all(np.diff(bounds) > 0)):
            raise ValueError(tr("frame times must increase, and the clip must end after its last frame"))
        return cls(bounds)

    @property
    def count(self) -> int:
        """Number of frames."""
        return max(len(self.bounds) - 1, 0)

    @property
    def start_us(self) -> int:
        """PTS of the first frame, or 0."""
        return int(self.bounds[0]) if self.count else 0

    @property
    def end_us(self) -> int:
        """End of the last frame, or 0."""
        return int(self.bounds[-1]) if self.count else 0

    def frame_at(self, us: int) -> int:
        """Index of the frame on screen at ``us``; the nearest one outside the clip. -1 without frames."""
        index = int(np.searchsorted(self.bounds, us, side="right")) - 1
        return min(max(index, 0), self.count - 1)

    def pts(self, frame: int) -> int:
        """PTS of a frame; IndexError outside the clip."""
        if not 0 <= frame < self.count:
            raise IndexError(tr("frame {frame} of {count}", frame=frame, count=self.count))
        return int(self.bounds[frame])

    def nearest(self, us: int) -> int:
        """Index into ``bounds`` of the bound nearest to ``us``, the earlier of two. Needs a frame."""
        after = min(max(int(np.searchsorted(self.bounds, us, side="left")), 1), self.count)
        return after if self.bounds[after] - us < us - self.bounds[after - 1] else after - 1

    def is_bound(self, us: int) -> bool:
        """Whether a frame begins (or the clip ends) exactly at ``us``."""
        at = int(np.searchsorted(self.bounds, us, side="left"))
        return at < len(self.bounds) and int(self.bounds[at]) == us

    def stepped(self, us: int, frames: int) -> int:
        """The bound that lies ``frames`` steps from ``us``, held within the clip.

        From between two bounds, the first step goes to the next bound on that side.
        """
        if not self.count:
            return us
        side = int(np.searchsorted(self.bounds, us, side="left"))
        if frames > 0 and not self.is_bound(us):
            side -= 1
        return int(self.bounds[min(max(side + frames, 0), self.count)])

    def between(self, left_us: float, right_us: float) -> range:
        """Indices into ``bounds`` of those within ``[left_us, right_us]``."""
        return range(
            int(np.searchsorted(self.bounds, ceil(left_us), side="left")),
            int(np.searchsorted(self.bounds, floor(right_us), side="right")),
        )

    def steps_between(self, from_us: int, to_us: int) -> int:
        """How many frames ``to_us`` lies after ``from_us`` (negative: before), each taken at its nearest bound."""
        return self.nearest(to_us) - self.nearest(from_us) if self.count else 0

    def interval_us(self) -> tuple[int, int]:
        """Median and least time from a frame to the next, µs; ``(0, 0)`` without frames."""
        if not self.count:
            return 0, 0
        gaps = np.diff(self.bounds)
        return int(np.median(gaps)), int(gaps.min())
