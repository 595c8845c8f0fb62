"""Which of a further camera's frames belongs to what the first one shows."""

from fractions import Fraction

import numpy as np
import pytest

from coder.media.frame_index import FrameIndex
from coder.vocabulary.camera import CameraClock, clock_through
from ui.player.camera_follower import frame_beside

FRAMES, BEGAN_WITH = 2_500, 91


def frames_at(us, *, ticks_a_second: int) -> FrameIndex:
    """The index of a clip whose frames begin at these times, as a container rounds them."""
    ticks = np.rint(np.asarray(us) * ticks_a_second / 1e6).astype(np.int64)
    entry = np.ones(len(ticks), dtype=np.bool_)
    return FrameIndex(ticks, ticks, entry, Fraction(1, ticks_a_second), last_ticks=1, by="packets")


@pytest.mark.parametrize("ticks_a_second", [90_000, 12_800, 1_000])
@pytest.mark.parametrize("marked", [(120, 2_290), (300, 1_400), (100, 700)])
def test_two_marked_moments_give_the_rate_and_every_frame_of_the_same_moments(ticks_a_second, marked):
    first = np.arange(FRAMES) * 40_000.0
    whole = frames_at(first, ticks_a_second=90_000)
    sped = frames_at((first[BEGAN_WITH:] - first[BEGAN_WITH]) / 1.001, ticks_a_second=ticks_a_second)
    one, other = ((int(whole.pts_us[n]), int(sped.pts_us[n - BEGAN_WITH])) for n in marked)
    clock = clock_through(one, other)
    parts = 1e6 / ticks_a_second / (other[0] - one[0]) * 1e6  # what the container's rounding leaves unsaid
    assert clock.rate * 1.001 == pytest.approx(1, abs=(parts + 0.1) / 1e6)
    if ticks_a_second > 1_000:  # in whole milliseconds, a rate that is extended far is a frame off in time as well
        shown = [frame_beside(sped, clock, int(us), int(us) + 40_000) for us in whole.pts_us[BEGAN_WITH:-1]]
        assert shown == list(range(FRAMES - BEGAN_WITH - 1))


def test_a_camera_that_was_not_running_shows_nothing():
    index = frames_at([0, 40_000], ticks_a_second=90_000)
    clock = CameraClock(1_000_000)
    assert frame_beside(index, clock, 900_000, 940_000) is None
    assert frame_beside(index, clock, 980_000, 1_020_000) == 0
    assert frame_beside(index, clock, 1_200_000, 1_240_000) is None
