"""Practice in the window: begun against a gold standard, compared as far as one has come, told to the trainer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from coder.report.figures.coder_agreement import CoderAgreement
from coder.study.layer_differences import LayerDifferences
from coder.study.project import Project
from coder.study.training import PracticeBeside
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import format_us
from ui.operations.study_disclosure import names_apart
from ui.operations.training_figures import (
    TraineeProgress,
    practice_agreement,
    practice_differences,
    practised,
    trainees,
)
from ui.operations.wording import subject_words
from ui.player.playback_control import PlayControl
from ui.reliability.differences_panel import DifferencesWindow
from ui.reliability.training_report import TrainingReportWindow
from ui.widgets.choosing_dialog import ChoosingDialog
from ui.window.jobs import Hand, LatestJob
from ui.window.session import Session
from ui.window.window_control import Ends, WindowControl

_FURTHER, _DONE = "N", "D"
_VERBS = {
    _FURTHER: tr("Beside the gold standard, as far as I have come"),
    _DONE: tr("I am done: all of it"),
}
_HINT = tr(
    "Against whose coding, as the gold standard? You code blind, and nothing that you code in this recording is data: "
    "it is in no figure, no export and no report."
)


@dataclass(frozen=True, slots=True)
class _Practised:
    """What is shown to somebody who practises."""

    beside: PracticeBeside
    compared: LayerDifferences
    scheme: Scheme


class TrainingControl(WindowControl):
    """Signals: ``told(str)`` for the status line."""

    ENDS = Ends.FIGURES

    def __init__(self, session: Session, play: PlayControl, parent: QWidget, ask_coder: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._session, self._play, self._parent, self._ask_coder = session, play, parent, ask_coder
        self.window: DifferencesWindow | None = None
        self.report_window: TrainingReportWindow | None = None
        self._latest = LatestJob(self)
        session.recording_changed.connect(lambda _: self._leave())

    def practise(self) -> None:
        """Begin to practise in the recording that is shown; once begun, show where one differs so far."""
        state = self._session.state
        if state is None or not (self._session.coder or self._ask_coder()):
            return
        recording, coder = state.recording.id, self._session.coder
        if state.practice:
            self._compare(recording, coder, done=False)
            return
        self._session.call(lambda project: project.layers.names(recording), lambda names: self._ask_gold(names))

    def report(self) -> None:
        """Show what a trainer reads: kappa of everybody who practises, by code and by session."""
        self._session.call(_practised_by_name, lambda found: self._tell(*found))

    def finish(self) -> None:
        """Close what is open."""
        self._leave()
        if self.report_window is not None:
            self.report_window.close()

    def _ask_gold(self, names: tuple[str, ...]) -> None:
        state, coder = self._session.state, self._session.coder
        listed = [name for name in names if name != coder]
        if state is None or not listed:
            self.told.emit(
                tr("Nobody else has coded this recording yet, so there is no gold standard to practise against.")
            )
            return
        recording, called = state.recording.id, state.recording.name
        dialog = ChoosingDialog(tr("Practise against a gold standard"), _HINT, listed, self._parent)

        def begin(place: int) -> None:
            gold = listed[place]

            def begun(_: object) -> None:
                dialog.end()
                self._session.show(recording)
                self.told.emit(
                    tr(
                        "You practise in {recording} beside {gold}: code it, then press the same keys to see both.",
                        recording=called,
                        gold=gold,
                    )
                )

            self._session.call(lambda project: project.training.begin(recording, coder, gold), begun)

        dialog.chosen.connect(begin)
        dialog.open()

    def _compare(self, recording: str, coder: str, *, done: bool) -> None:
        def work(project: Project) -> _Practised:
            if done:
                project.training.finish(recording, coder)
            beside = project.training.show(recording, coder)
            return _Practised(beside, practice_differences(beside, project.scheme), project.scheme)

        self._session.call(work, self._show)

    def _show(self, found: _Practised) -> None:
        state = self._session.state
        practice = found.beside.practice
        if state is None or (state.recording.id, self._session.coder) != (practice.recording, practice.coder):
            return
        if self.window is None:
            two = (practice.coder, practice.gold)
            window = self.window = DifferencesWindow(
                tr("Practice beside the gold standard"),
                two,
                two,
                _VERBS,
                self._parent,
                sides=(tr("yours"), tr("gold standard")),
                settles=False,
            )
            window.moment.connect(lambda one: self._play.play_loop(one.span))
            window.pressed.connect(lambda key: self._compare(practice.recording, practice.coder, done=key == _DONE))
            window.closed.connect(self._closed)
            window.show()
        places = found.compared.differences
        alike = plural(len(found.compared.same), "{number} event", "{number} events", number=len(found.compared.same))
        said = tr(
            "As far as {time}: {alike} as the gold standard has it, {how_many} otherwise. Practice is no data.",
            time=format_us(found.beside.span.offset_us),
            alike=alike,
            how_many=plural(len(places), "{number} place", "{number} places", number=len(places)),
        )
        self.window.show_differences(places, found.scheme, {}, said)
        self.window.always_enabled(_FURTHER, _DONE)
        self._work_out(found, said)

    def _work_out(self, found: _Practised, said: str) -> None:
        """Work the kappas out away from the window, and add them to what it says."""

        def task(hand: Hand) -> CoderAgreement:
            hand.step(0.0)
            return practice_agreement([found.beside], found.scheme)

        self._latest.run(
            self._latest.ask(),
            tr("The agreement so far"),
            task,
            finished=lambda agreement: self._add(f"{said} {_kappas(agreement)}"),
            failed=lambda sentence: self._add(f"{said} {sentence}"),
        )

    def _add(self, said: str) -> None:
        if self.window is not None:
            self.window.said.setText(said)

    def _tell(self, found: tuple[PracticeBeside, ...], scheme: Scheme) -> None:
        def task(hand: Hand) -> tuple[TraineeProgress, ...]:
            hand.step(0.0)
            return trainees(found, scheme)

        def show(told: tuple[TraineeProgress, ...]) -> None:
            if self.report_window is not None:
                self.report_window.close()
            window = self.report_window = TrainingReportWindow(told, self._parent)
            window.destroyed.connect(lambda _=None: self._report_gone(window))
            window.show()

        name, number = tr("The training report"), self._latest.ask()
        self._latest.run(number, name, task, finished=show, failed=self.told.emit)

    def _report_gone(self, window: TrainingReportWindow) -> None:
        if self.report_window is window:
            self.report_window = None

    def _leave(self) -> None:
        self._latest.give_up()
        if self.window is not None:
            self.window.close()

    def _closed(self) -> None:
        self._latest.give_up()
        self.window = None


def _kappas(found: CoderAgreement) -> str:
    if not found.groups:
        return tr("No agreement to tell yet: {reason}.", reason=found.reason) if found.reason else ""
    parts = []
    for one in found.groups:
        result = one.result.time_unit
        kappa = tr("undefined") if result.estimate is None else f"{result.estimate:.2f}"
        parts.append(f"{subject_words(one.subject)} {one.result.group} {kappa}")
    return tr("Kappa so far, moment by moment: {parts}.", parts="; ".join(parts))


def _practised_by_name(project: Project) -> tuple[tuple[PracticeBeside, ...], Scheme]:
    """Return every practice under the name of its recording, as people know it."""
    called = names_apart(project.recordings())
    found = (
        replace(one, practice=replace(one.practice, recording=called[one.practice.recording]))
        for one in practised(project)
    )
    return tuple(found), project.scheme
