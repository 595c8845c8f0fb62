"""Below the list of recordings: which one the models look at, which wait, and the hands to pause and order them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from coder.vocabulary.language import tr
from models.analysis import Progress
from ui.study.study_control import StudyControl
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.measure import SNUG, TIGHT

_MOST_ROWS = 5
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
        self.earlier = _button(tr("Earlier"), tr("Look at this recording earlier"), lambda: self._move(-1))
        self.later = _button(tr("Later"), tr("Look at this recording later"), lambda: self._move(1))
        self.out = _button(
            tr("Take out"), tr("Do not look at this recording; what was looked at is kept"), self._take_out
        )
        self.pause = _button(tr("Pause"), "", lambda: study.pause_or_resume())
        buttons = QWidget()
        row = FlowLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TIGHT)
        for button in (self.pause, self.earlier, self.later, self.out):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SNUG)
        for widget in (self.title, self.list, buttons):
            layout.addWidget(widget)
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
        self.pause.setText(tr("Go on") if paused else tr("Pause"))
        tip = tr("Go on with the next one") if paused else tr("Stop looking for now; what was looked at is kept")
        self.pause.setToolTip(tip)
        self.pause.setAccessibleName(tr("go on with the analyses") if paused else tr("pause the analyses"))
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
            far = f", {self._progress.fraction:.0%}" if self._progress is not None else ""
            self.list.item(0).setText(tr("{words} – now{far}", words=self._study.words_of(running), far=far))

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


def _button(text: str, tip: str, do: Callable[[], None]) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip.partition(";")[0])
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(lambda _=False: do())
    return button
