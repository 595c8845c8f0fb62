"""The events panel: what humans confirmed or coded, in order of onset."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from coder.events import Event, Origin
from coder.scheme import Scheme
from coder.state import RecordingState
from coder.timebase import format_us
from ui.panels.tables import RowsTable, TableRow
from ui.wording import code_words, duration_words, subject_words

_ORIGINS = {
    Origin.HUMAN: "coded by hand",
    Origin.ACCEPTED: "accepted proposal",
    Origin.ADJUSTED: "adjusted proposal",
    Origin.IMPORTED: "imported",
}


class EventsPanel(QWidget):
    """Signals: ``selected(str)`` when a row becomes current, ``activated(str)`` on Enter or a double click."""

    selected = Signal(str)
    activated = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = QLabel("Nothing is confirmed yet. Accept a proposal, or code by hand.", wordWrap=True)
        self.table = RowsTable(("onset", "who", "what", "lasts", "from", "coder"))
        self.table.setAccessibleName("confirmed events")
        self.table.selectionModel().currentRowChanged.connect(self._moved)
        self.table.doubleClicked.connect(self._activate)
        enter = QShortcut(Qt.Key.Key_Return, self.table, context=Qt.ShortcutContext.WidgetShortcut)
        enter.activated.connect(self._activate)
        layout = QVBoxLayout(self)
        layout.addWidget(self._hint)
        layout.addWidget(self.table, 1)

    def show_state(self, state: RecordingState | None, scheme: Scheme | None) -> None:
        """Show the events of a recording."""
        events = () if state is None or scheme is None else state.events
        self._hint.setVisible(not events)
        self.table.fill([_row(event, scheme) for event in events if scheme is not None])

    def select(self, event_id: str) -> None:
        """Make an event's row current, without telling."""
        self.table.selectionModel().blockSignals(True)
        self.table.choose(event_id)
        self.table.selectionModel().blockSignals(False)
        self.table.viewport().update()

    def _moved(self) -> None:
        if (key := self.table.current_key) is not None:
            self.selected.emit(key)

    def _activate(self) -> None:
        if (key := self.table.current_key) is not None:
            self.activated.emit(key)


def _row(event: Event, scheme: Scheme) -> TableRow:
    lasts = duration_words(event.interval.duration_us) if event.interval.duration_us else "point"
    return TableRow(
        key=event.id,
        cells=(
            format_us(event.onset_us),
            subject_words(event.subject),
            code_words(scheme, event.subject, event.code),
            lasts,
            _ORIGINS[event.origin],
            event.coder,
        ),
        tip=event.note,
    )
