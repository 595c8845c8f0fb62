"""What was said once on a page is not said again: read aloud, the same sentence seven times over would drone."""

from __future__ import annotations


class Once:
    """Remembers what a page has said; one is made for each page, so that the same page comes out the same."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def __call__(self, text: str, again: str = "") -> str:
        """Return a text the first time, and ``again`` ("" for nothing) whenever it comes up later."""
        if text in self._said:
            return again
        self._said.add(text)
        return text
