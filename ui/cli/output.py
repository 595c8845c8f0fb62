"""What commands print: JSON that is stable, and tables for people."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence


def print_json(value: object) -> None:
    """Print one JSON value on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, empty: str) -> None:
    """Print rows under headings, columns as wide as their contents; ``empty`` where there is no row."""
    if not rows:
        print_line(empty)
        return
    widths = [max(len(str(row[i])) for row in (headings, *rows)) for i in range(len(headings))]
    for row in (headings, tuple("-" * width for width in widths), *rows):
        print_line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def print_line(text: str) -> None:
    """Print a line on stdout."""
    sys.stdout.write(text + "\n")


def print_note(text: str) -> None:
    """Print a line on stderr, where it does not mix with results."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def silence_stdout() -> None:
    """Point stdout at nothing, so that flushing at exit cannot fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
