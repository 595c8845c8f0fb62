"""The button beside the line that finds events: filters that were kept, a filter and an order by each column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QInputDialog, QToolButton, QWidget

from coder.study.event_search import kept_term, term_of
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS
from ui.operations.wording import origin_words
from ui.widgets.lettered_menu import LetteredMenu

_MOST = 30
"""Values that a column offers; more could not be read in a menu."""


class FilterButton(QToolButton):
    """Signals: ``asked`` before it is shown, ``narrowed(str)`` with a term to add, ``chosen(str)`` with a whole query,
    ``kept(str)`` and ``forgotten(str)`` with a name, ``sorted_by(int)`` with a column.
    """

    asked = Signal()
    narrowed = Signal(str)
    chosen = Signal(str)
    kept = Signal(str)
    forgotten = Signal(str)
    sorted_by = Signal(object)

    def __init__(self, headings: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._headings = tuple(headings)
        self._events: Sequence[Event] = ()
        self._current: Event | None = None
        self._words: Callable[[Event], tuple[str, str]] = lambda event: (event.subject, event.code)
        self.filters: Mapping[str, str] = {}
        self.setText(tr("Filter"))
        self.setAccessibleName(tr("filters and order of the table"))
        self.setToolTip(tr("By column, kept filters, and the order"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = LetteredMenu(parent=self)
        self._menu.aboutToShow.connect(self._build)
        self.setMenu(self._menu)

    def show_events(
        self, events: Sequence[Event], current: Event | None, words: Callable[[Event], tuple[str, str]]
    ) -> None:
        """Know what can be chosen; ``words`` gives who and what of an event, as the table says them."""
        self._events, self._current, self._words = events, current, words

    def _build(self) -> None:
        self.asked.emit()
        menu = self._menu
        menu.clear()
        for name, query in self.filters.items():
            menu.addAction(f"@{name}   {query}").triggered.connect(
                lambda _=False, said=name: self.chosen.emit(kept_term(said))
            )
        menu.addAction(tr("Keep this filter as…")).triggered.connect(lambda _=False: self._ask_name())
        if self.filters:
            forget = menu.within(tr("Forget a filter"))
            for name in self.filters:
                forget.addAction(name).triggered.connect(lambda _=False, said=name: self.forgotten.emit(said))
        menu.addAction(tr("Show all")).triggered.connect(lambda _=False: self.chosen.emit(""))
        menu.addSeparator()
        for heading, terms in self._columns().items():
            column = menu.within(tr("Only by “{heading}”", heading=heading))
            column.setEnabled(bool(terms))
            for words, term in list(terms.items())[:_MOST]:
                column.addAction(words).triggered.connect(lambda _=False, said=term: self.narrowed.emit(said))
        menu.addSeparator()
        order = menu.within(tr("In order of"))
        for place, heading in enumerate(self._headings):
            order.addAction(heading).triggered.connect(lambda _=False, column=place: self.sorted_by.emit(column))
        menu.give_letters()

    def _columns(self) -> dict[str, dict[str, str]]:
        """For each column the words of what can be chosen, and the term that asks for it."""
        who = {self._words(event)[0]: term_of("subject", event.subject) for event in self._events}
        what = {self._words(event)[1]: term_of("code", event.code) for event in self._events}
        details = {
            f"{name}={value}": term_of("modifier", f"{name}={value}")
            for event in self._events
            for name, value in event.modifiers
        }
        columns = {
            tr("onset"): self._compared("onset", lambda event: event.onset_us),
            tr("who"): who,
            tr("what"): what,
            tr("lasts"): self._compared("duration", lambda event: event.interval.duration_us),
            tr("details"): {tr("something is missing"): "missing=any", **details},
            tr("note"): {tr("with a comment"): "note~.", tr("without one"): "!note~."},
            tr("from"): {origin_words(event.origin): term_of("origin", event.origin.value) for event in self._events},
            tr("coder"): {event.coder: term_of("coder", event.coder) for event in self._events},
        }
        return {heading: dict(sorted(terms.items())) for heading, terms in columns.items()}

    def _compared(self, name: str, held: Callable[[Event], int]) -> dict[str, str]:
        if self._current is None:
            return {}
        seconds = f"{held(self._current) / MICROS:.6f}".rstrip("0").rstrip(".")
        return {
            tr("{seconds} s or more", seconds=seconds): f"{name}>={seconds}",
            tr("{seconds} s or less", seconds=seconds): f"{name}<={seconds}",
        }

    def _ask_name(self) -> None:
        dialog = QInputDialog(self.window())
        dialog.setWindowTitle(tr("Keep this filter"))
        dialog.setLabelText(
            tr(
                "Under which name? @NAME asks for it again, here and in dyadmirror find; one of several words as "
                '@"short looks".'
            )
        )
        dialog.textValueSelected.connect(lambda name: self.kept.emit(name))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
