"""Patterns in the window: figures worked out away from the study and the window, and the way back to each moment."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject

from coder.exchanges.pairing import Rule
from coder.proposals.voices import VOICE_CODES
from coder.report.figures.recording_figures import Numbers
from coder.report.figures.time_budget import time_budget_of
from coder.report.figures.vocal_turns import Turns, turns_of
from coder.report.phrases import counting_words
from coder.study.project import Project
from coder.study.state import RecordingState
from coder.vocabulary.events import Status
from coder.vocabulary.language import plural, tr
from coder.vocabulary.progress import Progress, part, silent
from ui.charts.budget_chart import budget_chart
from ui.charts.recording_charts import charts_of
from ui.charts.together_charts import together_charts
from ui.charts.turn_charts import turn_charts
from ui.operations.contingency_findings import Patterns, patterns_later
from ui.operations.study_figures import numbers_later
from ui.patterns.patterns_panel import EMPTY, EMPTY_TURNS, PatternsPage, PatternsPanel
from ui.window.jobs import Hand, LatestJob
from ui.window.session import Session
from ui.window.window_control import Ends, WindowControl

Found = TypeVar("Found")
WORKING = tr("Working it out…")
"""From the moment that it is asked for: a long recording takes a while to come out of the study, too."""
BOTH_ARE_COMMON = tr("Together and in turn are both common; neither is a fault, and no share is a mark.")


class PatternsControl(WindowControl):
    """One piece of work at a time; what nobody waits for any more is stopped."""

    ENDS = Ends.WINDOW

    def __init__(
        self, session: Session, panel: PatternsPanel, parent: QObject, proposals_shown: Callable[[], bool]
    ) -> None:
        super().__init__(parent)
        self._session, self._panel, self._proposals_shown = session, panel, proposals_shown
        self._latest = LatestJob(self)
        self._budget_of: Numbers | None = None
        self._shown_for: tuple[str, str | None] | None = None
        self._state: RecordingState | None = None
        self._kept: dict[tuple[object, ...], Callable[[], None]] = {}
        """Shows again what was worked out of the recording as it stands, on a page that is turned back to."""
        panel.wanted.connect(self.work_out)
        panel.budget.asked.connect(self._seek_first)
        panel.stop_asked.connect(self._latest.cancel)  # the charts stay as they were

    @property
    def running(self) -> bool:
        """Whether figures are being worked out."""
        return self._latest.running

    def show_state(self, state: RecordingState | None) -> None:
        """Another recording, or an edit: figures follow when they are looked at."""
        if state is not self._state:
            self._state, self._kept = state, {}
        shown_for = (state.recording.id, state.coder) if state is not None else None
        if shown_for != self._shown_for:
            # Charts of another recording, or for other eyes, do not wait behind the tab to be seen for a moment.
            self._shown_for = shown_for
            self.finish()
            self._budget_of = None
            self._panel.show_charts(())
            self._panel.budget.show_lines(())
            self._panel.say(EMPTY)
            self._panel.contingency.forget_preview()
            self._panel.contingency.show_findings(())
        models = state is not None and state.all_seen and bool(state.proposals) and self._proposals_shown()
        self._panel.contingency.offer_preview(models)
        coders = sorted(state.events.coders) if state is not None else []
        self._panel.show_coders(coders, self._session.coder)
        self._panel.invalidate()

    def work_out(self) -> None:
        """Take what is needed out of the study, then work the figures out in a thread of their own."""
        self.finish()
        state, study = self._session.state, self._session.study
        asked = self._latest.ask()
        if (show_again := self._kept.get(self._asked_for)) is not None:
            show_again()
            return
        if self._panel.page is PatternsPage.TURNS:
            self._work_out_turns(state, asked)
            return
        if self._panel.page is PatternsPage.BUDGET:
            self._work_out_budget(state, asked)
            return
        preview = self._panel.contingency.preview
        if state is None or study is None or not (state.events or preview):
            self._panel.show_charts(())
            self._panel.contingency.show_findings(())
            self._panel.say(EMPTY)
            return
        recording, rule, coder = state.recording.id, self._panel.rule, self._panel.coder
        measured = state.all_seen and self._proposals_shown()
        self._panel.say(WORKING)
        self._session.call(
            lambda project: patterns_later(
                project, recording, rule=rule, coder=coder, preview=preview, measured=measured
            ),
            lambda later: self._begin(later, asked, self._show),
        )

    @property
    def _asked_for(self) -> tuple[object, ...]:
        """All that figures of a recording depend on beside the recording itself."""
        panel = self._panel
        return panel.page, panel.rule, panel.coder, panel.contingency.preview, self._proposals_shown()

    def _work_out_turns(self, state: RecordingState | None, asked: int) -> None:
        if state is None or not state.events.codes.keys() & VOICE_CODES:
            self._panel.show_charts(())
            self._panel.say(EMPTY_TURNS)
            return
        recording, rule, coder = state.recording.id, self._panel.rule, self._panel.coder
        self._panel.say(WORKING)
        self._session.call(
            lambda project: turns_later(project, recording, rule=rule, coder=coder),
            lambda later: self._begin(later, asked, self._show_turns) if later is not None else self._end(EMPTY_TURNS),
        )

    def _work_out_budget(self, state: RecordingState | None, asked: int) -> None:
        if state is None or not state.events:
            self._panel.show_charts(())
            self._panel.budget.show_lines(())
            self._panel.say(EMPTY)
            return
        recording, rule, coder = state.recording.id, self._panel.rule, self._panel.coder
        self._panel.say(WORKING)
        self._session.call(
            lambda project: budget_later(project, recording, rule=rule, coder=coder),
            lambda later: self._begin(later, asked, self._show_budget) if later is not None else self._end(EMPTY),
        )

    def finish(self) -> None:
        """Stop the figures and wait for their thread: before others begin, and before the window closes."""
        self._latest.give_up()
        self._panel.show_progress(None)

    def _begin(self, later: Callable[..., Found], asked: int, show: Callable[[Found], None]) -> None:
        if not self._latest.is_newest(asked):
            return  # something else was asked for meanwhile

        def task(hand: Hand) -> Found:
            hand.step(0.0)
            return later(progress=hand.step)

        state, wanted = self._state, self._asked_for

        def finished(found: Found) -> None:
            if state is self._state:
                self._kept[wanted] = partial(show, found)
            show(found)

        self._panel.say(WORKING)
        self._latest.run(
            asked,
            tr("The figures"),
            task,
            finished=finished,
            failed=self._end,
            cancelled=lambda: self._end(tr("Stopped. The charts are those of before.")),
            progressed=self._panel.show_progress,
        )

    def _show(self, patterns: Patterns) -> None:
        study = self._session.study
        if study is None:
            return
        self._panel.contingency.show_findings(patterns.findings)
        numbers = patterns.numbers
        if numbers is None:
            self._panel.show_charts(())
            self._end(EMPTY)
            return
        together = together_charts(patterns.pairs, patterns.synchronies, study.scheme)
        self._panel.show_charts((*charts_of(numbers, study.scheme), *together))
        self._end(_of_whom(numbers), counting=counting_words(numbers.rule))

    def _show_turns(self, turns: Turns) -> None:
        self._panel.show_charts(turn_charts(turns))
        self._end(
            " ".join(filter(None, (BOTH_ARE_COMMON, self._waiting()))),
            counting=tr("Several at once count as time of both. Caregivers are taken together."),
        )

    def _waiting(self) -> str:
        """What is said of voices that nobody has listened to yet: figures of a part look like those of the whole."""
        state = self._session.state
        if state is None or not state.all_seen or not self._proposals_shown():
            return ""
        count = sum(
            one.draft.code in VOICE_CODES and one.status in (Status.OPEN, Status.SKIPPED) for one in state.proposals
        )
        return (
            plural(
                count,
                "{count} voice waits, in nothing here: whose it was has not been said.",
                "{count} voices wait, in nothing here: whose they were has not been said.",
                count=count,
            )
            if count
            else ""
        )

    def _show_budget(self, numbers: Numbers) -> None:
        lines = time_budget_of(numbers)
        self._budget_of = numbers
        self._panel.show_charts((budget_chart(numbers, lines),))
        self._panel.budget.show_lines(lines)
        self._end(_of_whom(numbers))

    def _seek_first(self, subject: str, code: str, modifier: str, value: str) -> None:
        """Show the first act that a row of the budget counts."""
        if self._budget_of is None:
            return
        onsets = (
            event.onset_us
            for event in self._budget_of.events
            if (event.subject, event.code) == (subject, code)
            and self._budget_of.span.contains(event.onset_us)
            and (not modifier or (modifier, value) in event.modifiers)
        )
        if (first := min(onsets, default=None)) is not None:
            self._panel.sought.emit(first)

    def _end(self, sentence: str, *, counting: str = "") -> None:
        self._panel.show_progress(None)
        self._panel.say(sentence, counting=counting)


def _of_whom(numbers: Numbers) -> str:
    """Say of whose coding figures are; which recording is shown stands in the list beside them, by its name."""
    if not numbers.coder:
        return tr("Of this recording.")
    return tr("Of this recording, coded by {coder}.", coder=numbers.coder)


def budget_later(project: Project, recording: str, *, rule: Rule, coder: str | None) -> Callable[..., Numbers] | None:
    """Take out of the study what the time budget rests on; what comes back works it out. None: nothing coded."""
    if not project.events(recording, coder=coder):
        return None
    return numbers_later(project, recording, rule=rule, coder=coder)


def turns_later(project: Project, recording: str, *, rule: Rule, coder: str | None) -> Callable[..., Turns] | None:
    """Take out of the study what turns rest on; what comes back works them out, in any thread. None: nothing coded."""
    if not project.events(recording, coder=coder):
        return None
    return partial(_work_out, numbers_later(project, recording, rule=rule, coder=coder))


def _work_out(step: Callable[..., Numbers], *, progress: Progress = silent) -> Turns:
    numbers = step(progress=part(progress, 0, 0.6))
    found = turns_of(numbers)
    progress(1.0)
    return found
