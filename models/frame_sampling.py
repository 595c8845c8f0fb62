"""Which frames to look at: those nearest to an even grid by their true time, each at most once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coder.vocabulary.time import MICROS


def looks(pts_us: npt.NDArray[np.int64], rate_hz: float) -> npt.NDArray[np.int64]:
    """Numbers of the frames to look at.

    Parameters
    ----------
    pts_us : int64 array (frames,)
        PTS of every frame, never decreasing.
    rate_hz : float
        Looks per second. A clip with fewer frames than that is looked at in every frame.

    Returns
    -------
    int64 array (looks,)
        Increasing, of strictly increasing PTS.
    """
    if len(pts_us) == 0:
        return np.zeros(0, np.int64)
    # Frames that share a stamp cannot be told apart in time: the first of them is looked at.
    numbers = np.flatnonzero(np.diff(pts_us, prepend=pts_us[0] - 1) > 0)
    times = pts_us[numbers]
    step = MICROS / rate_hz
    grid = times[0] + np.arange(int((times[-1] - times[0]) / step + 0.5) + 1) * step
    after = np.clip(np.searchsorted(times, grid), 1, max(len(times) - 1, 1))
    before = after - 1
    after = np.minimum(after, len(times) - 1)
    nearest = np.where(grid - times[before] <= times[after] - grid, before, after)
    chosen: npt.NDArray[np.int64] = numbers[np.unique(nearest)]
    return chosen


def every(pts_us: npt.NDArray[np.int64], step_us: int) -> npt.NDArray[np.bool_]:
    """Mark looks that are at least about ``step_us`` apart, the first one included.

    A look counts when it lies no more than a quarter of a step before its turn, so that an uneven frame rate does
    not double the distance.
    """
    marks = np.zeros(len(pts_us), np.bool_)
    last: int | None = None
    for i, t in enumerate(pts_us.tolist()):
        if last is None or t - last >= 0.75 * step_us:
            marks[i], last = True, t
    return marks
