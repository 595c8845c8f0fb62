"""What the family is shown beside the picture: what a human confirmed, in words, and the caregiver's own side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHeaderView, QLabel, QVBoxLayout, QWidget

from coder.report.figures.act_rates import only_human
from coder.report.pages.caregiver_side import own_side_words
from coder.study.state import RecordingState
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Role, Scheme, role_of
from coder.vocabulary.time import MICROS
from coder.vocabulary.words_beyond_sight import plainly_seen
from ui.operations.wording import act_words
from ui.widgets.keys_now import KeyButton
from ui.widgets.measure import USUAL, WIDE
from ui.widgets.row_table import RowsTable, Words

_NOTHING = tr("Nothing is confirmed here yet that could be shown. The clip can be watched together.")
_LARGER = 1.25


class FamilyPanel(QWidget):
    """No machine, no figures, nobody's name: what is seen, when, and what it stands beside.

    Signals
    -------
    moment_asked(time_us, time_us)
        Onset and offset of what a person wants to see.
    leave_asked
        Back to working on the recording.
    """

    moment_asked = Signal(object, object)
    leave_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._events: tuple[Event, ...] = ()
        self._scheme: Scheme | None = None
        self._pts_us = 0
        self._title, self.now, self.beside, self._empty = (QLabel(wordWrap=True) for _ in range(4))
        self._title.setText(tr("For showing to the family"))
        self.now.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setText(_NOTHING)
        self._empty_already = False
        self.list = RowsTable(tr("what was seen"), (tr("at"), tr("what")))
        self.list.horizontalHeader().hide()
        self.list.setWordWrap(True)  # whole sentences, however large the letters
        self.list.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.list.activated_row.connect(self._play)
        self.list.moved.connect(self._play)
        self._leave = KeyButton(tr("Leave this view  (Ctrl+Shift+F)"))
        self._leave.clicked.connect(lambda _=False: self.leave_asked.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, USUAL, WIDE, USUAL)
        layout.setSpacing(USUAL)
        for widget in (self._title, self.beside, self.now, self._empty):
            layout.addWidget(widget)
        layout.addWidget(self.list, 1)
        layout.addStretch(0)
        layout.addWidget(self._leave)
        self.show_state(None, None)

    def show_state(self, state: RecordingState | None, scheme: Scheme | None) -> None:
        """Show what was confirmed; stretches in which nobody could be seen hold nothing to show."""
        if state is None and self._empty_already:
            return  # after every edit of whoever codes
        self._empty_already = state is None
        found: Sequence[Event] = state.events if state is not None else ()
        if scheme is not None:
            scheme, found = plainly_seen(scheme, found)
        self._events = tuple(
            event
            for event in found
            if event.code != "not_observable" and (scheme is None or not only_human(event, scheme))
        )
        self._scheme = scheme
        events = self._events
        of_child = any(role_of(event.subject) is not Role.CAREGIVER for event in events)
        # A child's signals never stand alone; where there are none there is nothing that it would stand beside.
        self.beside.setText(
            own_side_words(state.beside.among(state.events.subjects)) if state is not None and of_child else ""
        )
        self.beside.setVisible(bool(self.beside.text()))
        for widget, bold in ((self._title, True), (self.now, True), (self.list, False)):
            font = QApplication.font()
            font.setPointSizeF(font.pointSizeF() * _LARGER)
            font.setBold(bold)
            widget.setFont(font)
        if scheme is not None:
            self.list.fill([event.id for event in events], lambda row: Words(_row(events[row], scheme)))
        else:
            self.list.fill([], lambda _: Words(()))
        self.list.setVisible(bool(events))
        self._empty.setVisible(not events)
        self.show_now(self._pts_us)

    def show_now(self, pts_us: int) -> None:
        """Say what is seen at the frame that is shown."""
        self._pts_us = pts_us
        if self._scheme is None:
            self.now.setText("")
            return
        seen = [event for event in self._events if event.interval.contains(pts_us) or event.onset_us == pts_us]
        text = ". ".join(dict.fromkeys(act_words(self._scheme, event.subject, event.code) for event in seen))
        if text != self.now.text():
            self.now.setText(text)

    def _play(self, event_id: str) -> None:
        event = next((event for event in self._events if event.id == event_id), None)
        if event is not None:
            self.moment_asked.emit(event.onset_us, event.offset_us)


def _row(event: Event, scheme: Scheme) -> tuple[str, str]:
    """Return when and what, without fractions of a second: this is to be watched, not measured."""
    minutes, seconds = divmod(round(event.onset_us / MICROS), 60)
    lasts = round(event.interval.duration_us / MICROS)
    how_long = tr(", for {lasts} seconds", lasts=lasts) if lasts > 1 else ""
    return f"{minutes}:{seconds:02d}", f"{act_words(scheme, event.subject, event.code)}{how_long}"
