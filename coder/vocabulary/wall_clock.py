"""The wall clock: when a recording began, windows by time of day, and where they lie on the recording's own clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS, Interval

DAY_MINUTES = 24 * 60
_TIME = r"(\d{1,2})[:.h](\d{2})"
_WINDOW = re.compile(rf"\s*(?P<name>.*?)\s*\b{_TIME}\s*(?:-|–|to)\s*{_TIME}\s*")


@dataclass(frozen=True, slots=True, order=True)
class DayWindow:
    """A window of the day that a family chose for being fully there. One that ends before it begins passes midnight.

    Attributes
    ----------
    begins, ends : int
        Minutes after midnight; the end does not belong to it.
    name : str
        What the family calls it, such as "bedtime".
    """

    begins: int
    ends: int
    name: str = ""

    @property
    def words(self) -> str:
        """As people write it: ``bedtime 18:30–19:30``."""
        return f"{self.name} {clock_words(self.begins)}–{clock_words(self.ends)}".strip()


def clock_words(minutes: int) -> str:
    """Return ``18:30`` for 1110 minutes after midnight."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def window_of(text: str) -> DayWindow:
    """Read ``bedtime 18:30-19:30``; raise StudyError where it is none."""
    match = _WINDOW.fullmatch(text)
    times = [int(group) for group in match.groups()[1:]] if match else []
    if match is None or max(times[0], times[2]) > 23 or max(times[1], times[3]) > 59:
        raise StudyError(
            tr("{text!r} is no window of the day; write it as: bedtime 18:30-19:30", text=text.strip()[:60])
        )
    begins, ends = times[0] * 60 + times[1], times[2] * 60 + times[3]
    if begins == ends:
        raise StudyError(tr("{text!r} begins and ends at the same time; give it another end.", text=text.strip()[:60]))
    return DayWindow(begins, ends, match["name"].strip(" ,:;"))


def began_of(text: str) -> datetime:
    """Read when a recording began, on the local wall clock; raise StudyError where the text says no such time."""
    try:
        began = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise StudyError(
            tr(
                "{text!r} is no date with a time; write it as 2026-03-01T18:20 (local wall clock).",
                text=text.strip()[:40],
            )
        ) from error
    if began.tzinfo is not None:
        raise StudyError(
            tr("{text!r} names a time zone; leave it out, the family's wall clock is meant.", text=text.strip()[:40])
        )
    if not 1900 <= began.year <= 2200 or not re.search(r"\d[T ]\d", text):
        raise StudyError(
            tr("{text!r} has no date or no time of day; write it as 2026-03-01T18:20.", text=text.strip()[:40])
        )
    return began.replace(microsecond=0)


def placed(windows: Iterable[DayWindow], began_at: str, duration_us: int) -> tuple[Interval, ...]:
    """Return where windows by time of day lie on the clock of a recording that began at ``began_at``, in order.

    Nothing where it is not known when the recording began: nobody can say then what time of day it was.
    """
    if not began_at:
        return ()
    began = datetime.fromisoformat(began_at)
    midnight = began.replace(hour=0, minute=0, second=0)
    days = int(duration_us / MICROS // 86_400) + 2
    found = []
    for window in windows:
        length = (window.ends - window.begins) % DAY_MINUTES
        for day in range(-1, days):
            begins = midnight + timedelta(days=day, minutes=window.begins)
            onset = max(round((begins - began).total_seconds() * MICROS), 0)
            offset = min(round((begins + timedelta(minutes=length) - began).total_seconds() * MICROS), duration_us)
            if offset > onset:
                found.append(Interval(onset, offset))
    return tuple(sorted(found))


def clock_at(began_at: str, t_us: int) -> str:
    """Return the wall clock at a time of a recording, as ``18:20:05``."""
    return (datetime.fromisoformat(began_at) + timedelta(microseconds=t_us)).strftime("%H:%M:%S")
