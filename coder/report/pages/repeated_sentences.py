"""What was said once on a page is not said again: read aloud, the same sentence seven times over would drone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from coder.vocabulary.language import tr

Place = TypeVar("Place")


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


def notes_once(
    about: Mapping[str, Sequence[Place]],
    where: Callable[[Sequence[Place]], str],
    others: Callable[[Sequence[Place]], str],
) -> Iterator[str]:
    """Say every note once, with what it is about; notes that differ in their numbers only are one.

    Parameters
    ----------
    about : mapping of note to places
        What each note is about.
    where, others : callable
        Name the places of a note, and of those that are like it with other numbers.
    """
    kinds: dict[str, list[str]] = {}
    for note in about:
        kinds.setdefault(re.sub(r"\d[\d.,]*", "#", note), []).append(note)
    for first, *like in kinds.values():
        said = where(about[first])
        if like:
            beside = others([place for note in like for place in about[note]])
            said = tr("{where}; with other numbers {beside}", where=said, beside=beside) if said else beside
        yield f"{first[0].upper()}{first[1:]}{f' ({said})' if said else ''}."
