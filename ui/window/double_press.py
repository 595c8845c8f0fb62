"""What a key does only when it is pressed twice: a hand that slips once takes nothing away."""

from __future__ import annotations

from time import monotonic

_WITHIN_S = 4.0


class DoublePress:
    """Remembers what was asked for last, for a few seconds."""

    def __init__(self) -> None:
        self._asked: object = None
        self._at_s = 0.0

    def meant(self, what: object) -> bool:
        """Return whether the same was asked for just before; the next time is a first time again."""
        now = monotonic()
        again = what == self._asked and now - self._at_s <= _WITHIN_S
        self._asked, self._at_s = (None, 0.0) if again else (what, now)
        return again
