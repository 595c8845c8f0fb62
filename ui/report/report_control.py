"""The mirror report in the window: what may be told is asked of the study, the figures are worked out elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from coder.study.project import Project
from coder.vocabulary.errors import MendableError
from coder.vocabulary.language import tr
from ui.operations.mirror_report import MirrorReport, ReportBasis, beside_of, content_of, gather, let_out, make
from ui.operations.report_request import Asked
from ui.operations.study_disclosure import Tellable, tellable_in
from ui.report.report_window import ReportWindow
from ui.widgets.file_question import FilePlace, save_file
from ui.widgets.save_dialog import agreed
from ui.window.jobs import Hand, LatestJob
from ui.window.session import Session
from ui.window.window_control import Ends, WindowControl


class ReportControl(WindowControl):
    """One report at a time. Signals: ``told(str)`` when a file is written."""

    ENDS = Ends.FIGURES

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._parent = session, parent
        self.window: ReportWindow | None = None
        self._latest = LatestJob(self)

    def show_report(self) -> None:
        """Open the report's window, on the recording that is shown."""
        if self.window is not None:
            self.window.come_forward()
            return
        coder, blind = self._session.coder, self._session.begins_blind
        self._session.call(lambda project: tellable_in(project, coder, begins_blind=blind), self._open)

    def finish(self) -> None:
        """Stop what is under way and close: before another study, and before the window closes."""
        self._stop()
        if self.window is not None:
            self.window.close()

    def _open(self, tellable: tuple[Tellable, ...]) -> None:
        state = self._session.state
        window = self.window = ReportWindow(
            tellable,
            shown=state.recording.id if state is not None else None,
            coder=self._session.coder,
            parent=self._parent,
        )
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.asked.connect(self._gather)
        window.save_asked.connect(self._save)
        window.stop_asked.connect(self._latest.cancel)
        window.closed.connect(self._closed)
        window.show()
        window.ask()

    def _closed(self) -> None:
        self._stop()
        self.window = None

    def _gather(self, recordings: tuple[str, ...], asked: Asked) -> None:
        number = self._stop()

        def work(project: Project) -> ReportBasis | str:
            try:
                for recording in recordings:
                    project.guard.require(recording)
                return gather(project, recordings, asked)
            except MendableError as error:
                return str(error)  # belongs into the report's window, not behind it

        self._session.call(work, lambda found: self._begin(found, number))

    def _begin(self, found: ReportBasis | str, number: int) -> None:
        if not self._latest.is_newest(number) or self.window is None:
            return
        if isinstance(found, str):
            self.window.page.show_page("")
            self.window.say(found)
            return

        def task(hand: Hand) -> MirrorReport:
            return make(found, hand.step)

        self.window.show_progress(0.0)
        self._run(task, self._show)

    def _show(self, made: MirrorReport) -> None:
        if self.window is not None:
            self.window.show_made(made)

    def _save(self, ending: str) -> None:
        if self.window is None or self.window.made is None:
            return
        made = self.window.made
        kind = f"{ending[1:].upper()} (*{ending})"
        name = save_file(self.window, tr("Save the report"), FilePlace.REPORTS, f"report{ending}", kind)
        if not name:
            return
        agreed_on = agreed(self.window, name, (ending,))
        if agreed_on is None:
            return
        target, over = agreed_on.path, agreed_on.over

        def write(found: tuple[bytes, tuple[str, ...]]) -> None:
            content, notes = found
            self._session.call(
                lambda project: let_out(project, made, target, content, over=over),
                lambda _: self._saved(made, target, notes),
                busy=tr("Writing {target}", target=target.name),
            )

        self._run(lambda _: content_of(made, target), write)

    def _saved(self, made: MirrorReport, target: Path, notes: tuple[str, ...]) -> None:
        beside = beside_of(made, target)
        wrote = (
            tr("Wrote the report to {target}; the study's record says that it left.", target=target.name)
            if beside is None
            else tr(
                "Wrote the report to {target}, and its parameters and numbers beside it to {beside}; the study's "
                "record says that they left.",
                target=target.name,
                beside=beside.name,
            )
        )
        words = " ".join([wrote, *notes])
        self.told.emit(words)
        if self.window is not None:
            self.window.say(words)

    def _run(self, task: Callable[[Hand], object], then: Callable[[Any], object]) -> None:
        number, window = self._stop(), self.window
        if window is None:
            return

        def ended(sentence: str) -> None:
            window.show_progress(None)
            window.say(sentence)

        def made(result: object) -> None:
            window.show_progress(None)
            then(result)

        self._latest.run(
            number,
            tr("The report"),
            task,
            finished=made,
            failed=ended,
            cancelled=lambda: ended(tr("Stopped. Choose again to go on.")),
            progressed=window.show_progress,
        )

    def _stop(self) -> int:
        """Let nothing that was asked before be shown any more; return the number of what is asked now."""
        if self.window is not None:
            self.window.show_progress(None)
        return self._latest.ask()
