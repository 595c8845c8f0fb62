"""When where a coder is gets kept: soon after they have done something, and now and then while a clip plays."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_PLAYING_MS, _RESTING_MS = 10_000, 2_000
"""A clip shows thirty frames a second, and other windows on the study read anew what is written in it."""


class PlaceKeeper(QObject):
    """Calls ``keep`` after a moment: many frames or steps are one, so that nothing is written with each."""

    def __init__(self, keep: Callable[[], None], *, playing: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._playing = playing
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(keep)

    def moved(self) -> None:
        """Another frame is shown, or something was coded here."""
        wait_ms = _PLAYING_MS if self._playing() else _RESTING_MS
        if not self._timer.isActive() or self._timer.remainingTime() > wait_ms:
            self._timer.start(wait_ms)
