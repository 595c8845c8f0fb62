"""Thumbnails of recordings: drawn off the window's thread while a study is open, held in memory and nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from coder.media import Clip, FrameIndex, Source
from coder.study.project import Project
from coder.vocabulary.errors import MendableError
from coder.vocabulary.language import tr
from ui.player.qt_picture import pixel_aspect, to_image
from ui.window.jobs import Hand, Job
from ui.window.session import Session, StudyInfo
from ui.window.window_control import Ends, WindowControl

SIZE = QSize(192, 108)
"""Dots of a thumbnail at most: three times what the list shows, for screens with many dots."""
_MOST_TRIES = 3
"""How often a picture that could not be drawn is tried again when it is asked for: the clip may be busy, or away."""
_PLACE = 3
"""A thumbnail shows the frame at the first third: people have come in by then."""


@dataclass(frozen=True, slots=True)
class _Drawable:
    clip: Source
    index: FrameIndex


class Thumbnails(WindowControl):
    """Draws what is asked for, one after another; forgets everything when the study is locked or left.

    Signals
    -------
    drawn(str, QImage)
        The picture of a recording.
    forgotten()
        Nothing may show a picture any more; what is still wanted has to be asked for again.
    """

    drawn = Signal(str, QImage)
    forgotten = Signal()

    ENDS = Ends.WINDOW

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._folder: object = None
        self._tries: Counter[str] = Counter()
        self._now: str | None = None
        self._drawn: set[str] = set()
        self._wanted: list[str] = []
        self._job: Job | None = None
        self._turn = 0  # raised when all is forgotten: what was asked before then is no longer wanted
        self._asking = False
        session.study_changed.connect(self._study_changed)

    def want(self, recordings: Sequence[str]) -> None:
        """Draw these next, as far as they were not drawn yet; what was wanted before and is not among them waits."""
        done = self._drawn | {self._now}
        self._wanted = [one for one in recordings if one not in done and self._tries[one] < _MOST_TRIES]
        self._draw_next()

    def look(self) -> None:
        """Forget all pictures where one may not be seen any more: consent may be withdrawn from elsewhere."""
        drawn, turn = frozenset(self._drawn), self._turn
        if not drawn or self._session.study is None:
            return

        def hidden(project: Project) -> bool:
            there = set(project.recording_ids()) & drawn
            return there != drawn or any(_drawable(project, one) is None for one in there)

        def take(hide: bool) -> None:
            if hide and turn == self._turn:
                self.forget()

        self._session.call(hidden, take)

    def forget(self) -> None:
        """Let all pictures go, and what is being drawn."""
        self._turn += 1
        self.finish()
        self._tries.clear()
        self._drawn.clear()
        self._asking = False
        self.forgotten.emit()

    def finish(self) -> None:
        """Stop drawing and wait for its thread."""
        self._wanted, self._now = [], None
        if self._job is not None:
            self._job.give_up()
            self._job = None

    def _study_changed(self, info: StudyInfo | None) -> None:
        folder = info.folder if info is not None else None
        if folder != self._folder:
            self._folder = folder
            self.forget()

    def _draw_next(self) -> None:
        if self._job is not None or self._asking or not self._wanted or self._session.study is None:
            return
        recording, turn = self._wanted.pop(0), self._turn
        self._now, self._asking = recording, True
        self._tries[recording] += 1

        def draw(found: _Drawable | None) -> None:
            if turn != self._turn:
                return
            self._asking = False
            if found is None:
                self._now = None
                self._draw_next()
                return
            job = Job(tr("A thumbnail"), partial(_picture, found), self)
            job.finished.connect(lambda image: self._end(job, lambda: self._show(recording, image)))
            for ended in (job.failed, job.cancelled):  # a clip that is damaged there has no thumbnail
                ended.connect(lambda *_: self._end(job))
            self._job = job
            job.start()

        self._session.call(partial(_drawable, recording=recording), draw)

    def _show(self, recording: str, image: QImage) -> None:
        self._drawn.add(recording)
        self.drawn.emit(recording, image)

    def _end(self, job: Job, tell: Callable[[], None] | None = None) -> None:
        if job is not self._job:
            return  # it was given up
        self._job = self._now = None
        job.deleteLater()
        if tell is not None:
            tell()
        self._draw_next()


def _drawable(project: Project, recording: str) -> _Drawable | None:
    try:
        return _Drawable(project.clip_source(recording), project.frame_index(recording))
    except MendableError:
        return None  # it is away, or may not be seen: the stage says why, to whoever goes there


def _picture(found: _Drawable, hand: Hand) -> QImage:
    with Clip.open(found.clip, index=found.index) as clip:
        frame = clip.frame(found.index.at(found.index.end_us // _PLACE), alone=True, give_up=hand.stopped)
        image = to_image(frame.rgb, clip.info.sample_aspect)
    true = QSize(round(image.width() * pixel_aspect(image)), image.height())
    fits = true.scaled(SIZE, Qt.AspectRatioMode.KeepAspectRatio)
    return image.scaled(fits, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
