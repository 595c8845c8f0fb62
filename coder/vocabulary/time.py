"""Time: integer microseconds, half-open intervals. The only place in the project that rounds a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from coder.vocabulary.language import tr

MICROS = 1_000_000


def ticks_to_us(ticks: int, time_base: Fraction) -> int:
    """Convert container ticks to microseconds, exactly and then rounded half up.

    Integer arithmetic throughout: a float would already be wrong by a microsecond after a few hours.
    """
    num, den = time_base.numerator * MICROS, time_base.denominator
    return (2 * ticks * num + den) // (2 * den)


def seconds_to_us(seconds: float | Fraction) -> int:
    """Convert seconds to microseconds, rounded to the nearest (half to even)."""
    return round(seconds * MICROS)


def format_us(us: int) -> str:
    """Write a time as ``m:ss.mmm`` (``h:mm:ss.mmm`` past an hour), as the window and the tables show it."""
    sign, millis = ("-", (-us + 500) // 1000) if us < 0 else ("", (us + 500) // 1000)
    seconds, ms = divmod(millis, 1000)
    minutes, s = divmod(seconds, 60)
    hours, m = divmod(minutes, 60)
    return f"{sign}{hours}:{m:02d}:{s:02d}.{ms:03d}" if hours else f"{sign}{m}:{s:02d}.{ms:03d}"


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A stretch of time ``[onset_us, offset_us)`` in microseconds from the recording's first frame.

    A point has ``onset_us == offset_us``.
    """

    onset_us: int
    offset_us: int

    def __post_init__(self) -> None:
        if self.offset_us < self.onset_us:
            raise ValueError(
                tr(
                    "an interval cannot end ({offset}) before it begins ({onset})",
                    offset=format_us(self.offset_us),
                    onset=format_us(self.onset_us),
                )
            )

    @property
    def duration_us(self) -> int:
        """Length in microseconds."""
        return self.offset_us - self.onset_us

    def contains(self, t_us: int) -> bool:
        """Whether ``t_us`` lies inside; the offset itself does not."""
        return self.onset_us <= t_us < self.offset_us

    def overlaps(self, other: Interval) -> bool:
        """Whether the two share any time."""
        return self.onset_us < other.offset_us and other.onset_us < self.offset_us

    def overlap_us(self, other: Interval) -> int:
        """How much time the two share, in microseconds."""
        return max(0, min(self.offset_us, other.offset_us) - max(self.onset_us, other.onset_us))


def without(spans: Iterable[Interval], cut: Sequence[Interval]) -> list[Interval]:
    """Return the spans less what lies in ``cut``, in order and without overlaps; a point parts a span in two."""
    found: list[Interval] = []
    for one in spans:
        start = one.onset_us
        for out in cut:
            if out.offset_us <= start or out.onset_us >= one.offset_us:
                continue
            if out.onset_us > start:
                found.append(Interval(start, out.onset_us))
            start = max(start, out.offset_us)
        if start < one.offset_us:
            found.append(Interval(start, one.offset_us))
    return found
