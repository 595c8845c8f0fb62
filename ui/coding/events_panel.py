"""The events panel: what humans confirmed or coded, in order of onset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from coder.study.event_search import query_of
from coder.study.state import RecordingState
from coder.vocabulary.errors import StudyError
from coder.vocabulary.event_list import EventList
from coder.vocabulary.events import Event
from coder.vocabulary.language import named, tr
from coder.vocabulary.scheme import CodeKind, Scheme
from coder.vocabulary.time import format_us
from ui.coding.filter_menu import FilterButton
from ui.operations.wording import code_words, duration_words, origin_words, subject_words
from ui.widgets.keys_now import KEYS, follow_keys
from ui.widgets.measure import PANEL, ScaledLabel, Type
from ui.widgets.note_line import NoteLine
from ui.widgets.row_table import RowsTable, Words
from ui.widgets.search_line import SearchLine

_HEADINGS = (tr("onset"), tr("who"), tr("what"), tr("lasts"), tr("details"), tr("note"), tr("from"), tr("coder"))
_ALONE = (tr("from"), tr("coder"), tr("details"), tr("note"))
"""Columns that give way where one coder's events are shown: what an event says more of is read below the table."""
_BESIDE_OTHERS = (tr("from"), tr("details"), tr("note"))
_HINT = tr("Nothing is confirmed yet. Accept a proposal, or code by hand.")
_KEYS = tr("Enter plays it · Q W onset by a frame · E R offset by a frame · N note · G decide again · Del removes")
_CODING_KEYS = tr(
    "Enter plays it · Alt+Left Alt+Right onset by a frame · Alt+Shift+Left Alt+Shift+Right offset by a frame"
    " · F2 changes it · Del removes"
)
"""While coding by hand letters code: the keys that are named are those that are left."""


_LINES_WITH_KEYS = 9
"""Lower than so many lines, the panel shows rows in place of the keys."""


class EventsPanel(QWidget):
    """Signals: ``selected(str)``, ``activated(str)`` on Enter or a double click, ``noted(str)`` on the current one."""

    selected = Signal(str)
    activated = Signal(str)
    noted = Signal(str)
    menu_asked = Signal(str, QPoint)
    """Id of an event, and the place on the screen for its menu."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = ScaledLabel(_HINT, Type.SMALL, quiet=True, wraps=True)
        self.table = RowsTable(
            tr("confirmed events"),
            _HEADINGS,
            give_way=_ALONE,
            several=True,
        )
        self.table.horizontalHeader().setSectionsClickable(True)
        self.table.horizontalHeader().sectionClicked.connect(self._sort_by)
        self.table.menu_asked.connect(self.menu_asked)
        self._coding = False
        KEYS.changed.connect(self._fill)
        self._column, self._down = 0, False
        self._state: RecordingState | None = None
        self._scheme: Scheme | None = None
        self.filter = SearchLine()
        find = tr("Find (Ctrl+F): smile, duration<0.5, note~hand, overlaps=touch …")
        follow_keys(self, lambda: self.filter.setPlaceholderText(KEYS.said(find)))
        self.filter.setAccessibleName(tr("find events"))
        # Letters are keys here; only Ctrl+F or a click shall turn them into text.
        self.filter.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.filter.textChanged.connect(lambda _: self._fill())
        self.filters = FilterButton(_HEADINGS)
        self.filters.narrowed.connect(lambda term: self.filter.setText(f"{self.filter.text().strip()} {term}".strip()))
        self.filters.chosen.connect(self.filter.setText)
        self.filters.sorted_by.connect(self._sort_by)
        self.filters.asked.connect(self._offer)
        self.setFocusProxy(self.table)
        self.filter.returnPressed.connect(self.table.setFocus)
        self.table.moved.connect(self.selected)
        self.table.activated_row.connect(self.activated)
        self.note = NoteLine(tr("Note on this event (N)"), stays=False)  # the event in hand shows it below
        self.note.written.connect(self.noted)
        self.note.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*PANEL)
        finding = QHBoxLayout()
        finding.addWidget(self.filter, 1)
        finding.addWidget(self.filters)
        layout.addWidget(self._hint)
        layout.addLayout(finding)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.note)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the keys out where hardly a row could be seen for them."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        low = self.height() < _LINES_WITH_KEYS * self.fontMetrics().lineSpacing()
        self._hint.setVisible(not low or bool(self.filter.text().strip()))

    def show_state(self, state: RecordingState | None, scheme: Scheme | None) -> None:
        """Show the events of a recording."""
        self._state, self._scheme = state, scheme
        self._fill()

    def show_mode(self, *, coding: bool) -> None:
        """Name the keys of coding by hand, or those of deciding."""
        if coding is not self._coding:
            self._coding = coding
            self._fill()

    def show_filters(self, kept: Mapping[str, str]) -> None:
        """Know the filters that are kept under names."""
        self.filters.filters = dict(kept)
        if "@" in self.filter.text():
            self._fill()

    def events_like(self, text: str) -> tuple[Event, ...]:
        """The events that are shown in this recording for which a query holds; raise StudyError where it is none."""
        state, scheme = self._state, self._scheme
        if state is None or scheme is None:
            return ()
        return query_of(text, self.filters.filters).of(state.events, scheme)

    def begin_finding(self) -> None:
        """Take the keyboard for what shall be found."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def _fill(self) -> None:
        """Show the events that are sought, in the order of the column that was clicked."""
        state, scheme = self._state, self._scheme
        events = EventList() if state is None or scheme is None else state.events
        self._hint.setText(KEYS.hint(_CODING_KEYS if self._coding else _KEYS) if events else _HINT)
        for widget in (self.filter, self.filters):
            widget.setVisible(bool(events))
        if scheme is None:
            return
        if self.filter.text().strip():
            try:
                events = EventList.of(self.events_like(self.filter.text()))
                self._hint.setText(
                    tr(
                        "{number} of {number_2} events",
                        number=len(events),
                        number_2=len(state.events) if state is not None else 0,
                    )
                )
            except StudyError as error:
                self._hint.setText(str(error))
        self._make_room()
        if self._column or self._down:
            events = EventList(sorted(events, key=lambda event: self._place(event, scheme), reverse=self._down))
        self.table.let_give_way(_BESIDE_OTHERS if len(events.coders) > 1 else _ALONE)
        self.table.fill(events.ids, lambda row: _words(events[row], scheme))

    def _place(self, event: Event, scheme: Scheme) -> tuple[float, str]:
        if self._column in (0, 3):
            return float(event.interval.duration_us if self._column else event.onset_us), event.id
        return 0.0, f"{_words(event, scheme).cells[self._column].casefold()} {event.onset_us:015d}"

    def _sort_by(self, column: int) -> None:
        self._down = column == self._column and not self._down
        self._column = column
        self._fill()

    def _offer(self) -> None:
        state, scheme, held = self._state, self._scheme, self.table.current_key
        if state is not None and scheme is not None:
            current = state.events.by_id.get(held or "")

            def words(event: Event) -> tuple[str, str]:
                cells = _words(event, scheme).cells
                return cells[1], cells[2]

            self.filters.show_events(state.events, current, words)

    def select(self, event: Event | None) -> None:
        """Make an event's row current, without telling."""
        self.table.choose(event.id if event is not None else None)
        self.note.show_text(event.note if event is not None else "")

    def select_several(self, ids: Sequence[str]) -> None:
        """Make the first row current and select the others, without telling; what a filter hides of them is shown."""
        if not set(ids) <= self.table.rows_model.places.keys():
            self.filter.clear()
        self.table.choose(ids[0])
        self.table.add_chosen(ids)


def _words(event: Event, scheme: Scheme) -> Words:
    lasts = duration_words(event.interval.duration_us) if event.interval.duration_us else named(CodeKind.POINT)
    cells = (
        format_us(event.onset_us),
        subject_words(event.subject),
        code_words(scheme, event.subject, event.code),
        lasts,
        "; ".join("=".join(pair) for pair in event.modifiers),
        event.note,
        origin_words(event.origin),
        event.coder,
    )
    return Words(cells, tip=event.note)
