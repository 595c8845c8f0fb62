"""What takes a while, at the foot of the window: words for the study's thread, a bar and a stop for an analysis."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from coder.vocabulary.language import tr
from models.analysis import Progress
from ui.operations.wording import left_words
from ui.widgets.keys_now import KEYS, follow_keys
from ui.widgets.progress_bar import ProgressBar

SHOWN_AFTER_MS = 250
"""What is over sooner is not worth a flicker."""


class BusyLine(QWidget):
    """Signals: ``stop_asked``."""

    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.progress: Progress | None = None
        self._words = self._of = self._more = ""
        self._back = False
        self._label = QLabel()
        self._bar = ProgressBar(tr("how far it is"))
        self._bar.setMaximumWidth(260)
        self._stop = QToolButton()
        self._stop.setText(tr("Stop the analysis"))
        follow_keys(self, lambda: self._stop.setToolTip(KEYS.said(tr("Stop the analysis (Ctrl+.)"))))
        self._stop.clicked.connect(lambda _=False: self.stop_asked.emit())
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_AFTER_MS)
        self._timer.timeout.connect(self._show)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for widget in (self._label, self._bar, self._stop):
            self._row.addWidget(widget)
        self._show()

    @property
    def words(self) -> str:
        """What is said to take a while."""
        return self._label.text() if not self.isHidden() else ""

    def wide(self, *, words: bool) -> int:
        """How wide it is, with its words or without."""
        if self.isHidden():
            return 0
        parts = [one for one in (self._bar, self._stop) if not one.isHidden()] + ([self._label] if words else [])
        return sum(one.sizeHint().width() + self._row.spacing() for one in parts)

    def stand_back(self, back: bool) -> None:
        """Leave the words out while something else is said; the bar says on how far it is, a list of what."""
        if back is not self._back:
            self._back = back
            self._label.setVisible(not back)

    def show_busy(self, words: str) -> None:
        """Say what the study's thread does, if it goes on for long enough to be read."""
        self._words = words
        if not words:
            self._timer.stop()
            self._show()
        elif not self._timer.isActive():
            self._timer.start()

    def show_progress(self, progress: Progress | None, *, of: str = "", more: str = "") -> None:
        """Show how far an analysis is, of what, and how many more wait for their turn; None at its end."""
        self.progress, self._of, self._more = progress, of, more
        self._show()

    def _show(self) -> None:
        progress = self.progress
        if progress is not None:
            left = left_words(progress.seconds_left)
            words = tr("The models are looking at {of}", of=self._of) if self._of else tr("The models are looking")
            self._label.setText(" · ".join(filter(None, (f"{words}{left}", self._more))))
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(progress.fraction * 1000))
        else:
            self._label.setText(f"{self._words}…" if self._words else "")
            self._bar.setRange(0, 0)  # it cannot be said how far
        self._bar.setVisible(bool(progress or self._words))
        self._stop.setVisible(progress is not None)
        self.setVisible(bool(progress or self._words))
