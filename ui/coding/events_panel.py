"""The events panel: what humans confirmed or coded, in order of onset."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from coder.study.state import RecordingState
from coder.vocabulary.events import Event, Origin
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import format_us
from ui.operations.wording import code_words, duration_words, subject_words
from ui.widgets.note_line import NoteLine
from ui.widgets.row_table import RowsTable, Words

_ORIGINS = {
    Origin.HUMAN: "coded by hand",
    Origin.ACCEPTED: "accepted proposal",
    Origin.ADJUSTED: "adjusted proposal",
    Origin.IMPORTED: "imported",
    Origin.COPIED: "copied",
    Origin.SETTLED: "settled",
}
_HINT = "Nothing is confirmed yet. Accept a proposal, or code by hand."
_KEYS = "Enter plays it · Q W onset, E R offset by a frame · N note · G decide again · Del removes"


class EventsPanel(QWidget):
    """Signals: ``selected(str)``, ``activated(str)`` on Enter or a double click, ``noted(str)`` on the current one."""

    selected = Signal(str)
    activated = Signal(str)
    noted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = QLabel(_HINT, wordWrap=True)
        self.table = RowsTable(
            "confirmed events",
            ("onset", "who", "what", "lasts", "note", "from", "coder"),
            give_way=("from", "coder", "lasts", "note"),
        )
        self.table.moved.connect(self.selected)
        self.table.activated_row.connect(self.activated)
        self.note = NoteLine("Note on this event (N)")
        self.note.written.connect(self.noted)
        self.note.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addWidget(self._hint)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.note)

    def show_state(self, state: RecordingState | None, scheme: Scheme | None) -> None:
        """Show the events of a recording."""
        events = () if state is None or scheme is None else state.events
        self._hint.setText(_KEYS if events else _HINT)
        if scheme is not None:
            self.table.fill([event.id for event in events], lambda row: _words(events[row], scheme))

    def select(self, event: Event | None) -> None:
        """Make an event's row current, without telling."""
        self.table.choose(event.id if event is not None else None)
        self.note.show_text(event.note if event is not None else "")


def _words(event: Event, scheme: Scheme) -> Words:
    lasts = duration_words(event.interval.duration_us) if event.interval.duration_us else "point"
    cells = (
        format_us(event.onset_us),
        subject_words(event.subject),
        code_words(scheme, event.subject, event.code),
        lasts,
        event.note,
        _ORIGINS[event.origin],
        event.coder,
    )
    return Words(cells, tip=event.note)
