"""A language that nobody speaks: English with every letter dressed up and two in five more of them.

What a window shows without the dress never went through ``tr``; what no longer fits would not fit in German either.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from tools.words import shown_words, write_qm, write_ts

PSEUDO, PSEUDO_RIGHT_TO_LEFT = "en_XA", "ar_XB"
LONGER = 1.4
_DRESS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "âƀćďêƒğĥîĵķĺɱñôƥɋřšťûṽŵẋýžÂɃĆĎÊƑĞĤÎĴĶĹṀÑÔƤɊŘŠŤÛṼŴẊÝŽ"
)
_VOWELS = "âêîôûÂÊÎÔÛ"
_AS_IT_IS = re.compile(r"(\{\{|\}\}|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|<[^<>]*>|&\w+;|%\w+)")


def dressed(text: str) -> str:
    """Return a text in the pseudo-language: values, marks and entities as they are, letters dressed, and longer."""
    parts = _AS_IT_IS.split(text)
    worn = [part.translate(_DRESS) for part in parts[::2]]
    letters = sum(sign.isalpha() for part in worn for sign in part)
    vowels = sum(sign in _VOWELS for part in worn for sign in part)
    owed = round(letters * (LONGER - 1))
    said = []
    for part in worn:
        long = ""
        for sign in part:
            long += sign
            if sign in _VOWELS:
                more = -(-owed // vowels)
                long += sign.lower() * more
                owed, vowels = owed - more, vowels - 1
        said.append(long)
    parts[::2] = said
    return "".join(parts)


def make_catalogue(folder: Path, language: str = PSEUDO) -> Path:
    """Gather the words of the whole app by lupdate, dress them, and make a catalogue of them by lrelease."""
    source = folder / f"dyadmirror_{language}.ts"
    write_ts(source, shown_words(), language=language)
    tree = ElementTree.parse(source)
    for message in tree.iter("message"):
        said, place = dressed(message.findtext("source", "")), message.find("translation")
        assert place is not None
        place.attrib.pop("type", None)
        if message.get("numerus"):
            for form in place:
                form.text = said
        else:
            place.text = said
    tree.write(source, "utf-8", xml_declaration=True)
    catalogue = source.with_suffix(".qm")
    write_qm(source, catalogue)
    return catalogue
