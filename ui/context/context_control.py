"""What stands beside the codes, by hand: forms ask, the session's edits keep it, and one undo takes it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from coder.interchange.caregiver_series import SeriesFile, read_series
from coder.study.edits.caregiver_context import BringSeries, RemoveSeries
from coder.study.edits.changes import Edit
from coder.study.state import RecordingState
from coder.vocabulary.context import Meeting, caregivers_of
from coder.vocabulary.language import tr
from coder.vocabulary.own_words import OwnWords
from ui.context.context_forms import BringForm, Brought, CardForm, Form, MeetingForm
from ui.context.context_panel import ContextPanel
from ui.context.own_words_form import OwnWordsForm, PauseCard
from ui.operations.family_figures import day_of
from ui.operations.study_disclosure import names_apart
from ui.player.engine import PlayerEngine
from ui.widgets.file_question import FilePlace, open_file
from ui.window.session import Session
from ui.window.window_control import WindowControl


class ContextControl(WindowControl):
    """Signals: ``told(str)``."""

    def __init__(
        self,
        session: Session,
        panel: ContextPanel,
        engine: PlayerEngine,
        parent: QWidget,
        ask_coder: Callable[[], bool],
    ) -> None:
        super().__init__(parent)
        self._session, self._panel, self._engine = session, panel, engine
        self._parent, self._ask_coder = parent, ask_coder
        self._day_of: tuple[str, Meeting | None] | None = None
        self._wanted: tuple[str, int] | None = None
        panel.moment_asked.connect(engine.go_to_time)
        panel.other_asked.connect(self._go_to)

    def show_state(self, state: RecordingState | None) -> None:
        """Show what stands beside a recording, and the family's day round it."""
        self._panel.show_state(state)
        if state is None:
            self._day_of = None
            self._panel.show_day(None)
            return
        recording, meeting = state.recording.id, state.beside.meeting
        if self._wanted is not None and self._wanted[0] == recording:
            self._engine.go_to_time(self._wanted[1])
            self._wanted = None
        if self._day_of != (recording, meeting):
            self._day_of = (recording, meeting)
            self._panel.show_day(None)
            if meeting is not None and meeting.family and meeting.began_at:
                coder = self._session.coder
                self._session.call(
                    lambda project: (day_of(project, recording, coder=coder), names_apart(project.recordings())),
                    lambda found: self._panel.show_day(*found),
                )

    def _go_to(self, recording: str, t_us: int) -> None:
        self._wanted = (recording, t_us)
        self._session.show(recording)

    def fill_card(self) -> None:
        """Ask for what a caregiver chose to say."""
        state = self._session.state
        if state is not None:
            self._ask(CardForm(state.recording.id, _caregivers(state), state.beside, self._parent))

    def describe_meeting(self) -> None:
        """Ask where and when it was, and for the windows that the family chose."""
        state = self._session.state
        if state is not None:
            self._ask(MeetingForm(state.recording.id, state.beside.meeting, self._parent))

    def bring_series(self) -> None:
        """Ask for a file that a caregiver chose to bring."""
        tables = tr("Tables (*.csv *.tsv *.txt *.gz);;All files (*)")
        name = open_file(self._parent, tr("Bring sleep or heart data"), FilePlace.CODES, tables)
        if name:
            self.bring_file(Path(name))

    def bring_file(self, path: Path) -> None:
        """Ask what a file holds, then read it in the study's thread and keep its values."""
        state = self._session.state
        if state is None:
            return
        recording = state.recording.id

        form = BringForm(path, _caregivers(state), self._parent)

        def read(asked: Brought) -> None:
            def keep(found: SeriesFile) -> None:
                unit = asked.unit or found.unit
                self._keep(BringSeries(recording, asked.caregiver, asked.name, unit, found.points), form)
                self.told.emit(
                    tr(
                        "Brought {number} values of {name}, from the column “{value_column}”.",
                        number=len(found.points),
                        name=asked.name,
                        value_column=found.value_column,
                    )
                )

            self._session.call(
                lambda _: read_series(path, name=asked.name, column=asked.column),
                keep,
                busy=tr("Reading {path}", path=path.name),
            )

        self._open(form, read)

    def say_own(self) -> None:
        """Ask for a caregiver's own words for the study, with what was said at every visit of the family."""
        state = self._session.state
        if state is None:
            return
        recording, caregivers = state.recording.id, _caregivers(state)

        def show(own: tuple[OwnWords, ...]) -> None:
            self._ask(OwnWordsForm(recording, caregivers, own, self._parent))

        self._session.call(lambda project: project.own_words(recording), show)

    def pause(self) -> None:
        """Show the pause card. Nothing is kept of it."""
        PauseCard(self._parent).open()

    def take_out(self, series_id: str) -> None:
        """Take out a series that was brought."""
        self._keep(RemoveSeries(series_id))

    def _ask(self, form: Form) -> None:
        """Open a form whose answer is an edit."""
        self._open(form, lambda edit: self._keep(edit, form))

    def _open(self, form: Form, chosen: Callable[..., None]) -> None:
        form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form.chosen.connect(chosen)
        form.open()

    def _keep(self, edit: Edit, form: Form | None = None) -> None:
        """Make an edit; the form that asked for it closes once it is made, and says why where it is refused."""
        if self._session.coder or self._ask_coder():
            self._session.apply(edit, None if form is None else lambda _: form.end())
        elif form is not None:
            form.say_refused("")  # nobody said who codes


def _caregivers(state: RecordingState) -> tuple[str, ...]:
    return caregivers_of((*(person.role for person in state.people), *state.events.subjects), state.beside)
