"""The dialog by which a clip leaves: choose, wait, look through it, and only then write."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from coder.vocabulary.language import tr
from coder.vocabulary.recording import Recording
from coder.vocabulary.time import Interval
from models.blurring import BlurredClip
from ui.clip_export.clip_check import ClipLook
from ui.clip_export.clip_choice import ClipChoice, OfferedCamera
from ui.widgets.measure import open_at
from ui.widgets.progress_bar import ProgressBar
from ui.window.screen_room import keep_on_screen, room_of

_LOOK_CHARS, _LOOK_LINES = 103, 43
"""What is looked through is seen at this size: a face in it must be."""


class ClipOutDialog(QDialog):
    """Signals: ``make_asked()`` with ``choice`` answered, ``write_asked()`` after it was looked through, and
    ``blank_asked(time_us)`` with a moment at which somebody saw a face.

    Closing it at any time gives everything up.
    """

    make_asked = Signal()
    blank_asked = Signal(object)
    write_asked = Signal()

    def __init__(
        self,
        recording: Recording,
        end_us: int,
        offers: Sequence[tuple[str, Interval]],
        *,
        cameras: Sequence[OfferedCamera],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export a clip of {recording} with faces blurred", recording=recording.name))
        called = "" if recording.name == recording.id else recording.name
        self.choice = ClipChoice(end_us, offers, cameras=cameras, called=called)
        self.look = ClipLook()
        self._words = QLabel(wordWrap=True)
        self._bar = ProgressBar(tr("how far it is"))
        self.stop = QPushButton(tr("Stop"))
        self.stop.clicked.connect(self.reject)
        self._working = QWidget()
        waiting = QVBoxLayout(self._working)
        waiting.addStretch(1)
        for widget in (self._words, self._bar, self.stop):
            waiting.addWidget(widget)
        waiting.addStretch(1)
        self.pages = _Pages(self.choice, self._working, self.look)
        column = QVBoxLayout(self)
        column.addWidget(self.pages)
        self.choice.chosen.connect(self.make_asked)
        self.look.wanted.connect(self.write_asked)
        self.look.face_seen.connect(self.blank_asked)
        self.finished.connect(lambda _: self.look.shut_down())
        self._turn(self.choice)

    def show_progress(self, told: tuple[str, float]) -> None:
        """Say what is being done, and what share of it is done."""
        words, share = told
        self._turn(self._working)
        self._words.setText(f"{words}…")
        self._bar.setValue(round(share * 1000))

    def show_made(self, made: BlurredClip, *, murmur: bool, again_at: int | None = None) -> None:
        """Let it be looked through."""
        self._turn(self.look)
        self.look.show_made(made, murmur=murmur, again_at=again_at)

    def show_choice(self) -> None:
        """Go back to the beginning."""
        self._turn(self.choice)

    def _turn(self, to: QWidget) -> None:
        """Turn to a page; the dialog is as large as that one needs, and one that has grown keeps its size."""
        self.pages.setCurrentWidget(to)
        if to is self.look and self.height() < _LOOK_LINES * self.fontMetrics().height():
            wide = self.width()  # a recording with a long name has widened it already
            open_at(self, chars=_LOOK_CHARS, lines=_LOOK_LINES)
            self.resize(max(wide, self.width()), self.height())
            keep_on_screen(self, room_of(self))
        elif to is self.choice and not self.isVisible():
            self.adjustSize()


class _Pages(QWidget):
    """One page at a time, in its own room: Qt's stack takes that of the largest, and a form stood lost in it."""

    def __init__(self, *pages: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for page in pages:
            column.addWidget(page)
        self._pages, self._current = pages, pages[0]

    def currentWidget(self) -> QWidget:
        """The page that is shown."""
        return self._current

    def setCurrentWidget(self, to: QWidget) -> None:
        """Show a page."""
        self._current = to
        for page in self._pages:
            page.setVisible(page is to)
