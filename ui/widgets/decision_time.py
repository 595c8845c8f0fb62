"""How long a thing was in hand: the time a decision took, without the time in which nobody had a hand on it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

LONGEST_IDLE_NS = 30_000_000_000
"""Of a stretch in which nobody touches key or mouse this much counts: long enough to watch, too short for a coffee."""


class AttentionClock(QObject):
    """Counts for one thing at a time. Visits add up until it is decided on; time in another program is left out.

    So is what goes beyond half a minute without a hand on the window (:meth:`touch`).
    """

    def __init__(self, parent: QObject | None = None, *, now_ns: Callable[[], int] = time.monotonic_ns) -> None:
        super().__init__(parent)
        self._now_ns = now_ns
        self._spent_ns: dict[str, int] = {}
        self._item: str | None = None
        self._since_ns: int | None = None
        self._away = False
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._application_changed)

    def hold(self, item: str | None) -> None:
        """Count for this from now on; for nothing where it is None."""
        self._stop()
        self._item = item
        self._go_on()

    def spent_ms(self, item: str) -> int:
        """Return how long it has been in hand, in ms."""
        if item == self._item:
            self._stop()
            self._go_on()
        return self._spent_ns.get(item, 0) // 1_000_000

    def forget(self, item: str | None = None) -> None:
        """Begin at nought for one thing, which was decided on, or for all."""
        if item is None:
            self._spent_ns.clear()
        else:
            self._spent_ns.pop(item, None)
        if item is None or item == self._item:
            self._since_ns = None
            self._go_on()

    def touch(self) -> None:
        """Somebody has a hand on the window: what follows is a stretch of its own."""
        if self._item is not None and not self._away:
            self._stop()
            self._go_on()

    def _application_changed(self, state: Qt.ApplicationState) -> None:
        self._stop()
        self._away = state != Qt.ApplicationState.ApplicationActive
        self._go_on()

    def _stop(self) -> None:
        if self._item is not None and self._since_ns is not None:
            stretch = min(self._now_ns() - self._since_ns, LONGEST_IDLE_NS)
            self._spent_ns[self._item] = self._spent_ns.get(self._item, 0) + stretch
        self._since_ns = None

    def _go_on(self) -> None:
        if self._item is not None and not self._away:
            self._since_ns = self._now_ns()
