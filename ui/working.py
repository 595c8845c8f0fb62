"""Figures that take a while, worked out away from the window and from the study: with progress and a prompt stop."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from coder.errors import Cancelled, MendableError

Tell = Callable[[float], None]


class Work(QObject):
    """One piece of work. Its signals arrive in the window's thread; exactly one of the last three ends it.

    ``task`` is given a function that it tells its share done; that function raises Cancelled once nobody waits.

    Signals
    -------
    progressed(float)
    finished(object)
    failed(str)
    cancelled()
    """

    progressed = Signal(float)
    finished = Signal(object)
    failed = Signal(str)
    cancelled = Signal()

    def __init__(self, task: Callable[[Tell], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task = task
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="figures", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """Ask it to stop; ``cancelled`` follows, unless it was done already."""
        self._stop.set()

    def wait(self) -> None:
        """Return when the thread has ended."""
        self._thread.join()

    def _work(self) -> None:
        try:
            result = self._task(self._tell)
        except Cancelled:
            self.cancelled.emit()
        except MendableError as error:
            self.failed.emit(str(error))
        except Exception as error:  # a defect must reach the person, not die with the thread
            self.failed.emit(f"The figures stopped on a defect in the app ({error!r}); nothing was changed.")
        else:
            self.finished.emit(result)

    def _tell(self, share: float) -> None:
        if self._stop.is_set():
            raise Cancelled
        self.progressed.emit(share)
