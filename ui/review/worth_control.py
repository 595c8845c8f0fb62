"""The page on what the proposals are worth: asked of the study, switched there, shown anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from coder.report.figures.proposal_worth import LEAST_DECIDED
from coder.study.edits.changes import Changes
from coder.study.project import Project
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme
from ui.operations.proposals_worth import StudyWorth, rule_words, worth_in
from ui.review.worth_dialog import WorthDialog
from ui.window.session import Session, StudyInfo
from ui.window.window_control import Ends, WindowControl

LOOKS_EVERY = LEAST_DECIDED
"""After so many decisions it is seen anew whether a rule costs more than it gives."""


MOST_LOOKED_THROUGH = 100
"""In a study with more recordings nobody waits for it between two decisions: there the page says it when asked."""


class WorthControl(WindowControl):
    """Signals: ``told(str)`` for the status line."""

    ENDS = Ends.FIGURES

    def __init__(self, session: Session, parent: QWidget, ask_coder: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._session, self._parent, self._ask_coder = session, parent, ask_coder
        self.dialog: WorthDialog | None = None
        self._folder: Path | None = None
        self._decided = 0
        self._offered: set[str] = set()
        session.study_changed.connect(self._study_changed)
        session.edited.connect(lambda _state, changes: self._count(changes))

    def show(self) -> None:
        """Say what the proposals are worth in the coder's own work."""
        if not self._session.coder and not self._ask_coder():
            return
        if self.dialog is None:
            self.dialog = WorthDialog(self._parent)
            self.dialog.switched.connect(self._switch)
            self.dialog.destroyed.connect(self._forget)
        self._fill()

    def finish(self) -> None:
        """Close it."""
        if self.dialog is not None:
            self.dialog.close()

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

    def _count(self, changes: Changes) -> None:
        """Every so many decisions, see whether a rule has come to cost more than it gives, and say so once."""
        self._decided += len(changes.touched("decisions"))
        if self._decided >= LOOKS_EVERY and self._session.coder:
            self._decided = 0
            coder = self._session.coder

            def work(project: Project) -> tuple[StudyWorth, Scheme] | None:
                small = len(project.recording_ids()) <= MOST_LOOKED_THROUGH
                return (worth_in(project, coder=coder), project.scheme) if small else None

            self._session.call(work, self._offer)

    def _offer(self, found: tuple[StudyWorth, Scheme] | None) -> None:
        if found is None:
            return
        worth, scheme = found
        new = [one for one in worth.rules if one.costs_more and one.shown and one.rule not in self._offered]
        self._offered |= {one.rule for one in new}
        if new:
            named = "; ".join(f"“{rule_words(scheme, one.rule)}”" for one in new)
            self.told.emit(
                tr("Proposals of {named} have cost more than they gave; Ctrl+Alt+V can switch it off.", named=named)
            )

    def _switch(self, rule: str, shown: bool) -> None:
        coder, state = self._session.coder, self._session.state

        def switched(_: object) -> None:
            if state is not None:
                self._session.show(state.recording.id)
            what = tr("proposes to you again") if shown else tr("proposes nothing to you now; what was decided stays")
            self.told.emit(tr("The rule {split} {what}.", split=rule.split(" ", 1)[0], what=what))
            self._fill()

        self._session.call(lambda project: project.rule_switches.switch(coder, (rule,), shown=shown), switched)

    def _forget(self) -> None:
        self.dialog = None

    def _study_changed(self, info: StudyInfo | None) -> None:
        folder = info.folder if info is not None else None
        if folder != self._folder:
            self._decided, self._offered = 0, set()
            self.finish()
        self._folder = folder
