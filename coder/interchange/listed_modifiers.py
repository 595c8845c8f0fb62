"""Modifiers of a file under the names and values that a code of the study lists, however a format wrote them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from coder.vocabulary.errors import StudyError
from coder.vocabulary.modifiers import Modifier, ModifierKind, Pairs

_NUMBERED = re.compile(r"(.+?)_?\d+")
_NOTHING = frozenset({"", "None"})
"""What BORIS writes where nothing was chosen."""


def as_listed(held: Pairs, listed: Sequence[Modifier]) -> Pairs:
    """Return modifiers as a code lists them; what it does not list stays as the file has it.

    Names and values may differ in case. Formats that have one value for a name write several as ``hand`` and
    ``hand_2`` (Datavyu, CHAT, which begins its own names with an x), or as one text with commas between (INTERACT);
    BORIS's tables have one column with the values of all sets, in their order and with bars between.
    """
    if not held or not listed:
        return held
    named = {_short(one.name): one for one in reversed(listed)}
    exact = {one.name: one for one in listed}
    found = [pair for name, text in held for pair in _said(name, text, listed, exact, named)]
    return tuple(dict.fromkeys(found))


def _said(
    name: str, text: str, listed: Sequence[Modifier], exact: Mapping[str, Modifier], named: Mapping[str, Modifier]
) -> Iterator[tuple[str, str]]:
    one = exact.get(name) or named.get(_short(name)) or _numbered(name, named)
    if one is not None:
        for value in _values(text, one):
            yield one.name, value
        return
    parts = text.split("|")
    if len(parts) == len(listed) > 1 and all(
        part in _NOTHING or _fits(part, of) for part, of in zip(parts, listed, strict=True)
    ):
        for part, of in zip(parts, listed, strict=True):
            for value in _values(part, of) if part not in _NOTHING else ():
                yield of.name, value
        return
    yield name, text


def _numbered(name: str, named: Mapping[str, Modifier]) -> Modifier | None:
    """The modifier of several values of which a name is a further column."""
    found = _NUMBERED.fullmatch(name)
    one = named.get(_short(found[1])) if found is not None else None
    return one if one is not None and one.kind is ModifierKind.SEVERAL else None


def _values(text: str, one: Modifier) -> tuple[str, ...]:
    """Return the values as they are listed; a text that says something else is one value, as it stands."""
    if one.kind is ModifierKind.NUMBER or not _fits(text, one):
        return (text,)
    return one.checked(text)


def _fits(text: str, one: Modifier) -> bool:
    try:
        return bool(one.checked(text))
    except StudyError:
        return False


def _short(name: str) -> str:
    """A name in small letters and digits alone; CHAT has no others, and an x before those of one's own."""
    plain = "".join(char for char in name.casefold() if char.isalnum())
    return plain.removeprefix("x") or plain
