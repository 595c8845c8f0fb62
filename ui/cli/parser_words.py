"""The words that Python's own parser of commands says: headings and complaints, in the language that is spoken."""

from __future__ import annotations

import argparse
import re

from coder.vocabulary.language import tr

_VALUES = re.compile(r"%(?:\(\w+\))?[sr]")


def speak() -> None:
    """Let the parser ask here for its words; it asks as each is said, by names of its own module."""
    words = _words()

    def said(text: str | None) -> str | None:
        if text is None:  # a group without a heading
            return None
        other = words.get(text, text)
        # A catalogue that leaves a value out, or names another, would end the parser: then it is said in English.
        return other if sorted(_VALUES.findall(other)) == sorted(_VALUES.findall(text)) else text

    def counted(one: str, many: str, number: int) -> str | None:
        return said(one if number == 1 else many)

    for name, asked in (("_", said), ("ngettext", counted)):
        setattr(argparse, name, asked)


def _words() -> dict[str, str]:
    """The parser's words by how it says them in English; what is not here (another Python's) stays so."""
    return {
        "usage: ": tr("usage: "),
        "positional arguments": tr("positional arguments"),
        "options": tr("options"),
        "show this help message and exit": tr("show this help message and exit"),
        "%(prog)s: error: %(message)s\n": tr("%(prog)s: error: %(message)s\n"),
        "argument %(argument_name)s: %(message)s": tr("argument %(argument_name)s: %(message)s"),
        "invalid choice: %(value)r (choose from %(choices)s)": tr(
            "invalid choice: %(value)r (choose from %(choices)s)"
        ),
        "invalid %(type)s value: %(value)r": tr("invalid %(type)s value: %(value)r"),
        "the following arguments are required: %s": tr("the following arguments are required: %s"),
        "unrecognized arguments: %s": tr("unrecognized arguments: %s"),
        "not allowed with argument %s": tr("not allowed with argument %s"),
        "one of the arguments %s is required": tr("one of the arguments %s is required"),
        "ambiguous option: %(option)s could match %(matches)s": tr(
            "ambiguous option: %(option)s could match %(matches)s"
        ),
        "ignored explicit argument %r": tr("ignored explicit argument %r"),
        "expected one argument": tr("expected one argument"),
        "expected at most one argument": tr("expected at most one argument"),
        "expected at least one argument": tr("expected at least one argument"),
        "expected %s argument": tr("expected %s argument"),
        "expected %s arguments": tr("expected %s arguments"),
    }
