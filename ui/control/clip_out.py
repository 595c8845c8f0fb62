"""A clip leaves with faces blurred: asks, makes it off the window's thread, shows it, and writes what was looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from coder.errors import MendableError
from coder.project import Project
from coder.timebase import MICROS, Interval
from models.blurring import Made
from ui.clip_job import ClipJob
from ui.clip_out import ENDING, Ready, Wish, default_name, prepare, write_out
from ui.panels.clip_out import ClipOutDialog
from ui.session import Session

MARGIN_US = MICROS
"""Shown before and after what is in hand."""


class ClipOutControl(QObject):
    """Signals: ``told(str)``. Until somebody has looked and said where to, nothing is in any file."""

    told = Signal(str)

    def __init__(self, session: Session, parent: QWidget, in_hand: Callable[[], tuple[str, Interval] | None]) -> None:
        super().__init__(parent)
        self._session, self._parent, self._in_hand = session, parent, in_hand
        self._dialog: ClipOutDialog | None = None
        self._job: ClipJob | None = None
        self._made: Made | None = None
        self._wish: Wish | None = None
        self._writing = False

    def export_clip(self) -> None:
        """Ask what of the recording that is shown shall leave."""
        state = self._session.state
        if state is None or self._dialog is not None:
            return
        recording, end_us = state.recording, state.index.end_us
        dialog = ClipOutDialog(
            recording.id,
            end_us,
            self._offers(end_us),
            has_sound=bool(recording.info.get("sound")),
            parent=self._parent,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.make_asked.connect(lambda: self._prepare(recording.id))
        dialog.write_asked.connect(self._ask_where)
        dialog.finished.connect(lambda _: self.finish())
        self._dialog = dialog
        dialog.open()

    def finish(self) -> None:
        """Give up whatever is under way, wait for its thread, and forget what was made."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
            job.wait()
        if self._made is not None and not self._writing:
            self._made.spool.close()
        dialog, self._dialog, self._made, self._wish = self._dialog, None, None, None
        if dialog is not None and dialog.isVisible():
            dialog.reject()

    def _offers(self, end_us: int) -> list[tuple[str, Interval]]:
        found = self._in_hand()
        if found is None:
            return []
        words, at = found
        around = Interval(max(0, at.onset_us - MARGIN_US), min(end_us, at.offset_us + MARGIN_US))
        return [(f"{words}, and a second before and after", around)]

    def _prepare(self, recording: str) -> None:
        dialog = self._dialog
        if dialog is None or self._job is not None:
            return
        wish = Wish(recording, dialog.choice.stretch, dialog.choice.sound)
        self._session.call(
            lambda project: prepare(project, wish),
            lambda ready: self._begin(dialog, ready),
            busy="Asking what people agreed to",
        )

    def _begin(self, dialog: ClipOutDialog, ready: Ready) -> None:
        if self._dialog is not dialog:
            return  # closed meanwhile
        self._wish = ready.wish
        job = self._job = ClipJob(ready, self)
        job.progressed.connect(dialog.show_progress)
        job.finished.connect(lambda made: self._show(job, made))
        job.failed.connect(lambda sentence: self._refuse(job, sentence))
        dialog.show_progress("Loading the models", 0.0)
        job.start()

    def _show(self, job: ClipJob, made: Made) -> None:
        if self._job is not job or self._dialog is None:
            made.spool.close()  # given up while the last picture was looked at
            return
        self._job, self._made = None, made
        self._dialog.show_made(made)

    def _refuse(self, job: ClipJob, sentence: str) -> None:
        if self._job is job:
            self._job = None
            if self._dialog is not None:
                self._dialog.show_choice()
            self._session.refused.emit(sentence)

    def _ask_where(self) -> None:
        wish, made = self._wish, self._made
        if wish is None or made is None:
            return
        name, _ = QFileDialog.getSaveFileName(
            self._dialog, "Write the blurred clip", default_name(wish), f"Clips (*{ENDING})"
        )
        if name:
            target = Path(name)
            self.write_to(target if target.suffix.lower() == ENDING else target.with_name(target.name + ENDING))

    def write_to(self, target: Path) -> None:
        """Write what was looked through, and be done."""
        wish, made = self._wish, self._made
        if wish is None or made is None or self._dialog is None or self._writing:
            return
        if not self._dialog.look.write.isEnabled():
            return

        def work(project: Project) -> str | None:
            try:
                write_out(project, wish, made, target)
            except MendableError as error:
                return str(error)
            return None

        def done(refused: str | None) -> None:
            self._writing = False
            if self._dialog is None:
                made.spool.close()  # closed meanwhile
            if refused is not None:
                self._session.refused.emit(refused)
                return
            self.finish()
            self.told.emit(f"Wrote the blurred clip to {target}.")

        self._writing = True
        self._session.call(work, done, busy=f"Writing {target.name}")
