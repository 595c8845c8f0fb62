"""What commands print: JSON that is stable, and tables for people. No sign that a terminal would obey gets through."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence

_OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
    "\xad\u034f\u115f\u1160\u180e\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]"
)
"""Signs that move the cursor, start a sequence or turn the direction of writing round, halves of signs, and those that
nobody sees, by which two names that look alike are two. Joiners stay: words of many languages need them."""


def harmless(text: str) -> str:
    """Return a text with every sign written out that a terminal would obey instead of showing it."""
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def on_one_line(text: str) -> str:
    """Return a text harmless and on one line: what somebody named or wrote never looks like a line of ours."""
    return harmless(text).replace("\n", "\\n").replace("\t", "\\t")


def print_json(value: object) -> None:
    """Print one JSON value on stdout."""
    sys.stdout.write(harmless(json.dumps(value, ensure_ascii=False)) + "\n")
    sys.stdout.flush()


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, empty: str) -> None:
    """Print rows under headings, columns as wide as their contents; ``empty`` where there is no row."""
    if not rows:
        print_line(empty)
        return
    shown = [[on_one_line(str(cell)) for cell in row] for row in (headings, *rows)]
    widths = [max(len(row[i]) for row in shown) for i in range(len(headings))]
    for row in (shown[0], ["-" * width for width in widths], *shown[1:]):
        sys.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n")


def print_line(text: str) -> None:
    """Print a line on stdout."""
    sys.stdout.write(on_one_line(text) + "\n")


def print_note(text: str) -> None:
    """Print a line on stderr, where it does not mix with results."""
    sys.stderr.write(on_one_line(text) + "\n")
    sys.stderr.flush()


def silence_stdout() -> None:
    """Point stdout at nothing, so that flushing at exit cannot fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
