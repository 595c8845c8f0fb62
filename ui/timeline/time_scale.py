"""Time to pixels and back: where the view stands over the clip, and how zooming and scrolling move it."""

from __future__ import annotations

from dataclasses import dataclass, replace

PAD_PX = 8
"""Room beyond either end of the clip, so that an edge at the very start can still be taken hold of."""

FINEST_US_PER_PX = 1.0
"""No deeper: times are whole microseconds, and a pixel has to stand for at least one."""


@dataclass(frozen=True, slots=True)
class TimeScale:
    """A linear map between microseconds and pixels from the left of the track area.

    Attributes
    ----------
    start_us, end_us : int
        What can be scrolled to.
    width_px : int
        Width of the track area, at least 1.
    left_us : float
        Time at pixel 0.
    us_per_px : float
        Zoom; small is deep.
    finest : float
        The deepest zoom, µs per pixel.
    """

    start_us: int
    end_us: int
    width_px: int
    left_us: float
    us_per_px: float
    finest: float

    @classmethod
    def whole(cls, start_us: int, end_us: int, *, width_px: int, finest: float = FINEST_US_PER_PX) -> TimeScale:
        """The scale that shows everything."""
        scale = cls(start_us, max(end_us, start_us), max(width_px, 1), 0.0, 1.0, max(finest, FINEST_US_PER_PX))
        return scale.fitted()

    @property
    def coarsest(self) -> float:
        """µs per pixel at which everything fits."""
        room = max(self.width_px - 2 * PAD_PX, 1)
        return max((self.end_us - self.start_us) / room, FINEST_US_PER_PX)

    @property
    def right_us(self) -> float:
        """Time at the right edge of the track area."""
        return self.left_us + self.width_px * self.us_per_px

    def x_of(self, us: float) -> float:
        """Pixels from the left of the track area."""
        return (us - self.left_us) / self.us_per_px

    def us_at(self, x: float) -> int:
        """Time at a pixel, to the nearest microsecond."""
        return round(self.left_us + x * self.us_per_px)

    def shows(self, us: float) -> bool:
        """Whether ``us`` lies within the track area."""
        return self.left_us <= us < self.right_us

    def fitted(self) -> TimeScale:
        """Show everything."""
        return self._at(self.start_us - PAD_PX * self.coarsest, self.coarsest)

    def spanning(self, us: int) -> TimeScale:
        """Zoom until so much time fills the view, from what is at the left edge on; everything, where that is less."""
        room = max(self.width_px - 2 * PAD_PX, 1)
        ahead = self.left_us + PAD_PX * self.us_per_px  # what stands at the left is kept as far from the edge
        us_per_px = self._held(us / room)
        return self._at(ahead - PAD_PX * us_per_px, us_per_px)

    def zoomed(self, factor: float, *, about_px: float) -> TimeScale:
        """Magnify by ``factor`` and keep the time at ``about_px`` where it is, as far as the ends allow."""
        us_per_px = self._held(self.us_per_px / factor)
        anchor = self.left_us + about_px * self.us_per_px
        return self._at(anchor - about_px * us_per_px, us_per_px)

    def panned(self, px: float) -> TimeScale:
        """Move the view ``px`` pixels later."""
        return self._at(self.left_us + px * self.us_per_px, self.us_per_px)

    def starting_at(self, us: float) -> TimeScale:
        """Put ``us`` at the left edge, as far as the ends allow."""
        return self._at(us, self.us_per_px)

    def centred_on(self, us: float) -> TimeScale:
        """Put ``us`` in the middle, as far as the ends allow."""
        return self._at(us - self.us_per_px * self.width_px / 2, self.us_per_px)

    def showing(self, onset_us: int, offset_us: int) -> TimeScale:
        """Show a stretch comfortably at the same zoom, moving no more than that needs.

        Of one that is longer than the view, its beginning.
        """
        margin = 0.1 * self.width_px
        if self.x_of(onset_us) >= margin and self.x_of(offset_us) <= self.width_px - margin:
            return self
        if (offset_us - onset_us) / self.us_per_px > self.width_px - 2 * margin:
            begins_in_view = margin - 1 <= self.x_of(onset_us) <= self.width_px / 2
            return self if begins_in_view else self.starting_at(onset_us - margin * self.us_per_px)
        return self.centred_on((onset_us + offset_us) / 2)

    def magnifying(self, onset_us: int, offset_us: int, *, least_us: int) -> TimeScale:
        """Zoom until a stretch takes a quarter of the width; a shorter one than ``least_us`` counts as that long."""
        length = max(offset_us - onset_us, least_us)
        at = replace(self, us_per_px=self._held(4 * length / self.width_px))
        return at.centred_on((onset_us + offset_us) / 2)

    def resized(self, width_px: int) -> TimeScale:
        """The same view in another width: what showed everything still does; else the left edge stays."""
        was_whole = self.us_per_px >= self.coarsest * (1 - 1e-9)
        wider = replace(self, width_px=max(width_px, 1))
        return wider.fitted() if was_whole else wider._at(wider.left_us, wider.us_per_px)

    def bounded(self, start_us: int, end_us: int, *, finest: float) -> TimeScale:
        """The same view over other ends, with another deepest zoom."""
        was_whole = self.us_per_px >= self.coarsest * (1 - 1e-9)
        finest = max(finest, FINEST_US_PER_PX)
        other = replace(self, start_us=start_us, end_us=max(end_us, start_us), finest=finest)
        return other.fitted() if was_whole else other._at(other.left_us, other.us_per_px)

    def _held(self, us_per_px: float) -> float:
        return min(max(us_per_px, min(self.finest, self.coarsest)), self.coarsest)

    def _at(self, left_us: float, us_per_px: float) -> TimeScale:
        us_per_px = self._held(us_per_px)
        lowest = self.start_us - PAD_PX * us_per_px
        highest = self.end_us + (PAD_PX - self.width_px) * us_per_px
        return replace(self, left_us=max(min(left_us, highest), lowest), us_per_px=us_per_px)
