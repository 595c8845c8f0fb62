"""The name under which somebody codes: one that can be seen, so that no two layers look like one."""

from __future__ import annotations

import unicodedata

from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr

_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs by their class that draw nothing at all."""
MOST_CHARS = 100
"""Of a name: it stands in every list, row and file."""


def is_visible(name: str) -> bool:
    """Whether a name has a letter or a digit, nothing in it that cannot be seen, and can be seen whole."""
    if len(name) > MOST_CHARS:
        return False
    hidden = any(unicodedata.category(char)[0] == "C" or char in _BLANK_LETTERS for char in name)
    lines = any(unicodedata.category(char) in ("Zl", "Zp") for char in name)
    return not hidden and not lines and any(unicodedata.category(char)[0] in "LN" for char in name)


def without_hidden(text: str) -> str:
    """Return a text without the signs in it that draw nothing; joiners stay in scripts whose words need them."""
    needed = "\u200c\u200d" if any(char > "\u0590" and unicodedata.category(char) != "Cf" for char in text) else ""
    return "".join(
        char
        for char in text
        if char in needed or (unicodedata.category(char) not in ("Cf", "Cc") and char not in _BLANK_LETTERS)
    )


def coder_name(text: str) -> str:
    """Return a coder's name without the blanks around it.

    Raises StudyError where it is empty, or holds what cannot be seen: "Ada" and "Ada" with an invisible sign would be
    two coders with two layers, and look like one in every list.
    """
    name = text.strip()
    if not name:
        raise StudyError(tr("Every edit says who made it; give a coder's name or pseudonym."))
    if len(name) > MOST_CHARS:
        raise StudyError(
            tr(
                "A coder's name has {most} signs at most, and this one has {count}; shorten it.",
                most=MOST_CHARS,
                count=len(name),
            )
        )
    if not is_visible(name):
        raise StudyError(
            tr(
                "The coder's name {name!a} has signs that cannot be seen, or no letter at all; write it with letters "
                "and digits.",
                name=name,
            )
        )
    return name
