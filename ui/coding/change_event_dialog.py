"""Changing events by typing, in a dialog: one, or several at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from coder.media import FrameIndex
from coder.vocabulary.events import Event
from coder.vocabulary.language import plural, tr
from coder.vocabulary.scheme import Scheme
from coder.vocabulary.time import format_us
from ui.coding.event_form import EventForm
from ui.operations.wording import subject_words


class ChangeDialog(QDialog):
    """Asks what shall be otherwise. Signals: ``chosen(ChangeEvents)``."""

    chosen = Signal(object)

    def __init__(
        self, events: Sequence[Event], scheme: Scheme, index: FrameIndex, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(plural(len(events), "Change an event", "Change {number} events", number=len(events)))
        self.form = EventForm()
        self.form.show_events(events, scheme, index)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        first = tr("{subject}, at {time}", subject=subject_words(events[0].subject), time=format_us(events[0].onset_us))
        more = plural(len(events) - 1, "and 1 more", "and {number} more", number=len(events) - 1)
        column.addWidget(QLabel(first if len(events) == 1 else f"{first} {more}"))
        column.addWidget(self.form)
        column.addWidget(buttons)
        self.form.code.setFocus()  # the letter a code begins with chooses it, Enter is OK

    def _choose(self) -> None:
        try:
            change = self.form.change()
        except ValueError as error:
            self.form.say_wrong(str(error))
            return
        if change is not None:
            self.chosen.emit(change)
        self.accept()
