"""How long nobody has had a hand on the window: keys, mouse, wheel and touch count, and a clip that is playing on."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

LOOKS_EVERY_MS = 5_000
HANDS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,  # all that is seen of a key that is a shortcut
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
        QEvent.Type.InputMethod,
    }
)


def seconds_since_start() -> float:
    """A clock that runs on while a laptop sleeps, where the system has one: a closed lid is nobody's hand."""
    since_boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if since_boot is None else time.clock_gettime(since_boot)


class Idle(QObject):
    """Signals: ``expired`` once nobody has done anything for ``minutes``; 0 is never."""

    expired = Signal()

    def __init__(
        self,
        *,
        busy: Callable[[], bool],
        clock: Callable[[], float] = seconds_since_start,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.minutes = 0
        self.clock = clock
        self._busy = busy
        self._last = clock()
        self._timer = QTimer(self, interval=LOOKS_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def touch(self) -> None:
        """Somebody did something."""
        self._last = self.clock()

    def look(self) -> None:
        """See whether it has been long enough."""
        if self._busy():
            self.touch()
        elif self.minutes and self.clock() - self._last >= 60 * self.minutes:
            self.touch()
            self.expired.emit()
