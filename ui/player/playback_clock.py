"""Where playing stands in the clip: a clock that runs at any speed and goes round in a loop."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from coder.vocabulary.time import Interval, seconds_to_us


class PlaybackClock(Protocol):
    """Says which moment of the clip is now. Sound is such a clock: ``ui.player.sound_output``."""

    def now(self) -> int:
        """The moment of the clip that is now, in microseconds; inside the loop where there is one."""
        ...

    def stop(self) -> None:
        """Let go of whatever drives the clock."""
        ...


class SilentClock:
    """Runs by the computer's monotonic clock."""

    def __init__(
        self,
        start_us: int,
        *,
        speed: float,
        loop: Interval | None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._start_us, self._speed, self._loop = start_us, speed, loop
        self._monotonic = monotonic
        self._began = monotonic()

    def now(self) -> int:
        """The moment of the clip that is now."""
        return wrapped(self._start_us + seconds_to_us((self._monotonic() - self._began) * self._speed), self._loop)

    def stop(self) -> None:
        """Nothing to let go of."""


def wrapped(t_us: int, loop: Interval | None) -> int:
    """Bring a moment past the loop's end back into it."""
    if loop is None or t_us < loop.offset_us:
        return t_us
    return loop.onset_us + (t_us - loop.onset_us) % max(1, loop.duration_us)
