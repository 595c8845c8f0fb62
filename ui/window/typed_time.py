"""A time as people type it: 83.4, 1:23.4, 0:01:23,400, or a frame as #308."""

from __future__ import annotations

import re

from coder.media import FrameIndex
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS

_PARTS = re.compile(r"(?:(?:(\d{1,4}):)?(\d{1,6}):)?(\d{1,9}|(?=[.,]\d))(?:[.,](\d{1,6})\d*)?")
_FRAME = re.compile(r"#\s*(\d{1,9})")


def typed_us(text: str, index: FrameIndex | None = None) -> int:
    """Return the microseconds that hours, minutes and seconds with a fraction say, or a frame of ``index``.

    Whole numbers throughout, so that 1:23.4 is the very microsecond that it says. Raises ValueError, in a sentence,
    where it is no time.
    """
    frame = _FRAME.fullmatch(text.strip())
    if frame is not None and index is not None and int(frame[1]) <= len(index):
        number = int(frame[1])
        return int(index.pts_us[number]) if number < len(index) else index.end_us
    match = _PARTS.fullmatch(text.strip())
    if match is None:
        raise ValueError(
            tr(
                "“{text}” is no time; type seconds (83.4), minutes and seconds (1:23.4), or a frame (#308).",
                text=text.strip()[:40],
            )
        )
    hours, minutes, seconds, fraction = match.groups()
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole * MICROS + int((fraction or "").ljust(6, "0"))
