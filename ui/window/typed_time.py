"""A time as people type it: 83.4, 1:23.4, 0:01:23,400."""

from __future__ import annotations

import re

from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS

_PARTS = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+)(?:[.,](\d{1,6})\d*)?")


def typed_us(text: str) -> int:
    """Return the microseconds that hours, minutes and seconds with a fraction say; raise StudyError where they do not.

    Whole numbers throughout, so that 1:23.4 is the very microsecond that it says.
    """
    match = _PARTS.fullmatch(text.strip())
    if match is None:
        raise StudyError(
            tr("{text!r} is no time; type seconds (83.4) or minutes and seconds (1:23.4).", text=text.strip()[:40])
        )
    hours, minutes, seconds, fraction = match.groups()
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)
    return whole * MICROS + int((fraction or "").ljust(6, "0"))
