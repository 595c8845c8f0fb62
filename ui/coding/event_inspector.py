"""The event in hand, changed where it is shown: what is chosen or typed is an edit at once, with its undo."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from coder.media import FrameIndex
from coder.study.edits.event_verbs import ChangeEvents
from coder.vocabulary.events import Event
from coder.vocabulary.language import tr
from coder.vocabulary.scheme import Scheme
from ui.coding.event_form import EventForm
from ui.widgets.measure import PANEL, SNUG


class EventInspector(EventForm):
    """The form of one event, two fields side by side.

    Signals: ``chosen(ChangeEvents)``, ``done()`` where Enter or Esc gives the keys back to coding and undo.
    """

    chosen = Signal(object)
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, pairs=2)
        self.setAccessibleName(tr("the event in hand"))
        self._scheme: Scheme | None = None
        self._sent: ChangeEvents | None = None
        self._own = True
        self._grid.setContentsMargins(*PANEL)
        self._grid.setSpacing(SNUG)
        self.committed.connect(self._commit)
        self.hide()

    def show_event(
        self, event: Event | None, scheme: Scheme | None, index: FrameIndex | None, *, own: bool = True
    ) -> None:
        """Show an event; one that is shown already and did not change is left alone, with what is being typed.

        Another coder's is to be read, not changed, and says whose it is.
        """
        self.setVisible(event is not None)
        if event is None or scheme is None or index is None:
            self._events = ()
        elif self.events != (event,) or scheme is not self._scheme or own is not self._own:
            self._scheme, self._own = scheme, own
            self._show(event, scheme, index)

    def put_back(self) -> None:
        """Show the event as it is: what was typed was refused, or given up."""
        if self.events and self._scheme is not None and self._index is not None:
            self._show(self.events[0], self._scheme, self._index)

    def _show(self, event: Event, scheme: Scheme, index: FrameIndex) -> None:
        self._sent = None
        self.show_events([event], scheme, index)
        self.let_change(self._own)
        self.say_wrong("" if self._own else whose_words(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the event's own words back; Enter, which a line has taken as its end, goes back to the picture."""
        if event.key() == Qt.Key.Key_Escape and self.events:
            self.put_back()
            self.done.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self.wrong.text():
                self.done.emit()
        else:
            super().keyPressEvent(event)

    def _commit(self) -> None:
        if not self.events or not self._own:
            return
        try:
            change = self.change()
        except ValueError as error:
            self.say_wrong(str(error))
            return
        self.say_wrong("")
        if change is not None and change != self._sent:
            self._sent = change  # Enter, and then leaving the field, is one edit
            self.chosen.emit(change)


def whose_words(event: Event) -> str:
    """Say of another coder's event whose it is, and how one builds on it."""
    return tr(
        "{coder}'s event: to be read, not changed. Ctrl+Shift+U copies it into your own layer.", coder=event.coder
    )
