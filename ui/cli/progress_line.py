"""How far a long command is: one line on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from coder.vocabulary.language import tr
from ui.cli.output import on_one_line, print_note

PATIENCE_S = 1.0
"""A command that is done within this says nothing."""


@contextmanager
def progress_line(after_s: float = 0.0) -> Iterator[Callable[[float, str], None]]:
    """Show a share done, and words, on stderr: one line that is rewritten at a terminal, a line every tenth elsewhere.

    Nothing is shown in the first ``after_s`` seconds.
    """
    live, shown, start = sys.stderr.isatty(), -1, time.monotonic()

    def show(share: float, words: str) -> None:
        nonlocal shown
        percent = int(share * 100)
        if percent == shown or (not live and percent // 10 == shown // 10) or time.monotonic() - start < after_s:
            return
        shown = percent
        if live:
            sys.stderr.write(tr("\x0d\x1b[K{on_one_line}", on_one_line=on_one_line(words)))
            sys.stderr.flush()
        else:
            print_note(words)

    try:
        yield show
    finally:
        if live:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


@contextmanager
def working(what: str) -> Iterator[Callable[[float], None]]:
    """Say how much of some figures is worked out, once it takes long."""
    with progress_line(PATIENCE_S) as show:
        yield lambda share: show(
            share, tr("{what}: {share:.0f} % worked out; Ctrl+C stops it", what=what, share=100 * share)
        )
