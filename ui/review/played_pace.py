"""How fast a whole clip is played: at one's own speed where something begins or ends, faster where nothing does."""

from __future__ import annotations

from collections.abc import Sequence

from coder.proposals.played_stretch import FASTER
from coder.vocabulary.time import Interval
from ui.player.engine import PlayerEngine


class PlayedPace:
    """Twice as fast between, where that is wanted; a second look goes twice as fast as the first throughout."""

    def __init__(self, engine: PlayerEngine) -> None:
        self._engine = engine
        self.faster_between = True
        self._usual = self._set = 0.0
        """The speed that a person chose, and the one that was set in its place; 0 while a clip is not played so."""

    def keep(self, pts_us: int, edges: Sequence[Interval], *, again: bool) -> None:
        """Go as fast as is right at a time.

        The midst of what goes on is no edge: in clips of families some look or smile goes on nearly everywhere.
        """
        if not self._usual or self._engine.speed != self._set:  # somebody has chosen another meanwhile
            self._usual = self._engine.speed
        near = any(span.contains(pts_us) for span in edges)
        times = (FASTER if self.faster_between and not near else 1) * (FASTER if again else 1)
        if self._engine.speed != self._usual * times:
            self._engine.set_speed(self._usual * times)
        self._set = self._engine.speed

    def rest(self) -> None:
        """Take the speed again that a person chose."""
        usual, self._usual = self._usual, 0.0
        if usual and self._engine.speed == self._set:
            self._engine.set_speed(usual)
