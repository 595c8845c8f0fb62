"""Studies, clips and analysis: the File menu. Dialogs ask, the session acts."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QMessageBox, QWidget

from coder.media import Clip, Source
from coder.privacy.keys import is_encrypted
from coder.study.project import Project
from coder.study.state import RecordingState
from coder.vocabulary.settings import Settings
from models.analysis import Analysis, Progress, analyze_clip, model_ids
from models.look_checkpoint import Checkpoint
from ui.operations.analysis_result import report_of
from ui.study.analysis_dialog import LookDialog
from ui.study.new_study_dialog import NewStudy, NewStudyDialog
from ui.window.clip_files import CLIPS
from ui.window.jobs import Hand, Job
from ui.window.session import Session


def _by_number(name: str) -> list[tuple[int, str]]:
    """Put ``part 2`` before ``part 10``."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", name)]


class StudyControl(QObject):
    """Signals: ``progressed(Progress | None)`` while an analysis runs and None at its end, ``told(str)``."""

    progressed = Signal(object)
    told = Signal(str)

    def __init__(self, session: Session, parent: QWidget, before_leaving: Callable[[], None]) -> None:
        super().__init__(parent)
        self._session, self._parent, self._before_leaving = session, parent, before_leaving
        self._job: Job | None = None
        self._job_for: tuple[str, str] = ("", "")
        self._parts: SimpleQueue[bytes | None] = SimpleQueue()
        self._recovery: QMessageBox | None = None

    @property
    def running(self) -> bool:
        """Whether an analysis runs."""
        return self._job is not None

    @property
    def running_for(self) -> str | None:
        """The recording that the models look at now."""
        return self._job_for[0] if self._job is not None else None

    @property
    def showing_recovery(self) -> bool:
        """Whether a recovery key, which is shown once, is on the screen or about to be."""
        return self._recovery is not None or self._session.must_answer

    # Studies

    def new_study(self) -> None:
        """Ask where, and for a passphrase, then make a study."""
        dialog = NewStudyDialog(Path.home() / "study", self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._make_study)
        dialog.open()

    def _make_study(self, wanted: NewStudy) -> None:
        self._before_leaving()
        self._session.create(
            wanted.folder,
            passphrase=wanted.passphrase,
            then=self._show_recovery,
            purpose=wanted.purpose,
            retention=wanted.retention,
        )

    def _show_recovery(self, recovery: str | None) -> None:
        if recovery is not None:
            box = QMessageBox(QMessageBox.Icon.Information, "Recovery key", "", parent=self._parent)
            box.setText(
                "Should the passphrase be forgotten, this key opens the study. It is shown this once: write it on "
                f"paper and keep it away from this computer.\n\n{recovery}"
            )
            box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)  # the key goes with it
            box.finished.connect(self._recovery_seen)
            self._recovery = box
            box.open()

    def _recovery_seen(self) -> None:
        self._recovery = None

    def open_study(self) -> None:
        """Ask for a study's folder and open it."""
        name = QFileDialog.getExistingDirectory(self._parent, "Open a study (its folder)")
        if name:
            self.open_folder(Path(name))

    def open_folder(self, folder: Path, *, recording: str | None = None) -> None:
        """Open a study, asking for its passphrase where it needs one."""
        passphrase = None
        if is_encrypted(folder):
            passphrase = self._ask_secret("Open study", f"Passphrase of {folder.name}:")
            if passphrase is None:
                return
        self._before_leaving()
        self._session.open(folder, passphrase=passphrase, recording=recording)

    def add_clip(self) -> None:
        """Ask for clips and copy them into the study; of several it is asked whether they are one recording."""
        names, _ = QFileDialog.getOpenFileNames(self._parent, "Add clips, or all files of one recording", "", CLIPS)
        files = [Path(name) for name in sorted(names, key=_by_number)]
        together = self._one_recording(len(files)) if len(files) > 1 else False
        if together is None:
            return
        for group in [files] if together else [[file] for file in files]:
            if group:
                self._session.add_clip(*group)

    def _one_recording(self, count: int) -> bool | None:
        """Ask whether several files are parts of one recording, as cameras cut them; None where nobody says."""
        box = QMessageBox(self._parent)
        box.setWindowTitle("Add clips")
        box.setText(f"Are these {count} files parts of one recording, or a recording each?")
        one = box.addButton("One recording, in the order of their names", QMessageBox.ButtonRole.YesRole)
        each = box.addButton("A recording each", QMessageBox.ButtonRole.NoRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        clicked = box.clickedButton()
        return clicked is one if clicked in (one, each) else None

    # Who is coding

    def ask_coder(self) -> bool:
        """Ask whose word the edits are; return whether there is an answer."""
        name, given = QInputDialog.getText(
            self._parent,
            "Who is coding",
            "Your name or pseudonym; it is kept with every decision:",
            text=self._session.coder,
        )
        if given and name.strip():
            self._session.become(name.strip())
            self.told.emit(f"Coding as {self._session.coder}.")
        return bool(self._session.coder)

    # Analysis

    def analyze(self) -> None:
        """Ask how often the models shall look, then let them look at the recording that is shown."""
        state = self._session.state
        if state is None or self.running:
            return
        dialog = LookDialog(state, self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(lambda settings: self.look(state, settings))
        dialog.open()

    def look(self, state: RecordingState, settings: Settings) -> None:
        """Let the models look at a recording, off the window's thread."""
        recording = state.recording.id

        def prepare(project: Project) -> tuple[Source, str, tuple[bytes, ...]]:
            key = project.analysis_key(recording, settings, model_ids(settings))
            return project.clip_source(recording), key, project.kept_looks(recording, key)

        def begin(prepared: tuple[Source, str, tuple[bytes, ...]]) -> None:
            clip, key, kept = prepared
            if state.report is not None and state.report.key == key:
                self.told.emit("The study already holds this analysis: same clip, same models, same settings.")
                return

            def task(hand: Hand) -> Analysis:
                checkpoint = Checkpoint(kept, self._parts.put, forget=lambda: self._parts.put(None))
                with Clip.open(clip, index=state.index) as opened:
                    return analyze_clip(
                        opened, settings, progress=hand.tell, cancelled=hand.stopped, checkpoint=checkpoint
                    )

            self._begin(Job("The analysis", task, self), recording, key)

        self._session.call(prepare, begin)

    def stop_analysis(self) -> None:
        """Ask the analysis to stop; the next one goes on from there."""
        if self._job is not None:
            self._job.cancel()

    def finish(self) -> None:
        """Stop an analysis and wait for its thread: before the window closes."""
        if self._job is not None:
            self._job.cancel()
            self._job.wait()
            self._keep_parts()

    def _begin(self, job: Job, recording: str, key: str) -> None:
        self._job, self._job_for = job, (recording, key)
        job.progressed.connect(self._progressed)
        job.finished.connect(self._keep)
        job.failed.connect(self._refuse)
        job.cancelled.connect(lambda: self._end("The analysis was stopped; the next one goes on from there."))
        job.start()
        self.progressed.emit(Progress(0, 1, None))

    def _progressed(self, progress: object) -> None:
        self._keep_parts()
        self.progressed.emit(progress)

    def _keep_parts(self) -> None:
        """Put what was looked at so far into the study, which another thread than the analysis owns."""
        recording, key = self._job_for
        with suppress(Empty):
            while True:
                part = self._parts.get_nowait()
                if part is None:
                    self._session.call(lambda project: project.forget_looks(recording), _nothing)
                else:
                    self._session.call(partial(_keep_looks, recording, key, part), _nothing)

    def _keep(self, analysis: Analysis) -> None:
        self._keep_parts()
        recording, key = self._job_for
        self._session.store_analysis(
            recording, report_of(analysis, key=key), tuple(analysis.people), tuple(analysis.tracks)
        )
        self._end(f"The models have looked: {analysis.clip_seconds:.0f} s of clip in {analysis.seconds:.0f} s.")

    def _refuse(self, sentence: str) -> None:
        self._end("")
        self._session.refused.emit(sentence)

    def _end(self, sentence: str) -> None:
        self._keep_parts()
        self._job = None
        self.progressed.emit(None)
        self.told.emit(sentence)

    def _ask_secret(self, title: str, text: str) -> str | None:
        answer, given = QInputDialog.getText(self._parent, title, text, QLineEdit.EchoMode.Password)
        return answer if given else None


def _keep_looks(recording: str, key: str, part: bytes, project: Project) -> None:
    project.keep_looks(recording, key, part)


def _nothing(_: object) -> None:
    """What follows on keeping a part."""
