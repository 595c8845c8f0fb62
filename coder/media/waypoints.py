"""Waypoints: cursors that stand around the place that is looked at, so that a leap in its neighbourhood begins near."""

from __future__ import annotations

from collections.abc import Callable

from coder.media.frame_cursor import Cursor
from coder.media.frame_index import FrameIndex
from coder.vocabulary.errors import Cancelled

PIXELS_APART = 100_000_000
"""So many pixels at least are decoded between two waypoints: about a tenth of a second's work. 48 frames at 1080p."""
WAYPOINTS_AT_MOST = 4
WAYPOINT_BYTES = 84 << 20
"""Room for all of them, in bytes."""
PICTURES_HELD = 7
"""Pictures that a standing decoder was seen to hold, of a byte and a half for each pixel: 21 MB at 1080p."""


class Waypoints:
    """Cursors at even distances in long groups of pictures, brought there while nothing else is wanted.

    A picture in a long group is reached from the entry frame alone, through every picture between. A decoder that
    stands half way has done half of that already, and what it shows is the same to the last bit.

    Parameters
    ----------
    pixels : int
        Of one picture.
    open_cursor : callable
        Opens another cursor of the clip.
    """

    def __init__(self, index: FrameIndex, pixels: int, open_cursor: Callable[[], Cursor]) -> None:
        self._index, self._open = index, open_cursor
        self._apart = max(1, PIXELS_APART // max(1, pixels))
        room = WAYPOINT_BYTES // max(1, pixels * 3 // 2 * PICTURES_HELD)
        self._most = min(WAYPOINTS_AT_MOST, room)
        self._standing: dict[int, Cursor] = {}
        self._spare: list[Cursor] = []
        self._spent: list[Cursor] = []
        """Given in exchange, to be closed: each keeps room for as many pictures as were ever kept of it at once."""
        self._lost: set[int] = set()

    def places(self, shown: int) -> list[int]:
        """Where cursors should stand around frame ``shown``, the most useful first.

        They are counted from each group's entry frame, so that they stay the same while somebody goes to and fro.
        """
        keys = self._index.key_frames
        here = int(keys.searchsorted(shown, side="right")) - 1
        found: list[int] = []
        for group in range(max(0, here - 1), min(here + 2, len(keys))):
            end = int(keys[group + 1]) if group + 1 < len(keys) else len(self._index)
            found += range(int(keys[group]) + self._apart, end, self._apart)
        # Each serves the frames from itself to the next; those just ahead of the one shown need none.
        return sorted(found, key=lambda place: abs(place + self._apart - shown))[: self._most]

    def nearer(self, cursor: Cursor, n: int) -> Cursor:
        """Give the cursor with the shortest way to frame ``n``: the given one, or one that stands here in exchange."""
        place = min(self._standing, key=lambda at: self._standing[at].distance(n), default=None)
        if place is None or self._standing[place].distance(n) >= cursor.distance(n):
            return cursor
        self._spent.append(cursor)
        return self._standing.pop(place)

    def prepare(self, shown: int, give_up: Callable[[], bool]) -> bool:
        """Bring one cursor to its place around frame ``shown``; whether there is more to do.

        ``give_up`` ends it after any frame; the next call goes on from there.
        """
        while self._spent:
            self._spent.pop().close()
        places = self.places(shown)
        for place in [place for place in self._standing if place not in places]:
            self._spare.append(self._standing.pop(place))
        missing = [p for p in places if p not in self._lost and not self._stands_at(p)]
        if not missing:
            return False
        place = missing[0]
        cursor = self._standing.pop(place, None) or self._nearest_spare(place)
        self._standing[place] = cursor
        ticks = int(self._index.ticks[place])
        try:
            if cursor.reach(place, wanted=lambda pts: pts >= ticks, give_up=give_up) is None:
                self._lost.add(place)
        except Cancelled:
            return True
        return len(missing) > 1

    def _stands_at(self, place: int) -> bool:
        cursor = self._standing.get(place)
        return cursor is not None and cursor.position == place + 1

    def _nearest_spare(self, place: int) -> Cursor:
        if not self._spare:
            return self._open()
        nearest = min(self._spare, key=lambda cursor: cursor.distance(place))
        self._spare.remove(nearest)
        return nearest

    def close(self) -> None:
        """Close every cursor."""
        for cursor in (*self._standing.values(), *self._spare, *self._spent):
            cursor.close()
        self._standing, self._spare, self._spent = {}, [], []
