"""Fits thresholds when somebody asks, away from the window; keeps them when somebody says so; puts others in use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from coder.report.figures.calibration_trial import CoderWords, RuleTrial, try_calibration
from coder.study.project import Project
from coder.vocabulary.calibration import Calibration
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme
from ui.operations.blind_comparison import coder_words, parts_words
from ui.operations.calibration_fit import (
    export_calibration,
    import_calibration,
    kept_of,
    require_blind_words,
    trial_name,
)
from ui.operations.study_disclosure import ALL_CLOSED, names_apart, told_beside_proposals
from ui.validation.calibration_window import CalibrationWindow
from ui.widgets.file_question import FilePlace, open_file, save_file
from ui.widgets.save_dialog import agreed
from ui.window.jobs import LatestJob
from ui.window.session import Session
from ui.window.window_control import Ends, WindowControl

_FILES = tr("Calibrations (*.json)")
_Gathered = tuple[list[CoderWords], str]
"""What coders said of what is open to whoever asks, and what is left out; nothing, and why not."""
_Versions = tuple[tuple[Calibration, ...], Calibration | None, bool]


class CalibrationControl(WindowControl):
    """One fit at a time.

    Signals
    -------
    changed()
        Proposals were made anew under other thresholds.
    """

    changed = Signal()

    ENDS = Ends.FIGURES

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._parent = session, parent
        self.window: CalibrationWindow | None = None
        self._latest = LatestJob(self)
        self._trials: tuple[RuleTrial, ...] = ()
        self._recordings: tuple[str, ...] = ()

    def show_calibration(self) -> None:
        """Open the window of fitted thresholds."""
        if self.window is not None:
            self.window.come_forward()
            return
        window = self.window = CalibrationWindow(self._parent)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.fit_asked.connect(self.fit)
        window.stop_asked.connect(self._give_up)
        window.keep_asked.connect(self.keep)
        window.use_asked.connect(lambda number: self._change(lambda project: project.calibrations.use(number)))
        window.back_asked.connect(lambda: self._change(lambda project: project.calibrations.undo()))
        window.export_asked.connect(self._export)
        window.import_asked.connect(self._import)
        window.closed.connect(self._closed)
        window.show()
        self._session.call(_versions, self._show_versions)

    def finish(self) -> None:
        """Stop what is under way and close."""
        self._latest.give_up()
        if self.window is not None:
            self.window.close()

    def fit(self, whole: bool) -> None:
        """Fit to what the study's coders said, as far as it is open to whoever asks; nothing changes by it.

        ``whole``: all of each recording was watched, and not the part alone that events and passes reach.
        """
        number, coder, begins_blind = self._latest.ask(), self._session.coder, self._session.begins_blind
        if self.window is not None:
            self.window.wait(0.0)

        def work(project: Project) -> _Gathered:
            told = told_beside_proposals(project, coder, begins_blind=begins_blind)
            closed = [one for one in told if one.closed is not None]
            if closed and len(closed) == len(told):
                return [], ALL_CLOSED.format(why=closed[0].closed)
            words, _ = coder_words(project, without={one.id for one in closed}, whole=whole)
            called = names_apart(told)
            names = ", ".join(called[one.id] for one in closed)
            left_out = tr("Left out, for now closed to you: {names}.", names=names)
            try:
                require_blind_words(words)
            except StudyError as error:
                return [], " ".join((str(error), left_out)) if closed else str(error)
            parts = parts_words([replace(one.blind, recording=called[one.blind.recording]) for one in words])
            return words, " ".join(filter(None, (left_out if closed else "", parts)))

        self._session.call(work, lambda found: self._begin(found[0], found[1], number))

    def keep(self) -> None:
        """Keep what finds more on what was held out, and propose anew under it."""
        trials, recordings = self._trials, self._recordings
        self._trials = ()
        if self.window is not None:
            self.window.show_trials(())
        self._change(lambda project: kept_of(project, trials, recordings))

    def _begin(self, words: list[CoderWords], said: str, number: int) -> None:
        if not self._latest.is_newest(number) or self.window is None:
            return
        if not words:
            self.window.show_trials((), said)
            return
        self._recordings = tuple(one.blind.recording for one in words)
        self._latest.run(
            number,
            tr("The calibration"),
            lambda hand: try_calibration(words, progress=hand.step),
            finished=lambda trials: self._show(trials, left_out=said),
            failed=lambda sentence: self._show((), sentence),
            progressed=self.window.wait,
        )

    def _show(self, trials: tuple[RuleTrial, ...], sentence: str = "", *, left_out: str = "") -> None:
        if self.window is None:
            return
        self._trials = trials
        scheme = self.window.scheme = self._session.study.scheme if self._session.study is not None else None
        kept = [trial_name(one, scheme) for one in trials if one.kept]
        too_little = [one for one in trials if not one.enough]
        told = sentence or (
            tr("Found more of what was held out, or fewer that are wrong: {kept}. Keep it?", kept=", ".join(kept))
            if kept
            else _too_little_words(too_little, scheme)
            or tr("No thresholds but the built-in ones clearly find more here.")
        )
        self.window.show_trials(trials, " ".join(filter(None, (told, left_out))))

    def _change(self, work: Callable[[Project], object]) -> None:
        def changed(project: Project) -> _Versions:
            work(project)
            return _versions(project)

        def then(found: _Versions) -> None:
            self._show_versions(found)
            self._session.refresh()
            if self._session.state is not None:
                self._session.show(self._session.state.recording.id)
            self.changed.emit()

        self._session.call(changed, then, busy=tr("Making proposals anew"))

    def _export(self, number: int) -> None:
        name = save_file(self.window, tr("Write the calibration"), FilePlace.CODES, "calibration.json", _FILES)
        target = agreed(self.window, name, (".json",)) if name else None
        if target is not None:
            self._session.call(
                lambda project: export_calibration(project, number, target.path, over=target.over),
                lambda made: self._say(
                    tr("Wrote calibration {number}: thresholds and figures, nobody's name.", number=made.number)
                ),
            )

    def _import(self) -> None:
        name = open_file(self.window, tr("Take in a calibration"), FilePlace.CODES, _FILES)
        if not name:
            return

        def work(project: Project) -> tuple[Calibration, _Versions]:
            made = import_calibration(project, Path(name))
            return made, _versions(project)

        def then(found: tuple[Calibration, _Versions]) -> None:
            self._show_versions(found[1])
            self._say(tr("Taken in as calibration {number}; it is not in use yet.", number=found[0].number))

        self._session.call(work, then)

    def _say(self, sentence: str) -> None:
        if self.window is not None:
            self.window.said.setText(sentence)

    def _show_versions(self, found: _Versions) -> None:
        if self.window is not None:
            self.window.show_versions(found[0], found[1], before=found[2])

    def _give_up(self) -> None:
        self._latest.give_up()
        if self.window is not None:
            self.window.show_trials((), tr("Stopped; nothing was changed."))

    def _closed(self) -> None:
        self._latest.give_up()
        self._trials = ()
        self.window = None


def _too_little_words(trials: Sequence[RuleTrial], scheme: Scheme | None) -> str:
    """Say of what there is too little: of one what would be enough, of several which they are."""
    if len(trials) < 2:
        return "".join(f"{trial_name(one, scheme)}: {one.why}" for one in trials)
    return tr(
        "Of these too little was coded blind to say: {names}. Choose one to see what would be enough.",
        names=", ".join(trial_name(one, scheme) for one in trials),
    )


def _versions(project: Project) -> _Versions:
    """Return every calibration with the names of what it was fitted to, which is in use, and whether one was before."""
    kept, called = project.calibrations, names_apart(project.recordings())
    erased = tr("one that was erased")
    named = (replace(one, recordings=tuple(called.get(each, erased) for each in one.recordings)) for one in kept.all())
    return tuple(named), kept.in_use, kept.has_before
