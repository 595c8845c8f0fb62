"""Times as files write them: parsed exactly into microseconds, written in the digits each format has."""

from __future__ import annotations

import re
from decimal import Decimal

from coder.vocabulary.language import tr

MAX_US = 40 * 24 * 3_600 * 1_000_000
"""Forty days: no recording is longer, and its milliseconds fit the unsigned 32 bits that some formats have."""

_CLOCK = re.compile(r"(-?)(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:([.,:])(\d{1,9}))?")


def decimal_us(text: str, *, scale: int | Decimal = 1_000_000, decimal_comma: bool = False) -> int:
    """Parse a plain number of units into microseconds, half to even. Raises ValueError."""
    if decimal_comma:
        text = text.replace(".", "").replace(",", ".")
    text = text.strip()
    if not text or len(text) > 64:
        raise ValueError(tr("{text!r} is no time", text=text[:20]))
    try:
        value = Decimal(text)
        # An exponent can be too large even to be compared.
        outside = not value.is_finite() or abs(value) > Decimal(MAX_US) / scale
    except ArithmeticError as error:
        raise ValueError(tr("{text!r} is no time", text=text)) from error
    if outside:
        raise ValueError(tr("{text!r} is no time of a recording", text=text))
    return int((value * scale).to_integral_value())


def float_us(seconds: float) -> int:
    """Convert seconds from a parsed number to microseconds. Raises ValueError."""
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not abs(seconds) <= MAX_US / 1e6:
        raise ValueError(tr("{value!r} is no time of a recording", value=str(seconds)[:20]))
    return round(seconds * 1_000_000)


def clock_us(text: str, *, frame_rate: float | None = None) -> int:
    """Parse ``[H:]MM:SS``, ``H:MM:SS.mmm``, ``H:MM:SS,mmm`` or ``HH:MM:SS:mmm`` into microseconds.

    With ``frame_rate``, what follows a third colon counts frames (``HH:MM:SS:FF``). Raises ValueError.
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise ValueError(tr("{text!r} is no time", text=text[:20]))
    sign, hours, minutes, seconds, mark, rest = match.groups()
    if int(minutes) > 59 or int(seconds) > 59:
        raise ValueError(tr("{text!r} is no time: minutes and seconds end at 59", text=text))
    us = ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1_000_000
    if rest and mark == ":" and frame_rate is not None:
        us += round(int(rest) / frame_rate * 1_000_000)
    elif rest and mark == ":":
        if len(rest) > 3:
            raise ValueError(tr("{text!r} is no time: after the last colon come milliseconds", text=text))
        us += int(rest) * 1_000
    elif rest:
        us += round(Decimal(f"0.{rest}") * 1_000_000)
    if us > MAX_US:
        raise ValueError(tr("{text!r} is no time of a recording", text=text))
    return -us if sign else us


def seconds_text(us: int, *, digits: int = 6, trim: bool = True) -> str:
    """Write microseconds as decimal seconds; ``trim`` leaves out needless zeros."""
    step = 10 ** (6 - digits)
    units = (abs(us) + step // 2) // step
    whole, part = divmod(units, 10**digits)
    sign = "-" if us < 0 and units else ""
    if not digits:
        return f"{sign}{whole}"
    text = f"{sign}{whole}.{part:0{digits}d}"
    return text.rstrip("0").rstrip(".") if trim else text


def clock_text(us: int, *, mark: str = ".") -> str:
    """Write microseconds as ``HH:MM:SS<mark>mmm``; rounds half up to the millisecond."""
    millis = (us + 500) // 1_000
    seconds, ms = divmod(millis, 1_000)
    minutes, s = divmod(seconds, 60)
    hours, m = divmod(minutes, 60)
    return f"{hours:02d}:{m:02d}:{s:02d}{mark}{ms:03d}"


def to_unit(us: int, unit_us: int) -> int:
    """Round to a multiple of a format's unit, half up."""
    return us if unit_us == 1 else (us + unit_us // 2) // unit_us * unit_us
