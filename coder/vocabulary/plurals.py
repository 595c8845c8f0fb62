"""A number with words that agree with it."""

from __future__ import annotations


def how_many(count: int, one: str, more: str) -> str:
    """Return "1 bid was" or "2 bids were"."""
    return f"{count} {one if count == 1 else more}"
