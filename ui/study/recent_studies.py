"""Recent studies: remembered on this device only after somebody said so, and offered where they are found again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from ui.study.study_search import find, usual_roots
from ui.study.welcome import Welcome
from ui.window import device_memory
from ui.window.jobs import Hand, LatestJob
from ui.window.session import Session, StudyInfo
from ui.window.window_control import Ends, WindowControl


class RecentStudies(WindowControl):
    """Looks for them off the window's thread. Signals: ``changed()`` when it begins or ends to remember."""

    changed = Signal()
    ENDS = Ends.WINDOW

    def __init__(self, session: Session, welcome: Welcome, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._welcome = session, welcome
        self._looking = LatestJob(self)
        self._folder: Path | None = None
        session.study_changed.connect(self._study_changed)
        welcome.remember_asked.connect(self._remember)
        self.look()

    @property
    def on(self) -> bool:
        """Whether studies are remembered."""
        return device_memory.STUDIES.wanted

    def toggle(self) -> None:
        """Remember recent studies on this device, or forget all of them."""
        self._remember(not self.on)

    def look(self) -> None:
        """Look for the studies that were opened, and offer those that are there."""
        self._welcome.show_remembering(self.on)
        kept = device_memory.marks() if self.on else ()
        if not kept:
            self._looking.give_up()
            self._welcome.show_recent(())
            return

        def task(hand: Hand) -> list[Path]:
            return list(find(kept, usual_roots(), stopped=hand.stopped).values())

        self._looking.run(
            self._looking.ask(),
            tr("Looking for recent studies"),
            task,
            finished=self._welcome.show_recent,
            failed=self._session.refused.emit,
        )

    def finish(self) -> None:
        """Look no longer."""
        self._looking.give_up()

    def _remember(self, on: bool) -> None:
        try:
            if on and not self.on:
                device_memory.keep_marks(())
                if self._session.study is not None:
                    device_memory.opened(self._session.study.folder)
            elif not on:
                device_memory.STUDIES.forget()
        except StudyError as error:
            self._session.refused.emit(str(error))
        self.told.emit(
            tr("Recent studies are remembered on this device by marks that say nothing.")
            if self.on
            else tr("No study is remembered on this device.")
        )
        self.changed.emit()
        self.look()

    def _study_changed(self, info: StudyInfo | None) -> None:
        folder = info.folder if info is not None else None
        if folder is None:
            self.look()
        elif folder != self._folder:
            try:
                device_memory.opened(folder)
            except StudyError as error:
                self._session.refused.emit(str(error))
        self._folder = folder or self._folder
