"""Theme, size of text, keys and last folders, kept on this device once somebody said so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication

from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from ui.study.study_search import find, usual_roots
from ui.widgets.file_question import LAST, FilePlace
from ui.widgets.measure import use_letters
from ui.window import theme
from ui.window.device_memory import LOOK, FolderMark, look, read_mark, written_mark
from ui.window.jobs import Hand, LatestJob
from ui.window.view_control import LEAST_POINTS, MOST_POINTS
from ui.window.window_control import Ends, WindowControl

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow


_MOST_FOLDERS = 4_000
"""That are tried for the last ones: what lies deeper is chosen once more."""


class DeviceLook(WindowControl):
    """Knows what was kept for the window to wear, and keeps what is changed from then on.

    Signals: ``changed()`` when it begins or ends to keep it.
    """

    changed = Signal()
    ENDS = Ends.WINDOW

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._kept: dict[str, object] = {}
        window.view.changed.connect(self._keep)
        window.keys.changed.connect(self._keep)
        self._marks: dict[FilePlace, tuple[Path | None, FolderMark]] = {}
        self._looking = LatestJob(self)
        LAST.changed.connect(self._keep)

    @property
    def on(self) -> bool:
        """Whether they are kept."""
        return LOOK.wanted

    def toggle(self) -> None:
        """Keep theme, size of text and keys on this device, or nothing any more."""
        try:
            if self.on:
                LOOK.forget()
            else:
                LOOK.write(self._now())
        except StudyError as error:
            self._window.session.refused.emit(str(error))
        self.told.emit(
            tr("Theme, size of text, keys and last folders are kept on this device, folders by marks that say nothing.")
            if self.on
            else tr("Nothing of how the window looks is kept on this device.")
        )
        self.changed.emit()

    def _now(self) -> dict[str, object]:
        return {
            "dark": theme.is_dark(),
            "contrast": theme.is_contrast(),
            "as_system": self._window.view.as_system,
            "points": QApplication.font().pointSizeF(),
            "keys": self._window.keys.keymap.to_text(),
            "folders": {place.value: written_mark(mark) for place, mark in self._marked().items()},
        }

    def _marked(self) -> dict[FilePlace, FolderMark]:
        """A mark of the last folder of each place: a new one only for another folder."""
        for place, folder in LAST.folders.items():
            if place not in self._marks or self._marks[place][0] != folder:
                self._marks[place] = folder, FolderMark.of(folder)
        return {place: mark for place, (_, mark) in self._marks.items()}

    def _keep(self) -> None:
        if not self.on or (now := self._now()) == self._kept:
            return
        self._kept = now
        try:
            LOOK.write(now)
        except StudyError as error:
            self._window.session.refused.emit(str(error))

    def wear(self) -> None:
        """Look as was kept, once there are actions to be done by keys."""
        kept = look()
        if not kept:
            return
        points, keys = kept.get("points"), kept.get("keys")
        if isinstance(points, int | float) and LEAST_POINTS <= points <= MOST_POINTS:
            use_letters(float(points))
        as_system = kept.get("as_system") is not False
        self._window.view.wear(
            dark=kept.get("dark") is True, contrast=kept.get("contrast") is True, as_system=as_system
        )
        if isinstance(keys, str):
            self._window.keys.use_text(keys)
        self._find_folders(kept.get("folders"))
        self._kept = self._now()

    def finish(self) -> None:
        """Look for no folder any more."""
        self._looking.give_up()

    def _find_folders(self, kept: object) -> None:
        """Look where people keep things for the folders of these marks, off the window's thread."""
        read = {place: read_mark(kept.get(place.value)) for place in FilePlace} if isinstance(kept, dict) else {}
        marks = {place: mark for place, mark in read.items() if mark is not None}
        self._marks = {place: (None, mark) for place, mark in marks.items()}
        if not marks:
            return

        def task(hand: Hand) -> dict[FolderMark, Path]:
            return find(list(marks.values()), usual_roots(), stopped=hand.stopped, most=_MOST_FOLDERS, any_folder=True)

        def take(found: dict[FolderMark, Path]) -> None:
            for place, mark in marks.items():
                if mark in found and place not in LAST.folders:
                    self._marks[place] = found[mark], mark
                    LAST.folders[place] = found[mark]

        # A folder that cannot be looked for is chosen anew; nothing is said of it.
        name, number = tr("Looking for the last folders"), self._looking.ask()
        self._looking.run(number, name, task, finished=take, failed=lambda _: None)
