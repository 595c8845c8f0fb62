"""The page on what the proposals are worth: asked of the study, switched there, shown anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from coder.study.project import Project
from coder.vocabulary.scheme import Scheme
from ui.operations.proposals_worth import StudyWorth, worth_in
from ui.review.worth_dialog import WorthDialog
from ui.window.session import Session, StudyInfo


class WorthControl(QObject):
    """Signals: ``told(str)`` for the status line."""

    told = Signal(str)

    def __init__(self, session: Session, parent: QWidget, ask_coder: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._session, self._parent, self._ask_coder = session, parent, ask_coder
        self.dialog: WorthDialog | None = None
        self._folder: Path | None = None
        session.study_changed.connect(self._study_changed)

    def show(self) -> None:
        """Say what the proposals are worth in the coder's own work."""
        if not self._session.coder and not self._ask_coder():
            return
        if self.dialog is None:
            self.dialog = WorthDialog(self._parent)
            self.dialog.switched.connect(self._switch)
            self.dialog.destroyed.connect(self._forget)
        self._fill()

    def _fill(self) -> None:
        coder = self._session.coder

        def work(project: Project) -> tuple[StudyWorth, Scheme]:
            return worth_in(project, coder=coder), project.scheme

        def shown(found: tuple[StudyWorth, Scheme]) -> None:
            if self.dialog is not None:
                self.dialog.show_worth(*found)
                self.dialog.show()
                self.dialog.raise_()

        self._session.call(work, shown)

    def _switch(self, rule: str, shown: bool) -> None:
        coder, state = self._session.coder, self._session.state

        def switched(_: object) -> None:
            if state is not None:
                self._session.show(state.recording.id)
            what = "proposes to you again" if shown else "proposes nothing to you now; what was decided stays"
            self.told.emit(f"The rule {rule.split(' ', 1)[0]} {what}.")
            self._fill()

        self._session.call(lambda project: project.rule_switches.switch(coder, (rule,), shown=shown), switched)

    def _forget(self) -> None:
        self.dialog = None

    def _study_changed(self, info: StudyInfo | None) -> None:
        folder = info.folder if info is not None else None
        if folder != self._folder and self.dialog is not None:
            self.dialog.close()
        self._folder = folder
