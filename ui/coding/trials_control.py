"""Latencies from markers in the window: of the recording that is shown, by whoever codes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from coder.study.project import Project
from coder.vocabulary.errors import MendableError
from coder.vocabulary.language import tr
from ui.coding.trials_window import TrialsWindow
from ui.operations.trial_figures import MeasuredTrials, markers_of, trials_in
from ui.window.session import Session
from ui.window.window_control import Ends, WindowControl

_NO_MARKER = tr(
    "No code of the scheme marks trials; say so of one in Code, Coding scheme, Change (“marks trials”), or with "
    "marker = true in its file."
)


class TrialsControl(WindowControl):
    """Signals: ``told(str)`` for the status line."""

    ENDS = Ends.WORK

    def __init__(self, session: Session, go_to_time: Callable[[int], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._go_to_time, self._parent = session, go_to_time, parent
        self.window: TrialsWindow | None = None
        session.edited.connect(lambda *_: self._again())
        session.recording_changed.connect(lambda _: self.finish())

    def open(self) -> None:
        """Open the window of trials."""
        study, state = self._session.study, self._session.state
        if study is None or state is None:
            return
        if not markers_of(study.scheme):
            self.told.emit(_NO_MARKER)
            return
        self.finish()
        seen = state.events.subjects
        named = [one.id for one in study.scheme.subjects]
        roles = [code.role.value for code in study.scheme.codes]
        subjects = [*dict.fromkeys([*named, *roles, *sorted(seen)])]
        window = self.window = TrialsWindow(study.scheme, subjects, self._parent)
        window.asked.connect(self._ask)
        window.sought.connect(self._go_to_time)
        window.destroyed.connect(lambda _=None: self._gone(window))
        window.show()
        window.ask()

    def finish(self) -> None:
        """Close it."""
        if self.window is not None:
            self.window.close()
            self.window = None

    def _gone(self, window: TrialsWindow) -> None:
        if self.window is window:
            self.window = None

    def _again(self) -> None:
        if self.window is not None:
            self.window.ask()

    def _ask(self, marker: str, act: str, factor: str) -> None:
        state, window = self._session.state, self.window
        if state is None or window is None:
            return
        recording, coder = state.recording.id, self._session.coder or None

        def show(found: MeasuredTrials | str) -> None:
            if self.window is not window:
                return
            if isinstance(found, str):
                window.say(found)
            else:
                window.show_trials(found)

        def work(project: Project) -> MeasuredTrials | str:
            try:
                return trials_in(project, (recording,), marker=marker, act=act, by=factor, coder=coder)
            except MendableError as error:
                return str(error)

        self._session.call(work, show)
