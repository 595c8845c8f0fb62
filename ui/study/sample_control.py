"""Opens a sample: a study of a rendered clip in a folder for temporary files, looked at by the models at once."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtWidgets import QWidget

from coder.study.project import Project
from coder.vocabulary.analysis_settings import Settings
from coder.vocabulary.language import tr
from ui.operations.sample_study import SAMPLE_CODER, fill_sample_study, is_sample, require_sample, sample_place
from ui.study.study_control import StudyControl
from ui.window.jobs import Hand, LatestJob
from ui.window.session import Session, ShownRecording
from ui.window.window_control import Ends, WindowControl


class SampleControl(WindowControl):
    """Makes the study off the window's thread; it goes when the app does."""

    ENDS = Ends.WINDOW

    def __init__(self, session: Session, study: StudyControl, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._study = session, study
        self._making = LatestJob(self)
        self._place: tempfile.TemporaryDirectory[str] | None = None
        self._waits = ""
        session.recording_changed.connect(self._shown)
        study.leaving.connect(self._left)

    def open(self) -> None:
        """Make a sample and open it."""
        place = sample_place()
        folder = Path(place.name) / "sample"

        def task(_: Hand) -> str:
            require_sample()
            with Project.create(folder) as project:
                return fill_sample_study(project)

        def opened(recording: str) -> None:
            self._place = place  # held, or its folder would go; the one before goes now
            self._waits = recording
            self._study.open_folder(folder, recording=recording)
            self._session.coder = self._session.coder or SAMPLE_CODER

        name, refused = tr("Making the sample"), self._session.refused.emit
        self._making.run(self._making.ask(), name, task, finished=opened, failed=refused)
        self.told.emit(tr("A rendered sample clip is being copied; no real person is in it."))

    def finish(self) -> None:
        """Make it no longer."""
        self._making.give_up()

    def _shown(self, shown: ShownRecording | None) -> None:
        if shown is not None and self._waits and self.is_shown:
            recording, self._waits = self._waits, ""
            self._study.look([recording], Settings())

    def _left(self) -> None:
        """Whoever opens a study of their own says who they are."""
        if self._session.coder == SAMPLE_CODER:
            self._session.coder = ""

    @property
    def is_shown(self) -> bool:
        """Whether the study that is open is a sample, and nobody's own."""
        study = self._session.study
        return study is not None and is_sample(study.folder)
