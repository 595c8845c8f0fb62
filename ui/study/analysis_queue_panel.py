"""Below the list of recordings: which one the models look at, which wait, and the hands to pause and order them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from coder.vocabulary.language import tr
from models.analysis import Progress
from ui.study.study_control import StudyControl
from ui.widgets.measure import SNUG, TIGHT
from ui.widgets.sign_button import SignButton

_MOST_ROWS = 4
_PAUSE = tr("Pause the analyses; what was looked at is kept")
_GO_ON = tr("Go on with the analyses")
_ID = Qt.ItemDataRole.UserRole


class AnalysisQueuePanel(QWidget):
    """There only while something is looked at or waits."""

    def __init__(self, study: StudyControl, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._study = study
        self._progress: Progress | None = None
        self.setAccessibleName(tr("analyses"))
        self.title = QLabel()
        self.list = QListWidget()
        self.list.setAccessibleName(tr("analyses, in the order in which they are made"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pause = SignButton("pause", _PAUSE)
        self.earlier = SignButton("earlier", tr("Look at this recording earlier"))
        self.later = SignButton("later", tr("Look at this recording later"))
        self.out = SignButton("close", tr("Do not look at this recording; what was looked at is kept"))
        head = QHBoxLayout()
        head.setSpacing(TIGHT)
        head.addWidget(self.title, 1)
        for button, do in (
            (self.pause, study.pause_or_resume),
            (self.earlier, lambda: self._move(-1)),
            (self.later, lambda: self._move(1)),
            (self.out, self._take_out),
        ):
            button.clicked.connect(lambda _=False, do=do: do())
            head.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SNUG)
        layout.addLayout(head)
        layout.addWidget(self.list)
        self.list.currentItemChanged.connect(lambda *_: self._enable())
        study.queue.changed.connect(self.follow)
        study.progressed.connect(self._progressed)
        self.follow()

    @property
    def rows(self) -> list[str]:
        """What is listed, from top to bottom."""
        return [self.list.item(n).text() for n in range(self.list.count())]

    def follow(self) -> None:
        """Show what is so now."""
        study, chosen = self._study, self._chosen
        running = [study.running_for] if study.running_for is not None else []
        waiting = [one.recording for one in study.queue.waiting]
        self.list.clear()
        for recording in (*running, *waiting):
            item = QListWidgetItem(study.words_of(recording))
            item.setData(_ID, recording)
            item.setToolTip(item.text())
            self.list.addItem(item)
            if recording == chosen:
                self.list.setCurrentItem(item)
        self._say_progress()
        rows = min(self.list.count(), _MOST_ROWS)
        self.list.setFixedHeight(rows * (self.fontMetrics().height() + 4) + 8)
        paused = study.queue.paused
        self.title.setText(tr("Analyses, paused") if paused else tr("Analyses"))
        self.pause.show_sign("play" if paused else "pause", _GO_ON if paused else _PAUSE)
        self._enable()
        self.setVisible(bool(running or waiting) and study.may_be_named)

    def _progressed(self, progress: Progress | None) -> None:
        begins = (progress is None) is not (self._progress is None)
        self._progress = progress
        if begins:
            self.follow()
        else:
            self._say_progress()

    def _say_progress(self) -> None:
        running = self._study.running_for
        if running is not None and self.list.count():
            words, progress = self._study.doing, self._progress
            # What changes stands first: names are cut where the list is narrow.
            self.list.item(0).setText(
                tr("now: {words}", words=words)
                if progress is None
                else tr("{far:.0f} %: {words}", far=100 * progress.fraction, words=words)
            )

    @property
    def _chosen(self) -> str | None:
        item = self.list.currentItem()
        return str(item.data(_ID)) if item is not None else None

    def _enable(self) -> None:
        waiting = [one.recording for one in self._study.queue.waiting]
        at = waiting.index(self._chosen) if self._chosen in waiting else None
        self.earlier.setEnabled(at is not None and at > 0)
        self.later.setEnabled(at is not None and at < len(waiting) - 1)
        self.out.setEnabled(self._chosen is not None)

    def _move(self, places: int) -> None:
        if self._chosen is not None:
            self._study.queue.move(self._chosen, places)

    def _take_out(self) -> None:
        if self._chosen is not None:
            self._study.take_out(self._chosen)
