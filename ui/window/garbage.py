"""Garbage is looked for in the window's thread alone: it may hold a widget, and no other thread may end one."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from coder.files.gc_pause import uncollected

EVERY_MS = 250
"""Between two looks at whether enough has gathered."""
_GROWN = 0.25
"""By how much of it what is old has grown when it is searched: Python's own rule, or long recordings would halt."""


@contextmanager
def looked_for_here() -> Iterator[None]:
    """Within, Python looks for garbage in this thread alone, between two events; there is an application already.

    By itself it looks in whichever thread happens to make an object, and destroys there what it finds: a dialog that
    was closed, in the thread that decodes. Qt then goes on with a widget that is no more.
    """
    with uncollected():
        rounds = _Rounds()
        timer = QTimer(interval=EVERY_MS)
        timer.timeout.connect(rounds.take)
        timer.start()
        try:
            yield
        finally:
            timer.stop()


@contextmanager
def windows_here() -> Iterator[QApplication]:
    """As :func:`looked_for_here`, with a bare application where there is none: for tools that open windows.

    ``@windows_here()`` above a tool's ``main`` is enough.
    """
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with looked_for_here():
        yield app


class _Rounds:
    """Looks for garbage as often as Python's own numbers say, the young ones first."""

    def __init__(self) -> None:
        self._old = self._older_since = 0

    def take(self) -> None:
        """Look, if enough has gathered: it goes on being counted while nobody looks by himself."""
        full = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if not full[0]:
            return
        if not full[1]:
            gc.collect(0)
        elif full[2] and self._older_since > _GROWN * self._old:
            gc.collect()
            self._old, self._older_since = _how_many(2), 0
        else:
            young = _how_many(0) + _how_many(1)
            self._older_since += young - gc.collect(1)


def _how_many(generation: int) -> int:
    return len(gc.get_objects(generation=generation))
