"""What stands beside the codes, by hand: forms ask, the session's edits keep it, and one undo takes it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from coder.context import caregivers_of
from coder.edits import Edit
from coder.edits_context import BringSeries, RemoveSeries
from coder.series_file import SeriesFile, read_series
from coder.state import RecordingState
from ui.panels.context_forms import BringForm, CardForm, MeetingForm
from ui.session import Session


class ContextControl(QObject):
    """Signals: ``told(str)``."""

    told = Signal(str)

    def __init__(self, session: Session, parent: QWidget, ask_coder: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._session, self._parent, self._ask_coder = session, parent, ask_coder

    def fill_card(self) -> None:
        """Ask for what a caregiver chose to say."""
        state = self._session.state
        if state is not None:
            self._open(CardForm(state.recording.id, _caregivers(state), state.beside, self._parent), self._keep)

    def describe_meeting(self) -> None:
        """Ask where and when it was, and for the windows that the family chose."""
        state = self._session.state
        if state is not None:
            self._open(MeetingForm(state.recording.id, state.beside.meeting, self._parent), self._keep)

    def bring_series(self) -> None:
        """Ask for a file that a caregiver chose to bring."""
        tables = "Tables (*.csv *.tsv *.txt *.gz);;All files (*)"
        name, _ = QFileDialog.getOpenFileName(self._parent, "Bring sleep or heart data", "", tables)
        if name:
            self.bring_file(Path(name))

    def bring_file(self, path: Path) -> None:
        """Ask what a file holds, then read it in the study's thread and keep its values."""
        state = self._session.state
        if state is None:
            return
        recording = state.recording.id

        def read(asked: tuple[str, str, str, str | None]) -> None:
            caregiver, name, unit, column = asked

            def keep(found: SeriesFile) -> None:
                self._keep(BringSeries(recording, caregiver, name, unit or found.unit, found.points))
                self.told.emit(f"Brought {len(found.points)} values of {name}, from the column “{found.value_column}”.")

            self._session.call(lambda _: read_series(path, name=name, column=column), keep, busy=f"Reading {path.name}")

        self._open(BringForm(path, _caregivers(state), self._parent), read)

    def take_out(self, series_id: str) -> None:
        """Take out a series that was brought."""
        self._keep(RemoveSeries(series_id))

    def _open(self, form: CardForm | MeetingForm | BringForm, chosen: Callable[..., None]) -> None:
        dialog: QDialog = form
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form.chosen.connect(chosen)
        dialog.open()

    def _keep(self, edit: Edit) -> None:
        if self._session.coder or self._ask_coder():
            self._session.apply(edit)


def _caregivers(state: RecordingState) -> tuple[str, ...]:
    return caregivers_of(
        (*(person.role for person in state.people), *(event.subject for event in state.events)), state.beside
    )
