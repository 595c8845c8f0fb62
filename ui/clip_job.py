"""Making a clip with faces hidden, off the window's thread, with progress and a prompt stop."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Signal

from coder.errors import Cancelled, MendableError
from coder.media import Clip
from models.blurring import Made, blank, make
from ui.clip_out import Ready


class ClipJob(QObject):
    """Makes one clip. Its signals arrive in the window's thread; exactly one of the last three ends it.

    Signals
    -------
    progressed(str, float)
        What is being done, in words, and what share of that is done.
    finished(Made)
    failed(str)
    cancelled()
    """

    progressed = Signal(str, float)
    finished = Signal(object)
    failed = Signal(str)
    cancelled = Signal()

    def __init__(
        self, ready: Ready, parent: QObject | None = None, *, before: Made | None = None, blank_at_us: int = 0
    ) -> None:
        """Make it, or make ``before`` again with the whole frame hidden where somebody saw a face."""
        super().__init__(parent)
        self._ready, self._before, self._blank_at_us = ready, before, blank_at_us
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="blurring", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """Ask it to stop; ``cancelled`` follows promptly."""
        self._stop.set()

    def wait(self) -> None:
        """Return when the thread has ended."""
        self._thread.join()

    def _work(self) -> None:
        try:
            made = self._make()
        except Cancelled:
            self.cancelled.emit()
        except MendableError as error:
            self.failed.emit(str(error))
        except Exception as error:  # a defect must reach the person, not die with the thread
            self.failed.emit(f"The clip stopped on a defect in the app ({error!r}); nothing was written.")
        else:
            self.finished.emit(made)

    def _make(self) -> Made:
        ready = self._ready
        with Clip.open(ready.source, index=ready.index, name=ready.wish.recording) as clip:
            told, stopped = self.progressed.emit, self._stop.is_set
            if self._before is None:
                return make(ready.source, clip, ready.order, told=told, cancelled=stopped)
            at = self._blank_at_us
            return blank(ready.source, clip, ready.order, self._before, at, told=told, cancelled=stopped)
