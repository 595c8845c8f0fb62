"""Work that takes long, off the window's thread: the analysis of a clip, with progress and a prompt stop."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Signal

from coder.errors import Cancelled, MendableError
from coder.media import Clip, FrameIndex, Source
from coder.settings import Settings
from models.runner import Analysis, Progress, analyze_clip


class AnalysisJob(QObject):
    """One analysis. Its signals arrive in the window's thread; exactly one of the last three ends it.

    Signals
    -------
    progressed(Progress)
    finished(Analysis)
    failed(str)
    cancelled()
    """

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(str)
    cancelled = Signal()

    def __init__(self, source: Source, index: FrameIndex, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source, self._index, self._settings = source, index, settings
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="analysis", daemon=True)

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
            analysis = self._analyze()
        except Cancelled:
            self.cancelled.emit()
        except MendableError as error:
            self.failed.emit(str(error))
        except Exception as error:  # a defect must reach the person, not die with the thread
            self.failed.emit(f"The analysis stopped on a defect in the app ({error!r}); nothing was changed.")
        else:
            self.finished.emit(analysis)

    def _analyze(self) -> Analysis:
        with Clip.open(self._source, index=self._index) as clip:
            return analyze_clip(clip, self._settings, progress=self._report, cancelled=self._stop.is_set)

    def _report(self, progress: Progress) -> None:
        self.progressed.emit(progress)
